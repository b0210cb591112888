"""`dateline link`: writes down what the program proposes about what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dateline.settings import Where
from dateline.verbs._linked import of_store
from dateline.verbs.common import common, counted, database, progress

if TYPE_CHECKING:
    from dateline.link.overview import Overview
    from dateline.types import Entry, Judgement


SAID = {"reports": "report", "incidents": "incident", "disputes": "dispute", "copies": "copy", "proposals": "new proposal"}


@click.command("link", short_help="Write the program's proposals into the ledger.")
@common
def command(as_json: bool, db: Where | None) -> None:
    """Write what the program proposes into the ledger: which records tell of one happening, which tolls bring others up to date, which
    reports are copies.

    `incidents`, `disputes`, `timeline` and `copies` need no such step: they always work on all that is kept. This is for who wants to keep
    what was proposed, when, and by which version. What was proposed before is not written again.

    \b
    dateline link
    """
    from dateline import output
    from dateline.errors import StoreError
    from dateline.stores import open_store

    path = database(db)
    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `dateline read` makes one")
    with open_store(path) as store, progress(quiet=False) as tell:
        found = of_store(store, tell)
        known = {_key(e) for e in store.ledger.entries(machine=True)}
        new = [j for j in proposals(found) if (j.left, j.right, j.verdict, j.score) not in known]
        store.ledger.add_all(new)
    linked = found.linked
    counts = {
        "reports": len(linked.accounts),
        "incidents": sum(len(i.reports) > 1 for i in linked.incidents),
        "disputes": len(found.disputes),
        "copies": len(linked.origins),
        "proposals": len(new),
    }
    if as_json:
        click.echo(output.dumps(counts))
    else:
        click.echo(", ".join(counted(number, SAID[name]) for name, number in counts.items()) + " in the ledger")


def _key(entry: Entry) -> tuple[str, str, str, float | None]:
    item = entry.judgement
    return item.left, item.right, item.verdict, item.score


def proposals(found: Overview) -> Iterator[Judgement]:
    """The program's proposals as judgements, in a fixed order."""
    from datetime import UTC, datetime

    from dateline import __version__
    from dateline.link import tolls
    from dateline.types import Judgement

    by, at = f"dateline {__version__}", datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    for incident in found.linked.incidents:
        for pair in incident.proposals:
            yield Judgement(pair.left, pair.right, "same", by, at, score=pair.score, reason=", ".join(pair.reasons), machine=True)
        for earlier, later in tolls.series(incident):
            yield Judgement(earlier.id, later.id, "updates", by, at, machine=True)
    for copy, origin in sorted(found.linked.origins.items()):
        yield Judgement(origin, copy, "copy", by, at, machine=True)
