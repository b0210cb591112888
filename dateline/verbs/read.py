"""`dateline read`: reports come in, their records go out and are kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.errors import DatelineError, InputError, StoreError
from dateline.settings import Settings, Where
from dateline.verbs._running import Telling, go, is_run, running
from dateline.verbs.common import common, database, print_reading, progress, written
from dateline.verbs.fetching import brought, fetching

if TYPE_CHECKING:
    from dateline.batch import Read
    from dateline.stores.sqlite import SqliteStore


def named_columns(ctx: click.Context, param: click.Parameter, value: str | None) -> dict[str, str]:
    """The map of columns. Raises BadParameter for one that is none."""
    from dateline.intake import columns

    try:
        return columns.parse(value or "")
    except DatelineError as error:
        raise click.BadParameter(str(error)) from error


@click.command("read", short_help="Read reports and keep their records.")
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
@click.option("--no-store", is_flag=True, help="Keep nothing: only show what was read.")
@click.option("--force", is_flag=True, help="Read a report in an unsupported language all the same.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that read. Default: one for a few reports, else all cores."
)
@click.option("--explain", is_flag=True, help="Say for each record which words, tables and shares of the model led to it.")
@click.option(
    "--columns", callback=named_columns, metavar="FIELD=COLUMN,...", help="Which columns of a table hold what: text=body,title=headline."
)
@click.option(
    "--failures", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE", help="Also write what failed, one JSON object a line."
)
@running
@click.option("--fetch", is_flag=True, help="Fetch what is at the FILEs that are URLs. Without it nothing is fetched.")
@fetching
@common
def command(
    sources: tuple[str, ...],
    no_store: bool,
    force: bool,
    jobs: int | None,
    explain: bool,
    columns: dict[str, str],
    failures: Path | None,
    fetch: bool,
    contact: str | None,
    ports: tuple[int, ...],
    as_json: bool,
    db: Where | None,
    **how: Any,
) -> None:
    """Read reports and keep their records.

    FILE is a text, a web page, a PDF, a Word document, a letter (.eml), a feed, a table (.csv, .tsv, .xlsx, .parquet), JSON, a web archive,
    any of these packed (.zip, .gz), a folder, a pattern, or - for standard input. It is told apart by its content.
    A report that cannot be read is named on standard error with the reason; the others go on, and the exit status is 1.

    \b
    dateline read story.txt page.html
    dateline read --explain --no-store story.txt
    dateline read --json --no-store reports.jsonl > readings.jsonl
    dateline read --columns text=body,title=headline,published=date export.csv
    dateline read --failures bad.jsonl archive.zip reports/
    dateline read --run FOLDER archive/*.jsonl      can be stopped; the same again goes on
    dateline read --fetch https://news.example.org/story
    pbpaste | dateline read -
    """
    from dateline import batch
    from dateline.stores import open_store

    path = database(db)
    if is_run(how, no=[name for name, given in (("--explain", explain), ("--fetch", fetch), ("-", "-" in sources)) if given]):
        with nullcontext() if no_store else open_store(path) as store, failed_list(failures) as write_down:
            told = Telling(lambda problem: write_down(problem, problem), remark, as_json)
            go(how, list(sources), told, store=store, jobs=jobs or Settings.of().jobs, force=force, columns=columns)
        return
    with (
        nullcontext() if no_store else open_store(path) as store,
        failed_list(failures) as write_down,
        brought(sources, fetch=fetch, contact=contact, ports=ports) as found,
    ):
        failed = total = 0
        with stopped(path, no_store), progress(quiet=not as_json and sys.stdout.isatty()) as tell:
            for item in batch.read_many(found, force=force, jobs=jobs or Settings.of().jobs, explain=explain, columns=columns, note=remark):
                problem = item if isinstance(item, InputError) else keep(store, item)
                failed, total = failed + bool(problem), total + 1
                if problem:
                    write_down(problem, item)
                if not isinstance(item, InputError):
                    print_reading(item.reading, as_json, item.reasons if explain else None)
                tell(f"{total} read, {failed} failed")
    if not as_json and not no_store and total > failed:
        click.echo(f"Kept in {path}", err=True)
    if failed:
        sys.exit(1)


@contextmanager
def stopped(path: Where, no_store: bool) -> Iterator[None]:
    """When the user stops it: says what is kept, and ends with exit status 1."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped" if no_store else f"Stopped; what was read before is kept in {path}", err=True)
        sys.exit(1)


def remark(words: str) -> None:
    """Something worth knowing that is no failure, on standard error."""
    click.echo(f"dateline: {words}", err=True)


@contextmanager
def failed_list(target: Path | None) -> Iterator[Callable[[Exception, Read | InputError], None]]:
    """What takes down each failure: on standard error in words, and in the file as JSON Lines; `-` is JSON on standard error instead."""
    from dateline import output

    def told(problem: Exception, item: Read | InputError) -> str:
        where = item.where if isinstance(item, InputError) else item.document.report.ref or item.document.id
        return output.dumps({"input": where, "reason": getattr(problem, "reason", None) or str(problem)})

    if target is None:
        yield lambda problem, item: remark(str(problem))
    elif str(target) == "-":
        yield lambda problem, item: click.echo(told(problem, item), err=True)
    else:
        with written(target) as out:

            def write_down(problem: Exception, item: Read | InputError) -> None:
                remark(str(problem))
                out.write(told(problem, item) + "\n")

            yield write_down


def keep(store: SqliteStore | None, item: Read) -> StoreError | None:
    """Keep a reading; the reason when the store refuses it."""
    try:
        if store:
            store.put(item.reading, item.document.raw)
    except StoreError as error:
        return error
    return None
