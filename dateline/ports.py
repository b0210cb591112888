"""The protocols between the parts. A leaf: it imports only types.

In: nothing. Out: what a reader, an exporter and a store must offer, and what a language offers to the readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import Any, BinaryIO, Protocol

from dateline.types import Draft, Found, Reading, Record, Review


class Language(Protocol):
    """A language as data: tables of words, one TOML file each."""

    @property
    def code(self) -> str: ...

    def table(self, name: str) -> Mapping[str, Any]:
        """The table of that name; DataError when there is none."""
        ...

    def __hash__(self) -> int:
        """A language can be the key of a cache: what a reader builds from its tables is built once."""
        ...


@dataclass(frozen=True, slots=True)
class Reader:
    """One part of the reading: a pure function of what was read before it. `needs` and `gives` name parts of the draft
    (sections, analysis, names, entities, times, places, quantities, voices, records); the pipeline checks their order."""

    name: str
    needs: frozenset[str]
    gives: frozenset[str]
    read: Callable[[Draft, Language], Found]


class Store(Protocol):
    """Keeps readings. `put` is idempotent: the same reading twice changes nothing."""

    def put(self, reading: Reading, raw: bytes) -> bool:
        """Keep a reading; True when anything changed."""
        ...

    def readings(self) -> Iterator[Mapping[str, Any]]:
        """Every kept reading in the form of the output contract, in the order of their ids."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Share:
    """A reading and those of its records that are wanted, with what people decided about them (by the ids of the records)."""

    reading: Reading
    records: tuple[Record, ...]
    reviews: Mapping[str, Review] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """How an export is wanted: one row a record, an incident or a whole reading (`view`, None: as the format has it); with a byte
    order mark, so that Excel takes a CSV for UTF-8; and the pairs of records that people said to be of one incident, or of two."""

    view: str | None = None
    bom: bool = False
    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()


class Exporter(Protocol):
    """Writes records in one format. `shares` gives them anew each time it is called; the bytes go to `out`. What the format has no place
    for is counted in the answer: in words why, and how many."""

    def __call__(self, shares: Callable[[], Iterable[Share]], out: BinaryIO, wish: Wish) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """A format that records can leave in. `views` are the rows that it can have, the usual one first: record, incident or reading."""

    name: str
    says: str
    suffix: str
    media_type: str
    views: tuple[str, ...]
    write: Exporter
    is_text: bool = True


@dataclass(frozen=True, slots=True)
class Story:
    """One report that an intake found in a file: its words, what the file says about it (title, url, publisher, agency, authors,
    published, place, language, ref), and doubts about the whole."""

    text: str
    facts: Mapping[str, object] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """A further kind of file. `knows` says by the first bytes and the name whether a file is of it; `opens` gives the reports in its bytes,
    in a fixed order, and raises any error for what is damaged. `suffixes` are the endings by which folders and archives are searched for
    it (".sms"), `example` is a small file of it, by which it is proved."""

    name: str
    says: str
    suffixes: tuple[str, ...]
    knows: Callable[[bytes, str], bool]
    opens: Callable[[bytes], Iterable[Story]]
    example: bytes


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that a gazetteer knows: its name, its point in degrees, its country (ISO 3166, two letters), its kind as a code of GeoNames
    (PPL a town, PPLX a quarter, HSP a hospital ...), the name of its first-level area as the shipped index has it, and how many live there.
    `chosen` goes before namesakes about which the report says no more; `minor` says that it was found by another than its main name."""

    name: str
    lat: float
    lon: float
    country: str
    feature: str = "PPL"
    area: str | None = None
    population: int = 0
    geonameid: int | None = None
    chosen: bool = False
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """A further index of places. `named` gives every place of a name as a report writes it, nothing for one that it does not know; the same
    name always the same places. `examples` are names that it knows, by which it is proved."""

    name: str
    says: str
    named: Callable[[str], Iterable[Spot]]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """A further language: its code, its name in English, the folder of its tables (`sections.toml`, `times.toml` ...), and frequent short
    words by which a report in it is known. With a `base` (a language that is there) its tables are added to those of the base: lists are
    made longer, other values replaced; without one it must have them all.
    `example` is a short report in it, by which it is proved."""

    name: str
    says: str
    folder: Traversable
    words: tuple[str, ...]
    example: str
    base: str | None = None
