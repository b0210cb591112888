"""What lies between a source and a report. In: a file or bytes. Out: `Part`, one thing that came in and has not been read yet.

A part is a report, or a container (an archive, a feed, a table) that openers take apart into further parts. Everything is bounded: sizes,
counts, depth, and how many times larger than itself a packed thing may unpack to.
"""

from __future__ import annotations

import errno
import io
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, TypeVar

from dateline.errors import DataError, InputError
from dateline.intake.decode import DEFAULT_LIMIT
from dateline.types import Document

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken in: bytes of a report and of a container held in memory, parts and unpacked bytes of one container, how deep
    containers may stand in one another, and how many times its own size a packed thing may unpack to."""

    report: int = DEFAULT_LIMIT
    held: int = 100_000_000
    parts: int = 100_000
    unpacked: int = 4_000_000_000
    depth: int = 4
    ratio: int = 200


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for: reading by force, the columns of tables, the limits."""

    force: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that came in. `where` names it in messages, `name` is its short name (of the file or the member), `source` its bytes, its
    path, or what opens a stream of them. `given` are facts that the container tells, `extra` what an opener tells the reader of the part.

    `optional` marks a page of a crawl: when it turns out to be no article it is set aside and has not failed. `before` says how many lines
    (bytes, of a web archive) of the same file stand before this stretch of it, so that what is in it has the same name as in the
    whole file.
    """

    where: str
    name: str
    source: bytes | Path | Callable[[], IO[bytes]]
    kind: str | None = None
    ref: str | None = None
    given: Mapping[str, object] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    depth: int = 0
    optional: bool = False
    before: int = 0

    def open(self) -> IO[bytes]:
        """A stream of the bytes. Raises OSError."""
        if isinstance(self.source, bytes):
            return io.BytesIO(self.source)
        return self.source.open("rb") if isinstance(self.source, Path) else self.source()

    def seekable(self, limit: int) -> IO[bytes]:
        """A stream in which one can go back: a file as it is, else all bytes in memory. Raises InputError for more than `limit`."""
        return self.source.open("rb") if isinstance(self.source, Path) else io.BytesIO(self.bytes(limit))

    def head(self, size: int) -> bytes:
        """The first bytes. Raises OSError, or InputError for a stream that is over its bounds."""
        if isinstance(self.source, bytes):
            return self.source[:size]
        with self.open() as stream:
            return stream.read(size)

    def bytes(self, limit: int) -> bytes:
        """All bytes. Raises InputError for more than `limit`, and OSError."""
        if isinstance(self.source, Path) and self.source.stat().st_size > limit:
            raise too_large(self.where, self.source.stat().st_size, limit)
        if isinstance(self.source, bytes):
            raw = self.source
        else:
            with self.open() as stream:
                raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise too_large(self.where, None if len(raw) == limit + 1 else len(raw), limit)
        return raw


@dataclass(frozen=True, slots=True)
class Aside:
    """Something of a container that is no report and was not read, with the reason. It has not failed."""

    where: str
    reason: str


Item = Document | InputError | Aside
Opened = Iterator[Part | InputError | Aside]


def too_large(where: str, size: int | None, limit: int) -> InputError:
    """The error for what is over the size limit. `size` is None where only so much is known that it is more."""
    said = f"{size / 1e6:.1f} MB" if size is not None else f"more than {limit / 1e6:.1f} MB"
    return InputError(where, f"over the size limit: {said} (limit {limit / 1e6:g} MB)")


def tried(function: Callable[[], T], where: str) -> T | InputError:
    """What the function gives, or why it gives nothing. Around other people's parsers on bytes that may be hostile."""
    try:
        return function()
    except DataError:  # what is wrong with the program's data or its plug-ins is no fault of the input
        raise
    except InputError as error:
        return error
    except MemoryError:
        return InputError(where, "needs more memory than it may take: given up")
    except (OSError, EOFError, zlib.error) as error:
        return InputError(where, said(error))
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001  (whatever such a parser raises is the reason; what is written in Rust raises no Exception)
        return InputError(where, f"damaged: {type(error).__name__}: {(str(error).splitlines() or [''])[0][:160]}".rstrip(": "))


def said(error: Exception) -> str:
    """Why a file cannot be read, in a few words."""
    number = getattr(error, "errno", None)
    if number is None or number == errno.EINVAL:  # not the system's complaint about a file, but a library's about what is in it
        return f"damaged: {(str(error).splitlines() or [type(error).__name__])[0].lower()}"
    return os.strerror(number).lower()


class Bounded(io.RawIOBase):
    """A stream that may give only so many bytes: beyond that it raises InputError. For what is being unpacked."""

    def __init__(self, stream: IO[bytes], where: str, most: int) -> None:
        super().__init__()
        self._stream, self._where, self._most, self._given = stream, where, most, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._stream.read(len(buffer))
        self._given += len(data)
        if self._given > self._most:
            raise InputError(self._where, f"unpacks to more than {self._most / 1e6:.0f} MB, which its size does not warrant: not unpacked")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def bounded(stream: IO[bytes], where: str, packed: int, limits: Limits) -> io.BufferedReader:
    """The stream, bounded by the size that it has packed; a small one may always give as much as a report and a half."""
    most = min(limits.unpacked, max(limits.ratio * packed, limits.report * 3 // 2))
    return io.BufferedReader(Bounded(stream, where, most))
