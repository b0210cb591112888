"""Which reports are worth comparing. In: days, places and words. Out: keys; those that share one meet.

A key is a day together with a place cell, a place's name or a rare word. Days and cells lie in grids that overlap, so that neighbours share
one. Of a key that very many reports have, only the first that were published are compared by it: what one report costs has a bound.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from collections.abc import Iterable, Iterator, Sequence

from dateline.link.spots import COUNTRY, Spot

CELL = 1.0  # degrees; the grids lie half of it apart
DAYS = 10  # at most so many days of one happening
MOST = 100  # reports that are compared by one key
LAST = (1 << 63) - 1  # no report has a larger number
NO_DAY = (1 << 20) - 1
HASHED = 43  # bits of a report's number that are of its id

Windows = Iterable[tuple[int, int]]


def hashed(words: str) -> int:
    """A number for a key, of 64 bits with a sign, so that databases hold it."""
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def number_of(report: str, day: int | None) -> int:
    """The number of a report: by its day, then by its id; those without a day come last."""
    return ((day or NO_DAY) << HASHED) | (hashed(report) & ((1 << HASHED) - 1))


def keys(windows: Windows, spots: Iterable[Spot], words: Iterable[str], sector: str = "") -> frozenset[int]:
    """The keys of a happening; none where neither place nor word is known."""
    wheres = sorted({w for spot in spots for w in where(spot)} | {f"w{word}" for word in words})
    return frozenset(hashed(f"{day}|{place}|{sector}") for day in _days(windows) for place in wheres)


def _days(windows: Windows) -> list[str]:
    """Pairs of days, so that neighbours share one; a sign for none."""
    spans = [(first, min(last, first + DAYS)) for first, last in windows]
    return sorted({str(day) for first, last in spans for day in range((first - 1) // 2, (last + 1) // 2 + 1)}) or ["-"]


def where(spot: Spot) -> Iterator[str]:
    """The names of a place, and the cells that hold its point."""
    yield from (f"n{name}" for name in spot.names if spot.precision < COUNTRY)
    if spot.lat is not None and spot.lon is not None and not spot.is_area:
        for half in (0.0, CELL / 2):
            for other in (0.0, CELL / 2):
                yield f"c{half}:{other}:{math.floor((spot.lat + half) / CELL)}:{math.floor((spot.lon + other) / CELL)}"


def bucketed(day: int | None, wide: int) -> list[str]:
    """Spans of days that overlap, so that two days at most so many apart share one; a sign for none."""
    return ["-"] if day is None else [f"{day // (2 * wide)}", f"h{(day + wide) // (2 * wide)}"]


class Held:
    """Which reports have a key: in memory, for as many as fit."""

    def __init__(self, items: Iterable[tuple[int, Iterable[int]]], most: int) -> None:
        self._most = most
        self._by: dict[int, list[int]] = {}
        for number, mine in items:
            for key in mine:
                self._by.setdefault(key, []).append(number)
        self._last = {key: heapq.nsmallest(most, held)[-1] for key, held in self._by.items() if len(held) > most}

    def counts(self, key: int, one: int, other: int) -> bool:
        """Whether two reports that have a key are compared by it: both are of the first."""
        last = self._last.get(key)
        return last is None or max(one, other) <= last

    def shared(self) -> Iterator[Sequence[int]]:
        """For every key that several have, the first of those who have it."""
        for held in self._by.values():
            if len(held) > 1:
                yield heapq.nsmallest(self._most, held)
