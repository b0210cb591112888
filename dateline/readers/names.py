"""Names of people, organisations and places.

In: the analysis. Out: mentions of layer `name` with the labels PER, ORG and LOC.
"""

from __future__ import annotations

from dateline.ports import Language, Reader
from dateline.types import Draft, Found, mention


def read(draft: Draft, language: Language) -> Found:
    """The names that the model found, each with its probability."""
    found = draft.analysis.names if draft.analysis else ()
    return Found(
        mentions=tuple(
            mention("name", t.label, t.span, draft.text, score=t.score) for t in found if any(map(str.isalpha, t.span.of(draft.text)))
        )
    )


READER = Reader("names", frozenset({"analysis"}), frozenset({"names"}), read)
