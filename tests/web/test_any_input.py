"""Whatever is asked or sent, the answer is an answer: no route fails for what is in a request."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import asking
from dateline.web.access import table
from tests.web.conftest import Page
from tests.web.test_guard import ROUTES

WORDS = st.text(max_size=30) | st.sampled_from(
    ["0", "-1", "9" * 30, "2018-06-14", "kind", "toll", "1,2,3", "Marsa:5km", "*", '"', "r1", "sha256:", "."]
)
NAMES = (*asking.NAMES, "page", "limit", "at", "format", "view", "redact", "q", "from")
FORMS = (
    "verdict",
    "seen",
    "reason",
    "back",
    "field",
    "value",
    "number",
    "left",
    "right",
    "name",
    "asks",
    "start",
    "end",
    "role",
    "password",
    "cause",
)
SLOW = ("paste", "api_read", "leave", "enter")  # these load the model, end the session, or take their time over passwords
ASKED = [(path, name) for method, path, name in ROUTES if method == "GET" and name not in SLOW]
SENT = [(path, name) for method, path, name in ROUTES if method == "POST" and name not in SLOW]
RULES = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def filled(path: str, words: str) -> str:
    return re.sub(r"\{\w+\}", lambda _: quote(words or "x", safe=""), path)


def client(page: Page) -> Any:
    page.desk.rates.rates = dict.fromkeys(table().rates, (1_000_000, 1_000_000))
    return page.as_("admin", "ana")


@RULES
@given(st.data())
def test_any_question_has_an_answer(page: Page, data: st.DataObject) -> None:
    path, _ = data.draw(st.sampled_from(ASKED))
    known = st.sampled_from(page.idents) | WORDS
    query = data.draw(st.lists(st.tuples(st.sampled_from(NAMES), WORDS), max_size=4))
    address = filled(path, data.draw(known)) + "?" + urlencode(query, errors="replace")
    with client(page) as asks:
        answer = asks.get(address)
    assert answer.status_code < 500, (address, answer.text[:300])


@RULES
@given(st.data())
def test_anything_that_is_sent_has_an_answer(page: Page, data: st.DataObject) -> None:
    path, _ = data.draw(st.sampled_from(SENT))
    known = st.sampled_from(page.idents) | WORDS
    form = data.draw(
        st.dictionaries(st.sampled_from(FORMS), WORDS | st.sampled_from(["accept", "set", "place", "same", "prefer", "type"]), max_size=6)
    )
    with client(page) as sends:
        answer = sends.post(filled(path, data.draw(known)), data={k: v.encode("utf-8", "replace").decode() for k, v in form.items()})
    assert answer.status_code < 500, (path, form, answer.text[:300])


def test_a_body_that_is_none_is_told_so(page: Page) -> None:
    with client(page) as sends:
        for body in (b"", b"{", b"\xff\xfe", b"[]", b'{"text": 5}', b'{"text": ""}'):
            answer = sends.post("/api/read", content=body, headers={"content-type": "application/json"})
            assert answer.status_code == 422
            assert "error" in answer.json()
