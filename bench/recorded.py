"""Figures for docs/reliability.md. In: a name, the figure in words, the command that measured it. Out: a table of `reliability.toml`."""

from __future__ import annotations

import os
import platform
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from dateline import __version__

FIGURES = Path(__file__).parent / "reliability.toml"
HEAD = "# What was measured last: `bench/*.py --record` writes this file, `scripts/reliability` makes docs/reliability.md of it.\n"


def figures() -> dict[str, dict[str, str]]:
    """What was measured last, by name."""
    return tomllib.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}


def record(name: str, figure: str, command: str) -> None:
    """Write a figure down, with the day, the version and the machine."""
    load = f"load {os.getloadavg()[0]:.0f}" if hasattr(os, "getloadavg") else "load unknown"
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, {load}"
    made = {"figure": figure, "command": command, "on": datetime.now(UTC).date().isoformat(), "version": __version__, "machine": machine}
    known = dict(sorted((figures() | {name: made}).items()))
    FIGURES.write_text(
        HEAD + "".join(f"\n[{n}]\n" + "".join(f'{k} = "{v}"\n' for k, v in f.items()) for n, f in known.items()), encoding="utf-8"
    )


if __name__ == "__main__":
    for name, made in figures().items():
        print(f"{name}: {made['figure']}")
