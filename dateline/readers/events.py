"""What happened: events of the closed list.

In: the analysis, mentions, actors, places and voices. Out: records of the kind `event`. A happening that is named by a noun and told by
its verb ("an airstrike hit a minibus") is one record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dateline.ports import Language, Reader
from dateline.readers._records import records_of
from dateline.readers._spans import words_in
from dateline.types import Draft, Found, Record


def read(draft: Draft, language: Language) -> Found:
    """The event records of the report."""
    found = records_of(draft, language, "event")
    return replace(found, records=tuple(_once(draft, found.records)))


def _once(draft: Draft, records: tuple[Record, ...]) -> Iterator[Record]:
    """The records without those whose verb only tells what their subject, an event of the same type, did; its values go to that one."""
    told = {r.id: host for r in records if (host := _named_by(draft, r, records)) is not None}
    for record in records:
        if record.id not in told:
            parts = [r for r in records if told.get(r.id) == record.id]
            fields = {name: values for part in parts for name, values in part.fields.items()} | dict(record.fields)
            yield replace(record, fields=fields) if parts else record


def _named_by(draft: Draft, record: Record, records: tuple[Record, ...]) -> str | None:
    """The record whose anchor is the subject of this one's verb."""
    analysis = draft.analysis
    if analysis is None:
        return None
    first, last = words_in(draft, record.span)
    for other in records:
        if other is record or other.type != record.type or other.start > record.start:
            continue
        a, b = words_in(draft, other.span)
        if any(analysis.relations[i] == "nsubj" and first <= analysis.heads[i] < last for i in range(a, b)):
            return other.id
    return None


READER = Reader("events", frozenset({"analysis", "entities", "times", "places", "quantities", "voices"}), frozenset({"records"}), read)
