"""Runs at scale: what the engine of this machine costs beside reading, what a second process brings, and that the result is the same.

In: nothing (reports of about 600 words as `speed.py` makes them). Out: a table. A run costs beside reading what the process that hands
out the work uses of the processor; without and with a store, because bringing readings into the database is the same work without a run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from typing import Any

from speed import reports

PROGRAM = """
import json, resource, sys, time
from pathlib import Path

def main():
    from dateline.engines import folder, running, work
    from dateline.verbs._running import engine
    from dateline.stores import open_store
    run, database, name, jobs, *sources = sys.argv[1:]
    store = open_store(database) if database else None
    asked = folder.Asked(tuple(sources), work.program(), str(Path(run, "parts").absolute()), "jsonl")
    with folder.opened(Path(run)) as opened:
        at_work = engine({"engine": name, "scheduler": None}, int(jobs), print)
        begun, cpu = time.perf_counter(), time.process_time()
        summary = running.Run(opened, asked, at_work, store).go()
        wall, driver = time.perf_counter() - begun, time.process_time() - cpu
        at_work.close()
    workers = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"wall": wall, "driver": driver, "workers": workers.ru_utime + workers.ru_stime, "peak": workers.ru_maxrss / 1024,
                      "reading": summary.seconds, "output": summary.output, "read": summary.read}))

if __name__ == "__main__":
    main()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200, metavar="N", help="reports of 600 words that are read (200)")
    parser.add_argument("--engine", choices=("local", "dask"), action="append", help="only these (local)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        inputs = written(Path(folder), options.reports)
        heads = ("engine", "processes", "store", "reports/s", "reading ms", "beside it ms", "driver ms", "MB")
        print(" ".join(f"{head:>12}" for head in heads), " output")
        for name in options.engine or ["local"]:
            for jobs, store in ((1, False), (2, False), (2, True)):
                told = run(Path(folder), inputs, name, jobs, store=store)
                print_row(name, jobs, store, told)


def written(folder: Path, count: int) -> Path:
    """The reports as lines of a file."""
    path = folder / "in.jsonl"
    rows = (json.dumps({"id": f"r{n}", "text": text, "published": "2018-06-14"}) for n, text in enumerate(islice(reports(), count)))
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def run(folder: Path, inputs: Path, name: str, jobs: int, *, store: bool) -> dict[str, Any]:
    """A run in processes of its own."""
    program, place = folder / "run.py", folder / f"{name}-{jobs}-{store}"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, str(program), str(place), f"{place}.db" if store else "", name, str(jobs), str(inputs)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def print_row(name: str, jobs: int, store: bool, told: dict[str, Any]) -> None:
    """A run: `reading` is what workers measured while they read shards, `beside it` what workers used for all else, starting included."""
    each = 1000 / told["read"]
    beside = (told["workers"] - told["reading"]) * each
    rate, reading, driver = told["read"] / told["wall"], told["reading"] * each, told["driver"] * each
    cells = (name, jobs, "yes" if store else "no", f"{rate:.1f}", f"{reading:.1f}", f"{beside:.1f}", f"{driver:.2f}", f"{told['peak']:.0f}")
    print(" ".join(f"{cell:>12}" for cell in cells), f" {told['output'][:19]}")


if __name__ == "__main__":
    main()
