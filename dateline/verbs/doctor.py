"""`dateline doctor`: whether this installation is whole and reads as it should."""

from __future__ import annotations

import sys

import click

from dateline.settings import Where
from dateline.verbs.common import common, database


@click.command("doctor", short_help="Look whether everything is here and works as it should.")
@click.option("--deep", is_flag=True, help="Look at every reading of the database too.")
@common
def command(deep: bool, as_json: bool, db: Where | None) -> None:
    """Look at the weights, the place index, the tables, the libraries, the disk, the encoding and the database, and read a text whose
    reading is known. Says what to do about what is wrong; the exit status is then 1. Nothing leaves the machine.

    \b
    dateline doctor
    dateline doctor --deep --db kept.db
    """
    from dateline import doctor, output

    wrong = False
    for finding in doctor.examine(database(db), deep=deep):
        wrong |= finding.state == doctor.WRONG
        if as_json:
            told = {"name": finding.name, "state": finding.state, "found": finding.found, "remedy": finding.remedy}
            click.echo(output.dumps(told))
        else:
            click.echo(f"{finding.state:<9} {finding.name}: {finding.found}")
            if finding.remedy:
                click.echo(f"{'':<9} -> {finding.remedy}")
    if wrong:
        sys.exit(1)
