"""The place that the sentence attaches to a happening where the model marks none: "roads in the city remain blocked".

In: the draft and a record's anchor. Out: the spans of the places. Source of the method: the prepositional phrases of the anchor, of the
verb that it is subject or object of, and of its own subject or object, in the sentence's dependency tree.
"""

from __future__ import annotations

from dateline.ports import Language
from dateline.readers._spans import sentence_at, words_in
from dateline.types import Draft, Span

ATTACHED = frozenset({"obl", "nmod"})
WITHIN_PHRASE = 6  # words from a preposition to the noun that it governs
SUBJECTS = frozenset({"nsubj", "nsubj:pass", "obj"})


def places_of(draft: Draft, anchor: Span, language: Language) -> list[Span]:
    """Places in the anchor's sentence that a preposition of place attaches to it; none where the nearest is another record's."""
    if draft.analysis is None:
        return []
    first, last = words_in(draft, anchor)
    sentence = sentence_at(draft, anchor)
    near = [s for s in _pointing(draft, sentence, language) if not s.touches(anchor)]
    return [s for s in near if _governs(draft, range(first, last), _top(draft, s), language)]


def _pointing(draft: Draft, sentence: Span, language: Language) -> list[Span]:
    """Named places of the sentence, and nouns that stand for one ("the city")."""
    table = language.table("places")["anaphors"]
    named = [m.span for m in draft.layer("place") if sentence.holds(m.span)]
    words = draft.analysis.words if draft.analysis else ()
    first, last = words_in(draft, sentence)
    text = [words[i].of(draft.text).lower() for i in range(first, last)]
    pairs = [i for i in range(len(text) - 1) if text[i] in table["leading"] and text[i + 1] in table["nouns"]]
    again = [Span(words[first + i].start, words[first + i + 1].end) for i in pairs]
    return named + [s for s in again if not any(s.touches(n) for n in named)]


def _top(draft: Draft, span: Span) -> int:
    """The word of the span that the rest of it hangs on."""
    first, last = words_in(draft, span)
    heads = draft.analysis.heads if draft.analysis else ()
    return next((i for i in range(first, last) if not first <= heads[i] < last), last - 1)


def _governs(draft: Draft, anchor: range, place: int, language: Language) -> bool:
    """Whether the place hangs by a preposition of place on the anchor, on the verb of the anchor, or on the anchor's subject or object."""
    if draft.analysis is None:
        return False
    heads, relations = draft.analysis.heads, draft.analysis.relations
    head = heads[place]
    if head < 0 or relations[place].partition(":")[0] not in ATTACHED or not _placed(draft, place, language):
        return False
    over = {heads[i] for i in anchor if relations[i] in SUBJECTS}
    return head in anchor or head in over or (heads[head] in anchor and relations[head] in SUBJECTS)


def _placed(draft: Draft, place: int, language: Language) -> bool:
    """Whether a preposition of place stands before a word."""
    analysis, prepositions = draft.analysis, language.table("places")["attaching"]["words"]
    if analysis is None:
        return False
    cases = [i for i in range(max(0, place - WITHIN_PHRASE), place) if analysis.heads[i] == place and analysis.relations[i] == "case"]
    return any(analysis.words[i].of(draft.text).lower() in prepositions for i in cases)
