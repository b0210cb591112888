"""What a program calls. In: a text, a path, an open store or readings. Out: a reading, a file in one of the formats, a table in memory.

The command line and the page call the same functions, so that the same question gives the same answer everywhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from dateline import batch, pipeline
from dateline.errors import DatelineError
from dateline.exports import format_of, plain, redact, sheets
from dateline.exports.statements import shares, whole
from dateline.intake import document_from_bytes
from dateline.link import overview
from dateline.ports import Share, Wish
from dateline.stores.search import ALL, Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from dateline import models

Source = SqliteStore | Iterable[Reading]

LONGEST_NAME = 1024  # letters
NAME = re.compile(r"\.\w{1,8}$|[*?]")


def read(source: str | os.PathLike[str], *, force: bool = False) -> Reading:
    """Read one report: a text, or the file of that name, or the first report of a batch. A str is a text when no file has that name and it
    does not look like a name (one word, or an ending such as .txt). Raises InputError when it cannot be read."""
    if isinstance(source, str) and is_text(source):
        return read_text(source, force=force)
    return batch.read(source, force=force)


def is_text(source: str) -> bool:
    """Whether a str is a text and not a name."""
    if len(source) > LONGEST_NAME or "\n" in source or "\0" in source:
        return True
    return " " in source.strip() and not NAME.search(source) and not os.path.lexists(source)


def read_text(text: str, *, force: bool = False) -> Reading:
    """Read a text. Raises InputError when it is empty or in a language that is not supported."""
    return pipeline.read_document(document_from_bytes(text.encode("utf-8", "surrogatepass"), "text", force=force))


# ---------------------------------------------------------------- out


def export(
    name: str,
    source: Source,
    target: str | os.PathLike[str] | BinaryIO,
    *,
    wanted: Wanted = ALL,
    view: str | None = None,
    bom: bool = False,
    redacted: bool = False,
    note: Callable[[int, int], None] | None = None,
) -> Mapping[str, int]:
    """Write records in a format (one of EXPORTERS, or of a plug-in) to a file that appears when it is whole, or to an open binary one.

    `source` is an open store, of which `wanted` says which records, or readings, of which all are taken. `view` is one of the format's
    views: record, incident or reading. `redacted` leaves out private persons, confidential sources and exact sites. `note` is told how many
    reports and records were taken so far. Returns what found no place in the format: in words why, and how many. Raises DataError for an
    unknown format, DatelineError for a view that the format does not have or a file that cannot be written.
    """
    format_ = format_of(name)
    if view is not None and view not in format_.views:
        raise DatelineError(f"{name} has no view {view!r}; it has: {', '.join(format_.views)}")
    view = view or format_.views[0]
    wish = wish_for(source, view, bom=bom)
    taken = chooser(source, wanted, view, redacted=redacted)
    with opened(target) as out:
        return format_.write(lambda: _told(taken(), note), out, wish)


def _told(some: Iterable[Share], note: Callable[[int, int], None] | None) -> Iterator[Share]:
    """The same readings; with each it is told how many there were."""
    records = 0
    for number, share in enumerate(some, 1):
        records += len(share.records)
        if note:
            note(number, records)
        yield share


def chooser(source: Source, wanted: Wanted = ALL, view: str = "record", *, redacted: bool = False) -> Callable[[], Iterator[Share]]:
    """A function that gives the wanted records of a source anew each time, with their readings; redacted where that is asked."""
    chosen = _chooser(source, wanted, view)
    return (lambda: redact.redacted(chosen())) if redacted else chosen


def _chooser(source: Source, wanted: Wanted, view: str) -> Callable[[], Iterator[Share]]:
    if not isinstance(source, SqliteStore):
        readings = tuple(source)
        return lambda: whole(readings)
    store = source
    if view == "reading" and wanted.sort not in ("report", "newest"):
        wanted = replace(wanted, sort="report")  # a reading is written once
    if view == "reading" and wanted == ALL:
        return lambda: _whole(store, (reading.report.id for reading in store.excerpts()))
    if view == "record":
        return lambda: shares((f.reading, f.record, f.review) for f in store.records(wanted))
    return lambda: _with_all(store, shares((f.reading, f.record, f.review) for f in store.records(wanted)), whole=view == "reading")


def _whole(store: SqliteStore, reports: Iterable[str]) -> Iterator[Share]:
    for ident in reports:
        stands = store.report(ident)
        yield Share(stands.reading, stands.reading.records, stands.reviews)


def _with_all(store: SqliteStore, some: Iterable[Share], *, whole: bool) -> Iterator[Share]:
    """Records with all that belongs to their report, where it was judged or is wanted as a whole."""
    judged = whole or not store.ledger.is_empty()
    for share in some:
        if judged:
            stands = store.report(share.reading.report.id)
            yield Share(stands.reading, share.records, stands.reviews)
        else:
            yield share


def wish_for(source: Source, view: str, *, bom: bool = False) -> Wish:
    """How an export is wanted, with what people decided about the links between records."""
    if not isinstance(source, SqliteStore):
        return Wish(view, bom)
    decided = overview.decisions(source.ledger.standing(machine=False))
    return Wish(view, bom, decided.same, decided.different)


@contextmanager
def opened(target: str | os.PathLike[str] | BinaryIO) -> Iterator[BinaryIO]:
    """An open binary file as it is, or a new one of that name that appears when it is whole. Raises DatelineError."""
    if not isinstance(target, (str, os.PathLike)):
        yield target
        return
    path = Path(target)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as error:
        raise DatelineError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    finally:
        part.unlink(missing_ok=True)


# ---------------------------------------------------------------- tables in memory


def to_arrow(source: Source, *, wanted: Wanted = ALL, view: str = "record", redacted: bool = False) -> pyarrow.Table:
    """Records, or incidents, as an Arrow table with the columns of the CSV."""
    import pyarrow

    taken = chooser(source, wanted, view, redacted=redacted)
    columns, rows = plain.rows(taken, wish_for(source, view))
    return pyarrow.Table.from_batches(sheets.batches(columns, rows), schema=sheets.schema(columns))


def to_pandas(source: Source, *, wanted: Wanted = ALL, view: str = "record", redacted: bool = False) -> pandas.DataFrame:
    """As `to_arrow`, as a pandas frame (needs pandas)."""
    return to_arrow(source, wanted=wanted, view=view, redacted=redacted).to_pandas()


def to_polars(source: Source, *, wanted: Wanted = ALL, view: str = "record", redacted: bool = False) -> polars.DataFrame:
    """As `to_arrow`, as a polars frame (needs polars)."""
    import polars

    frame = polars.from_arrow(to_arrow(source, wanted=wanted, view=view, redacted=redacted))
    return cast("polars.DataFrame", frame)


def to_models(source: Source, *, wanted: Wanted = ALL, redacted: bool = False) -> list[models.Found]:
    """Records as pydantic models (needs pydantic), each with the facts of its report, its voice, its actors and its places."""
    from dateline import models

    return [found for share in chooser(source, wanted, redacted=redacted)() for found in models.found(share)]
