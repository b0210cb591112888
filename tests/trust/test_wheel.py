"""A wheel is the same wherever and whenever it is built; `scripts/reproduce` builds the whole of it twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "NOTICE",
    "hatch_build.py",
    "dateline/__init__.py",
    "dateline/types.py",
    "dateline/cli.py",
)


@pytest.mark.skipif(find_spec("hatchling") is None, reason="hatchling is not installed")
def test_what_goes_into_a_wheel_hangs_on_no_clock_and_no_folder(tmp_path: Path) -> None:
    built = []
    for number, folder in enumerate(("here", "elsewhere/and deeper")):
        for part in PARTS:
            target = tmp_path / folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / part, target)
            os.utime(target, (1_600_000_000 + number * 86_400,) * 2)
            target.chmod(0o600 if number else 0o644)
        environment = {**os.environ, "HATCH_BUILD_NO_HOOKS": "true", "TZ": ("UTC", "Asia/Kabul")[number]}
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / f"out{number}")]
        subprocess.run(command, cwd=tmp_path / folder, check=True, capture_output=True, env=environment)
        (wheel,) = (tmp_path / f"out{number}").iterdir()
        built.append((wheel.name, wheel.read_bytes()))
    assert built[0] == built[1]
