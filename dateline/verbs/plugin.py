"""`dateline plugin`: what other packages add, and whether it keeps the contract."""

from __future__ import annotations

import sys

import click

from dateline.settings import Where
from dateline.verbs.common import common, nothing


@click.command("plugin", short_help="List plug-ins, or prove one against the contract.")
@click.argument("what", type=click.Choice(("list", "check")))
@click.argument("name", required=False)
@common
def command(what: str, name: str | None, as_json: bool, db: Where | None) -> None:
    """List what other packages add (exporters, readers, intakes, gazetteers, languages), or prove one against the contract.

    The contract is that which the built-in ones keep. Exporters are there as soon as they are installed; the others are used where the
    environment variable DATELINE_PLUGINS names them.

    \b
    dateline plugin list
    dateline plugin check NAME
    """
    from dateline import output, plugins

    if what == "list":
        known = list(plugins.found())
        if not known:
            nothing("no plug-in is installed", as_json)
        for plugin in known:
            told = {"sort": plugin.sort, "name": plugin.name, "value": plugin.value, "package": plugin.package, "used": plugin.used}
            rest = f"  ({plugin.package}){'' if plugin.used else '  not in use'}"
            click.echo(output.dumps(told) if as_json else f"{plugin.sort}  {plugin.name}  {plugin.value}{rest}")
        return
    if not name:
        raise click.UsageError("which one? dateline plugin check NAME")
    problems = plugins.check(name)
    if as_json:
        click.echo(output.dumps({"name": name, "problems": problems}))
    else:
        click.echo("\n".join(f"{name}: {problem}" for problem in problems) or f"{name}: keeps the contract")
    if problems:
        sys.exit(1)
