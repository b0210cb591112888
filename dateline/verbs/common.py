"""What several verbs have in common.

In: options of the command line. Out: the options that every verb has, the database, what is asked for, and records or readings on
standard output.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from dateline.errors import DatelineError, StoreError
from dateline.settings import DATABASE, Settings, Where, where

if TYPE_CHECKING:
    from dateline.stores.search import Found, Wanted
    from dateline.stores.sqlite import SqliteStore
    from dateline.types import Reading, Reason

Verb = TypeVar("Verb", bound=Callable[..., Any])


def common(verb: Verb) -> Verb:
    """The options that every verb has."""
    help_db = f"The database: a file, or postgresql://… of a server. Default: DATELINE_DB, or {DATABASE} in the working folder."
    verb = click.option("--db", type=where, metavar="PATH", help=help_db)(verb)
    return click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of text.")(verb)


def database(db: Where | None) -> Where:
    """The database that is meant."""
    return db or Settings.of().database


# What may be asked for, in the order of the help, with what it says about the records.
ASKED = {
    "kind": "event, toll, condition, control or claim; several with commas.",
    "type": "Such as killed, shelling, water, captures, denies.",
    "stance": "stated, claimed, alleged, denied, unverified or confirmed.",
    "modality": "actual, negated, expected, intended or possible.",
    "source": "With these words in the name of who says it.",
    "source-type": "Such as official, witness, armed_group, anonymous.",
    "actor": "With these words in the name of an actor.",
    "place": "With these words in the name of their place.",
    "near": "So near a place: Aleppo:20km or 36.2,37.16:20km.",
    "box": "In a box: south,west,north,east in degrees.",
    "since": "Whose own time ends on or after this day.",
    "until": "Whose own time begins on or before this day.",
    "published-by": "Of reports that were published on or before this day, or do not tell.",
    "words": "With all these words in their evidence.",
    "publisher": "Of a report by this publisher or agency.",
    "report": "Of the report with this id, the beginning of an id, or ref.",
    "decision": "That people decided to accept, reject or unsure; none: not yet.",
    "sort": "By report (its day), newest, time, confidence or unsure.",
}

# How what is asked for is written, where it is not one of a list that has the name of the option.
WRITTEN = {
    **dict.fromkeys(("source", "actor", "place", "words"), "WORDS"),
    **dict.fromkeys(("since", "until", "published-by"), "DAY"),
    "near": "PLACE:KM",
    "box": "S,W,N,E",
    "publisher": "NAME",
    "report": "ID",
    "decision": "STATE",
    "sort": "ORDER",
}


def asked(verb: Verb) -> Verb:
    """The options that say which records are meant."""
    verb = click.option("--limit", type=click.IntRange(min=1), help="At most so many.")(verb)
    for name, text in reversed(ASKED.items()):
        verb = click.option(f"--{name}", callback=understood, metavar=WRITTEN.get(name, name.upper()), help=text)(verb)
    return verb


def understood(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Words that can be asked for under a name. Raises BadParameter with what is known for others."""
    return None if value is None else meant(value, str(param.name).replace("_", "-"))


def meant(words: str, name: str) -> str:
    """Words that can be asked for under a name. Raises BadParameter with what is known for others."""
    from dateline import asking

    try:
        asking.value(name, words)
    except asking.AskedWrongly as error:
        raise click.BadParameter(str(error)) from error
    return words


def words_of(options: dict[str, Any]) -> dict[str, str]:
    """What is asked for, by the names of the options."""
    return {name: options[key] for name in ASKED if options.get(key := name.replace("-", "_")) is not None}


def wanted(options: dict[str, Any], store: SqliteStore | None = None) -> Wanted:
    """The options that say which records are meant, as the store takes them; a saved view of the store first, where one is named.
    Raises StoreError for a view or a report that the store does not have."""
    from dateline import asking

    view = options.get("view")
    saved = store.view(view) if store and view else {}
    report = options.get("report")
    if store and report is not None and not store.has_report(report):
        raise StoreError(f"{store.path}: no report with the id {report!r}")
    return asking.wanted({**saved, **words_of(options)}, limit=options.get("limit"))


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
    """Records on standard output: one a line, or a table; where there are none, a line on standard error says so."""
    if as_json:
        from dateline import output

        for item in found:
            click.echo(output.dumps(output.found_json(item.reading, item.record, item.review)))
        return
    from dateline import show as shown

    rows, out = list(found), shown.console()
    if rows:
        out.print(shown.table(rows, report=True, width=out.width))
    else:
        nothing("no such record is kept", as_json)


def nothing(words: str, as_json: bool) -> None:
    """Says to people, on standard error, that there is nothing to show; programs see it by themselves."""
    if not as_json:
        click.echo(words, err=True)


def counted(count: int, what: str) -> str:
    """`1 row`, `2 rows`, `2 entries`."""
    many = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{count} {what if count == 1 else many}"


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
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as error:
        raise DatelineError(f"{target}: {(error.strerror or str(error)).lower()}") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(db: Where | None) -> Iterator[SqliteStore]:
    """The database, for reading only."""
    from dateline.stores import open_store

    with open_store(database(db), write=False) as store:
        yield store
