"""The description of the routes, and answers to whatever fits it or does not: schemathesis makes the requests, and none ends in a 5xx."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dateline.web import routes
from dateline.web.access import table
from tests.web.conftest import HOME, Page

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed (it comes with the extra dev)")
SLOW = ("leave", "enter")  # the first ends the session, the second takes its time over passwords
RULES = settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def described() -> dict[str, Any]:
    """Every route that the application has, also those that its own description leaves out because they are pages."""
    known = [route for router in routes.ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    shown = [copy.copy(route) for route in known if route.name not in SLOW]
    for number, route in enumerate(shown):
        route.include_in_schema, route.operation_id = True, f"route{number}"
    return get_openapi(title="dateline", version="1", routes=shown)


MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(described()).get_all_operations()]


def sent(client: TestClient, case: Any) -> Any:
    """The answer to a made-up request, with words that no client could send made such that it can."""
    told = case.as_transport_kwargs(base_url=HOME)
    told.pop("cookies", None)
    if not isinstance(told.get("data") or {}, dict):
        told["content"] = told.pop("data")
    return client.request(**told)


@RULES
@given(data=st.data())
def test_no_request_that_can_be_described_ends_in_a_5xx(page: Page, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(OPERATIONS))
    case = data.draw(operation.as_strategy(generation_mode=data.draw(st.sampled_from(MODES))))
    if isinstance(case.path_parameters, dict) and "ident" in case.path_parameters and data.draw(st.booleans()):
        case.path_parameters["ident"] = data.draw(st.sampled_from(page.idents))
    page.desk.rates.rates = dict.fromkeys(table().rates, (1_000_000, 1_000_000))
    with page.as_("admin", "ana") as client:
        answer = sent(client, case)
    assert answer.status_code < 500, (case.method, case.formatted_path, answer.text[:300])
    if operation.path.startswith("/api/"):
        assert str(answer.status_code) in operation.definition.raw["responses"], (case.formatted_path, answer.status_code)
