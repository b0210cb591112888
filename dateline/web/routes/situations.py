"""The situation of a place on a day. In: a place, or an area, and a day. Out: who is said to hold it, how services are said to stand, the
latest tolls: of each source its latest word with its age, and what nobody speaks of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter

from dateline import asking, output
from dateline.stores.search import Found, Wanted
from dateline.stores.situation import Situation, Statement, situation, with_inferred
from dateline.web.shown import Ask, Shown, screen

router = APIRouter(include_in_schema=False)
WHERE = ("place", "near")
SAID = ("control", "condition", "toll")
LOOKED_AT = 150  # reports, the newest: what is said of a country need not be read from its beginning
ROWS = 100  # statements of one kind that are shown


def situations(ask: Ask) -> Shown:
    """How a place is said to stand; without a place only the question."""
    given = dict(ask.query)
    asked = {name: given[name].strip() for name in WHERE if given.get(name, "").strip()}
    at: str = asking.value("since", given["at"].strip()) if given.get("at", "").strip() else datetime.now(UTC).date().isoformat()
    wanted = replace(asking.wanted(asked), published_by=at)
    told, older = look(ask, wanted, at) if asked else (None, False)
    values: dict[str, Any] = {"asked_for": asked, "at": at, "told": told, "words": " ".join(asked.values())}
    values |= {"older": older, "most": LOOKED_AT, "at_once": ROWS}
    more = {"older_left_out": older, **data(told)} if told else {}
    return Shown("situation.html", values, lambda: {**asked, "at": at, **more}, wanted)


def look(ask: Ask, wanted: Wanted, at: str) -> tuple[Situation, bool]:
    """The situation of what is wanted, on a day, by the newest reports about it; and whether there are older ones that were left out."""
    found, older = _newest(ask.store.records(replace(wanted, kind=SAID, sort="newest")))
    return situation(with_inferred(found, lambda ident: ask.store.report(ident).reviews), date.fromisoformat(at)), older


def _newest(found: Iterable[Found]) -> tuple[list[Found], bool]:
    """The records of the first so many reports, and whether more came."""
    kept: list[Found] = []
    reports: set[str] = set()
    for item in found:
        reports.add(item.reading.report.id)
        if len(reports) > LOOKED_AT:
            return kept, True
        kept.append(item)
    return kept, False


def data(told: Situation) -> dict[str, Any]:
    """The situation as data, in the form of `dateline status --json`."""
    return {
        "reports": told.reports,
        "control": [statement(s) for s in told.control],
        "conditions": _each(told.conditions),
        "tolls": _each(told.tolls),
        "gaps": {"control": not told.control, "conditions": list(told.silent), "tolls": not told.tolls, "undated": told.undated},
    }


def _each(said: Mapping[str, tuple[Statement, ...]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [statement(s) for s in found] for name, found in said.items()}


def statement(said: Statement) -> dict[str, Any]:
    """A statement as data: what it says, who and how firmly, how old it is, and the record that it rests on."""
    plain = {"says": said.says, "where": said.where, "inferred": said.inferred, "source": said.source, "day": said.day}
    found = said.found
    return plain | {"dated_by": said.dated, "age": said.age} | output.found_json(found.reading, found.record, found.review)


screen(router, "/situation", "situation", situations, ("json", "csv", "geojson"))
