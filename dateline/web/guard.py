"""What every request passes before anything else, and every answer after it. In: a request. Out: the same, or a short refusal.

The host that is asked for must be one of ours (so that no other site's name leads here), what changes something must come from our own
page, a body may not be larger than is allowed; every answer says that nothing of another machine may be loaded or run in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD"})
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; worker-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)
NO_STORE = ("cache-control", "no-store")


class TooLarge(Exception):
    """A body that is larger than is allowed."""


class Guard:
    """Wraps an application. `hosts` are the values of the Host header that are ours, `limit` the largest body in bytes."""

    def __init__(self, app: App, *, hosts: frozenset[str], limit: int) -> None:
        self._app, self._hosts, self._limit = app, hosts, limit

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope["method"], headers)
        if refusal:
            await refuse(send, *refusal)
            return
        answer = _Answer(send, scope["path"])
        with suppress(TooLarge):
            await self._app(scope, self._bounded(receive, answer), answer)
        if answer.too_large and not answer.begun:
            await refuse(send, *self._too_large())

    def _refusal(self, method: str, headers: dict[str, str]) -> tuple[int, str] | None:
        if headers.get("host", "").lower() not in self._hosts:
            return 421, "This address is none of this program's. Use the address that it printed when it started."
        if method not in SAFE and not self._is_ours(headers):
            return 403, "This request came from another site, and was not carried out."
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._limit:
            return self._too_large()
        return None

    def _is_ours(self, headers: dict[str, str]) -> bool:
        """Whether a change comes from our own page, or from a program that has a key and is no browser."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "same-origin") == "same-origin" and "authorization" in headers
        return urlsplit(origin).netloc.lower() == headers["host"].lower()

    def _too_large(self) -> tuple[int, str]:
        return 413, f"This is too large: at most {self._limit // 1_000_000} MB at once. The command line takes larger input."

    def _bounded(self, receive: Receive, answer: _Answer) -> Receive:
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limit:
                answer.too_large = True
                raise TooLarge
            return message

        return bounded


class _Answer:
    """Sends an answer with the headers that every one has; nothing but the program's own files is kept by the browser. Whatever is
    answered to a body that is too large is held back."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._headers = [*HEADERS, *([] if path.startswith("/static/") else [NO_STORE])]
        self.begun = self.too_large = False

    async def __call__(self, message: Message) -> None:
        if self.too_large and not self.begun:
            return
        if message["type"] == "http.response.start":
            self.begun = True
            message["headers"] = [*message.get("headers", []), *((n.encode(), v.encode()) for n, v in self._headers)]
        await self._send(message)


async def refuse(send: Send, status: int, words: str) -> None:
    """A short refusal in plain words."""
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    headers = plain + [(name.encode(), value.encode()) for name, value in (*HEADERS, NO_STORE)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": words.encode() + b"\n"})
