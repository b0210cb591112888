"""Finding records: by words and listed values, with counts of each, and views: questions kept under a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dateline import output
from dateline.asking import AskedWrongly
from dateline.exports import EXPORTERS
from dateline.stores.search import Found
from dateline.web.asked import Asked, asked
from dateline.web.cards import cards
from dateline.web.desk import last_seen
from dateline.web.pages import Pages
from dateline.web.shown import Ask, Shown, ask_of, screen

router = APIRouter(include_in_schema=False)
SHOWN = 12
FACETS = ("kind", "type", "stance", "source_type", "decision", "modality", "publisher")


def records(ask: Ask) -> Shown:
    """The records that are asked for."""
    question = asked(ask.query, sort="newest")
    found = page_of(ask, question)
    counts = ask.store.facets(replace(question.wanted, limit=None, offset=0))
    total = sum(counts["kind"].values())
    values = {
        "asked": question,
        "cards": cards(found, last_seen(ask.store, [i.record.id for i in found]), question.before + 1),
        "facets": {name: list(counts[name].items())[:SHOWN] for name in FACETS if name in counts},
        "total": total,
        "pages": Pages(question, "/records", total, len(found)),
        "views": {name: f"/records?{urlencode(words)}" for name, words in ask.store.views().items()},
        "formats": EXPORTERS,
    }
    data = {"total": total, "facets": counts}
    told = lambda: data | {"records": [output.found_json(i.reading, i.record, i.review) for i in found]}  # noqa: E731
    return Shown("records.html", values, told, question.wanted)


def page_of(ask: Ask, question: Asked) -> list[Found]:
    """The records of the page that is asked for."""
    return list(ask.store.records(replace(question.wanted, limit=question.per_page, offset=question.before)))


screen(router, "/records", "records", records, ("json", "csv", "geojson"))


@router.post("/views", name="save_view")
def save_view(request: Request, name: Annotated[str, Form(max_length=80)], asks: Annotated[str, Form(max_length=4000)]) -> Response:
    """Keep a question under a name."""
    ask = ask_of(request)
    words = asked(parse_qsl(asks)).words
    if not name.strip() or not words:
        raise AskedWrongly("a view needs a name, and a question: choose something first")
    with ask.desk.writing() as store:
        store.save_view(name.strip(), words)
    return RedirectResponse(f"/records?{urlencode(words)}", 303)


@router.post("/views/drop", name="drop_view")
def drop_view(request: Request, name: Annotated[str, Form(max_length=80)]) -> Response:
    """Keep a question no longer."""
    ask = ask_of(request)
    with ask.desk.writing() as store:
        store.drop_view(name)
    return RedirectResponse("/records", 303)
