"""`dateline list`: the records that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from dateline.settings import Where
from dateline.verbs.common import asked, common, opened, print_records, wanted

if TYPE_CHECKING:
    from dateline.stores.search import Wanted
    from dateline.stores.sqlite import SqliteStore


@click.command("list", short_help="List the records that are kept.")
@asked
@click.option("--view", metavar="NAME", help="As this saved view asks; other options add to it or win over it.")
@click.option("--facets", is_flag=True, help="Count them by kind, type, stance and so on, instead of listing them.")
@common
def command(as_json: bool, db: Where | None, facets: bool, **options: Any) -> None:
    """List the records that are kept, by the day of their report.

    \b
    dateline list --kind toll --type displaced --stance unverified
    dateline list --source "united nations" --since 2018-06-01 --json
    dateline list --near Aleppo:20km --decision none --sort time --facets
    """
    with opened(db) as store:
        question = wanted(options, store)
        if facets:
            print_facets(store, question, as_json)
        else:
            print_records(store.records(question), as_json)


def print_facets(store: SqliteStore, question: Wanted, as_json: bool) -> None:
    """How many records have each value, on standard output."""
    from dateline import output, show

    counts = store.facets(question)
    if as_json:
        click.echo(output.dumps(counts))
        return
    for name, found in counts.items():
        click.echo(f"{name}: " + (", ".join(f"{show.line(value)} {count}" for value, count in found.items()) or "none"))
