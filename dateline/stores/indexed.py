"""What is asked for, as index rows. In: a reading as it stands after people's decisions. Out: for each record its listed values, its days,
the boxes around its places, and the names of its source, places and actors.

Nothing here is kept for its own sake: all of it can be made again from the reading and the ledger.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from dateline.types import Place, Reading, Record, Value, Voice

TIMES = ("time", "since", "until")
ACTORS = ("agent", "target", "holder", "from", "of", "about")
SHIFT = 20  # bits of a record's row for its position in the reading
PLACES = 3  # bits of a spot's row for the number of its place
OPEN_BEGINNING, OPEN_END, NEVER, NOWHERE = 0, 4_000_000, -1, 1000.0
REACH_KM = {1: 3.0, 2: 15.0, 3: 75.0, 4: 400.0, 5: 1500.0}  # how far from its point a place of each precision may be meant
KM_A_DEGREE = 111.2
UNDECIDED = "none"

Box = tuple[float, float, float, float]
Label = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Indexed:
    """One record's index rows. `spots` are first and last day with south, north, west and east."""

    label: Label
    spots: tuple[tuple[float, ...], ...]
    source: str
    place: str
    actor: str


def row_of(document: int, position: int) -> int:
    """The row of a record from its document's row and its position."""
    return document << SHIFT | position


def rows_of(document: int) -> tuple[int, int]:
    """The first and the last row that records of a document can have."""
    return document << SHIFT, (document + 1 << SHIFT) - 1


def document_of(row: int) -> tuple[int, int]:
    """The row of the document and the position that a record's row stands for."""
    return row >> SHIFT, row & (1 << SHIFT) - 1


def index(reading: Reading, decisions: Mapping[str, str], countries: Mapping[str, str]) -> Iterator[Indexed]:
    """The index rows of each record, in order; `decisions` are the verdicts by record, `countries` the names by their codes."""
    boxes = {p.id: box for p in reading.places if (box := box_of(p))}
    names = {e.id: " ".join((e.name, *e.aliases)) for e in reading.entities}
    called = called_here(reading)
    where = {
        p.id: " ".join(n for n in (p.name, p.admin1, countries.get(p.country or "", p.country), *called.get(p.id, ())) if n)
        for p in reading.places
    }
    types = {v.id: v.source_type for v in reading.voices}
    sources = {v.id: source_words(reading, v, names) for v in reading.voices}
    for record in reading.records:
        voice, fields = record.voice or "", record.fields
        yield Indexed(
            (record.kind, record.type, record.stance, record.modality, types.get(voice, ""), decisions.get(record.id, UNDECIDED)),
            tuple(spots(record, boxes)),
            sources.get(voice, ""),
            said(fields["place"], where) if "place" in fields else "",
            " ".join(said(fields[name], names) for name in ACTORS if name in fields),
        )


def called_here(reading: Reading) -> dict[str, tuple[str, ...]]:
    """How the report's records call each place, so that "the city" is found by the name that stands a sentence before it."""
    words: dict[str, dict[str, None]] = {}
    for value in (v for record in reading.records for v in record.fields.get("place", ()) if v.value):
        words.setdefault(value.value or "", {})[value.text] = None
    return {ident: tuple(texts) for ident, texts in words.items()}


def source_words(reading: Reading, voice: Voice, names: Mapping[str, str]) -> str:
    """The words of a voice's source, and the names of its actor."""
    words = voice.source.of(reading.text) if voice.source else ""
    return f"{words} {names.get(voice.entity or '', '')}".strip()


def said(values: Iterable[Value], names: Mapping[str, str]) -> str:
    """The words of values, and the names of what they mean."""
    return " ".join([f"{v.text} {names.get(v.value or '', '')}".rstrip() for v in values])


def spots(record: Record, boxes: Mapping[str, Box]) -> Iterator[tuple[float, ...]]:
    """When and where a record is: its days with the box of each of its places; none for a record with neither."""
    when = numbered(*days(record))
    named = dict.fromkeys(v.value or "" for v in record.fields.get("place", ()))
    found = [boxes[ident] for ident in named if ident in boxes][: 1 << PLACES]
    if found:
        yield from ((*when, *box) for box in found)
    elif when != (NEVER, NEVER):
        yield (*when, NOWHERE, NOWHERE, NOWHERE, NOWHERE)


def numbered(first: str | None, last: str | None) -> tuple[int, int]:
    """Days as numbers; an open end goes on, and no day at all is never."""
    start, end = day_number(first), day_number(last)
    if start is None and end is None:
        return NEVER, NEVER
    return OPEN_BEGINNING if start is None else start, OPEN_END if end is None else end


def day_number(day: str | None) -> int | None:
    """A calendar day (ISO) counted from the year 1; None for none, or for one that no calendar has."""
    try:
        return date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


def days(record: Record) -> tuple[str | None, str | None]:
    """The first and last calendar day of a record's own times; None is open, or no time at all."""
    times = [(name, v.time) for name in TIMES if name in record.fields for v in record.fields[name] if v.time]
    if not times:
        return None, None
    starts = [t.first for name, t in times if t.first and name != "until"]
    ends = [t.last for name, t in times if name != "since"]
    lasting = any(name == "since" for name, _ in times) and not any(name == "until" for name, _ in times)
    closed = [e for e in ends if e]
    return min(starts, default=None), None if lasting or len(closed) < len(ends) else max(closed, default=None)


def box_of(place: Place) -> Box | None:
    """South, north, west and east of a box around a place, as wide as its precision says; None without a point."""
    if place.lat is None or place.lon is None:
        return None
    return box_around(place.lat, place.lon, REACH_KM.get(place.precision, REACH_KM[5]))


def box_around(lat: float, lon: float, km: float) -> Box:
    """South, north, west and east of a box that holds every point within so many kilometres. It may reach over the 180th meridian."""
    high = km / KM_A_DEGREE
    wide = min(180.0, high / max(0.01, math.cos(math.radians(min(89.0, abs(lat) + high)))))
    return lat - high, lat + high, lon - wide, lon + wide


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The way between two points over the ground (haversine)."""
    north, south = math.radians(lat), math.radians(other_lat)
    high, wide = math.sin((south - north) / 2), math.sin(math.radians(other_lon - lon) / 2)
    return 2 * 6371.0 * math.asin(math.sqrt(high * high + math.cos(north) * math.cos(south) * wide * wide))
