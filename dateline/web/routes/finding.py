"""Finding records: by words and listed values, with counts of each, and views: questions kept under a name."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter

from dateline import output
from dateline.stores.search import Found
from dateline.web.asked import Asked, asked
from dateline.web.cards import cards
from dateline.web.desk import last_seen
from dateline.web.pages import Pages
from dateline.web.shown import Ask, Shown, screen

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
    }
    data = {"total": total, "facets": counts}
    told = lambda: data | {"records": [output.found_json(i.reading, i.record, i.review) for i in found]}  # noqa: E731
    return Shown("records.html", values, told, question.wanted)


def page_of(ask: Ask, question: Asked) -> list[Found]:
    """The records of the page that is asked for."""
    return list(ask.store.records(replace(question.wanted, limit=question.per_page, offset=question.before)))


screen(router, "/records", "records", records, ("json", "csv", "geojson"))
