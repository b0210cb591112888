"""`dateline views`: questions that are kept under a name."""

from __future__ import annotations

from typing import Any

import click

from dateline.errors import StoreError
from dateline.settings import Where
from dateline.verbs.common import asked, common, database, nothing, opened, words_of


@click.command("views", short_help="Keep questions under a name.")
@click.argument("action", required=False, default="list", type=click.Choice(["list", "save", "drop"]))
@click.argument("name", required=False)
@asked
@common
def command(action: str, name: str | None, as_json: bool, db: Where | None, **options: Any) -> None:
    """Keep a question under a name, to ask it again with `dateline list --view NAME`; without anything the kept ones are listed.

    \b
    dateline views save doubtful --stance unverified,alleged --decision none
    dateline list --view doubtful --since 2018-06-01
    dateline views drop doubtful
    """
    if (action == "list") == bool(name):
        raise click.UsageError(f"{action} takes {'no name' if name else 'a name'}")
    if name:
        kept(database(db), action, name, options)
    with opened(db) as store:
        found = store.views()
    if not name and not found:
        nothing("no view is kept", as_json)
    for each in [name] if name and name in found else [] if name else found:
        print_view(each, found[each], as_json)


def kept(path: Where, action: str, name: str, options: dict[str, Any]) -> None:
    """Save or drop a view. Raises UsageError for one that asks for nothing."""
    from dateline.stores import open_store

    words = words_of(options)
    if action == "save" and not words:
        raise click.UsageError("a view without a question: add options as for dateline list")
    if not path.exists():
        raise StoreError(f"{path}: there is no such database; `dateline read` makes one")
    with open_store(path) as store:
        if action == "save":
            store.save_view(name, words)
        else:
            store.drop_view(name)


def print_view(name: str, words: dict[str, str], as_json: bool) -> None:
    """A view on standard output."""
    from dateline import output, show

    asks = " ".join(f"--{key} {words[key]!r}" if " " in words[key] else f"--{key} {words[key]}" for key in words)
    click.echo(output.dumps({"name": name, "asked": words}) if as_json else f"{show.line(name)}   {show.line(asks)}")
