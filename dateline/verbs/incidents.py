"""`dateline incidents`: happenings as all reports tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dateline.settings import Where
from dateline.verbs._linked import chosen, echo_all, first, incident_lines, look, look_at, meets
from dateline.verbs.common import common, meant

if TYPE_CHECKING:
    from dateline.link.incidents import Incident
    from dateline.link.overview import Overview


FEW = "no such happening that two reports tell of; --all shows the others too"


def known_type(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A type of the codebook. Raises BadParameter with the list for another."""
    return None if value is None else meant(value, "type")


@click.command("incidents", short_help="Happenings as all reports tell them.")
@click.argument("ident", required=False, metavar="[ID]")
@click.option("--all", "single", is_flag=True, help="Also what only one report tells, and how services stand.")
@click.option("--type", "type_", callback=known_type, metavar="TYPE", help="Told as this type, such as shelling or killed.")
@click.option("--report", metavar="ID", help="That this report tells, alone or with others; quick however much is kept.")
@chosen
@common
def command(
    ident: str | None, single: bool, type_: str | None,
    report: str | None, place: str | None, since: str | None, until: str | None, limit: int | None,
    as_json: bool, db: Where | None,
) -> None:  # fmt: skip
    """Happenings that more than one report tells of, with who says what, field by field; by their days.

    Which records tell of one happening is proposed by the program, until a person judges it (`dateline judge`). Copies of one text count as
    one. With ID, the id of an incident or of one of its records, everything about that one.

    \b
    dateline incidents --place Kramatorsk --since 2023-05-01
    dateline incidents i1a2b3c
    dateline incidents --report sha256:9c1e
    """
    found, only = look_at(db, report) if report else (look(db), None)
    if ident:
        show([found.incident(ident)], found, as_json, long=True)
        return
    kept = [i for i in found.linked.incidents if meets(i, place=place, since=since, until=until)]
    kept = [i for i in kept if only is None or only in i.reports]
    kept = [i for i in kept if (single or report or (len(i.reports) > 1 and not i.happenings[0].theme.startswith("condition")))]
    kept = [i for i in kept if type_ is None or any(f.type == type_ for f in i.facts)]
    show(list(first(kept, limit)), found, as_json, long=False, empty="no such happening" if single or report else FEW)


def show(incidents: list[Incident], found: Overview, as_json: bool, *, long: bool, empty: str = "") -> None:
    """Incidents on standard output; where there are none, `empty` on standard error."""
    if as_json:
        from dateline import output
        from dateline.link import forms

        for incident in incidents:
            click.echo(output.dumps(forms.incident_json(incident, found.linked.origins, found.disputes_of(incident))))
        return
    echo_all((incident_lines(i, found, long=long) for i in incidents), empty)
