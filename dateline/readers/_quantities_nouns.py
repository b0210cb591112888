"""Counted nouns. In: the text after a count. Out: the noun phrase that is counted, its span and its unit (person, house, percent ...).

Where the model has read the syntax, the phrase ends at the head of the number; without it, at the first word that cannot belong to it.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dateline.ports import Language
from dateline.readers import _quantities_numbers as numerals
from dateline.types import Analysis, Span

WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[^\W\d_]\w*)*|%")
GAP = re.compile(
    r"[^\S\n]*\n?[^\S\n]*(?:-\s*)?(?:more\s+|of\s+(?:the|these|those|its|his|her|their|our|my|them|whom)\s+|of\s+)?", re.IGNORECASE
)
SPACE = re.compile(r"[”\"’]?[^\S\n]?(?:[^\S\n]|\n)")
LONGEST = 7


@dataclass(frozen=True, slots=True)
class Nouns:
    """Units by noun, irregular plurals, words that end a noun phrase, words that stand before a noun though they end like a verb."""

    units: Mapping[str, str]
    plural: Mapping[str, str]
    stop: frozenset[str]
    premodifier: frozenset[str]
    of_persons: frozenset[str]
    measure: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """The counted noun phrase and the unit that it makes; None where the words do not tell."""

    span: Span | None
    unit: str | None


@cache
def nouns(language: Language) -> Nouns:
    """The nouns of the language. Raises DataError when the table is missing."""
    table, numbers = language.table("quantities"), numerals.load(language)
    long = [name for names in table["unit"].values() for name in names if " " in name or not name.isalnum()]
    return Nouns(
        measure=re.compile("|".join(rf"{re.escape(name)}s?(?!\w)" for name in sorted(long, key=len, reverse=True)), re.IGNORECASE),
        units={noun: unit for unit, names in table["unit"].items() for noun in names},
        plural=table["plural"],
        stop=frozenset({*table["stop"]["words"], *numbers.small, *numbers.scales}),
        of_persons=frozenset(table["of_persons"]["words"]),
        premodifier=frozenset(table["premodifier"]["words"]),
    )


def singular(word: str, known: Nouns) -> str:
    """The singular of a noun, as the tables have it; the word itself when it is none of them."""
    low = word.lower()
    if low in known.plural:
        return known.plural[low]
    for ending, other in (("ies", "y"), ("ves", "f"), ("es", ""), ("s", "")):
        if low.endswith(ending) and low[: -len(ending)] + other in known.units:
            return low[: -len(ending)] + other
    return low


def is_plural(word: str, known: Nouns) -> bool:
    """Whether a word looks like a plural noun."""
    low = word.lower()
    return low in known.plural or (len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")))


def unit_of(word: str, known: Nouns) -> str | None:
    """The unit that a noun makes; None when the tables do not know it."""
    low = word.lower()
    return known.units.get(low) or known.units.get(singular(low, known)) or known.units.get(low.rpartition("-")[2])


def counted(text: str, end: int, known: Nouns, analysis: Analysis | None = None) -> Counted:
    """The noun phrase that a count ending at `end` counts."""
    gap = GAP.match(text, end)
    start = gap.end() if gap else end
    measure = known.measure.match(text, start)
    if measure:
        return Counted(Span(*measure.span()), unit_of(measure.group(), known) or unit_of(measure.group()[:-1], known))
    by_syntax = _by_syntax(end, start, analysis) if analysis else None
    words = _phrase(text, start, known)
    if by_syntax and words and by_syntax.start == words[0].start():
        return Counted(by_syntax, _unit([m.group() for m in WORD.finditer(text, by_syntax.start, by_syntax.end)], known))
    if not words or (len(words) == 1 and words[0].group().lower() in known.of_persons):
        return Counted(None, _said_of_persons(text, start, known))
    return Counted(Span(words[0].start(), words[-1].end()), _unit([m.group() for m in words], known))


def _said_of_persons(text: str, start: int, known: Nouns) -> str | None:
    """The unit of a count without a noun: person, when a word that is said of persons follows, perhaps after "were" or "have been"."""
    words = [m.group().lower() for m in WORD.finditer(text, start, start + 40)][:4]
    said = next(
        (word for word in words if word not in ("were", "was", "are", "is", "have", "has", "had", "been", "others", "internally")), ""
    )
    return "person" if said in known.of_persons else None


def _unit(words: list[str], known: Nouns) -> str | None:
    head = unit_of(words[-1], known)
    first = unit_of(words[0], known) if is_plural(words[0], known) or len(words[0]) < 4 else None
    return head or (first if first not in ("person", "house") else None)


def _phrase(text: str, start: int, known: Nouns) -> list[re.Match[str]]:
    """The words of a noun phrase from `start` on: up to a stop word, a sign, or the first noun that nothing of its kind follows."""
    words: list[re.Match[str]] = []
    at = start
    while len(words) < LONGEST:
        found = WORD.match(text, at)
        if not found or _ends(found.group(), known, bool(words)):
            break
        words.append(found)
        space = SPACE.match(text, found.end())
        following = WORD.match(text, space.end()) if space else None
        if not following or _closes(found.group(), following.group(), known):
            break
        at = following.start()
    while len(words) > 1 and words[-1].group().lower() in known.premodifier:
        words.pop()
    return [] if len(words) == 1 and words[0].group().lower() in known.premodifier - set(known.units) else words


def _ends(word: str, known: Nouns, inside: bool) -> bool:
    low = word.lower()
    if low in known.premodifier:
        return False
    return low in known.stop or (inside and low.endswith(("ed", "ly")) and low not in known.units)


def _closes(word: str, following: str, known: Nouns) -> bool:
    """Whether the phrase ends with the word: it is a counted noun or a plural, and what follows is no noun of the same phrase."""
    nominal = unit_of(word, known) is not None or is_plural(word, known)
    if not nominal or (word[0].isupper() and not word.isupper()):
        return False
    return is_plural(word, known) or not (unit_of(following, known) or is_plural(following, known))


def _by_syntax(end: int, start: int, analysis: Analysis) -> Span | None:
    """From the number to its head, when the number modifies a noun to its right."""
    starts = [w.start for w in analysis.words]
    at = bisect.bisect_right(starts, end - 1) - 1
    if at < 0 or at >= len(analysis.heads) or analysis.relations[at].split(":")[0] != "nummod":
        return None
    head = analysis.heads[at]
    if head <= at or head - at > LONGEST or analysis.upos[head] not in ("NOUN", "PROPN"):
        return None
    return Span(max(start, analysis.words[at + 1].start), analysis.words[head].end) if analysis.words[head].end > start else None
