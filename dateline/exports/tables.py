"""Records as rows of a table. In: statements. Out: one row a record: column to cell, with the names and types of the columns.

Each row stands alone: the report it is from, who says it and how firmly, the exact words with their offsets, and every field's words
beside what they mean. Several values of a field are joined by ` | `; a value's own stance stands behind it in brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dateline import __version__, kinds, output
from dateline.exports.statements import Statement
from dateline.types import Value

Row = Mapping[str, Any]

JOINT = " | "
REPORT = ("ref", "title", "publisher", "agency", "url", "published", "language")
RECORD = ("kind", "type", "stance", "modality", "start", "end")
COUNT = ("low", "best", "high", "approx", "unit")
PLACE = ("geonameid", "lat", "lon", "country", "admin1", "precision")
VOICE = ("source", "source_name", "source_type", "cue", "told_by")
DECISION = ("decision", "decided_by", "decided_at")
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("start", "end", "geonameid", "precision"), "integer"),
    **dict.fromkeys(("low", "best", "high", "lat", "lon", "confidence"), "number"),
    "approx": "boolean",
}


@cache
def columns() -> Mapping[str, str]:
    """The columns of a table of records, in order, each with its type: string, integer, number or boolean."""
    means = ("first_day", "last_day", *COUNT, "place_name", *PLACE)
    said = ("report", *REPORT, "record", *RECORD, "words", "quote", *VOICE, *field_names(), *means)
    return {name: TYPES.get(name, "string") for name in (*said, "confidence", *DECISION, "dateline_version")}


def field_names() -> tuple[str, ...]:
    """The fields of all kinds, each once, in the order of the kinds."""
    return tuple(dict.fromkeys(name for kind in kinds.KINDS for name in kinds.kind(kind).fields))


def row(statement: Statement) -> dict[str, Any]:
    """A record as a row; what it lacks is not there."""
    report, record = statement.reading.report, statement.record
    cells: dict[str, Any] = {"report": report.id, "record": record.id, "dateline_version": __version__}
    cells |= {name: getattr(report, name) for name in REPORT} | {name: getattr(record, name) for name in RECORD}
    cells |= {"words": record.text, "quote": statement.quote, "confidence": round(record.confidence, output.SCORE_DIGITS)}
    cells |= {name: JOINT.join(_words(name, v) for v in values) for name, values in record.fields.items()}
    for more in (_voice(statement), _days(statement), _count(statement), _place(statement), _decision(statement)):
        cells |= more
    return {name: cell for name, cell in cells.items() if cell is not None and cell != ""}


def _words(name: str, value: Value) -> str:
    """The words of a value; a listed one (a status) as it is listed, and its own stance behind it."""
    words = value.value if name == "status" and value.value else value.text
    return f"{words} [{value.stance}]" if value.stance else words


def _voice(statement: Statement) -> Iterator[tuple[str, Any]]:
    if voice := statement.voice:
        yield from (("source", statement.source), ("source_name", statement.source_name), ("source_type", voice.source_type))
        yield from (("cue", voice.cue.of(statement.reading.text) if voice.cue else None), ("told_by", statement.told_by))


def _days(statement: Statement) -> Iterator[tuple[str, Any]]:
    return zip(("first_day", "last_day"), statement.days(), strict=True)


def _count(statement: Statement) -> Iterator[tuple[str, Any]]:
    if count := statement.count():
        yield from ((name, output.number(getattr(count, name))) for name in ("low", "best", "high"))
        yield from (("approx", count.approx), ("unit", count.unit))


def _place(statement: Statement) -> Iterator[tuple[str, Any]]:
    for place in statement.places()[:1]:
        yield "place_name", place.name
        yield from ((name, getattr(place, name)) for name in PLACE)


def _decision(statement: Statement) -> Iterator[tuple[str, Any]]:
    if review := statement.review:
        yield from zip(DECISION, (review.verdict or "edited", review.by, review.at), strict=True)
