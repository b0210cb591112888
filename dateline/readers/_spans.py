"""Places in the text that the readers of records share: the sentence of a span, the span without loose ends, what touches it.

In: the draft and a span. Out: spans and mentions.
"""

from __future__ import annotations

from bisect import bisect_left

from dateline.ports import Language
from dateline.types import Analysis, Draft, Mention, Span

LOOSE_BEFORE = frozenset({"PUNCT", "CCONJ"})
LOOSE_AFTER = frozenset({"PUNCT", "CCONJ", "ADP", "DET", "SCONJ"})
MODIFIERS = 3  # words from a modifier to the noun behind it
BEFORE_NOUN = frozenset({"nummod", "amod", "compound", "det", "nmod"})
CLOSE = 6  # words from a verb back to what helps it
CLOSING = {"(": ")", "[": "]"}


def sentence_at(draft: Draft, span: Span) -> Span:
    """The sentence that holds the span, or the span itself."""
    sentences = draft.analysis.sentences if draft.analysis else ()
    return next((s for s in sentences if s.start <= span.start < s.end), span)


def words_in(draft: Draft, span: Span) -> tuple[int, int]:
    """First word and end of the words that begin in the span."""
    words = draft.analysis.words if draft.analysis else ()
    return bisect_left(words, span.start, key=lambda w: w.start), bisect_left(words, span.end, key=lambda w: w.start)


def tidy(draft: Draft, span: Span) -> Span | None:
    """The span without marks and loose function words at its ends; None when nothing is left that says something."""
    if draft.analysis is None:
        return span
    words, tags = draft.analysis.words, draft.analysis.upos
    first, last = words_in(draft, span)
    while first < last and tags[first] in LOOSE_BEFORE:
        first += 1
    while last > first and tags[last - 1] in LOOSE_AFTER:
        last -= 1
    if first == last or all(t in ("DET", "PUNCT") for t in tags[first:last]):
        return None
    return opened(draft, closed(draft.text, Span(words[first].start, words[last - 1].end)))


def to_its_head(draft: Draft, span: Span) -> Span:
    """The span with the noun that its last word belongs to, where that follows at once: "Three" of "Three people"."""
    if draft.analysis is None:
        return span
    words, tags, heads, relations = draft.analysis.words, draft.analysis.upos, draft.analysis.heads, draft.analysis.relations
    first, last = words_in(draft, span)
    head = heads[last - 1] if last > first else -1
    if not last <= head < last + MODIFIERS or tags[head] not in ("NOUN", "PROPN"):
        return span
    between = range(last - 1, head)
    return Span(span.start, words[head].end) if all(heads[i] == head and relations[i] in BEFORE_NOUN for i in between) else span


def closed(text: str, span: Span) -> Span:
    """The span with the bracket right behind it that closes one inside it."""
    inside = span.of(text)
    opened = any(inside.count(mark) > inside.count(close) and text.startswith(close, span.end) for mark, close in CLOSING.items())
    return Span(span.start, span.end + 1) if opened else span


def opened(draft: Draft, span: Span) -> Span:
    """A span that is only what stands in brackets behind a name, with the name: "FAN)" is "the Northern Front (FAN)"."""
    inside = span.of(draft.text)
    for mark, close in CLOSING.items():
        begun = draft.text.rfind(mark, max(0, span.start - 2), span.start)
        if begun < 0 or not (inside.endswith(close) or draft.text.startswith(close, span.end)) or mark in inside:
            continue
        ends = len(draft.text[:begun].rstrip())
        host = next((m for m in draft.mentions if m.layer == "name" and m.end == ends), None)
        if host is not None:
            return Span(host.start, span.end if inside.endswith(close) else span.end + 1)
    return Span(span.start, span.end - 1) if any(inside.endswith(c) and m not in inside for m, c in CLOSING.items()) else span


def is_passive(analysis: Analysis, text: str, verb: int, language: Language) -> bool:
    """Whether a form of "be" helps the verb ("were seized")."""
    being = language.table("voices")["being"]
    near = range(max(0, verb - CLOSE), verb)
    return any(analysis.heads[i] == verb and analysis.relations[i] == "aux" and analysis.words[i].of(text).lower() in being for i in near)


def touching(draft: Draft, layer: str, span: Span) -> list[Mention]:
    """Mentions of a layer that share characters with the span, those that share most first."""
    inside = [m for m in draft.mentions if m.layer == layer and m.start < span.end and span.start < m.end]
    return sorted(inside, key=lambda m: (max(m.start, span.start) - min(m.end, span.end), m.start))
