"""One request over one connection. In: what is asked, and the checked address that is connected to. Out: the answer, or an InputError.

The connection goes to the address and to no name, so that nothing can change between the check and the connection; the certificate is
that of the name. Everything is bounded: silence, the whole time, headers (urllib3), the body as it comes and as it unpacks.
"""

from __future__ import annotations

import socket
import ssl
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from ipaddress import ip_address
from threading import Event, Timer

import certifi
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from dateline.errors import InputError
from dateline.intake.fetch_address import table
from dateline.intake.fetch_url import Refused, Target

_PIECE = 65_536
# What a connection, a server or a body can raise when it is not as it should be.
BROKEN = (OSError, HTTPException, HTTPError, ValueError, zlib.error)


class Unreached(InputError):
    """No connection came about: the site may be down, or this machine without a network."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Seconds to connect, of silence (also before the first byte), and altogether; bytes of a body, packed and unpacked."""

    connect: float = 10.0
    silence: float = 20.0
    total: float = 60.0
    bytes: int = 30_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers (names in lower case, in the order they came), and the body of a success, unpacked."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key == name), None)


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates count: those of the system, and those that Mozilla trusts (certifi)."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def ask(target: Target, address: str, headers: Mapping[str, str], *, bounds: Bounds, trust: ssl.SSLContext) -> Answer:
    """Ask for the target at that address. Raises InputError for whatever goes wrong on the way, by the name of what went wrong."""
    try:
        with (
            _ended(_connected(target, address, bounds)) as plain,
            _bounded(plain, bounds.total, target),
            _ended(_secured(plain, target, bounds, trust)) as line,
        ):
            _is_pinned(line, address, target)
            return _exchange(line, target, {"Host": target.host, **headers}, bounds)
    except InputError:
        raise
    except BROKEN as error:
        raise InputError(target.url, _reason(error)) from error


def _connected(target: Target, address: str, bounds: Bounds) -> socket.socket:
    try:
        return socket.create_connection((address, target.port), bounds.connect)
    except OSError as error:
        raise Unreached(target.url, f"no connection to {address}: {_reason(error)}") from error


@contextmanager
def _ended(line: socket.socket) -> Iterator[socket.socket]:
    """The line, which is closed in the end even where an answer that failed still holds on to it."""
    try:
        yield line
    finally:
        number = line.detach()
        if number >= 0:
            socket.close(number)


@contextmanager
def _bounded(line: socket.socket, seconds: float, target: Target) -> Iterator[None]:
    """Ends the connection when the time is over, whatever is being waited for. Works on a twin of the socket, because TLS takes the
    socket itself over."""
    late = Event()
    twin = line.dup()

    def end() -> None:
        late.set()
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except BROKEN as error:
        if late.is_set():
            raise InputError(target.url, f"took longer than {seconds:g} s: given up") from error
        raise
    finally:
        timer.cancel()
        timer.join()
        twin.close()
    if late.is_set():
        raise InputError(target.url, f"took longer than {seconds:g} s: given up")


def _secured(plain: socket.socket, target: Target, bounds: Bounds, trust: ssl.SSLContext) -> socket.socket:
    """The line that is spoken over: under TLS for https, with the certificate checked against the name."""
    plain.settimeout(bounds.silence)
    return trust.wrap_socket(plain, server_hostname=target.name) if target.scheme == "https" else plain


def _is_pinned(line: socket.socket, address: str, target: Target) -> None:
    peer = line.getpeername()[0]
    if ip_address(peer) != ip_address(address):
        raise InputError(target.url, f"connected to {peer} in place of {address}")


def _exchange(line: socket.socket, target: Target, headers: Mapping[str, str], bounds: Bounds) -> Answer:
    connection = HTTPConnection(target.name, target.port, timeout=bounds.silence)
    connection.sock = line  # so that urllib3 neither looks up nor connects
    connection.request("GET", target.path, headers=headers, preload_content=False, decode_content=False)
    with closing(connection.getresponse()) as response:
        got = tuple((name.lower(), value) for name, value in response.headers.items())
        if response.status != 200:
            return Answer(response.status, got, b"")
        _is_wanted(response, target, bounds)
        return Answer(response.status, got, _body(response, target, bounds))


def _is_wanted(response: HTTPResponse, target: Target, bounds: Bounds) -> None:
    """Raises Refused for what can be refused before it comes: no report by its type, too large by its own word, oddly packed."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and "/" in kind and not any(_fits(kind, known) for known in table("types")["reports"]):
        raise Refused(target.url, f"no report: the site sends it as {ascii(kind)[1:-1]}")
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > bounds.bytes:
        raise _too_large(target, bounds, int(length))
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in _UNPACKERS:
        raise Refused(target.url, f"packed in a way that was not asked for: {ascii(packing)[1:-1]}")


def _fits(kind: str, known: str) -> bool:
    return kind.startswith(known[:-1]) if known.endswith("*") else kind == known


def _body(response: HTTPResponse, target: Target, bounds: Bounds) -> bytes:
    pieces = _measured(response.stream(_PIECE, decode_content=False), target, bounds)
    unpack = _UNPACKERS[response.headers.get("content-encoding", "").strip().lower()]
    return b"".join(_measured(unpack(pieces, target), target, bounds))


def _measured(pieces: Iterable[bytes], target: Target, bounds: Bounds) -> Iterator[bytes]:
    got = 0
    for piece in pieces:
        got += len(piece)
        if got > bounds.bytes:
            raise _too_large(target, bounds)
        yield piece


def _too_large(target: Target, bounds: Bounds, size: int | None = None) -> Refused:
    said = f"{size / 1e6:.1f} MB" if size else f"more than {bounds.bytes / 1e6:g} MB"
    return Refused(target.url, f"over the size limit: {said} (limit {bounds.bytes / 1e6:g} MB)")


def _gunzipped(pieces: Iterable[bytes], target: Target) -> Iterator[bytes]:
    """The content of a gzip stream of one or several members, a bounded piece at a time."""
    unpacker = zlib.decompressobj(31)
    for piece in pieces:
        while piece:
            if unpacker.eof:
                unpacker = zlib.decompressobj(31)
            yield unpacker.decompress(piece, _PIECE)
            piece = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    yield from _rest(unpacker, target)


def _inflated(pieces: Iterable[bytes], target: Target) -> Iterator[bytes]:
    """The content of `deflate`: by the standard with a zlib header, by some servers without."""
    unpacker = None
    for piece in pieces:
        if unpacker is None and piece:
            unpacker = zlib.decompressobj(15 if piece[0] & 15 == 8 else -15)
        while unpacker and piece and not unpacker.eof:
            yield unpacker.decompress(piece, _PIECE)
            piece = unpacker.unconsumed_tail
    if unpacker:
        yield from _rest(unpacker, target)


def _rest(unpacker: zlib._Decompress, target: Target) -> Iterator[bytes]:
    while not unpacker.eof and (piece := unpacker.decompress(unpacker.unconsumed_tail, _PIECE)):
        yield piece
    if not unpacker.eof:
        raise InputError(target.url, "broken off: the packed body has no end")


def _as_it_is(pieces: Iterable[bytes], target: Target) -> Iterable[bytes]:
    return pieces


_UNPACKERS: Mapping[str, Callable[[Iterable[bytes], Target], Iterable[bytes]]] = {
    "": _as_it_is,
    "identity": _as_it_is,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
}


def _reason(error: Exception) -> str:
    """What went wrong on the way, in a few words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not good: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"no secure connection: {(error.reason or str(error)).lower().replace('_', ' ')}"
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "no answer in time"
    if isinstance(error, OSError) and not isinstance(error, HTTPException):
        return (error.strerror or str(error)).lower()
    return f"broken answer: {' '.join(str(error).split())[:160] or type(error).__name__}"
