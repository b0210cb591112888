"""The protocols between the parts. A leaf: it imports only types.

In: nothing. Out: what a reader, an exporter and a store must offer, and what a language offers to the readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
