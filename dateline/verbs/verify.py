"""`dateline verify`: whether the ledger is what was written."""

from __future__ import annotations

import sys

import click

from dateline.settings import Where
from dateline.verbs.common import common, counted, opened


@click.command("verify", short_help="Prove that no decision was changed afterwards.")
@click.option("--head", metavar="N:HASH", help="Prove too that this entry, noted down earlier, is still there.")
@common
def command(head: str | None, as_json: bool, db: Where | None) -> None:
    """Prove that the ledger of proposals and decisions is what was written: every entry is chained to the one before by its hash.

    The number and hash of the last entry are printed. Whoever notes them down can prove later that nothing was cut off either.

    \b
    dateline verify
    dateline verify --head 12:5f0c9e
    """
    from dateline import output

    with opened(db) as store:
        broken, last = store.ledger.verify(), store.ledger.head()
        problem = f"entry {broken.number}: {broken.reason}" if broken else not_there(store.ledger.hash_of(number_of(head)), head)
    told = {"entries": last.number if last else 0, "head": last.hash if last else None, "broken": broken.number if broken else None}
    if as_json:
        click.echo(output.dumps({"ok": problem is None, **told, "problem": problem}))
    elif problem is None:
        click.echo(f"{counted(last.number, 'entry')}, unbroken; head {last.number}:{last.hash}" if last else "0 entries, unbroken")
    if problem:
        click.echo(f"dateline: {problem}", err=True)
        sys.exit(1)


def number_of(head: str | None) -> int:
    """The number before the colon; 0 where no head is given. Raises BadParameter."""
    if head is None:
        return 0
    number, colon, _ = head.partition(":")
    if not (colon and number.isdecimal()):
        raise click.BadParameter(f"{head!r} is no head; write it as dateline verify printed it: 12:5f0c9e")
    return int(number)


def not_there(kept: str | None, head: str | None) -> str | None:
    """Why a head that was noted down is not the ledger's; None when it is."""
    if head is None:
        return None
    number, _, begins = head.partition(":")
    if kept is None:
        return f"entry {number}: the ledger ends before it"
    return None if begins and kept.startswith(begins) else f"entry {number}: its hash is not the one that was noted down"
