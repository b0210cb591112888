"""Which happenings are worth comparing. In: accounts. Out: pairs of happenings that share a key, or whose reports may be of one story.

What two reports share is told by them alone and by which of their keys count (`blocks.Held`, or a database), so that an index that is kept
and a whole that is worked out anew come to the same pairs. One pair of reports gives a bounded number of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, product

from dateline.link import blocks, stories
from dateline.link.accounts import Account
from dateline.link.blocks import Held
from dateline.link.happenings import Happening

PAIRS = 1500  # of happenings of two reports, or of one
INSIDE = 30  # happenings of one report that share a key: what more of them share tells none from another

Pairs = list[tuple[Happening, Happening]]
Counts = Callable[[int, int, int], bool]


def candidates(accounts: Iterable[Account]) -> Iterator[tuple[Happening, Happening]]:
    """The pairs that are worth comparing, of all reports."""
    known = {a.number: a for a in accounts}
    told = Held(((n, a.told) for n, a in known.items()), blocks.MOST)
    terms = Held(((n, a.gist.keys) for n, a in known.items()), blocks.MOST)
    for account in known.values():
        yield from within(account)
    for one, other in sorted(_reports(told, 1) | _reports(terms, stories.SEVERAL)):
        yield from between(known[one], known[other], told.counts, terms.counts)


def _reports(held: Held, least: int) -> set[tuple[int, int]]:
    """The pairs of reports that share so many keys."""
    if least == 1:
        return {p for shared in held.shared() for p in combinations(shared, 2)}
    found = Counter(p for shared in held.shared() for p in combinations(shared, 2))
    return {p for p, count in found.items() if count >= least}


def between(one: Account, other: Account, told: Counts, terms: Counts) -> Pairs:
    """The pairs of two reports: those that share a key, and all where both may be of one story and tell little."""
    numbers = sorted((one.number, other.number))
    shared = frozenset(key for key in one.told & other.told if told(key, *numbers))
    few = len(one.happenings) * len(other.happenings) <= PAIRS
    if few and stories.near(one.gist, other.gist, lambda key: terms(key, *numbers)):
        return list(product(one.happenings, other.happenings))
    return _sharing(one.happenings, other.happenings, shared)


def _sharing(ones: Iterable[Happening], others: Iterable[Happening], shared: frozenset[int]) -> Pairs:
    """The pairs that share one of the keys; of too many those that share the most."""
    if not shared:
        return []
    mine, theirs = ([(h, h.keys & shared) for h in side] for side in (ones, others))
    found = [(len(a & b), one, other) for one, a in mine if a for other, b in theirs if a & b]
    if len(found) > PAIRS:
        found = sorted(found, key=lambda f: (-f[0], f[1].id, f[2].id))[:PAIRS]
    return [(one, other) for _, one, other in found]


def within(account: Account) -> Pairs:
    """The pairs of one report that share a key, other than one that very many of its happenings share."""
    by: dict[int, list[int]] = defaultdict(list)
    for place, item in enumerate(account.happenings):
        for key in item.keys:
            by[key].append(place)
    found = Counter(p for held in by.values() if len(held) <= INSIDE for p in combinations(held, 2))
    most = sorted(found, key=lambda p: (-found[p], p))[:PAIRS]
    return [(account.happenings[a], account.happenings[b]) for a, b in most]
