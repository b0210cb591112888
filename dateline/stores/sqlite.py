"""The store, in SQL. In: readings with the bytes they came from. Out: the same readings, their records, and a content hash.

One transaction a report, or one for a batch, so that a run that is stopped leaves whole reports and nothing else. Other programs may
read while one writes. Whatever the database refuses is told as a StoreError that names it and the reason. What one database says
otherwise than another is asked of the dialect of the connection.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from types import TracebackType
from typing import Any, Self

from dateline import __version__, output
from dateline.errors import StoreError
from dateline.settings import Where
from dateline.stores import furniture, joined, listing, packed, reviews, search
from dateline.stores.database import Connection
from dateline.stores.indexed import document_of
from dateline.stores.indexes import Indexes
from dateline.stores.joined import Joined
from dateline.stores.ledger import Ledger
from dateline.stores.reviews import Stands
from dateline.stores.search import Found, Hit, Wanted
from dateline.types import Entry, Judgement, Reading, Report

BATCH = 256
THIS = f"dateline {__version__}"
FACTS = ("url", "publisher", "agency", "credit", "place", "language", "modified")


class SqliteStore:
    """Readings in a database: `path` is the file, or the address of the server. Use `open_store`; close it, or use it in a `with`."""

    def __init__(self, path: Where, connection: Connection) -> None:
        self.path = path
        self.connection = connection
        self._sql = connection.dialect
        self.ledger = Ledger(path, connection)
        self._indexes = Indexes(connection)
        self._stands = lru_cache(maxsize=64)(self._stands_anew)
        self._joined = (-1, joined.NOTHING)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the database. What was put is kept."""
        self.connection.close()

    # ------------------------------------------------------------ putting

    def put(self, reading: Reading, raw: bytes) -> bool:
        """Keep a reading with the bytes it came from; True when anything changed. A reading of the same report replaces the one
        that was kept, in one transaction. What people decided about its records stays. Raises StoreError."""
        return self._put_together([(reading, raw)])[0]

    def put_all(self, items: Iterable[tuple[Reading, bytes]], *, batch: int = BATCH) -> Iterator[bool]:
        """Keep many readings, so many in one transaction: faster, and what is yielded is kept. Raises StoreError."""
        coming = iter(items)
        while some := list(islice(coming, batch)):
            yield from self._put_together(some)

    def _put_together(self, items: Sequence[tuple[Reading, bytes]]) -> list[bool]:
        for reading, _ in items:
            if output.HALF_PAIR.search(reading.text):
                raise StoreError(f"{self.path}: the text holds half a surrogate pair, which no database keeps")
        prepared = [(reading, document_cells(reading, raw, packed.pack(reading))) for reading, raw in items]
        with self._sql.told(self.path), self._writing():
            return [changed for some in _without_twins(prepared) for changed in self._take(some)]

    def take(self, reading: Reading, raw: bytes, pieces: packed.Packed) -> bool:
        """As `put`, inside a transaction that the caller has begun."""
        return self._take([(reading, document_cells(reading, raw, pieces))])[0]

    def _take(self, items: Sequence[tuple[Reading, dict[str, Any]]]) -> list[bool]:
        """Keep readings of different reports; whether each changed anything."""
        ids = [reading.report.id for reading, _ in items]
        asked = f"SELECT id, row, digest FROM documents WHERE id IN ({', '.join('?' * len(ids))})"
        kept = {row["id"]: row for row in self.connection.execute(asked, ids)}
        changed = [ident not in kept or kept[ident]["digest"] != cells["digest"] for ident, (_, cells) in zip(ids, items, strict=True)]
        new = [item for item, is_new in zip(items, changed, strict=True) if is_new]
        for reading, _ in new:
            if reading.report.id in kept:
                self._drop(kept[reading.report.id]["row"])
        rows = self._sql.new_rows(self.connection, len(new))
        self._sql.add_documents(self.connection, [{"row": row, **cells} for row, (_, cells) in zip(rows, new, strict=True)])
        self._indexes.add([(row, self._after_decisions(reading)) for row, (reading, _) in zip(rows, new, strict=True)])
        return changed

    def _drop(self, document: int) -> None:
        reading = self.unpacked(document, whole=False)
        entries = list(self.ledger.entries(about=reading.report.id, verdicts=[reviews.ADD, furniture.TAKE_BACK]))
        added = [e.judgement.right for e in entries if e.judgement.verdict == reviews.ADD]
        self._indexes.drop(document, [*(r.id for r in reading.records), *added, *furniture.records_of(entries)])
        self._sql.drop_document(self.connection, document)

    @contextmanager
    def _writing(self, *, durable: bool = False) -> Iterator[None]:
        """A transaction of this version of the program: another may have brought the database to a newer schema meanwhile."""
        try:
            with self._sql.transaction(self.connection, durable=durable):
                is_current(self.path, self.connection)
                yield
        except BaseException:
            self._indexes.forget()
            self._joined = (-1, joined.NOTHING)
            raise
        finally:
            self._stands.cache_clear()

    # ------------------------------------------------------------ deciding

    def judge(self, judgements: Sequence[Judgement]) -> list[Entry]:
        """Append people's decisions about records to the ledger and let them stand: on the disk when this returns. Raises StoreError."""
        with self._sql.told(self.path), self._writing(durable=True):
            before = self.joined()
            entries = self.ledger.append(judgements)
            named = self._naming(self.joined().changed(before))
            rows = {row for j in judgements for row in search.records_of_id(self.connection, j.left)}
            reports = {row for j in judgements for row in search.documents_of_id(self.connection, j.left)}
            for document in sorted({document_of(row)[0] for row in rows} | reports | named):
                self._index_anew(document)
            return entries

    def joined(self) -> Joined:
        """The actors and places that people said are one. Raises StoreError."""
        last = self.ledger.head()
        number = last.number if last else 0
        if number != self._joined[0]:
            entries = [e for prefix in (joined.ACTORS, joined.PLACES) for e in self.ledger.standing_within(prefix, prefix[:-1] + ";")]
            self._joined = (number, joined.joined(entries))
        return self._joined[1]

    def _naming(self, names: Mapping[str, str]) -> set[int]:
        """The documents that name one of these, by their keys."""
        rows = {row for name in set(names.values()) for row in search.records_naming(self.connection, name)}
        documents = {document_of(row)[0] for row in rows} & set(search.documents(self.connection)) if rows else set()
        return {d for d in documents if joined.concerns(self.unpacked(d, whole=False), names)}

    def _index_anew(self, document: int) -> None:
        """After a decision: the same document with other index rows, under a new number, for the index of names only grows."""
        cells = dict(self.connection.execute("SELECT * FROM documents WHERE row = ?", (document,)).fetchone())
        self._drop(document)
        anew = self._sql.new_rows(self.connection, 1)[0]
        self._sql.add_documents(self.connection, [cells | {"row": anew}])
        self._indexes.add([(anew, self._after_decisions(self.unpacked(anew)))])

    def index_anew(self, tell: Callable[[str], None] = lambda words: None) -> None:
        """Make all that is asked anew, from the readings and the ledger. Raises StoreError."""
        with self._sql.told(self.path), self._writing():
            self._indexes.make_anew()
            for number, document in enumerate(self._documents(), start=1):
                self._indexes.add([(document, self._after_decisions(self.unpacked(document)))])
                tell(f"{number} reports indexed")

    def _after_decisions(self, reading: Reading) -> Stands:
        if self.ledger.is_empty():
            return Stands(reading, {})
        entries = self.ledger.standing_on([reading.report.id], [reviews.ADD, furniture.TAKE_BACK])
        reading = furniture.with_taken_back(reading, (e for e in entries if e.judgement.verdict == furniture.TAKE_BACK))
        additions = [e for e in entries if e.judgement.verdict == reviews.ADD]
        reading = reviews.with_added(reading, additions)
        decided = self.ledger.standing_on([r.id for r in reading.records], (*reviews.VERDICTS, reviews.SET))
        stands = reviews.stands(reading, [*additions, *decided])
        return replace(stands, reading=self.joined().applied(stands.reading))

    def orphans(self) -> Iterator[Entry]:
        """The standing decisions of people about records that no kept reading has any more, in their order. Raises StoreError."""
        for entry in self.ledger.standing(verdicts=(*reviews.VERDICTS, reviews.SET), machine=False):
            if not self.has_record(entry.judgement.left) and not self.has_report(entry.judgement.left):
                yield entry

    def has_record(self, ident: str) -> bool:
        """Whether some kept reading has the record of exactly that id. Raises StoreError."""
        with self._sql.told(self.path):
            return bool(search.records_of_id(self.connection, ident))

    def has_report(self, ident: str) -> bool:
        """Whether some kept report has that id or ref, or an id that begins so. Raises StoreError."""
        with self._sql.told(self.path):
            return bool(search.documents_like(self.connection, ident))

    # ------------------------------------------------------------ views

    def save_view(self, name: str, asked: Mapping[str, str]) -> None:
        """Keep a question (names with words, as `dateline.asking` has them) under a name; an older one of that name is replaced. Raises
        StoreError."""
        with self._sql.told(self.path), self._writing():
            self.connection.execute("DELETE FROM views WHERE name = ?", (name,))
            self.connection.execute("INSERT INTO views (name, asked) VALUES (?, ?)", (name, json.dumps(dict(asked), ensure_ascii=False)))

    def drop_view(self, name: str) -> None:
        """Forget a question. Raises StoreError where there is none of that name."""
        self.view(name)
        with self._sql.told(self.path), self._writing():
            self.connection.execute("DELETE FROM views WHERE name = ?", (name,))

    def views(self) -> dict[str, dict[str, str]]:
        """The questions that are kept, by their names. Raises StoreError."""
        with self._sql.told(self.path):
            return {row["name"]: json.loads(row["asked"]) for row in self.connection.execute("SELECT * FROM views ORDER BY name")}

    def view(self, name: str) -> dict[str, str]:
        """The question of that name. Raises StoreError where there is none."""
        kept = self.views()
        if name not in kept:
            raise StoreError(f"{self.path}: no view {name!r}; there are: {', '.join(kept) or 'none'}")
        return kept[name]

    # ------------------------------------------------------------ getting

    def reading(self, ident: str) -> Reading:
        """The reading, as it was read, of the report with that id, or of the only one whose id begins so (with or without `sha256:`), or
        with that ref. Raises StoreError when there is none, or more than one."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            return self.unpacked(self._document(ident))

    def report(self, ident: str) -> Stands:
        """As `reading`, but as it stands after people's decisions, with these by the ids of its records. Raises StoreError."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            return self._after_decisions(self.unpacked(self._document(ident)))

    def record(self, ident: str) -> Found:
        """The record with that id, or the only one whose id begins so, with its reading. Raises StoreError."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            return self._found(self._one(search.records_like(self.connection, ident), "record", ident))

    def raw(self, ident: str) -> bytes:
        """The bytes that a report came from. Raises StoreError as `reading` does."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            row = self.connection.execute("SELECT raw, text FROM documents WHERE row = ?", (self._document(ident),)).fetchone()
            return bytes(row["raw"]) if row["raw"] is not None else str(row["text"]).encode("utf-8")

    def _document(self, ident: str) -> int:
        return int(self._one(search.documents_like(self.connection, ident), "report", ident))

    def _one(self, found: Sequence[Any], what: str, ident: str) -> Any:
        if len(found) == 1:
            return found[0]
        raise StoreError(f"{self.path}: {'no' if not found else 'more than one'} {what} with the id {ident!r}")

    def readings(self) -> Iterator[Mapping[str, Any]]:
        """Every kept reading in the form of the output contract, in the order of their ids, as they stand after people's decisions; a
        record that somebody decided about has a `review`. Raises StoreError."""
        for reading in self._whole():
            stands = self._after_decisions(reading)
            yield output.reviewed_json(stands.reading, stands.reviews)

    def _whole(self) -> Iterator[Reading]:
        """Every kept reading as it was read, in the order of their ids."""
        for document in self._documents():
            yield self.unpacked(document)

    def excerpts(self) -> Iterator[Reading]:
        """Every kept report in the order of ids, as a reading of what links and lists ask for: the report's facts, text, entities, places,
        voices and records, as they stand; without mentions, sections and doubts. Raises StoreError."""
        for document in self._documents():
            yield self._stands_anew(document).reading

    def excerpt(self, document: int) -> Reading:
        """As one of `excerpts`, by the row of its report. Raises StoreError."""
        with self._sql.told(self.path):
            return self._stands_anew(document).reading

    def _documents(self) -> Iterator[int]:
        """The rows of the reports in the order of their ids, each as it is when its turn comes: another program may be writing."""
        last = ""
        with self._sql.told(self.path):
            while row := self.connection.execute("SELECT row, id FROM documents WHERE id > ? ORDER BY id LIMIT 1", (last,)).fetchone():
                last = row["id"]
                yield row["row"]

    def records(self, wanted: Wanted = search.ALL) -> Iterator[Found]:
        """The kept records that are wanted, in the order that is asked for: by the day of their report, then in the order of its text,
        where nothing else is said. Raises StoreError."""
        with self._sql.told(self.path), self._sql.answering(self.connection):
            found = map(self._found, search.records(self.connection, wanted))
            first = wanted.offset if wanted.words else 0
            last = None if wanted.limit is None else first + wanted.limit
            yield from islice((item for item in found if _holds(item, wanted.words)), first, last)

    def facets(self, wanted: Wanted = search.ALL) -> dict[str, dict[str, int]]:
        """How many of the wanted records have each listed value and each publisher, the most frequent first. Raises StoreError."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            if not wanted.words:
                return search.facets(self.connection, wanted)
            rows = [row for row in search.records(self.connection, wanted) if _holds(self._found(row), wanted.words)]
            return search.facets(self.connection, wanted, rows)

    def reports(
        self, *, words: str | None = None, publisher: str | None = None, limit: int = 50, offset: int = 0
    ) -> tuple[list[listing.Listed], int]:
        """So many of the reports that hold all the words and are of that publisher, the newest first, and how many there are in all.
        Raises StoreError."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            found = list(listing.reports(self.connection, words, publisher, limit, offset))
            return found, listing.count(self.connection, words, publisher)

    def spread(self, wanted: Wanted = search.ALL, *, size: float = 1.0) -> listing.Spread:
        """Where and when the wanted records are, in cells so many degrees wide. Whether words stand in the evidence itself is not looked
        at: those of reports that hold them count. Raises StoreError."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            return listing.spread(self.connection, *search.rows_query(self.connection, wanted), size)

    def search(self, words: str, *, limit: int = 20) -> Iterator[Hit]:
        """The reports that hold all the words ("quoted words" stand together, wor* begins a word), best first, each with the
        records whose evidence holds them too. Raises StoreError."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            found = [self._hit(document, snippet, words) for document, snippet in search.hits(self.connection, words, limit)]
        return iter(found)

    def _hit(self, document: int, snippet: str | None, words: str) -> Hit:
        stands = self._stands(document)
        records = tuple(r for r in stands.reading.records if search.holds(stands.reading.text, r, words))
        return Hit(stands.reading, snippet or search.snippet(stands.reading, words), records, stands.reviews)

    def originals(self) -> Iterator[tuple[Reading, bytes]]:
        """Every kept reading as it was read, with the bytes that it came from, in the order of their ids. Raises StoreError."""
        for reading in self._whole():
            yield reading, self.raw(reading.report.id)

    def content_hash(self) -> str:
        """A SHA-256 over everything that was read, whatever the order in which it came; the ledger has its own."""
        digest = hashlib.sha256()
        for reading, raw in self.originals():
            digest.update(output.dumps(output.as_json(reading)).encode("utf-8"))
            digest.update(hashlib.sha256(raw).digest())
        return digest.hexdigest()

    def count(self) -> tuple[int, int]:
        """How many reports and records are kept."""
        with self._sql.told(self.path):
            row = self.connection.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM records)").fetchone()
            return row[0], row[1]

    def state(self) -> tuple[int, ...]:
        """Numbers of which one changes whenever anything that is kept does."""
        with self._sql.told(self.path), self._sql.snapshot(self.connection):
            rows = self.connection.execute("SELECT count(*), coalesce(max(row), 0) FROM documents").fetchone()
            return (*rows, self.connection.execute("SELECT coalesce(max(number), 0) FROM ledger").fetchone()[0])

    def _found(self, row: int) -> Found:
        document, position = document_of(row)
        stands = self._stands(document)
        record = stands.reading.records[position]
        return Found(stands.reading, record, stands.reviews.get(record.id))

    def _stands_anew(self, document: int) -> Stands:
        return self._after_decisions(self.unpacked(document, whole=False))

    def unpacked(self, document: int, *, whole: bool = True) -> Reading:
        """The reading of a row of documents, as it was read; without `whole` as an excerpt."""
        columns = "id, ref, title, published, facts, text, main" + (", rest" if whole else "")
        row = self.connection.execute(f"SELECT {columns} FROM documents WHERE row = ?", (document,)).fetchone()
        return packed.unpack(report_of(row), row["text"], row["main"], row["rest"] if whole else None)


def _holds(found: Found, words: str | None) -> bool:
    """Whether the record's evidence holds the words, where any are asked for."""
    return not words or search.holds(found.reading.text, found.record, words)


def _without_twins(items: Sequence[tuple[Reading, dict[str, Any]]]) -> Iterator[Sequence[tuple[Reading, dict[str, Any]]]]:
    """The items in parts that hold no report twice: what comes later is laid beside what was kept by then."""
    part: dict[str, tuple[Reading, dict[str, Any]]] = {}
    for reading, cells in items:
        if reading.report.id in part:
            yield list(part.values())
            part = {}
        part[reading.report.id] = reading, cells
    yield list(part.values())


def is_current(where: Where, db: Connection) -> None:
    """Raises StoreError where the database has another schema than this program's, older or newer."""
    version, known = db.dialect.schema_version(db), db.dialect.SCHEMA
    if version > known:
        maker = db.dialect.maker(db) or "of an unknown version"
        raise StoreError(f"{where}: a newer dateline wrote it ({maker}, schema {version}; this is {THIS}, which knows schema {known})")
    if version < known:
        raise StoreError(f"{where}: an older dateline wrote it (schema {version}; {THIS} has {known}); `dateline db upgrade` brings it up")


def document_cells(reading: Reading, raw: bytes, pieces: packed.Packed) -> dict[str, Any]:
    """The row of the report itself. The bytes that came in are kept only where they are not just the text in UTF-8."""
    report, text = reading.report, reading.text.encode("utf-8")
    lists = {"authors": report.authors, "given": sorted(report.given), "tables": report.tables}
    known = {name: getattr(report, name) for name in FACTS} | lists
    facts = json.dumps({name: fact for name, fact in known.items() if fact}, ensure_ascii=False)
    plain = {name: getattr(report, name) for name in ("id", "ref", "title", "published")}
    digest = hashlib.sha256(json.dumps([plain, facts, len(text), len(pieces.main)]).encode("ascii"))
    for piece in (text, pieces.main, pieces.rest):
        digest.update(piece)
    return plain | {
        "digest": digest.digest(),
        "publisher": report.publisher or report.agency,
        "facts": facts,
        "text": reading.text,
        "raw": None if raw == text else raw,
        "main": packed.squeeze(pieces.main),
        "rest": packed.squeeze(pieces.rest),
    }


def report_of(row: Any) -> Report:
    """The facts of a report from its row."""
    facts = json.loads(row["facts"])
    facts |= {name: tuple(facts.get(name, ())) for name in ("authors", "tables")} | {"given": frozenset(facts.get("given", ()))}
    return Report(**{name: row[name] for name in ("id", "ref", "title", "published")}, **facts)
