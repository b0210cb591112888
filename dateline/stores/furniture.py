"""Page furniture that people took back. In: a reading, and the same report read with a part of its furniture as body. Out: a judgement that
holds what was found there, and the reading with it.

The kept reading stays as it was read: a later reading of the same report replaces it without losing what was taken back, and to undo the
judgement puts the furniture aside again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from dateline import output
from dateline.types import Entity, Entry, Judgement, Place, Reading, Record, Section, Span, Value, Voice

TAKE_BACK = "take_back"
ASIDE = "chrome"
BODY = "body"
RANGE = re.compile(r"(\d+)-(\d+)")
LONGEST = 15  # digits
NEW = "taken"  # begins the ids of what only a part that was taken back names


def taken_back(reading: Reading, anew: Reading, part: Span, *, by: str, at: str) -> Judgement:
    """A person's word that a part of the furniture belongs to the report; `anew` is the report read so. What was found in that part goes
    with it."""
    known = {r.id for r in reading.records}
    records = tuple(r for r in anew.records if r.id not in known and part.holds(r.span))
    heard = {r.voice for r in records} | {v.told_by for v in anew.voices if v.id in {r.voice for r in records}}
    voices = tuple(v for v in anew.voices if v.id in heard)
    named = {v.value for r in records for values in r.fields.values() for v in values} | {v.entity for v in voices}
    entities = tuple(replace(e, mentions=()) for e in anew.entities if e.id in named)
    places = tuple(replace(p, mentions=()) for p in anew.places if p.id in named)
    found = replace(anew, sections=(), mentions=(), doubts=(), records=records, voices=voices, entities=entities, places=places)
    told = output.as_json(found)
    del told["text"]
    extra = {"report": reading.report.id, "found": output.dumps(told)}
    return Judgement(reading.report.id, f"{part.start}-{part.end}", TAKE_BACK, by, at, extra=extra)


def range_of(entry: Entry) -> Span | None:
    """The characters that an entry takes back."""
    found = RANGE.fullmatch(entry.judgement.right)
    start, end = (int(n) for n in found.groups()) if found and len(entry.judgement.right) <= 2 * LONGEST else (0, 0)
    return Span(start, end) if start < end else None


def records_of(entries: Iterable[Entry]) -> list[str]:
    """The ids of the records that entries brought with them."""
    return [r["id"] for e in entries if "found" in e.judgement.extra for r in json.loads(e.judgement.extra["found"])["records"]]


def with_taken_back(reading: Reading, entries: Iterable[Entry]) -> Reading:
    """The reading with the furniture that standing entries took back as its body, and what was found in it."""
    for entry in entries:
        if part := range_of(entry):
            reading = replace(reading, sections=tuple(_as_body(s, part) for s in reading.sections))
            reading = _with_found(reading, entry)
    return reading


def _as_body(section: Section, part: Span) -> Section:
    return replace(section, role=BODY) if section.role == ASIDE and part.holds(section.span) else section


def _with_found(reading: Reading, entry: Entry) -> Reading:
    """The reading with the records of an entry that still stand on their words and that it has not got itself."""
    if "found" not in entry.judgement.extra:
        return reading
    found = output.from_json(json.loads(entry.judgement.extra["found"]) | {"text": reading.text})
    known = {r.id for r in reading.records}
    new = [r for r in found.records if r.id not in known and r.span.of(reading.text) == r.text]
    if not new:
        return reading
    e_ids = _ids(reading.entities, found.entities, entry.number)
    p_ids = _ids(reading.places, found.places, entry.number)
    entities = (*reading.entities, *(replace(e, id=e_ids[e.id]) for e in found.entities if e_ids[e.id].startswith(NEW)))
    places = (*reading.places, *(replace(p, id=p_ids[p.id]) for p in found.places if p_ids[p.id].startswith(NEW)))
    voices = {v.id: f"{NEW}{entry.number}-{v.id}" for v in found.voices}
    heard = tuple(_voice(v, voices, e_ids) for v in found.voices)
    records = sorted((*reading.records, *(_record(r, voices, e_ids | p_ids) for r in new)), key=lambda r: (r.start, r.end, r.kind, r.type))
    return replace(reading, records=tuple(records), voices=(*reading.voices, *heard), entities=entities, places=places)


def _ids(kept: Iterable[Entity | Place], found: Iterable[Entity | Place], number: int) -> dict[str, str]:
    """By which id each actor or place that was found is known: that of the same one in the reading, else a new one."""
    same = {_facts(item): item.id for item in kept}
    return {item.id: same.get(_facts(item), f"{NEW}{number}-{item.id}") for item in found}


def _facts(item: Entity | Place) -> tuple[object, ...]:
    return (item.name, item.kind) if isinstance(item, Entity) else (item.name, item.geonameid)


def _voice(voice: Voice, voices: Mapping[str, str], entities: Mapping[str, str]) -> Voice:
    told_by = voices.get(voice.told_by or "")
    return replace(voice, id=voices[voice.id], told_by=told_by, entity=entities.get(voice.entity or ""))


def _record(record: Record, voices: Mapping[str, str], named: Mapping[str, str]) -> Record:
    fields = {name: tuple(_value(v, named) for v in values) for name, values in record.fields.items()}
    return replace(record, voice=voices.get(record.voice or ""), fields=fields)


def _value(value: Value, named: Mapping[str, str]) -> Value:
    return replace(value, value=named.get(value.value or "", value.value))
