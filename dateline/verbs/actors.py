"""`dateline actors`: the user's own list of actors, beside the well-known ones that come with the program."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.errors import DatelineError
from dateline.verbs.common import counted, nothing, written

if TYPE_CHECKING:
    from dateline.languages.own import Actor

as_json_option = click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of text.")


@click.group("actors", short_help="Keep your own list of actors.")
def command() -> None:
    """Keep your own list of armed groups, forces, bodies and people. Its names are read before those that come with the program: names of
    one row are one actor, which gets the kind and the id of the row. import and list take --json.

    \b
    dateline actors import groups.csv
    dateline actors list --all front
    """


@command.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--replace", "anew", is_flag=True, help="In place of the list that is kept, not beside it.")
@as_json_option
def import_(files: tuple[Path, ...], anew: bool, as_json: bool) -> None:
    """Add the actors of CSV files to the list.

    The heading names the columns: name, kind, and as far as known aliases (parted by |), country (two letters), id, since, until (years).
    A row of a name that is kept replaces it. Rows that are none are named on standard error, and the exit status is 1.
    """
    from dateline import output
    from dateline.languages import own
    from dateline.settings import home

    kept: tuple[Actor, ...] = () if anew else own.own_actors(home())
    failed = added = 0
    for file in files:
        rows, problems = own.read_actors(file)
        for problem in problems:
            click.echo(f"dateline: {problem}", err=True)
        kept, failed, added = own.merged(kept, rows), failed + len(problems), added + len(rows)
    path = own.keep_actors(home(), kept) if added else None
    told = {"rows": added, "failed": failed, "kept": len(kept)}
    if as_json:
        click.echo(output.dumps(told | {"file": str(path) if path else None}))
    else:
        click.echo(f"{counted(added, 'row')} read, {failed} failed; {counted(len(kept), 'actor')} kept{f' in {path}' if path else ''}")
    sys.exit(1 if failed else 0)


@command.command("list")
@click.argument("words", nargs=-1)
@click.option("--all", "everyone", is_flag=True, help="With those that come with the program.")
@as_json_option
def list_(words: tuple[str, ...], everyone: bool, as_json: bool) -> None:
    """List the actors that are kept; with WORDS only those that have them in a name."""
    from dateline import output

    rows = list(_wanted(_rows(everyone=everyone), " ".join(words).casefold()))
    for row in rows:
        click.echo(output.dumps(_object(row)) if as_json else _line(row))
    if not rows:
        nothing("no such actor is on your list" if not everyone else "no such actor is known", as_json)


@command.command("export")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file.")
@click.option("--all", "everyone", is_flag=True, help="With those that come with the program.")
def export(target: Path | None, everyone: bool) -> None:
    """Write the list as CSV, in the form that `import` reads."""
    from dateline.languages.own import write_actors

    with written(target) as out:
        write_actors(_rows(everyone=everyone), out)


@command.command("remove")
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> None:
    """Take the actors of these names out of the list."""
    from dateline.languages import own
    from dateline.settings import home

    kept = own.own_actors(home())
    gone = {name.casefold() for name in names}
    missing = [name for name in names if name.casefold() not in {row["name"].casefold() for row in kept}]
    if missing:
        raise DatelineError(f"{missing[0]!r} is not on the list of your own actors")
    own.keep_actors(home(), [row for row in kept if row["name"].casefold() not in gone])


def _rows(*, everyone: bool) -> Iterable[Actor]:
    """The rows of the user's own list, and behind them those that come with the program."""
    from dateline import languages
    from dateline.languages import own
    from dateline.settings import home

    yield from own.own_actors(home())
    for table in own.SHIPPED if everyone else ():
        yield from languages.load("en").table(table)["actor"]


def _wanted(rows: Iterable[Actor], words: str) -> Iterable[Actor]:
    return (row for row in rows if any(words in name.casefold() for name in (row["name"], *row["aliases"])))


def _object(row: Actor) -> dict[str, object]:
    known = {"id": row.get("wikidata"), "since": row.get("since"), "until": row.get("until")}
    return {name: row[name] for name in ("name", "aliases", "kind", "country")} | known


def _line(row: Actor) -> str:
    years = f"{row.get('since', '')}-{row.get('until', '')}" if row.get("since") or row.get("until") else ""
    facts = " ".join(fact for fact in (row["kind"], row["country"], years, row.get("wikidata", "")) if fact)
    return f"{row['name']} ({facts})" + (f": {', '.join(row['aliases'])}" if row["aliases"] else "")
