"""Names of people, organisations and places.

In: the analysis. Out: mentions of layer `name` with the labels PER, ORG and LOC. Well-known bodies that the model missed are added from the
table of actors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.ports import Language, Reader
from dateline.readers._actors_known import named_as_written
from dateline.readers._actors_short import PERSON
from dateline.readers._actors_words import lexicon
from dateline.readers._phrases import is_upper, words_of
from dateline.types import Draft, Found, Mention, Span, mention

TABLED = 0.5  # score of a name that only the table knows


def read(draft: Draft, language: Language) -> Found:
    """The names that the model found, each with its probability, and the known bodies that it did not."""
    if draft.analysis is None:
        return Found()
    found = [t for t in draft.analysis.names if any(map(str.isalpha, t.span.of(draft.text)))]
    names = [mention("name", t.label, t.span, draft.text, score=t.score) for t in found]
    return Found(mentions=(*names, *known_bodies(draft, names, language)))


def known_bodies(draft: Draft, names: Sequence[Mention], language: Language) -> Iterator[Mention]:
    """Well-known bodies in the sentences that were read, where no name stands yet."""
    table = lexicon(language).known
    upper = is_upper(draft.text)
    taken = [m.span for m in names]
    for sentence in draft.analysis.sentences if draft.analysis else ():
        words = words_of(draft.text, sentence.start, sentence.end)
        for hit in table.find(words, upper=upper):
            span = Span(words[hit.first].start, words[hit.last - 1].end)
            written = draft.text[span.start].isupper() and named_as_written(span.of(draft.text), hit.phrase)
            if written and not any(t.touches(span) for t in taken):
                yield mention("name", PERSON if hit.value.kind == "person" else "ORG", span, draft.text, score=TABLED)


READER = Reader("names", frozenset({"analysis"}), frozenset({"names"}), read)
