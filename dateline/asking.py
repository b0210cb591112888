"""The grammar of questions: the same for the command line, the page and programs. In: names with words (`stance` = `denied,alleged`,
`near` = `Aleppo:20km`). Out: a `Wanted` for the store, or an error that lists what is known.

A place's name is looked up in the place index; where it could be several places, the error names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from dateline import checks, kinds
from dateline.errors import DatelineError
from dateline.gazetteer.index import Entry, open_gazetteer
from dateline.stores.indexed import UNDECIDED, Box
from dateline.stores.reviews import VERDICTS
from dateline.stores.search import SORTS, Wanted

KM = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:km)?\s*", re.IGNORECASE)
FARTHEST = 20_000.0
CANDIDATES = 5
CLEARLY = 10  # times as many people: then the larger place is meant

NAMES = tuple(f.name.replace("_", "-") for f in fields(Wanted) if f.name not in ("limit", "offset"))


class AskedWrongly(DatelineError):
    """A question for what there is not; the message lists what there is."""


@cache
def lists() -> Mapping[str, tuple[str, ...]]:
    """The closed lists: of each name the words that are known."""
    types = tuple(dict.fromkeys(t for kind in kinds.KINDS for t in kinds.kind(kind).types))
    return {
        "kind": kinds.KINDS,
        "type": types,
        "stance": kinds.STANCES,
        "modality": kinds.MODALITIES,
        "source-type": tuple(checks.listed()["source_types"]),
        "decision": (*VERDICTS, UNDECIDED),
    }


def wanted(asked: Mapping[str, str], *, limit: int | None = None) -> Wanted:
    """The question that names with words ask. Raises AskedWrongly for a name or words that are not known."""
    values = {name.replace("-", "_"): value(name, words) for name, words in asked.items()}
    return Wanted(**values, limit=limit)


def value(name: str, words: str) -> Any:
    """What words mean under a name. Raises AskedWrongly."""
    if name not in NAMES:
        raise AskedWrongly(f"{name!r} cannot be asked for; known: {', '.join(NAMES)}")
    return _READ.get(name, _choice if name in lists() else _plain)(name, words)


def _plain(name: str, words: str) -> str:
    return words


def _choice(name: str, words: str) -> str | tuple[str, ...]:
    chosen = tuple(_one(name, word.strip(), lists()[name]) for word in words.split(","))
    return chosen[0] if len(chosen) == 1 else chosen


def _one(name: str, word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise AskedWrongly(f"{word!r} is no {name}; known: {', '.join(known)}")
    return word


def _sort(name: str, words: str) -> str:
    return _one(name, words, tuple(SORTS))


def _day(name: str, words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError as error:
        raise AskedWrongly(f"{words!r} is no day; write it as 2018-06-14") from error


def near(name: str, words: str) -> tuple[float, float, float]:
    """A point and kilometres around it, from `Place:20km` or `36.2,37.16:20km` (or `36.2,37.16,20`). Raises AskedWrongly."""
    where, _, reach = words.rpartition(":") if ":" in words else words.rpartition(",")
    km = KM.fullmatch(reach)
    if not where or km is None or not 0 < float(km[1]) <= FARTHEST:
        raise AskedWrongly(f"{words!r} is no surroundings; write it as Aleppo:20km or 36.2,37.16:20km")
    numbers = _numbers(where, 2)
    lat, lon = numbers or point(where.strip())
    return _on_earth(name, lat), _on_earth(name, lon, 180), float(km[1])


def box(name: str, words: str) -> Box:
    """South, north, west and east of a box that is written as south,west,north,east. Raises AskedWrongly."""
    numbers = _numbers(words, 4)
    if numbers is None or numbers[0] > numbers[2]:
        raise AskedWrongly(f"{words!r} is no box; write it as south,west,north,east in degrees")
    south, west, north, east = numbers
    return _on_earth(name, south), _on_earth(name, north), _on_earth(name, west, 180), _on_earth(name, east, 180)


def _numbers(words: str, count: int) -> list[float] | None:
    try:
        numbers = [float(part) for part in words.split(",")]
    except ValueError:
        return None
    return numbers if len(numbers) == count else None


def _on_earth(name: str, degrees: float, most: float = 90.0) -> float:
    if not -most <= degrees <= most:
        raise AskedWrongly(f"{name}: {degrees:g} degrees are not on this earth")
    return degrees


def point(words: str) -> tuple[float, float]:
    """Where the town of that name lies, else the area; `Name, CC` says the country. Raises AskedWrongly where it is unknown or could be
    several."""
    name, _, country = (part.strip() for part in words.partition(","))
    named = [e for e in open_gazetteer().named(name) if not country or e.country == country.upper()]
    found = [e for e in named if e.is_town] or named
    if not found:
        raise AskedWrongly(f"{words!r} is not in the place index; write the point as latitude,longitude")
    if len(found) > 1 and not _is_clear(found):
        several = "; ".join(f"{e.name}, {e.country} ({e.lat:.2f},{e.lon:.2f})" for e in found[:CANDIDATES])
        raise AskedWrongly(f"{words!r} could be {several}; add the country (Name, CC) or write the point")
    return found[0].lat, found[0].lon


def _is_clear(found: list[Entry]) -> bool:
    """Whether the first, the most populous, is meant: it is by far the largest, or the others lie where it lies."""
    first, *others = found
    return all(first.population >= CLEARLY * e.population or max(abs(first.lat - e.lat), abs(first.lon - e.lon)) < 1 for e in others)


_READ: Mapping[str, Callable[[str, str], Any]] = MappingProxyType(
    {**dict.fromkeys(("since", "until", "published-by"), _day), "near": near, "box": box, "sort": _sort}
)
