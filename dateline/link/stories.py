"""Reports of one story. In: titles, texts and days. Out: how alike two reports are as wholes, and groups of reports.

Alike is the cosine of their words, each weighed by how rare it is in news; the first part of a report counts, its title twice. Days between
two reports count against them a little.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

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


@dataclass(frozen=True, slots=True)
class Gist:
    """What a report is about: its words, weighed, and the day it was published."""

    report: str
    day: int | None
    bag: Bag

    def terms(self) -> list[str]:
        """Its weightiest rare words; reports of one story share some."""
        rare = sorted((s for s in self.bag if weight(s) >= RARE), key=lambda s: (-self.bag[s], s))
        return rare[:KEYS]


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


def neighbours(known: Mapping[str, Gist]) -> set[Pair]:
    """The pairs of reports of nearby days that share several of their weightiest words."""
    shared = Counter(_shared(known))
    return {p for p, count in shared.items() if count >= SEVERAL and not _far(known[p[0]], known[p[1]])}


def _far(one: Gist, other: Gist) -> bool:
    return one.day is not None and other.day is not None and abs(one.day - other.day) > NEARBY


def _candidates(known: Mapping[str, Gist]) -> set[Pair]:
    return set(_shared(known))


def _shared(known: Mapping[str, Gist]) -> Iterator[Pair]:
    """Every pair of reports as often as they share a term."""
    keyed: dict[str, list[str]] = defaultdict(list)
    for item in known.values():
        for key in item.terms():
            keyed[key].append(item.report)
    for held in keyed.values():
        yield from (pair(a, b) for a, b in combinations(sorted(held), 2))
