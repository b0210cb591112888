"""Finds toponyms. In: the text, the names that the model saw, an `Atlas` and the language's words around places. Out: `Toponym`s, each with
everything that it can mean; one without a candidate is a place by its context that no table knows.

A name of the gazetteer is a toponym when its neighbours say so: a preposition, a noun of place, "X, Y", a list. Countries and large
towns need less, English words and people's names more, parts of organisations' names are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dateline.gazetteer.atlas import Atlas
from dateline.gazetteer.index import Entry
from dateline.gazetteer.normal import ARTICLE
from dateline.ports import Language
from dateline.types import Mention, Span

WORD = re.compile(r"(?:[A-Z][a-z]?\.){2,}|[^\W\d_]+(?:['’ʼ‘`ʻ][^\W\d_]+)*\.?|[^\W_]+")
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
BRIDGE = re.compile(r"(?:['’]s?)?(?:[ \t\xa0]+\n?[ \t]*|\n[ \t]*|[-–])\Z")
COMMA = re.compile(r"['’]?\s?,\s+$|\s?\($")
LIST = re.compile(r",\s+(?:and |or )?$|\s+(?:and|or|&)\s+$|/$")
LONGEST, ACRONYM = 6, 5
LARGE = 100_000
KNOWN = 1_000_000
TOWN = 20_000
GREAT = frozenset(("PCLI", "ADM1", "PPLC"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text: where it stands, as it is, in lower case, whether it is capitalised and whether it opens a sentence."""

    start: int
    end: int
    text: str
    lower: str
    capital: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name of a place in the text. `inside` is the index of the toponym that follows it as "X, Y"; `noun` the word that says what
    kind of place it is; `sure` whether its context alone makes it a place, `stands` whether something is said to be or happen there (and
    not, as in "US-led", only who acts)."""

    span: Span
    name: str
    entries: tuple[Entry, ...]
    first: int
    last: int
    noun: str | None = None
    sure: bool = False
    stands: bool = False
    inside: int | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The language's words around places."""

    locating: frozenset[str]
    leading: frozenset[str]
    nouns: Mapping[str, int]
    features: Mapping[str, int]
    bodies: frozenset[str]
    ways: frozenset[str]
    saying: frozenset[str]
    services: frozenset[str]
    titles: frozenset[str]
    parts: frozenset[str]
    sites: frozenset[str]
    kinds: frozenset[str]
    pieces: frozenset[str]
    joining: frozenset[str]
    common: frozenset[str]
    people: frozenset[str]

    def grammatical(self, word: str) -> bool:
        """Whether a word that opens a sentence is no part of a name ("The", "In"), unless it is also an Arabic article."""
        return word in ("a", "the") or (word in self.locating | self.leading and not ARTICLE.match(word))

    def explains(self, word: str) -> bool:
        """Whether a word beside a name only says which part or what kind of place it is."""
        return word in self.parts or word in self.nouns or word in self.joining


@cache
def lexicon(language: Any) -> Lexicon:
    """The lexicon of a language. Raises DataError when a table is missing."""
    table, words = language.table("places"), language.table("places_words")
    return Lexicon(
        frozenset(table["locating"]),
        frozenset(table["leading"]),
        table["nouns"],
        table["features"],
        frozenset(table["bodies"]["words"]),
        frozenset(table["ways"]["words"]),
        frozenset(table["saying"]["words"]),
        frozenset(table["services"]["words"]),
        frozenset(table["titles"]["words"]),
        frozenset(table["parts"]["words"]),
        frozenset(table["sites"]["words"]),
        frozenset(table["kinds"]["words"]),
        frozenset(table["pieces"]["words"]),
        frozenset(table["joining"]["words"]),
        frozenset(words["common"]),
        frozenset(words["people"]),
    )


def find(text: str, names: Sequence[Mention], blind: Sequence[Span], atlas: Atlas, language: Language) -> list[Toponym]:
    """The toponyms of a text outside its blind spans. `names` are the mentions of the layer of names, none when there is no model."""
    page = Page(text, names, atlas, lexicon(language))
    matches = page.chain([t for t in page.fitted(page.matches()) if not any(b.touches(t.span) for b in blind)])
    kept = page.linked(page.judged(matches))
    taken = [t.span for t in kept] + [n.span for n in names] + list(blind)
    return kept + [t for t in page.unknown(kept) if not any(s.touches(t.span) for s in taken)]


class Page:
    """A text with its words, and the judgement of what in it is a toponym."""

    def __init__(self, text: str, names: Sequence[Mention], atlas: Atlas, lexicon: Lexicon) -> None:
        self.text = text
        self.atlas = atlas
        self.lexicon = lexicon
        self.names = names
        self.words = words_of(text, atlas.dotted | DOTTED)
        self.lowers = {w.lower for w in self.words if not w.capital}
        self.shouted = len(self.lowers) * 12 < len(self.words)
        self.surnames = frozenset(self.words[i].lower for i in range(1, len(self.words)) if self.may_be_surname(i))
        self.lands: frozenset[str] = frozenset()

    # ---- candidates

    def matches(self) -> list[Toponym]:
        """The longest names that the atlas knows, from left to right."""
        found, i = [], 0
        while i < len(self.words):
            match = self.longest(i) if self.may_start(i) else None
            if match:
                found.append(match)
                i = match.last
            i += 1
        return found

    def fitted(self, matches: list[Toponym]) -> list[Toponym]:
        """The matches, fitted to what the model calls a place: one that is only a part of such a name gives way to the whole name."""
        whole = [self.whole(name.span, matches) for name in self.names if name.label == "LOC"]
        new = [t for t in whole if t is not None]
        return sorted([t for t in matches if not any(t.span.touches(n.span) for n in new)] + new, key=lambda t: t.span.start)

    def whole(self, span: Span, matches: list[Toponym]) -> Toponym | None:
        """The name as a toponym of its own, unless matches explain every word of it."""
        inner = [t for t in matches if t.span.touches(span)]
        words = [i for i, w in enumerate(self.words) if span.start <= w.start and w.end <= span.end]
        rest = [self.words[i].lower for i in words if not any(t.first <= i <= t.last for t in inner)]
        pieces = any(a.last + 1 == b.first and self.bridged(b.first) for a, b in zip(inner, inner[1:], strict=False))
        if not words or (inner and not pieces and all(self.lexicon.explains(word) for word in rest)):
            return None
        span = self.span(words[0], words[-1])
        return Toponym(span, span.of(self.text), self.people_of(span.of(self.text)), words[0], words[-1])

    def people_of(self, name: str) -> tuple[Entry, ...]:
        """The country whose people the name is, for a name that the model takes for a place."""
        code = self.atlas.demonym(name)
        return (self.atlas.country(code),) if code else ()

    def may_be_surname(self, i: int) -> bool:
        """Whether the word follows another capitalised one that is no direction, title, noun of place or people, as names of persons do."""
        before, word = self.words[i - 1], self.words[i]
        if not (word.capital and before.capital and self.gap(i - 1) == " ") or self.shouted or before.text.isupper() or "." in before.text:
            return False
        lexicon = self.lexicon
        ordinary = lexicon.grammatical(before.lower) or lexicon.explains(before.lower) or before.lower in lexicon.bodies | lexicon.titles
        known = word.lower in lexicon.bodies or lexicon.explains(word.lower) or word.lower in lexicon.features
        return not (ordinary or known or before.lower in self.lowers or self.atlas.demonym(before.text) is not None)

    def may_start(self, i: int) -> bool:
        word = self.words[i]
        if word.capital:
            return not (self.lexicon.grammatical(word.lower) or (word.opens and word.lower in self.lexicon.leading | {"as", "an"}))
        article = ARTICLE.match(word.text) is not None
        return article and i + 1 < len(self.words) and self.words[i + 1].capital and self.gap(i) == "-"

    def longest(self, i: int) -> Toponym | None:
        """The longest known name that starts with the word."""
        for j in reversed(self.ends(i)):
            span = self.span(i, j)
            entries = self.atlas.candidates(span.of(self.text))
            if entries and (j > i or self.long_enough(i)) and (entries[0].row < 0 or not self.only_parts(i, j)):
                return self.with_noun(Toponym(span, span.of(self.text), entries, i, j))
        return None

    def only_parts(self, i: int, j: int) -> bool:
        """Whether the words only say a direction ("North West"), and no noun of place makes a name of it."""
        after = self.word(j + 1)
        noun = after is not None and after.lower in self.lexicon.nouns and after.capital
        return not noun and all(w.lower in self.lexicon.parts for w in self.words[i : j + 1])

    def long_enough(self, i: int) -> bool:
        word = self.words[i]
        return len(word.text) > 2 or self.atlas.abbreviation(word.text)

    def ends(self, i: int) -> list[int]:
        """The words that a name starting at a word can end with."""
        ends = [i] if self.words[i].capital else []
        for j in range(i + 1, min(i + LONGEST, len(self.words))):
            if not BRIDGE.match(self.gap(j - 1)):
                break
            word = self.words[j]
            if word.capital and not self.lexicon.grammatical(word.lower):
                ends.append(j)
            elif word.lower not in self.lexicon.joining:
                break
        return ends

    def with_noun(self, t: Toponym) -> Toponym:
        """The toponym with the noun of place beside it. A capitalised one after it belongs to the name ("Borno State")."""
        after = self.word(t.last + 1)
        if after and after.lower in self.lexicon.nouns and BRIDGE.match(self.gap(t.last)):
            if after.capital and not self.shouted and not after.lower.endswith("s") and self.closes(t.last + 1):
                span = self.span(t.first, t.last + 1)
                return replace(t, span=span, name=t.name, last=t.last + 1, noun=after.lower)
            return replace(t, noun=after.lower)
        before = self.word(t.first - 1)
        back = self.word(t.first - 2)
        if before and back and before.lower == "of" and self.kind_word(back) and back.lower not in self.lexicon.pieces:
            return replace(t, noun=back.lower)
        if before and before.lower in self.lexicon.nouns and not before.capital:
            return replace(t, noun=before.lower)
        last = self.words[t.last].lower
        return replace(t, noun=last) if t.last > t.first and last in self.lexicon.nouns else t

    def kind_word(self, word: Word) -> bool:
        """Whether the word says what kind of place a name is, and does not begin the name of an office."""
        return word.lower in self.lexicon.nouns and not (word.capital and word.lower in self.lexicon.bodies)

    def closes(self, i: int) -> bool:
        """Whether a name can end with the word: no other capitalised word and no "of" goes on."""
        after = self.word(i + 1)
        return not (after and BRIDGE.match(self.gap(i)) and (after.capital or after.lower == "of"))

    # ---- judgement

    def chain(self, matches: list[Toponym]) -> list[Toponym]:
        """The matches with each "X, Y" linked, where some X can lie in some Y."""
        linked = []
        for n, t in enumerate(matches):
            after = matches[n + 1] if n + 1 < len(matches) else None
            follows = after is not None and after.first == t.last + 1 and COMMA.match(self.gap(t.last)) is not None
            pair = follows and after is not None and any(within(x, y) for x in smaller(t.entries) for y in after.entries)
            linked.append(replace(t, inside=n + 1) if pair else t)
        return linked

    def judged(self, matches: list[Toponym]) -> list[Toponym]:
        """The matches that are toponyms. What is one once is one wherever nothing speaks against it; so is a town of an area that the
        report names."""
        self.lands = self.named_lands(matches)
        marks = [self.mark(matches, n) for n in range(len(matches))]
        for first, last in self.series(matches, marks):
            marks[first:last] = [2 if mark == 0 else mark for mark in marks[first:last]]
        sure = {t.name.casefold() for t, mark in zip(matches, marks, strict=True) if mark > 1}
        areas = {e.row for t, mark in zip(matches, marks, strict=True) if mark > 1 for e in t.entries[:2] if e.feature == "ADM1"}
        return [
            replace(t, sure=mark > 1)
            for t, mark in zip(matches, marks, strict=True)
            if mark > 0 or (mark == 0 and (t.name.casefold() in sure or self.at_home(t, areas)))
        ]

    def series(self, matches: list[Toponym], marks: list[int]) -> Iterable[tuple[int, int]]:
        """The stretches of matches (half-open) that stand in one list, most of them surely places."""
        first = 0
        for n in range(1, len(matches) + 1):
            if n < len(matches) and LIST.match(self.text[matches[n - 1].span.end : matches[n].span.start]):
                continue
            likely = sum(mark > 0 or self.of_land(t) for t, mark in zip(matches[first:n], marks[first:n], strict=True))
            if n - first > 2 and likely * 2 >= n - first:
                yield first, n
            first = n

    def of_land(self, t: Toponym) -> bool:
        """Whether the name is a town's in a country that the report names, and no more common word."""
        return not self.weak(t) and any(e.country in self.lands for e in t.entries if not e.minor or e.population > LARGE)

    def at_home(self, t: Toponym, areas: set[int]) -> bool:
        """Whether the name is a town's in an area that the report names, and hardly anything else."""
        after = self.word(t.last + 1)
        spoken = after is not None and after.lower in self.lexicon.saying
        return not self.weak(t) and not spoken and any(e.admin1 in areas for e in t.entries if not e.minor)

    def named_lands(self, matches: list[Toponym]) -> frozenset[str]:
        """The countries (ISO codes) that the report names, itself or by its people."""
        named = {t.entries[0].country for t in matches if t.entries and t.entries[0].feature in ("PCLI", "PPLC") and not t.entries[0].minor}
        people = {self.atlas.demonym(w.text) for w in self.words if w.capital}
        return frozenset(named | {code for code in people if code})

    def mark(self, matches: list[Toponym], n: int) -> int:
        """2 a toponym by its context, 1 one by its weight, 0 perhaps, -1 none."""
        t = matches[n]
        seen = self.seen(t)
        if seen is not None:
            return seen
        container = n > 0 and matches[n - 1].inside == n
        if self.atlas.abbreviation(t.name) and len(t.name) == 2 and t.name.isupper() and t.entries[0].feature == "ADM1":
            return 2 if container else -1
        if self.inside_larger(t):
            return 0 if self.after_opening(t) else -1
        if t.inside is not None or container:
            return 2
        if self.no_name(t):
            return -1
        if self.weak(t):
            return 2 if self.located(t) and not self.common(t) else 0
        if self.weight(t) >= 2:
            return 2
        if self.located(t) or t.noun or self.listed(matches, n) or self.led(t):
            return 2
        after = self.word(t.last + 1)
        spoken = after is not None and after.lower in self.lexicon.saying
        return int(self.weight(t) == 1 and not spoken)

    def no_name(self, t: Toponym) -> bool:
        """Whether the name is a demonym without a noun of place, or an acronym that is no town's own name."""
        if (self.atlas.demonym(t.name) and not t.noun) or "$" in self.text[t.span.end : t.span.end + 1] + self.text[
            t.span.start - 1 : t.span.start
        ]:
            return True
        acronym = (
            t.first == t.last and t.name.isupper() and len(t.name) <= ACRONYM and not self.shouted and not self.atlas.abbreviation(t.name)
        )
        return acronym and (self.weight(t) == 0 or not (self.words[t.first].opens or self.located(t)))

    def led(self, t: Toponym) -> bool:
        """Whether one of the lesser prepositions leads to a town of a country that the report names."""
        before = self.word(t.first - 1)
        leads = before is not None and before.lower in self.lexicon.leading and before.lower != "and" and self.bridged(t.first)
        return leads and self.of_land(t)

    def seen(self, t: Toponym) -> int | None:
        """What the model says about the place of the text, where it says anything."""
        for name in self.names:
            if name.span.touches(t.span):
                if name.label == "LOC":
                    return 2
                if name.label in ("PER", "ORG") and (name.span != t.span or name.label == "PER"):
                    return -1
        return None

    def weight(self, t: Toponym) -> int:
        """2 for countries, named regions and great cities, 1 for large towns, 0 for the rest."""
        if any(e.row < 0 or (e.feature in GREAT and not e.minor) for e in t.entries[:3]):
            return 2
        if any(e.population >= KNOWN and not e.minor for e in t.entries):
            return 2
        return int(any(e.population >= LARGE for e in t.entries))

    def common(self, t: Toponym) -> bool:
        """Whether the name is also an English word, in the language or in this report."""
        lower = t.name.casefold()
        if lower in self.lexicon.common and not self.atlas.abbreviation(t.name):
            return True
        return t.first == t.last and not self.atlas.abbreviation(t.name) and lower in self.lowers and not self.shouted

    def weak(self, t: Toponym) -> bool:
        """Whether the name is more often something else."""
        if self.common(t):
            return True
        if self.shouted and t.first == t.last and self.weight(t) == 0:
            return not any(e.country in self.lands and e.population >= TOWN for e in t.entries)
        person = t.name.casefold() in self.lexicon.people or t.name.casefold() in self.surnames
        return t.first == t.last and person and not any(e.feature in ("PCLI", "ADM1") for e in t.entries)

    def located(self, t: Toponym) -> bool:
        """Whether a preposition of place, or part of one, stands before it."""
        before = self.word(t.first - 1)
        steps = 1
        while before and (before.lower in self.lexicon.parts or before.lower == "the") and steps < 3:
            steps += 1
            before = self.word(t.first - steps)
        if not before or not BRIDGE.match(self.gap(t.first - steps)):
            return False
        if before.lower in self.lexicon.locating:
            return True
        back = self.word(t.first - steps - 1)
        of = before.lower == "of" and back is not None and (back.lower in self.lexicon.parts or self.kind_word(back))
        return of or (steps > 1 and self.word(t.first - 1) is not None and before.lower in self.lexicon.leading and not self.common(t))

    def listed(self, matches: list[Toponym], n: int) -> bool:
        """Whether it stands in a list with one that a preposition locates."""
        t, steps = matches[n], 0
        for other in reversed(matches[:n]):
            if other.last + 1 != t.first and other.last + 2 != t.first:
                return False
            if not LIST.match(self.text[other.span.end : t.span.start]):
                return False
            if self.located(other) or self.weight(other) == 2:
                return not self.common(t)
            t, steps = other, steps + 1
        return False

    def inside_larger(self, t: Toponym) -> bool:
        """Whether the name is only a part of the name of a person, a body or a work."""
        if self.shouted:
            after = self.word(t.last + 1)
            return bool(after and after.lower in self.lexicon.bodies and self.gap(t.last) == " " and self.weight(t) < 2)
        return self.ahead(t) or self.behind(t)

    def after_opening(self, t: Toponym) -> bool:
        """Whether all that speaks against the name is the capital of the word that opens the sentence ("Seizing Derna")."""
        before = self.word(t.first - 1)
        return before is not None and before.opens and before.lower.endswith("ing") and not self.ahead(t)

    def ahead(self, t: Toponym) -> bool:
        lexicon, j = self.lexicon, t.last + 1
        after = self.word(j)
        if not after or not self.bridged(j) or not after.capital or after.lower in lexicon.titles or "s" in self.gap(t.last):
            return False
        if self.gap(t.last) == "-" and self.atlas.candidates(after.text):
            return False
        if after.lower in lexicon.ways:
            return True
        if after.lower in lexicon.services:
            return False
        if after.lower in lexicon.features and t.first != t.last:
            return False
        run = 0
        while (
            j < len(self.words)
            and self.bridged(j)
            and (self.words[j].capital or self.words[j].lower in ("of", "and", "for", "the"))
            and run < 6
        ):
            if self.words[j].lower in lexicon.bodies and self.words[j].capital:
                return True
            j, run = j + 1, run + 1
        if self.atlas.demonym(after.text) or after.text.isupper():
            return False
        return not (self.weight(t) == 2 and t.entries[0].feature in ("PCLI", "ADM1", "CONT"))

    def behind(self, t: Toponym) -> bool:
        before = self.word(t.first - 1)
        if not before or not self.bridged(t.first):
            return False
        if before.lower == "of":
            back = self.word(t.first - 2)
            return bool(back and back.capital and (back.lower in self.lexicon.bodies))
        if not before.capital or before.lower in self.lexicon.parts or before.lower in self.lexicon.nouns:
            return False
        if self.atlas.demonym(before.text):
            return False
        if before.lower in self.lexicon.locating or before.lower in self.lexicon.leading or before.lower in STARTERS:
            return False
        if self.lexicon.grammatical(before.lower) or before.lower in self.lowers:
            return False
        if self.gap(t.first - 1) == "-" and (len(before.text) == 1 or self.atlas.candidates(before.text)):
            return False
        if before.lower in self.lexicon.bodies:
            return self.weight(t) < 2
        return t.entries[0].feature not in ("PCLI", "CONT") or before.lower in self.lexicon.people

    # ---- names that no table has

    def unknown(self, kept: Sequence[Toponym]) -> list[Toponym]:
        """Capitalised names that their neighbours make places: after a preposition of place, beside a noun of place, within a list of
        places. What is one once is one wherever the whole name stands."""
        if self.shouted:
            return []
        runs = [(i, j) for i in range(len(self.words)) if (j := self.run_end(i)) is not None]
        ends, starts = {t.span.end for t in kept}, {t.span.start for t in kept}
        placed = {(i, j) for i, j in runs if self.placed(i, j) or self.between(i, j, ends, starts)}
        names = {self.span(i, j).of(self.text) for i, j in placed}
        return [self.new(i, j) for i, j in runs if (i, j) in placed or self.span(i, j).of(self.text) in names]

    def new(self, i: int, j: int) -> Toponym:
        """A run of words as a toponym."""
        span = self.span(i, j)
        return self.with_noun(Toponym(span, span.of(self.text), self.atlas.candidates(span.of(self.text)), i, j, sure=True))

    def between(self, i: int, j: int, ends: set[int], starts: set[int]) -> bool:
        """Whether the run stands in a list between two places."""
        before, after = self.word(i - 1), self.word(j + 1)
        if before is None or after is None or not LIST.match(self.text[self.words[j].end : self.next_capital(j)]):
            return False
        return (
            self.last_end(i) in ends
            and self.next_capital(j) in starts
            and LIST.match(self.text[self.last_end(i) : self.words[i].start]) is not None
        )

    def next_capital(self, j: int) -> int:
        """Where the next word after a run starts, past a joining "and"."""
        after = self.word(j + 1)
        follows = self.word(j + 2) if after and after.lower in ("and", "or") else after
        return follows.start if follows else len(self.text)

    def last_end(self, i: int) -> int:
        """Where the word before a run ends, before a joining "and"."""
        before = self.word(i - 1)
        leads = self.word(i - 2) if before and before.lower in ("and", "or") else before
        return leads.end if leads else 0

    def run_end(self, i: int) -> int | None:
        """The last word of the run of capitalised words that starts with the word, when it may be a name of a place."""
        if not self.may_start(i) or self.words[i].lower in self.lexicon.parts or (i and self.words[i - 1].capital and self.bridged(i)):
            return None
        j = i
        while j + 1 < len(self.words) and self.bridged(j + 1) and "s" not in self.gap(j) and self.words[j + 1].capital and j - i < LONGEST:
            j += 1
        run = [w for w in self.words[i : j + 1] if i == j or w.lower not in self.lexicon.features]
        person = i == j and self.words[i].lower in self.surnames
        return j if run and not person and not any(self.barred(w) for w in run) else None

    def barred(self, word: Word) -> bool:
        """Whether a word of a run shows that the run is no place."""
        lexicon = self.lexicon
        listed = word.lower in lexicon.common or word.lower in lexicon.bodies or word.lower in lexicon.titles
        return (
            listed
            or word.text.rstrip("s").isupper()
            or word.lower in self.lowers
            or self.atlas.demonym(word.text) is not None
            or len(word.text) < 3
        )

    def placed(self, i: int, j: int) -> bool:
        """Whether the neighbours of a run, or a capitalised noun of place in it, make it a place."""
        if i < j and {self.words[i].lower, self.words[j].lower} & self.lexicon.features.keys():
            return True
        if self.words[i].opens:
            return False
        after, before = self.after_kind(j), self.word(i - 1)
        if after and after.lower in self.lexicon.sites and not after.capital:
            return before is not None and not before.capital
        if before and before.lower in self.lexicon.sites and not before.capital and self.gap(i - 1) == " ":
            return True
        run = Toponym(self.span(i, j), "", (), i, j)
        if self.names or (after and after.lower in self.lexicon.saying):
            return False
        if before is not None and before.lower == "of" and self.words[i - 2].capital:
            return False
        return self.located(run) or (before is not None and before.lower in self.lexicon.leading and self.sounds(run.span))

    def sounds(self, span: Span) -> bool:
        """Whether a name sounds like a town's of a country that the report names."""
        return any(self.atlas.sounding(span.of(self.text), country) for country in sorted(self.lands))

    def after_kind(self, j: int) -> Word | None:
        """The word after a run, past one that only says of what kind the place is ("refugee")."""
        after = self.word(j + 1)
        if after is None or self.gap(j) != " ":
            return None
        return self.word(j + 2) if after.lower in self.lexicon.kinds and self.gap(j + 1) == " " else after

    # ---- help

    def linked(self, kept: list[Toponym]) -> list[Toponym]:
        """The toponyms with `inside` as an index among those that were kept."""
        out: list[Toponym] = []
        for n, t in enumerate(kept):
            after = kept[n + 1] if n + 1 < len(kept) else None
            pair = t.inside is not None and after is not None and COMMA.match(self.text[t.span.end : after.span.start]) is not None
            holds = n > 0 and out[-1].inside == n
            stands = pair or holds or self.located(t) or t.noun is not None or self.words[t.first].opens
            out.append(replace(t, inside=n + 1 if pair else None, stands=stands))
        return out

    def word(self, i: int) -> Word | None:
        return self.words[i] if 0 <= i < len(self.words) else None

    def gap(self, i: int) -> str:
        """What stands between a word and the next."""
        return self.text[self.words[i].end : self.words[i + 1].start] if 0 <= i < len(self.words) - 1 else "\n\n"

    def bridged(self, i: int) -> bool:
        """Whether only a space or a hyphen parts a word from the one before."""
        return BRIDGE.match(self.gap(i - 1)) is not None

    def span(self, i: int, j: int) -> Span:
        return Span(self.words[i].start, self.words[j].end)


DOTTED = frozenset(("St.", "Ste.", "Mt.", "Ft.", "W.", "ST.", "MT."))
STARTERS = frozenset(("the", "this", "but", "while", "when", "as", "if", "that", "since", "after", "before", "both", "with", "by", "its"))


def smaller(entries: Sequence[Entry]) -> Sequence[Entry]:
    """What may lie in what follows a comma: of a country's name only areas, because "China, Japan" is a list."""
    country = any(e.feature == "PCLI" and not e.minor for e in entries)
    return [e for e in entries if not (country and e.is_town)]


def within(inner: Entry, outer: Entry) -> bool:
    """Whether one place lies in another by the areas that both name."""
    if outer.feature == "PCLI":
        return inner.country == outer.country and inner.feature != "PCLI"
    if outer.feature == "ADM1":
        return inner.admin1 == outer.row and inner.row != outer.row
    if outer.feature == "ADM2":
        return inner.admin2 == outer.row and inner.row != outer.row
    return False


def words_of(text: str, dotted: frozenset[str]) -> list[Word]:
    """The words of a text. A full stop belongs to a word only in one of the abbreviations; a possessive ending is left out."""
    return list(_words(text, dotted))


def _words(text: str, dotted: frozenset[str]) -> Iterable[Word]:
    last = 0
    for m in WORD.finditer(text):
        found, start = m.group(), m.start()
        if found[-1] == "." and found.count(".") == 1 and found not in dotted:
            found = found[:-1]
        found = POSSESSIVE.sub("", found)
        before = text[last:start].strip(" \t\"'“‘(-–—")
        opens = not before.strip(",;") and ("\n" in text[last:start] or start == 0) if not before else before[-1] in ".!?:\n"
        yield Word(start, start + len(found), found, found.lower(), found[0].isupper(), opens or last == 0)
        last = start + len(found)
