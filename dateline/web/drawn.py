"""Maps and timelines as drawings. In: places with counts, spans of days. Out: shapes in degrees and in hundredths of a width, for SVG.

A place that is known roughly is drawn as the area that it may be in, never as a point. The map is drawn as it lies (plate carrée): one
degree is one unit, north is up.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateline.stores.indexed import KM_A_DEGREE, OPEN_END, REACH_KM, Box

LEAST = 4.0  # degrees: the narrowest view
RATIO = 1.9  # width to height
EDGE = 0.04  # of the width: free around the outermost marks
MARK = 0.008  # of the view's width: the smallest mark
BINS = 60
LANES = 14
NEAR_VIEW = 70.0  # degrees: a narrower view shows the finer outlines


@dataclass(frozen=True, slots=True)
class View:
    """What part of the world is shown, in degrees."""

    south: float
    west: float
    height: float
    width: float

    @property
    def svg(self) -> str:
        """The view as SVG's viewBox: longitude to the right, latitude turned over."""
        return f"{self.west:.4f} {-(self.south + self.height):.4f} {self.width:.4f} {self.height:.4f}"

    @property
    def box(self) -> str:
        """The view in the grammar of questions: south,west,north,east."""
        east = min(180.0, self.west + self.width)
        edges = (max(-90.0, self.south), max(-180.0, self.west), min(90.0, self.south + self.height), east)
        return ",".join(f"{edge:.3f}" for edge in edges)

    @property
    def is_near(self) -> bool:
        """Whether the finer outlines are worth drawing."""
        return self.width < NEAR_VIEW

    def zoomed(self, by: float) -> View:
        """The same middle, so many times as wide."""
        width, height = min(360.0, self.width * by), min(180.0, self.height * by)
        return View(self.south + (self.height - height) / 2, self.west + (self.width - width) / 2, height, width)

    def moved(self, north: float, east: float) -> View:
        """The same size, moved by shares of itself."""
        return View(self.south + north * self.height, self.west + east * self.width, self.height, self.width)


def view_of(points: Sequence[tuple[float, float, float]], box: Box | None) -> View:
    """A view that holds a box (south, north, west, east), or else points with the kilometres around them that they may mean."""
    if box:
        south, north, west, east = box
        return _shaped(south, north, west, east if east >= west else east + 360)
    if not points:
        return View(-60, -180, 150, 360)
    reach = [km / KM_A_DEGREE for _, _, km in points]
    south = min(p[0] - r for p, r in zip(points, reach, strict=True))
    north = max(p[0] + r for p, r in zip(points, reach, strict=True))
    west = min(p[1] - r for p, r in zip(points, reach, strict=True))
    east = max(p[1] + r for p, r in zip(points, reach, strict=True))
    edge = 0.5 + EDGE * max(east - west, (north - south) * RATIO)
    return _shaped(south - edge / RATIO, north + edge / RATIO, west - edge, east + edge)


def _shaped(south: float, north: float, west: float, east: float) -> View:
    """The smallest view of the usual shape that holds these edges."""
    width = max(east - west, (north - south) * RATIO, LEAST)
    width = min(width, 360.0)
    height = min(width / RATIO, 180.0)
    return View((south + north - height) / 2, (west + east - width) / 2, height, width)


@dataclass(frozen=True, slots=True)
class Spot:
    """A mark on the map: the middle, half its width and height in degrees, whether it is an area, how many, and what it says."""

    x: float
    y: float
    rx: float
    ry: float
    is_area: bool
    count: int
    label: str
    link: str
    size: float


def spot(lat: float, lon: float, precision: int, count: int, label: str, link: str, view: View) -> Spot:
    """A mark for records at one place, as wide as the place is known."""
    size = view.width * MARK * (1 + math.log10(max(1, count)))
    degrees = REACH_KM[precision] / KM_A_DEGREE if precision > 1 else 0.0
    rx = max(size, degrees / max(0.2, math.cos(math.radians(lat))))
    return Spot(lon, -lat, rx, max(size, degrees), degrees > size, count, label, link, size)


def cell(lat: float, lon: float, count: int, size: float, link: str, view: View) -> Spot:
    """A mark for many records of one cell of the earth."""
    radius = min(size * 0.48, view.width * MARK * (1.2 + math.log10(count)))
    return Spot(lon, -lat, radius, radius, False, count, f"{count} records around here", link, radius)


def coarser(cells: Iterable[tuple[float, float, int]], size: float) -> list[tuple[float, float, int]]:
    """Cells gathered in larger ones: the middle of each (of what lies in it) and how many."""
    held: dict[tuple[int, int], list[tuple[float, float, int]]] = {}
    for lat, lon, count in cells:
        held.setdefault((math.floor(lat / size), math.floor(lon / size)), []).append((lat, lon, count))
    found = []
    for items in held.values():
        total = sum(count for _, _, count in items)
        found.append((sum(lat * n for lat, _, n in items) / total, sum(lon * n for _, lon, n in items) / total, total))
    return found


def cell_size(view: View) -> float:
    """How wide the cells of a view are, so that some forty lie side by side."""
    return float(next((size for size in (0.25, 0.5, 1, 2, 5) if view.width / size <= 45), 10))


# ---------------------------------------------------------------- time


@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of days with how many records begin in it; `at`, `width` and `height` are of a hundred."""

    first: str
    last: str
    count: int
    at: float
    width: float
    height: float


def bins(days: Sequence[tuple[int, int]]) -> list[Bin]:
    """Counts by day as at most BINS bars; far-off days before the middle nine tenths are gathered at the edges."""
    if not days:
        return []
    first, last = edges(days)
    step = max(1, math.ceil((last - first + 1) / BINS))
    counts: dict[int, int] = {}
    for day, count in days:
        at = (min(max(day, first), last) - first) // step
        counts[at] = counts.get(at, 0) + count
    slots, most = (last - first) // step + 1, max(counts.values())
    return [_bin(first + at * step, step, counts[at], at, slots, most) for at in sorted(counts)]


def edges(days: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """First and last day to show: those between which all but a hundredth at either end lie."""
    total, seen = sum(count for _, count in days), 0
    first = last = days[0][0]
    for day, count in days:
        if seen <= total * 0.01:
            first = day
        if seen < total * 0.995:
            last = day
        seen += count
    return first, max(first, last)


def _bin(first: int, step: int, count: int, at: int, slots: int, most: int) -> Bin:
    height = 100 * math.sqrt(count / most)
    return Bin(day(first), day(first + step - 1), count, 100 * at / slots, 100 / slots, height)


def day(number: int) -> str:
    """A day counted from the year 1, as ISO writes it."""
    return date.fromordinal(min(max(number, 1), date.max.toordinal())).isoformat()


@dataclass(frozen=True, slots=True)
class Bar:
    """A record's time: where it begins and how long it is (of a hundred), its lane, and whether it goes on at either end."""

    id: str
    at: float
    width: float
    lane: int
    opens: bool
    goes_on: bool


def bars(spans: Iterable[tuple[str, int, int]], first: int, last: int) -> tuple[list[Bar], int]:
    """Spans of days as bars in lanes that do not overlap, and how many lanes there are; what finds no lane is left out."""
    length = max(1, last - first + 1)
    ends: list[float] = []
    placed = []
    for ident, begin, end in sorted(spans, key=lambda s: (s[1], s[2], s[0])):
        if end < first or begin > last:
            continue
        at = 100 * (max(begin, first) - first) / length
        width = max(1.2, 100 * (min(end, last) - max(begin, first) + 1) / length)
        at = min(at, 100 - width)
        lane = next((n for n, taken in enumerate(ends) if taken <= at), len(ends))
        if lane >= LANES:
            continue
        ends[lane : lane + 1] = [at + width + 0.3]
        placed.append(Bar(ident, at, width, lane, begin < first, end > last or end >= OPEN_END))
    return placed, len(ends)


def ago(last: str, days: int) -> str:
    """The day so many days before another."""
    return (date.fromisoformat(last) - timedelta(days=days)).isoformat()
