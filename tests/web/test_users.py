"""People who may sign in."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from dateline.errors import DatelineError
from dateline.web import serving
from dateline.web.access import Who
from dateline.web.desk import Desk, Options
from dateline.web.users import Users
from tests.web.conftest import Page

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SECRET = "a long enough one"


def test_who_is_added_may_sign_in_with_that_password_alone(tmp_path: Path) -> None:
    users = Users(tmp_path / "users.json", QUICK)
    users.add("ana", "analyst", SECRET)
    assert users.check("ana", SECRET) == Who("ana", "analyst")
    assert users.check("ana", "another password") is None
    assert users.check("bob", SECRET) is None
    assert users.check("bob", "nobody has this password") is None
    users.drop("ana")
    assert users.check("ana", SECRET) is None


def test_only_the_owner_may_read_the_list_and_no_password_is_in_it(tmp_path: Path) -> None:
    users = Users(tmp_path / "users.json", QUICK)
    users.add("ana", "admin", SECRET)
    assert stat.S_IMODE(users.path.stat().st_mode) == 0o600
    assert SECRET not in users.path.read_text()
    assert "$argon2id$" in users.path.read_text()


@pytest.mark.parametrize(
    ("name", "role", "password"), [("", "reader", SECRET), ("a<b>", "reader", SECRET), ("a", "boss", SECRET), ("a", "reader", "short")]
)
def test_what_cannot_be_added_is_told_why(tmp_path: Path, name: str, role: str, password: str) -> None:
    with pytest.raises(DatelineError):
        Users(tmp_path / "users.json", QUICK).add(name, role, password)


def test_a_damaged_list_lets_nobody_in(tmp_path: Path) -> None:
    path = tmp_path / "users.json"
    path.write_text("{")
    with pytest.raises(DatelineError, match="cannot be read"):
        Users(path, QUICK).check("ana", SECRET)


def test_a_host_demands_people(tmp_path: Path) -> None:
    database = tmp_path / "kept.db"
    with pytest.raises(DatelineError, match="add-user"):
        serving.options(database, port=8000, host="0.0.0.0")
    serving.users_of(database, None).add("ana", "admin", SECRET)
    opened = serving.options(database, port=8000, host="0.0.0.0", names=("desk.example.org",))
    assert "desk.example.org:8000" in opened.hosts
    assert "desk.example.org" in opened.hosts
    assert "other.example.org:8000" not in opened.hosts


def test_people_sign_in_by_name_and_are_managed_by_admins(desk: Desk) -> None:
    shared = Desk(Options(desk.options.database, open_to=("desk.example.org",)))
    shared.users = Users(desk.options.database.with_name("people.json"), QUICK)
    shared.users.add("ana", "admin", SECRET)
    page = Page(shared)
    with page.as_(None) as client:
        assert client.post("/enter", data={"name": "ana", "password": "wrong"}).status_code == 401
        assert client.post("/enter", data={"name": "ana", "password": SECRET}).status_code == 303
        assert client.post("/settings/user", data={"name": "bob", "role": "reader", "password": SECRET}).status_code == 303
        assert shared.users.all() == {"ana": "admin", "bob": "reader"}
        assert "bob" in client.get("/settings").text
        assert client.post("/settings/user/drop", data={"name": "bob"}).status_code == 303
        assert client.post("/settings/address").status_code == 303
    assert shared.users.all() == {"ana": "admin"}


def test_a_key_serves_a_program(page: Page) -> None:
    with page.as_("reader", "ana") as client:
        made = client.post("/settings/key").text
    key = made.split('<code class="break">')[1].split("<")[0]
    with page.as_(None) as program:
        bearer = {"authorization": f"Bearer {key}"}
        assert len(program.get("/api/records?kind=toll", headers=bearer).json()["records"]) == 2
        assert program.get("/openapi.json", headers=bearer).json()["openapi"].startswith("3.1")
        assert program.get("/api/export?format=csv", headers=bearer).text.count("\r\n") == 6
        assert program.get("/api/export?format=none", headers=bearer).status_code in (400, 422)
        assert program.get("/api/records", headers={"authorization": "Bearer no"}).status_code == 401
