"""A reading as two small blobs, and back. In: a `Reading`. Out: the blob that lists and links ask for (records, voices, actors, places),
the blob that only a whole reading needs (mentions, sections, doubts), or a `Reading` again that equals the first.

A blob is zlib over JSON arrays: the values of each thing in a fixed order. What follows from the rest is not kept: the words of spans are
cut from the text, an id that is made as dateline makes it is made again, an actor or place is named by its number, and a span is its
distance from the one before and its length.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from operator import attrgetter
from typing import Any

from dateline.output import number
from dateline.types import Doubt, Entity, Mention, Place, Quantity, Reading, Record, Report, Section, Span, TimeValue, Value, Voice, key

LEVEL = 6
# What pieces are likely to hold, so that it need not stand in each. A file of this schema needs these very bytes.
KNOWN = resources.files("dateline.stores").joinpath("packed.txt").read_bytes()

SqueezeError = zlib.error

Row = tuple[Any, ...]
Cells = list[Any]

_of_time = attrgetter("value", "first", "last", "relation")
_of_quantity = attrgetter("low", "best", "high", "approx", "unit", "of", "phrase")
_of_record = attrgetter("kind", "type", "stance", "modality", "confidence")
_of_voice = attrgetter("id", "quotation", "source_type", "stance", "told_by", "score")
_of_entity = attrgetter("name", "kind", "aliases", "role", "affiliation")
_of_place = attrgetter("name", "geonameid", "lat", "lon", "country", "admin1", "feature", "precision")
_of_mention = attrgetter("layer", "label", "score")
_of_section = attrgetter("role", "start", "end")
_of_doubt = attrgetter("start", "end", "reader", "message")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class Packed:
    """A reading without its report's facts and its text: what is asked for often, and the rest, both as JSON."""

    main: bytes
    rest: bytes


def squeeze(data: bytes) -> bytes:
    """A piece as it is kept."""
    press = zlib.compressobj(LEVEL, zdict=KNOWN)
    return press.compress(data) + press.flush()


def loosen(kept: bytes) -> bytes:
    """A piece as it was before it was squeezed."""
    press = zlib.decompressobj(zdict=KNOWN)
    return press.decompress(kept) + press.flush()


def record_id(report: str, kind: str, start: int, end: int) -> str:
    """The id that a record has unless its maker chose another one."""
    return key("r", report, kind, start, end)


def entity_id(report: str, name: str) -> str:
    """The id that an actor has unless its maker chose another one."""
    return key("e", report, name)


def mention_id(layer: str, start: int, end: int) -> str:
    """The id that a mention has unless its maker chose another one."""
    return f"{layer[:1]}{start}-{end}"


def place_id(geonameid: int | None) -> str:
    """The id that a place of the gazetteer has unless its maker chose another one."""
    return f"p{geonameid}"


# ---------------------------------------------------------------- to blobs


def pack(reading: Reading) -> Packed:
    """A reading as two pieces of JSON. Raises TypeError for a value that JSON has no form for."""
    report = reading.report.id
    numbers = _numbers([*(e.id for e in reading.entities), *(p.id for p in reading.places)])
    voices = _numbers(v.id for v in reading.voices)
    mentions = _numbers(m.id for m in reading.mentions)
    main = (
        _record_rows(report, reading.records, numbers, voices),
        [_voice_row(v, numbers) for v in reading.voices],
        [_entity_row(report, e) for e in reading.entities],
        [_place_row(p) for p in reading.places],
    )
    rest = (
        _mention_rows(reading.mentions, numbers),
        [[_named(m, mentions) for m in some] for some in (*(e.mentions for e in reading.entities), *(p.mentions for p in reading.places))],
        [_of_section(s) for s in reading.sections],
        [_of_doubt(d) for d in reading.doubts],
    )
    return Packed(_encode(main).encode("utf-8"), _encode(rest).encode("utf-8"))


def _numbers(ids: Iterable[str]) -> dict[str, int]:
    """The number of each id, counted from 0; of one that stands twice the first."""
    numbers: dict[str, int] = {}
    for at, ident in enumerate(ids):
        numbers.setdefault(ident, at)
    return numbers


def _named(ident: str | None, numbers: Mapping[str, int]) -> int | str | None:
    """The number of an id, or the words themselves where they are none."""
    return None if ident is None else numbers.get(ident, ident)


def _pair(span: Span | None) -> Row | None:
    return (span.start, span.end - span.start) if span else None


def _meaning(time: TimeValue | None, quantity: Quantity | None) -> Row:
    """What stands behind the plain values: nothing, a time, or a time (or None) and a quantity."""
    if quantity is None:
        return () if time is None else (_of_time(time),)
    low, best, high, *rest = _of_quantity(quantity)
    return _of_time(time) if time else None, (number(low), number(best), number(high), *rest, _pair(quantity.of_span))


def _record_rows(report: str, records: Sequence[Record], numbers: Mapping[str, int], voices: Mapping[str, int]) -> list[Row]:
    rows, last = [], 0
    for r in records:
        own = None if r.id == record_id(report, r.kind, r.start, r.end) else r.id
        start, evidence = r.start, r.evidence
        fields = [
            name_and_values
            for name, values in r.fields.items()
            for name_and_values in (name, [_value_row(v, start, numbers) for v in values])
        ]
        where = start - last, r.end - start, start - evidence.start, evidence.end - evidence.start
        rows.append((*_of_record(r), _named(r.voice, voices), *where, fields, own))
        last = start
    return rows


def _value_row(v: Value, near: int, numbers: Mapping[str, int]) -> Row:
    return v.start - near, v.end - v.start, v.score, _named(v.value, numbers), v.stance, *_meaning(v.time, v.quantity)


def _voice_row(v: Voice, numbers: Mapping[str, int]) -> Row:
    return *_of_voice(v), _named(v.entity, numbers), _pair(v.source), _pair(v.cue), [_pair(s) for s in v.content]


def _entity_row(report: str, e: Entity) -> Row:
    known = () if e.ident is None and e.country is None else (e.ident, e.country)
    return *_of_entity(e), *known, None if e.id == entity_id(report, e.name) else e.id


def _place_row(p: Place) -> Row:
    return *_of_place(p), None if p.id == place_id(p.geonameid) else p.id


def _mention_rows(mentions: Sequence[Mention], numbers: Mapping[str, int]) -> list[Row]:
    rows, last = [], 0
    for m in mentions:
        own = None if m.id == mention_id(m.layer, m.start, m.end) else m.id
        named = _named(m.entity, numbers), _named(m.place, numbers)
        rows.append((*_of_mention(m), m.start - last, m.end - m.start, *named, own, *_meaning(m.time, m.quantity)))
        last = m.start
    return rows


# ---------------------------------------------------------------- and back


def unpack(report: Report, text: str, main: bytes, rest: bytes | None = None) -> Reading:
    """The reading that was packed, from its pieces as they are kept; without `rest` mentions, sections and doubts are left out, and actors
    and places say nothing of their mentions."""
    records, voices, entities, places = json.loads(loosen(main))
    mentions, named, sections, doubts = json.loads(loosen(rest)) if rest is not None else ((), (), (), ())
    count = len(entities)
    ids = [row[-1] or entity_id(report.id, row[0]) for row in entities] + [row[-1] or place_id(row[1]) for row in places]
    spoken = [row[0] for row in voices]
    kept = _mentions(mentions, text, ids)
    theirs = [tuple(kept[m].id if isinstance(m, int) else m for m in some) for some in named] or [()] * len(ids)
    return Reading(
        report=report,
        text=text,
        sections=tuple(Section(*row) for row in sections),
        mentions=kept,
        entities=tuple(map(_entity, entities, ids[:count], theirs[:count])),
        places=tuple(map(_place, places, ids[count:], theirs[count:])),
        voices=tuple(_voice(row, ids) for row in voices),
        records=_records(records, report.id, text, ids, spoken),
        doubts=tuple(Doubt(*row) for row in doubts),
    )


def _ident(named: int | str | None, ids: Sequence[str]) -> str | None:
    return ids[named] if isinstance(named, int) else named


def _span(pair: Sequence[int] | None) -> Span | None:
    return Span(pair[0], pair[0] + pair[1]) if pair else None


def _time(row: Cells, at: int) -> TimeValue | None:
    return TimeValue(*row[at]) if len(row) > at and row[at] else None


def _quantity(row: Cells, at: int) -> Quantity | None:
    if len(row) <= at:
        return None
    low, best, high, approx, unit, of, phrase, of_span = row[at]
    return Quantity(low, best, high, approx, unit, of, _span(of_span), phrase)


def _mentions(rows: Iterable[Cells], text: str, ids: Sequence[str]) -> tuple[Mention, ...]:
    made, last = [], 0
    for row in rows:
        layer, label, score, ahead, length, entity, place, own = row[:8]
        last += ahead
        end = last + length
        ident, means = own or mention_id(layer, last, end), (_time(row, 8), _quantity(row, 9))
        made.append(Mention(ident, layer, label, last, end, text[last:end], _ident(entity, ids), _ident(place, ids), *means, score))
    return tuple(made)


def _entity(row: Cells, ident: str, mentions: tuple[str, ...]) -> Entity:
    name, kind, aliases, *more = row[:-1]
    return Entity(ident, name, kind, tuple(aliases), mentions, *more)


def _place(row: Cells, ident: str, mentions: tuple[str, ...]) -> Place:
    name, geonameid, lat, lon, country, admin1, feature, precision, _ = row
    return Place(ident, name, geonameid, lat, lon, country, admin1, feature, precision, mentions)


def _voice(row: Cells, ids: Sequence[str]) -> Voice:
    ident, quotation, source_type, stance, told_by, score, entity, source, cue, content = row
    spans = tuple(Span(start, start + length) for start, length in content)
    return Voice(ident, _span(source), _span(cue), spans, quotation, source_type, stance, _ident(entity, ids), told_by, score)


def _records(rows: Iterable[Cells], report: str, text: str, ids: Sequence[str], voices: Sequence[str]) -> tuple[Record, ...]:
    made, last = [], 0
    for kind, type_, stance, modality, confidence, voice, ahead, length, before, size, named, own in rows:
        last += ahead
        end, first = last + length, last - before
        fields = {name: tuple(_value(v, text, last, ids) for v in values) for name, values in zip(named[::2], named[1::2], strict=True)}
        ident, evidence = own or record_id(report, kind, last, end), Span(first, first + size)
        plain = ident, kind, type_, stance, modality, _ident(voice, voices), last, end, text[last:end]
        made.append(Record(*plain, evidence, fields, confidence))
    return tuple(made)


def _value(row: Cells, text: str, near: int, ids: Sequence[str]) -> Value:
    ahead, length, score, value, stance = row[:5]
    start = near + ahead
    end = start + length
    return Value(start, end, text[start:end], _ident(value, ids), _time(row, 5), _quantity(row, 6), stance, score)
