"""`dateline judge`: what people decide about what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import click

from dateline.settings import Where
from dateline.verbs._linked import incident_lines, of_store
from dateline.verbs.common import common, counted, database
from dateline.verbs.review import utc

if TYPE_CHECKING:
    from dateline.link.overview import Overview
    from dateline.stores.sqlite import SqliteStore
    from dateline.types import Entry

VERDICTS = ("same", "different", "unsure")


@click.command("judge", short_help="Decide whether records tell of one happening.")
@click.argument("ids", nargs=-1, required=True, metavar="ID [ID] same|different|unsure")
@click.option("--by", required=True, metavar="NAME", help="Who decides.")
@click.option("--reason", metavar="WORDS", help="Why.")
@click.option("--at", callback=utc, metavar="TIME", help="When, as 2026-01-31T12:00:00Z. Default: now.")
@common
def command(ids: Sequence[str], by: str, reason: str | None, at: str, as_json: bool, db: Where | None) -> None:
    """Decide whether two records tell of one happening, whether two reports are copies (different: they are not), or about a whole incident
    at once.

    Nothing is overwritten: each decision is an entry of the ledger, and `dateline review --undo N` takes it back. All groups follow.

    \b
    dateline judge i1a2b3c same --by Ana
    dateline judge r1a2b3c r4d5e6f different --by Ana --reason "another checkpoint"
    """
    from dateline.errors import StoreError
    from dateline.stores import open_store

    *about, verdict = ids
    if verdict not in VERDICTS or not 1 <= len(about) <= 2:
        raise click.UsageError(f"name an incident or two records (or two reports), then one of {', '.join(VERDICTS)}")
    path = database(db)
    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `dateline read` makes one")
    with open_store(path) as store:
        before = of_store(store)
        pairs = [named(store, before, about)] if len(about) == 2 else of_incident(before, about[0], verdict)
        entries = judge(store, pairs, verdict, by, at, reason)
        after = of_store(store)
    show(after, entries, verdict, as_json)


def named(store: SqliteStore, found: Overview, about: Sequence[str]) -> tuple[str, str]:
    """The two records or reports that are meant, by their whole ids. Raises StoreError."""
    one, other = (store.record(i).record.id if i[:1] == "r" and i[1:2] else store.reading(i).report.id for i in about)
    if one == other:
        raise click.UsageError(f"{about[0]} and {about[1]} are one and the same")
    return one, other


def of_incident(found: Overview, ident: str, verdict: str) -> list[tuple[str, str]]:
    """The pairs that hold an incident together, or, to part it, all pairs of its accounts. Raises DatelineError."""
    heads = [h.id for h in found.incident(ident).happenings]
    if len(heads) < 2:
        raise click.UsageError(f"{ident} has one account only: there is nothing to decide")
    return list(combinations(heads, 2)) if verdict == "different" else [(heads[0], other) for other in heads[1:]]


def judge(store: SqliteStore, pairs: Sequence[tuple[str, str]], verdict: str, by: str, at: str, reason: str | None) -> list[Entry]:
    """Append the decisions to the ledger, all or none; their entries."""
    from dateline.types import Judgement

    if not by.strip():
        raise click.UsageError("--by NAME is needed: a decision has somebody who takes it")
    return store.ledger.add_all(Judgement(one, other, verdict, by, at, reason=reason) for one, other in pairs)


def show(found: Overview, entries: Sequence[Entry], verdict: str, as_json: bool) -> None:
    """What was decided, with the numbers by which it can be taken back, and the incidents as they are now."""
    from dateline import output
    from dateline.show import entry_line

    pairs = [(e.judgement.left, e.judgement.right) for e in entries]
    held = [i for i in found.linked.incidents if any(f.id in p for f in i.facts for p in pairs)]
    if as_json:
        told = {"verdict": verdict, "pairs": pairs, "entries": [e.number for e in entries], "incidents": [i.id for i in held]}
        click.echo(output.dumps(told))
        return
    click.echo("\n".join((f"{verdict}: {counted(len(pairs), 'pair')} decided", *(entry_line(e, False) for e in entries))))
    for incident in held:
        click.echo("\n".join(incident_lines(incident, found, long=False)))
