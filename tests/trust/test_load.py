"""A few people on a real page while reports are taken in: nobody gets an error. `bench/load.py` measures it with fifty, for ten minutes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(os.name == "nt", reason="processes of POSIX")
def test_nobody_gets_an_error_while_reports_are_taken_in() -> None:
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(ROOT / "bench" / "load.py"), "--users", "4", "--seconds", "12", "--reports", "20"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths}, timeout=300)
    assert " 0 errors" in done.stdout, done.stdout + done.stderr
    assert " 0 answers" not in done.stdout
    assert " 0 reports taken in" not in done.stdout
