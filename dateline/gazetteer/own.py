"""The user's own index of places: the tables of the shipped one, in a file of its own. In: a folder. Out: `Entry` candidates by name.

The file is never changed where it stands: an import or a removal makes a new one and puts it in its place, with a seal that lists what
is in it. So a reading that goes on at the same time sees the one or the other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dateline.errors import DataError
from dateline.gazetteer.index import COLUMNS, MOST, Entry
from dateline.gazetteer.normal import FORMAT, fold, skeleton, spellings

INDEX, SEAL, PART = "places.sqlite", "places.json", "places.part.sqlite"
FIRST = 1_000_000_000  # row numbers of the user's own places begin here, so that none is also one of the shipped index
SCHEMA = """
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, format TEXT NOT NULL, sha256 TEXT NOT NULL, chosen INTEGER NOT NULL,
  line INTEGER NOT NULL, rows INTEGER NOT NULL, failed INTEGER NOT NULL, done INTEGER NOT NULL) STRICT;
CREATE TABLE place (id INTEGER PRIMARY KEY, geonameid INTEGER, name TEXT NOT NULL, feature TEXT NOT NULL, lat INTEGER NOT NULL,
  lon INTEGER NOT NULL, country TEXT NOT NULL, admin1 INTEGER, admin2 INTEGER, population INTEGER NOT NULL, fame INTEGER NOT NULL,
  source INTEGER NOT NULL) STRICT;
CREATE TABLE name (key TEXT NOT NULL, place INTEGER NOT NULL, minor INTEGER NOT NULL, PRIMARY KEY (key, place)) STRICT, WITHOUT ROWID;
CREATE TABLE skeleton (key TEXT NOT NULL, country TEXT NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (key, country, place)) STRICT, WITHOUT ROWID;
CREATE INDEX place_source ON place (source);
"""
BY_NAME = f"""SELECT {COLUMNS}, n.minor, s.chosen FROM name n JOIN place p ON p.id = n.place JOIN source s ON s.id = p.source
 WHERE n.key = ? ORDER BY s.chosen DESC, p.population DESC, p.id LIMIT ?"""
BY_BONES = f"""SELECT {COLUMNS}, 1, s.chosen FROM skeleton k JOIN place p ON p.id = k.place JOIN source s ON s.id = p.source
 WHERE k.key = ? AND k.country = ? ORDER BY s.chosen DESC, p.population DESC, p.id LIMIT ?"""


@dataclass(frozen=True, slots=True)
class Source:
    """A list that was imported: its file's name and digest, its format, whether its rows were chosen by hand, how many places it gave and
    how many rows were none."""

    name: str
    format: str
    sha256: str
    chosen: bool
    rows: int
    failed: int


class OwnPlaces:
    """The index in a folder. Read-only; safe to share between threads. Raises DataError when it is damaged or of another format."""

    def __init__(self, folder: Path) -> None:
        check(folder)
        uri = f"{(folder / INDEX).resolve().as_uri()}?mode=ro&immutable=1"
        self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self.named = lru_cache(maxsize=16384)(self._named)
        self.sounding = lru_cache(maxsize=2048)(self._sounding)

    def _named(self, name: str) -> tuple[Entry, ...]:
        """The user's places of that name, in the spellings that the shipped index knows; those chosen by hand first."""
        for key in spellings(name):
            found = self._ask(BY_NAME, key, MOST)
            if found:
                return found
        return ()

    def _sounding(self, name: str, country: str) -> tuple[Entry, ...]:
        """The user's towns of a country (ISO code) whose name has the same consonants."""
        bones = skeleton(name)
        found = self._ask(BY_BONES, bones, country, MOST) if bones else ()
        return tuple(e for e in found if abs(len(fold(e.name)) - len(fold(name))) <= 3)

    def _ask(self, query: str, *values: object) -> tuple[Entry, ...]:
        return tuple(_entry(row) for row in self._database.execute(query, values))


def _entry(r: tuple[Any, ...]) -> Entry:
    marks = {"minor": bool(r[11]), "fame": r[10], "own": bool(r[12])}
    return Entry(FIRST + r[0], r[1], r[2], r[3], r[4] / 1e5, r[5] / 1e5, r[6], r[7], r[8], r[9], **marks)


@cache
def own_places(folder: Path, digest: str) -> OwnPlaces:
    """The index in a folder whose seal has that digest, opened once a process."""
    return OwnPlaces(folder)


def check(folder: Path) -> None:
    """Raises DataError when the index is not what its seal says."""
    seal = sealed(folder)
    if not (folder / INDEX).is_file():
        raise DataError(f"{folder / INDEX}: missing; import your places again")
    if seal.get("format") != FORMAT:
        raise DataError(f"{folder / SEAL}: format {seal.get('format')}, this version reads {FORMAT}; import your places again")
    if seal.get("size") != (folder / INDEX).stat().st_size:
        raise DataError(f"{folder / INDEX}: damaged; import your places again")


def sealed(folder: Path) -> Mapping[str, Any]:
    """What the seal says; empty when there is no index. Raises DataError when it is damaged."""
    if not (folder / SEAL).is_file():
        return {}
    try:
        found = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    except ValueError as error:
        raise DataError(f"{folder / SEAL}: damaged; import your places again") from error
    return found if isinstance(found, dict) else {}


def sources(folder: Path) -> tuple[Source, ...]:
    """The lists that are in the index, in the order in which they came."""
    return tuple(Source(**source) for source in sealed(folder).get("sources", ()))


def places(folder: Path, source: str | None = None) -> Iterator[Entry]:
    """Every place of the index, or of one of its lists, in the order in which they came."""
    if not sealed(folder):
        return
    check(folder)
    asked = f"""SELECT {COLUMNS}, 0, s.chosen FROM place p JOIN source s ON s.id = p.source
 WHERE ?1 IS NULL OR s.name = ?1 ORDER BY p.id"""
    with closing(sqlite3.connect(folder / INDEX)) as database:
        yield from (_entry(row) for row in database.execute(asked, (source,)))


def seal(folder: Path) -> None:
    """Put the part that was made in the place of the index, and say in the seal what is in it."""
    with closing(sqlite3.connect(folder / PART)) as database:
        rows = database.execute("SELECT name, format, sha256, chosen, rows, failed FROM source ORDER BY id").fetchall()
        database.execute("PRAGMA journal_mode=DELETE")
    told = [{"name": r[0], "format": r[1], "sha256": r[2], "chosen": bool(r[3]), "rows": r[4], "failed": r[5]} for r in rows]
    (folder / PART).replace(folder / INDEX)
    words = {"format": FORMAT, "size": (folder / INDEX).stat().st_size, "sources": told}
    fresh = folder / f"{SEAL}.part"
    fresh.write_text(json.dumps(words, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(folder / SEAL)
