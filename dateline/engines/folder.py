"""The folder of a run: what was asked, what is done, what is in quarantine. In: lines, one at a time. Out: the same after any stop.

`run.json` says what is read with which program, `manifest.jsonl` which shards are done, `quarantine.jsonl` what was given up. Lines are
only ever added, and are on the disk before they count; a line that was cut off by a stop is dropped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from dateline.engines.parts import sync_folder
from dateline.engines.work import Program
from dateline.errors import DatelineError

RUN, MANIFEST, QUARANTINE, LOCK = "run.json", "manifest.jsonl", "quarantine.jsonl", "lock"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run reads, with which program, and where its parts go."""

    sources: tuple[str, ...]
    program: Program
    parts: str
    form: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A report that was given up: its shard, its number in it (None: the whole shard), its name, and why."""

    shard: str
    item: int | None
    where: str
    reason: str


class RunFolder:
    """A folder of a run, open for one process. Use `opened`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.done: dict[str, dict[str, Any]] = {}
        self.loaded: set[tuple[str, str]] = set()
        self.quarantine: dict[tuple[str, int | None], Quarantined] = {}
        for line in _lines(path / MANIFEST):
            self._take(line)
        for line in _lines(path / QUARANTINE):
            self._take_quarantined(line)

    def asked(self) -> Asked | None:
        """What was asked of the run before; None for a new one. Raises DatelineError when it cannot be read."""
        try:
            told = json.loads((self.path / RUN).read_text(encoding="utf-8"))
            program = told["program"]
            columns = tuple((a, b) for a, b in program["columns"])
            return Asked(
                tuple(told["sources"]),
                Program(**{**program, "tables": tuple(program["tables"]), "columns": columns}),
                told["parts"],
                told["form"],
            )
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise DatelineError(f"{self.path / RUN}: no run of dateline's: {error}") from error

    def ask(self, asked: Asked) -> None:
        """Write down what is asked."""
        draft = self.path / f"{RUN}.part"
        with draft.open("w", encoding="utf-8") as out:
            json.dump(asdict(asked), out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self.path / RUN)
        sync_folder(self.path)

    def finished(self, key: str, facts: Mapping[str, Any]) -> None:
        """A shard is done: its part lies there."""
        self._add(MANIFEST, {"done": key, **facts})

    def kept(self, key: str, database: str) -> None:
        """What is in the part of a shard is in the database."""
        self._add(MANIFEST, {"loaded": key, "in": database})

    def again(self, keys: Sequence[str]) -> None:
        """These shards are to be read again, and nothing of them is in quarantine."""
        for key in keys:
            self._add(MANIFEST, {"again": key})
            self._add(QUARANTINE, {"again": key})

    def give_up(self, found: Quarantined) -> None:
        """Put a report in quarantine."""
        self._add(QUARANTINE, asdict(found))

    def skipped(self, key: str) -> dict[int, str]:
        """The reports of a shard that are in quarantine, with the reasons."""
        return {q.item: q.reason for (shard, _), q in self.quarantine.items() if shard == key and q.item is not None}

    def _add(self, name: str, line: Mapping[str, Any]) -> None:
        is_new = not (self.path / name).exists()
        with (self.path / name).open("ab") as out:
            out.write(json.dumps(line, ensure_ascii=True).encode("ascii") + b"\n")
            out.flush()
            os.fsync(out.fileno())
        if is_new:
            sync_folder(self.path)
        (self._take if name == MANIFEST else self._take_quarantined)(line)

    def _take(self, line: Mapping[str, Any]) -> None:
        if "done" in line:
            self.done[line["done"]] = dict(line)
        elif "loaded" in line:
            self.loaded.add((line["loaded"], line["in"]))
        elif "again" in line:
            self.done.pop(line["again"], None)
            self.loaded = {pair for pair in self.loaded if pair[0] != line["again"]}

    def _take_quarantined(self, line: Mapping[str, Any]) -> None:
        if "again" in line:
            self.quarantine = {place: q for place, q in self.quarantine.items() if place[0] != line["again"]}
        else:
            self.quarantine[line["shard"], line["item"]] = Quarantined(**line)


@contextmanager
def opened(path: Path, *, write: bool = True) -> Iterator[RunFolder]:
    """The folder of a run, made when it is not there. Raises DatelineError while another process writes to it, or when there is none and
    nothing is to be written."""
    if not write:
        if not (path / RUN).is_file():
            raise DatelineError(f"{path}: there is no run in this folder")
        yield RunFolder(path)
        return
    path.mkdir(parents=True, exist_ok=True)
    with _Lock(path):
        for name in (MANIFEST, QUARANTINE):
            _mend(path / name)
        yield RunFolder(path)


class _Lock:
    """One writer a folder. The system lets go of the lock when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = (path / LOCK).open("ab")

    def __enter__(self) -> Self:
        try:
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # Windows: two runs at once in one folder are not kept apart
            pass
        except OSError as error:
            self._file.close()
            raise DatelineError(f"{self._path}: another process is at this run") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _mend(path: Path) -> None:
    """Cut off a last line that a stop left unfinished."""
    if path.exists() and not (raw := path.read_bytes()).endswith(b"\n"):
        with path.open("r+b") as out:
            out.truncate(raw.rfind(b"\n") + 1)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for number, line in enumerate(path.read_bytes().splitlines(keepends=True), start=1):
        if not line.endswith(b"\n"):
            return
        try:
            yield json.loads(line)
        except ValueError as error:
            raise DatelineError(f"{path}, line {number}: damaged") from error
