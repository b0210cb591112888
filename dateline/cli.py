"""The command line. In: verbs and options. Out: data on standard output, everything else on standard error, and an exit status:
0 done, 1 some input failed, 2 wrong use. What a verb needs is imported when it runs, so that help comes at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from dateline import __version__
from dateline.errors import DatelineError, InputError, StoreError
from dateline.settings import DATABASE, Settings

if TYPE_CHECKING:
    from dateline.batch import Read
    from dateline.stores.search import Found, Wanted
    from dateline.stores.sqlite import SqliteStore
    from dateline.types import Reading

Verb = TypeVar("Verb", bound=Callable[..., Any])


class Verbs(click.Group):
    """The verbs; an error that a user can mend is one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        try:
            return super().invoke(ctx)
        except DatelineError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="dateline")
def cli() -> None:
    """Read reports of conflict and crisis, and write down who says what happened, where, when, how firmly, in which words.

    Nothing leaves this machine.

    \b
    dateline read report.txt              read a report, show its records, keep them
    dateline list --kind toll             the records that are kept
    dateline export csv -o records.csv    all of them as a table
    """


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


# ---------------------------------------------------------------- read


@cli.command(short_help="Read reports and keep their records.")
@click.argument("sources", nargs=-1, required=True, metavar="FILE...")
@click.option("--no-store", is_flag=True, help="Keep nothing: only show what was read.")
@click.option("--force", is_flag=True, help="Read a report in an unsupported language all the same.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Processes that read. Default: one for a few reports, else all cores."
)
@common
def read(sources: tuple[str, ...], no_store: bool, force: bool, jobs: int | None, as_json: bool, db: Path | None) -> None:
    """Read reports and keep their records.

    FILE is a text, a web page, a batch (.jsonl: one object a line with "text" or "html"), a folder of these, or - for standard input.
    A report that cannot be read is named on standard error with the reason; the others go on, and the exit status is 1.

    \b
    dateline read story.txt page.html
    dateline read --json --no-store reports.jsonl > readings.jsonl
    pbpaste | dateline read -
    """
    from dateline import batch
    from dateline.stores import open_store

    path = database(db)
    with nullcontext() if no_store else open_store(path) as store:
        failed = total = 0
        with progress(quiet=not as_json and sys.stdout.isatty()) as tell:
            for item in batch.read_many(sources, force=force, jobs=jobs or Settings.of().jobs):
                problem = item if isinstance(item, InputError) else keep(store, item)
                failed, total = failed + bool(problem), total + 1
                if problem:
                    click.echo(f"dateline: {problem}", err=True)
                if not isinstance(item, InputError):
                    print_reading(item.reading, as_json)
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


def print_reading(reading: Reading, as_json: bool) -> None:
    """A reading on standard output: one line of JSON, or a table of its records."""
    if as_json:
        from dateline import output

        click.echo(output.dumps(output.as_json(reading)))
        return
    from dateline import show
    from dateline.stores.search import Found

    out = show.console()
    out.print(show.headline(reading), markup=False, soft_wrap=True)
    if reading.records:
        out.print(show.table((Found(reading, record) for record in reading.records), width=out.width))
    for doubt in show.doubts(reading):
        out.print(doubt, markup=False, soft_wrap=True)
    out.print(show.counts(reading), markup=False)
    out.print()


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """How far it is, on a terminal's standard error and nowhere else."""
    if quiet or not sys.stderr.isatty():
        yield lambda words: None
        return
    from rich.console import Console

    with Console(stderr=True).status("reading") as status:
        yield status.update


# ---------------------------------------------------------------- look


@cli.command(short_help="Show one report or one record.")
@click.argument("ident", metavar="ID")
@common
def show(ident: str, as_json: bool, db: Path | None) -> None:
    """Show one report with its records marked in the text, or one record with every value and its words.

    ID is the id of a report or a record, as far as it is unique, or the ref of a report.

    \b
    dateline show sha256:9c1e
    dateline show r1a2b3c
    """
    with opened(db) as store:
        found = store.record(ident) if looks_like_record(ident) else None
        if found:
            print_record(found, as_json)
        else:
            print_report(store.reading(ident), as_json)


def looks_like_record(ident: str) -> bool:
    """Records have ids that begin with r and hexadecimal digits."""
    return ident[:1] == "r" and len(ident) > 1 and all(c in "0123456789abcdef" for c in ident[1:])


def print_record(found: Found, as_json: bool) -> None:
    """A record on standard output."""
    if as_json:
        from dateline import output

        click.echo(output.dumps(output.found_json(found.reading, found.record)))
        return
    from dateline import show as shown

    click.echo("\n".join(shown.record_lines(found)))


def print_report(reading: Reading, as_json: bool) -> None:
    """A report with its records on standard output."""
    if as_json:
        print_reading(reading, as_json)
        return
    from dateline import show as shown
    from dateline.stores.search import Found

    click.echo("\n".join(shown.report_lines(reading)))
    out = shown.console()
    out.print(shown.table((Found(reading, record) for record in reading.records), numbered=True, width=out.width))
    for doubt in shown.doubts(reading):
        out.print(doubt, markup=False, soft_wrap=True)
    out.print(shown.counts(reading), markup=False)


@cli.command("list", short_help="List the records that are kept.")
@asked
@common
def list_records(as_json: bool, db: Path | None, **options: Any) -> None:
    """List the records that are kept, by the day of their report.

    \b
    dateline list --kind toll --type displaced --stance unverified
    dateline list --source "united nations" --since 2018-06-01 --json
    """
    with opened(db) as store:
        print_records(store.records(wanted(options)), as_json)


def wanted(options: dict[str, Any]) -> Wanted:
    """The options that say which records are meant, as the store takes them."""
    from dateline.stores.search import Wanted

    return Wanted(**options)


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


@cli.command(short_help="Search the kept reports for words.")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many reports.")
@common
def search(words: tuple[str, ...], limit: int, as_json: bool, db: Path | None) -> None:
    """Search the kept reports for words; the records whose evidence holds them come with each report.

    All words must be there. "Quoted words" stand together, wor* begins a word.

    \b
    dateline search hospital derna
    dateline search '"summary killing"'
    """
    from dateline import show as shown
    from dateline.stores.search import Found

    with opened(db) as store:
        out = shown.console()
        for hit in store.search(" ".join(words), limit=limit):
            if as_json:
                from dateline import output

                click.echo(output.dumps(output.hit_json(hit.reading, hit.snippet, hit.records)))
                continue
            click.echo("\n".join(shown.hit_lines(hit)))
            if hit.records:
                out.print(shown.table((Found(hit.reading, record) for record in hit.records), width=out.width))
            out.print()


# ---------------------------------------------------------------- export


def known_format(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A name of the list of exporters. Raises BadParameter with the list for another."""
    from dateline.exports import EXPORTERS

    if value not in EXPORTERS:
        raise click.BadParameter(f"{value!r} is no format; known: {', '.join(EXPORTERS)}")
    return value


@cli.command(short_help="Write what is kept in another format.")
@click.argument("format_", callback=known_format, metavar="FORMAT")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file.")
@common
def export(format_: str, target: Path | None, as_json: bool, db: Path | None) -> None:
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


def main() -> None:
    """The entry point of the `dateline` command."""
    cli(prog_name="dateline")
