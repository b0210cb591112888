"""What several verbs have in common.

In: options of the command line. Out: the options that every verb has, the database, what is asked for, and records or readings on
standard output.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from dateline.errors import DatelineError
from dateline.settings import DATABASE, Settings

if TYPE_CHECKING:
    from dateline.stores.search import Found, Wanted
    from dateline.stores.sqlite import SqliteStore
    from dateline.types import Reading, Reason

Verb = TypeVar("Verb", bound=Callable[..., Any])


def common(verb: Verb) -> Verb:
    """The options that every verb has."""
    help_db = f"The database. Default: DATELINE_DB, or {DATABASE} in the working folder."
    verb = click.option("--db", type=click.Path(path_type=Path), metavar="PATH", help=help_db)(verb)
    return click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of text.")(verb)


def database(db: Path | None) -> Path:
    """The database that is meant."""
    return db or Settings.of().database


def asked(verb: Verb) -> Verb:
    """The options that say which records are meant."""
    verb = click.option("--limit", type=click.IntRange(min=1), help="At most so many.")(verb)
    for name, check, text in (
        ("report", None, "Of the report with this id, the beginning of an id, or ref."),
        ("until", day, "Whose own time begins on or before this day."),
        ("since", day, "Whose own time ends on or after this day."),
        ("place", None, "With these words in the name of their place."),
        ("source", None, "With these words in the name of who says it."),
        ("modality", listed, "actual, negated, expected, intended or possible."),
        ("stance", listed, "stated, claimed, alleged, denied, unverified or confirmed."),
        ("type", listed, "Such as killed, shelling, water, captures, denies."),
        ("kind", listed, "event, toll, condition, control or claim."),
    ):
        verb = click.option(f"--{name}", callback=check, metavar=name.upper(), help=text)(verb)
    return verb


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A calendar day. Raises BadParameter for words that are none."""
    from datetime import date

    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write it as 2018-06-14") from error


def listed(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A value of a closed list of the codebook. Raises BadParameter with the list for one that is not on it."""
    from dateline import kinds

    types = tuple(t for kind in kinds.KINDS for t in kinds.kind(kind).types)
    known = {"kind": kinds.KINDS, "type": types, "stance": kinds.STANCES, "modality": kinds.MODALITIES}[str(param.name)]
    if value and value not in known:
        raise click.BadParameter(f"{value!r} is no {param.name}; known: {', '.join(known)}")
    return value


def wanted(options: dict[str, Any]) -> Wanted:
    """The options that say which records are meant, as the store takes them."""
    from dateline.stores.search import Wanted

    return Wanted(**options)


def print_reading(reading: Reading, as_json: bool, reasons: Sequence[Reason] | None = None) -> None:
    """A reading on standard output: one line of JSON, or a table of its records; with the reasons of its records when there are."""
    if as_json:
        from dateline import output

        told = {} if reasons is None else {"reasons": [output.reason_json(reading, r) for r in reasons]}
        click.echo(output.dumps(output.as_json(reading) | told))
        return
    from dateline import show
    from dateline.stores.search import Found

    out = show.console()
    out.print(show.headline(reading), markup=False, soft_wrap=True)
    if reading.records and reasons is None:
        out.print(show.table((Found(reading, record) for record in reading.records), width=out.width))
    for line in show.reasons(reading, reasons or ()):
        out.print(line, markup=False, soft_wrap=True)
    for doubt in show.doubts(reading):
        out.print(doubt, markup=False, soft_wrap=True)
    out.print(show.counts(reading), markup=False)
    out.print()


def print_records(found: Iterable[Found], as_json: bool) -> None:
    """Records on standard output: one a line, or a table."""
    if as_json:
        from dateline import output

        for item in found:
            click.echo(output.dumps(output.found_json(item.reading, item.record)))
        return
    from dateline import show as shown

    out = shown.console()
    out.print(shown.table(found, report=True, width=out.width))


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """How far it is, on a terminal's standard error and nowhere else."""
    if quiet or not sys.stderr.isatty():
        yield lambda words: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update


@contextmanager
def written(target: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when it is whole. Raises DatelineError when it cannot be written."""
    if target is None:
        yield sys.stdout
        return
    part = target.with_name(target.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(target)
    except OSError as error:
        raise DatelineError(f"{target}: {(error.strerror or str(error)).lower()}") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(db: Path | None) -> Iterator[SqliteStore]:
    """The database, for reading only."""
    from dateline.stores import open_store

    with open_store(database(db), write=False) as store:
        yield store
