"""Databases of schema 1, which had a table for each part of a reading. In: an open connection. Out: the readings in it with their bytes.

Only the upgrade reads this; nothing is written in this form any more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.types import Doubt, Entity, Mention, Place, Quantity, Reading, Record, Report, Section, Span, TimeValue, Value, Voice

FACTS = ("id", "ref", "title", "url", "publisher", "agency", "credit", "published", "place", "language")
PARTS = ("sections", "mentions", "entities", "places", "voices", "doubts")
INDEXES = ("words", "fragments", "quotes")
TRIGGERS = ("documents_added", "documents_dropped", "documents_changed", "records_dropped")
OLD = "old_"

Row = sqlite3.Row


def set_aside(db: sqlite3.Connection) -> None:
    """Give the tables other names and drop what can be made again, so that the tables of the next schema can be made."""
    for trigger in TRIGGERS:
        db.execute(f"DROP TRIGGER {trigger}")
    for index in INDEXES:
        db.execute(f"DROP TABLE {index}")
    for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").fetchall():
        db.execute(f"DROP INDEX {name}")
    for table in ("documents", "records", "values", *PARTS):
        db.execute(f'ALTER TABLE "{table}" RENAME TO "{OLD}{table}"')


def drop(db: sqlite3.Connection) -> None:
    """Drop what was set aside."""
    for table in ("values", "records", *PARTS, "documents"):
        db.execute(f'DROP TABLE "{OLD}{table}"')


def readings(db: sqlite3.Connection) -> Iterator[tuple[Reading, bytes]]:
    """Every reading that was set aside, with the bytes it came from."""
    last = 0
    while row := db.execute(f"SELECT * FROM {OLD}documents WHERE row > ? ORDER BY row LIMIT 1", (last,)).fetchone():
        last = row["row"]
        yield _reading(db, row), row["text"].encode("utf-8") if row["raw"] is None else bytes(row["raw"])


def _reading(db: sqlite3.Connection, row: Row) -> Reading:
    text = row["text"]
    parts = {part: _all(db, f"SELECT * FROM {OLD}{part} WHERE document = ? ORDER BY position", row["row"]) for part in PARTS}
    records = _all(db, f"SELECT * FROM {OLD}records WHERE document = ? ORDER BY position", row["row"])
    return Reading(
        report=_report(row),
        text=text,
        sections=tuple(Section(r["role"], r["start"], r["end"]) for r in parts["sections"]),
        mentions=tuple(_mention(r, text) for r in parts["mentions"]),
        entities=tuple(_entity(r) for r in parts["entities"]),
        places=tuple(_place(r) for r in parts["places"]),
        voices=tuple(_voice(r) for r in parts["voices"]),
        records=tuple(_record(db, r, text) for r in records),
        doubts=tuple(Doubt(r["start"], r["end"], r["reader"], r["message"]) for r in parts["doubts"]),
    )


def _all(db: sqlite3.Connection, query: str, number: int) -> list[Row]:
    return db.execute(query, (number,)).fetchall()


def _plain(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _report(row: Row) -> Report:
    return Report(**_plain(row, *FACTS), authors=tuple(json.loads(row["authors"])), given=frozenset(json.loads(row["given"])))


def _span(row: Row, name: str) -> Span | None:
    start = row[f"{name}_start"]
    return None if start is None else Span(start, row[f"{name}_end"])


def _time(row: Row) -> TimeValue | None:
    return None if row["relation"] is None else TimeValue(row["time"], row["first"], row["last"], row["relation"])


def _quantity(row: Row) -> Quantity | None:
    if row["approx"] is None:
        return None
    return Quantity(row["low"], row["best"], row["high"], bool(row["approx"]), row["unit"], row["of"], _span(row, "of"), row["phrase"])


def _mention(row: Row, text: str) -> Mention:
    plain = _plain(row, "id", "layer", "label", "start", "end", "entity", "place", "score")
    return Mention(**plain, text=text[row["start"] : row["end"]], time=_time(row), quantity=_quantity(row))


def _entity(row: Row) -> Entity:
    plain = _plain(row, "id", "name", "kind", "role", "affiliation")
    return Entity(**plain, aliases=tuple(json.loads(row["aliases"])), mentions=tuple(json.loads(row["mentions"])))


def _place(row: Row) -> Place:
    plain = _plain(row, "id", "name", "geonameid", "lat", "lon", "country", "admin1", "feature", "precision")
    return Place(**plain, mentions=tuple(json.loads(row["mentions"])))


def _voice(row: Row) -> Voice:
    plain = _plain(row, "id", "quotation", "source_type", "stance", "entity", "told_by", "score")
    content = tuple(Span(start, end) for start, end in json.loads(row["content"]))
    return Voice(**plain, source=_span(row, "source"), cue=_span(row, "cue"), content=content)


def _record(db: sqlite3.Connection, row: Row, text: str) -> Record:
    fields: dict[str, tuple[Value, ...]] = {}
    for value in _all(db, f'SELECT * FROM "{OLD}values" WHERE record = ? ORDER BY position', row["row"]):
        fields[value["field"]] = (*fields.get(value["field"], ()), _value(value, text))
    plain: Mapping[str, Any] = _plain(row, "id", "kind", "type", "stance", "modality", "voice", "start", "end", "confidence")
    evidence = Span(row["evidence_start"], row["evidence_end"])
    return Record(**plain, text=text[row["start"] : row["end"]], evidence=evidence, fields=fields)


def _value(row: Row, text: str) -> Value:
    plain = _plain(row, "start", "end", "value", "stance", "score")
    return Value(**plain, text=text[row["start"] : row["end"]], time=_time(row), quantity=_quantity(row))
