"""Rows of existing data sets, to be compared with what reports say. In: a file of ACLED, of UCDP GED, or any CSV. Out: a reading a row, or
an InputError in its place that names the line and the reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from dateline.errors import InputError
from dateline.exports.sheets import FORMULA
from dateline.imports import rows
from dateline.intake.decode import decode
from dateline.types import Reading

NAMES = ("acled", "ucdp", "csv")
LIMIT = 2_000_000_000
DELIMITERS = ",;\t|"


def readings(name: str, path: Path, columns: Mapping[str, str] | None = None) -> Iterator[Reading | InputError]:
    """Every row of a file as a reading, in order. `columns` says for a table of one's own which column holds what (`place=town`). Raises
    InputError for a file that cannot be read or has not the columns that it must have."""
    try:
        text = decode(path.read_bytes(), str(path), limit=LIMIT).text
    except OSError as error:
        raise InputError(str(path), (error.strerror or str(error)).lower()) from error
    head = text.split("\n", 1)[0]
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count))
    named = dict(_named(name, table.fieldnames or (), columns or {}, str(path)))
    for row in table:
        where = f"{path}: line {table.line_num}"
        cells = {named[column]: _plain(cell) for column, cell in row.items() if column in named and isinstance(cell, str)}
        try:
            yield rows.READERS[name](cells, where) if name in rows.READERS else rows.own(cells, where, path.stem)
        except InputError as error:
            yield error


def _named(name: str, found: object, columns: Mapping[str, str], where: str) -> Iterator[tuple[str, str]]:
    """The columns that are taken, each with its name in dateline. Other columns of one's own table keep theirs, so that nothing is lost."""
    heads = [str(h) for h in found if h]  # type: ignore[attr-defined]
    must = rows.codes(name)["must"]
    if name != "csv":
        missing = [m for m in must if m not in heads]
        if missing:
            raise InputError(where, f"no file of {name}: no column {', '.join(missing)}")
        yield from ((h, h) for h in heads)
        return
    unknown = [c for c in columns.values() if c not in heads]
    if unknown:
        raise InputError(where, f"no column {', '.join(unknown)}; there are: {', '.join(heads)}")
    chosen = {head: field for field, head in columns.items()}
    for field, names in rows.codes(name)["columns"].items():
        if field not in chosen.values():
            known = next((h for n in names for h in heads if _bare(h) == n and h not in chosen), None)
            if known is not None:
                chosen[known] = field
    if not set(must) <= set(chosen.values()):
        raise InputError(where, f"no column for {', '.join(must)}; say which one: --columns {must[0]}=NAME; there are: {', '.join(heads)}")
    yield from ((h, chosen.get(h, h if h not in rows.codes(name)["columns"] else f"{h} (not taken)")) for h in heads)


def _plain(cell: str) -> str:
    """A cell without the apostrophe that kept spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def _bare(head: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", head.casefold()).strip("_")
