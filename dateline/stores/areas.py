"""Days and areas as conditions on spots. In: days, a box, a point with kilometres. Out: a query for the rows of the records that meet them.

Only what an index answers differs between databases; the rest is plain, and looked at for every spot that the index gives.
"""

from __future__ import annotations

from typing import Any

from dateline.stores.database import Connection, Test
from dateline.stores.indexed import KM_A_DEGREE, PLACES, REACH_KM, Box, box_around

POINT = "(south + north) / 2, (west + east) / 2"
REACH = f"(north - south) / 2 * {KM_A_DEGREE}"
CLOSE_KM = REACH_KM[2] + 1  # a place known to within this many kilometres is in an area when its point is


def within(db: Connection, days: tuple[int, int] | None, box: Box | None, near: tuple[float, float, float] | None) -> Test:
    """A query for the rows of the records that meet days (first and last) and lie in a box, or within kilometres of a point (lat, lon,
    km), with what is put in its marks."""
    around = box_around(*near) if near else None
    tests: list[Test] = [("first <= ? AND last >= ?", [days[1], max(days[0], 0)])] if days else []
    for area in (around, box) if around and box else (around or box,):
        tests += db.dialect.overlaps(db, days, area)
    if near:
        tests.append((f"km({POINT}, ?, ?) <= ? AND {REACH} <= ?", [*near, max(near[2], CLOSE_KM)]))
    if box:
        tests += [_inside(box), (f"{REACH} <= ?", [max((box[1] - box[0]) * KM_A_DEGREE / 2, CLOSE_KM)])]
    values: list[Any] = [value for _, some in tests for value in some]
    return f"SELECT row >> {PLACES} FROM spots WHERE {' AND '.join(test for test, _ in tests)}", values


def turns(box: Box) -> list[tuple[float, float]]:
    """West and east of a box, and of the same box once around the world either way."""
    west, east = box[2], box[3] if box[3] >= box[2] else box[3] + 360
    return [(west + turn, east + turn) for turn in (-360, 0, 360)]


def _inside(box: Box) -> Test:
    ways = turns(box)
    sides = " OR ".join("(west + east) / 2 BETWEEN ? AND ?" for _ in ways)
    return f"(south + north) / 2 BETWEEN ? AND ? AND ({sides})", [box[0], box[1], *(edge for pair in ways for edge in pair)]
