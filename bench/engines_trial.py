"""A trial of engines: processes of this machine, Dask, and Ray, at the same runs. In: nothing (reports as of `speed.py`). Out: a table.

Each engine reads the same reports alone; then while one of its workers is killed; then while the process that hands out the work is killed,
and the run is gone on with. Ray is no engine of dateline's: what it would need to be one stands here. What is not installed is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scale import written

from dateline.engines.base import Died, Job, Outcome

ENGINES = ("local", "dask", "ray")
PATIENCE = 900  # seconds that a run may take before the engine counts as stalled


class RayEngine:
    """Ray as an engine, tasks of one core each."""

    def __init__(self, jobs: int) -> None:
        os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DEDUP_LOGS": "0"}
        import ray

        self._ray, self._jobs = ray, jobs
        ray.init(num_cpus=jobs, include_dashboard=False, log_to_driver=False, logging_level="error", _node_ip_address="127.0.0.1")
        self._work = ray.remote(num_cpus=1, max_retries=0)(_do)
        self._begun: dict[Any, Job] = {}

    def room(self) -> int:
        return self._jobs - self.busy()

    def busy(self) -> int:
        return len(self._begun)

    def begin(self, job: Job) -> None:
        self._begun[self._work.remote(job.work, job.task)] = job

    def next(self) -> tuple[Job, Outcome]:
        (ready, *_), _ = self._ray.wait(list(self._begun), num_returns=1)
        job = self._begun.pop(ready)
        try:
            return job, self._ray.get(ready)
        except self._ray.exceptions.WorkerCrashedError:
            return job, Died()

    def close(self) -> None:
        self._ray.shutdown()


def _do(work: Any, task: Any) -> Any:
    return work(task)


def drive(name: str, jobs: int, run: str, source: str) -> None:
    """What the process does that hands out the work."""
    from dateline.engines import folder, running, work
    from dateline.verbs._running import engine

    began = time.perf_counter()
    at_work = RayEngine(jobs) if name == "ray" else engine({"engine": name, "scheduler": None}, jobs, lambda words: None)
    started, cpu = time.perf_counter(), time.process_time()
    asked = folder.Asked((source,), work.program(), str(Path(run, "parts").absolute()), "jsonl")
    with folder.opened(Path(run)) as opened:
        summary = running.Run(opened, asked, at_work).go()
    read, driver = time.perf_counter() - started, time.process_time() - cpu
    at_work.close()
    told = {"start": started - began, "wall": read, "driver": driver, "reading": summary.seconds, "read": summary.read}
    print(json.dumps({**told, "now": summary.now, "output": summary.output}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=300, metavar="N", help="reports of 600 words that are read each time (300)")
    parser.add_argument("--engine", choices=ENGINES, action="append", help="only these")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes that read (2)")
    parser.add_argument("--drive", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.drive:
        drive(options.drive[0], options.jobs, *options.drive[1:])
        return
    needs = {"dask": "distributed", "ray": "ray"}
    print(f"{options.reports} reports, {options.jobs} processes")
    with tempfile.TemporaryDirectory() as folder:
        source = written(Path(folder), options.reports)
        for name in options.engine or ENGINES:
            if name in needs and find_spec(needs[name]) is None:
                print(f"{name}: not installed")
                continue
            for trial in (alone, worker_killed, driver_killed):
                print(f"{name:<6} {trial.__name__:<14} {trial(name, options.jobs, Path(folder), source)}", flush=True)


def begun(name: str, jobs: int, folder: Path, source: Path) -> subprocess.Popen[str]:
    """A run by an engine, in a group of its own."""
    command = [sys.executable, __file__, "--jobs", str(jobs), "--drive", name, str(folder), str(source)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)


def ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What a run told at its end; nothing where it stalled or failed."""
    try:
        out, _ = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        return {}
    lines = [line for line in out.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if process.returncode == 0 and lines else {}


def said(told: dict[str, Any]) -> str:
    """A run in a line."""
    if not told:
        return "stalled or failed"
    rate, driver = told["read"] / told["wall"], 1000 * told["driver"] / told["read"]
    return f"started in {told['start']:.1f} s, {told['wall']:.1f} s, {rate:.2f}/s, driver {driver:.2f} ms a report, {told['output'][7:19]}"


def alone(name: str, jobs: int, folder: Path, source: Path) -> str:
    return said(ended(begun(name, jobs, folder / f"{name}-alone", source)))


def worker_killed(name: str, jobs: int, folder: Path, source: Path) -> str:
    run = folder / f"{name}-worker"
    process = begun(name, jobs, run, source)
    when_one_is_done(run, process)
    time.sleep(1)
    victim = max(descendants(process.pid), key=seconds, default=None)
    if victim is None:
        return "nobody to kill"
    os.kill(victim, signal.SIGKILL)
    return said(ended(process))


def driver_killed(name: str, jobs: int, folder: Path, source: Path) -> str:
    run = folder / f"{name}-driver"
    process = begun(name, jobs, run, source)
    when_one_is_done(run, process)
    others = descendants(process.pid)
    process.kill()
    process.communicate()
    time.sleep(15)
    left = [pid for pid in others if seconds(pid) >= 0]
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    told = ended(begun(name, jobs, run, source))
    return f"{len(left)} of {len(others)} processes left after 15 s; then {said(told)}, {told.get('now')} shards read"


def when_one_is_done(run: Path, process: subprocess.Popen[str]) -> None:
    while process.poll() is None and not (run / "manifest.jsonl").exists():
        time.sleep(0.2)


def descendants(pid: int) -> Sequence[int]:
    """The processes that one has started, and those that these have."""
    above = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := stat(int(entry.name))):
            above[int(entry.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [other for other, parent in above.items() if parent == one]
    return found[1:]


def seconds(pid: int) -> float:
    """The processor time of a process so far; -1 for one that is gone."""
    fields = stat(pid)
    return -1.0 if not fields or fields[0] == "Z" else (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stat(pid: int) -> list[str]:
    """What Linux tells of a process behind its name; nothing for one that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()
    except OSError:
        return []


if __name__ == "__main__":
    main()
