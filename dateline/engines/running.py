"""A run: every shard is read once, whatever dies meanwhile. In: the folder of the run, what is asked, an engine. Out: parts, readings in
the store, and a summary with a hash over everything that was read.

A shard whose process dies is tried again; when that dies too its reports are tried in halves until those that kill are found. These go into
quarantine with the reason, and the rest of the shard is read. One process, this one, brings the parts into the store, in order.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from dateline import output
from dateline.engines import parts, work
from dateline.engines.base import Died, Engine, Gone, Job, Outcome
from dateline.engines.folder import Asked, Quarantined, RunFolder
from dateline.engines.shards import Plan, Shard, plan
from dateline.engines.work import Done, Task, look, process_shard
from dateline.errors import InputError
from dateline.types import Reading

TRIES = 2  # deaths of a task before it is taken apart
Words = Callable[[str], None]
Complaint = Callable[[InputError], None]


class Keeps(Protocol):
    """What a run asks of a store."""

    @property
    def path(self) -> Any: ...

    def put_all(self, items: Iterable[tuple[Reading, bytes]]) -> Iterator[bool]: ...

    def has_report(self, ident: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run has come to: reports read, failed and in quarantine; shards, and how many of them were read just now; the hash over all
    that was read, in order; seconds of the processor that reading took just now."""

    read: int
    failed: int
    quarantined: int
    shards: int
    now: int
    output: str
    seconds: float


@dataclass(slots=True)
class _Hunt:
    """The search for what kills in a shard: the names of its reports, and how many probes are still out."""

    names: tuple[str, ...]
    open: int
    found: int = 0


@dataclass
class Run:
    """A run at work. `note` is told what is worth knowing, `tell` how far it is, `complain` what failed."""

    folder: RunFolder
    asked: Asked
    engine: Engine
    store: Keeps | None = None
    note: Words = lambda words: None
    tell: Words = lambda words: None
    complain: Complaint = lambda error: None
    patience: float = work.LEAST
    _queue: deque[Job] = field(default_factory=deque)
    _hunts: dict[str, _Hunt] = field(default_factory=dict)
    _now: list[Done] = field(default_factory=list)

    def go(self) -> Summary:
        """Read what is not yet read, and keep what is not yet kept. Raises what a worker says against the whole run."""
        self._begin_anew_where_needed()
        found = plan(self.asked.sources)
        for error in found.missing:
            self.complain(error)
        if found.aside:
            self.note(f"{found.aside} files set aside: they are not named like reports")
        shards = {shard.key(self.asked.program.key): shard for shard in found.shards}  # what is named twice is read once
        keys = list(shards)
        self._drop_stale(set(keys))
        todo = [(k, s) for k, s in shards.items() if not self._is_done(k)]
        if len(todo) < len(keys):
            self.note(f"goes on: {len(keys) - len(todo)} of {len(keys)} shards are done")
        self._queue.extend(Job(process_shard, self._task(s, k)) for k, s in todo)
        self._work(found, keys)
        return self._summary(keys, len(found.missing))

    def _begin_anew_where_needed(self) -> None:
        before = self.folder.asked()
        if before and before.program != self.asked.program:
            self.note(f"begins anew, because the program has changed: {', '.join(work.differences(before.program, self.asked.program))}")
        self.folder.ask(self.asked)
        if parts.is_local(self.asked.parts):
            Path(self.asked.parts).mkdir(parents=True, exist_ok=True)

    def _drop_stale(self, keys: set[str]) -> None:
        """Parts of what is no longer asked for, or was read by another program, go."""
        stale = [key for key in self.folder.done if key not in keys]
        if stale:
            many = f"{len(stale)} shards are" if len(stale) > 1 else "1 shard is"
            self.note(f"{many} read anew or no longer wanted: the inputs or the program have changed")
        for key in stale:
            parts.remove(self.asked.parts, self.folder.done[key]["part"])
        self.folder.again(stale)

    def _is_done(self, key: str) -> bool:
        given_up = (key, None) in self.folder.quarantine
        return given_up or (key in self.folder.done and parts.is_there(self.asked.parts, self.folder.done[key]["part"]))

    def _task(self, shard: Shard, key: str) -> Task:
        skip = self.folder.skipped(key)
        return Task(shard, self.asked.program, self.asked.parts, self.asked.form, skip, patience=self.patience, base=os.getcwd())

    # ------------------------------------------------------------ reading

    def _work(self, found: Plan, keys: list[str]) -> None:
        waiting = deque(keys)
        clock = _Clock(found, {j.task.shard.number for j in self._queue})
        while self._queue or self.engine.busy() or waiting:
            self._hand_out()
            self._keep_next(waiting)
            if self.engine.busy():
                job, outcome = self.engine.next()
                self._take(job, outcome)
                if isinstance(outcome, Done) and not job.task.only:
                    self.tell(clock.said(job.task.shard, outcome, len(self.folder.quarantine)))

    def _hand_out(self) -> None:
        """Give the engine as much as it takes; a job that must be alone waits until it is."""
        while self._queue and self.engine.room() and not (self._queue[0].alone and self.engine.busy()):
            job = self._queue.popleft()
            self.engine.begin(job)
            if job.alone:
                return

    def _take(self, job: Job, outcome: Outcome) -> None:
        key = job.task.shard.key(self.asked.program.key)
        if isinstance(outcome, Gone):
            self._queue.appendleft(job)
        elif isinstance(outcome, Died) and (job.tries + 1 < TRIES) and not _is_wide(job):
            self._queue.appendleft(replace(job, tries=job.tries + 1, alone=job.task.only is not None))
        elif isinstance(outcome, Died):
            self._died(job, outcome, key)
        elif isinstance(outcome, tuple):
            self._hunts[key] = _Hunt(outcome, open=1)
            self._halve(job, 0, len(outcome), key)
        elif job.task.only:
            self._probed(job, key)
        else:
            self._now.append(outcome)
            facts = {"number": job.task.shard.number, "part": job.task.name, "read": outcome.read, "failed": outcome.failed}
            self.folder.finished(key, {**facts, "digest": outcome.digest, "last": outcome.last, "seconds": round(outcome.seconds, 3)})

    def _died(self, job: Job, death: Died, key: str) -> None:
        first, last = job.task.only or (0, 0)
        if job.work is look or (not job.task.only and key in self._hunts and not self._hunts[key].found):
            reason = (
                "the process that read this shard died, and no report in it does that alone"
                if job.work is not look
                else ("the process that looked into this shard died")
            )
            self.folder.give_up(Quarantined(key, None, job.task.shard.pieces[0].path, reason))
        elif not job.task.only:
            self._queue.appendleft(Job(look, job.task))
        elif last - first > 1:
            self._halve(job, first, last, key)
        else:
            hunt = self._hunts[key]
            hunt.found += 1
            self.folder.give_up(Quarantined(key, first, hunt.names[first], _reason(death)))
            self._probed(job, key)

    def _halve(self, job: Job, first: int, last: int, key: str) -> None:
        middle = (first + last + 1) // 2
        halves = [(a, b) for a, b in ((first, middle), (middle, last)) if a < b]
        self._hunts[key].open += len(halves) - 1
        self._queue.extendleft(Job(process_shard, replace(job.task, only=half)) for half in reversed(halves))
        if not halves:
            self._probed(job, key)

    def _probed(self, job: Job, key: str) -> None:
        """A probe is done; after the last one the shard is read without what was found."""
        hunt = self._hunts[key]
        hunt.open -= 1
        if hunt.open <= 0:
            self._queue.appendleft(Job(process_shard, self._task(job.task.shard, key)))

    # ------------------------------------------------------------ keeping

    def _keep_next(self, waiting: deque[str]) -> None:
        """Bring the parts that are done into the store, in the order of the shards; one at a time while others are read."""
        while waiting:
            key = waiting[0]
            if (key, None) in self.folder.quarantine:
                self.complain(InputError(self.folder.quarantine[key, None].where, self.folder.quarantine[key, None].reason))
            elif key in self.folder.done:
                self._keep(key, self.folder.done[key])
            else:
                return
            waiting.popleft()
            if self._queue and self.engine.room():
                return

    def _keep(self, key: str, facts: Mapping[str, Any]) -> None:
        store = self.store
        is_new = store is not None and not self._is_kept(store, key, facts)
        if not is_new and not facts["failed"]:
            return
        entries = [work.reading_of(entry) for entry in parts.read(self.asked.parts, facts["part"])]
        for entry in entries:
            if isinstance(entry, InputError):
                self.complain(entry)
        if store is not None and is_new:
            for _ in store.put_all(self._keepable(entries)):
                pass
            self.folder.kept(key, str(store.path))

    def _keepable(self, entries: Iterable[tuple[Reading, bytes] | InputError]) -> Iterator[tuple[Reading, bytes]]:
        """The readings that a database can keep; of the others it is said."""
        for entry in entries:
            if isinstance(entry, InputError):
                continue
            if output.HALF_PAIR.search(entry[0].text):
                self.complain(InputError(entry[0].report.ref or entry[0].report.id, "holds half a surrogate pair, which no database keeps"))
            else:
                yield entry

    def _is_kept(self, store: Keeps, key: str, facts: Mapping[str, Any]) -> bool:
        """Whether the store has it: it was told so, and the store still knows the last report of it."""
        return (key, str(store.path)) in self.folder.loaded and (facts["last"] is None or store.has_report(facts["last"]))

    def _summary(self, keys: list[str], missing: int) -> Summary:
        done = [self.folder.done[key] for key in keys if key in self.folder.done]
        whole = hashlib.sha256("".join(facts["digest"] for facts in done).encode("ascii")).hexdigest()
        lost = [q for (key, _), q in self.folder.quarantine.items() if key in set(keys)]
        failed = sum(facts["failed"] for facts in done) + missing - sum(q.item is not None for q in lost)
        seconds = sum(d.seconds for d in self._now)
        return Summary(sum(facts["read"] for facts in done), failed, len(lost), len(keys), len(self._now), f"sha256:{whole}", seconds)


def _is_wide(job: Job) -> bool:
    """Whether it is a probe of several reports: these are not tried again but halved."""
    return job.task.only is not None and job.task.only[1] - job.task.only[0] > 1


def _reason(death: Died) -> str:
    return f"the process that read this report died{f' ({death.how})' if death.how else ''}"


class _Clock:
    """How far a run is, how fast, and how long it will take."""

    def __init__(self, found: Plan, todo: set[int]) -> None:
        self._begun = time.monotonic()
        self._left = sum(s.bytes for s in found.shards if s.number in todo)
        self._read = self._failed = self._done = 0

    def said(self, shard: Shard, done: Done, quarantined: int) -> str:
        """The progress in words."""
        self._read, self._failed, self._done = self._read + done.read, self._failed + done.failed, self._done + shard.bytes
        spent = max(time.monotonic() - self._begun, 0.001)
        left = spent * max(self._left - self._done, 0) / max(self._done, 1)
        rate = f"{self._read / spent:.1f} a second, {_lasting(left)} left"
        return f"{self._read:,} read, {self._failed} failed, {quarantined} in quarantine; {rate}"


def _lasting(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
