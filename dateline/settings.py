"""What the user may set from outside. In: the environment. Out: `Settings`, and the folder of the user's own tables. Options of the command
line win over these."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from dateline.errors import DatelineError

DATABASE = "dateline.db"
SCHEMES = ("postgresql://", "postgres://")
NO_NAME = re.compile(r"[^\w.-]+")


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the user's own tables: DATELINE_HOME, else where the system keeps a program's data. It need not be there."""
    named = environment.get("DATELINE_HOME")
    if named:
        return Path(named)
    # Imported here: most that use the settings never ask.
    from platformdirs import user_data_path

    return user_data_path("dateline", appauthor=False)


@dataclass(frozen=True, slots=True)
class Server:
    """A database on a server, by its address (`postgresql://name@host/database`). It goes where the path of a database goes."""

    address: str

    def __str__(self) -> str:
        """The address as it is shown: without its password, and without what says how to connect."""
        parts = urlsplit(self.address)
        who, at, host = parts.netloc.rpartition("@")
        schema = "&".join(part for part in parts.query.split("&") if part.startswith("schema="))
        return f"{parts.scheme}://{who.partition(':')[0]}{at}{host}{parts.path or '/'}{'?' if schema else ''}{schema}"

    @property
    def name(self) -> str:
        """A name for files that belong to the database."""
        return NO_NAME.sub("-", str(self).partition("://")[2].rpartition("@")[2]).strip("-")

    def exists(self) -> bool:
        """Whether it is there is told when it is opened."""
        return True

    def with_name(self, name: str) -> Path:
        """A file that belongs to the database: a server has no folder beside it, and so it lies in the folder of the user's own tables."""
        folder = home()
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name


Where = Path | Server


def where(words: str | Path) -> Where:
    """The database that words mean: a server for an address, else a file."""
    return Server(words) if isinstance(words, str) and words.startswith(SCHEMES) else Path(words)


@dataclass(frozen=True, slots=True)
class Settings:
    """`database` is where readings are kept; `jobs` the number of processes that read (None: as the work asks for)."""

    database: Where = Path(DATABASE)
    jobs: int | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings in DATELINE_DB and DATELINE_JOBS. Raises DatelineError for a number of jobs that is none."""
        jobs = environment.get("DATELINE_JOBS")
        if jobs and not (jobs.isdecimal() and int(jobs)):
            raise DatelineError(f"DATELINE_JOBS: {jobs!r} is no number of processes")
        return cls(where(environment.get("DATELINE_DB") or DATABASE), int(jobs) if jobs else None)


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
