"""Rows as files of tables: CSV (RFC 4180), XLSX, Parquet. In: rows and their columns. Out: bytes, row by row.

A cell of text that a spreadsheet would take for a formula (it begins with =, +, -, @, a tab or a line break) gets an apostrophe in front in
CSV and is marked as text in XLSX; numbers are written as they are. Parquet needs no such care and keeps the words alone.
"""

from __future__ import annotations

import csv
import errno
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SHEET_ROWS = 1_048_576
CELL_LETTERS = 32_767
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
BATCH = 4096
BOM = "\ufeff"

Columns = Mapping[str, str]
Rows = Iterable[Mapping[str, Any]]


@contextmanager
def lines(out: BinaryIO) -> Iterator[io.TextIOWrapper]:
    """The bytes' way out as UTF-8 text with the line ends that are written."""
    text = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="", write_through=False)
    try:
        yield text
    finally:
        text.flush()
        text.detach()


def write_csv(
    columns: Columns, rows: Rows, out: BinaryIO, *, bom: bool = False, heads: Sequence[Sequence[str]] = (), tab: bool = False
) -> None:
    """A header, then one line a row. `heads` are further lines below the header, written as they are."""
    with lines(out) as text:
        text.write(BOM if bom else "")
        table = csv.writer(text, lineterminator="\r\n", delimiter="\t" if tab else ",")
        table.writerow(columns)
        table.writerows(heads)
        table.writerows([safe(row.get(name)) for name in columns] for row in rows)


def safe(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def write_xlsx(columns: Columns, rows: Rows, out: BinaryIO, *, title: str = "records") -> int:
    """A workbook with one sheet; how many rows found no room in it. Letters that no workbook may hold are left out. Raises OSError."""
    from lxml.etree import SerialisationError
    from openpyxl import Workbook

    book, packed = Workbook(write_only=True), io.BytesIO()
    try:
        left = _fill(book, columns, rows, title)
        book.save(packed)
    except SerialisationError as error:  # the rows pass through a file, which finds no room
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    out.write(packed.getvalue())
    return left


def _fill(book: Any, columns: Columns, rows: Rows, title: str) -> int:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    coming = iter(rows)
    for row in islice(coming, SHEET_ROWS - 1):
        sheet.append([_cell(sheet, row.get(name)) for name in columns])
    return sum(1 for _ in coming)


def _cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    words = UNWRITABLE.sub("", value)[:CELL_LETTERS]
    if not words.startswith(FORMULA):
        return words
    cell = WriteOnlyCell(sheet, words)
    cell.data_type = "s"  # what begins with "=" was taken for a formula
    cell.quotePrefix = True
    return cell


def write_parquet(columns: Columns, rows: Rows, out: BinaryIO) -> None:
    """A Parquet file, a few thousand rows at a time."""
    from pyarrow import parquet

    kept = schema(columns)
    with parquet.ParquetWriter(out, kept, compression="zstd") as writer:
        for batch in batches(columns, rows):
            writer.write_batch(batch)


def batches(columns: Columns, rows: Rows) -> Iterator[Any]:
    """The rows as Arrow record batches."""
    import pyarrow as pa

    kept, coming = schema(columns), iter(rows)
    while some := list(islice(coming, BATCH)):
        yield pa.RecordBatch.from_pylist([{name: _fit(kind, row.get(name)) for name, kind in columns.items()} for row in some], schema=kept)


def schema(columns: Columns) -> Any:
    """The columns as an Arrow schema; it says which version of dateline wrote it."""
    import pyarrow as pa

    from dateline import __version__

    known: Mapping[str, Callable[[], Any]] = {"string": pa.string, "integer": pa.int64, "number": pa.float64, "boolean": pa.bool_}
    return pa.schema([(name, known[kind]()) for name, kind in columns.items()], metadata={"dateline": __version__})


def _fit(kind: str, cell: Any) -> Any:
    if cell is None or kind != "string":
        return cell
    return UNWRITABLE.sub("", str(cell))
