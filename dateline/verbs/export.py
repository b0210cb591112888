"""`dateline export`: what is kept, in another format."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from dateline.errors import DataError
from dateline.settings import Where
from dateline.verbs.common import asked, common, opened, progress, wanted

STEP = 100  # reports


def known_format(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A name of the list of exporters, or of a plug-in. Raises BadParameter with the list for another."""
    from dateline.exports import format_of

    try:
        return format_of(value).name
    except DataError as error:
        raise click.BadParameter(str(error)) from error


@click.command("export", short_help="Write what is kept in another format.")
@click.argument("format_", callback=known_format, metavar="FORMAT")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file.")
@click.option("--rows", metavar="ROWS", help="One row a record or an incident, or whole readings. Default: as the format has it.")
@click.option("--bom", is_flag=True, help="Begin a CSV with a byte order mark, so that Excel reads it as UTF-8.")
@click.option("--redact", "redacted", is_flag=True, help="Leave out private persons, confidential sources and exact sites.")
@asked
@click.option("--view", metavar="NAME", help="As this saved view asks; other options add to it or win over it.")
@common
def command(
    format_: str, target: Path | None, rows: str | None, bom: bool, redacted: bool, as_json: bool, db: Where | None, **options: Any
) -> None:
    """Write what is kept in one of the field's formats; the filters are those of `dateline list`.

    Plain: jsonl, csv, xlsx, parquet, geojson, kml. Of the field: acled, ucdp, plover, polecat, hxl, hxl_displacement, hxl_services, idmc.
    For annotation tools: annotations. For graphs: prov. What a format has no place for is counted on standard error. With -o and --json,
    what was written is told as an object.

    \b
    dateline export csv -o records.csv
    dateline export xlsx --rows incident --since 2023-03-01 -o incidents.xlsx
    dateline export acled --place Dalo --redact -o dalo.csv
    """
    from dateline import api, output
    from dateline.exports import format_of

    chosen = format_of(format_)
    if as_json and not target:
        raise click.UsageError("--json needs -o FILE here: standard output is the export itself")
    if rows and rows not in chosen.views:
        raise click.BadParameter(f"{format_} has no rows {rows!r}; it has: {', '.join(chosen.views)}", param_hint="--rows")
    if not target and not chosen.is_text and sys.stdout.isatty():
        raise click.UsageError(f"{format_} is no text; write it to a file with -o FILE")
    taken = [0, 0]
    with opened(db) as store, progress(quiet=target is None and sys.stdout.isatty()) as far:

        def note(reports: int, records: int) -> None:
            taken[:] = reports, records
            if reports % STEP == 0:
                far(f"{reports} reports, {records} records")

        question, out = wanted(options, store), target or sys.stdout.buffer
        left = api.export(format_, store, out, wanted=question, view=rows, bom=bom, redacted=redacted, note=note)
    sys.stdout.flush()
    tell(left)
    if target and not as_json:
        click.echo(f"Written to {target}", err=True)
    if as_json:
        told = {"format": format_, "file": str(target), "reports": taken[0], "records": taken[1], "left_out": dict(left)}
        click.echo(output.dumps(told))


def tell(left: Mapping[str, int]) -> None:
    """What found no place in the format, the most frequent reason first, a line each kind of reason, on standard error."""
    kinds: dict[str, list[tuple[str, int]]] = {}
    for reason, count in sorted(left.items(), key=lambda item: (-item[1], item[0])):
        kind, _, what = reason.partition(": ")
        kinds.setdefault(kind, []).append((what, count))
    for kind, found in sorted(kinds.items(), key=lambda item: -sum(n for _, n in item[1])):
        details = ", ".join(f"{what} {n}" for what, n in found if what)
        click.echo(f"left out: {sum(n for _, n in found)}, {kind}{f' ({details})' if details else ''}", err=True)
