"""How many were killed, hurt, displaced, held; how many houses.

In: the analysis, mentions, actors, places and voices. Out: records of the kind `toll`.
"""

from __future__ import annotations

from dateline.ports import Language, Reader
from dateline.readers._records import records_of
from dateline.types import Draft, Found


def read(draft: Draft, language: Language) -> Found:
    """The toll records of the report."""
    return records_of(draft, language, "toll")


READER = Reader("tolls", frozenset({"analysis", "entities", "times", "places", "quantities", "voices"}), frozenset({"records"}), read)
