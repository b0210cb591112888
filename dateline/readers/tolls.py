"""How many were killed, hurt, displaced, held; how many houses.

In: the analysis, mentions, actors, places and voices. Out: records of the kind `toll`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.ports import Language, Reader
from dateline.readers._actors_words import describe
from dateline.readers._event_things import vocabulary
from dateline.readers._records import records_of
from dateline.readers._toll_types import table
from dateline.types import Draft, Found, Record

SHARED = ("time",)
DONE_BY = {"killed": "killing", "detained": "arrest", "abducted": "abduction", "evacuated": "evacuation"}  # who does the one does the other
OUTCOMES = frozenset({"killed", "injured", "abducted", "detained", "missing", "evacuated"})  # what an event of the sentence does to people


def read(draft: Draft, language: Language) -> Found:
    """The toll records of the report. Of the people that an event of the same sentence hurts, its time holds too."""
    found = records_of(draft, language, "toll")
    events = [r for r in draft.records if r.kind == "event" and r.modality == "actual"]
    kept = [toll for toll in found.records if counts_people_or_houses(toll, language)]
    return replace(found, records=tuple(_with_event(toll, events) for toll in kept))


def counts_people_or_houses(toll: Record, language: Language) -> bool:
    """Whether what is counted may be people or houses: bridges, lorries and rifles are no toll."""
    counted = next((v.text for v in toll.fields.get("of", ())), "")
    words = describe(counted, language)
    if counted.split() and counted.split()[-1].lower() in vocabulary(language).things:
        return False
    return words.kind != "facility" or not words.head or bool(table(language).house_nouns & set(words.head.lower().split()))


def _with_event(toll: Record, events: Sequence[Record]) -> Record:
    """The toll with what it lacks and the nearest event of its sentence has; their words stay those of the sentence."""
    beside = [e for e in events if e.evidence == toll.evidence]
    if not beside or toll.type not in OUTCOMES:
        return toll
    nearest = min(beside, key=lambda e: (abs(e.start - toll.start), e.start))
    shared = (*SHARED, "agent") if DONE_BY.get(toll.type) == nearest.type else SHARED
    missing = {name: nearest.fields[name] for name in shared if name not in toll.fields and name in nearest.fields}
    return replace(toll, fields={**toll.fields, **missing})


READER = Reader("tolls", frozenset({"analysis", "entities", "times", "places", "quantities", "voices"}), frozenset({"records"}), read)
