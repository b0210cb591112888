"""What a count is a count of, by the words around it.

In: the analysis (words, heads, relations) and the place of the count. Out: the toll type that the words name, None where they name none.
The counted noun's modifiers speak first ("displaced families", "people killed"), then the noun ("refugees"), then the verbs that govern it
("left 12 dead", "forcing 300 to evacuate"), then the nearest word of the clause.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from dateline.ports import Language
from dateline.readers._spans import is_passive
from dateline.types import Analysis, Span

CLOSE = 6  # words to either side in which the nearest word of the clause is looked for
SURE = 0.9  # a model that is surer than this is not overruled by a word that only stands near
SURE_OF_SYNTAX = 0.97  # nor than this by a word that the count depends on
ARMED = "fighters"  # the type of those who are counted because they attack
VAGUE = "affected"  # a type that gives way to any other that is told of the same people
LABEL = 4  # words of a label before a count
UP = 4  # steps from the count to the verbs above it
OWN = frozenset({"acl", "amod", "compound", "nmod", "appos"})
BELOW = frozenset({"xcomp", "ccomp", "advcl", "obj", "conj"})
ENDS = frozenset(".;:!?")
MARKS = ENDS | frozenset(",()–—-")


@dataclass(frozen=True, slots=True)
class Table:
    """Toll types by word: of people, of houses; the nouns that are houses; those that say who is counted; and what attackers do."""

    people: dict[str, str]
    houses: dict[str, str]
    house_nouns: frozenset[str]
    who: frozenset[str]
    acting: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """A toll type that words name, and whether the count depends on them or they only stand near it."""

    type: str
    depends: bool


@lru_cache(maxsize=8)
def table(language: Language) -> Table:
    """The toll words of a language."""
    data = language.table("tolls")
    people, houses = ({w: t for t, ws in data[name].items() for w in ws} for name in ("people", "houses"))
    return Table(people, houses, frozenset(data["nouns"]["houses"]), frozenset(data["nouns"]["who"]), frozenset(data["acting"]["words"]))


def type_by_words(text: str, analysis: Analysis, count: Span, language: Language) -> Told | None:
    """The toll type that the words around a count name."""
    known = table(language)
    at = _last_word(analysis, count)
    if at is None:
        return None
    forms = [w.of(text).lower() for w in analysis.words]
    noun = _noun(analysis, at)
    label = _label(forms, _first_word(analysis, count))
    if label and set(label) & known.house_nouns:
        return next((Told(known.houses[w], depends=True) for w in label if w in known.houses), None)
    words = known.houses if {forms[noun], *forms[at + 1 : at + 2]} & known.house_nouns else known.people

    def named(places: Iterable[int]) -> str | None:
        found = (words[form] for i in places for form in (forms[i], f"{forms[i - 1]} {forms[i]}" if i else "") if form in words)
        return next(found, None)

    def happened(places: Iterable[int]) -> str | None:
        return named(i for i in places if forms[i] not in known.who)

    if _acts(text, analysis, noun, language):
        return Told(ARMED, depends=True)
    told = (
        happened(islice(_behind(forms, at), 1))
        or happened(_completed(analysis, noun))
        or happened((*_below(analysis, noun, OWN), noun))
        or happened(_governor(analysis, noun))
        or happened(_behind(forms, at))
        or happened(_above(analysis, noun))
    )
    if told is None or told == VAGUE:
        told = happened(_joined_verbs(analysis, noun)) or told
    near = told or happened(_nearest(forms, at)) or named((noun, *_below(analysis, noun, OWN))) or named(_nearest(forms, at))
    return Told(near, depends=told is not None) if near else None


def _last_word(analysis: Analysis, count: Span) -> int | None:
    at = bisect_left(analysis.words, count.end, key=lambda w: w.start) - 1
    return at if at >= 0 and analysis.words[at].touches(count) else None


def _first_word(analysis: Analysis, count: Span) -> int:
    return bisect_left(analysis.words, count.start, key=lambda w: w.start)


def _label(forms: Sequence[str], first: int) -> Sequence[str]:
    """The words of the label before a count: "Completely destroyed housing: 146"."""
    return forms[max(0, first - 1 - LABEL) : first - 1] if first > 1 and forms[first - 1] == ":" else ()


def _noun(analysis: Analysis, at: int) -> int:
    """The counted noun: the head of a number, else the word itself."""
    head = analysis.heads[at]
    return head if head >= 0 and analysis.relations[at] in ("nummod", "det", "amod", "compound") else at


def _acts(text: str, analysis: Analysis, noun: int, language: Language) -> bool:
    """Whether the counted are those who attack: subject of such a verb that has an object, or "by" them behind it."""
    head, relation = analysis.heads[noun], analysis.relations[noun]
    if head < 0 or analysis.words[head].of(text).lower() not in table(language).acting:
        return False
    if relation == "nsubj":
        return bool(_below(analysis, head, frozenset({"obj"}))) and not is_passive(analysis, text, head, language)
    return relation == "obl" and any(analysis.words[i].of(text).lower() == "by" for i in _below(analysis, noun, frozenset({"case"})))


def _governor(analysis: Analysis, noun: int) -> list[int]:
    """The verb whose object the counted are, alone or joined with others."""
    while analysis.relations[noun] == "conj" and 0 <= analysis.heads[noun] < noun:
        noun = analysis.heads[noun]
    head = analysis.heads[noun]
    return [head] if head >= 0 and analysis.relations[noun] in ("obj", "iobj") else []


def _completed(analysis: Analysis, noun: int) -> list[int]:
    """The noun that the counted complete: "the evacuation of 60 families"."""
    head = analysis.heads[noun]
    return [head] if head >= 0 and analysis.relations[noun] == "nmod" and head < noun else []


def _joined_verbs(analysis: Analysis, noun: int) -> list[int]:
    """The verbs joined with the one that the counted are subject of: "were affected and evacuated"."""
    head = analysis.heads[noun]
    return _below(analysis, head, frozenset({"conj"})) if head >= 0 and analysis.relations[noun] == "nsubj" else []


def _behind(forms: Sequence[str], at: int) -> Iterator[int]:
    """The words behind a count as far as it is the one that is spoken of: up to a mark or another count."""
    for i in range(at + 1, min(at + 1 + CLOSE, len(forms))):
        if forms[i] in MARKS or forms[i][0].isdigit():
            return
        yield i


def _above(analysis: Analysis, noun: int) -> Iterator[int]:
    """The verbs above the counted noun and what hangs on them behind it, the nearest first."""
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


def _nearest(forms: Sequence[str], at: int) -> Iterator[int]:
    """The words of the clause by nearness; what follows comes before what stands as far before."""
    for step in range(1, CLOSE + 1):
        for i in (at + step, at - step):
            if 0 <= i < len(forms) and not ENDS & set(forms[min(i, at) : max(i, at)]):
                yield i


def settled_toll(shares: Mapping[str, float], told: Told | None) -> tuple[str, float]:
    """Type and certainty of a toll: what the words name where the model is not sure of something else, else its likeliest type."""
    likely, share = next(iter(shares.items()))
    if told is None or told.type == likely or share >= (SURE_OF_SYNTAX if told.depends else SURE):
        return likely, max(share, SURE) if told and told.type == likely else share
    return told.type, max(shares.get(told.type, 0.0), 1 - share)
