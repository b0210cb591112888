"""The engine of one machine. In: jobs. Out: what became of each. Every process has a pool of its own, so that one which dies costs its own
job and no other, and it is known which."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

from dateline.engines.base import Died, Job, Outcome


class LocalEngine:
    """`jobs` processes of this machine."""

    def __init__(self, jobs: int) -> None:
        self._seats = [_Seat() for _ in range(jobs)]

    def room(self) -> int:
        return len(self._seats) - self.busy()

    def busy(self) -> int:
        return sum(seat.job is not None for seat in self._seats)

    def begin(self, job: Job) -> None:
        next(seat for seat in self._seats if seat.job is None).begin(job)

    def next(self) -> tuple[Job, Outcome]:
        taken = {seat.future: seat for seat in self._seats if seat.future is not None}
        ready, _ = wait(taken, return_when=FIRST_COMPLETED)
        return min((taken[future] for future in ready), key=lambda seat: seat.begun).finish()

    def close(self) -> None:
        for seat in self._seats:
            seat.close()


class _Seat:
    """A process, and the job that it is at."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.future: Future[Any] | None = None
        self.begun = 0.0
        self._pool: ProcessPoolExecutor | None = None
        self._own: set[BaseProcess] = set()

    def begin(self, job: Job) -> None:
        self.job, self.begun = job, time.monotonic()
        self.future = self._submitted(job.work, job)

    def _submitted(self, work: Callable[..., Any], job: Job) -> Future[Any]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_in_worker)
        before = set(active_children())
        try:
            future = self._pool.submit(work, job.task)
        except BrokenProcessPool:  # it died while it had nothing to do
            self.close()
            return self._submitted(work, job)
        self._own |= set(active_children()) - before
        return future

    def finish(self) -> tuple[Job, Outcome]:
        job, future = self.job, self.future
        if job is None or future is None:
            raise ValueError("nothing was begun here")
        self.job = self.future = None
        try:
            return job, future.result()
        except BrokenProcessPool:
            return job, Died(self._buried())

    def _buried(self) -> str:
        """How the process died, in words; the next job has a new one."""
        own = self._own
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self.close()
        codes = [process.exitcode for process in own if process.exitcode]
        return _how(codes[0]) if codes else ""

    def close(self) -> None:
        for process in self._own:
            process.terminate()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool, self.job, self.future = None, None, None
        self._own = set()


def _how(code: int) -> str:
    if code > 0 or code == -getattr(signal, "SIGPROF", 0):  # faulthandler ends a process with 1
        return "took too long"
    return signal.Signals(-code).name


def _in_worker() -> None:
    """A worker ends at once when it is interrupted, and when the process that hands out the work has died."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
