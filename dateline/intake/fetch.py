"""Fetching what is at a URL. In: a URL, given by a user who allowed it. Out: `Fetched`, its bytes with their headers, or an InputError.

Never used unless asked for. Every step of every redirect is checked anew: the URL, robots.txt, and all addresses of the name, of which a
checked one is connected to. Nothing of the environment (proxies, passwords, cookies) takes part.
"""

from __future__ import annotations

import platform
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from dateline import __version__
from dateline.errors import InputError
from dateline.intake import fetch_robots
from dateline.intake.fetch_address import why_not
from dateline.intake.fetch_manners import KEPT, Clock, Later, Manners, stamp
from dateline.intake.fetch_url import PORTS, Refused, Target, beside, target
from dateline.intake.fetch_wire import Answer, Bounds, Unreached, ask, trusted
from dateline.intake.parts import Part
from dateline.types import Retrieval

HOPS = 5
ADDRESSES = 4  # of one name that are tried
PATIENT = 2  # so many times the bound of one request is that of all the steps of a fetch
_LOOK_UP = 15.0  # seconds
_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5"
_RETRY = 900.0  # seconds to leave a site alone that says it is too much, and not for how long
_KEPT_HEADERS = frozenset(
    (
        "content-type",
        "content-length",
        "content-language",
        "content-encoding",
        "content-location",
        "date",
        "etag",
        "last-modified",
        "server",
    )
)

Resolver = Callable[[str, int], Sequence[str]]


class Forbidden(Refused):
    """An address that may not be connected to."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier answer said of itself, so that only a newer one is sent."""

    etag: str | None = None
    modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The headers of a conditional request."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in asked.items() if value and value.isprintable() and value.isascii()}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `retrieval` says from where and when; `moved` where it now lives for good. `changed` is false when the site says that
    it is as it was: then there are no bytes."""

    raw: bytes
    retrieval: Retrieval
    known: Known
    changed: bool = True
    moved: str | None = None

    def part(self) -> Part:
        """As the intake takes it: its kind is told by its bytes."""
        url = self.retrieval.url
        return Part(url, _name(url), self.raw, given={"url": url}, extra={"retrieval": self.retrieval})


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be fetched, and how. `allowed` judges an address (None: it may be connected to) and `resolve` gives those of a name; both
    are here for tests, which have nothing but this machine to connect to, and no option or variable sets them."""

    contact: str | None = None
    ports: frozenset[int] = frozenset(PORTS.values())
    bounds: Bounds = field(default_factory=Bounds)
    allowed: Callable[[str], str | None] = why_not
    resolve: Resolver | None = None
    trust: ssl.SSLContext | None = None
    clock: Clock = field(default_factory=Clock)


class Fetcher:
    """Fetches one thing after the other. `manners` remember the hosts between calls."""

    def __init__(self, manners: Manners, rules: Rules = Rules()) -> None:
        self._manners, self.rules = manners, rules
        self._spent = 0.0

    def part(self, url: str) -> Part | InputError:
        """What is at the URL as a part for the intake, or why there is none."""
        try:
            return self.get(url).part()
        except InputError as error:
            return error

    def get(self, url: str, known: Known = Known()) -> Fetched:
        """What is at the URL; with `known` only if it has changed since. Raises InputError for what may not be fetched or does not come,
        and Later (an InputError) where the host asks to be left alone for longer than one waits."""
        at = target(url, ports=self.rules.ports)
        try:
            return self._get(url, at, known)
        except Later as error:
            raise Later(url, error.reason, error.host, error.until) from error
        except InputError as error:
            other = error.where not in (url, at.name) and not error.where.startswith(at.origin + "/")
            raise type(error)(url, error.reason + (f" (at {error.where})" if other else "")) from error

    def _get(self, url: str, at: Target, known: Known) -> Fetched:
        lasting, moved, self._spent = True, None, 0.0
        for _ in range(HOPS + 1):
            self._may(at)
            answer = self._ask(at, known.headers())
            where = answer.header("location")
            if answer.status not in (301, 302, 303, 307, 308) or not where:
                return self._fetched(url, at, answer, known, moved)
            at = beside(at, where, ports=self.rules.ports)
            lasting = lasting and answer.status in (301, 308)
            moved = at.url if lasting else moved
        raise Refused(url, f"redirected more than {HOPS} times")

    def _fetched(self, url: str, at: Target, answer: Answer, known: Known, moved: str | None) -> Fetched:
        now = self.rules.clock.now()
        if answer.status in (429, 503):
            raise self._later(at, answer, now)
        unchanged = answer.status == 304 and bool(known.headers())
        if answer.status != 200 and not unchanged:
            kind = Refused if answer.status < 500 and answer.status != 408 else InputError
            raise kind(url, f"the site answers {answer.status}{_meaning(answer.status)}")
        headers = tuple((name, value) for name, value in answer.headers if name in _KEPT_HEADERS)
        latest = known if unchanged else Known(answer.header("etag"), answer.header("last-modified"))
        return Fetched(answer.body, Retrieval(url, at.url, stamp(now), headers), latest, not unchanged, moved)

    def _later(self, at: Target, answer: Answer, now: float) -> Later:
        """The site has too much to do: it is left alone for as long as it says."""
        until = now + min(_seconds(answer.header("retry-after"), now), KEPT)
        self._manners.rest(at.name, until)
        return Later(at.url, f"the site answers {answer.status}: it asks to be left alone for now", at.name, until)

    def _may(self, at: Target) -> None:
        """Raises InputError when the site's robots.txt does not allow it; waits until it is our turn."""
        text = self._manners.robots(at.origin)
        if text is None:
            text = self._robots(at)
        if not fetch_robots.allows(text, at.url):
            if text == fetch_robots.NOTHING:
                raise InputError(at.url, "not fetched: the site's robots.txt cannot be had for now")
            raise Refused(at.url, "not fetched: the site's robots.txt does not allow it")
        self._manners.wait(at.name, at.url, gap=fetch_robots.delay(text))

    def _robots(self, at: Target) -> str:
        """The site's rules, fetched by the same checks. Raises InputError for a site that may not be connected to, or not be reached."""
        rules = Target(at.scheme, at.name, at.port, "/robots.txt")
        try:
            text = fetch_robots.rules(self._robots_answer(rules))
        except (Forbidden, Later):
            raise
        except InputError as error:
            raise type(error)(error.where, f"the site's robots.txt cannot be had: {error.reason}") from error
        if text is None:
            self._manners.keep_robots(at.origin, fetch_robots.NOTHING, fetch_robots.RETRY)
            return fetch_robots.NOTHING
        self._manners.keep_robots(at.origin, text)
        return text

    def _robots_answer(self, at: Target) -> Answer:
        """What the site answers, in the end, when it is asked for its rules."""
        for _ in range(HOPS):
            self._manners.wait(at.name, at.url)
            answer = self._ask(at, {})
            where = answer.header("location")
            if not 300 <= answer.status < 400 or not where:
                return answer
            at = beside(at, where, ports=self.rules.ports)
        return Answer(404, (), b"")

    def _ask(self, at: Target, headers: Mapping[str, str]) -> Answer:
        """One request, at the first address that can be reached. Raises InputError."""
        sent = {"User-Agent": agent(self.rules.contact), "Accept": _ACCEPT, "Accept-Encoding": "gzip", "Connection": "close", **headers}
        begun = time.monotonic()
        try:
            return self._answer(at, sent)
        finally:
            self._spent += time.monotonic() - begun

    def _answer(self, at: Target, sent: Mapping[str, str]) -> Answer:
        bounds = self.rules.bounds
        if self._spent > PATIENT * bounds.total:
            raise InputError(at.url, f"took longer than {PATIENT * bounds.total:g} s with all its redirects: given up")
        failed = Unreached(at.url, "no address")
        for address in self._addresses(at)[:ADDRESSES]:
            try:
                return ask(at, address, sent, bounds=bounds, trust=self.rules.trust or trusted())
            except Unreached as error:
                failed = error
        raise failed

    def _addresses(self, at: Target) -> list[str]:
        """The addresses of the name, each of which may be connected to. Raises InputError when only one of them may not be."""
        found = [at.name] if at.is_address else list((self.rules.resolve or look_up)(at.name, at.port))
        if not found:
            raise Unreached(at.url, f"{at.name} has no address")
        for address in found:
            if reason := self.rules.allowed(address):
                raise Forbidden(at.url, f"not fetched: the address {address} of {at.name} is {reason}")
        return [str(ip_address(address)) for address in dict.fromkeys(found)]


def agent(contact: str | None = None) -> str:
    """How the program names itself to sites: with its version, and whom to write to where the user says it."""
    words = "".join(c for c in contact or "" if c.isprintable() and c.isascii() and c not in "()")
    return f"{fetch_robots.AGENT}/{__version__} ({f'+{words}; ' if words else ''}reads news reports; Python {platform.python_version()})"


def look_up(name: str, port: int) -> list[str]:
    """All addresses of a name, in the order of the system. Raises Unreached when there are none, or no answer comes in time."""
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

    def asked() -> None:
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
            answers.put([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=asked, daemon=True).start()
    try:
        answer = answers.get(timeout=_LOOK_UP)
    except queue.Empty:
        raise Unreached(name, "the name could not be looked up in time") from None
    if isinstance(answer, OSError):
        raise Unreached(name, f"the name could not be looked up: {(answer.strerror or str(answer)).lower()}")
    return answer


def _seconds(words: str | None, now: float) -> float:
    """How long a Retry-After asks to wait: seconds, or until a date. Never less than our own pause."""
    if words and words.strip().isdecimal():
        return max(float(words.strip()[:9]), _RETRY)
    try:
        return max(parsedate_to_datetime(words).timestamp() - now, _RETRY) if words else _RETRY
    except (ValueError, TypeError, IndexError, OverflowError):
        return _RETRY


def _meaning(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase.lower()})"
    except ValueError:
        return ""


def _name(url: str) -> str:
    """The last part of the path, as the name of a file would be: a hint what it is."""
    return urlsplit(url).path.rpartition("/")[2] or urlsplit(url).netloc
