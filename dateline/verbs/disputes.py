"""`dateline disputes`: where what is kept does not agree."""

from __future__ import annotations

import click

from dateline.settings import Where
from dateline.verbs._linked import chosen, dispute_lines, echo_all, first, look
from dateline.verbs.common import common


def known_kind(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A kind of dispute. Raises BadParameter with the list for another."""
    from dateline.link.disputes import KINDS

    if value and value not in KINDS:
        raise click.BadParameter(f"{value!r} is no kind of dispute; known: {', '.join(KINDS)}")
    return value


@click.command("disputes", short_help="Where reports and sources disagree.")
@click.option("--kind", callback=known_kind, metavar="KIND", help="value, scope, time, place, denial, control or condition.")
@chosen
@common
def command(
    kind: str | None, place: str | None, since: str | None, until: str | None, limit: int | None, as_json: bool, db: Where | None
) -> None:
    """Where reports and sources disagree, the latest first: each side with who says it, when, and in which words.

    --since and --until are the days of the latest report in it. A dispute between records that the program takes for one happening is as
    sure as that is; `dateline judge` settles it.

    \b
    dateline disputes --place Kitshanga
    dateline disputes --kind control --json
    """
    found = look(db)
    kept = [d for d in found.disputes if kind is None or d.kind == kind]
    if since or until or place:
        from dateline.link.forms import iso

        days = [(d, iso(d.day) or "") for d in kept]
        kept = [d for d, reported in days if (not since or reported >= since) and (not until or reported <= until)]
        wanted = (place or "").casefold()
        kept = [d for d in kept if wanted in f"{d.about} {' '.join(s.fact.quote for side in d.sides for s in side.statements)}".casefold()]
    if as_json:
        from dateline import output
        from dateline.link import forms

        for dispute in first(kept, limit):
            click.echo(output.dumps(forms.dispute_json(dispute)))
        return
    echo_all((dispute_lines(d, found) for d in first(kept, limit)), "no disagreement found")
