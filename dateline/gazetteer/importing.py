"""Takes lists of places into the user's own index. In: a file of a known format. Out: its places in the index, and what is wrong with its
other rows, one by one.

An import that was cut short goes on where it stopped when the same file is given again: the part that is made keeps the last line that is
in it. A list of a name that is there takes the place of the old one.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from dateline.errors import DatelineError, InputError
from dateline.gazetteer.build import serves
from dateline.gazetteer.formats import Format, Row, format_of
from dateline.gazetteer.normal import fold, skeleton, words
from dateline.gazetteer.own import INDEX, PART, SCHEMA, seal, sealed, sources
from dateline.gazetteer.surroundings import shipped_areas

BATCH = 20_000

Tell = Callable[[str], None]
Wrong = Callable[[InputError], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a list is wanted: the classes or codes of GeoNames features and the countries (none: all), and the names of area codes."""

    features: Sequence[str]
    countries: frozenset[str] = frozenset()
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What an import came to: places taken, rows that are none, rows left out, and the line from which it went on (0: from the start)."""

    rows: int
    failed: int
    left_out: int
    resumed: int


def take_in(home: Path, path: Path, asked: Asked, tell: Tell, wrong: Wrong) -> Done:
    """Take a list into the index. `tell` hears how far it is, `wrong` what is wrong with a row. Raises InputError for a file that is no
    list, DatelineError when another import was cut short and is to be finished first."""
    form = format_of(path)
    digest = _digest(path, asked)
    home.mkdir(parents=True, exist_ok=True)
    try:
        with closing(_part(home)) as database:
            source, line = _begin(database, path.name, form, digest)
            done = _rows(database, source, line, form.read(path, asked.features), asked, tell, wrong)
            if not done.rows and not line:
                raise InputError(str(path), f"no place in it ({done.failed} rows are none, {done.left_out} are left out)")
            database.execute("UPDATE source SET done = 1 WHERE id = ?", (source,))
            database.commit()
    except InputError:
        forget(home)  # what is no list will not be one the next time
        raise
    seal(home)
    return done


def remove(home: Path, name: str) -> None:
    """Take a list out of the index. Raises DatelineError when there is none of that name."""
    if name not in {source.name for source in sources(home)}:
        raise DatelineError(f"{name!r} is no list of your own places; there are: {', '.join(s.name for s in sources(home)) or 'none'}")
    with closing(_part(home)) as database:
        _drop(database, name)
        database.commit()
        database.execute("VACUUM")
    seal(home)


def forget(home: Path) -> bool:
    """Throw away what an import that was cut short has left; whether there was anything."""
    there = (home / PART).is_file()
    (home / PART).unlink(missing_ok=True)
    return there


def _digest(path: Path, asked: Asked) -> str:
    """The SHA-256 of the file or of all files of a folder, and of what is asked for. Raises InputError when it cannot be read."""
    whole = hashlib.sha256(repr((tuple(asked.features), sorted(asked.countries), asked.codes)).encode())
    try:
        for file in sorted(path.rglob("*.geojson")) if path.is_dir() else [path]:
            with file.open("rb") as raw:
                whole.update(hashlib.file_digest(raw, "sha256").digest())
    except OSError as error:
        raise InputError(str(path), (error.strerror or str(error)).lower()) from error
    return whole.hexdigest()


def _part(home: Path) -> sqlite3.Connection:
    """The part that is being made: one that was left, a copy of the index, or an empty one."""
    part = home / PART
    if not part.is_file():
        fresh = home / f"{PART}.new"
        if sealed(home):
            shutil.copyfile(home / INDEX, fresh)
        else:
            fresh.unlink(missing_ok=True)
            with closing(sqlite3.connect(fresh)) as database:
                database.executescript(SCHEMA)
        fresh.replace(part)
    return sqlite3.connect(part)


def _begin(database: sqlite3.Connection, name: str, form: Format, digest: str) -> tuple[int, int]:
    """The number of the source and the line from which to go on. Raises DatelineError when another one is not finished."""
    open_ = database.execute("SELECT id, name, sha256, line FROM source WHERE NOT done").fetchone()
    if open_ and (open_[1], open_[2]) != (name, digest):
        raise DatelineError(f"the import of {open_[1]} was cut short: give it again as it was, or forget it (--forget)")
    if open_:
        return open_[0], open_[3]
    _drop(database, name)
    values = (name, form.name, digest, form.chosen)
    added = database.execute("INSERT INTO source (name, format, sha256, chosen, line, rows, failed, done) VALUES (?,?,?,?,0,0,0,0)", values)
    database.commit()
    return int(added.lastrowid or 0), 0


def _drop(database: sqlite3.Connection, name: str) -> None:
    mine = "(SELECT p.id FROM place p JOIN source s ON s.id = p.source WHERE s.name = ?)"
    for table in ("name", "skeleton"):
        database.execute(f"DELETE FROM {table} WHERE place IN {mine}", (name,))
    database.execute(f"DELETE FROM place WHERE id IN {mine}", (name,))
    database.execute("DELETE FROM source WHERE name = ?", (name,))


def _rows(
    database: sqlite3.Connection,
    source: int,
    line: int,
    read: Iterator[tuple[int, Row | InputError | None]],
    asked: Asked,
    tell: Tell,
    wrong: Wrong,
) -> Done:
    """Take in the rows behind a line, a batch a transaction."""
    areas, codes = shipped_areas(), dict(asked.codes)
    rows = failed = left_out = 0
    following = ((number, row) for number, row in read if number > line)
    while batch := list(islice(following, BATCH)):
        bad = [row for _, row in batch if isinstance(row, InputError)]
        good = [row for _, row in batch if isinstance(row, Row)]
        kept = [p for row in good if (p := areas.place(row, codes)) and (not asked.countries or p.country in asked.countries)]
        for problem in bad:
            wrong(problem)
        _write(database, source, kept)
        rows, failed, left_out = rows + len(kept), failed + len(bad), left_out + len(batch) - len(bad) - len(kept)
        database.execute(
            "UPDATE source SET line = ?, rows = rows + ?, failed = failed + ? WHERE id = ?", (batch[-1][0], len(kept), len(bad), source)
        )
        database.commit()
        tell(f"{rows:,} places, line {batch[-1][0]:,}, {failed:,} rows failed")
    return Done(rows, failed, left_out, line)


def _write(database: sqlite3.Connection, source: int, places: Sequence[Row]) -> None:
    """The rows with their names and their skeletons, numbered on."""
    (last,) = database.execute("SELECT coalesce(max(id), 0) FROM place").fetchone()
    numbered = list(enumerate(places, start=last + 1))
    database.executemany(
        "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        ((*_place(i, p), source) for i, p in numbered),
    )
    database.executemany("INSERT INTO name VALUES (?,?,?)", (row for i, p in numbered for row in _names(i, p)))
    database.executemany("INSERT INTO skeleton VALUES (?,?,?)", (row for i, p in numbered for row in _skeletons(i, p)))


def _place(number: int, p: Row) -> tuple[object, ...]:
    """A place as the table keeps it: coordinates in 1e-5 degrees, as fame the number of its other names."""
    point = round(p.lat * 1e5), round(p.lon * 1e5)
    return number, p.geonameid, p.name, p.feature, *point, p.country, p.area1, p.area2, p.population, len(p.others)


def _names(number: int, place: Row) -> Iterator[tuple[str, int, int]]:
    """(key, place, minor): minor is 1 for names that are not the main one."""
    main = fold(place.name)
    yield main, number, 0
    yield from ((key, number, 1) for key in sorted({fold(o) for o in place.others if serves(o)} - {main, ""}))


def _skeletons(number: int, place: Row) -> Iterator[tuple[str, str, int]]:
    """(skeleton, country, place) of towns."""
    if place.feature.startswith("PPL"):
        bones = {skeleton(n) for n in (place.name, *place.others) if len(words(n)) <= 4}
        yield from ((b, place.country, number) for b in sorted(bones - {""}))
