"""Where a place is that is named by another one. In: the words around a toponym. Out: the surroundings of a town, a point at a distance
from it, or the place of a name that only its neighbour locates."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dateline.gazetteer.atlas import Atlas
from dateline.gazetteer.index import Entry
from dateline.gazetteer.resolve import Choice
from dateline.ports import Language
from dateline.readers._places_words import Toponym
from dateline.types import Place, key

KM_A_DEGREE = 111.2
FARTHEST = 500.0
REACH = 80
SENTENCE = re.compile(r"[.;!?]\s|\n\s*\n")
QUARTERS = frozenset({"neighborhood", "neighbourhood", "quarter", "suburb", "ward"})
PRECISION = {"PCLI": 4, "ADM1": 3, "ADM1H": 3, "ADM2": 2, "ADM3": 2, "ADM4": 2, "PPLX": 2, "AREA": 2, "PRK": 2, "CONT": 5, "OCN": 5}


@dataclass(frozen=True, slots=True)
class Offsets:
    """The words that put something near a place, as patterns over the text before it."""

    measured: re.Pattern[str]
    near: re.Pattern[str]
    part: re.Pattern[str]
    bearings: Mapping[str, int]
    lengths: Mapping[str, float]

    def moved(self, place: Place, before: str) -> Place:
        """The place itself, or the surroundings of a town that the words before it mean: at a distance in a direction, or just near."""
        if place.precision > 1:
            return place
        tail = before[-80:]
        measured = self.measured.search(tail)
        if measured:
            return self.shifted(place, measured)
        return replace(place, id=key("p", place.id, "near"), precision=2) if self.near.search(tail) else place

    def shifted(self, place: Place, measured: re.Match[str]) -> Place:
        """The point at a distance from a place; the place itself where the distance is beyond belief."""
        km = float(measured["number"].replace(",", "")) * self.lengths[measured["unit"].lower()]
        return shifted(place, km, self.bearings[measured["way"].lower()]) if km <= FARTHEST else place

    def beside(self, t: Toponym, told: Sequence[tuple[Toponym, Choice]], text: str, atlas: Atlas) -> list[Place]:
        """Where an unknown name is by what follows it: "X, about 45 km south of Y", "X neighbourhood of Y". Empty when nothing says so."""
        for other, choice in told:
            between = text[t.span.end : other.span.start]
            if choice.entry is None or not choice.entry.is_town or not 0 < len(between) < REACH or SENTENCE.search(between):
                continue
            town, measured = place_of(choice.entry, atlas), self.measured.search(between)
            if measured or self.part.match(between):
                return [within(self.shifted(town, measured) if measured else town, t.name, town.id)]
        return []


def quarter(t: Toponym, group: Sequence[Toponym], placed: Sequence[tuple[Toponym, Place]]) -> list[Place]:
    """An unknown name that the report calls a quarter ("the Sheiha neighborhood") is one of the town named last before it.
    Empty when the report names no town, or calls the name nothing of the kind."""
    called = [g for g in group if g.noun in QUARTERS]
    towns = [place for other, place in placed if called and other.span.end <= called[0].span.start and place.precision == 1]
    return [within(towns[-1], t.name, towns[-1].id)] if towns else []


def within(point: Place, name: str, town: str) -> Place:
    """A part of a town, at a point that is only near it."""
    return replace(point, id=key("p", town, name), name=name, geonameid=None, feature="PPLX", precision=2)


def shifted(place: Place, km: float, bearing: int) -> Place:
    """The point at a distance from a place."""
    north, east = km * math.cos(math.radians(bearing)), km * math.sin(math.radians(bearing))
    lat, lon = place.lat or 0.0, place.lon or 0.0
    return replace(
        place,
        id=key("p", place.id, round(km), bearing),
        lat=round(lat + north / KM_A_DEGREE, 4),
        lon=round(lon + east / (KM_A_DEGREE * max(0.01, math.cos(math.radians(lat)))), 4),
        precision=2,
    )


@cache
def offsets(language: Language) -> Offsets:
    """The patterns of a language."""
    table = language.table("places")
    either = {name: "|".join(sorted(map(re.escape, table[name]), key=len, reverse=True)) for name in ("bearings", "lengths")}
    towards = "|".join(sorted((re.escape(w).replace(r"\ ", r"\s+") for w in table["near"]["words"]), key=len, reverse=True))
    town = r"(?:the\s+(?:\w+\s+)?\w+\s+of\s+)?"
    measured = (
        rf"(?P<number>\d[\d,]*(?:\.\d+)?)\s*-?(?P<unit>{either['lengths']})\b[^.;]{{0,20}}?\b(?P<way>{either['bearings']})\s+of\s+{town}$"
    )
    near = rf"\b(?:{towards})\s+{town}$"
    part = rf"\s+(?:{'|'.join(map(re.escape, table['pieces']['words'] + ['district']))})\s+(?:of|in)\s+{town}$"
    compiled = [re.compile(p, re.I) for p in (measured, near, part)]
    return Offsets(compiled[0], compiled[1], compiled[2], table["bearings"], table["lengths"])


def place_of(entry: Entry, atlas: Atlas) -> Place:
    """The place of a gazetteer entry."""
    return Place(
        id=f"p{entry.geonameid}" if entry.geonameid else key("p", entry.feature, entry.country, entry.name, entry.lat, entry.lon),
        name=entry.name,
        geonameid=entry.geonameid,
        lat=entry.lat,
        lon=entry.lon,
        country=entry.country or None,
        admin1=atlas.gazetteer.area(entry),
        feature=entry.feature,
        precision=PRECISION.get(entry.feature, precision_by_size(entry)),
    )


def precision_by_size(entry: Entry) -> int:
    """1 for towns and sites; regions of the own tables by their extent."""
    if entry.radius == 0:
        return 1
    return next((p for p, km in ((1, 5), (2, 40), (3, 300), (4, 1000)) if entry.radius <= km), 5)
