"""Reads lists of places as others publish them. In: a file. Out: `Row`s with where each stands, and what is wrong with those that are none.

GeoNames dumps (`XX.txt`, `allCountries.txt`, also zipped: geonames.org/export/dump/readme.txt), tables with a heading (CSV), GeoJSON
(RFC 7946, also one feature a line), and Who's On First (GeoJSON with `wof:` properties; a folder of such files).
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from dateline.errors import InputError
from dateline.gazetteer.shapes import middle

HERE = Path(__file__).resolve().parent
WORDS = tomllib.loads((HERE / "formats.toml").read_text(encoding="utf-8"))
CLASSES: Sequence[str] = tuple(WORDS["classes"])
COLUMNS: Mapping[str, Sequence[str]] = WORDS["columns"]
FEATURES: Mapping[str, str] = WORDS["features"]
DELIMITERS = ",;\t|"
BETWEEN = re.compile(r"\s*[|;]\s*")


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a list. `feature` is a GeoNames code; `admin1` the name or the code of its first-level area, as the list has it; `area1`
    and `area2` the row numbers of its areas in the shipped index, once they are known."""

    name: str
    lat: float
    lon: float
    feature: str = "PPL"
    country: str = ""
    admin1: str = ""
    population: int = 0
    geonameid: int | None = None
    others: tuple[str, ...] = ()
    area1: int | None = None
    area2: int | None = None


Read = Iterator[tuple[int, Row | InputError | None]]  # the number of the line, and the place there; None for what is left out on purpose


@dataclass(frozen=True, slots=True)
class Format:
    """A form that lists of places come in: its name, its reader, and whether its rows were chosen by hand."""

    name: str
    read: Callable[[Path, Sequence[str]], Read]
    chosen: bool


def format_of(path: Path) -> Format:
    """The format of a file by its name and its first line. Raises InputError for one that is none."""
    if not path.exists():
        raise InputError(str(path), "no such file or directory")
    if path.is_dir():
        return Format("whosonfirst", lambda p, _: folder(p), chosen=False)
    end = path.suffix.lower()
    if end in (".geojson", ".json"):
        return Format("geojson", lambda p, _: geojson(p), chosen=True)
    if end in (".geojsonl", ".ndjson", ".jsonl"):
        return Format("geojson", lambda p, _: geojson_lines(p), chosen=True)
    if end in (".txt", ".zip"):
        return Format("geonames", geonames, chosen=False)
    if end in (".csv", ".tsv"):
        return Format("csv", lambda p, _: table(p), chosen=True)
    raise InputError(str(path), "no list of places; known: GeoNames (.txt, .zip), .csv, .tsv, .geojson, a folder of Who's On First")


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    """The text of a file, of the one text in a ZIP archive. Raises InputError when it cannot be read."""
    try:
        if path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive, archive.open(_only_text(path, archive)) as raw:
                yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield file
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"no text in UTF-8 ({error.reason})") from error
    except zipfile.BadZipFile as error:
        raise InputError(str(path), "no ZIP archive, or a damaged one") from error
    except OSError as error:
        raise InputError(str(path), (error.strerror or str(error)).lower()) from error


def _only_text(path: Path, archive: zipfile.ZipFile) -> str:
    """The dump in an archive: its one text file that is no read-me."""
    texts = [name for name in archive.namelist() if name.endswith(".txt") and not name.lower().startswith("readme")]
    if len(texts) != 1:
        raise InputError(str(path), f"{len(texts)} text files inside; one is expected")
    return texts[0]


# ---------------------------------------------------------------- GeoNames


def geonames(path: Path, wanted: Sequence[str] = CLASSES) -> Read:
    """The rows of a dump whose feature is of one of the classes ("P") or codes ("S.HSP") that are wanted. Countries are left out."""
    with opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield number, _dumped(f"{path}:{number}", line.rstrip("\r\n").split("\t"), frozenset(wanted))


def _dumped(where: str, cells: list[str], wanted: frozenset[str]) -> Row | InputError | None:
    if len(cells) != 19:
        return InputError(where, f"{len(cells)} columns; a GeoNames dump has 19")
    ident, name, _, others, lat, lon, class_, code, country, _, admin1, *_, population, _, _, _, _ = cells
    if not ident.isdecimal():
        return InputError(where, f"{ident!r} is no geonameid")
    if not ({class_, f"{class_}.{code}"} & wanted) or code.startswith("PCL"):
        return None
    people = int(population) if population.isdecimal() else 0
    facts = {"feature": code or class_, "country": country, "admin1": f"{country}.{admin1}" if admin1 else "", "geonameid": int(ident)}
    return placed(where, name, lat, lon, population=people, others=tuple(o for o in others.split(",") if o), **facts)


def admin_codes(path: Path) -> dict[str, str]:
    """The names of first-level areas by code ("NG.27") in a GeoNames file admin1CodesASCII.txt. Raises InputError for another file."""
    with opened(path) as lines:
        rows = [line.rstrip("\r\n").split("\t") for line in lines if line.strip()]
    bad = next((n for n, row in enumerate(rows, start=1) if len(row) != 4 or not re.fullmatch(r"[A-Z]{2}\.\w+", row[0])), None)
    if bad:
        raise InputError(f"{path}:{bad}", "no line of admin1CodesASCII.txt (code, name, ASCII name, geonameid)")
    return {row[0]: row[1] for row in rows}


# ---------------------------------------------------------------- tables


def table(path: Path) -> Read:
    """The rows of a table with a heading. Raises InputError when it names no name, latitude and longitude."""
    with opened(path) as file:
        heading = file.readline()
        reader = csv.reader(file, delimiter=max(DELIMITERS, key=heading.count), strict=True)
        columns = _columns(path, next(csv.reader([heading], delimiter=max(DELIMITERS, key=heading.count))))
        try:
            for cells in reader:
                if any(map(str.strip, cells)):
                    number = reader.line_num + 1
                    yield number, _of_cells(f"{path}:{number}", dict(zip(columns, cells, strict=False)), len(cells) > len(columns))
        except csv.Error as error:
            yield reader.line_num + 1, InputError(f"{path}:{reader.line_num + 1}", str(error))


def _columns(path: Path, heading: Sequence[str]) -> list[str]:
    """What each column holds; columns of other names are kept under them and not used."""
    meant = {other: column for column, others in COLUMNS.items() for other in others}
    found = [meant.get(cell.strip().lower(), f"?{n}") for n, cell in enumerate(heading)]
    missing = [column for column in ("name", "lat", "lon") if column not in found]
    if missing:
        raise InputError(f"{path}:1", f"no column {missing[0]}; known: {', '.join(COLUMNS)}")
    return found


def _of_cells(where: str, cells: Mapping[str, str], too_many: bool) -> Row | InputError:
    if too_many:
        return InputError(where, "more cells than the heading has")
    value = {column: " ".join(cells.get(column, "").split()) for column in COLUMNS}
    others = tuple(o for o in BETWEEN.split(value["aliases"]) if o)
    return _valued(where, value, others)


def _valued(where: str, value: Mapping[str, str], others: tuple[str, ...]) -> Row | InputError:
    """A row of values in words, each looked at."""
    feature = value["feature"]
    code = FEATURES.get(feature.lower().replace("_", " "), feature or "PPL")
    people, ident = value["population"].replace(",", ""), value["geonameid"]
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,5}", code):
        return InputError(where, f"{feature!r} is no feature; give a GeoNames code (PPL, PPLX, HSP) or one of: {', '.join(FEATURES)}")
    if not re.fullmatch(r"(?:[A-Za-z]{2})?", value["country"]):
        return InputError(where, f"{value['country']!r} is no country; write its code of two letters, as SD")
    if people and not people.isdecimal():
        return InputError(where, f"{value['population']!r} is no population")
    if ident and not ident.isdecimal():
        return InputError(where, f"{ident!r} is no geonameid")
    facts = {"feature": code, "country": value["country"].upper(), "admin1": value["admin1"], "geonameid": int(ident) if ident else None}
    return placed(where, value["name"], value["lat"], value["lon"], population=int(people or 0), others=others, **facts)


def placed(where: str, name: str, lat: object, lon: object, **facts: Any) -> Row | InputError:
    """A row, when it has a name with a letter and a point on the globe."""
    name = " ".join(name.split())
    if not any(map(str.isalpha, name)):
        return InputError(where, f"{name!r} is no name")
    point = degrees(lat, 90), degrees(lon, 180)
    if point[0] is None or point[1] is None:
        return InputError(where, f"{lat!r}, {lon!r} is no latitude and longitude in degrees")
    return Row(name, point[0], point[1], **facts)


def degrees(value: object, most: int) -> float | None:
    """The number of degrees, when it is one within bounds."""
    try:
        found = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) and abs(found) <= most else None


# ---------------------------------------------------------------- GeoJSON


def geojson(path: Path) -> Read:
    """The features of a file, numbered from 1. Raises InputError when it is no GeoJSON."""
    with opened(path) as file:
        text = file.read()
    for number, feature in enumerate(_features(path, text), start=1):
        yield number, _of_feature(f"{path}: feature {number}", feature)


def geojson_lines(path: Path) -> Read:
    """The features of a file with one feature a line."""
    with opened(path) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield number, _of_feature(f"{path}:{number}", json.loads(line))
                except ValueError as error:
                    yield number, InputError(f"{path}:{number}", f"no JSON ({error})")


def folder(path: Path) -> Read:
    """The features of all GeoJSON files of a folder and the folders in it, in the order of their names; numbered through."""
    number = 0
    for file in sorted(p for p in path.rglob("*.geojson") if "-alt-" not in p.name):
        try:
            for _, found in geojson(file):
                number += 1
                yield number, found
        except InputError as error:
            number += 1
            yield number, error


def _features(path: Path, text: str) -> Iterable[Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), f"no JSON ({error})") from error
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "FeatureCollection" and isinstance(data.get("features"), list):
        features: list[Any] = data["features"]
        return features
    if kind == "Feature":
        return [data]
    raise InputError(str(path), "no GeoJSON: neither a Feature nor a FeatureCollection")


def _of_feature(where: str, feature: Any) -> Row | InputError | None:
    """A feature as a row. Those that Who's On First calls superseded, ceased or a country are left out."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return InputError(where, "no feature with properties")
    facts = {str(k).lower(): v for k, v in feature["properties"].items()}
    if facts.get("wof:superseded_by") or facts.get("edtf:deprecated") or facts.get("wof:placetype") in ("country", "continent", "ocean"):
        return None
    value = {column: _first(facts, names) for column, names in COLUMNS.items()}
    point = _point(facts, value, feature.get("geometry"))
    if point is None:
        return InputError(where, "no point: neither a geometry nor a latitude and longitude")
    spoken = [n for key, names in facts.items() if key.startswith("name:eng_x_") and isinstance(names, list) for n in names]
    aliases = [o for o in BETWEEN.split(value["aliases"]) if o]
    others = tuple(dict.fromkeys(str(o) for o in (*aliases, *spoken) if str(o) != value["name"]))
    value |= {"country": value["country"] if len(value["country"]) == 2 else "", "lat": str(point[0]), "lon": str(point[1])}
    return _valued(where, value, others)


def _first(facts: Mapping[str, Any], names: Iterable[str]) -> str:
    """The first of the properties that is there, as words; a list with bars between."""
    found = next((facts[name] for name in names if facts.get(name) not in (None, "", [])), "")
    return " | ".join(map(str, found)) if isinstance(found, list) else " ".join(str(found).split())


def _point(facts: Mapping[str, Any], value: Mapping[str, str], geometry: Any) -> tuple[object, object] | None:
    """Where the feature is: the point for its label, its own columns, the middle of its geometry."""
    for lat, lon in (("lbl:latitude", "lbl:longitude"), ("geom:latitude", "geom:longitude")):
        if lat in facts and lon in facts:
            return facts[lat], facts[lon]
    if value["lat"] and value["lon"]:
        return value["lat"], value["lon"]
    return middle(geometry)
