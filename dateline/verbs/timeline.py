"""`dateline timeline`: what is said to have happened, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dateline.settings import Where
from dateline.verbs._linked import STATES, chosen, echo_all, first, look, meets, side_line
from dateline.verbs.common import common

if TYPE_CHECKING:
    from dateline.link.overview import Overview
    from dateline.link.timeline import Moment


@click.command("timeline", short_help="What is said to have happened, day by day.")
@chosen
@common
def command(place: str | None, since: str | None, until: str | None, limit: int | None, as_json: bool, db: Where | None) -> None:
    """What is said to have happened, by the day on which it happened: one entry an incident, however many reports tell of it.

    What has no day of its own is left out, but for services and needs, which stand on the day of their report.

    \b
    dateline timeline --place Marib --since 2021-10-01 --until 2021-11-30
    """
    from dateline.link import timeline

    found = look(db)
    wanted = {i.id for i in found.linked.incidents if meets(i, place=place, since=since, until=until)}
    kept = first([m for m in timeline.moments(found) if m.incident in wanted], limit)
    if as_json:
        from dateline import output

        for moment in kept:
            click.echo(output.dumps(moment_json(moment)))
        return
    echo_all((lines(m, found) for m in kept), "nothing with a day")


def lines(moment: Moment, found: Overview) -> list[str]:
    """A day's entry: what, how many tell it, the main figures, what is disputed."""
    from dateline.link.forms import iso
    from dateline.show import line

    days = f"{iso(moment.day)}" + (f" to {iso(moment.last)}" if moment.last != moment.day else "")
    head = (
        f"{days}  {line(moment.what)}   {moment.reports} reports, {moment.independent} independent"
        if moment.reports > 1
        else f"{days}  {line(moment.what)}"
    )
    told = [f"    {name.replace('_', ' ')}: " + "; ".join(side_line(s, found, long=False) for s in sides) for name, sides in moment.fields]
    disputed = [f"    disputed: {', '.join(moment.disputed)}"] if moment.disputed else []
    return [f"{head}   {moment.incident} [{STATES[moment.state]}]", *told, *disputed]


def moment_json(moment: Moment) -> dict[str, object]:
    """A day's entry as JSON."""
    from dateline.link.forms import iso, side_json

    return {
        "first": iso(moment.day),
        "last": iso(moment.last),
        "what": moment.what,
        "incident": moment.incident,
        "state": moment.state,
        "reports": moment.reports,
        "independent": moment.independent,
        "fields": {name: [side_json(s) for s in sides] for name, sides in moment.fields},
        "disputed": list(moment.disputed),
    }
