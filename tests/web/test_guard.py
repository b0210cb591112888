"""What every request passes: hosts, origins, sizes, roles, allowances; and what every answer carries."""

from __future__ import annotations

import re
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from dateline.web import routes
from dateline.web.access import Rates, Sessions, Who, table
from dateline.web.desk import Desk, Options
from dateline.web.users import Users
from tests.web.conftest import Page

ROUTES = sorted(
    {
        (method, route.path, route.name)
        for router in routes.ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
)
ROLES = (None, *table().roles)


def test_every_route_has_a_rule_and_every_rule_a_route() -> None:
    assert {name for _, _, name in ROUTES} == set(table().rules)
    assert len(ROUTES) > 60


@pytest.mark.parametrize("role", ROLES)
def test_the_matrix_of_roles_and_routes(page: Page, role: str | None) -> None:
    """Each role is let into each route as the table says, and into no other: refused before anything is done."""
    page.desk.rates.rates = dict.fromkeys(table().rates, (10_000, 10_000))
    with page.as_(role) as client:
        for method, path, name in ROUTES:
            if name in ("leave", "paste", "api_read"):  # the first would end the session, the others would load the model
                continue
            answer = client.request(method, re.sub(r"\{\w+\}", "r1", path))
            refused = answer.status_code in (401, 403) or answer.headers.get("location") == "/sign-in"
            entering = name == "enter"  # without a ticket nobody gets in, whoever they are
            assert entering or refused == (not table().allows(name, role)), (role, method, path, answer.status_code)
            assert answer.status_code < 500, (method, path, answer.text)


@pytest.mark.parametrize("role", [None, "reader"])
def test_who_may_not_read_new_reports(page: Page, role: str | None) -> None:
    with page.as_(role) as client:
        assert client.post("/paste", data={"words": "x"}).status_code == (403 if role else 401)
        assert client.post("/api/read", json={"text": "x"}).status_code == (403 if role else 401)


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1:9", "127.0.0.1", "localhost:8000.example.org", ""])
def test_another_host_is_none_of_ours(ana: TestClient, host: str) -> None:
    answer = ana.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "none of this program's" in answer.text


def test_our_names_are_ours(ana: TestClient) -> None:
    assert ana.get("/", headers={"host": "localhost:8000"}).status_code in (200, 303)


@pytest.mark.parametrize("origin", ["http://example.org", "null", "http://127.0.0.1:8001", "https://127.0.0.1.example.org:8000"])
def test_a_change_from_another_site_is_not_carried_out(ana: TestClient, origin: str) -> None:
    answer = ana.post("/undo", headers={"origin": origin})
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_a_change_without_an_origin_needs_a_key(page: Page) -> None:
    with page.as_("analyst", "ana") as client:
        del client.headers["origin"]
        assert client.post("/undo").status_code == 403
        key = page.desk.sessions.begin(Who("ana", "analyst"))
        assert client.post("/undo", headers={"authorization": f"Bearer {key}"}).status_code == 422


def test_a_body_may_not_be_larger_than_allowed(desk: Desk) -> None:
    small = Page(Desk(Options(desk.options.database, limit=1000)))
    with small.as_("admin") as client:
        answer = client.post("/paste", data={"words": "x" * 2000})
        assert answer.status_code == 413
        assert "too large" in answer.text
        assert client.post("/api/read", content=iter([b" " * 600] * 4), headers={"content-type": "application/json"}).status_code == 413


@pytest.mark.parametrize("path", ["/", "/queue", "/nothing", "/records.json", "/static/page.css", "/sign-in"])
def test_every_answer_forbids_what_comes_from_elsewhere(ana: TestClient, path: str) -> None:
    answer = ana.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert (answer.headers.get("cache-control") == "no-store") == (not path.startswith("/static"))


def test_a_ticket_lets_in_once(page: Page) -> None:
    ticket = page.desk.ticket_address().split("8000")[1]
    with page.as_(None) as client:
        answer = client.get(ticket)
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert client.get("/reports").status_code == 200
    with page.as_(None) as other:
        assert other.get(ticket).status_code == 401
        assert other.get("/reports").headers["location"] == "/sign-in"


def test_too_many_requests_are_told_when_to_come_again(page: Page) -> None:
    page.desk.rates.clock = lambda: 0.0
    nobody = page.desk.options.database.with_name("nobody.json")
    page.desk.users = Users(nobody, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    with page.as_(None) as client:
        answers = [client.post("/enter", data={"name": "x", "password": "y"}) for _ in range(table().rates["enter"][0] + 1)]
    assert [a.status_code for a in answers[:-1]] == [401] * table().rates["enter"][0]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1


def test_allowances_fill_up_again() -> None:
    now = [0.0]
    rates = Rates({"x": (2, 60)}, clock=lambda: now[0])
    assert [rates.wait("a", "x") for _ in range(3)] == [0, 0, 1]
    assert rates.wait("b", "x") == 0
    now[0] = 1.0
    assert rates.wait("a", "x") == 0


def test_sessions_end() -> None:
    now = [0.0]
    sessions = Sessions(lasts=10, clock=lambda: now[0])
    secret = sessions.begin(Who("ana", "reader"))
    assert sessions.who(secret) == Who("ana", "reader")
    assert sessions.who("other") is None
    assert sessions.who(None) is None
    now[0] = 11.0
    assert sessions.who(secret) is None
    again = sessions.begin(Who("ana", "reader"))
    sessions.end_all("ana")
    assert sessions.who(again) is None


def test_leaving_ends_the_session(ana: TestClient) -> None:
    secret = {"cookie": f"dateline-8000={ana.cookies['dateline-8000']}"}
    assert ana.post("/leave").headers["location"] == "/sign-in"
    assert ana.get("/reports", headers=secret).headers["location"] == "/sign-in"


def _links(text: str) -> set[Any]:
    return set(re.findall(r'(?:src|href|action)="([^"]+)"', text))


@pytest.mark.parametrize("path", ["/", "/reports", "/queue", "/records", "/map", "/settings", "/api", "/history"])
def test_no_screen_names_another_machine(ana: TestClient, path: str) -> None:
    answer = ana.get(path)
    assert answer.status_code == 200
    assert [link for link in _links(answer.text) if not link.startswith(("/", "#", "?"))] == []
    assert " style=" not in answer.text
    assert " onclick" not in answer.text
    assert "<script>" not in answer.text
