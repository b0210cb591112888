"""Tells in which areas of the shipped index a place lies. In: a row of a list of places. Out: the row with its country and areas, those of
the nearest town of the shipped index where the list names none; None for an area that the shipped index has itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dateline.gazetteer.formats import Row
from dateline.gazetteer.index import DATA, Gazetteer, open_gazetteer
from dateline.gazetteer.normal import fold

CELL = 0.5  # degrees
ROUND = 720  # cells around the globe
FARTHEST = 0.75  # degrees on the ground: about 80 km
SHIPPED = ("ADM1", "ADM2")
TOWNS = "SELECT lat, lon, country, admin1, admin2 FROM place WHERE feature LIKE 'PPL%' ORDER BY id"


class Areas:
    """The towns of the shipped index in cells of half a degree, with the areas that they lie in."""

    def __init__(self, gazetteer: Gazetteer, towns: list[tuple[Any, ...]]) -> None:
        self._gazetteer = gazetteer
        self._towns = towns
        self._points: NDArray[np.float64] = np.array([(t[0], t[1]) for t in towns], dtype=np.float64).reshape(-1, 2) / 1e5
        cells = self._cells(self._points[:, 0], self._points[:, 1])
        self._order = np.argsort(cells, kind="stable")
        self._sorted = cells[self._order]

    @staticmethod
    def _cells(lat: Any, lon: Any) -> Any:
        return (
            np.floor((np.asarray(lat) + 90) / CELL).astype(np.int64) * ROUND
            + np.floor((np.asarray(lon) + 180) / CELL).astype(np.int64) % ROUND
        )

    def place(self, row: Row, codes: Mapping[str, str]) -> Row | None:
        """The row with country and areas."""
        near = self._nearest(row)
        country = row.country or (near[2] if near else "")
        if row.feature in SHIPPED and self._is_shipped(row, country):
            return None
        named = self._area(codes.get(row.admin1, row.admin1), country) if row.admin1 else None
        same = near is not None and near[2] == country
        first = named if named is not None else near[3] if near and same else None
        second = near[4] if near and same and near[3] == first else None
        return replace(row, country=country, area1=first, area2=second)

    def _is_shipped(self, row: Row, country: str) -> bool:
        return any(e.country == country and e.feature == row.feature for e in self._gazetteer.named(row.name))

    def _area(self, name: str, country: str) -> int | None:
        """The row number of the first-level area of that name, None when it is unknown or a bare code."""
        found = [e for e in self._gazetteer.named(name) if e.country == country and e.feature == "ADM1"] if fold(name) else []
        return found[0].row if found else None

    def _nearest(self, row: Row) -> tuple[Any, ...] | None:
        """The nearest town, of the row's country where it has one; None where all are far."""
        cell = int(self._cells(row.lat, row.lon))
        around = [cell + up * ROUND + side for up in (-2, -1, 0, 1, 2) for side in (-2, -1, 0, 1, 2)]
        firsts, lasts = (np.searchsorted(self._sorted, around, side=side) for side in ("left", "right"))
        found = np.concatenate([self._order[a:b] for a, b in zip(firsts, lasts, strict=True)])
        if not found.size:
            return None
        offsets = self._points[found] - (row.lat, row.lon)
        offsets[:, 1] *= np.cos(np.radians(row.lat))
        away = np.hypot(offsets[:, 0], offsets[:, 1])
        for i in np.argsort(away, kind="stable"):
            town = self._towns[int(found[i])]
            if away[i] > FARTHEST:
                break
            if row.country in ("", town[2]):
                return town
        return None


@cache
def shipped_areas() -> Areas:
    """The areas of the shipped index, loaded once a process. Raises DataError when it is missing or damaged."""
    gazetteer = open_gazetteer()
    with closing(sqlite3.connect(f"{(DATA / 'places.sqlite').as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        return Areas(gazetteer, database.execute(TOWNS).fetchall())
