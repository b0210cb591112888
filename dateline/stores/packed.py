"""A reading as two small blobs, and back. In: a `Reading`. Out: the blob that lists and links ask for (records, voices, actors, places),
the blob that only a whole reading needs (mentions, sections, doubts), or a `Reading` again that equals the first.

The words of spans are not kept: they are cut from the text. A blob is zlib over JSON arrays: the values of each thing in a fixed order.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from dateline.types import Doubt, Entity, Mention, Place, Quantity, Reading, Record, Report, Section, Span, TimeValue, Value, Voice

LEVEL = 6

Row = tuple[Any, ...]

_of_time = attrgetter("value", "first", "last", "relation")
_of_quantity = attrgetter("low", "best", "high", "approx", "unit", "of", "phrase")
_of_value = attrgetter("start", "end", "score", "value", "stance")
_of_record = attrgetter("id", "kind", "type", "stance", "modality", "voice", "start", "end", "confidence")
_of_voice = attrgetter("id", "quotation", "source_type", "stance", "entity", "told_by", "score")
_of_entity = attrgetter("id", "name", "kind", "aliases", "mentions", "role", "affiliation")
_of_place = attrgetter("id", "name", "geonameid", "lat", "lon", "country", "admin1", "feature", "precision", "mentions")
_of_mention = attrgetter("id", "layer", "label", "start", "end", "entity", "place", "score")
_of_section = attrgetter("role", "start", "end")
_of_doubt = attrgetter("start", "end", "reader", "message")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class Packed:
    """A reading without its report's facts and its text: what is asked for often, and the rest, both as JSON."""

    main: bytes
    rest: bytes


def pack(reading: Reading) -> Packed:
    """A reading as two pieces of JSON. Raises TypeError for a value that JSON has no form for."""
    main = (
        [_record_row(r) for r in reading.records],
        [_voice_row(v) for v in reading.voices],
        [_of_entity(e) for e in reading.entities],
        [_of_place(p) for p in reading.places],
    )
    rest = (
        [_mention_row(m) for m in reading.mentions],
        [_of_section(s) for s in reading.sections],
        [_of_doubt(d) for d in reading.doubts],
    )
    return Packed(_encode(main).encode("utf-8"), _encode(rest).encode("utf-8"))


def squeeze(data: bytes) -> bytes:
    """A piece as it is kept."""
    return zlib.compress(data, LEVEL)


def _pair(span: Span | None) -> tuple[int, int] | None:
    return (span.start, span.end) if span else None


def _meaning(time: TimeValue | None, quantity: Quantity | None) -> Row:
    """What stands behind the plain values: nothing, a time, or a time (or None) and a quantity."""
    if quantity is None:
        return () if time is None else (_of_time(time),)
    return _of_time(time) if time else None, (*_of_quantity(quantity), _pair(quantity.of_span))


def _value_row(value: Value) -> Row:
    return (*_of_value(value), *_meaning(value.time, value.quantity))


def _record_row(record: Record) -> Row:
    fields = [(name, [_value_row(v) for v in values]) for name, values in record.fields.items()]
    return (*_of_record(record), record.evidence.start, record.evidence.end, fields)


def _voice_row(voice: Voice) -> Row:
    return (*_of_voice(voice), _pair(voice.source), _pair(voice.cue), [(s.start, s.end) for s in voice.content])


def _mention_row(mention: Mention) -> Row:
    return (*_of_mention(mention), *_meaning(mention.time, mention.quantity))


# ---------------------------------------------------------------- and back


def unpack(report: Report, text: str, main: bytes, rest: bytes | None = None) -> Reading:
    """The reading that was packed, from its pieces as they are kept; without `rest` mentions, sections and doubts are left out."""
    records, voices, entities, places = json.loads(zlib.decompress(main))
    mentions, sections, doubts = json.loads(zlib.decompress(rest)) if rest is not None else ((), (), ())
    return Reading(
        report=report,
        text=text,
        sections=tuple(Section(*row) for row in sections),
        mentions=tuple(_mention(row, text) for row in mentions),
        entities=tuple(map(_entity, entities)),
        places=tuple(map(_place, places)),
        voices=tuple(map(_voice, voices)),
        records=tuple(_record(row, text) for row in records),
        doubts=tuple(Doubt(*row) for row in doubts),
    )


def _span(pair: list[int] | None) -> Span | None:
    return Span(*pair) if pair else None


def _time(row: list[Any], at: int) -> TimeValue | None:
    return TimeValue(*row[at]) if len(row) > at and row[at] else None


def _quantity(row: list[Any], at: int) -> Quantity | None:
    if len(row) <= at:
        return None
    low, best, high, approx, unit, of, phrase, of_span = row[at]
    return Quantity(low, best, high, approx, unit, of, _span(of_span), phrase)


def _mention(row: list[Any], text: str) -> Mention:
    ident, layer, label, start, end, entity, place, score = row[:8]
    return Mention(ident, layer, label, start, end, text[start:end], entity, place, _time(row, 8), _quantity(row, 9), score)


def _value(row: list[Any], text: str) -> Value:
    start, end, score, value, stance = row[:5]
    return Value(start, end, text[start:end], value, _time(row, 5), _quantity(row, 6), stance, score)


def _entity(row: list[Any]) -> Entity:
    ident, name, kind, aliases, mentions, role, affiliation = row
    return Entity(ident, name, kind, tuple(aliases), tuple(mentions), role, affiliation)


def _place(row: list[Any]) -> Place:
    ident, name, geonameid, lat, lon, country, admin1, feature, precision, mentions = row
    return Place(ident, name, geonameid, lat, lon, country, admin1, feature, precision, tuple(mentions))


def _voice(row: list[Any]) -> Voice:
    ident, quotation, source_type, stance, entity, told_by, score, source, cue, content = row
    spans = tuple(Span(*pair) for pair in content)
    return Voice(ident, _span(source), _span(cue), spans, quotation, source_type, stance, entity, told_by, score)


def _record(row: list[Any], text: str) -> Record:
    ident, kind, type_, stance, modality, voice, start, end, confidence, first, last, named = row
    fields = {name: tuple(_value(v, text) for v in values) for name, values in named}
    return Record(ident, kind, type_, stance, modality, voice, start, end, text[start:end], Span(first, last), fields, confidence)
