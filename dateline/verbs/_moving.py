"""What `dateline db` does about servers: copying between databases, migrations, and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dateline.settings import Server, Where
from dateline.verbs.common import counted, progress

Done = Callable[[dict[str, Any], str], None]


def copied(source: Where, target: Where, done: Done) -> None:
    """Copy everything from one database to another, and say what proves it. Raises StoreError."""
    from dateline.errors import StoreError
    from dateline.stores import open_store
    from dateline.stores.copying import copy

    if source == target:
        raise StoreError(f"{source}: this is the database itself")
    with open_store(source, write=False) as kept, open_store(target) as other, progress(quiet=False) as tell:
        content = copy(kept, other, tell)
        head, (reports, records) = other.ledger.head(), other.count()
    entries = head.number if head else 0
    told = {"action": "copy", "from": str(source), "to": str(target), "reports": reports, "records": records, "entries": entries}
    ledger = f"{entries}:{head.hash}" if head else None
    held = f"{counted(reports, 'report')}, {counted(records, 'record')} and {counted(entries, 'decision')}"
    said = f"{held} now in {target}; content {content}, ledger {ledger or 'empty'}"
    done(told | {"content": content, "head": ledger}, said)


def migrated(server: Server, done: Done) -> None:
    """Bring the tables on a server to this version. Raises StoreError."""
    from dateline.stores.server import opening

    with progress(quiet=False) as tell:
        run = opening.upgrade(server, tell)
    said = f"{server}: migrations {', '.join(map(str, run))} run" if run else f"{server}: nothing to do"
    done({"action": "upgrade", "upgraded": bool(run), "backup": None}, said)


def granted(where: Where, done: Done) -> None:
    """Make the roles of a server's database. Raises StoreError for a file."""
    from dateline.errors import StoreError

    if not isinstance(where, Server):
        raise StoreError(f"{where}: roles are for databases on a server; who may read or write a file is for its folder to say")
    from dateline.stores.server import roles

    reader, writer = roles.grant(where)
    said = f"{where}: {reader} may read; {writer} may also keep reports and decide; give them with GRANT {writer} TO name"
    done({"action": "roles", "reader": reader, "writer": writer}, said)
