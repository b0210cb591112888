"""What `read --run` and `quarantine retry` have in common. In: options. Out: a run, gone through, and on standard output a summary."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dateline.errors import InputError
from dateline.verbs.common import counted, progress

if TYPE_CHECKING:
    from dateline.engines.base import Engine
    from dateline.engines.folder import Asked, RunFolder
    from dateline.engines.running import Summary
    from dateline.stores.sqlite import SqliteStore

Verb = TypeVar("Verb", bound=Callable[..., Any])
ENGINES = ("local", "dask")
ONLY_WITH_RUN = {"parts": "--parts", "form": "--part-format", "engine": "--engine", "scheduler": "--scheduler", "patience": "--patience"}


@dataclass(frozen=True, slots=True)
class Telling:
    """Where a run says what failed and what is worth knowing, and whether its summary is JSON."""

    failed: Callable[[InputError], None]
    note: Callable[[str], None]
    as_json: bool


def running(verb: Verb) -> Verb:
    """The options of a run."""
    for option in (
        click.option(
            "--patience", type=click.FloatRange(min=1), metavar="SECONDS", help="Of the processor, for any one report. Default: 60."
        ),
        click.option(
            "--scheduler", metavar="ADDRESS", help="Of a Dask scheduler, such as tcp://head:8786. Default: a cluster of this machine."
        ),
        click.option("--engine", type=click.Choice(ENGINES), help="Who reads: processes of this machine (local, the default), or Dask."),
        click.option("--part-format", "form", type=click.Choice(("jsonl", "parquet")), help="What parts are written as. Default: jsonl."),
        click.option("--parts", metavar="FOLDER", help="Where the parts of a run go: a folder or an address. Default: in the run's."),
        click.option(
            "--run",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="FOLDER",
            help="Read many reports so that it can be gone on with.",
        ),
    ):
        verb = option(verb)
    return verb


def is_run(how: Mapping[str, Any], *, no: Sequence[str]) -> bool:
    """Whether a run is asked for. Raises UsageError for what goes only with one, or with none."""
    if how["run"] is None:
        lost = [name for key, name in ONLY_WITH_RUN.items() if how[key]]
        if lost:
            raise click.UsageError(f"{', '.join(lost)}: only with --run FOLDER")
        return False
    if no:
        raise click.UsageError(f"{', '.join(no)}: not with --run")
    if how["scheduler"] and how["engine"] != "dask":
        raise click.UsageError("--scheduler: only with --engine dask")
    return True


def go(
    how: Mapping[str, Any],
    sources: Sequence[str],
    told: Telling,
    *,
    store: SqliteStore | None,
    jobs: int | None,
    force: bool,
    columns: Mapping[str, str],
) -> None:
    """Begin a run or go on with it; ends with exit status 1 where something failed. Raises DatelineError."""
    from dateline.engines import folder, work

    parts = how["parts"] or str(Path(how["run"], "parts").absolute())
    asked = folder.Asked(tuple(sources), work.program(force=force, columns=columns), parts, how["form"] or "jsonl")
    with folder.opened(how["run"]) as opened:
        through(opened, asked, told, how=how, store=store, jobs=jobs)


def through(opened: RunFolder, asked: Asked, told: Telling, *, how: Mapping[str, Any], store: SqliteStore | None, jobs: int | None) -> None:
    """Go through with a run whose folder is open."""
    from dateline.engines import work
    from dateline.engines.running import Run

    patience = how["patience"] or work.LEAST
    try:
        with closing(engine(how, jobs, told.note)) as at_work, progress(quiet=False) as tell:
            summary = Run(opened, asked, at_work, store, told.note, tell, told.failed, patience).go()
    except KeyboardInterrupt:
        click.echo(f"Stopped; the same command with --run {opened.path} goes on", err=True)
        sys.exit(1)
    show(summary, told.as_json)
    if summary.failed or summary.quarantined:
        sys.exit(1)


def engine(how: Mapping[str, Any], jobs: int | None, note: Callable[[str], None]) -> Engine:
    """The engine that is asked for, started. Raises DatelineError when it cannot be had."""
    from dateline.settings import cores

    if how["engine"] == "dask":
        from dateline.engines.cluster import DaskEngine

        return DaskEngine(how["scheduler"], jobs or cores(), note=note)
    from dateline.engines.local import LocalEngine

    return LocalEngine(jobs or cores())


def show(summary: Summary, as_json: bool) -> None:
    """What a run has come to, on standard output."""
    from dateline import output

    if as_json:
        click.echo(output.dumps(asdict(summary)))
        return
    counts = f"{summary.read:,} reports read, {summary.failed} failed, {summary.quarantined} in quarantine"
    click.echo(f"{counts}; {summary.now} of {counted(summary.shards, 'shard')} just now\noutput {summary.output}")
