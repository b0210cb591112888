"""`dateline export`: what is kept, in another format."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.verbs.common import common, opened, written


def known_format(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A name of the list of exporters. Raises BadParameter with the list for another."""
    from dateline.exports import EXPORTERS

    if value not in EXPORTERS:
        raise click.BadParameter(f"{value!r} is no format; known: {', '.join(EXPORTERS)}")
    return value


@click.command("export", short_help="Write what is kept in another format.")
@click.argument("format_", callback=known_format, metavar="FORMAT")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file.")
@common
def command(format_: str, target: Path | None, as_json: bool, db: Path | None) -> None:
    """Write everything that is kept in one format: jsonl (whole readings) or csv (one row a record).

    With -o and --json, what was written is told as an object.

    \b
    dateline export csv -o records.csv
    dateline export jsonl | gzip > readings.jsonl.gz
    """
    from dateline import output
    from dateline.exports import EXPORTERS

    if as_json and not target:
        raise click.UsageError("--json needs -o FILE here: standard output is the export itself")
    with opened(db) as store, written(target) as out:
        EXPORTERS[format_](store.readings(), out)
        reports, records = store.count()
    if as_json:
        click.echo(output.dumps({"format": format_, "file": str(target), "reports": reports, "records": records}))
