"""Reports of one story. In: titles, texts and days. Out: how alike two reports are as wholes, and groups of reports.

Alike is the cosine of their words, each weighed by how rare it is in news; the first part of a report counts, its title twice. Days between
two reports count against them a little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from dateline.link import blocks
from dateline.link.clusters import Pair, clusters, pair
from dateline.link.facts import ordinal
from dateline.link.themes import table
from dateline.link.words import Bag, bag, cosine, weight
from dateline.types import Reading

LEAD = 1500
KEYS = 20
SEVERAL = 3
NEARBY = 10  # days
RARE = 3.0


@dataclass(frozen=True)
class Gist:
    """What a report is about: its words, weighed, and the day it was published."""

    report: str
    day: int | None
    bag: Bag

    def terms(self) -> list[str]:
        """Its weightiest rare words; reports of one story share some."""
        rare = sorted((s for s in self.bag if weight(s) >= RARE), key=lambda s: (-self.bag[s], s))
        return rare[:KEYS]

    @cached_property
    def keys(self) -> dict[int, tuple[str, bool]]:
        """What it is found by: keys with their terms, and whether a key is for reports without a day, which meet those of any."""
        spans = [] if self.day is None else blocks.bucketed(self.day, NEARBY)
        dated = {blocks.hashed(f"t{span}|{term}"): (term, False) for term in self.terms() for span in spans}
        return dated | {blocks.hashed(f"t-|{term}"): (term, True) for term in self.terms()}


def gist(reading: Reading) -> Gist:
    """The gist of a reading."""
    return gist_of(reading.report.id, reading.report.title or "", reading.text, reading.report.published)


def gist_of(report: str, title: str, text: str, published: str | None) -> Gist:
    """The gist of a title and a text."""
    return Gist(report, ordinal(published), bag([text[:LEAD], title]))


def alike(one: Gist, other: Gist) -> float:
    """How alike two reports are, from 0 to 1, days between them counting against them."""
    rules = table("weights")["stories"]
    days = abs(one.day - other.day) if one.day is not None and other.day is not None else 0
    late = min(rules["late_most"], float(rules["late"]) * max(0, days - rules["late_after"]))
    return max(0.0, cosine(one.bag, other.bag) - float(late))


def stories(gists: Iterable[Gist]) -> list[tuple[str, ...]]:
    """The reports in groups, one story each, alone where nothing is like them."""
    known = {g.report: g for g in gists}
    scores = {p: alike(known[p[0]], known[p[1]]) for p in sorted(_candidates(known))}
    return clusters(known, scores, least=table("weights")["stories"]["least"])


def near(one: Gist, other: Gist, counts: Callable[[int], bool]) -> bool:
    """Whether two reports may be of one story: they share several of their weightiest words and are of nearby days. `counts` is
    whether a key that both have is one by which they are compared."""
    dated = one.day is not None and other.day is not None
    if dated and abs((one.day or 0) - (other.day or 0)) > NEARBY:
        return False
    both = {one.keys[key] for key in one.keys.keys() & other.keys.keys() if counts(key)}
    return len({term for term, any_day in both if any_day != dated}) >= SEVERAL


def _candidates(known: Mapping[str, Gist]) -> set[Pair]:
    """Every pair of reports that share a term."""
    keyed: dict[str, list[str]] = defaultdict(list)
    for item in known.values():
        for key in item.terms():
            keyed[key].append(item.report)
    return {pair(a, b) for held in keyed.values() for a, b in combinations(sorted(held), 2)}
