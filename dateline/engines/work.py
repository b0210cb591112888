"""What a process of an engine does. In: a task. Out: what became of it; the readings are in its part file.

A task is a pure function of its shard, the program and the tables: whoever does it, however often, writes the same part. A report that
takes too long ends its process, as one does that kills it; the run finds out which it was (`running`).
"""

from __future__ import annotations

import base64
import faulthandler
import hashlib
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from dateline import __version__, intake, output, plugged
from dateline.engines import parts, shards
from dateline.engines.shards import Shard
from dateline.errors import DataError, InputError
from dateline.languages import own
from dateline.settings import home
from dateline.types import Document, Reading

PACKAGE = Path(__file__).parent.parent
READING = ("gazetteer", "intake", "kinds", "languages", "model", "readers")  # the folders that what is read depends on
# Seconds of the processor that a report may take; a thousand words take about a fifth of one. By the clock it may take many times that,
# because a machine that has much to do is no fault of the report.
LEAST, PER_CHARACTER, BY_CLOCK = 60.0, 0.0005, 20
_ALONE = Lock()


@dataclass(frozen=True, slots=True)
class Program:
    """What reads: nothing else but the input decides what is read. Two programs that are equal give the same bytes."""

    version: str
    code: str
    weights: str
    tables: tuple[str, ...]
    readers: str
    force: bool
    columns: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """The program in a few digits."""
        return hashlib.sha256(repr(self).encode("utf-8")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to read by a program into a part in `folder`. `skip` are reports (by their number in the shard) that are in quarantine, with
    the reason. With `only` the reports from one number up to another are tried and nothing is written. `base` is the folder that paths
    are meant from, `patience` the seconds of the processor that any report may take."""

    shard: Shard
    program: Program
    folder: str
    form: str = "jsonl"
    skip: Mapping[int, str] = field(default_factory=dict)
    only: tuple[int, int] | None = None
    patience: float = LEAST
    base: str = "."

    @property
    def name(self) -> str:
        """The name of the part."""
        return f"{self.shard.number:06}-{self.shard.key(self.program.key)}{parts.SUFFIXES[self.form]}"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task: reports read and failed, the digest of the part's lines, the last report's id, seconds of the processor."""

    read: int
    failed: int
    digest: str
    last: str | None
    seconds: float


def process_shard(task: Task) -> Done:
    """Read a shard into its part. Raises DataError when this process is not the program that the task asks for."""
    with _ALONE:  # a worker of a cluster may have several threads; the watch over time is one for the process
        here = program(force=task.program.force, columns=dict(task.program.columns))
        if here != task.program:
            raise DataError(f"a worker reads with another program: {', '.join(differences(task.program, here))}")
        return _probed(task) if task.only else _written(task)


def look(task: Task) -> tuple[str, ...]:
    """The names of the reports of a shard, not read."""
    return tuple(item.where if isinstance(item, InputError) else item.report.ref or item.id for item in _items(task))


def _written(task: Task) -> Done:
    begun, read, last = time.process_time(), 0, None

    def lines() -> Iterator[bytes]:
        nonlocal read, last
        for number, item in enumerate(_items(task)):
            if number in task.skip:
                where = item.where if isinstance(item, InputError) else item.report.ref or item.id
                yield _failed(InputError(where, task.skip[number]), quarantined=True)
            elif isinstance(item, InputError):
                yield _failed(item)
            else:
                line = _line(item, _read(item, task.patience))
                read, last = read + 1, item.id
                yield line

    count, digest = parts.write(task.folder, task.name, task.form, lines())
    return Done(read, count - read, digest, last, time.process_time() - begun)


def _probed(task: Task) -> Done:
    begun, read = time.process_time(), 0
    first, last = task.only or (0, 0)
    for number, item in enumerate(_items(task)):
        if first <= number < last and number not in task.skip and isinstance(item, Document):
            _read(item, task.patience)
            read += 1
        if number >= last:
            break
    return Done(read, 0, "", None, time.process_time() - begun)


def _items(task: Task) -> Iterator[Document | InputError]:
    return shards.documents(task.shard, task.base, force=task.program.force, columns=dict(task.program.columns), guard=_guard())


@cache
def _guard() -> intake.Guard:
    """The process that parses for this one; it ends with it."""
    return intake.Guard()


def _read(document: Document, patience: float) -> Reading:
    # Imported here so that a process that only hands out work does not load the model's machinery.
    from dateline import pipeline

    with _watched(patience + PER_CHARACTER * len(document.text)):
        return pipeline.read_document(document)


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """Ends this process when what is done in it takes longer: the only way out of a loop below Python, or of a wait for ever."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        faulthandler.dump_traceback_later(BY_CLOCK * seconds, exit=True, file=nowhere)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, seconds)  # SIGPROF ends a process that does not expect it
        try:
            yield
        finally:
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_PROF, 0)
            faulthandler.cancel_dump_traceback_later()


def _line(document: Document, reading: Reading) -> bytes:
    """A reading as a line of a part; the bytes that came in where they are not just the text."""
    entry: dict[str, Any] = {"reading": output.as_json(reading)}
    if document.raw != reading.text.encode("utf-8", "surrogatepass"):
        entry["raw"] = base64.b64encode(document.raw).decode("ascii")
    return output.dumps(entry).encode("utf-8") + b"\n"


def _failed(error: InputError, *, quarantined: bool = False) -> bytes:
    told = {"input": error.where, "reason": error.reason} | ({"quarantined": True} if quarantined else {})
    return output.dumps({"failed": told}).encode("utf-8", "backslashreplace") + b"\n"


def reading_of(entry: Mapping[str, Any]) -> tuple[Reading, bytes] | InputError:
    """A line of a part as the store takes it: the reading and its bytes, or why there is none."""
    failed = entry.get("failed")
    if failed:
        return InputError(failed["input"], failed["reason"])
    reading = output.from_json(entry["reading"])
    return reading, base64.b64decode(entry["raw"]) if "raw" in entry else reading.text.encode("utf-8", "surrogatepass")


def program(*, force: bool = False, columns: Mapping[str, str] | None = None) -> Program:
    """The program of this process: its version, code, weights, the user's own tables, and what was asked of it."""
    tables = own.language("en", home()).table("own")
    return Program(
        version=__version__,
        code=_code(),
        weights=_digest([PACKAGE / "model/weights/weights.json"]),
        tables=tuple(f"{name} {digest}" for name, digest in sorted(tables.items())),
        readers=", ".join(plugged.told()),
        force=force,
        columns=tuple(sorted((columns or {}).items())),
    )


@cache
def _code() -> str:
    files = [
        f for name in READING for suffix in ("*.py", "*.toml", "*.json") for f in (PACKAGE / name).rglob(suffix) if f.name != "weights.json"
    ]
    return _digest([*files, PACKAGE / "pipeline.py", PACKAGE / "types.py", PACKAGE / "output.py"])


def _digest(files: list[Path]) -> str:
    whole = hashlib.sha256()
    for file in sorted(files):
        whole.update(f"{file.relative_to(PACKAGE).as_posix()}\n".encode() + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:16]


def differences(one: Program, other: Program) -> list[str]:
    """In what two programs differ, in words."""
    names = Program.__dataclass_fields__
    return [f"{n} {getattr(one, n) or 'none'} / {getattr(other, n) or 'none'}" for n in names if getattr(one, n) != getattr(other, n)]
