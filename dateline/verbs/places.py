"""`dateline places`: the user's own places, beside the index that comes with the program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.errors import InputError
from dateline.verbs.common import counted, nothing, progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateline.gazetteer.index import Entry

MOST_TOLD = 20  # rows that are named one by one; of more only the number is told

as_json_option = click.option("--json", "as_json", is_flag=True, help="JSON Lines instead of text.")


@click.group("places", short_help="Keep your own places.")
def command() -> None:
    """Keep your own places: towns, camps, quarters and sites that the index of the program lacks, or has elsewhere. import and list take
    --json.

    \b
    dateline places import camps.csv quarters.geojson
    dateline places import SD.txt --areas admin1CodesASCII.txt
    dateline places list zamzam
    """


@command.command("import")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--feature", "features", multiple=True, metavar="CODE", help="Of a GeoNames dump only this class (P) or code (S.HSP).")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="Only places in this country (two letters).")
@click.option("--areas", "codes", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="GeoNames names of area codes.")
@click.option("--forget", is_flag=True, help="Throw away an import that was cut short.")
@as_json_option
def import_(
    files: tuple[Path, ...], features: tuple[str, ...], countries: tuple[str, ...], codes: Path | None, forget: bool, as_json: bool
) -> None:
    """Take places into your own index.

    FILE is a GeoNames dump (XX.txt, allCountries.txt or .zip), a table with a heading (.csv, .tsv: name, lat, lon, and as far as known
    country, aliases, feature, admin1, population, geonameid), GeoJSON, or a folder of Who's On First files. A list of a name that is there
    takes the place of the old one. An import that was cut short goes on when the same file is given again.
    """
    from dateline import output
    from dateline.gazetteer import importing
    from dateline.gazetteer.formats import CLASSES, admin_codes
    from dateline.settings import home

    if forget:
        importing.forget(home())
    elif not files:
        raise click.UsageError("give a FILE, or --forget")
    named = tuple(sorted(admin_codes(codes).items())) if codes else ()
    asked = importing.Asked(features or tuple(CLASSES), frozenset(c.upper() for c in countries), named)
    failed = 0
    for file in files:
        told = Told()
        with progress(quiet=False) as tell:
            done = importing.take_in(home(), file, asked, tell, told.wrong)
        told.rest()
        failed += done.failed
        words = {"file": str(file), "places": done.rows, "failed": done.failed, "left_out": done.left_out, "from_line": done.resumed}
        went_on = f", going on behind line {done.resumed}" if done.resumed else ""
        plain = f"{file}: {counted(done.rows, 'place')}, {counted(done.failed, 'row')} failed, {done.left_out} left out{went_on}"
        click.echo(output.dumps(words) if as_json else plain)
    sys.exit(1 if failed else 0)


class Told:
    """Names what is wrong with rows on standard error, the first of them one by one."""

    def __init__(self) -> None:
        self._count = 0

    def wrong(self, problem: InputError) -> None:
        self._count += 1
        if self._count <= MOST_TOLD:
            click.echo(f"dateline: {problem}", err=True)

    def rest(self) -> None:
        if self._count > MOST_TOLD:
            click.echo(f"dateline: and {self._count - MOST_TOLD} more rows", err=True)


@command.command("list")
@click.argument("words", nargs=-1)
@as_json_option
def list_(words: tuple[str, ...], as_json: bool) -> None:
    """List the lists that are in your index; with WORDS the places of that name, or of a name that begins so."""
    from dataclasses import asdict

    from dateline import output
    from dateline.gazetteer import own
    from dateline.settings import home

    if words:
        found = list(_found(" ".join(words), home()))
        for entry in found:
            click.echo(output.dumps(_object(entry)) if as_json else _line(entry))
        if not found:
            nothing("no place of that name is on your lists", as_json)
        return
    sources = list(own.sources(home()))
    if not sources:
        nothing("no list of places is kept yet; `dateline places import` takes one in", as_json)
    for source in sources:
        plain = f"{source.name}: {counted(source.rows, 'place')} ({source.format}, {counted(source.failed, 'row')} failed)"
        click.echo(output.dumps(asdict(source)) if as_json else plain)


@command.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="LIST...")
def remove(names: tuple[str, ...]) -> None:
    """Take lists out of your index, by the names that `list` shows."""
    from dateline.gazetteer import importing
    from dateline.settings import home

    for name in names:
        importing.remove(home(), name)


def _found(words: str, home: Path) -> Iterator[Entry]:
    """The places whose main name begins with the words, however they are spelt."""
    from dateline.gazetteer import own
    from dateline.gazetteer.normal import fold

    return (entry for entry in own.places(home) if fold(entry.name).startswith(fold(words)))


def _object(entry: Entry) -> dict[str, object]:
    names = ("name", "geonameid", "feature", "lat", "lon", "country", "population")
    return {name: getattr(entry, name) for name in names} | {"chosen": entry.own}


def _line(entry: Entry) -> str:
    return f"{entry.name} ({entry.feature} {entry.country or '-'}) {entry.lat:.5f} {entry.lon:.5f}"
