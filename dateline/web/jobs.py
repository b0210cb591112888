"""Reading what was pasted or uploaded. In: words or files. Out: readings that are kept, or a reason; files are read while a page waits.

What is read is kept as it comes: a job that is cut off loses nothing that was read, and the same files can be given again.
"""

from __future__ import annotations

import re
import secrets
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dateline.batch import Read, read_many
from dateline.errors import InputError, StoreError
from dateline.intake import document_from_bytes
from dateline.ports import Language, Reader
from dateline.types import Document, Draft, Found, Reading, Section
from dateline.web.cards import Head, head
from dateline.web.desk import Desk

HELD = 50
TOLD = 1000
UNSAFE = re.compile(r"[^\w.-]+")  # of a file's name


@dataclass
class Job:
    """Files that are being read: what came out so far."""

    id: str
    names: tuple[str, ...]
    done: list[tuple[Head, int]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    read: int = 0
    finished: bool = False


class Jobs:
    """The jobs of this program, the last of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[str, Job] = {}

    def get(self, ident: str) -> Job | None:
        """A job by its id."""
        return self._kept.get(ident)

    def begin(self, folder: Path, names: Mapping[Path, str], *, force: bool) -> Job:
        """Read the files of a folder in a thread of its own; the folder is taken away at the end."""
        job = Job(secrets.token_hex(8), tuple(names.values()))
        self._kept = dict([*self._kept.items(), (job.id, job)][-HELD:])
        threading.Thread(target=self._run, args=(job, folder, names), kwargs={"force": force}, daemon=True).start()
        return job

    def _run(self, job: Job, folder: Path, names: Mapping[Path, str], *, force: bool) -> None:
        try:
            for item in read_many(list(names), force=force, jobs=1):
                problem = self._take(job, item, names)
                if problem:
                    job.failed.append(problem)
                job.read += 1
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            job.finished = True

    def _take(self, job: Job, item: Read | InputError, names: Mapping[Path, str]) -> tuple[str, str] | None:
        if isinstance(item, InputError):
            return _named(item.where, names), item.reason
        try:
            keep(self._desk, item.reading, item.document.raw)
        except StoreError as error:
            return item.reading.report.title or item.reading.report.id, str(error)
        if len(job.done) < TOLD:
            job.done.append((head(item.reading.report, item.reading.text), len(item.reading.records)))
        return None


def _named(where: str, names: Mapping[Path, str]) -> str:
    """Where something failed, by the name that the file had with the person who gave it."""
    for path, name in names.items():
        if where.startswith(str(path)):
            return name + where.removeprefix(str(path))
    return where


def keep(desk: Desk, reading: Reading, raw: bytes) -> None:
    """Keep a reading. Raises StoreError."""
    with desk.writing() as store:
        store.put(reading, raw)


def read_words(desk: Desk, words: str, given: Mapping[str, object], *, force: bool = False) -> Reading:
    """Read pasted words, one at a time, without keeping them. Raises InputError."""
    return _read(desk, _document(words.replace("\r\n", "\n").encode("utf-8", "replace"), given, force=force))


def _document(raw: bytes, given: Mapping[str, object], *, force: bool) -> Document:
    return document_from_bytes(raw, "the pasted text", given={k: v for k, v in given.items() if v}, force=force)


def _read(desk: Desk, document: Document, *, sections_as_given: bool = False) -> Reading:
    # Imported here so that the page is there before the model is.
    from dateline import pipeline

    readers = (AS_GIVEN, *pipeline.READERS[1:]) if sections_as_given else pipeline.READERS
    with desk.reading:
        return pipeline.read_document(document, readers)


def taken_back(desk: Desk, reading: Reading, raw: bytes, start: int, end: int) -> Reading:
    """The report read again, with the furniture between these characters read as its body; the other parts stay what they were."""
    sections = tuple(Section("body", s.start, s.end) if start <= s.start and s.end <= end else s for s in reading.sections)
    return _read(desk, Document(reading.text, raw, reading.report, sections=sections), sections_as_given=True)


def _given_sections(draft: Draft, language: Language) -> Found:
    return Found(sections=draft.document.sections)


AS_GIVEN = Reader("sections", frozenset(), frozenset({"sections"}), _given_sections)
