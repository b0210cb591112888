"""`dateline import`: rows of existing data sets come in and stand beside the reports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.errors import InputError
from dateline.settings import Where
from dateline.verbs.common import common, counted, database

if TYPE_CHECKING:
    from dateline.types import Reading


def named_columns(ctx: click.Context, param: click.Parameter, value: str | None) -> dict[str, str]:
    """Which column holds what. Raises BadParameter for what is no such map, or a field that there is not."""
    from dateline.imports import rows

    pairs = [part.partition("=") for part in (value or "").split(",") if part]
    known = rows.codes("csv")["columns"]
    for field, sign, column in pairs:
        if not sign or not column or field not in known:
            raise click.BadParameter(f"{field + sign + column!r} is no FIELD=COLUMN; fields: {', '.join(known)}")
    return {field: column for field, _, column in pairs}


@click.command("import", short_help="Take in rows of ACLED, UCDP or an own table.")
@click.argument("name", type=click.Choice(("acled", "ucdp", "csv")))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--columns", callback=named_columns, metavar="FIELD=COLUMN,...", help="Which columns of a csv hold what: type=kind,place=town."
)
@common
def command(name: str, file: Path, columns: dict[str, str], as_json: bool, db: Where | None) -> None:
    """Take in rows of an existing data set, to be compared with what reports say.

    Each row becomes a report of its own, published by the data set, with a record of what happened and one for each toll; values point at
    the cells. A row that cannot be taken in is named on standard error with the reason; the others go on, and the exit status is 1.

    \b
    dateline import acled acled_2023.csv
    dateline import csv incidents.csv --columns type=category,place=town
    """
    from dateline import imports, output
    from dateline.imports import rows
    from dateline.stores import open_store

    taken, failed, strange = [0, 0], 0, False

    def kept() -> Iterator[tuple[Reading, bytes]]:
        nonlocal failed, strange
        for item in imports.readings(name, file, columns):
            if isinstance(item, InputError):
                failed += 1
                strange = strange or isinstance(item, rows.UnknownTypeError)
                click.echo(f"dateline: {item}", err=True)
            else:
                yield item, item.text.encode("utf-8")

    with open_store(database(db)) as store:
        for changed in store.put_all(kept()):
            taken[changed] += 1
    if strange:
        click.echo(f"types that are taken in: {', '.join(rows.types(name))}", err=True)
    told = {"file": str(file), "new": taken[True], "known": taken[False], "failed": failed}
    plain = f"{counted(taken[True], 'row')} taken in, {taken[False]} known before, {failed} failed"
    click.echo(output.dumps(told) if as_json else plain)
    if failed:
        sys.exit(1)
