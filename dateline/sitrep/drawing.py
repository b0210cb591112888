"""The map and the timeline of a printed page. In: records with places and days. Out: SVG without scripts, links or requests.

A place that is known roughly is drawn as the area that it may be in. Outlines of countries are drawn where the build has them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib import resources

from dateline.sitrep.gather import span_of
from dateline.stores.indexed import REACH_KM
from dateline.stores.search import Found
from dateline.types import Place
from dateline.web import drawn

PATH = re.compile(r'<path[^>]* d="([^"]*)"')
PART = re.compile(r"M[^M]*")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ROOM = 1.15  # of the view that just holds the places, so that none lies on its edge
MOST_BARS = 90
AROUND = 0.05  # of the view: outlines are drawn so far beyond its edge
LETTER = 0.022  # of the view's width
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Located:
    """A place that records of the page name, and the records."""

    place: Place
    found: tuple[Found, ...]


def located(found: Sequence[Found]) -> list[Located]:
    """The places with a point, those that most records name first."""
    held: dict[tuple[float, float, int], tuple[Place, dict[str, Found]]] = {}
    for item in found:
        known = {p.id: p for p in item.reading.places}
        for value in item.record.fields.get("place", ()):
            place = known.get(value.value or "")
            if place and place.lat is not None and place.lon is not None:
                held.setdefault((place.lat, place.lon, place.precision), (place, {}))[1][item.record.id] = item
    some = [Located(place, tuple(records.values())) for place, records in held.values()]
    return sorted(some, key=lambda at: (-len(at.found), at.place.name, at.place.lat or 0, at.place.lon or 0))


def map_svg(places: Sequence[Located]) -> str:
    """The places by their numbers, the areas below the points; nothing where there is no place."""
    if not places:
        return ""
    reach = [(at.place.lat or 0, at.place.lon or 0, min(REACH_KM[at.place.precision], REACH_KM[3])) for at in places]
    view = drawn.view_of(reach, None).zoomed(ROOM)
    numbered = sorted(enumerate(places, 1), key=lambda pair: -pair[1].place.precision)
    marks = "".join(_mark(number, at, view) for number, at in numbered)
    land = "".join(f'<path d="{part}"/>' for part in outlines(view))
    return f'<svg class="map" role="img" aria-label="Map of the places" viewBox="{view.svg}"><g class="land">{land}</g>{marks}</svg>'


def _mark(number: int, at: Located, view: drawn.View) -> str:
    spot = drawn.spot(at.place.lat or 0, at.place.lon or 0, at.place.precision, len(at.found), at.place.name, "", view)
    label = f"{number}: {at.place.name}, {len(at.found)} record{'' if len(at.found) == 1 else 's'}"
    kind = "area" if spot.is_area else "point"
    shape = f'<ellipse cx="{spot.x:.4f}" cy="{spot.y:.4f}" rx="{spot.rx:.4f}" ry="{spot.ry:.4f}" class="{kind}"/>'
    x = spot.x + (0 if spot.is_area else spot.rx)
    text = f'<text x="{x:.4f}" y="{spot.y:.4f}" font-size="{view.width * LETTER:.4f}">{number}</text>'
    return f"<g><title>{escape(label)}</title>{shape}{text}</g>"


def outlines(view: drawn.View) -> Iterator[str]:
    """The outlines that meet a view, as path data; none where the build had none."""
    file = resources.files("dateline.web").joinpath("static", "vendor", "world-near.svg" if view.is_near else "world.svg")
    if not file.is_file():
        return
    more = view.width * AROUND
    north = -(view.south + view.height)
    window = (view.west - more, north - more, view.west + view.width + more, -view.south + more)
    for path in PATH.findall(file.read_text(encoding="utf-8")):
        kept = [part for part in PART.findall(path) if _meet(bounds(part), window)]
        if kept:
            yield "".join(kept)


def bounds(part: str) -> Bounds:
    """West, top, east and bottom of a part of a path: a point (M) and the steps from it (l)."""
    numbers = [float(n) for n in NUMBER.findall(part)]
    x, y = west, top = east, bottom = numbers[0], numbers[1]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=False):
        x, y = x + dx, y + dy
        west, top, east, bottom = min(west, x), min(top, y), max(east, x), max(bottom, y)
    return west, top, east, bottom


def _meet(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def days_svg(found: Sequence[Found], since: int, until: int) -> str:
    """How many records tell of something that began on each day of the period (in so many days of a long one); nothing where none do."""
    begins = [_ordinal(span[0]) for item in found if (span := span_of(item))]
    step = math.ceil((until - since + 1) / MOST_BARS)
    counts = Counter((day - since) // step for day in begins if since <= day <= until)
    if not counts:
        return ""
    width, most = 100 * step / (until - since + 1), max(counts.values())
    bars = "".join(
        _bar(at * width, width, 20 * count / most, _label(since + at * step, step, count)) for at, count in sorted(counts.items())
    )
    return f'<svg class="days" role="img" aria-label="Records by day" viewBox="0 0 100 20" preserveAspectRatio="none">{bars}</svg>'


def _label(first: int, days: int, count: int) -> str:
    to = f" to {drawn.day(first + days - 1)}" if days > 1 else ""
    return f"{drawn.day(first)}{to}: {count}"


def _bar(at: float, width: float, height: float, label: str) -> str:
    rect = f'<rect x="{at:.3f}" y="{20 - height:.3f}" width="{width * 0.9:.3f}" height="{height:.3f}"/>'
    return f"<g><title>{escape(label)}</title>{rect}</g>"


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
