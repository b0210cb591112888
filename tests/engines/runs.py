"""What the tests of runs share: inputs in several shards, and the program in a process of its own, with readers that die where a report
says so. In: folders. Out: inputs, runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dateline

ROOT = Path(dateline.__file__).parent.parent
TEXT = "Troops shelled the market of Marsa on Wednesday and killed {n} people, a doctor said. Residents denied that the port had fallen."
# Every process that this is on the path of dies, or never ends, where it reads such a report.
DEADLY = """
import importlib.abc, importlib.util, os, signal, sys, time

def deadly(module):
    whole = module.read_document
    def read_document(document):
        if "poison" in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        while "endless" in document.text:
            pass
        while "slow" in document.text and os.path.exists(os.environ.get("SLOW_WHILE", "")):
            time.sleep(0.02)
        return whole(document)
    module.read_document = read_document

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "dateline.pipeline":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        whole = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (whole(module), deadly(module))
        return spec

sys.meta_path.insert(0, Finder())
"""


def inputs(path: Path, count: int = 8, *, words: Mapping[int, str] | None = None) -> Path:
    """Short reports as lines of a file, two or three a shard: what is not their text makes the lines long. `words` are put into some."""
    rows = [
        {"id": f"r{n}", "published": "2018-06-14", "text": f"{TEXT.format(n=n + 2)} {(words or {}).get(n, '')}", "aside": "x" * 100_000}
        for n in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def environment(folder: Path, **more: str) -> dict[str, str]:
    """An environment whose processes die where a report says so."""
    (folder / "deadly").mkdir(exist_ok=True)
    (folder / "deadly" / "sitecustomize.py").write_text(DEADLY, encoding="utf-8")
    home = {"DATELINE_HOME": str(folder / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder / "deadly"), str(ROOT))), **home, **more}


def begun(folder: Path, *arguments: object, **more: str) -> subprocess.Popen[str]:
    """The program, begun, in a group of its own."""
    command = [sys.executable, "-m", "dateline", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=folder, env=environment(folder, **more), stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )


def run(folder: Path, *arguments: object, **more: str) -> tuple[int, dict[str, Any], str]:
    """A run, gone through: exit status, summary, standard error."""
    process = begun(folder, "read", "--json", *arguments, **more)
    out, said = process.communicate(timeout=900)
    lines = out.splitlines()
    return process.returncode, json.loads(lines[-1]) if lines else {}, said


def manifest(folder: Path) -> list[dict[str, Any]]:
    """The whole lines of a manifest."""
    path = folder / "manifest.jsonl"
    raw = path.read_bytes() if path.exists() else b""
    return [json.loads(line) for line in raw.splitlines(keepends=True) if line.endswith(b"\n")]


def by_ref(parts: Path, *, without: Sequence[str] = ()) -> dict[str, Any]:
    """The readings of a run by the ids that their reports brought."""
    from dateline.engines import parts as files

    entries = [entry for part in sorted(parts.glob("0*")) for entry in files.read(str(parts), part.name)]
    readings = {e["reading"]["report"]["ref"]: e["reading"] for e in entries if "reading" in e}
    return {ref: reading for ref, reading in readings.items() if ref not in without}
