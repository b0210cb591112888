"""`dateline status`: the situation of a place on a day, as it is said to be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from dateline.settings import Where
from dateline.verbs.common import common, meant, opened, understood

if TYPE_CHECKING:
    from dateline.stores.situation import Situation, Statement


def day(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """A calendar day. Raises BadParameter for words that are none."""
    return meant(value, "since")


@click.command("status", short_help="Who is said to hold a place, what works there, the latest tolls.")
@click.option("--place", metavar="WORDS", help="With these words in the name of the place, its province or country.")
@click.option("--near", callback=understood, metavar="NEAR", help="So near a place: Aleppo:20km or 36.2,37.16:20km.")
@click.option("--at", required=True, callback=day, metavar="DAY", help="On this day, as 2018-06-14.")
@common
def command(place: str | None, near: str | None, at: str, as_json: bool, db: Where | None) -> None:
    """Say who is said to hold a place on a day, how services are said to stand, and the latest tolls: of each source its latest word, with
    its age in days. What nobody speaks of is said to be a gap.

    \b
    dateline status --place Derna --at 2018-06-14
    dateline status --near Aleppo:20km --at 2016-12-01 --json
    """
    from datetime import date

    from dateline import asking, output
    from dateline.stores.situation import situation, with_inferred

    asked = {name: words for name, words in (("place", place), ("near", near)) if words}
    if not asked:
        raise click.UsageError("say where: --place WORDS or --near PLACE:KM")
    with opened(db) as store:
        found = with_inferred(store.records(asking.wanted(asked)), lambda ident: store.report(ident).reviews)
        told = situation(found, date.fromisoformat(at))
    if as_json:
        click.echo(output.dumps({**asked, "at": at, **situation_json(told)}))
    else:
        print_situation(told, " ".join(asked.values()), at)


def situation_json(told: Situation) -> dict[str, Any]:
    """The situation as an object."""
    return {
        "reports": told.reports,
        "control": [statement_json(s) for s in told.control],
        "conditions": {sector: [statement_json(s) for s in said] for sector, said in told.conditions.items()},
        "tolls": {kind: [statement_json(s) for s in said] for kind, said in told.tolls.items()},
        "gaps": {"control": not told.control, "conditions": list(told.silent), "tolls": not told.tolls, "undated": told.undated},
    }


def statement_json(statement: Statement) -> dict[str, Any]:
    """A statement as an object: what it says, who and how firmly, how old it is, and the record that it rests on."""
    from dateline import output

    found = statement.found
    plain = {
        "says": statement.says,
        "where": statement.where,
        "inferred": statement.inferred,
        "source": statement.source,
        "day": statement.day,
        "dated_by": statement.dated,
        "age": statement.age,
    }
    return plain | output.found_json(found.reading, found.record, found.review)


def print_situation(told: Situation, place: str, at: str) -> None:
    """The situation on standard output."""
    click.echo(f"{place} on {at}, from {told.reports} report{'' if told.reports == 1 else 's'}")
    print_statements("control", "", told.control)
    for sector, said in told.conditions.items():
        print_statements("service", sector, said)
    for kind, said in told.tolls.items():
        print_statements("toll", kind, said)
    if not told.control:
        click.echo("gap: nobody is said to hold it")
    if told.silent:
        click.echo(f"gap: nothing is said of {', '.join(told.silent)}")
    if not told.tolls:
        click.echo("gap: no toll is told")
    if told.undated:
        click.echo(f"{told.undated} statement{'' if told.undated == 1 else 's'} without any day left out")


def print_statements(what: str, kind: str, said: Iterable[Statement]) -> None:
    """Statements on standard output, a line each."""
    from dateline import show

    for s in said:
        record = s.found.record
        stance = record.stance if record.modality == "actual" else f"{record.stance}, {record.modality}"
        old = f"{s.age} day{'' if s.age == 1 else 's'} old" + (" (day of the report)" if s.dated == "report" else "")
        head = f"{' '.join(filter(None, (what, kind)))}: {show.line(s.says)}"
        firm = f"{stance}{show.decided(s.found.review)}"
        where = "(no place named)" if s.inferred else show.line(s.where)
        cells = head, where, firm, show.line(s.source), old, f"“{show.line(record.text)}”", record.id[: show.SHORT_ID]
        click.echo("   ".join(cell for cell in cells if cell))
