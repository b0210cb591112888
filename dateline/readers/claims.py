"""Speech acts that are themselves the news: denials, accusations, calls, promises, threats.

In: the analysis, mentions, actors, places and voices. Out: records of the kind `claim`.
"""

from __future__ import annotations

from dateline.ports import Language, Reader
from dateline.readers._records import records_of
from dateline.types import Draft, Found


def read(draft: Draft, language: Language) -> Found:
    """The claim records of the report."""
    return records_of(draft, language, "claim")


READER = Reader("claims", frozenset({"analysis", "entities", "times", "places", "quantities", "voices"}), frozenset({"records"}), read)
