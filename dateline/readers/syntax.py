"""Runs the trained core over the sentences of a report.

In: the sections. Out: the analysis (words, sentences, syntax, names, cues, proposed records) on which the other readers rest.
"""

from __future__ import annotations

from dateline.model import core
from dateline.ports import Language, Reader
from dateline.readers._event_types import anchor_words
from dateline.readers._text import sentences
from dateline.types import Draft, Found

SILENT = frozenset({"timestamp", "byline", "credit"})  # they tell about the report, not about the world


def read(draft: Draft, language: Language) -> Found:
    """The analysis of everything but page furniture and the lines about the report itself."""
    told = tuple(s for s in draft.sections if s.role not in SILENT)
    if draft.sections and not told:
        return Found(analysis=core.load().analyse("", ()))
    telling = {"event": anchor_words(language)}
    return Found(analysis=core.load().analyse(draft.text, sentences(draft.text, told, language=language.code), telling))


READER = Reader("syntax", frozenset({"sections"}), frozenset({"analysis"}), read)
