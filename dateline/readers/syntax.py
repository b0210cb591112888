"""Runs the trained core over the sentences of a report.

In: the sections. Out: the analysis (words, sentences, syntax, names, cues, proposed records) on which the other readers rest.
"""

from __future__ import annotations

from dateline.model import core
from dateline.ports import Language, Reader
from dateline.readers._text import sentences
from dateline.types import Draft, Found


def read(draft: Draft, language: Language) -> Found:
    """The analysis of everything but page furniture."""
    return Found(analysis=core.load().analyse(draft.text, sentences(draft.text, draft.sections, language=language.code)))


READER = Reader("syntax", frozenset({"sections"}), frozenset({"analysis"}), read)
