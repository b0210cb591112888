"""What a count is a count of, by the words around it.

In: the analysis (words, heads, relations) and the place of the count. Out: the toll type that the words name, None where they name none.
The counted noun's modifiers speak first ("displaced families", "people killed"), then the noun ("refugees"), then the verbs that govern it
("left 12 dead", "forcing 300 to evacuate"), then the nearest word of the clause.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.ports import Language
from dateline.types import Analysis, Span

CLOSE = 6  # words to either side in which the nearest word of the clause is looked for
SURE = 0.9  # a model that is surer than this is not overruled by words
UP = 4  # steps from the count to the verbs above it
OWN = frozenset({"acl", "amod", "compound", "nmod", "appos"})
BELOW = frozenset({"xcomp", "ccomp", "advcl", "obj", "conj"})
ENDS = frozenset(".;:!?")


@dataclass(frozen=True, slots=True)
class Table:
    """Toll types by word: of people, of houses; and the nouns that are houses."""

    people: dict[str, str]
    houses: dict[str, str]
    house_nouns: frozenset[str]


@lru_cache(maxsize=8)
def table(language: Language) -> Table:
    """The toll words of a language."""
    data = language.table("tolls")
    people, houses = ({w: t for t, ws in data[name].items() for w in ws} for name in ("people", "houses"))
    return Table(people, houses, frozenset(data["nouns"]["houses"]))


def type_by_words(text: str, analysis: Analysis, count: Span, language: Language) -> str | None:
    """The toll type that the words around a count name."""
    known = table(language)
    at = _last_word(analysis, count)
    if at is None:
        return None
    forms = [w.of(text).lower() for w in analysis.words]
    noun = _noun(analysis, at)
    is_house = forms[noun] in known.house_nouns
    words = known.houses if is_house else known.people
    for i in _evidence(analysis, at, noun):
        if forms[i] in words:
            return words[forms[i]]
    return _nearest(forms, at, words)


def _last_word(analysis: Analysis, count: Span) -> int | None:
    at = bisect_left(analysis.words, count.end, key=lambda w: w.start) - 1
    return at if at >= 0 and analysis.words[at].touches(count) else None


def _noun(analysis: Analysis, at: int) -> int:
    """The counted noun: the head of a number, else the word itself."""
    head = analysis.heads[at]
    return head if head >= 0 and analysis.relations[at] in ("nummod", "det", "amod", "compound") else at


def _evidence(analysis: Analysis, at: int, noun: int) -> Iterator[int]:
    """Words that may say what is counted, the most telling first."""
    yield from _below(analysis, noun, OWN)
    yield noun
    place = noun
    for _ in range(UP):
        place = analysis.heads[place]
        if place < 0:
            return
        yield from (i for i in _below(analysis, place, BELOW) if i > noun)
        yield place


def _below(analysis: Analysis, head: int, relations: frozenset[str]) -> list[int]:
    near = range(max(0, head - 40), min(len(analysis.heads), head + 40))
    return [i for i in near if analysis.heads[i] == head and analysis.relations[i] in relations]


def _nearest(forms: Sequence[str], at: int, words: dict[str, str]) -> str | None:
    """The nearest telling word of the clause; what follows wins over what stands as far before."""
    for step in range(1, CLOSE + 1):
        for i in (at + step, at - step):
            between = forms[min(i, at) : max(i, at)]
            if 0 <= i < len(forms) and forms[i] in words and not ENDS & set(between):
                return words[forms[i]]
    return None


def settled_toll(shares: Mapping[str, float], told: str | None) -> tuple[str, float]:
    """Type and certainty of a toll: what the words name where the model is not sure of something else, else its likeliest type."""
    likely, share = next(iter(shares.items()))
    if told is None or told == likely or share >= SURE:
        return likely, max(share, SURE) if told == likely else share
    return told, max(shares.get(told, 0.0), 1 - share)
