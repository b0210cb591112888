"""Reads many reports. In: sources (files, folders, `-`). Out: for each report, in order, what was read of it or why it was not.

A few reports are read in this process, more of them in several. The result is the same. A report that ends its process, for want of
memory or by a fault below Python, is found by reading it alone and told as an error; the others go on.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from itertools import chain, islice
from multiprocessing import get_context
from typing import Self

from dateline import intake
from dateline.errors import InputError
from dateline.settings import cores
from dateline.types import Document, Reading, Reason

FEW = 8
AHEAD = 4

# A path, a folder, a pattern or `-`; or what was brought from elsewhere, or why it was not.
Source = str | os.PathLike[str] | intake.Part | InputError
Explained = tuple[Reading, tuple[Reason, ...]]


@dataclass(frozen=True, slots=True)
class Read:
    """A report that was read, with the document that came in, and the reasons of its records where they were asked for."""

    document: Document
    reading: Reading
    reasons: tuple[Reason, ...] = ()


def read(source: Source, *, force: bool = False, columns: Mapping[str, str] | None = None) -> Reading:
    """Read one report: the file, or the first report of a batch. Raises InputError when it cannot be read."""
    for item in read_many([source], force=force, columns=columns, jobs=1):
        if isinstance(item, InputError):
            raise item
        return item.reading
    raise InputError(source.where if isinstance(source, intake.Part) else str(source), "empty")


def read_many(
    sources: Iterable[Source],
    *,
    force: bool = False,
    jobs: int | None = None,
    explain: bool = False,
    columns: Mapping[str, str] | None = None,
    note: Callable[[str], None] | None = None,
) -> Iterator[Read | InputError]:
    """Read every report of the sources, in their order. `jobs` is the number of processes; None takes one for a few reports and all
    cores for more. With `explain` each record's reasons come too. `columns` says which column of a table holds what, `note` is told what of
    a container was set aside (see `intake.documents`). What cannot be read is yielded as an InputError in its place."""
    found: Iterator[Document | InputError] = _documents(sources, force=force, columns=columns, note=note)
    if jobs is None:
        first = list(islice(found, FEW))
        found, jobs = chain(first, found), 1 if len(first) < FEW else cores()
    return _alone(found, explain) if jobs == 1 else _together(found, jobs, explain)


def _documents(
    sources: Iterable[Source], *, force: bool, columns: Mapping[str, str] | None, note: Callable[[str], None] | None
) -> Iterator[Document | InputError]:
    with intake.Guard() as guard:
        for source in sources:
            if isinstance(source, InputError):
                yield source
            elif isinstance(source, intake.Part):
                yield from intake.documents_of(source, force=force, columns=columns, note=note, guard=guard)
            else:
                yield from intake.documents(source, force=force, columns=columns, note=note, guard=guard)


def _alone(found: Iterable[Document | InputError], explain: bool) -> Iterator[Read | InputError]:
    for item in found:
        yield item if isinstance(item, InputError) else Read(item, *_read(item, explain))


def _together(found: Iterable[Document | InputError], jobs: int, explain: bool) -> Iterator[Read | InputError]:
    with _Workers(jobs, explain) as workers:
        waiting: deque[Document | InputError] = deque()
        for item in found:
            waiting.append(item)
            workers.begin(item)
            if len(waiting) > AHEAD * jobs:
                yield workers.finish(waiting)
        while waiting:
            yield workers.finish(waiting)


class _Workers:
    """Processes that read. `begin` hands one a document, `finish` gives the result of the first that waits."""

    def __init__(self, jobs: int, explain: bool) -> None:
        self._jobs, self._explain = jobs, explain
        self._pool = _pool(jobs)
        self._begun: deque[Future[Explained] | None] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, item: Document | InputError) -> None:
        if isinstance(item, InputError):
            self._begun.append(None)
            return
        try:
            self._begun.append(self._pool.submit(_read, item, self._explain))
        except BrokenProcessPool as error:
            lost: Future[Explained] = Future()
            lost.set_exception(error)
            self._begun.append(lost)

    def finish(self, waiting: deque[Document | InputError]) -> Read | InputError:
        item, future = waiting.popleft(), self._begun.popleft()
        if isinstance(item, InputError) or future is None:
            return item  # type: ignore[return-value]
        try:
            return Read(item, *future.result())
        except BrokenProcessPool:
            return self._mend(item, waiting)

    def _mend(self, item: Document, waiting: Sequence[Document | InputError]) -> Read | InputError:
        """A process has died: read this document alone, and give the others to new processes."""
        self._pool.shutdown(cancel_futures=True)
        result = _isolated(item, self._explain)
        self._pool = _pool(self._jobs)
        self._begun.clear()
        for other in waiting:
            self.begin(other)
        return result


def _isolated(document: Document, explain: bool) -> Read | InputError:
    with _pool(1) as pool:
        try:
            return Read(document, *pool.submit(_read, document, explain).result())
        except BrokenProcessPool:
            return InputError(document.report.ref or document.id, "the process that read this report died")


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))


def _read(document: Document, explain: bool) -> Explained:
    """The reading, and the reasons of its records when they are asked for. Its dictionaries are plain ones, because read-only ones do
    not pass between processes."""
    # Imported here so that a process that only hands out work does not load the model's machinery.
    from dateline import pipeline

    reading, reasons = pipeline.explain(document) if explain else (pipeline.read_document(document), ())
    return replace(reading, records=tuple(replace(r, fields=dict(r.fields)) for r in reading.records)), reasons
