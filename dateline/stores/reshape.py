"""One record made two, two made one. In: a reading as it stands, its records, and a person's word. Out: judgements that belong together:
they are written at once, and taken back at once.

A record that is split keeps its id, and loses the fields that go over; the new one rests on words of the report, as any that a person adds.
Of two that are merged one keeps its id and takes over what the other says besides; the other is rejected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from dateline import kinds
from dateline.stores import edits, reviews
from dateline.types import Entry, Judgement, Reading, Record, Value, key

ACT = "act"


@dataclass(frozen=True, slots=True)
class By:
    """Who decides, when (UTC) and why."""

    by: str
    at: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What a record is split into: the new one's kind and type, its words, and which fields go over to it and which stay."""

    kind: str
    type: str
    words: str
    goes: Collection[str] = ()
    stays: Collection[str] = ()


def split(reading: Reading, record: Record, part: Part, who: By) -> list[Judgement]:
    """The judgements that make two records of one. Raises NoEdit for words that do not stand in the report, a kind or type that is not
    listed, or a record that is there already."""
    made = edits.added(reading, part.kind, part.type, record.stance, part.words, record.start)
    fields = dict(made.fields) | {n: v for n, v in record.fields.items() if n in part.goes and n in kinds.kind(part.kind).fields}
    holds = record.evidence.holds(made.span)
    new = replace(made, modality=record.modality, fields=fields, evidence=record.evidence if holds else made.evidence)
    gone = [name for name in record.fields if name not in part.stays]
    found = [reviews.change(reading, record, name, (), by=who.by, at=who.at, reason=who.reason) for name in gone]
    found.append(reviews.addition(reading, new, by=who.by, at=who.at, reason=who.reason))
    if said := _source(reading, record):
        found.append(reviews.change(reading, new, reviews.SOURCE, (said,), by=who.by, at=who.at))
    return together(found)


def merge(reading: Reading, kept: Record, other: Record, who: By) -> list[Judgement]:
    """The judgements that make one record of two of a report. Raises NoEdit for one and the same."""
    if kept.id == other.id:
        raise edits.NoEdit("a record cannot be merged with itself")
    found = [
        reviews.change(reading, kept, name, (*kept.fields.get(name, ()), *more), by=who.by, at=who.at, reason=who.reason)
        for name, values in other.fields.items()
        if name in kinds.kind(kept.kind).fields and (more := _besides(kept.fields.get(name, ()), values))
    ]
    why = "; ".join(part for part in (f"merged into {kept.id}", who.reason) if part)
    found.append(reviews.decision(reading, other, "reject", by=who.by, at=who.at, reason=why))
    return together(found)


def _besides(kept: Sequence[Value], values: Iterable[Value]) -> tuple[Value, ...]:
    """The values that lie elsewhere in the text than those that are kept."""
    return tuple(v for v in values if not any(v.span.touches(k.span) for k in kept))


def _source(reading: Reading, record: Record) -> Value | None:
    voice = next((v for v in reading.voices if v.id == record.voice), None)
    if voice is None or voice.source is None:
        return None
    return Value(voice.source.start, voice.source.end, voice.source.of(reading.text), value=voice.entity)


# ---------------------------------------------------------------- what belongs together


def together(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Judgements of one act; they are written one behind the other."""
    items = list(judgements)
    act = key("a", *(part for item in items for part in (item.left, item.right, item.verdict)), items[0].by, items[0].at) if items else ""
    return [replace(item, extra={**item.extra, ACT: act}) for item in items]


def accepted(reading: Reading, records: Iterable[Record], who: By) -> list[Judgement]:
    """The judgements that accept all of these at once."""
    return together([reviews.decision(reading, r, "accept", by=who.by, at=who.at, reason=who.reason) for r in records])


def act_of(entry: Entry) -> str | None:
    """The act that an entry is part of; None for one that stands alone."""
    return entry.judgement.extra.get(ACT)
