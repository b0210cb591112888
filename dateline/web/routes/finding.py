"""Finding records: by words and listed values, with counts of each, and views: questions kept under a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
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
from dateline.web.pages import Pages
from dateline.web.shown import Ask, Shown, ask_of, screen
from dateline.web.survey import Named, Survey

router = APIRouter(include_in_schema=False)
SHOWN = 12
FACETS = ("kind", "type", "stance", "source_type", "decision", "modality", "publisher")
FEW = 250  # records whose actors and places are counted one by one


def records(ask: Ask) -> Shown:
    """The records that are asked for."""
    question = asked(ask.query, sort="newest")
    found = page_of(ask, question)
    counts = ask.store.facets(replace(question.wanted, limit=None, offset=0))
    total = sum(counts["kind"].values())
    values = {
        "asked": question,
        "cards": cards(ask.store, found, question.before + 1),
        "facets": {name: list(counts[name].items())[:SHOWN] for name in FACETS if name in counts},
        "named": named(ask, question, total),
        "total": total,
        "pages": Pages(question, "/records", total, len(found)),
        "views": {name: f"/records?{urlencode(words)}" for name, words in ask.store.views().items()},
        "formats": EXPORTERS,
    }
    data = {"total": total, "facets": counts}
    told = lambda: data | {"records": [output.found_json(i.reading, i.record, i.review) for i in found]}  # noqa: E731
    return Shown("records.html", values, told, question.wanted)


def named(ask: Ask, question: Asked, total: int) -> dict[str, list[tuple[str, int]]]:
    """The actors and places that most of the records name: of all records by the last survey, of few by looking at each; of other questions
    none are told."""
    if question.is_all:
        survey: Survey = ask.request.app.state.surveyor.last
        return {"actor": _ranked(survey.actors), "place": _ranked(survey.places)}
    if total > FEW:
        return {}
    found = list(ask.store.records(replace(question.wanted, limit=FEW, offset=0)))
    counts = {"actor": Counter[str](), "place": Counter[str]()}
    for item in found:
        values = {v.value for values in item.record.fields.values() for v in values}
        counts["actor"].update({e.name for e in item.reading.entities if e.id in values})
        counts["place"].update({p.name for p in item.reading.places if p.id in values})
    return {name: sorted(held.items(), key=lambda i: (-i[1], i[0]))[:SHOWN] for name, held in counts.items()}


def _ranked(names: Iterable[Named]) -> list[tuple[str, int]]:
    return [(n.name, n.records) for n in islice(names, SHOWN) if n.records]


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
