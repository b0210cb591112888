"""`dateline link`: writes down what the program proposes about what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.settings import Where
from dateline.verbs._linked import of_store
from dateline.verbs.common import common, counted, database, progress

if TYPE_CHECKING:
    from dateline.link.overview import Overview
    from dateline.types import Entry, Judgement


SAID = {"reports": "report", "incidents": "incident", "disputes": "dispute", "copies": "copy", "proposals": "new proposal"}
ARCHIVED = {"reports": "report", "pairs": "pair of reports", "proposals": "proposal", "copies": "copy", "incidents": "happening"}
ARCHIVED |= {"together": "happening of several reports"}


@click.command("link", short_help="Write the program's proposals into the ledger; link an archive.")
@click.argument("parts", nargs=-1, type=click.Path(path_type=Path), metavar="[PARTS]...")
@click.option("--archive", is_flag=True, help="Link Parquet parts of a batch run (files or folders) instead of the database.")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Of an archive: incidents.")
@click.option("--work", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER", help="Of an archive: where to work; kept.")
@click.option("--jobs", type=click.IntRange(min=1), help="Of an archive: how many processes.")
@common
def command(
    parts: tuple[Path, ...], archive: bool, target: Path | None, work: Path | None, jobs: int | None, as_json: bool, db: Where | None
) -> None:
    """Write what the program proposes into the ledger: which records tell of one happening, which tolls bring others up to date, which
    reports are copies.

    `incidents`, `disputes`, `timeline` and `copies` need no such step: they always work on all that is kept. This is for who wants to keep
    what was proposed, when, and by which version. What was proposed before is not written again.

    With --archive nothing is kept in a database: the reports of Parquet parts, which may be millions, are linked into a Parquet file with a
    row an incident. A run that was stopped goes on where it stopped.

    \b
    dateline link
    dateline link --archive parts/*.parquet -o incidents.parquet
    """
    from dateline import output

    if not archive and (parts or target or work or jobs):
        raise click.UsageError("parts, -o, --work and --jobs are for --archive")
    said, told = (ARCHIVED, of_archive(parts, target, work, jobs)) if archive else (SAID, of_database(db))
    if as_json:
        click.echo(output.dumps(told))
        return
    words = ", ".join(counted(number, said[name]) for name, number in told.items())
    click.echo(f"{words}; written to {target}" if archive else f"{words} in the ledger")


def of_archive(parts: Sequence[Path], target: Path | None, work: Path | None, jobs: int | None) -> dict[str, int]:
    """Link the parts of an archive; counts of what came of it. Raises DatelineError."""
    from dataclasses import asdict

    from dateline.link import archive

    if not parts or target is None:
        raise click.UsageError("--archive needs parts and -o FILE")
    folder = work or target.with_name(target.name + ".work")
    with progress(quiet=False) as tell:
        made = archive.link(list(archive.parts_of(parts)), target, folder, jobs=jobs, tell=tell)
    if work is None:
        archive.cleared(folder)
    return asdict(made)


def of_database(db: Where | None) -> dict[str, int]:
    """Write the proposals about what is kept; counts of what was found. Raises StoreError."""
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
    return {
        "reports": len(linked.accounts),
        "incidents": sum(len(i.reports) > 1 for i in linked.incidents),
        "disputes": len(found.disputes),
        "copies": len(linked.origins),
        "proposals": len(new),
    }


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
