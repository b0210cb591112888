"""Judges which names are places. In: a page and the names that the gazetteer knows in it. Out: those that are toponyms here.

A name of the gazetteer is a toponym when its neighbours say so: a preposition, a noun of place, "X, Y", a list. Countries and large
towns need less, English words and people's names more, parts of organisations' names are none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dateline.readers._places_match import kind_word
from dateline.readers._places_words import BRIDGE, COMMA, LIST, Page, Toponym

ACRONYM = 5
LARGE = 100_000
KNOWN = 1_000_000
TOWN = 20_000
GREAT = frozenset(("PCLI", "ADM1", "PPLC"))


def judged(page: Page, matches: list[Toponym]) -> list[Toponym]:
    """The matches that are toponyms. What is one once is one wherever nothing speaks against it; so is a town of an area that the
    report names."""
    marks = [mark(page, matches, n) for n in range(len(matches))]
    for first, last in series(page, matches, marks):
        marks[first:last] = [2 if mark == 0 else mark for mark in marks[first:last]]
    sure = {t.name.casefold() for t, mark in zip(matches, marks, strict=True) if mark > 1}
    areas = {e.row for t, mark in zip(matches, marks, strict=True) if mark > 1 for e in t.entries[:2] if e.feature == "ADM1"}
    return [
        replace(t, sure=mark > 1)
        for t, mark in zip(matches, marks, strict=True)
        if mark > 0 or (mark == 0 and (t.name.casefold() in sure or at_home(page, t, areas)))
    ]


def mark(page: Page, matches: list[Toponym], n: int) -> int:
    """2 a toponym by its context, 1 one by its weight, 0 perhaps, -1 none."""
    t = matches[n]
    by_model = seen(page, t)
    if by_model is not None:
        return by_model
    container = n > 0 and matches[n - 1].inside == n
    if page.atlas.abbreviation(t.name) and len(t.name) == 2 and t.name.isupper() and t.entries[0].feature == "ADM1":
        return 2 if container else -1
    if inside_larger(page, t):
        return 0 if after_opening(page, t) else -1
    if t.inside is not None or container:
        return 2
    if no_name(page, t):
        return -1
    if weak(page, t):
        return 2 if located(page, t) and not common(page, t) else 0
    if weight(page, t) >= 2:
        return 2
    if located(page, t) or t.noun or listed(page, matches, n) or led(page, t):
        return 2
    after = page.word(t.last + 1)
    spoken = after is not None and after.lower in page.lexicon.saying
    return int(weight(page, t) == 1 and not spoken)


def seen(page: Page, t: Toponym) -> int | None:
    """What the model says about the place of the text, where it says anything. A place inside a body's name is one all the same."""
    touching = [name for name in page.names if name.span.touches(t.span)]
    if any(name.label == "LOC" for name in touching):
        return 2
    larger = any(name.label == "PER" or (name.label == "ORG" and name.span != t.span) for name in touching)
    return -1 if larger else None


def named_lands(page: Page, matches: list[Toponym]) -> frozenset[str]:
    """The countries (ISO codes) that the report names, itself or by its people."""
    named = {t.entries[0].country for t in matches if t.entries and t.entries[0].feature in ("PCLI", "PPLC") and not t.entries[0].minor}
    people = {page.atlas.demonym(w.text) for w in page.words if w.capital}
    return frozenset(named | {code for code in people if code})


def series(page: Page, matches: list[Toponym], marks: list[int]) -> Iterable[tuple[int, int]]:
    """The stretches of matches (half-open) that stand in one list, most of them surely places."""
    first = 0
    for n in range(1, len(matches) + 1):
        if n < len(matches) and LIST.match(page.text[matches[n - 1].span.end : matches[n].span.start]):
            continue
        likely = sum(mark > 0 or of_land(page, t) for t, mark in zip(matches[first:n], marks[first:n], strict=True))
        if n - first > 2 and likely * 2 >= n - first:
            yield first, n
        first = n


def of_land(page: Page, t: Toponym) -> bool:
    """Whether the name is a town's in a country that the report names, and no more common word."""
    return not weak(page, t) and any(e.country in page.lands for e in t.entries if not e.minor or e.population > LARGE)


def at_home(page: Page, t: Toponym, areas: set[int]) -> bool:
    """Whether the name is a town's in an area that the report names, and hardly anything else."""
    after = page.word(t.last + 1)
    spoken = after is not None and after.lower in page.lexicon.saying
    return not weak(page, t) and not spoken and any(e.admin1 in areas for e in t.entries if not e.minor)


def no_name(page: Page, t: Toponym) -> bool:
    """Whether the name is a demonym without a noun of an area ("the Somali capital"), or an acronym that is no town's own name."""
    if (page.atlas.demonym(t.name) and page.lexicon.nouns.get(t.noun or "", 1) == 1) or "$" in page.text[
        t.span.end : t.span.end + 1
    ] + page.text[t.span.start - 1 : t.span.start]:
        return True
    acronym = t.first == t.last and t.name.isupper() and len(t.name) <= ACRONYM and not page.shouted and not page.atlas.abbreviation(t.name)
    return acronym and (weight(page, t) == 0 or not (page.words[t.first].opens or located(page, t)))


def led(page: Page, t: Toponym) -> bool:
    """Whether one of the lesser prepositions leads to a town of a country that the report names."""
    before = page.word(t.first - 1)
    leads = before is not None and before.lower in page.lexicon.leading and before.lower != "and" and page.bridged(t.first)
    return leads and of_land(page, t)


def weight(page: Page, t: Toponym) -> int:
    """2 for countries, named regions and great cities, 1 for large towns and what the user has listed, 0 for the rest."""
    if any(e.row < 0 or (e.feature in GREAT and not e.minor) for e in t.entries[:3]):
        return 2
    if any(e.population >= KNOWN and not e.minor for e in t.entries):
        return 2
    return int(any(e.population >= LARGE or e.own for e in t.entries))


def common(page: Page, t: Toponym) -> bool:
    """Whether the name is also an English word, in the language or in this report."""
    lower = t.name.casefold()
    if lower in page.lexicon.common and not page.atlas.abbreviation(t.name):
        return True
    return t.first == t.last and not page.atlas.abbreviation(t.name) and lower in page.lowers and not page.shouted


def weak(page: Page, t: Toponym) -> bool:
    """Whether the name is more often something else."""
    if common(page, t):
        return True
    if page.shouted and t.first == t.last and weight(page, t) == 0:
        return not any(e.country in page.lands and e.population >= TOWN for e in t.entries)
    person = t.name.casefold() in page.lexicon.people or t.name.casefold() in page.surnames
    return t.first == t.last and person and not any(e.feature in ("PCLI", "ADM1") for e in t.entries)


def located(page: Page, t: Toponym) -> bool:
    """Whether a preposition of place, or part of one, stands before it."""
    before = page.word(t.first - 1)
    steps = 1
    while before and (before.lower in page.lexicon.parts or before.lower == "the") and steps < 3:
        steps += 1
        before = page.word(t.first - steps)
    if not before or not BRIDGE.match(page.gap(t.first - steps)):
        return False
    if before.lower in page.lexicon.locating:
        return True
    back = page.word(t.first - steps - 1)
    of = before.lower == "of" and back is not None and (back.lower in page.lexicon.parts or kind_word(page, back))
    return of or (steps > 1 and page.word(t.first - 1) is not None and before.lower in page.lexicon.leading and not common(page, t))


def listed(page: Page, matches: list[Toponym], n: int) -> bool:
    """Whether it stands in a list with one that a preposition locates."""
    t, steps = matches[n], 0
    for other in reversed(matches[:n]):
        if other.last + 1 != t.first and other.last + 2 != t.first:
            return False
        if not LIST.match(page.text[other.span.end : t.span.start]):
            return False
        if located(page, other) or weight(page, other) == 2:
            return not common(page, t)
        t, steps = other, steps + 1
    return False


def inside_larger(page: Page, t: Toponym) -> bool:
    """Whether the name is only a part of the name of a person, a body or a work."""
    if page.shouted:
        after = page.word(t.last + 1)
        return bool(after and after.lower in page.lexicon.bodies and page.gap(t.last) == " " and weight(page, t) < 2)
    return ahead(page, t) or behind(page, t)


def after_opening(page: Page, t: Toponym) -> bool:
    """Whether all that speaks against the name is the capital of the word that opens the sentence ("Seizing Derna")."""
    before = page.word(t.first - 1)
    return before is not None and before.opens and before.lower.endswith("ing") and not ahead(page, t)


def ahead(page: Page, t: Toponym) -> bool:
    lexicon, j = page.lexicon, t.last + 1
    after = page.word(j)
    if not after or not page.bridged(j) or not after.capital or after.lower in lexicon.titles or "s" in page.gap(t.last):
        return False
    if page.gap(t.last) == "-" and page.atlas.candidates(after.text):
        return False
    if after.lower in lexicon.ways:
        return True
    if after.lower in lexicon.services:
        return False
    if after.lower in lexicon.features and t.first != t.last:
        return False
    run = 0
    while (
        j < len(page.words)
        and page.bridged(j)
        and (page.words[j].capital or page.words[j].lower in ("of", "and", "for", "the"))
        and run < 6
    ):
        if page.words[j].lower in lexicon.bodies and page.words[j].capital:
            return True
        j, run = j + 1, run + 1
    if page.atlas.demonym(after.text) or after.text.isupper():
        return False
    return not (weight(page, t) == 2 and t.entries[0].feature in ("PCLI", "ADM1", "CONT"))


def behind(page: Page, t: Toponym) -> bool:
    before = page.word(t.first - 1)
    if not before or not page.bridged(t.first):
        return False
    if before.lower == "of":
        back = page.word(t.first - 2)
        return bool(back and back.capital and (back.lower in page.lexicon.bodies))
    if not before.capital or before.lower in page.lexicon.parts or before.lower in page.lexicon.nouns:
        return False
    if page.atlas.demonym(before.text):
        return False
    if before.lower in page.lexicon.locating or before.lower in page.lexicon.leading or before.lower in page.lexicon.starters:
        return False
    if page.lexicon.grammatical(before.lower) or before.lower in page.lowers:
        return False
    if page.gap(t.first - 1) == "-" and (len(before.text) == 1 or page.atlas.candidates(before.text)):
        return False
    if before.lower in page.lexicon.bodies:
        return weight(page, t) < 2
    return t.entries[0].feature not in ("PCLI", "CONT") or before.lower in page.lexicon.people


def linked(page: Page, kept: list[Toponym]) -> list[Toponym]:
    """The toponyms with `inside` as an index among those that were kept."""
    out: list[Toponym] = []
    for n, t in enumerate(kept):
        after = kept[n + 1] if n + 1 < len(kept) else None
        pair = t.inside is not None and after is not None and COMMA.match(page.text[t.span.end : after.span.start]) is not None
        holds = n > 0 and out[-1].inside == n
        stands = pair or holds or located(page, t) or t.noun is not None or page.words[t.first].opens
        out.append(replace(t, inside=n + 1 if pair else None, stands=stands))
    return out
