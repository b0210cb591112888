"""The engine of many machines: Dask. In: jobs. Out: what became of each. Needs the extra `cluster`.

With the address of a scheduler its workers do the work; without one a small cluster is started on this machine. A worker that dies is
replaced by its nanny; when the scheduler goes away, it is waited for, and what it had is begun again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from dateline.engines.base import Died, Gone, Job, Outcome
from dateline.errors import DataError, DatelineError

PATIENCE = 300.0  # seconds that a scheduler which is gone is waited for
TURN = 1.0  # seconds between two looks whether it is still there


class DaskEngine:
    """The workers of a Dask scheduler. Raises DatelineError when Dask is not installed or the scheduler is not there."""

    def __init__(
        self, address: str | None, jobs: int, *, note: Callable[[str], None] = lambda words: None, patience: float = PATIENCE
    ) -> None:
        self._dask = _dask()
        self._note, self._patience = note, patience
        self._begun: dict[Any, Job] = {}
        self._gone: list[Job] = []
        self._ready: SimpleQueue[Any] = SimpleQueue()
        self._cluster = None if address else self._started(jobs)
        self._address = address or str(self._cluster.scheduler_address)  # type: ignore[union-attr]
        self._client = self._connected(10.0)

    def room(self) -> int:
        return max(1, self._threads()) - self.busy()

    def busy(self) -> int:
        return len(self._begun) + len(self._gone)

    def begin(self, job: Job) -> None:
        if not self._is_connected():
            self._lost()
        # Not tried again by Dask: whose fault a death was is found out by the run.
        future = self._client.submit(job.work, job.task, pure=False, retries=0)
        self._begun[future] = job
        future.add_done_callback(self._ready.put)

    def next(self) -> tuple[Job, Outcome]:
        while not self._gone:
            try:
                ready = self._ready.get(timeout=TURN)
            except Empty:
                if not self._is_connected():
                    self._lost()
                continue
            if ready in self._begun:
                return self._finished(ready)
        return self._gone.pop(), Gone()

    def close(self) -> None:
        self._client.close(timeout=5)
        if self._cluster is not None:
            self._cluster.close(timeout=10)

    def _finished(self, future: Any) -> tuple[Job, Outcome]:
        job = self._begun.pop(future)
        if future.status == "finished":
            outcome: Outcome = future.result()
            return job, outcome
        if future.status in ("cancelled", "lost"):
            return job, Gone()
        error = future.exception()
        if isinstance(error, self._dask.KilledWorker):
            return job, Died()
        if isinstance(error, DatelineError):
            raise error
        raise DataError(f"a worker of {self._address} cannot do its work: {type(error).__name__}: {error}") from error

    def _threads(self) -> int:
        try:
            return sum(self._client.nthreads().values()) if self._is_connected() else 0
        except (OSError, TimeoutError):
            return 0

    def _is_connected(self) -> bool:
        return str(self._client.status) == "running"

    def _lost(self) -> None:
        """The scheduler is gone: everything that it had is begun again when it is back."""
        self._note(f"{self._address}: the scheduler does not answer; waiting for it")
        self._gone += self._begun.values()
        self._begun.clear()
        self._client.close(timeout=1)
        self._client = self._connected(self._patience)
        self._note(f"{self._address}: the scheduler is back")

    def _connected(self, patience: float) -> Any:
        until = time.monotonic() + patience
        while True:
            try:
                client = self._dask.Client(self._address, timeout=5, set_as_default=False)
                break
            except OSError as error:
                if time.monotonic() > until:
                    raise DatelineError(f"{self._address}: no Dask scheduler answers there") from error
                time.sleep(TURN)
        self._await_workers(client)
        return client

    def _await_workers(self, client: Any) -> None:
        try:
            if not client.nthreads():
                self._note(f"{self._address}: waiting for workers")
                client.wait_for_workers(1, timeout=self._patience)
        except (OSError, TimeoutError) as error:
            client.close(timeout=1)
            raise DatelineError(f"{self._address}: the scheduler has no workers") from error

    def _started(self, jobs: int) -> Any:
        """A cluster on this machine that nobody else can reach."""
        with self._dask.config.set({"distributed.scheduler.allowed-failures": 0}):
            return self._dask.LocalCluster(
                n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=logging.CRITICAL
            )


def _dask() -> Any:
    try:
        import dask
        import distributed
    except ModuleNotFoundError as error:
        raise DatelineError(f"the engine dask needs {error.name}; install it with `pip install 'dateline[cluster]'`") from error
    distributed.config = dask.config
    return distributed
