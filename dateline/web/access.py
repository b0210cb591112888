"""Who may do what: the table of roles and routes, people who are signed in, and how often they may ask.

In: `access.toml`, secrets that browsers send. Out: a role for a route, `Who` for a secret, and whether a request is one too many.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from dateline.errors import DataError

ANYONE = "anyone"
DAY = 24 * 3600.0
MINUTE = 60.0
HELD = 10_000


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who is signed in: the name that stands under decisions, and what they may do."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route asks for: the least role, and which allowance its requests are counted against."""

    role: str
    rate: str


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table: the roles in order, the rule of every route by its name, and the allowances."""

    roles: tuple[str, ...]
    rules: Mapping[str, Rule]
    rates: Mapping[str, tuple[int, int]]

    def allows(self, route: str, role: str | None) -> bool:
        """Whether somebody of that role (None: nobody is signed in) may use the route. Raises KeyError for a route that is not listed."""
        least = self.rules[route].role
        if least == ANYONE:
            return True
        return role is not None and self.roles.index(role) >= self.roles.index(least)


@cache
def table() -> Table:
    """The table of the package. Raises DataError when it contradicts itself."""
    data = tomllib.loads(resources.files("dateline.web").joinpath("access.toml").read_text(encoding="utf-8"))
    roles = tuple(data["roles"])
    rules = {name: Rule(*rule) for name, rule in data["routes"].items()}
    for name, rule in rules.items():
        if rule.role not in (ANYONE, *roles) or rule.rate not in data["rates"]:
            raise DataError(f"web/access.toml: {name} names a role or a rate that is not there")
    return Table(roles, rules, {name: (first, more) for name, (first, more) in data["rates"].items()})


class Sessions:
    """Secrets that stand for people, kept as digests in memory: they end with the program, or after `lasts` seconds."""

    def __init__(self, lasts: float = DAY, clock: Callable[[], float] = time.monotonic) -> None:
        self._lasts, self._clock = lasts, clock
        self._kept: dict[str, tuple[Who, float]] = {}
        self._once: dict[str, Who] = {}
        self._lock = threading.Lock()

    def begin(self, who: Who) -> str:
        """A new secret for somebody."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            now = self._clock()
            self._kept = {key: kept for key, kept in self._kept.items() if kept[1] > now}
            self._kept[_digest(secret)] = who, now + self._lasts
        return secret

    def who(self, secret: str | None) -> Who | None:
        """Whom the secret stands for; None when it is unknown or too old."""
        kept = self._kept.get(_digest(secret)) if secret else None
        return kept[0] if kept and kept[1] > self._clock() else None

    def end(self, secret: str | None) -> None:
        """Forget a secret."""
        with self._lock:
            self._kept.pop(_digest(secret or ""), None)

    def end_all(self, name: str) -> None:
        """Forget every secret of that person."""
        with self._lock:
            self._kept = {key: kept for key, kept in self._kept.items() if kept[0].name != name}

    def ticket(self, who: Who) -> str:
        """A secret that can be changed for a session once."""
        secret = secrets.token_urlsafe(24)
        with self._lock:
            self._once[_digest(secret)] = who
        return secret

    def redeem(self, ticket: str) -> str | None:
        """The session for a ticket; None when it is unknown or was used."""
        with self._lock:
            who = self._once.pop(_digest(ticket), None)
        return self.begin(who) if who else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(slots=True)
class Allowance:
    """What is left to one client of one rate, and since when it was not filled up."""

    left: float
    at: float


@dataclass(slots=True)
class Rates:
    """Counts requests by client and rate (a bucket that fills up again)."""

    rates: Mapping[str, tuple[int, int]]
    clock: Callable[[], float] = time.monotonic
    _kept: dict[tuple[str, str], Allowance] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, client: str, rate: str) -> float:
        """0 when the request may go on; else in how many seconds the next one may."""
        most, minute = self.rates[rate]
        with self._lock:
            now = self.clock()
            if len(self._kept) > HELD:
                self._kept = {key: kept for key, kept in self._kept.items() if now - kept.at < MINUTE}
            held = self._kept.setdefault((client, rate), Allowance(most, now))
            held.left = min(most, held.left + (now - held.at) * minute / MINUTE)
            held.at = now
            if held.left < 1:
                return (1 - held.left) * MINUTE / minute
            held.left -= 1
            return 0.0
