"""`dateline db`: looking after a database."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.settings import Server, Where, where
from dateline.verbs import _moving
from dateline.verbs.common import common, database, progress

if TYPE_CHECKING:
    from dateline.stores.care import Check


@click.command("db", short_help="Check, upgrade, copy, restore or compact a database.")
@click.argument("action", type=click.Choice(["check", "upgrade", "backup", "restore", "compact", "copy", "roles"]))
@click.argument("places", type=where, nargs=-1, metavar="[FROM TO]")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The copy, for backup.")
@click.option("--from", "source", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The copy, for restore.")
@common
def command(action: str, places: tuple[Where, ...], target: Path | None, source: Path | None, as_json: bool, db: Where | None) -> None:
    """Look after a database.

    \b
    check     look at the file, the indexes, every reading and the ledger
    upgrade   bring a database of an older version to this one, with a backup beside it
    backup    copy it to -o FILE, though others may be using it
    restore   put the copy --from FILE in its place; the old one is kept beside it
    compact   make the indexes anew and the file as small as it can be
    copy      bring all of one database into another, file or server; proves that both hold the same
    roles     on a server: make the roles that may read, and that may also keep and decide

    \b
    dateline db check
    dateline db backup -o monday.db
    dateline db copy dateline.db postgresql://ana@desk.example.org/reports
    """
    path = database(db)
    if (len(places) == 2) != (action == "copy") or len(places) not in (0, 2):
        raise click.UsageError("FROM and TO are for copy, and copy needs both")
    if (action == "backup") != (target is not None):
        raise click.UsageError("-o FILE is for backup, and backup needs it")
    if (action == "restore") != (source is not None):
        raise click.UsageError("--from FILE is for restore, and restore needs it")
    if action == "copy":
        _moving.copied(places[0], places[1], partial(told, as_json=as_json))
    elif action == "roles":
        _moving.granted(path, partial(told, as_json=as_json))
    elif action == "upgrade":
        upgraded(path, as_json)
    elif source:
        restored(path, source, as_json)
    else:
        cared(path, action, target, as_json)


def upgraded(path: Where, as_json: bool) -> None:
    """Upgrade, and say what was kept of the old."""
    from dateline.stores import upgrades

    if isinstance(path, Server):
        _moving.migrated(path, partial(told, as_json=as_json))
        return
    with progress(quiet=False) as tell:
        kept = upgrades.upgrade(path, tell)
    said = f"{path}: upgraded; the old one is kept in {kept}" if kept else f"{path}: nothing to do"
    told({"action": "upgrade", "upgraded": kept is not None, "backup": str(kept) if kept else None}, said, as_json)


def restored(path: Where, source: Path, as_json: bool) -> None:
    """Put a copy in the place of the database, and say where the old one lies."""
    from dateline.errors import StoreError
    from dateline.stores import restoring

    if isinstance(path, Server):
        raise StoreError(f"{path}: a server's database is restored with the server's own means")
    old = restoring.restore(path, source)
    said = f"{path}: restored from {source}" + (f"; the old one is kept in {old}" if old else "")
    told({"action": "restore", "file": str(path), "replaced": str(old) if old else None}, said, as_json)


def cared(path: Where, action: str, target: Path | None, as_json: bool) -> None:
    """Check, copy or compact a database of this version."""
    from dateline.errors import StoreError
    from dateline.stores import care, open_store

    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `dateline read` makes one")
    with open_store(path) as store, progress(quiet=False) as tell:
        if action == "check":
            checks, sizes = list(care.check(store, tell)), care.sizes(store)
            print_check(checks, sizes, store.count(), as_json)
        elif action == "backup" and target:
            care.backup(store, target)
            told({"action": action, "file": str(target), "bytes": target.stat().st_size}, f"copied to {target}", as_json)
        else:
            before, after = care.compact(store, tell)
            told({"action": action, "before": before, "after": after}, f"{before:,} bytes before, {after:,} now", as_json)


def told(data: dict[str, object], words: str, as_json: bool) -> None:
    """What was done, on standard output."""
    from dateline import output

    click.echo(output.dumps(data) if as_json else words)


def print_check(checks: Sequence[Check], sizes: Mapping[str, int], count: tuple[int, int], as_json: bool) -> None:
    """What was looked at and what is wrong; exit status 1 when anything is."""
    from dateline import output

    sound = not any(check.problems for check in checks)
    if as_json:
        looked = {check.name: list(check.problems) for check in checks}
        click.echo(output.dumps({"ok": sound, "checks": looked, "reports": count[0], "records": count[1], "bytes": dict(sizes)}))
    else:
        for check in checks:
            click.echo(f"{check.name}: {'; '.join(check.problems) or 'sound'}")
        click.echo(f"{count[0]} reports, {count[1]} records, {sizes['file']:,} bytes")
    if not sound:
        sys.exit(1)
