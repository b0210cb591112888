"""The list of feeds that are watched, as a user writes it (TOML). In: a file. Out: its feeds, or an error that names the line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.errors import DatelineError, InputError
from dateline.intake.fetch_url import target

EVERY = 30
LEAST, MOST = 5, 7 * 24 * 60  # minutes
_KINDS: dict[str, tuple[type, str]] = {
    "url": (str, "words in quotation marks"),
    "name": (str, "words in quotation marks"),
    "every": (int, "a whole number of minutes"),
    "pages": (bool, "true or false"),
}
_TOP: dict[str, tuple[type, str]] = {"contact": (str, "words in quotation marks"), "every": _KINDS["every"], "feed": (list, "[[feed]]")}


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is watched: every so many minutes; with `pages` the page of an entry is fetched where the feed has only a summary."""

    url: str
    name: str
    every: int = EVERY
    pages: bool = True


@dataclass(frozen=True, slots=True)
class Feeds:
    """What a file says: the feeds in its order, and whom sites can write to."""

    feeds: tuple[Feed, ...]
    contact: str | None = None


def load(path: Path, *, every: int | None = None, ports: Set[int]) -> Feeds:
    """The feeds of a file; `every` is for those that say nothing, and wins over what the file says for all. Raises DatelineError that names
    the line of whatever is wrong."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise DatelineError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise DatelineError(f"{path}: no text in UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise DatelineError(f"{path}: no TOML: {str(error)[:1].lower()}{str(error)[1:]}") from error
    wrong = next(_wrong(data, ports), None)
    if wrong:
        number, key, reason = wrong
        raise DatelineError(f"{path}, line {_line(text, number, key)}: {reason}")
    usual = every or data.get("every", EVERY)
    return Feeds(tuple(Feed(**{"name": f["url"], "every": usual, **f}) for f in data["feed"]), data.get("contact"))


Wrong = tuple[int | None, str | None, str]  # the number of the feed (None: the head of the file), the key, what is wrong


def _wrong(data: dict[str, Any], ports: Set[int]) -> Iterator[Wrong]:
    yield from _wrong_keys(data, _TOP, None)
    feeds = data.get("feed", [])
    if not feeds:
        yield None, None, "no feed: each begins with a line [[feed]] and has a url"
    seen: set[str] = set()
    for number, feed in enumerate(feeds):
        if not isinstance(feed, dict):
            yield None, "feed", "each feed begins with a line [[feed]]"
            return
        yield from _wrong_keys(feed, _KINDS, number)
        url = feed.get("url")
        if url is None:
            yield number, None, "a feed without a url"
        elif url in seen:
            yield number, "url", f"{url} is there twice"
        else:
            yield from _wrong_url(url, ports, number)
        seen.add(str(url))


def _wrong_keys(table: Mapping[str, Any], known: Mapping[str, tuple[type, str]], number: int | None) -> Iterator[Wrong]:
    for key, value in table.items():
        if key not in known:
            yield number, key, f"unknown: {key} (known: {', '.join(known)})"
        elif type(value) is not known[key][0]:
            yield number, key, f"{key} must be {known[key][1]}"
        elif isinstance(value, int) and key == "every" and not LEAST <= value <= MOST:
            yield number, key, f"every {value} minutes: it must be {LEAST} to {MOST}"


def _wrong_url(url: str, ports: Set[int], number: int) -> Iterator[Wrong]:
    try:
        target(url, ports=ports)
    except InputError as error:
        yield number, "url", str(error)


def _line(text: str, number: int | None, key: str | None) -> int:
    """The line of a key: of the feed with that number, or before the first; the line where that part begins when there is no key."""
    at = -1
    begun = 1
    for count, line in enumerate(text.splitlines(), start=1):
        if re.match(r"\s*\[\[\s*feed\s*\]\]", line):
            at += 1
            begun = count if at == number else begun
        elif key and at == (-1 if number is None else number) and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
            return count
    return begun
