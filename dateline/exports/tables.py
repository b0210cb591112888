"""Records as a table. In: readings in the form of the contract. Out: CSV (RFC 4180), one row a record, a header first.

Each row stands alone: the report it is from, who says it and how firmly, the exact words with their offsets, and every field's words
beside what they mean. Several values of a field are joined by ` | `. A cell of text that a spreadsheet would take for a formula (it
begins with =, +, -, @, a tab or a line break) gets an apostrophe in front; numbers are written as they are.
"""

from __future__ import annotations

import csv as writer
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from dateline import __version__, kinds

Json = Mapping[Any, Any]

JOINT = " | "
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
REPORT = ("ref", "title", "publisher", "agency", "url", "published", "language")
RECORD = ("kind", "type", "stance", "modality", "start", "end")
TIMES = ("time", "since", "until")
COUNT = ("low", "best", "high", "approx", "unit")
PLACE = ("geonameid", "lat", "lon", "country", "admin1", "precision")


def csv(readings: Iterable[Json], out: TextIO) -> None:
    """One row a record, with a header. Reads nothing but the readings."""
    table = writer.writer(out, lineterminator="\r\n")
    table.writerow(columns())
    for reading in readings:
        table.writerows([safe(row.get(name)) for name in columns()] for row in rows(reading))


def columns() -> tuple[str, ...]:
    """The names of the columns, in order."""
    voice = ("source", "source_name", "source_type", "cue", "told_by")
    means = ("first_day", "last_day", *COUNT, "place_name", *PLACE)
    return ("report", *REPORT, "record", *RECORD, "words", "quote", *voice, *field_names(), *means, "confidence", "dateline_version")


def field_names() -> tuple[str, ...]:
    """The fields of all kinds, each once, in the order of the kinds."""
    return tuple(dict.fromkeys(name for kind in kinds.KINDS for name in kinds.kind(kind).fields))


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def rows(reading: Json) -> Iterator[dict[str, Any]]:
    """The records of a reading as rows: column to cell; what a record lacks is not there."""
    voices, places = ({item["id"]: item for item in reading[part]} for part in ("voices", "places"))
    names = {entity["id"]: entity["name"] for entity in reading["entities"]}
    for record in reading["records"]:
        row = _facts(reading["report"], record) | _voice(voices.get(record["voice"]), voices, names)
        for name, values in record["fields"].items():
            row[name] = JOINT.join(_words(name, value) for value in values)
        yield row | _days(record) | _count(record) | _place(record, places)


def _facts(report: Json, record: Json) -> dict[str, Any]:
    row = {"report": report["id"], "record": record["id"], "dateline_version": __version__}
    row |= {name: report.get(name) for name in REPORT} | {name: record[name] for name in RECORD}
    return row | {"words": record["text"], "quote": record["evidence"]["text"], "confidence": record["confidence"]}


def _words(name: str, value: Json) -> str:
    """The words of a value; a listed one (a status) as it is listed, and its own stance behind it."""
    words = value["value"] if name == "status" and value.get("value") else value["text"]
    return f"{words} [{value['stance']}]" if value.get("stance") else str(words)


def _voice(voice: Json | None, voices: Json, names: Json) -> dict[str, Any]:
    if voice is None:
        return {}
    source = voice["source"] or {}
    entity = source.get("entity") or voice.get("entity")
    relay = (voices.get(voice["told_by"]) or {}).get("source") or {}
    row = {"source": source.get("text"), "source_name": names.get(entity), "source_type": voice["source_type"]}
    return row | {"cue": (voice["cue"] or {}).get("text"), "told_by": relay.get("text")}


def _first(record: Json, names: Sequence[str]) -> Json:
    return next((values[0] for name in names if (values := record["fields"].get(name))), {})


def _days(record: Json) -> dict[str, Any]:
    """The first and last day of the record's own time; a state that has a start and no end has no last day."""
    time, since, until = (_first(record, (name,)) for name in TIMES)
    if time:
        return {"first_day": time.get("first"), "last_day": time.get("last")}
    return {"first_day": since.get("first"), "last_day": until.get("last")}


def _count(record: Json) -> dict[str, Any]:
    value = _first(record, ("count",))
    return {name: value.get(name) for name in COUNT}


def _place(record: Json, places: Json) -> dict[str, Any]:
    place = places.get(_first(record, ("place",)).get("value")) or {}
    return {"place_name": place.get("name")} | {name: place.get(name) for name in PLACE}
