"""Cuts what is to be read into shards. In: files, folders, patterns. Out: shards, the same for the same files, whoever reads them.

A shard is a few files, or a stretch of a large file of lines or of a packed web archive: about a minute's work at most. Where one ends
follows from the order and the sizes of the files alone.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline import intake
from dateline.errors import InputError
from dateline.intake.parts import Aside
from dateline.intake.sniff import HEAD, kind_of
from dateline.types import Document

FILES = 64  # of a shard at most
LINES = 256 * 1024  # bytes of a shard that is a stretch of lines: about sixty reports
ARCHIVED = 2 * 1024 * 1024  # bytes of a stretch of a packed web archive
HELD = 1024 * 1024  # bytes of the files of a shard together, where there are several
MEMBER = re.compile(rb"\x1f\x8b\x08")


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or the bytes of one from `start` up to `end` (0: the whole), before which `before` lines or bytes stand. Whether it is still
    the same is told by the size and the time of change of the file, or by the digest of the bytes where there is one: then more can be
    written behind them."""

    path: str
    size: int
    changed: int
    start: int = 0
    end: int = 0
    before: int = 0
    digest: str = ""

    @property
    def bytes(self) -> int:
        """How many bytes it stands for."""
        return (self.end or self.size) - self.start

    def part(self, base: str) -> intake.Part:
        """What is handed to intake; a relative path is meant from `base`. Raises InputError when the file is gone, or is no longer the one
        that was planned."""
        path = Path(base, self.path)
        try:
            now = path.stat()
            raw = _stretch(path, self.start, self.end) if self.end else None
        except OSError as error:
            raise InputError(self.path, (error.strerror or str(error)).lower()) from error
        is_same = _digest(raw) == self.digest if raw and self.digest else (now.st_size, now.st_mtime_ns) == (self.size, self.changed)
        if not is_same:
            raise InputError(self.path, "has changed since the run began")
        return intake.Part(self.path, path.name, path if raw is None else raw, before=self.before)


@dataclass(frozen=True, slots=True)
class Shard:
    """Pieces that are read by one process, one after the other, and leave one part file."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def bytes(self) -> int:
        """How many bytes it stands for."""
        return sum(piece.bytes for piece in self.pieces)

    def key(self, program: str) -> str:
        """What it is: the same pieces read by the same program have the same key, wherever they stand in the run."""
        return hashlib.sha256(repr((program, self.pieces)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Plan:
    """The shards of a run, what of the sources is not there, and what was set aside."""

    shards: tuple[Shard, ...]
    missing: tuple[InputError, ...]
    aside: int


def plan(sources: Iterable[str]) -> Plan:
    """The shards of the sources, in their order."""
    shards: list[Shard] = []
    missing: list[InputError] = []
    waiting: list[Piece] = []
    aside = 0

    def close() -> None:
        if waiting:
            shards.append(Shard(len(shards), tuple(waiting)))
            waiting.clear()

    for source in sources:
        for found in intake.parts_of(source):
            pieces = _cut(found) if isinstance(found, intake.Part) else found
            if isinstance(pieces, Aside):
                aside += 1
            elif isinstance(pieces, InputError):
                missing.append(pieces)
            elif len(pieces) > 1:
                close()
                shards += [Shard(len(shards) + n, (piece,)) for n, piece in enumerate(pieces)]
            else:
                if waiting and (len(waiting) == FILES or sum(p.bytes for p in waiting) + pieces[0].bytes > HELD):
                    close()
                waiting += pieces
    close()
    return Plan(tuple(shards), tuple(missing), aside)


def _cut(part: intake.Part) -> list[Piece] | InputError:
    """A file as a piece; a large one of lines, or a packed web archive, as several."""
    path = Path(str(part.source))
    try:
        facts = path.stat()
        whole = Piece(str(path), facts.st_size, facts.st_mtime_ns)
        if facts.st_size <= LINES:
            return [whole]
        kind = kind_of(part.head(HEAD), part.name)
        if kind == "jsonl":
            return list(_lines(whole))
        return list(_members(whole)) if kind == "warc" and part.head(2) == b"\x1f\x8b" else [whole]
    except OSError as error:
        return InputError(part.where, (error.strerror or str(error)).lower())


def _lines(whole: Piece) -> Iterator[Piece]:
    """Stretches that end with a line, of about LINES bytes."""
    start = before = 0
    with Path(whole.path).open("rb") as stream:
        while stretch := stream.read(LINES):
            stretch += stream.readline()
            end = start + len(stretch)
            yield Piece(whole.path, 0, 0, start, end, before, _digest(stretch))
            start, before = end, before + stretch.count(b"\n")


def _stretch(path: Path, start: int, end: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(end - start)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:16]


def _members(whole: Piece) -> Iterator[Piece]:
    """Stretches of whole packed records, of about ARCHIVED bytes; each is a web archive of its own."""
    start = 0
    with Path(whole.path).open("rb") as stream:
        while start < whole.size:
            end = _next_member(stream, start + ARCHIVED, whole.size)
            yield Piece(whole.path, whole.size, whole.changed, start, end, start)
            start = end


def _next_member(stream: io.BufferedReader, after: int, size: int) -> int:
    """Where at or behind a place a packed record begins; the end of the file where none does."""
    while after < size:
        stream.seek(after)
        stretch = stream.read(HELD)
        for found in MEMBER.finditer(stretch):
            stream.seek(after + found.start())
            if _begins_record(stream.read(HEAD)):
                return after + found.start()
        after += max(len(stretch) - 2, 1)
    return size


def _begins_record(head: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(head, 5) == b"WARC/"
    except zlib.error:
        return False


def documents(shard: Shard, base: str, *, force: bool, columns: Mapping[str, str], guard: intake.Guard) -> Iterator[Document | InputError]:
    """Every report of a shard, in order; what cannot be had is an InputError in its place."""
    for piece in shard.pieces:
        try:
            part = piece.part(base)
        except InputError as error:
            yield error
            continue
        yield from intake.documents_of(part, force=force, columns=columns, guard=guard)
