"""A reader. In: the records that were read. Out: a doubt for each toll that says no day, so that an analyst can ask."""

from __future__ import annotations

from dateline.ports import Language, Reader
from dateline.types import Doubt, Draft, Found


def read(draft: Draft, language: Language) -> Found:
    """The doubts, each on the words of its record."""
    tolls = (r for r in draft.records if r.kind == "toll" and not r.fields.get("time"))
    return Found(doubts=tuple(Doubt(r.start, r.end, "undated", "a toll without a day of its own") for r in tolls))


READER = Reader("undated", frozenset({"records"}), frozenset(), read)
