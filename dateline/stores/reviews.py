"""People's decisions about records. In: a reading as it was read, and the ledger's entries about its records. Out: the reading as it stands
after them, and what was decided about each record.

A decision holds on to the id of a record, which depends on the report, the kind and the place of its words alone. It says what the record
was when it was judged; where a better reading has made something else of it, the review says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from dateline import output
from dateline.types import Edit, Entity, Entry, Judgement, Place, Reading, Record, Review, Value, Voice

VERDICTS = ("accept", "reject", "unsure")
SET = "set"
ADD = "add"
STATED = "stated"
SOURCE = "source"  # who says it: no field of the record, but a voice of the reading that it rests on
WORDS = ("type", "stance", "modality")  # what is a listed word of the record itself, and no field with words of the text


@dataclass(frozen=True, slots=True)
class Stands:
    """A reading as it stands, and what was decided about its records, by their ids."""

    reading: Reading
    reviews: Mapping[str, Review]


def described(record: Record) -> str:
    """What a record is, in one line: two records so described are the same for whoever judged one of them."""
    return f"{record.kind} {record.type}, {record.stance}, {record.modality}: {record.text}"


def decision(reading: Reading, record: Record, verdict: str, *, by: str, at: str, reason: str | None = None) -> Judgement:
    """A person's verdict on a record."""
    return Judgement(record.id, "", verdict, by, at, reason=reason, extra=_about(reading, record))


def change(
    reading: Reading, record: Record, field: str, values: Sequence[Value] | str, *, by: str, at: str, reason: str | None = None
) -> Judgement:
    """A person's change of one field of a record, with all that the new values name."""
    extra = _about(reading, record)
    if isinstance(values, str):
        extra["word"] = values
    else:
        named = {v.value for v in values}
        extra["values"] = _dumps([output.value_json(v, reading.text) for v in values])
        extra["entities"] = _dumps([output.entity_json(e) for e in reading.entities if e.id in named])
        extra["places"] = _dumps([output.place_json(p) for p in reading.places if p.id in named])
    if field == SOURCE:
        voice = _voice_of(reading, record)
        extra["was"] = voice.source.of(reading.text) if voice and voice.source else ""
    return Judgement(record.id, field, SET, by, at, reason=reason, extra=extra)


def addition(reading: Reading, record: Record, *, by: str, at: str, reason: str | None = None) -> Judgement:
    """A person's record that the program did not find; whoever adds it accepts it."""
    extra = {"report": reading.report.id, "on": described(record), "record": output.dumps(output.record_json(record, reading.text))}
    return Judgement(reading.report.id, record.id, ADD, by, at, reason=reason, extra=extra)


def with_added(reading: Reading, additions: Iterable[Entry]) -> Reading:
    """The reading with the records that people added, in the order of its text; what the program has found meanwhile is not there twice."""
    known = {r.id for r in reading.records}
    added = {e.judgement.right: output.record_of(json.loads(e.judgement.extra["record"])) for e in additions}
    new = [record for ident, record in added.items() if ident not in known]
    if not new:
        return reading
    unnamed = [_nobody(record) for record in new if record.stance != STATED]
    spoken = [replace(record, voice=None if record.stance == STATED else _set_id(record)) for record in new]
    ordered = sorted((*reading.records, *spoken), key=lambda r: (r.start, r.end, r.kind, r.type))
    return replace(reading, records=tuple(ordered), voices=(*reading.voices, *unnamed))


def _about(reading: Reading, record: Record) -> dict[str, str]:
    return {"report": reading.report.id, "on": described(record)}


def _dumps(items: list[Any]) -> str:
    return json.dumps(items, ensure_ascii=False)


def stands(reading: Reading, entries: Iterable[Entry]) -> Stands:
    """The reading after the standing decisions about its records, the later ones last. Records that were added are in it by then."""
    ordered = sorted((_accepted(e) for e in entries), key=lambda e: (e.judgement.left, e.number))
    by_record = {ident: [e.judgement for e in found] for ident, found in groupby(ordered, key=lambda e: e.judgement.left)}
    reviews: dict[str, Review] = {}
    for record in reading.records:
        if judgements := by_record.get(record.id):
            reviews[record.id] = _review(record, judgements)
    if not reviews:
        return Stands(reading, reviews)
    changed = tuple(_changed(record, by_record.get(record.id, ())) for record in reading.records)
    sourced = _with_sources(replace(reading, records=changed), by_record)
    return Stands(_with_named(sourced, by_record.values()), reviews)


def _accepted(entry: Entry) -> Entry:
    """An addition as the acceptance that it is."""
    item = entry.judgement
    return replace(entry, judgement=replace(item, left=item.right, right="", verdict=VERDICTS[0])) if item.verdict == ADD else entry


def _review(record: Record, judgements: Sequence[Judgement]) -> Review:
    verdicts = [j for j in judgements if j.verdict in VERDICTS]
    edits = tuple(_edit(record, j) for j in _last_changes(judgements))
    last = verdicts[-1] if verdicts else judgements[-1]
    on = last.extra.get("on")
    return Review(
        verdict=verdicts[-1].verdict if verdicts else None,
        by=last.by,
        at=last.at,
        reason=last.reason,
        on=on if on not in (described(record), described(_changed(record, judgements))) else None,
        edits=edits,
    )


def _last_changes(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Of each field the last change."""
    return list({j.right: j for j in judgements if j.verdict == SET}.values())


def _edit(record: Record, judgement: Judgement) -> Edit:
    field = judgement.right
    said = judgement.extra.get("was", "") if field == SOURCE else str(getattr(record, field)) if field in WORDS else None
    was = record.fields.get(field, ()) if said is None else said
    return Edit(field, judgement.by, judgement.at, judgement.reason, was)


def _changed(record: Record, judgements: Iterable[Judgement]) -> Record:
    """The record with every field as it was last set."""
    fields = dict(record.fields)
    for judgement in _last_changes(judgements):
        if judgement.right in WORDS:
            record = replace(record, **{judgement.right: judgement.extra["word"]})  # type: ignore[arg-type]
        elif judgement.right != SOURCE:
            fields[judgement.right] = tuple(output.value_of(v) for v in json.loads(judgement.extra["values"]))
    return replace(record, fields={name: values for name, values in fields.items() if values})


def _with_sources(reading: Reading, by_record: Mapping[str, Sequence[Judgement]]) -> Reading:
    """The reading with a voice of its own for every record whose source was set; without a source it is of nobody who is named, and what is
    stated rests on no voice."""
    voices, records = {v.id: v for v in reading.voices}, []
    for record in reading.records:
        for judgement in _last_changes(by_record.get(record.id, ())):
            if judgement.right == SOURCE:
                said = [output.value_of(v) for v in json.loads(judgement.extra["values"])]
                voice = _set_voice(reading, record, said[0]) if said else None if record.stance == STATED else _nobody(record)
                record = replace(record, voice=voice.id if voice else None)
                voices |= {voice.id: voice} if voice else {}
        records.append(record)
    return replace(reading, voices=tuple(voices.values()), records=tuple(records))


def _set_voice(reading: Reading, record: Record, value: Value) -> Voice:
    """The voice of words that were set: of the kind that the same words are elsewhere in the reading."""
    alike = (v for v in reading.voices if v.source and v.source.of(reading.text) == value.text)
    kind = next((v.source_type for v in alike), "other")
    return Voice(_set_id(record), value.span, None, (record.evidence,), "indirect", kind, record.stance, value.value)


def _nobody(record: Record) -> Voice:
    return Voice(_set_id(record), None, None, (record.evidence,), "indirect", "anonymous", record.stance)


def _set_id(record: Record) -> str:
    return f"v-{record.id}"


def _voice_of(reading: Reading, record: Record) -> Voice | None:
    return next((v for v in reading.voices if v.id == record.voice), None)


def _with_named(reading: Reading, judged: Iterable[Sequence[Judgement]]) -> Reading:
    """The reading with the actors and places that changed values name and that it does not hold itself."""
    changes = [j for judgements in judged for j in _last_changes(judgements) if "values" in j.extra]
    entities: dict[str, Entity] = {e.id: e for e in (output.entity_of(d) for j in changes for d in json.loads(j.extra["entities"]))}
    places: dict[str, Place] = {p.id: p for p in (output.place_of(d) for j in changes for d in json.loads(j.extra["places"]))}
    known = {e.id for e in reading.entities} | {p.id for p in reading.places}
    return replace(
        reading,
        entities=reading.entities + tuple(e for ident, e in entities.items() if ident not in known),
        places=reading.places + tuple(p for ident, p in places.items() if ident not in known),
    )
