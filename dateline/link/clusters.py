"""Groups from pairs. In: items, scored pairs, and what people decided about pairs. Out: groups, the same whatever the order of the input.

Groups are joined best first, by the middle between the best score between them and the mean of all, so that one lucky pair does not chain
two incidents and one poor account does not part them; pairs without a score count as `missing`. What people called the same is joined
first, what they called different is never joined.
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
    best: float = 0.0,
    same: Collection[Pair] = (),
    different: Collection[Pair] = (),
) -> list[tuple[str, ...]]:
    """The items in groups, each sorted, in the order of their first ids.

    `scores` are by sorted pair. Two groups are joined while what joins them is at least `least`: `best` times their best score, and the
    rest of their mean. A pair that is both same and different is different.
    """
    work = _Work(sorted(set(items)), scores, missing, best, {pair(*p) for p in different})
    for one, other in sorted(pair(*p) for p in same):
        work.join(one, other)
    work.run(least)
    return sorted(tuple(sorted(group)) for group in work.groups.values())


class _Work:
    """The state of one clustering: groups by their first id; the sum and the best of the scores between them."""

    def __init__(self, items: list[str], scores: Mapping[Pair, float], missing: float, best: float, different: set[Pair]) -> None:
        self.groups = {item: [item] for item in items}
        self._home = {item: item for item in items}
        self._missing, self._best = missing, best
        self._ties: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
        self._apart: dict[str, set[str]] = defaultdict(set)
        for (one, other), score in sorted(scores.items()):
            if one in self._home and other in self._home and one != other:
                self._ties[one][other] = self._ties[other][one] = (score - missing, score)
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
        heap = [(-self._tie(a, b), a, b) for a, row in self._ties.items() for b in row if a < b and b not in self._apart[a]]
        heapq.heapify(heap)
        while heap:
            negative, a, b = heapq.heappop(heap)
            if -negative < least:
                return
            if a in self.groups and b in self.groups and b not in self._apart[a] and self._tie(a, b) == -negative:
                self._merge(a, b)
                for other in self._ties[a]:
                    if other not in self._apart[a]:
                        heapq.heappush(heap, (-self._tie(a, other), *pair(a, other)))

    def _tie(self, a: str, b: str) -> float:
        total, best = self._ties[a].get(b, (0.0, self._missing))
        mean = total / (len(self.groups[a]) * len(self.groups[b])) + self._missing
        return round(self._best * best + (1 - self._best) * mean, 9)

    def _merge(self, a: str, b: str) -> None:
        for item in self.groups[b]:
            self._home[item] = a
        self.groups[a] += self.groups.pop(b)
        for other, (total, best) in self._ties.pop(b, {}).items():
            self._ties[other].pop(b, None)
            if other != a:
                mine, top = self._ties[a].get(other, (0.0, 0.0))
                self._ties[a][other] = self._ties[other][a] = (mine + total, max(top, best))
        self._ties[a].pop(b, None)
        for other in self._apart.pop(b, set()):
            self._apart[other].discard(b)
            self._apart[other].add(a)
            self._apart[a].add(other)
