"""`dateline serve`: the page where people read, check, compare and map."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dateline.errors import DatelineError
from dateline.settings import Where, where
from dateline.verbs.common import database

PORT = 8000


@click.command("serve", short_help="Open the page to read, check, compare and map.")
@click.option("--db", type=where, metavar="PATH", help="The database, or postgresql://… Default: DATELINE_DB, or dateline.db.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="The port; 0 takes a free one.")
@click.option("--by", metavar="NAME", help="Whose name stands under decisions. Default: the name of who is logged in to this machine.")
@click.option("--host", metavar="ADDRESS", help="Let other machines in, at this address. People sign in; see --add-user.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name by which other machines call this one (with --host).")
@click.option(
    "--users", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Who may sign in. Default: beside the database."
)
@click.option("--add-user", metavar="NAME:ROLE", help="Add a user (reader, analyst or admin), ask for the password, and end.")
@click.option("--json", "as_json", is_flag=True, help="Print the address as an object.")
def command(
    db: Where | None,
    port: int,
    by: str | None,
    host: str | None,
    names: tuple[str, ...],
    users: Path | None,
    add_user: str | None,
    as_json: bool,
) -> None:
    """Open the page. The first line that is printed is its address; it can be used once, by one browser on this machine.

    \b
    dateline serve
    dateline serve --db kept.db --port 8080 --by ana
    dateline serve --add-user ana:analyst
    dateline serve --host 0.0.0.0 --name desk.example.org
    """
    try:
        from dateline.web import access, serving
    except ModuleNotFoundError as error:
        raise DatelineError(f"the page needs {error.name}; install it with `pip install 'dateline[web]'`") from error
    path = database(db)
    if add_user:
        name, _, role = add_user.partition(":")
        if role and role not in (known := access.table().roles):
            raise click.BadParameter(f"{role!r} is no role; known: {', '.join(known)}", param_hint="--add-user")
        password = click.prompt("Password", hide_input=True, confirmation_prompt=sys.stdin.isatty(), err=True)
        serving.users_of(path, users).add(name, role or "analyst", password)
        click.echo(f"{name} may sign in", err=True)
        return
    if names and not host:
        raise click.UsageError("--name goes with --host: without it only this machine is let in")
    serving.serve(serving.options(path, port=port, by=by, host=host, names=names, users=users), host, as_json=as_json)
