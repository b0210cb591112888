"""What the user may set from outside. In: the environment. Out: `Settings`, and the folder of the user's own tables. Options of the command
line win over these."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from dateline.errors import DatelineError

DATABASE = "dateline.db"


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the user's own tables: DATELINE_HOME, else where the system keeps a program's data. It need not be there."""
    named = environment.get("DATELINE_HOME")
    if named:
        return Path(named)
    # Imported here: most that use the settings never ask.
    from platformdirs import user_data_path

    return user_data_path("dateline", appauthor=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """`database` is the file that readings are kept in; `jobs` the number of processes that read (None: as the work asks for)."""

    database: Path = Path(DATABASE)
    jobs: int | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The settings in DATELINE_DB and DATELINE_JOBS. Raises DatelineError for a number of jobs that is none."""
        jobs = environment.get("DATELINE_JOBS")
        if jobs and not (jobs.isdecimal() and int(jobs)):
            raise DatelineError(f"DATELINE_JOBS: {jobs!r} is no number of processes")
        return cls(Path(environment.get("DATELINE_DB") or DATABASE), int(jobs) if jobs else None)


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
