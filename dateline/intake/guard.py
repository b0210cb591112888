"""Reads what may be hostile in a process of its own. In: a part. Out: its documents and errors, whatever happens to that process.

The process is started when it is first needed and used again; it has bounds on memory and processor time, and is killed when it stays
silent. What kills it costs the report it was at: the others of the same container are read by the next process.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import IO, Any, Self, cast

from dateline.errors import InputError
from dateline.intake import leaf
from dateline.intake.parts import Aside, Item, Options, Part, tried
from dateline.intake.unfold import unfold

_PROGRAM = "from dateline.intake.guard import serve; serve()"
# Kept small: threads and memory pools of libraries would count against the bound without being used.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"}
_SKIPPED = 500  # parts passed over between two signs of life
_DYING = 5  # seconds that a process may take to end after its last word
_TIRED = 500  # reports after which a process is replaced, because libraries leak


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one report may take: seconds of the processor, seconds by the clock, bytes of memory of the process."""

    processor: int = 5
    clock: float = 20.0
    memory: int = 1_000_000_000


class Guard:
    """A process that reads parts. Use it as a context, or close it."""

    def __init__(self, bounds: Bounds = Bounds()) -> None:
        self._bounds = bounds
        self._process: subprocess.Popen[bytes] | None = None
        self._read = 0
        self._late = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process. The next part starts a new one."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process, self._read = None, 0

    def items(self, part: Part, options: Options) -> Iterator[Item]:
        """Every document, error and thing set aside of a part, in a fixed order. Never raises for what is in the part."""
        at = 0
        whole = False
        try:
            while not whole:
                where = None
                for frame in self._frames(part, options, at):
                    if frame[0] == "begin":
                        _, at, where = frame
                    elif frame[0] == "item":
                        self._read += 1
                        at, where = at + 1, None
                        yield frame[1]
                    whole = frame[0] == "end"
                if not whole:
                    yield InputError(where or part.where, self._reason())
                    at, whole = at + 1, where is None
            whole = True
        finally:
            if not whole or self._read > _TIRED:
                self.close()

    def _frames(self, part: Part, options: Options, skip: int) -> Iterator[tuple[Any, ...]]:
        """What the process says about a part, until it says that this is all, or has died."""
        process = self._process or self._start()
        with suppress(BrokenPipeError):
            _send((part, options, skip), process.stdin)
        frame: tuple[Any, ...] = ()
        while frame[:1] != ("end",):
            heard = self._hear(process)
            if heard is None:
                return
            frame = heard
            yield frame

    def _hear(self, process: subprocess.Popen[bytes]) -> tuple[Any, ...] | None:
        """The next frame; None when the process has died, or was silent for too long."""
        self._late = False

        def late() -> None:
            self._late = True
            process.kill()

        timer = Timer(self._bounds.clock, late)
        timer.daemon = True
        timer.start()
        try:
            return cast(tuple[Any, ...], pickle.load(cast(IO[bytes], process.stdout)))
        except (EOFError, pickle.UnpicklingError, OSError):
            return None
        finally:
            timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(p or os.getcwd() for p in sys.path)
        command = [sys.executable, "-P", "-c", _PROGRAM, str(self._bounds.processor), str(self._bounds.memory)]
        environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": path}
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
        return self._process

    def _reason(self) -> str:
        """Why the process died; the next part starts a new one."""
        status = 0
        with suppress(subprocess.TimeoutExpired):
            status = self._process.wait(_DYING) if self._process else 0
        late, self._late = self._late, False
        self.close()
        if late:
            return f"took longer than {self._bounds.clock:g} s: given up"
        if status == -getattr(signal, "SIGXCPU", 0):
            return f"took more than {self._bounds.processor} s of the processor: given up"
        if status == -signal.SIGABRT:  # what libraries in C and C++ do when they get no more memory
            return f"needs more than {self._bounds.memory / 1e9:g} GB of memory, or is hostile: the process that read it died (SIGABRT)"
        died = signal.Signals(-status).name if status < 0 else f"status {status}"
        return f"damaged or hostile: the process that read it died ({died})"


def serve() -> None:
    """What the process does: read parts from standard input until it ends, and answer on standard output."""
    processor, memory = int(sys.argv[1]), int(sys.argv[2])
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound_memory(memory)
    with suppress(EOFError, BrokenPipeError):
        while True:
            for frame in _answers(*pickle.load(tasks), processor=processor):
                _send(frame, answers)


def _answers(part: Part, options: Options, skip: int, *, processor: int) -> Iterator[tuple[Any, ...]]:
    """For each part that is not passed over `begin` with its number and name, then `item`; `end` at last."""
    parts, number = unfold(part, options), 0
    while True:
        _allow(processor)
        inner = next(parts, None)
        if inner is None:
            yield ("end",)
            return
        if number >= skip:
            yield ("begin", number, inner.where)
            yield ("item", item(inner, options))
        elif number % _SKIPPED == 0:
            yield ("pass",)
        number += 1


def item(part: Part | InputError | Aside, options: Options) -> Item:
    """The document of a part, or why there is none. Never raises for what is in the part."""
    if not isinstance(part, Part):
        return part
    found = tried(lambda: leaf.read(part, options), part.where)
    return Aside(part.where, found.reason) if part.optional and isinstance(found, InputError) else found


def _send(frame: tuple[Any, ...], pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        pickle.dump(frame, pipe, protocol=5)
        pipe.flush()


def _bound_memory(memory: int) -> None:
    """Where the system can bound the memory of a process (not on Windows), it does."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _allow(seconds: int) -> None:
    """From now on so many seconds of the processor, and no more."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + seconds
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
