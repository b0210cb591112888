"""A PostgreSQL server of the tests' own. In: its programs, where this machine has them. Out: an address, and the end of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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
