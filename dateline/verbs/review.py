"""`dateline review`: what people decide about records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from dateline.settings import Where
from dateline.verbs.common import common, database, nothing, opened, print_records

if TYPE_CHECKING:
    from dateline.stores.sqlite import SqliteStore
    from dateline.types import Entry, Judgement


def utc(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """A time in UTC, now where none is given. Raises BadParameter for another."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(value) if value else datetime.now(UTC)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no time; write it as 2026-01-31T12:00:00Z") from error
    if moment.tzinfo is None:
        raise click.BadParameter(f"{value!r} says no zone; write it as 2026-01-31T12:00:00Z")
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@click.command("review", short_help="Accept, reject or mend a record, or list what was decided.")
@click.argument("record", required=False)
@click.argument("verdict", required=False, type=click.Choice(["accept", "reject", "unsure"]))
@click.option("--set", "changes", multiple=True, metavar="FIELD=WORDS", help="Set a field to words of the report; no words empty it.")
@click.option("--undo", "undone", type=click.IntRange(min=1), metavar="N", help="Take back entry N of the ledger.")
@click.option("--by", metavar="NAME", help="Who decides. Needed to decide.")
@click.option("--reason", metavar="WORDS", help="Why.")
@click.option("--at", callback=utc, metavar="TIME", help="When, as 2026-01-31T12:00:00Z. Default: now.")
@click.option("--orphans", is_flag=True, help="List only decisions about records that are there no longer.")
@common
def command(record: str | None, verdict: str | None, orphans: bool, as_json: bool, db: Where | None, **options: Any) -> None:
    """Accept, reject or mend a record, or take a decision back; without RECORD list what was decided.

    Nothing is overwritten: each decision is an entry of the ledger, and to take one back is another.

    \b
    dateline review r1a2b3c accept --by Ana
    dateline review r1a2b3c --set place="the port" --set stance=alleged --by Ana --reason "the airport is named later"
    dateline review --undo 3 --by Ana
    """
    deciding = verdict or options["changes"] or options["undone"]
    if deciding and not (options["by"] or "").strip():
        raise click.UsageError("--by NAME is needed: a decision has somebody who takes it")
    if not deciding:
        if record:
            raise click.UsageError("say what is decided: accept, reject or unsure, or --set FIELD=WORDS")
        return print_decisions(db, orphans, as_json)
    if (options["undone"] is not None) == bool(record):
        raise click.UsageError("name the record that is decided about, or with --undo only the number of the entry")
    return decide(database(db), record, verdict, as_json, **options)


def decide(
    path: Where, record: str | None, verdict: str | None, as_json: bool, *, changes: Sequence[str], undone: int | None, **who: Any
) -> None:
    """Append the decisions, and show the record as it stands."""
    from dateline.errors import StoreError
    from dateline.stores import open_store

    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `dateline read` makes one")
    with open_store(path) as store:
        judgements = [store.ledger.undoing(undone, **who)] if undone else list(decisions(store, record or "", verdict, changes, who))
        entries = store.judge(judgements)
        print_entries(store, entries, as_json)
        if not as_json and store.has_record(entries[0].judgement.left):
            print_records([store.record(entries[0].judgement.left)], as_json)


def decisions(store: SqliteStore, ident: str, verdict: str | None, changes: Sequence[str], who: dict[str, Any]) -> Iterator[Judgement]:
    """The verdict and the changes as judgements. Raises NoEdit for a change that cannot be made."""
    from dateline.stores import edits, reviews

    found = store.record(ident)
    whole = store.report(found.reading.report.id).reading
    for change in changes:
        field, equals, words = change.partition("=")
        if not equals:
            raise click.UsageError(f"--set {change}: write it as FIELD=WORDS")
        set_to = edits.values(whole, found.record, field.strip(), words)
        yield reviews.change(whole, found.record, field.strip(), set_to, **who)
    if verdict:
        yield reviews.decision(whole, found.record, verdict, **who)


def print_decisions(db: Where | None, orphans: bool, as_json: bool) -> None:
    """What people decided and nobody took back, or only what is about records that are there no longer."""
    from dateline.link import overview
    from dateline.stores import reviews

    with opened(db) as store:
        lost = {entry.number for entry in store.orphans()}
        verdicts = dict.fromkeys((*reviews.VERDICTS, reviews.SET, reviews.ADD, *overview.VERDICTS))
        standing = store.ledger.standing(verdicts=verdicts, machine=False)
        told = [e for e in standing if e.number in lost or not orphans]
        if not told:
            nothing("no decision has lost its record" if orphans else "nothing was decided yet", as_json)
        print_entries(store, told, as_json, lost)


def print_entries(store: SqliteStore, entries: Sequence[Entry], as_json: bool, lost: set[int] | frozenset[int] = frozenset()) -> None:
    """Entries of the ledger on standard output."""
    from dateline import output, show

    for entry in entries:
        orphan = entry.number in lost
        click.echo(output.dumps(output.entry_json(entry) | {"orphan": orphan}) if as_json else show.entry_line(entry, orphan))
