"""An address of the web, taken apart and checked. In: a URL as somebody wrote it or a page named it. Out: `Target`, or why not.

Whatever programs read in different ways (a backslash, a tab, numbers as names, a password) is refused rather than guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

import idna

from dateline.errors import InputError
from dateline.intake.fetch_address import table

PORTS = {"http": 80, "https": 443}
LONGEST = 4000

_UNCLEAN = re.compile(r"[\x00-\x20\x7f\\<>\"^`{|}]|[\u2028\u2029\ufeff\ud800-\udfff]")
_NAME = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)
_KEPT = "%/?:@!$&'()*+,;=~-._[]"  # characters of a path or query that stay as they are


class Refused(InputError):
    """What is not fetched, or has nothing for us, and would be no other if it were asked for again."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of whom: `name` is the host (a name, or an address without brackets), `path` everything that is sent to it."""

    scheme: str
    name: str
    port: int
    path: str

    @property
    def host(self) -> str:
        """The host as the request names it."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.host}"

    @property
    def url(self) -> str:
        return self.origin + self.path

    @property
    def is_address(self) -> bool:
        """Whether the host is given as an address, so that no name is looked up."""
        return ":" in self.name or bool(_NUMBER.fullmatch(self.name.rpartition(".")[2]))


def target(url: str, *, ports: Set[int] = frozenset(PORTS.values())) -> Target:
    """The URL taken apart. Raises Refused for anything but http and https, for a user name or password, for a port that is not in
    `ports`, and for a host that cannot be one of the public Internet."""
    if len(url) > LONGEST:
        raise Refused(f"{url[:80]}…", f"a URL of more than {LONGEST} characters")
    if _UNCLEAN.search(url):
        raise Refused(ascii(url)[1:-1], "a space, a control character or a backslash in the URL")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(url, f"no URL that can be read: {error}") from error
    if parts.scheme not in PORTS:
        raise Refused(url, f"only http and https are fetched, not {parts.scheme or 'a URL without a scheme'}")
    if "@" in parts.netloc:
        raise Refused(url.replace(parts.netloc, "…@" + parts.netloc.rpartition("@")[2], 1), "a user name or password in the URL")
    if not parts.hostname or parts.netloc.endswith(":"):
        raise Refused(url, "no host in the URL" if not parts.hostname else "no port after the colon")
    port = PORTS[parts.scheme] if port is None else port
    if port not in ports:
        raise Refused(url, f"port {port} is not allowed (only {', '.join(map(str, sorted(ports)))}; --allow-port allows another)")
    return Target(parts.scheme, _host(parts.hostname, url), port, _path(parts.path, parts.query))


def beside(base: Target, location: str, *, ports: Set[int]) -> Target:
    """Where a redirect leads. Raises Refused as `target` does, and for one from https down to http."""
    to = target(urljoin(base.url, location.strip(" \t")), ports=ports)
    if base.scheme == "https" and to.scheme == "http":
        raise Refused(to.url, "redirected from https down to http: not followed")
    return to


def _path(path: str, query: str) -> str:
    asked = quote(path or "/", safe=_KEPT)
    return f"{asked}?{quote(query, safe=_KEPT)}" if query else asked


def _host(name: str, url: str) -> str:
    """The host in the form in which it is looked up: lower case, ASCII, without a dot at the end."""
    if ":" in name:
        return _address(IPv6Address, name, url)
    plain = _ascii(name, url).lower().removesuffix(".")
    if _NUMBER.fullmatch(plain.rpartition(".")[2]):
        return _address(IPv4Address, plain, url)
    local = next((end for end in table("names")["local"] if plain == end or plain.endswith("." + end)), None)
    if local or "." not in plain:
        raise Refused(url, f"{plain} is a name of a local network, not of the public Internet")
    if not _NAME.fullmatch(plain):
        raise Refused(url, f"{plain!r} is no name of a host")
    return plain


def _address(kind: type[IPv4Address] | type[IPv6Address], name: str, url: str) -> str:
    """An address in the one form that every program reads alike. Raises Refused for octal, hexadecimal and shortened ones."""
    try:
        return name if "%" in name else str(kind(name))
    except ValueError as error:
        raise Refused(url, f"{name} is no address in its plain form") from error


def _ascii(name: str, url: str) -> str:
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise Refused(url, f"{name!r} is no name of a host") from error
