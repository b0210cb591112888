"""A real server on this machine for the tests of fetching: it says, byte for byte, what a test wants said, also what no server should."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from dateline.intake.fetch import Rules
from dateline.intake.fetch_address import why_not
from dateline.intake.fetch_manners import Clock
from dateline.intake.fetch_wire import Bounds

Said = bytes | Iterable[bytes | float]  # bytes to send, and seconds to wait between them


@dataclass
class Asked:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    name: str | None = None  # that the client asked for under TLS


@dataclass
class Server:
    """Answers by path; what was asked is kept in order, also how many connections came."""

    port: int
    answers: dict[str, Said | Callable[[Asked], Said]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    secure: bool = False

    def url(self, path: str, name: str = "news.example.org") -> str:
        return f"{'https' if self.secure else 'http'}://{name}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked for, but for robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


def page(body: bytes = b"<html><body>hello</body></html>", *lines: str, status: str = "200 OK", kind: str = "text/html") -> bytes:
    """A whole answer with the right length."""
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body


def to(where: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return page(b"", f"Location: {where}", status=status)


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on a free port of this machine, ended with the context."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(listening.getsockname()[1], secure=context is not None)
    ending = threading.Event()

    def serve() -> None:
        while not ending.is_set():
            try:
                line, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=_answered, args=(server, line, context, ending), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        ending.set()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


def _answered(server: Server, line: socket.socket, context: ssl.SSLContext | None, ending: threading.Event) -> None:
    server.connections += 1
    with suppress(OSError):
        line.settimeout(20)
        with context.wrap_socket(line, server_side=True) if context else line as spoken:
            asked = _request(spoken)
            server.asked.append(asked)
            said = server.answers.get(asked.path, page(b"nothing here", status="404 Not Found"))
            for piece in _pieces(said(asked) if callable(said) else said):
                if ending.is_set():
                    return
                if isinstance(piece, float):
                    time.sleep(piece)
                else:
                    spoken.sendall(piece)


def _pieces(said: Said) -> Iterable[bytes | float]:
    return [said] if isinstance(said, bytes) else said


def _request(line: socket.socket) -> Asked:
    head = b""
    while b"\r\n\r\n" not in head:
        more = line.recv(4096)
        if not more:
            raise OSError("no request")
        head += more
    first, *rest = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    return Asked(first.split(" ")[1], {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)})


class Time:
    """A clock that waits at once."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.at = now
        self.slept: list[float] = []

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.sleep)


def rules(*servers: Server, names: dict[str, list[str]] | None = None, **more: object) -> Rules:
    """Rules under which this machine may be connected to, at the ports of the servers. Every name is this machine unless `names` says
    otherwise."""
    settings: dict[str, object] = {
        "ports": frozenset(server.port for server in servers),
        "allowed": lambda address: None if address == "127.0.0.1" else why_not(address),
        "resolve": lambda name, port: (names or {}).get(name, ["127.0.0.1"]),
        "bounds": Bounds(connect=5, silence=5, total=20, bytes=1_000_000),
        "clock": Time().clock,
    } | more
    return Rules(**settings)  # type: ignore[arg-type]
