"""Cuts a text into words and the words into windows for the encoder.

In: the text and its sentences. Out: word spans, their shapes and line breaks, their word pieces, and windows of whole sentences.
Used alike by training and reading, so that both see the same cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from dateline.types import Span

WORD = re.compile(
    r"\d+(?:[.,:/]\d+)+"  # 14,000  4:19  3.5
    r"|(?:[^\W\d_]\.){2,}"  # U.N.
    r"|[^\W\d_]+(?=n['’]t\b)|n['’]t\b"  # did n't
    r"|['’](?:s|re|ve|ll|d|m)\b"  # 's
    r"|[^\W_]+(?:[\u0300-\u036f][^\W_]*)*(?:['’](?!(?:s|re|ve|ll|d|m)\b)[^\W_]+)*"  # words, O'Brien, Sana'a
    r"|\S",
    re.IGNORECASE,
)
SHAPES = 9
BREAKS = 3
UNKNOWN_SHAPE = 0
LONGEST_WORD = 64
PIECES_A_WORD = 8  # a word keeps at most so many pieces: only the first carries labels
SHOUTED = 0.6  # a sentence with a larger share of upper-case letters has no telling shapes


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text: spans, shape and break features, word-piece ids, and for each sentence its first and last-plus-one word."""

    spans: tuple[Span, ...]
    shapes: tuple[int, ...]
    breaks: tuple[int, ...]
    pieces: tuple[tuple[int, ...], ...]
    sentences: tuple[tuple[int, int], ...]


class Pieces:
    """Word pieces by word, remembered: the same word is cut once."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, tuple[int, ...]] = {}
        self._unknown = int(tokenizer.token_to_id("[UNK]") or 0)

    def of(self, word: str) -> tuple[int, ...]:
        """The ids of a word's pieces, at least one."""
        known = self._known.get(word)
        if known is None:
            ids = self._tokenizer.encode(word[:LONGEST_WORD], add_special_tokens=False).ids
            known = tuple(ids[:PIECES_A_WORD]) or (self._unknown,)
            if len(self._known) < 200_000:
                self._known[word] = known
        return known


def shape(word: str) -> int:
    """The shape of a word: 1 lower, 2 title, 3 upper, 4 one capital, 5 mixed, 6 digits, 7 letters and digits, 8 a mark."""
    if not any(c.isalnum() for c in word):
        return 8
    if any(c.isdigit() for c in word):
        return 7 if any(c.isalpha() for c in word) else 6
    if word.islower() or (not word[0].isupper() and not any(c.isupper() for c in word)):
        return 1
    if word.isupper():
        return 3 if sum(c.isalpha() for c in word) > 1 else 4
    return 2 if word[0].isupper() and not any(c.isupper() for c in word[1:]) else 5


def cut(text: str, sentences: Sequence[Span], pieces: Pieces) -> Words:
    """The words of the sentences. Text outside the sentences is left out; a sentence without a word too."""
    spans: list[Span] = []
    shapes: list[int] = []
    breaks: list[int] = []
    bounds: list[tuple[int, int]] = []
    last = 0
    for sentence in sentences:
        found = [Span(m.start(), m.end()) for m in WORD.finditer(text, sentence.start, sentence.end)]
        if not found:
            continue
        bounds.append((len(spans), len(spans) + len(found)))
        shapes += sentence_shapes([s.of(text) for s in found])
        for span in found:
            lines = text.count("\n", last, span.start)
            breaks.append(min(lines, BREAKS - 1))
            last = span.end
        spans += found
    ids = tuple(pieces.of(s.of(text)) for s in spans)
    return Words(tuple(spans), tuple(shapes), tuple(breaks), ids, tuple(bounds))


def sentence_shapes(words: Sequence[str]) -> list[int]:
    """The shapes of a sentence's words; unknown for letters in a sentence that is written in capitals throughout."""
    letters = [c for w in words for c in w if c.isalpha()]
    shouted = len(letters) > 12 and sum(c.isupper() for c in letters) > SHOUTED * len(letters)
    found = [shape(w) for w in words]
    return [UNKNOWN_SHAPE if shouted and s in (2, 3, 4, 5) else s for s in found] if shouted else found


def windows(words: Words, limit: int) -> list[tuple[int, int]]:
    """Runs of whole sentences of at most `limit` word pieces, evenly filled, as (first word, last word + 1). A longer sentence is cut."""
    sizes = [len(p) for p in words.pieces]
    units = [u for first, last in words.sentences for u in _cut_long(sizes, first, last, limit)]
    total = sum(sizes)
    if not units:
        return []
    goal = total / -(-total // limit)
    out: list[tuple[int, int]] = []
    begin, filled, done = units[0][0], 0, 0
    for first, last in units:
        size = sum(sizes[first:last])
        over = filled + size > limit
        even = filled > 0 and done + filled + size / 2 > goal * (len(out) + 1)
        if filled and (over or even):
            out.append((begin, first))
            begin, done, filled = first, done + filled, 0
        filled += size
    out.append((begin, units[-1][1]))
    return out


def _cut_long(sizes: Sequence[int], first: int, last: int, limit: int) -> list[tuple[int, int]]:
    out, begin, filled = [], first, 0
    for i in range(first, last):
        if filled + sizes[i] > limit:
            out.append((begin, i))
            begin, filled = i, 0
        filled += sizes[i]
    return [*out, (begin, last)]
