"""Finds places that no table knows. In: a page and the toponyms found in it. Out: more of them, without candidates, which their neighbours
make places: a preposition, a noun of place, a list."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.readers._places_judge import located
from dateline.readers._places_match import LONGEST, may_start, with_noun
from dateline.readers._places_words import LIST, Page, Toponym, Word
from dateline.types import Span


def unknown(page: Page, kept: Sequence[Toponym]) -> list[Toponym]:
    """Capitalised names that their neighbours make places: after a preposition of place, beside a noun of place, within a list of
    places. What is one once is one wherever the whole name stands."""
    if page.shouted:
        return []
    runs = [(i, j) for i in range(len(page.words)) if (j := run_end(page, i)) is not None]
    ends, starts = {t.span.end for t in kept}, {t.span.start for t in kept}
    chosen = {(i, j) for i, j in runs if placed(page, i, j) or between(page, i, j, ends, starts)}
    names = {page.span(i, j).of(page.text) for i, j in chosen}
    return [new(page, i, j) for i, j in runs if (i, j) in chosen or page.span(i, j).of(page.text) in names]


def new(page: Page, i: int, j: int) -> Toponym:
    """A run of words as a toponym."""
    span = page.span(i, j)
    return with_noun(page, Toponym(span, span.of(page.text), page.atlas.candidates(span.of(page.text)), i, j, sure=True))


def between(page: Page, i: int, j: int, ends: set[int], starts: set[int]) -> bool:
    """Whether the run stands in a list between two places."""
    before, after = page.word(i - 1), page.word(j + 1)
    if before is None or after is None or not LIST.match(page.text[page.words[j].end : next_capital(page, j)]):
        return False
    return (
        last_end(page, i) in ends
        and next_capital(page, j) in starts
        and LIST.match(page.text[last_end(page, i) : page.words[i].start]) is not None
    )


def next_capital(page: Page, j: int) -> int:
    """Where the next word after a run starts, past a joining "and"."""
    after = page.word(j + 1)
    follows = page.word(j + 2) if after and after.lower in ("and", "or") else after
    return follows.start if follows else len(page.text)


def last_end(page: Page, i: int) -> int:
    """Where the word before a run ends, before a joining "and"."""
    before = page.word(i - 1)
    leads = page.word(i - 2) if before and before.lower in ("and", "or") else before
    return leads.end if leads else 0


def run_end(page: Page, i: int) -> int | None:
    """The last word of the run of capitalised words that starts with the word, when it may be a name of a place."""
    if not may_start(page, i) or page.words[i].lower in page.lexicon.parts or (i and page.words[i - 1].capital and page.bridged(i)):
        return None
    j = i
    while j + 1 < len(page.words) and page.bridged(j + 1) and "s" not in page.gap(j) and page.words[j + 1].capital and j - i < LONGEST:
        j += 1
    run = [w for w in page.words[i : j + 1] if i == j or w.lower not in page.lexicon.features]
    person = i == j and page.words[i].lower in page.surnames
    return j if run and not person and not any(barred(page, w) for w in run) else None


def placed(page: Page, i: int, j: int) -> bool:
    """Whether the neighbours of a run, or a capitalised noun of place in it, make it a place."""
    if i < j and {page.words[i].lower, page.words[j].lower} & page.lexicon.features.keys():
        return True
    if page.words[i].opens:
        return False
    after, before = after_kind(page, j), page.word(i - 1)
    if after and after.lower in page.lexicon.sites and not after.capital:
        return before is not None and not before.capital
    if before and before.lower in page.lexicon.sites and not before.capital and page.gap(i - 1) == " ":
        return True
    run = Toponym(page.span(i, j), "", (), i, j)
    if page.names or (after and after.lower in page.lexicon.saying):
        return False
    if before is not None and before.lower == "of" and page.words[i - 2].capital:
        return False
    return located(page, run) or (before is not None and before.lower in page.lexicon.leading and sounds(page, run.span))


def after_kind(page: Page, j: int) -> Word | None:
    """The word after a run, past one that only says of what kind the place is ("refugee")."""
    after = page.word(j + 1)
    if after is None or page.gap(j) != " ":
        return None
    return page.word(j + 2) if after.lower in page.lexicon.kinds and page.gap(j + 1) == " " else after


def sounds(page: Page, span: Span) -> bool:
    """Whether a name sounds like a town's of a country that the report names."""
    return any(page.atlas.sounding(span.of(page.text), country) for country in sorted(page.lands))


def barred(page: Page, word: Word) -> bool:
    """Whether a word of a run shows that the run is no place."""
    lexicon = page.lexicon
    listed = word.lower in lexicon.common or word.lower in lexicon.bodies or word.lower in lexicon.titles
    return (
        listed
        or word.text.rstrip("s").isupper()
        or word.lower in page.lowers
        or page.atlas.demonym(word.text) is not None
        or len(word.text) < 3
    )
