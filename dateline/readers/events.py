"""What happened: events of the closed list.

In: the analysis, mentions, actors, places and voices. Out: records of the kind `event`. A happening that is named by a noun and told by
its verb ("an airstrike hit a minibus") is one record. What only says what was counted ("97 civilians killed", "killing three") is the
count's, and no happening beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from dateline.ports import Language, Reader
from dateline.readers._event_things import taken_in
from dateline.readers._records import records_of
from dateline.readers._spans import touching, words_in
from dateline.types import Draft, Found, Record

TELLING = ("place", "time", "agent", "target", "instrument", "cause")
NEXT = 24  # characters in which a count stands right beside a word


def read(draft: Draft, language: Language) -> Found:
    """The event records of the report."""
    found = records_of(draft, language, "event")
    told = [r for r in found.records if not _says_what_is_counted(draft, r, language) and not _only_points_back(draft, r, language)]
    settled = [_killing(draft, r, language) for r in map(partial(taken_in, draft, language), told) if r is not None]
    return replace(found, records=tuple(_once(draft, tuple(settled))))


def _killing(draft: Draft, record: Record, language: Language) -> Record:
    """The record of an attack on people who are counted as killed, where its word is one of those that kill ("was shot"), as a killing."""
    lethal = language.table("events")["lethal"]
    words = set(record.text.lower().split())
    if draft.analysis is None or record.type not in lethal["types"] or not words & set(lethal["words"]):
        return record
    dead = [c.anchor.span for c in draft.analysis.candidates if c.anchor.label == "toll" and next(iter(c.types), "") == "killed"]
    hit = any(v.start < d.end and d.start < v.end for v in record.fields.get("target", ()) for d in dead)
    return replace(record, type="killing") if hit else record


def _only_points_back(draft: Draft, record: Record, language: Language) -> bool:
    """Whether a record's words only point at a happening that is told elsewhere ("after the attack"): a definite noun of
    which nothing is said."""
    if draft.analysis is None or any(record.fields.get(name) for name in TELLING):
        return False
    first, last = words_in(draft, record.span)
    definite = language.table("events")["pointing"]["words"]
    before = draft.analysis.words[first - 1].of(draft.text).lower() if 0 < first < last else ""
    spoken_of = any(draft.analysis.relations[i].startswith("nsubj") for i in range(first, last))
    return before in definite and not spoken_of and draft.analysis.upos[last - 1] in ("NOUN", "PROPN")


def _says_what_is_counted(draft: Draft, record: Record, language: Language) -> bool:
    """Whether a record's words only say what befell the counted right beside them."""
    words = language.table("tolls")["counted_only"].get(record.type)
    if words is None or draft.analysis is None:
        return False
    behind = draft.text[record.end : record.end + NEXT].lower()
    before = draft.text[max(0, record.start - NEXT) : record.start].lower()
    said = record.text.lower().split()
    for count in (c.anchor.span for c in draft.analysis.candidates if c.anchor.label == "toll"):
        counted = next((m.quantity.of_span for m in touching(draft, "quantity", count) if m.quantity and m.quantity.of_span), count)
        end = max(count.end, counted.end)
        ahead = count.start - record.end
        if said[-1] in words["before"] and 0 <= ahead < NEXT and behind[:ahead].strip() in ("", *words["loose"]):
            return True
        between = before[len(before) - (record.start - end) :] if 0 < record.start - end < NEXT else None
        if between is not None and said[-1] in words["after"] and " ".join([*between.split(), *said[:-1]]) in ("", *words["helping"]):
            return True
    return False


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
