"""Asking the store. In: an open connection and what is wanted. Out: the rows of documents and records, in a fixed order, and counts.

What names of sources, places and actors hold, when and where a record is, and which listed values it has, is asked of indexes; whether the
words that are asked for stand in a record's own evidence is looked at in the evidence itself.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from dateline.stores import areas, dialect
from dateline.stores.database import Connection
from dateline.stores.indexed import OPEN_BEGINNING, OPEN_END, PLACES, SHIFT, Box, day_number, rows_of
from dateline.types import Reading, Record, Review

LISTED = ("kind", "type", "stance", "modality", "source_type", "decision")
NAMES = ("source", "place", "actor")
FACETS = (*LISTED, "publisher")
DOCUMENT_OF_RECORD = f"(r.row >> {SHIFT})"
RECORDS_OF_DOCUMENT = f"r.row BETWEEN d.row << {SHIFT} AND (d.row + 1 << {SHIFT}) - 1"
FIRST_DAY = f"(SELECT nullif(s.first, -1) FROM spots s WHERE s.row = r.row << {PLACES})"
OLDEST = "d.published NULLS FIRST, d.id, r.row"
SORTS: Mapping[str, str] = {
    "report": OLDEST,
    "newest": "d.published DESC NULLS LAST, d.id, r.row",
    "time": f"{FIRST_DAY} IS NULL, {FIRST_DAY}, {OLDEST}",
    "confidence": f"r.confidence DESC, {OLDEST}",
    "unsure": f"r.confidence, {OLDEST}",
}
NO_LIMIT = 1 << 60
FEW = 20_000
AROUND = 60

Choice = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are asked for; what is None is not asked.

    `kind`, `type`, `stance`, `modality`, `source_type` and `decision` are a listed value or several of them (decision: accept, reject,
    unsure, or none for what nobody decided about). `source`, `place`, `actor` are words in names, `words` words in the evidence. `since`
    and `until` are calendar days (ISO) that the record's own time must meet. `near` is a point with kilometres (lat, lon, km), `box` south,
    north, west and east; a place that is known less exactly than the area is large lies in neither. `publisher` is the name of who
    published or distributed the report, `report` its id, the beginning of it, or its ref. `sort`: report (the day of the report), newest,
    time (the record's own), confidence, or unsure (the least sure first). `offset` is how many are passed over.
    """

    kind: Choice = None
    type: Choice = None
    stance: Choice = None
    modality: Choice = None
    source: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    report: str | None = None
    limit: int | None = None
    source_type: Choice = None
    decision: Choice = None
    actor: str | None = None
    words: str | None = None
    near: tuple[float, float, float] | None = None
    box: Box | None = None
    publisher: str | None = None
    sort: str = "report"
    offset: int = 0
    published_by: str | None = None  # the last day of publication, of reports that tell theirs


@dataclass(frozen=True, slots=True)
class Found:
    """A record with the reading that it is part of, both as they stand after people's decisions. The reading holds the report's facts, its
    text, records, voices, actors and places; mentions, sections and doubts are left out."""

    reading: Reading
    record: Record
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A report that holds the words, a snippet of its text with the words in brackets, and the records whose evidence holds them."""

    reading: Reading
    snippet: str
    records: tuple[Record, ...]
    reviews: Mapping[str, Review] = field(default_factory=dict)


ALL = Wanted()


def documents_like(db: Connection, ident: str) -> list[int]:
    """The rows of the reports with that id or ref, else of those whose id begins so."""
    exact = db.execute("SELECT row FROM documents WHERE id = ? OR ref = ? ORDER BY id", (ident, ident)).fetchall()
    if exact or not ident:
        return [row["row"] for row in exact]
    start = ident if ident.startswith("sha256:") else f"sha256:{ident}"
    return [row["row"] for row in db.execute("SELECT row FROM documents WHERE id >= ? AND id < ? ORDER BY id", _beginning(start))]


def records_like(db: Connection, ident: str) -> list[int]:
    """The rows of the records with that id, else of those whose id begins so (two at most)."""
    query = "SELECT row FROM record_ids WHERE id >= ? AND id < ? ORDER BY id LIMIT 2"
    exact = records_of_id(db, ident)
    return exact or [row["row"] for row in db.execute(query, _beginning(ident)) if ident]


def documents_of_id(db: Connection, ident: str) -> list[int]:
    """The row of the report with exactly that id."""
    return [row["row"] for row in db.execute("SELECT row FROM documents WHERE id = ?", (ident,))]


def records_of_id(db: Connection, ident: str) -> list[int]:
    """The rows of the records with exactly that id."""
    return [row["row"] for row in db.execute("SELECT row FROM record_ids WHERE id = ?", (ident,))]


def documents(db: Connection) -> list[int]:
    """The rows of all reports."""
    return [row["row"] for row in db.execute("SELECT row FROM documents")]


def records_naming(db: Connection, name: str) -> list[int]:
    """The rows of the records of which the source, a place or an actor has all words of a name; some may be of readings that were
    replaced."""
    asked = [named for column in NAMES if (named := db.dialect.records_with_names({column: name}))]
    return (
        [row[0] for row in db.execute(" UNION ".join(query for query, _ in asked), [v for _, values in asked for v in values])]
        if asked
        else []
    )


def _beginning(start: str) -> tuple[str, str]:
    return start, start + "\U0010ffff"


# ---------------------------------------------------------------- records


@dataclass(frozen=True, slots=True)
class Question:
    """A question in SQL: where it begins, its tests, and what is put in their marks."""

    begin: str
    tests: tuple[str, ...]
    values: tuple[Any, ...]

    def asks(self, columns: str, rest: str = "") -> str:
        """The whole statement."""
        where = f" WHERE {' AND '.join(self.tests)}" if self.tests else ""
        return f"SELECT {columns} FROM {self.begin}{where} {rest}"


def records(db: Connection, wanted: Wanted) -> Iterator[int]:
    """The rows of the records that are wanted, in the order that is asked for; the evidence is not looked at yet, and so, where words are
    asked for, neither are limit and offset."""
    limit, offset = (NO_LIMIT, 0) if wanted.words else (NO_LIMIT if wanted.limit is None else wanted.limit, wanted.offset)
    question = _question(db, wanted)
    asked = question.asks("r.row", f"ORDER BY {SORTS[wanted.sort]} LIMIT ? OFFSET ?")
    for row in db.dialect.streamed(db, asked, (*question.values, limit, offset)):
        yield row["row"]


def rows_query(db: Connection, wanted: Wanted) -> tuple[str, tuple[Any, ...]]:
    """A query for the rows of the wanted records, with what is put in its marks; empty where all are wanted."""
    question = _question(db, wanted)
    return (question.asks("r.row"), question.values) if question.tests else ("", ())


def facets(db: Connection, wanted: Wanted, rows: Iterable[int] | None = None) -> dict[str, dict[str, int]]:
    """How many of the wanted records have each listed value and publisher, the most frequent first; `rows` are those that were looked at
    where words are asked for."""
    question = _question(db, wanted)
    if rows is None and len(question.tests) == 0:
        counted = db.execute("SELECT label, count(*) AS n FROM records GROUP BY label").fetchall()
        each = f"(SELECT count(*) FROM records r WHERE {RECORDS_OF_DOCUMENT})"
        publishers = db.execute(f"SELECT coalesce(d.publisher, '') AS publisher, sum({each}) AS n FROM documents d GROUP BY 1").fetchall()
    elif rows is None:
        columns = "r.label, coalesce(d.publisher, '') AS publisher, count(*) AS n"
        counted = publishers = db.execute(question.asks(columns, "GROUP BY 1, 2"), question.values).fetchall()
    else:
        kept = set(rows)
        found = db.execute(question.asks("r.row, r.label, coalesce(d.publisher, '') AS publisher"), question.values)
        both = Counter((row["label"], row["publisher"]) for row in found if row["row"] in kept)
        counted = publishers = [{"label": label, "publisher": publisher, "n": n} for (label, publisher), n in both.items()]
    return _facets(db, counted, publishers)


def _facets(db: Connection, counted: Iterable[Any], publishers: Iterable[Any]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    labels = {row["row"]: row for row in db.execute("SELECT * FROM labels")}
    for row in counted:
        for name in LISTED:
            counts[name][labels[row["label"]][name]] += int(row["n"])
    for row in publishers:
        counts["publisher"][row["publisher"]] += int(row["n"])
    return {name: dict(sorted(((v, n) for v, n in c.items() if v and n), key=lambda i: (-i[1], i[0]))) for name, c in counts.items()}


def _question(db: Connection, wanted: Wanted) -> Question:
    tests, values = list[str](), list[Any]()
    sets = _sets(db, wanted)
    if sets:
        tests.append(f"r.row IN ({' INTERSECT '.join(query for query, _ in sets)})")
        values += [v for _, more in sets for v in more]
    labels = _labels(db, wanted)
    records_first = bool(sets) or (labels is not None and _are_few(db, labels))
    if labels is not None:  # the plus keeps SQLite from asking its index once a document and label
        tests.append(f"{'' if records_first else '+'}r.label IN {one_of(labels)}")
    for test, more in (*_document_tests(db, wanted), *_word_tests(db, wanted)):
        tests.append(test)
        values += more
    if records_first:
        begin = f"records r {db.dialect.NOT_FIRST} documents d ON d.row = {DOCUMENT_OF_RECORD}"
    else:
        begin = f"documents d {db.dialect.NOT_FIRST} records r ON {RECORDS_OF_DOCUMENT}"
    return Question(begin, tuple(tests), tuple(values))


def _sets(db: Connection, wanted: Wanted) -> list[tuple[str, list[Any]]]:
    """Queries that each give the rows of records that meet one of the tests an index answers."""
    sets = []
    days = _days(wanted)
    if days or wanted.near or wanted.box:
        sets.append(areas.within(db, days, wanted.box, wanted.near))
    if named := db.dialect.records_with_names({name: getattr(wanted, name) or "" for name in NAMES}):
        sets.append(named)
    return sets


def _days(wanted: Wanted) -> tuple[int, int] | None:
    if not (wanted.since or wanted.until):
        return None
    first, last = day_number(wanted.since), day_number(wanted.until)
    return OPEN_BEGINNING if first is None else first, OPEN_END if last is None else last


def _labels(db: Connection, wanted: Wanted) -> list[int] | None:
    """The rows of the labels that fit; None where no listed value is asked for."""
    asked = {name: chosen for name in LISTED if (chosen := _chosen(getattr(wanted, name))) is not None}
    if not asked:
        return None
    return [row["row"] for row in db.execute("SELECT * FROM labels ORDER BY row") if all(row[name] in fits for name, fits in asked.items())]


def _chosen(choice: Choice) -> tuple[str, ...] | None:
    return (choice,) if isinstance(choice, str) else choice


def _are_few(db: Connection, labels: list[int]) -> bool:
    some = f"SELECT 1 FROM records WHERE label IN {one_of(labels)} LIMIT {FEW}"
    return int(db.execute(f"SELECT count(*) FROM ({some}) AS few").fetchone()[0]) < FEW


def _document_tests(db: Connection, wanted: Wanted) -> Iterator[tuple[str, list[Any]]]:
    if wanted.publisher is not None:
        yield db.dialect.PUBLISHER_IS, [wanted.publisher]
    if wanted.published_by is not None:
        yield "(d.published IS NULL OR substr(d.published, 1, 10) <= ?)", [wanted.published_by]
    if wanted.report is not None:
        documents = documents_like(db, wanted.report)
        yield f"d.row IN {one_of(documents)}", []
        ranges = [rows_of(document) for document in documents]
        yield f"({' OR '.join('r.row BETWEEN ? AND ?' for _ in ranges) or 'FALSE'})", [edge for both in ranges for edge in both]


def _word_tests(db: Connection, wanted: Wanted) -> Iterator[tuple[str, list[Any]]]:
    if held := db.dialect.documents_with_words(db, wanted.words or ""):
        yield f"d.row IN ({held[0]})", held[1]


def one_of(numbers: Iterable[int]) -> str:
    """Numbers as the right side of IN, also where there are none."""
    return f"({', '.join(map(str, numbers)) or 'NULL'})"


# ---------------------------------------------------------------- words


def hits(db: Connection, words: str, limit: int) -> list[tuple[int, str | None]]:
    """Rows and snippets of the reports that hold the words, best first; parts of words where no report holds them, and then no snippet."""
    if not dialect.match(words):
        return []
    found = db.dialect.found_words(db, words, limit)
    return found or [(row, None) for row in db.dialect.found_fragments(db, dialect.asked_parts(words), limit)]


def holds(text: str, record: Record, words: str) -> bool:
    """Whether the record's evidence holds all the words; no words are in none."""
    asked, said = _asked(words), _tokens(record.evidence.of(text))
    return bool(asked) and all(_stands_in(said, tokens, begins) for tokens, begins in asked)


@lru_cache(maxsize=64)
def _asked(words: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """Each part of what a person types, word by word, and whether its last word is only a beginning."""
    parts = [(_tokens(phrase or word), word.endswith("*")) for phrase, word in dialect.QUERY_PART.findall(words)]
    return tuple(part for part in parts if part[0])


@lru_cache(maxsize=512)
def _tokens(words: str) -> tuple[str, ...]:
    """The words of a text as the index sees them: without marks on letters, in small letters, cut where neither letter nor digit stands."""
    bare = "".join(c for c in unicodedata.normalize("NFD", words) if not unicodedata.combining(c)).lower()
    return tuple("".join(c if c.isalnum() else " " for c in bare).split())


def _stands_in(said: tuple[str, ...], tokens: tuple[str, ...], begins: bool) -> bool:
    size = len(tokens)
    return any(_same(said[at : at + size], tokens, begins) for at in range(len(said) - size + 1))


def _same(said: tuple[str, ...], tokens: tuple[str, ...], begins: bool) -> bool:
    return said[:-1] == tokens[:-1] and (said[-1].startswith(tokens[-1]) if begins else said[-1] == tokens[-1])


def snippet(reading: Reading, words: str) -> str:
    """The surroundings of the first place where a part of a word stands, in brackets."""
    part = next(iter(dialect.asked_parts(words)), "")
    at = reading.text.lower().find(part.lower())
    if at < 0:
        return reading.text[: 2 * AROUND]
    end = at + len(part)
    return f"{reading.text[max(0, at - AROUND) : at]}[{reading.text[at:end]}]{reading.text[end : end + AROUND]}"
