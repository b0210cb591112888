"""The words of a text as the finding of places sees them. In: the text and the language's words around places. Out: a `Page`.

`Toponym` is what the finding makes of it.
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
from dateline.types import Mention, Span

WORD = re.compile(r"(?:[A-Z][a-z]?\.){2,}|[^\W\d_]+(?:['’ʼ‘`ʻ][^\W\d_]+)*\.?|[^\W_]+")
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
BRIDGE = re.compile(r"(?:['’]s?)?(?:[ \t\xa0]+\n?[ \t]*|\n[ \t]*|[-–])\Z")
COMMA = re.compile(r"['’]?\s?,\s+$|\s?\($")
LIST = re.compile(r",\s+(?:and |or )?$|\s+(?:and|or|&)\s+$|/$")
SHOUTED = 12  # a text is all in capitals when it has fewer words in lower case than one in so many


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
    starters: frozenset[str]
    dotted: frozenset[str]
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
        frozenset(table["starters"]["words"]),
        frozenset(table["dotted"]["words"]),
        frozenset(words["common"]),
        frozenset(words["people"]),
    )


@dataclass(frozen=True, slots=True)
class Page:
    """A text with its words and what is known about them: the words that it has in lower case, those that may be surnames, whether it is
    all in capitals, and the countries (ISO codes) that it names."""

    text: str
    names: Sequence[Mention]
    atlas: Atlas
    lexicon: Lexicon
    words: Sequence[Word]
    lowers: frozenset[str]
    shouted: bool
    surnames: frozenset[str] = frozenset()
    lands: frozenset[str] = frozenset()

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


def page_of(text: str, names: Sequence[Mention], atlas: Atlas, lexicon: Lexicon) -> Page:
    """The page of a text. `names` are the mentions of the layer of names, none when there is no model."""
    words = words_of(text, atlas.dotted | lexicon.dotted)
    lowers = frozenset(w.lower for w in words if not w.capital)
    page = Page(text, names, atlas, lexicon, words, lowers, shouted=len(lowers) * SHOUTED < len(words))
    return replace(page, surnames=frozenset(words[i].lower for i in range(1, len(words)) if may_be_surname(page, i)))


def may_be_surname(page: Page, i: int) -> bool:
    """Whether the word follows another capitalised one that is no direction, title, noun of place or people, as names of persons do."""
    before, word = page.words[i - 1], page.words[i]
    if not (word.capital and before.capital and page.gap(i - 1) == " ") or page.shouted or before.text.isupper() or "." in before.text:
        return False
    lexicon = page.lexicon
    ordinary = lexicon.grammatical(before.lower) or lexicon.explains(before.lower) or before.lower in lexicon.bodies | lexicon.titles
    known = word.lower in lexicon.bodies or lexicon.explains(word.lower) or word.lower in lexicon.features
    return not (ordinary or known or before.lower in page.lowers or page.atlas.demonym(before.text) is not None)


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
