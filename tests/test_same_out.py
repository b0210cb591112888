"""The same input gives the same output, however Python orders its sets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = sorted(p for p in (Path(__file__).parent.parent / "samples").iterdir() if p.suffix in (".txt", ".html", ".eml", ".xml"))
READ = """
import sys
from dateline import api, output
for path in sys.argv[1:]:
    print(output.dumps(output.as_json(api.read(path))))
"""


@pytest.fixture(scope="module")
def told() -> list[list[str]]:
    """What is read in the samples, by processes that order sets differently."""
    outputs = []
    for seed in ("3", "17"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, "-c", READ, *map(str, SAMPLES)], env=environment, capture_output=True, check=True, text=True)
        outputs.append(done.stdout.splitlines())
    return outputs


@pytest.mark.parametrize("number", range(len(SAMPLES)), ids=[p.name for p in SAMPLES])
def test_no_order_of_sets_shows_in_a_reading(told: list[list[str]], number: int) -> None:
    one, two = told
    assert len(one) == len(SAMPLES)
    assert one[number] == two[number]
