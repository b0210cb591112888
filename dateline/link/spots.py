"""Where something is said to be, and how two such places stand to each other.

In: the words of a place and, where it was resolved, its point. Out: `Spot`, and one of same, near, within, apart or unknown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from dateline.gazetteer.normal import fold, skeleton
from dateline.types import Place

EARTH_KM = 6371.0
REACH_KM = {1: 12.0, 2: 40.0}  # how far off a point of this precision may lie
AREA, COUNTRY, WIDER = 3, 4, 5
PROVINCE_KM = 400.0
NAME_WORD = 4
GRADES = {"same": 1.0, "near": 0.9, "within": 0.5, "unknown": 0.0, "apart": -1.0}


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place that a report names. `names` are spelling-blind keys; the point is None where the place is not known."""

    name: str
    names: frozenset[str]
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    precision: int = 1
    country: str | None = None
    admin1: str | None = None

    @property
    def is_area(self) -> bool:
        return self.precision >= AREA


def spot_of(words: str, place: Place | None = None) -> Spot:
    """The spot of a place's words, with what was resolved of it."""
    names = keys(words) | (keys(place.name) if place else frozenset())
    if place is None:
        return Spot(words, names)
    area = place.name if place.precision == AREA and place.admin1 is None else place.admin1
    return Spot(place.name, names, place.geonameid, place.lat, place.lon, place.precision, place.country, area)


@lru_cache(maxsize=65536)
def keys(words: str) -> frozenset[str]:
    """The keys of the names in the words of a place: those of its capitalised words, spelled plainly."""
    named = [w for w in words.replace("-", " ").replace("’", "'").split() if w[:1].isupper()]
    return frozenset(k for w in named for k in (fold(w),) if len(k) >= NAME_WORD)


@lru_cache(maxsize=262144)
def relation(one: Spot, other: Spot) -> str:
    """How two spots stand to each other."""
    if one.geonameid is not None and one.geonameid == other.geonameid:
        return "same"
    if _holds(one, other) or _holds(other, one):
        return "within"
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return "same" if _named_alike(one, other) else "unknown"
    if one.is_area or other.is_area:
        return _areas(one, other)
    distance = kilometres(one, other)
    reach = REACH_KM[one.precision] + REACH_KM[other.precision]
    if distance <= reach:
        return "near"
    if one.names & other.names and one.country != other.country:
        return "unknown"  # one name, taken for places of two countries: one of the two is a mistake, more likely than not
    return "unknown" if distance <= 2 * reach and 2 in (one.precision, other.precision) else "apart"


def _holds(one: Spot, other: Spot) -> bool:
    """Whether one may be the province of the other: a capital often has its province's name."""
    if not other.admin1 or other.is_area or one.country != other.country:
        return False
    return bool(keys(one.name) & keys(other.admin1)) and not keys(one.name) & keys(other.name)


def _named_alike(one: Spot, other: Spot) -> bool:
    if one.is_area or other.is_area:
        return False
    return bool(one.names & other.names) or bool(_bones(one) & _bones(other))


def _bones(spot: Spot) -> frozenset[str]:
    return frozenset(b for n in spot.names if len(n) > NAME_WORD and (b := skeleton(n)) and len(b) > NAME_WORD)


def _areas(one: Spot, other: Spot) -> str:
    if WIDER in (one.precision, other.precision):
        return "unknown"
    if one.country and other.country and one.country != other.country:
        return "apart"
    if COUNTRY in (one.precision, other.precision):
        return "within"
    if one.admin1 and other.admin1:
        return "within" if fold(one.admin1) == fold(other.admin1) else "apart"
    return "within" if kilometres(one, other) <= PROVINCE_KM / 2 else "apart"


def kilometres(one: Spot, other: Spot) -> float:
    """The distance between two points on a sphere (haversine)."""
    a, b = math.radians(one.lat or 0.0), math.radians(other.lat or 0.0)
    across = math.radians((other.lon or 0.0) - (one.lon or 0.0))
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(across / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def best(ones: Iterable[Spot], others: Iterable[Spot]) -> str:
    """How two sets of spots stand: the sharpest that two of them tell; a point outweighs an area."""
    others = tuple(others)
    found = {(relation(a, b), a.is_area or b.is_area) for a in ones for b in others}
    for name in ("same", "near"):
        if (name, False) in found:
            return name
    if ("within", False) in found:
        return "within"
    if ("apart", False) in found:
        return "apart"
    areas = ("same", "within") if any(name == "unknown" for name, _ in found) else ("same", "within", "apart")
    return next((n for n in areas if (n, True) in found), "unknown")
