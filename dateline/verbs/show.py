"""`dateline show`: one report with its marks, or one record with every value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dateline.settings import Where
from dateline.verbs.common import common, opened

if TYPE_CHECKING:
    from dateline.stores.reviews import Stands
    from dateline.stores.search import Found


@click.command("show", short_help="Show one report or one record.")
@click.argument("ident", metavar="ID")
@common
def command(ident: str, as_json: bool, db: Where | None) -> None:
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
            print_report(store.report(ident), as_json)


def looks_like_record(ident: str) -> bool:
    """Records have ids that begin with r and hexadecimal digits."""
    return ident[:1] == "r" and len(ident) > 1 and all(c in "0123456789abcdef" for c in ident[1:])


def print_record(found: Found, as_json: bool) -> None:
    """A record on standard output."""
    if as_json:
        from dateline import output

        click.echo(output.dumps(output.found_json(found.reading, found.record, found.review)))
        return
    from dateline import show as shown

    click.echo("\n".join(shown.record_lines(found)))


def print_report(stands: Stands, as_json: bool) -> None:
    """A report with its records, as they stand after people's decisions, on standard output."""
    reading, reviews = stands.reading, stands.reviews
    if as_json:
        from dateline import output

        click.echo(output.dumps(output.reviewed_json(reading, reviews)))
        return
    from dateline import show as shown
    from dateline.stores.search import Found

    click.echo("\n".join(shown.report_lines(reading)))
    out = shown.console()
    out.print(shown.table((Found(reading, r, reviews.get(r.id)) for r in reading.records), numbered=True, width=out.width))
    for doubt in shown.doubts(reading):
        out.print(doubt, markup=False, soft_wrap=True)
    out.print(shown.counts(reading), markup=False)
