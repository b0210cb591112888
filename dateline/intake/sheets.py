"""Workbooks (.xlsx). In: a part that is one. Out: a part for each row of the sheets that have a column with texts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from dateline.errors import InputError
from dateline.intake.columns import mapped
from dateline.intake.parts import Aside, Opened, Options, Part
from dateline.intake.rows import row_part

_CELLS = 2_000  # columns of a sheet


def rows(part: Part, options: Options) -> Opened:
    """The rows of a workbook, sheet by sheet; a sheet without a column for the text is set aside, unless none has one."""
    # Imported here because hardly anybody needs it.
    import openpyxl

    with part.seekable(options.limits.held) as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        refused: list[InputError] = []
        for sheet in book.worksheets:
            try:
                yield from _sheet(part, sheet.title, sheet.iter_rows(values_only=True, max_col=_CELLS), options)
            except InputError as error:
                refused.append(error)
        if len(refused) == len(book.worksheets):
            yield refused[0] if refused else InputError(part.where, "a workbook without sheets")
        else:
            yield from (Aside(error.where, "a sheet without a column for the text") for error in refused)


def _sheet(part: Part, title: str, found: Iterator[tuple[Any, ...]], options: Options) -> Iterator[Part | InputError]:
    where, name = f"{part.where}!{title}", f"{part.name}!{title}"
    filled = (row for row in found if any(cell not in (None, "") for cell in row))
    names = [str(cell).strip() if cell is not None else "" for cell in next(filled, ())]
    columns = mapped([n for n in names if n], options.columns, where)
    for number, row in enumerate(islice(filled, options.limits.parts), start=1):
        cells = dict(zip(names, row, strict=False))
        values = {field: cells.get(column) for field, column in columns.items()}
        yield row_part(values, f"{where}, row {number}", f"{name}#{number}", batch=False)
