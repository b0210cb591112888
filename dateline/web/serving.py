"""Running the page. In: options of the command line. Out: the address on standard output, then answers until it is stopped."""

from __future__ import annotations

import getpass
import json
import socket
import sys
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import uvicorn

from dateline.errors import DatelineError
from dateline.settings import Where
from dateline.web.access import Who
from dateline.web.app import create
from dateline.web.desk import Desk, Options
from dateline.web.users import Users

HERE = "127.0.0.1"
BACKLOG = 128


def users_of(database: Where, users: Path | None) -> Users:
    """The people who may sign in at the page of that database."""
    return Desk(Options(database, users=users)).users


def options(
    database: Where, *, port: int, by: str | None = None, host: str | None = None, names: tuple[str, ...] = (), users: Path | None = None
) -> Options:
    """How the page is started. Raises DatelineError for a host without anybody who may sign in."""
    opened = Options(database, port, Who(by or _login(), "admin"), users)
    if host is None:
        return opened
    if not Desk(opened).users.all():
        raise DatelineError("--host lets other machines in, and nobody may sign in yet; add one with --add-user NAME:admin")
    return replace(opened, open_to=tuple(dict.fromkeys((host, socket.gethostname(), socket.getfqdn(), *names))))


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "analyst"


def serve(opened: Options, host: str | None, *, as_json: bool = False) -> None:
    """Listen, print the address, and answer until interrupted. Raises DatelineError when the port is taken."""
    with closing(_listen(host or HERE, opened.port)) as listening:
        desk = Desk(replace(opened, port=listening.getsockname()[1]))
        guarded = create(desk)
        address = _address(desk, host)
        sys.stdout.write((json.dumps({"address": address, "database": str(opened.database)}) if as_json else address) + "\n")
        sys.stdout.flush()
        server = uvicorn.Server(uvicorn.Config(guarded, log_level="warning", server_header=False, date_header=False, lifespan="off"))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)  # from here on who asks is kept waiting, and not turned away
    except OSError as error:
        listening.close()
        raise DatelineError(f"{host}:{port}: {(error.strerror or str(error)).lower()}; --port takes another, 0 a free one") from error
    return listening


def _address(desk: Desk, host: str | None) -> str:
    if host is None:
        return desk.ticket_address()
    return f"http://{host}:{desk.options.port}/"
