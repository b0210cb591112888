"""Groups from pairs. In: items, scored pairs, and what people decided about pairs. Out: groups, the same whatever the order of the input.

Groups are joined best first by the mean score between them (average linkage), so that one lucky pair does not chain two incidents; pairs
without a score count as `missing`. What people called the same is joined first, what they called different is never joined.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """Two ids in their order."""
    return (one, other) if one <= other else (other, one)


def clusters(
    items: Iterable[str],
    scores: Mapping[Pair, float],
    *,
    least: float,
    missing: float = 0.0,
    same: Collection[Pair] = (),
    different: Collection[Pair] = (),
) -> list[tuple[str, ...]]:
    """The items in groups, each sorted, in the order of their first ids. `scores` are by sorted pair; two groups are joined while their
    mean score is at least `least`. A pair that is both the same and different is different."""
    work = _Work(sorted(set(items)), scores, missing, {pair(*p) for p in different})
    for one, other in sorted(pair(*p) for p in same):
        work.join(one, other)
    work.run(least)
    return sorted(tuple(sorted(group)) for group in work.groups.values())


class _Work:
    """The state of one clustering: groups by their first id, and the sums of scores between them."""

    def __init__(self, items: list[str], scores: Mapping[Pair, float], missing: float, different: set[Pair]) -> None:
        self.groups = {item: [item] for item in items}
        self._home = {item: item for item in items}
        self._missing = missing
        self._sums: dict[str, dict[str, float]] = defaultdict(dict)
        self._apart: dict[str, set[str]] = defaultdict(set)
        for (one, other), score in scores.items():
            if one in self._home and other in self._home and one != other:
                self._sums[one][other] = self._sums[other][one] = score - missing
        for one, other in different:
            if one in self._home and other in self._home:
                self._apart[one].add(other)
                self._apart[other].add(one)

    def join(self, one: str, other: str) -> None:
        """Join two items' groups, unless something in them must not be joined."""
        if one in self._home and other in self._home:
            a, b = self._home[one], self._home[other]
            if a != b and b not in self._apart[a]:
                self._merge(*pair(a, b))

    def run(self, least: float) -> None:
        """Join the two most alike groups until none are alike enough. Of equals the first by id go first."""
        heap = [(-self._mean(a, b), a, b) for a, row in self._sums.items() for b in row if a < b and b not in self._apart[a]]
        heapq.heapify(heap)
        while heap:
            negative, a, b = heapq.heappop(heap)
            if -negative < least:
                return
            if a in self.groups and b in self.groups and b not in self._apart[a] and self._mean(a, b) == -negative:
                self._merge(a, b)
                for other in self._sums[a]:
                    if other not in self._apart[a]:
                        heapq.heappush(heap, (-self._mean(a, other), *pair(a, other)))

    def _mean(self, a: str, b: str) -> float:
        return self._sums[a].get(b, 0.0) / (len(self.groups[a]) * len(self.groups[b])) + self._missing

    def _merge(self, a: str, b: str) -> None:
        for item in self.groups[b]:
            self._home[item] = a
        self.groups[a] += self.groups.pop(b)
        for other, total in self._sums.pop(b, {}).items():
            self._sums[other].pop(b, None)
            if other != a:
                self._sums[a][other] = self._sums[other][a] = self._sums[a].get(other, 0.0) + total
        self._sums[a].pop(b, None)
        for other in self._apart.pop(b, set()):
            self._apart[other].discard(b)
            self._apart[other].add(a)
            self._apart[a].add(other)
