"""Looks names up. In: a page. Out: the longest names that the gazetteer knows, with the noun of place beside them, fitted to the names that
the model saw, and linked where one stands as "X, Y" before the area that it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from dateline.gazetteer.index import Entry
from dateline.gazetteer.normal import ARTICLE
from dateline.readers._places_words import BRIDGE, COMMA, Page, Toponym, Word
from dateline.types import Span

LONGEST = 6


def matches(page: Page) -> list[Toponym]:
    """The longest names that the atlas knows, from left to right."""
    found, i = [], 0
    while i < len(page.words):
        match = longest(page, i) if may_start(page, i) else None
        if match:
            found.append(match)
            i = match.last
        i += 1
    return found


def longest(page: Page, i: int) -> Toponym | None:
    """The longest known name that starts with the word."""
    for j in reversed(ends(page, i)):
        span = page.span(i, j)
        entries = page.atlas.candidates(span.of(page.text))
        if entries and (j > i or long_enough(page, i)) and (entries[0].row < 0 or not only_parts(page, i, j)):
            return with_noun(page, Toponym(span, span.of(page.text), entries, i, j))
    return None


def may_start(page: Page, i: int) -> bool:
    word = page.words[i]
    if word.capital:
        return not (page.lexicon.grammatical(word.lower) or (word.opens and word.lower in page.lexicon.leading | {"as", "an"}))
    article = ARTICLE.match(word.text) is not None
    return article and i + 1 < len(page.words) and page.words[i + 1].capital and page.gap(i) == "-"


def only_parts(page: Page, i: int, j: int) -> bool:
    """Whether the words only say a direction ("North West"), and no noun of place makes a name of it."""
    after = page.word(j + 1)
    noun = after is not None and after.lower in page.lexicon.nouns and after.capital
    return not noun and all(w.lower in page.lexicon.parts for w in page.words[i : j + 1])


def long_enough(page: Page, i: int) -> bool:
    word = page.words[i]
    return len(word.text) > 2 or page.atlas.abbreviation(word.text)


def ends(page: Page, i: int) -> list[int]:
    """The words that a name starting at a word can end with."""
    ends = [i] if page.words[i].capital else []
    for j in range(i + 1, min(i + LONGEST, len(page.words))):
        if not BRIDGE.match(page.gap(j - 1)):
            break
        word = page.words[j]
        if word.capital and not page.lexicon.grammatical(word.lower):
            ends.append(j)
        elif word.lower not in page.lexicon.joining:
            break
    return ends


def with_noun(page: Page, t: Toponym) -> Toponym:
    """The toponym with the noun of place beside it. A capitalised one after it belongs to the name ("Borno State")."""
    after = page.word(t.last + 1)
    if after and after.lower in page.lexicon.nouns and BRIDGE.match(page.gap(t.last)):
        if after.capital and not page.shouted and not after.lower.endswith("s") and closes(page, t.last + 1):
            span = page.span(t.first, t.last + 1)
            return replace(t, span=span, name=t.name, last=t.last + 1, noun=after.lower)
        return replace(t, noun=after.lower)
    before = page.word(t.first - 1)
    back = page.word(t.first - 2)
    if before and back and before.lower == "of" and kind_word(page, back) and back.lower not in page.lexicon.pieces:
        return replace(t, noun=back.lower)
    if before and before.lower in page.lexicon.nouns and not before.capital:
        return replace(t, noun=before.lower)
    last = page.words[t.last].lower
    return replace(t, noun=last) if t.last > t.first and last in page.lexicon.nouns else t


def kind_word(page: Page, word: Word) -> bool:
    """Whether the word says what kind of place a name is, and does not begin the name of an office."""
    return word.lower in page.lexicon.nouns and not (word.capital and word.lower in page.lexicon.bodies)


def closes(page: Page, i: int) -> bool:
    """Whether a name can end with the word: no other capitalised word and no "of" goes on."""
    after = page.word(i + 1)
    return not (after and BRIDGE.match(page.gap(i)) and (after.capital or after.lower == "of"))


def fitted(page: Page, matches: list[Toponym]) -> list[Toponym]:
    """The matches, fitted to what the model calls a place: one that is only a part of such a name gives way to the whole name."""
    candidates = [whole(page, name.span, matches) for name in page.names if name.label == "LOC"]
    new = [t for t in candidates if t is not None]
    return sorted([t for t in matches if not any(t.span.touches(n.span) for n in new)] + new, key=lambda t: t.span.start)


def whole(page: Page, span: Span, matches: list[Toponym]) -> Toponym | None:
    """The name as a toponym of its own, unless the matches in it stand alone: side by side with no other capitalised word."""
    people = people_of(page, span.of(page.text))
    inner = [t for t in matches if t.span.touches(span) and not people]
    words = [i for i, w in enumerate(page.words) if span.start <= w.start and w.end <= span.end]
    words = list(dropwhile(lambda i: not may_start(page, i), words))
    if not words or (inner and not any(goes_on(page, t, words) for t in inner)):
        return None
    span = page.span(words[0], words[-1])
    return with_noun(page, Toponym(span, span.of(page.text), people or people_of(page, span.of(page.text)), words[0], words[-1]))


def goes_on(page: Page, t: Toponym, words: list[int]) -> bool:
    """Whether a capitalised word of the same name stands right beside the match and is more than a direction or a kind of place."""
    beside = [i for i, joined in ((t.first - 1, page.bridged(t.first)), (t.last + 1, page.bridged(t.last + 1))) if joined and i in words]
    return any(page.words[i].capital and not page.lexicon.explains(page.words[i].lower) and not of_people(page, i) for i in beside)


def of_people(page: Page, i: int) -> bool:
    return page.atlas.demonym(page.words[i].text) is not None


def people_of(page: Page, name: str) -> tuple[Entry, ...]:
    """The country whose people the name is, for a name that the model takes for a place."""
    code = page.atlas.demonym(name)
    return (page.atlas.country(code),) if code else ()


def chain(page: Page, matches: list[Toponym]) -> list[Toponym]:
    """The matches with each "X, Y" linked, where some X can lie in some Y."""
    linked = []
    for n, t in enumerate(matches):
        after = matches[n + 1] if n + 1 < len(matches) else None
        follows = after is not None and after.first == t.last + 1 and COMMA.match(page.gap(t.last)) is not None
        pair = follows and after is not None and any(within(x, y) for x in smaller(t.entries) for y in after.entries)
        linked.append(replace(t, inside=n + 1) if pair else t)
    return linked


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
