"""The user's own tables beside those of a language: a list of actors, and an index of places.

In: the folder that they are kept in. Out: a language that has them. `actors.csv` has the columns of `COLUMNS`, a row an actor; the index of
places is the gazetteer's: here it is only a path and the digest of its seal.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from dateline import plugged
from dateline.checks import listed
from dateline.errors import DataError, DatelineError, InputError
from dateline.languages import LanguageData, load
from dateline.ports import Gazetteer

SHIPPED = ("actors_known", "actors_known_states", "actors_known_civil")
COLUMNS = ("name", "aliases", "kind", "country", "id", "since", "until")
ACTORS, PLACES, SEAL = "actors.csv", "places.sqlite", "places.json"
BETWEEN = re.compile(r"\s*[|;]\s*")
DELIMITERS = ",;\t"
DIGITS = 16

Actor = Mapping[str, Any]  # a row as the tables of known actors have it: name, aliases, kind, country, and wikidata (the id), since, until
Stamp = tuple[int, int] | None


def language(code: str, home: Path) -> LanguageData:
    """The language with the user's own tables in that folder. The same tables give the same language, so that what readers make of it
    is made once. Raises DataError when a table is damaged."""
    stamps = _stamp(home / ACTORS), _stamp(home / SEAL)
    others = tuple(g.name for g in plugged.used(Gazetteer))
    return load(code) if stamps == (None, None) and not others else _language(code, home, stamps, others)


def _stamp(path: Path) -> Stamp:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size


@cache
def _language(code: str, home: Path, stamps: tuple[Stamp, Stamp], others: tuple[str, ...]) -> LanguageData:
    actors, places = stamps
    digests = {name: digest(home / file) for name, file, stamp in (("actors", ACTORS, actors), ("places", SEAL, places)) if stamp}
    index = {"folder": str(home), "digest": digests["places"]} if places else {}
    plugged_in = {"gazetteers": others} if others else {}
    return LanguageData(code, {"actors_own": {"actor": own_actors(home)}, "places_own": index | plugged_in, "own": digests})


def digest(path: Path) -> str:
    """The first digits of a file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]


def own_actors(home: Path) -> tuple[Actor, ...]:
    """The user's list of actors; empty when there is none. Raises DataError for a row that is none, because a list that is read in part
    would change readings without a word."""
    if not (home / ACTORS).is_file():
        return ()
    rows, problems = read_actors(home / ACTORS)
    if problems:
        raise DataError(str(problems[0]))
    return rows


def read_actors(path: Path) -> tuple[tuple[Actor, ...], tuple[InputError, ...]]:
    """The actors of a CSV file with a heading (`name` and `kind`, as far as known the others of `COLUMNS`; aliases parted by | or ;), and
    what is wrong with the other rows. Raises InputError for a file that is no such table at all."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"no text in UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise InputError(str(path), (error.strerror or str(error)).lower()) from error
    owners: dict[str, str] = {}
    told = [cells if isinstance(cells, InputError) else _actor(f"{path}:{line}", cells, owners) for line, cells in _rows(path, text)]
    return tuple(r for r in told if not isinstance(r, InputError)), tuple(r for r in told if isinstance(r, InputError))


def _rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, str] | InputError]]:
    """Each row with the number of its last line. Raises InputError when there is no heading."""
    heading = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=max(DELIMITERS, key=heading.count), strict=True)
    try:
        names = [cell.strip().lower() for cell in next(reader, [])]
        if "name" not in names or "kind" not in names:
            raise InputError(f"{path}:1", f"no heading with name and kind; columns: {', '.join(COLUMNS)}")
        unknown = [name for name in names if name not in COLUMNS]
        if unknown:
            raise InputError(f"{path}:1", f"unknown column {unknown[0]!r}; columns: {', '.join(COLUMNS)}")
        for cells in reader:
            if any(map(str.strip, cells)):
                yield reader.line_num, _named(f"{path}:{reader.line_num}", names, cells)
    except csv.Error as error:
        yield reader.line_num, InputError(f"{path}:{reader.line_num}", str(error))


def _named(where: str, names: list[str], cells: list[str]) -> Mapping[str, str] | InputError:
    if len(cells) > len(names):
        return InputError(where, f"{len(cells)} cells, but the heading has {len(names)}")
    return dict(zip(names, (" ".join(cell.split()) for cell in cells), strict=False))


def _actor(where: str, cells: Mapping[str, str], owners: dict[str, str]) -> Actor | InputError:
    """The row as an actor. `owners` holds whose the names before it are; an acronym may have several owners, no other name."""
    name, kind, country = (cells.get(column, "") for column in ("name", "kind", "country"))
    years = {column: cells[column] for column in ("since", "until") if cells.get(column)}
    aliases = [alias for alias in BETWEEN.split(cells.get("aliases", "")) if alias and alias != name]
    wrong = _wrong(name, kind, country, years)
    taken = next((n for n in (name, *aliases) if not n.isupper() and owners.get(n.casefold(), name) != name), None)
    if wrong or taken or name.casefold() in owners:
        return InputError(where, wrong or f"{taken or name!r} is already a name of {owners[(taken or name).casefold()]!r}")
    owners.update(dict.fromkeys((n.casefold() for n in (name, *aliases)), name))
    ident = {"wikidata": cells["id"]} if cells.get("id") else {}
    return {"name": name, "aliases": aliases, "kind": kind, "country": country.upper()} | ident | {n: int(y) for n, y in years.items()}


def _wrong(name: str, kind: str, country: str, years: Mapping[str, str]) -> str:
    """What is wrong with the values of a row; empty when nothing is."""
    kinds = listed()["entity_kinds"]
    if not any(map(str.isalnum, name)):
        return "no name"
    if kind not in kinds:
        return f"{kind!r} is no kind; known: {', '.join(kinds)}"
    if not re.fullmatch(r"(?:[A-Za-z]{2})?", country):
        return f"{country!r} is no country; write its code of two letters, as SD"
    return next((f"{year!r} is no year for {column}" for column, year in years.items() if not re.fullmatch(r"[12]\d{3}", year)), "")


def merged(old: Iterable[Actor], new: Iterable[Actor]) -> tuple[Actor, ...]:
    """Both lists as one in the order of names; of two rows of one name the new."""
    by_name = {row["name"].casefold(): row for row in (*old, *new)}
    return tuple(row for _, row in sorted(by_name.items()))


def write_actors(rows: Iterable[Actor], out: TextIO) -> None:
    """The rows as CSV with a heading."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        years = (row.get(name, "") for name in ("since", "until"))
        writer.writerow((row["name"], " | ".join(row["aliases"]), row["kind"], row["country"], row.get("wikidata", ""), *years))


def keep_actors(home: Path, rows: Iterable[Actor]) -> Path:
    """Put the list into the folder in place of the one before, at once; its path. Raises DatelineError where two rows share a name."""
    home.mkdir(parents=True, exist_ok=True)
    part = home / f"{ACTORS}.part"
    with part.open("w", encoding="utf-8", newline="") as out:
        write_actors(rows, out)
    _, problems = read_actors(part)
    if problems:
        part.unlink()
        raise DatelineError(f"not kept: {problems[0].reason}")
    return part.replace(home / ACTORS)
