"""`dateline read`: reports come in, their records go out and are kept."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.errors import InputError, StoreError
from dateline.settings import Settings
from dateline.verbs.common import common, database, print_reading, progress

if TYPE_CHECKING:
    from dateline.batch import Read
    from dateline.stores.sqlite import SqliteStore


@click.command("read", short_help="Read reports and keep their records.")
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
@click.option("--no-store", is_flag=True, help="Keep nothing: only show what was read.")
@click.option("--force", is_flag=True, help="Read a report in an unsupported language all the same.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that read. Default: one for a few reports, else all cores."
)
@click.option("--explain", is_flag=True, help="Say for each record which words, tables and shares of the model led to it.")
@common
def command(sources: tuple[str, ...], no_store: bool, force: bool, jobs: int | None, explain: bool, as_json: bool, db: Path | None) -> None:
    """Read reports and keep their records.

    FILE is a text, a web page, a batch (.jsonl: one object a line with "text" or "html"), a folder of these, or - for standard input.
    A report that cannot be read is named on standard error with the reason; the others go on, and the exit status is 1.

    \b
    dateline read story.txt page.html
    dateline read --explain --no-store story.txt
    dateline read --json --no-store reports.jsonl > readings.jsonl
    pbpaste | dateline read -
    """
    from dateline import batch
    from dateline.stores import open_store

    path = database(db)
    with nullcontext() if no_store else open_store(path) as store:
        failed = total = 0
        with progress(quiet=not as_json and sys.stdout.isatty()) as tell:
            for item in batch.read_many(sources, force=force, jobs=jobs or Settings.of().jobs, explain=explain):
                problem = item if isinstance(item, InputError) else keep(store, item)
                failed, total = failed + bool(problem), total + 1
                if problem:
                    click.echo(f"dateline: {problem}", err=True)
                if not isinstance(item, InputError):
                    print_reading(item.reading, as_json, item.reasons if explain else None)
                tell(f"{total} read, {failed} failed")
    if not as_json and not no_store and total > failed:
        click.echo(f"Kept in {path}", err=True)
    if failed:
        sys.exit(1)


def keep(store: SqliteStore | None, item: Read) -> StoreError | None:
    """Keep a reading; the reason when the store refuses it."""
    try:
        if store:
            store.put(item.reading, item.document.raw)
    except StoreError as error:
        return error
    return None
