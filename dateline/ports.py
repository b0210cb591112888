"""The protocols between the parts. A leaf: it imports only types.

In: nothing. Out: what a reader, an exporter and a store must offer, and what a language offers to the readers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TextIO

from dateline.types import Draft, Found, Reading


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


class Exporter(Protocol):
    """Writes kept readings in one format."""

    def __call__(self, readings: Iterable[Mapping[str, Any]], out: TextIO) -> None: ...
