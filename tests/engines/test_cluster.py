"""A Dask cluster on this machine: the same result, also when workers are killed and the scheduler is started anew."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.engines.runs import begun, by_ref, environment, inputs, manifest, run
from tests.engines.test_runs import children, wait_for

pytest.importorskip("distributed", reason="Dask is not installed: pip install 'dateline[cluster]'")
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for the processes that one has started")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def process(folder: Path, *arguments: str, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A part of a cluster, as `dask` starts it; it ends with the test."""
    command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(command, cwd=folder, env=environment(folder, **more), stdout=quiet, stderr=quiet)
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()


def scheduler(folder: Path, port: int) -> Any:
    return process(folder, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard", "--no-show")


def workers(folder: Path, port: int, **more: str) -> Any:
    where = [f"tcp://127.0.0.1:{port}", "--host", "127.0.0.1", "--nworkers", "2", "--nthreads", "1", "--no-dashboard"]
    return process(folder, "worker", *where, "--local-directory", str(folder), **more)


def test_a_cluster_of_this_machine_reads_the_same_and_finds_what_kills(tmp_path: Path) -> None:
    inputs(tmp_path / "in.jsonl", 5)
    _, clean, _ = run(tmp_path, "in.jsonl", "--run", "local", "--no-store", "--jobs", 1)
    status, summary, said = run(tmp_path, "in.jsonl", "--run", "dask", "--no-store", "--engine", "dask", "--jobs", 2)
    assert (status, said) == (0, "")
    assert summary["output"] == clean["output"]
    inputs(tmp_path / "in.jsonl", 5, words={1: "poison"})
    status, summary, _ = run(tmp_path, "in.jsonl", "--run", "dask", "--no-store", "--engine", "dask", "--jobs", 2)
    assert (status, summary["read"], summary["quarantined"]) == (1, 4, 1)
    assert by_ref(tmp_path / "dask" / "parts") == by_ref(tmp_path / "local" / "parts", without=["r1"])


def test_workers_are_killed_and_the_scheduler_is_started_anew(tmp_path: Path) -> None:
    inputs(tmp_path / "in.jsonl", words=dict.fromkeys(range(3, 8), "slow"))
    _, clean, _ = run(tmp_path, "in.jsonl", "--run", "local", "--no-store", "--jobs", 1)
    hold, port = tmp_path / "hold", free_port()
    hold.touch()
    with workers(tmp_path, port, SLOW_WHILE=str(hold)) as nannies:
        with scheduler(tmp_path, port) as first:
            address = f"tcp://127.0.0.1:{port}"
            driver = begun(tmp_path, "read", "in.jsonl", "--run", "far", "--no-store", "--json", "--engine", "dask", "--scheduler", address)
            wait_for(lambda: len(manifest(tmp_path / "far")) >= 1, driver)
            os.kill(max(children(nannies.pid)), signal.SIGKILL)
            first.kill()
            first.wait()
        hold.unlink()
        with workers(tmp_path, port) as _, scheduler(tmp_path, port) as _:
            out, said = driver.communicate(timeout=300)
    assert driver.returncode == 0, said
    assert clean["output"] in out
    assert "the scheduler does not answer" in said


def test_a_scheduler_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    inputs(tmp_path / "in.jsonl", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    status, _, said = run(tmp_path, "in.jsonl", "--run", "far", "--no-store", "--engine", "dask", "--scheduler", address)
    assert status == 1
    assert f"{address}: no Dask scheduler answers there" in said
