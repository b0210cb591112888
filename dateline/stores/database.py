"""What a database must offer to hold a store. In: nothing. Out: the protocols of a connection and of a dialect.

`stores/dialect.py` is SQLite's, `stores/server/dialect.py` PostgreSQL's. All other modules of the store speak SQL that both understand and
ask the dialect of their connection for the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from dateline.settings import Where
from dateline.stores.indexed import Box

Test = tuple[str, list[Any]]
Cells = Mapping[str, Any]


class Rows(Protocol):
    """What a statement gave: rows whose cells have numbers and names."""

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """An open database. Statements have `?` where values go."""

    @property
    def dialect(self) -> Dialect: ...
    def execute(self, statement: str, values: Any = ..., /) -> Rows: ...
    def executemany(self, statement: str, values: Iterable[Any], /) -> Any: ...
    def close(self) -> None: ...


class Dialect(Protocol):
    """What each database says in its own way."""

    SCHEMA: int
    NOT_FIRST: str  # joins a second table that is looked up for each row of the first
    PUBLISHER_IS: str

    def told(self, where: Where) -> AbstractContextManager[None]:
        """Whatever the database refuses inside, as a StoreError that names it and the reason."""
        ...

    def transaction(self, db: Any, *, durable: bool = False) -> AbstractContextManager[None]:
        """All of it or nothing, one writer at a time. With `durable` it is on the disk when this ends."""
        ...

    def snapshot(self, db: Any) -> AbstractContextManager[None]:
        """What is read inside is read at one moment; inside a transaction it is that transaction's."""
        ...

    def answering(self, db: Any) -> AbstractContextManager[None]:
        """Around an answer that is given bit by bit: what it goes on to read fits what it has begun with."""
        ...

    def streamed(self, db: Any, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        """The rows of a query that may be many, without holding them all."""
        ...

    def schema_version(self, db: Any) -> int: ...
    def maker(self, db: Any) -> str | None: ...

    def new_rows(self, db: Any, count: int) -> Sequence[int]:
        """Numbers for new documents, in order; none was ever used before."""
        ...

    def add_documents(self, db: Any, rows: Sequence[Cells]) -> None:
        """Add documents, with the indexes over their words."""
        ...

    def drop_document(self, db: Any, row: int) -> None: ...

    def add_rows(self, db: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None: ...

    def add_names(self, db: Any, rows: Sequence[tuple[int, str, str, str]]) -> None:
        """Add records' names: row, and the words of source, place and actor."""
        ...

    def drop_spots(self, db: Any, rows: tuple[int, int]) -> None: ...
    def drop_names(self, db: Any, rows: tuple[int, int]) -> None: ...
    def empty_names(self, db: Any) -> None: ...

    def documents_with_words(self, db: Any, words: str) -> Test | None:
        """A query for the rows of the documents that hold the words; None where there are no words."""
        ...

    def records_with_names(self, asked: Mapping[str, str]) -> Test | None:
        """A query for the rows of the records with words in their names, by column; None where none are asked for."""
        ...

    def found_words(self, db: Any, words: str, limit: int) -> list[tuple[int, str | None]]:
        """Row and snippet of the documents that hold the words, best first."""
        ...

    def found_fragments(self, db: Any, parts: Sequence[str], limit: int) -> list[int]:
        """The rows of the documents whose title or text holds all these parts of words, the newest report first."""
        ...

    def overlaps(self, db: Any, days: tuple[int, int] | None, box: Box | None) -> list[Test]:
        """Tests that an index over days and boxes answers, where they say no more than the plain ones do."""
        ...

    def whole(self, number: str) -> str:
        """A positive number without what stands behind its point."""
        ...

    def integrity(self, db: Any) -> Iterator[tuple[str, list[str]]]:
        """Each thing that the database can look at itself, and what it finds wrong."""
        ...

    def table_sizes(self, db: Any) -> dict[str, int]: ...

    def shrink(self, db: Any) -> None:
        """Merge indexes, and give back what is not used."""
        ...
