"""What once broke something, or was made to, breaks nothing: the corpus that `scripts/fuzz` begins with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_in_the_corpus_breaks_anything() -> None:
    assert len(list((ROOT / "bench" / "corpus").iterdir())) >= 16
    paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, str(ROOT / "bench" / "fuzz.py"), "--minutes", "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": paths}, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("corpus: 0 still break")
