"""Where the tests of the store put theirs: in a file, and on a PostgreSQL server of their own, where this machine has its programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import pytest

Place = Path | str
SCHEMAS = 8  # no test uses so many at once

NONE = "no PostgreSQL server is installed here (Debian: apt-get install postgresql postgis)"


def programs() -> Path | None:
    """The folder of the server's programs; None where there is none, or where root has no other account to run it as."""
    found = [Path(where).parent for name in ("postgres",) if (where := shutil.which(name))]
    found += sorted((path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "postgres").exists()), reverse=True)
    return found[0] if found and (os.geteuid() != 0 or _other_account()) else None


def _other_account() -> bool:
    return bool(shutil.which("runuser")) and subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode == 0


def _run(command: Sequence[str | Path], folder: Path) -> None:
    """Run a program of the server, which refuses to be root."""
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_other, *map(str, command)], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stdout} {done.stderr}")


@contextmanager
def running(bin_: Path) -> Iterator[str]:
    """A server that listens at a socket of its own and nowhere else; its address without a database."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data, log = folder / "data", folder / "log"
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=100"
    try:
        _run([bin_ / "initdb", "-D", data, "-U", "dateline", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], folder)
        _run([bin_ / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start"], folder)
        yield f"postgresql://dateline@/postgres?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            _run([bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server; without one the test is passed over and says why."""
    pytest.importorskip("psycopg_pool", reason="the extra `server` is not installed")
    found = programs()
    if found is None:
        pytest.skip(NONE)
    from dateline.stores.server.connection import close_pools

    with running(found) as address:
        yield address
        close_pools()


@pytest.fixture(scope="session", params=["file", "server"])
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Place]:
    """Gives a new place for a database each time: whatever uses it runs over both kinds."""
    if request.param == "file":
        return lambda: tmp_path_factory.mktemp("stores") / "kept.db"
    address, numbers = request.getfixturevalue("server"), cycle(range(SCHEMAS))
    return lambda: emptied(address, f"place{next(numbers)}")


def emptied(address: str, schema: str) -> str:
    """The address of a schema that nothing is in. To take one that was used is quicker than to make tables for every test."""
    import psycopg

    with psycopg.connect(address, autocommit=True, options="-c session_replication_role=replica") as session:
        asked = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname <> 'facts' AND relnamespace = to_regnamespace(%s)"
        tables = [name for (name,) in session.execute(asked, (schema,))]
        session.execute("; ".join(f"DELETE FROM {schema}.{table}" for table in tables) or "SELECT 1")
    return f"{address}&schema={schema}"


@pytest.fixture
def on_server(server: str) -> str:
    """A place for a database on a server."""
    return emptied(server, "alone")


@pytest.fixture
def database(places: Callable[[], Place]) -> Place:
    """A place for a database."""
    return places()
