"""What happened: events of the closed list.

In: the analysis, mentions, actors, places and voices. Out: records of the kind `event`.
"""

from __future__ import annotations

from dateline.ports import Language, Reader
from dateline.readers._records import records_of
from dateline.types import Draft, Found


def read(draft: Draft, language: Language) -> Found:
    """The event records of the report."""
    return records_of(draft, language, "event")


READER = Reader("events", frozenset({"analysis", "entities", "times", "places", "quantities", "voices"}), frozenset({"records"}), read)
