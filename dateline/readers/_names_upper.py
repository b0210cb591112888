"""Names of bodies in texts wholly in capitals, where no letter shows what is a name.

In: the words of a sentence and the parts of speech that the model saw. Out: the spans of bodies by their grammar: what a body is called at
last ("FRONT", "BATTALION"), the words before it that belong to such names or are proper nouns, and what follows an "OF" behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.ports import Language
from dateline.readers._actors_words import lexicon
from dateline.readers._phrases import Phrases, Word
from dateline.types import Span

ORDINAL = re.compile(r"\d{1,3}(?:st|nd|rd|th|d)?")
LONGEST = 6

IsProper = Callable[[Word], bool]


@dataclass(frozen=True, slots=True)
class Bodies:
    """The language's words for bodies: those that end a name, those that stand before such, what leads on to the rest of a name, and what
    is no part of one."""

    heads: Phrases[bool]
    before: frozenset[str]
    leads: frozenset[str]
    stops: frozenset[str]


@lru_cache(maxsize=8)
def bodies(language: Language) -> Bodies:
    """The table of a language. Raises DataError when it has none."""
    table = language.table("actors")["upper"]
    return Bodies(
        Phrases((w, True) for w in table["heads"]),
        frozenset(table["before"]),
        frozenset(table["leads"]),
        frozenset(table["never"]),
    )


def upper_bodies(words: Sequence[Word], is_proper: IsProper, language: Language) -> Iterator[Span]:
    """The spans of the bodies of a sentence, from left to right, none inside another."""
    table, at = bodies(language), 0
    while at < len(words):
        hit = table.heads.at(words, at)
        if hit is None:
            at += 1
            continue
        first = _first(words, hit.first, is_proper, language)
        last = _last(words, hit.last, is_proper, table)
        if first < hit.first or last > hit.last:
            yield Span(words[first].start, words[last - 1].end)
        at = max(last, at + 1)


def _first(words: Sequence[Word], head: int, is_proper: IsProper, language: Language) -> int:
    """The first word of the name that ends with the head."""
    first = head
    while first > 0 and head - first < LONGEST and _belongs(words[first - 1], is_proper, language):
        first -= 1
    return first


def _belongs(word: Word, is_proper: IsProper, language: Language) -> bool:
    table = bodies(language)
    if word.is_mark or word.form in table.stops:
        return False
    listed = word.form in table.before or ORDINAL.fullmatch(word.form) is not None or lexicon(language).states.get(word.raw) is not None
    return listed or is_proper(word)


def _last(words: Sequence[Word], end: int, is_proper: IsProper, table: Bodies) -> int:
    """Past the last word of the name: a number ("NO 4"), or proper nouns behind an "OF"."""
    if end < len(words) and words[end].form in ("no", "number") and words[end + 1 : end + 2] and words[end + 1].form.isdecimal():
        return end + 2
    at = end
    if at < len(words) and words[at].form in table.leads:
        at += 2 if words[at + 1 : at + 2] and words[at + 1].form == "the" else 1
    rest = at
    while at > end and rest < len(words) and rest - at < LONGEST and not words[rest].is_mark and words[rest].form not in table.stops:
        if not (words[rest].form in table.before or is_proper(words[rest])):
            break
        rest += 1
    return rest if rest > at else end
