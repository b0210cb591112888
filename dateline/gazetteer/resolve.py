"""Tells which place each toponym of a report means. In: groups of equal names with their candidates, and what else the report names.
Out: for each group the best candidate with its lead over the next, or none.

Method: a prior by population and kind, then what the report itself says: the area named after a comma, countries and areas named
anywhere, the dateline, nearness to the other places. Names are weighed together, twice: the second time beside the choices of the first.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dateline.gazetteer.index import Entry
from dateline.gazetteer.normal import fold

EARTH = 6371.0
POPULATION, MINOR, SMALL_MINOR, OTHERS_NAME, NOUN = 0.6, 0.9, 1.2, 3.0, 0.8
COUNTRY_KIND, CAPITAL, AREA_KIND, COUNTY_KIND, NAMESAKE = 3.2, 1.6, 1.2, -0.5, -0.8
CONTAINED, IN_COUNTRY, IN_AREA, IN_COUNTY, DATELINE, DATELINE_AREA = 6.0, 2.5, 3.0, 4.0, 1.5, 1.0
NEAR, NEAR_KM, VOTE, ACTOR, AGAIN = 3.4, 120.0, 4.0, 0.8, 0.5
FAR_DEGREES, NEIGHBOURS = 6.0, 40
FAME, NAMED_AFTER = 0.5, 1.0
SMALL, LARGE, CLOSE, AT_LARGE = 60_000, 1_000_000, 150.0, 2.5
OWN = 2.0  # what a place gains that the user has listed


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a report: what it can mean, how often it stands there and how often as a place where something is or happens, the
    areas that follow it as "X, Y" (row numbers of their candidates), and how exact the noun beside it says that it is."""

    text: str
    entries: tuple[Entry, ...]
    count: int
    stands: int = 1
    containers: frozenset[int] = frozenset()
    precision: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What the report says beside its toponyms: how often it names each country's people, and the names in its dateline; and how much it
    tells that a town lies in a country that is named (1 for small countries, less for those that have a namesake of nearly every town)."""

    demonyms: Mapping[str, float]
    dateline: frozenset[str] = frozenset()
    telling: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that a name means, and why not: `doubt` says what is missing when there is none."""

    entry: Entry | None
    score: float = 0.0
    doubt: str | None = None


def distance(a: Entry, b: Entry) -> float:
    """The great-circle distance of two places in km."""
    lat1, lon1, lat2, lon2 = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(h)))


def resolve(names: Sequence[Name], context: Context) -> list[Choice]:
    """The place of each name, in the order of the names."""
    first = weigh(names, context, [None] * len(names))
    second = weigh(names, context, first)
    return [judge(name, n, second, context) for n, name in enumerate(names)]


def weigh(names: Sequence[Name], context: Context, before: Sequence[Choice | None]) -> list[Choice]:
    """The best candidate of each name beside the choices of the round before."""
    return [best(name, Surroundings.of(names, n, context, before)) for n, name in enumerate(names)]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What speaks for a candidate of one name: the countries and areas that the other names stand for, and their places."""

    countries: Mapping[str, float]
    areas: Mapping[int, float]
    dateline_countries: frozenset[str]
    dateline_areas: frozenset[int]
    others: tuple[tuple[Entry, float], ...]
    telling: Mapping[str, float]

    @classmethod
    def of(cls, names: Sequence[Name], own: int, context: Context, before: Sequence[Choice | None]) -> Surroundings:
        """What the names other than `own` stand for, by the choices of the round before, or by what they can mean."""
        countries = defaultdict(float, {code: ACTOR * (1 + math.log(n)) for code, n in context.demonyms.items()})
        areas: dict[int, float] = defaultdict(float)
        others: list[tuple[Entry, float]] = []
        dateline: list[Entry] = []
        for n, (name, choice) in enumerate(zip(names, before, strict=True)):
            if n == own:
                continue
            entry = choice.entry if choice else clear(name)
            weight = 1 + math.log(name.count) if name.stands else ACTOR
            if entry is None:
                vote(name, areas)
                continue
            count(entry, weight, countries, areas)
            if entry.is_town or entry.feature == "ADM2":
                others.append((entry, weight))
            if name.text.casefold() in context.dateline:
                dateline.append(entry)
        lands, provinces = frozenset(e.country for e in dateline), frozenset(e.admin1 for e in dateline if e.admin1 is not None)
        most = sorted(others, key=lambda o: (-o[1], o[0].row))[:NEIGHBOURS]
        return cls(countries, areas, lands, provinces, tuple(most), context.telling)


def count(entry: Entry, weight: float, countries: dict[str, float], areas: dict[int, float]) -> None:
    """Count a place for its country and areas: named ones in full, those that it merely lies in for a part."""
    countries[entry.country] += weight if entry.feature in ("PCLI", "ADM1") else 0.5 * weight
    areas[entry.row] += weight
    for area in (entry.admin1, entry.admin2):
        if area is not None and area != entry.row:
            areas[area] += 0.4 * weight


def vote(name: Name, areas: dict[int, float]) -> None:
    """Share one vote of a name that is not yet told among the areas that it may lie in."""
    for lies in ([e.admin1 for e in name.entries], [e.admin2 for e in name.entries]):
        possible = {area for area in lies if area is not None}
        for area in sorted(possible):
            areas[area] += VOTE / len(possible)


def clear(name: Name) -> Entry | None:
    """What a name means before anything else is known: a country or area with no rival, or a town that towers above the rest."""
    kinds = [e for e in name.entries if e.feature in ("PCLI", "ADM1") or e.row < 0]
    if kinds:
        return kinds[0] if len({e.country for e in kinds}) == 1 else None
    if name.containers:
        inside = [e for e in name.entries if {e.admin1, e.admin2} & name.containers]
        return inside[0] if inside else None
    ranked = sorted(name.entries, key=lambda e: -e.population)
    rival = ranked[1].population if len(ranked) > 1 else 0
    return ranked[0] if ranked and ranked[0].population > 200_000 and ranked[0].population > 8 * rival else None


def best(name: Name, around: Surroundings) -> Choice:
    """The candidate with the highest score."""
    scored = [Choice(e, prior(e, name) + support(e, name, around)) for e in name.entries]
    return max(scored, key=lambda c: c.score, default=Choice(None))


def prior(entry: Entry, name: Name) -> float:
    """How likely a candidate is before the report is read: by kind, size and whether it is its main name. Where nothing says "province", an
    area gives way to the town that it is named after."""
    kind = (
        COUNTRY_KIND
        if entry.row < 0
        else {"PCLI": COUNTRY_KIND, "PPLC": CAPITAL, "ADM1": AREA_KIND, "ADM2": COUNTY_KIND}.get(entry.feature, 0.0)
    )
    if entry.feature == "ADM1" and not (name.precision or 0) > 1 and any(e.is_town and e.admin1 == entry.row for e in name.entries):
        kind = NAMESAKE
    if entry.is_town and any(
        e.feature == "ADM1" and e.country == entry.country and e.row != entry.admin1 and not e.minor for e in name.entries
    ):
        kind -= NAMED_AFTER
    if name.precision is None and entry.feature != "PCLI" and any(e.feature == "PCLI" and e.country == entry.country for e in name.entries):
        kind = -COUNTRY_KIND
    if name.precision is not None:
        fits = (not entry.is_town) == (name.precision > 1)
        kind += NOUN if fits else -NOUN
    size = 1.0 if entry.row < 0 else math.log10(entry.population + 10) * POPULATION + math.log10(entry.fame + 1) * FAME
    return size + kind + OWN * entry.own - (second_name(entry, name) if entry.minor else 0.0)


def second_name(entry: Entry, name: Name) -> float:
    """What a candidate loses because the name is not its main one: most where a larger place bears it as its own."""
    if any(not e.minor and e.population > entry.population for e in name.entries):
        return OTHERS_NAME
    return MINOR if entry.population > SMALL else SMALL_MINOR


def support(entry: Entry, name: Name, around: Surroundings) -> float:
    """How much the report speaks for a candidate."""
    if not entry.country:
        return AT_LARGE
    if entry.feature == "PCLI":
        return IN_COUNTRY * saturate(around.countries.get(entry.country, 0.0))
    telling = around.telling.get(entry.country, 1.0) if entry.is_town or entry.feature == "ADM2" else 1.0
    score = CONTAINED if name.containers and contained(entry, name.containers) else 0.0
    score += IN_COUNTRY * saturate(around.countries.get(entry.country, 0.0)) * telling
    score += DATELINE * (entry.country in around.dateline_countries) + DATELINE_AREA * (entry.admin1 in around.dateline_areas)
    return score + local(entry, around)


def local(entry: Entry, around: Surroundings) -> float:
    """How much the surroundings speak for a candidate: its province, its county and its neighbours say nearly the same thing, so the
    strongest counts in full and the others in part."""
    said = (
        IN_AREA * saturate(around.areas.get(entry.admin1, 0.0)) if entry.admin1 is not None else 0.0,
        IN_COUNTY * saturate(around.areas.get(entry.admin2, 0.0)) if entry.admin2 is not None else 0.0,
        NEAR * nearness(entry, around.others),
    )
    return max(said) + AGAIN * (sum(said) - max(said))


def contained(entry: Entry, containers: frozenset[int]) -> bool:
    """Whether the candidate lies in one of the areas (rows; countries by their negative number)."""
    return bool({entry.admin1, entry.admin2} & containers) or country_row(entry.country) in containers


def country_row(code: str) -> int:
    """A number for a country that is no row: so that countries and areas fit one set."""
    return -1_000_000 - sum(ord(c) << (8 * i) for i, c in enumerate(code))


def saturate(weight: float) -> float:
    """0 for nothing, near 1 for plenty."""
    return 1 - math.exp(-weight / 1.5)


def nearness(entry: Entry, others: Sequence[tuple[Entry, float]]) -> float:
    """Between 0 and 1: how close the candidate is to the report's other places. Those far to the north or south are not measured."""
    close = [(other, weight) for other, weight in others if other.row != entry.row and abs(other.lat - entry.lat) < FAR_DEGREES]
    total = sum(weight * math.exp(-distance(entry, other) / NEAR_KM) for other, weight in close)
    return 1 - math.exp(-total)


def judge(name: Name, own: int, choices: Sequence[Choice], context: Context) -> Choice:
    """The choice, or a doubt where the only candidates are small places in countries of which the report says nothing."""
    chosen = choices[own]
    entry = chosen.entry
    if entry is None:
        return Choice(None, doubt="not in the gazetteer")
    other_name = fold(entry.name) != fold(name.text)
    if not entry.is_town or entry.population >= (LARGE if other_name else SMALL) or name.containers or entry.own:
        return chosen
    named = Counter(c.entry.country for n, c in enumerate(choices) if n != own and c.entry is not None and c.entry.country)
    if not named and not context.demonyms:
        return chosen
    spoken = {country: named[country] + context.demonyms.get(country, 0) for country in {*named, *context.demonyms}}
    much = max(spoken.values()) / 2 if other_name else 0.0  # by another of its names only a place of a country that is spoken of much
    if entry.country in named or spoken.get(entry.country, 0) > much:
        return chosen
    if any(c.entry.is_town and distance(entry, c.entry) < CLOSE for n, c in enumerate(choices) if n != own and c.entry is not None):
        return chosen
    return Choice(None, doubt=f"only known as a place in a country that the report does not name ({entry.name}, {entry.country})")
