"""A reading as rows of the store, and rows as a reading.

In: a `Reading`, or the rows of its parts by table. Out: the other one. The words of spans are not kept twice: they are cut from
the text again, so a reading that comes back is equal to the one that was put.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from dateline.types import (
    Doubt,
    Entity,
    Mention,
    Place,
    Quantity,
    Reading,
    Record,
    Report,
    Section,
    Span,
    TimeValue,
    Value,
    Voice,
)

Cells = dict[str, Any]

FACTS = ("id", "ref", "title", "url", "publisher", "agency", "credit", "published", "place", "language")
TIMES = ("time", "since", "until")
PARTS = ("sections", "mentions", "entities", "places", "voices", "doubts")


class Row(Protocol):
    """A row as it comes from a database: cells by the names of their columns."""

    def __getitem__(self, name: str, /) -> Any: ...


def document_cells(reading: Reading, raw: bytes, digest: str) -> Cells:
    """The row of the report itself. The bytes that came in are kept only where they are not just the text in UTF-8."""
    report = reading.report
    cells: Cells = {name: getattr(report, name) for name in FACTS}
    cells |= {"authors": listed(report.authors), "given": listed(sorted(report.given)), "digest": digest}
    return cells | {"text": reading.text, "raw": None if raw == reading.text.encode("utf-8") else raw}


def part_cells(reading: Reading) -> dict[str, list[Cells]]:
    """The rows of all parts but the records, by table."""
    return {
        "sections": [{"role": s.role, "start": s.start, "end": s.end} for s in reading.sections],
        "mentions": [_mention_cells(m) for m in reading.mentions],
        "entities": [_entity_cells(e) for e in reading.entities],
        "places": [_place_cells(p) for p in reading.places],
        "voices": [_voice_cells(v) for v in reading.voices],
        "doubts": [{"start": d.start, "end": d.end, "reader": d.reader, "message": d.message} for d in reading.doubts],
    }


def record_cells(record: Record) -> Cells:
    """The row of a record."""
    names = ("id", "kind", "type", "stance", "modality", "voice", "start", "end", "confidence")
    first, last = days(record)
    return {name: getattr(record, name) for name in names} | _span_cells("evidence", record.evidence) | {"first": first, "last": last}


def value_cells(record: Record) -> list[Cells]:
    """The rows of a record's values."""
    return [_value_cells(name, value) for name, values in record.fields.items() for value in values]


def quote_cells(reading: Reading, record: Record) -> Cells:
    """What is searched for a record: its evidence, the words and names of its source, the words and names of its places."""
    voice = next((v for v in reading.voices if v.id == record.voice), None)
    said = [voice.source.of(reading.text)] if voice and voice.source else []
    names = [n for e in reading.entities if voice and e.id == voice.entity for n in (e.name, *e.aliases)]
    values = record.fields.get("place", ())
    found = {v.value for v in values if v.value}
    where = [v.text for v in values] + [n for p in reading.places if p.id in found for n in (p.name, p.admin1, p.country) if n]
    return {"quote": record.evidence.of(reading.text), "source": " ".join(said + names), "place": " ".join(where)}


def days(record: Record) -> tuple[str | None, str | None]:
    """The first and last calendar day of a record's own times; None is open, or no time at all."""
    times = [(name, v.time) for name in TIMES for v in record.fields.get(name, ()) if v.time]
    starts = [t.first for name, t in times if t.first and name != "until"]
    ends = [t.last for name, t in times if name != "since"]
    lasting = any(name == "since" for name, _ in times) and not any(name == "until" for name, _ in times)
    closed = [e for e in ends if e]
    return min(starts, default=None), None if lasting or len(closed) < len(ends) else max(closed, default=None)


def listed(items: Iterable[Any]) -> str:
    """A list as one cell."""
    return json.dumps(list(items), ensure_ascii=False)


def _span_cells(name: str, span: Span | None) -> Cells:
    return {f"{name}_start": span.start if span else None, f"{name}_end": span.end if span else None}


def _time_cells(time: TimeValue | None) -> Cells:
    if time is None:
        return {"time": None, "first": None, "last": None, "relation": None}
    return {"time": time.value, "first": time.first, "last": time.last, "relation": time.relation}


def _quantity_cells(quantity: Quantity | None) -> Cells:
    names = ("low", "best", "high", "unit", "of", "phrase")
    cells: Cells = {name: getattr(quantity, name) if quantity else None for name in names}
    return cells | {"approx": int(quantity.approx) if quantity else None} | _span_cells("of", quantity.of_span if quantity else None)


def _mention_cells(mention: Mention) -> Cells:
    cells: Cells = {name: getattr(mention, name) for name in ("id", "layer", "label", "start", "end", "entity", "place", "score")}
    return cells | _time_cells(mention.time) | _quantity_cells(mention.quantity)


def _entity_cells(entity: Entity) -> Cells:
    cells: Cells = {name: getattr(entity, name) for name in ("id", "name", "kind", "role", "affiliation")}
    return cells | {"aliases": listed(entity.aliases), "mentions": listed(entity.mentions)}


def _place_cells(place: Place) -> Cells:
    names = ("id", "name", "geonameid", "lat", "lon", "country", "admin1", "feature", "precision")
    cells: Cells = {name: getattr(place, name) for name in names}
    return cells | {"mentions": listed(place.mentions)}


def _voice_cells(voice: Voice) -> Cells:
    names = ("id", "quotation", "source_type", "stance", "entity", "told_by", "score")
    cells: Cells = {name: getattr(voice, name) for name in names}
    cells |= _span_cells("source", voice.source) | _span_cells("cue", voice.cue)
    return cells | {"content": listed([s.start, s.end] for s in voice.content)}


def _value_cells(field: str, value: Value) -> Cells:
    cells: Cells = {name: getattr(value, name) for name in ("start", "end", "value", "stance", "score")}
    return {"field": field} | cells | _time_cells(value.time) | _quantity_cells(value.quantity)


# ---------------------------------------------------------------- and back


def reading_of(document: Row, parts: Mapping[str, Sequence[Row]], records: Sequence[tuple[Row, Sequence[Row]]]) -> Reading:
    """The reading that these rows are: the document's, its parts by table, each record with its values."""
    text = document["text"]
    return Reading(
        report=_report(document),
        text=text,
        sections=tuple(Section(r["role"], r["start"], r["end"]) for r in parts["sections"]),
        mentions=tuple(_mention(r, text) for r in parts["mentions"]),
        entities=tuple(_entity(r) for r in parts["entities"]),
        places=tuple(_place(r) for r in parts["places"]),
        voices=tuple(_voice(r) for r in parts["voices"]),
        records=tuple(_record(row, values, text) for row, values in records),
        doubts=tuple(Doubt(r["start"], r["end"], r["reader"], r["message"]) for r in parts["doubts"]),
    )


def _report(row: Row) -> Report:
    facts = {name: row[name] for name in FACTS}
    return Report(**facts, authors=tuple(json.loads(row["authors"])), given=frozenset(json.loads(row["given"])))


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
    plain = {name: row[name] for name in ("id", "layer", "label", "start", "end", "entity", "place", "score")}
    return Mention(**plain, text=text[row["start"] : row["end"]], time=_time(row), quantity=_quantity(row))


def _entity(row: Row) -> Entity:
    plain = {name: row[name] for name in ("id", "name", "kind", "role", "affiliation")}
    return Entity(**plain, aliases=tuple(json.loads(row["aliases"])), mentions=tuple(json.loads(row["mentions"])))


def _place(row: Row) -> Place:
    names = ("id", "name", "geonameid", "lat", "lon", "country", "admin1", "feature", "precision")
    return Place(**{name: row[name] for name in names}, mentions=tuple(json.loads(row["mentions"])))


def _voice(row: Row) -> Voice:
    plain = {name: row[name] for name in ("id", "quotation", "source_type", "stance", "entity", "told_by", "score")}
    content = tuple(Span(start, end) for start, end in json.loads(row["content"]))
    return Voice(**plain, source=_span(row, "source"), cue=_span(row, "cue"), content=content)


def _record(row: Row, values: Sequence[Row], text: str) -> Record:
    plain = {name: row[name] for name in ("id", "kind", "type", "stance", "modality", "voice", "start", "end", "confidence")}
    fields: dict[str, tuple[Value, ...]] = {}
    for value in values:
        fields[value["field"]] = (*fields.get(value["field"], ()), _value(value, text))
    evidence = Span(row["evidence_start"], row["evidence_end"])
    return Record(**plain, text=text[row["start"] : row["end"]], evidence=evidence, fields=fields)


def _value(row: Row, text: str) -> Value:
    plain = {name: row[name] for name in ("start", "end", "value", "stance", "score")}
    return Value(**plain, text=text[row["start"] : row["end"]], time=_time(row), quantity=_quantity(row))
