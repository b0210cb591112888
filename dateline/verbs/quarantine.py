"""`dateline quarantine`: reports that a run gave up, because the processes that read them died."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.settings import Settings, Where
from dateline.verbs._running import ENGINES, Telling, through
from dateline.verbs.common import common, database, nothing

if TYPE_CHECKING:
    from dateline.engines.folder import RunFolder


@click.command("quarantine", short_help="List or retry what a run gave up.")
@click.argument("action", type=click.Choice(("list", "retry")))
@click.option(
    "--run",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="The folder of the run: `read --run FOLDER`.",
)
@click.option("--no-store", is_flag=True, help="Keep nothing: only write parts.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that read. Default: all cores.")
@click.option("--engine", type=click.Choice(ENGINES), help="As of `read --run`.")
@click.option("--scheduler", metavar="ADDRESS", help="As of `read --run`.")
@click.option("--patience", type=click.FloatRange(min=1), metavar="SECONDS", help="As of `read --run`.")
@common
def command(
    action: str,
    run: Path,
    no_store: bool,
    jobs: int | None,
    engine: str | None,
    scheduler: str | None,
    patience: float | None,
    as_json: bool,
    db: Where | None,
) -> None:
    """List the reports that a run gave up, or read them again.

    A report is given up when the process that reads it dies twice, also alone: by a fault below Python, for want of memory, or because it
    takes too long. The others of its shard are read without it.

    \b
    dateline quarantine list --run FOLDER
    dateline quarantine retry --run FOLDER
    """
    from dateline.engines import folder

    if action == "list":
        with folder.opened(run, write=False) as opened:
            show(opened, as_json)
        return
    from dateline.engines import work
    from dateline.stores import open_store

    with nullcontext() if no_store else open_store(database(db)) as store, folder.opened(run) as opened:
        asked = opened.asked()
        if asked is None:
            raise click.UsageError(f"{run}: there is no run in this folder")
        opened.again(sorted({shard for shard, _ in opened.quarantine}))
        now = work.program(force=asked.program.force, columns=dict(asked.program.columns))
        told = Telling(lambda problem: remark(str(problem)), remark, as_json)
        how = {"engine": engine, "scheduler": scheduler, "patience": patience}
        through(opened, replace(asked, program=now), told, how=how, store=store, jobs=jobs or Settings.of().jobs)


def show(opened: RunFolder, as_json: bool) -> None:
    """What is in quarantine, a line each."""
    from dateline import output

    for found in opened.quarantine.values():
        click.echo(output.dumps(asdict(found)) if as_json else f"{found.where}: {found.reason}")
    if not opened.quarantine:
        nothing("nothing is in quarantine", as_json)


def remark(words: str) -> None:
    """Something worth knowing, on standard error."""
    click.echo(f"dateline: {words}", err=True)
