"""The place indexes of other packages beside the user's own. In: what is in use, and the user's index. Out: `Entry` candidates by name.

A plug-in's place gets a row number that follows from what it is, and lies in the area of the shipped index that has its area's name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from dateline import ports
from dateline.gazetteer.index import Entry, Gazetteer
from dateline.gazetteer.normal import fold

FIRST = 2_000_000_000  # row numbers of other packages' places begin here: behind those of the user's own


class Places(Protocol):
    """An index beside the shipped one."""

    def named(self, name: str) -> tuple[Entry, ...]:
        """The places of that name."""
        ...

    def sounding(self, name: str, country: str) -> tuple[Entry, ...]:
        """The towns of a country whose name sounds like it."""
        ...


class OtherPlaces:
    """The index of another package."""

    def __init__(self, index: ports.Gazetteer, shipped: Gazetteer) -> None:
        self._index, self._shipped = index, shipped
        self.named = lru_cache(maxsize=16384)(self._named)

    def _named(self, name: str) -> tuple[Entry, ...]:
        return tuple(entry(spot, self._index.name, self._shipped) for spot in self._index.named(name))

    def sounding(self, name: str, country: str) -> tuple[Entry, ...]:
        """None: an index of another package is only asked for names as they are written."""
        return ()


class Several:
    """Several indexes as one, in their order."""

    def __init__(self, indexes: Sequence[Places]) -> None:
        self._indexes = tuple(indexes)

    def named(self, name: str) -> tuple[Entry, ...]:
        """The places of that name in each of them."""
        return tuple(e for index in self._indexes for e in index.named(name))

    def sounding(self, name: str, country: str) -> tuple[Entry, ...]:
        """The towns of a country, in each of them, whose name sounds like it."""
        return tuple(e for index in self._indexes for e in index.sounding(name, country))


def entry(spot: ports.Spot, index: str, shipped: Gazetteer) -> Entry:
    """A place of another package as the resolver wants it."""
    area = next((e.row for e in shipped.named(spot.area or "") if (e.feature, e.country) == ("ADM1", spot.country)), None)
    place = (spot.name, spot.feature, spot.lat, spot.lon, spot.country, area, None, spot.population)
    return Entry(row(spot, index), spot.geonameid, *place, minor=spot.minor, own=spot.chosen)


def row(spot: ports.Spot, index: str) -> int:
    """The row number of a place: the same one whenever it is asked for."""
    words = f"{index}\x1f{fold(spot.name)}\x1f{spot.lat:.5f}\x1f{spot.lon:.5f}"
    return FIRST + int.from_bytes(hashlib.sha256(words.encode()).digest()[:7])


def beside(mine: Places | None, others: Sequence[ports.Gazetteer], shipped: Gazetteer) -> Places | None:
    """The user's own index, and behind it those of other packages; None where there is none."""
    if not others:
        return mine
    return Several([*([mine] if mine else []), *(OtherPlaces(index, shipped) for index in others)])
