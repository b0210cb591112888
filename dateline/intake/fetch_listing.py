"""What a feed announces. In: the bytes of a feed. Out: its entries: what each is called, where its page is, and its own words as a part.

Parsed in a process of its own with bounds on memory and processor time, like everything that comes from outside.
"""

from __future__ import annotations

import hashlib
import io
import signal
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Any, Self
from urllib.parse import urljoin

from dateline.errors import InputError
from dateline.intake import feed, fragment
from dateline.intake.parts import Options, Part, tried
from dateline.intake.sniff import HEAD, kind_of

PROCESSOR = 5  # seconds
MEMORY = 1_000_000_000
MOST = 1000  # entries of one feed that are taken note of


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed. `key` is its own name for itself, `part` its words (None: it has none), `whole` whether these are the story."""

    key: str
    link: str | None
    title: str
    published: str | None
    part: Part | None
    whole: bool


class Listing:
    """A process that parses feeds. Use it in a `with`."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def entries(self, raw: bytes, where: str) -> tuple[Entry, ...]:
        """The entries of a feed, in its order. Raises InputError for what is no feed, or kills the process that parses it."""
        kind = kind_of(raw[:HEAD])
        if kind != "feed":
            raise InputError(where, f"no feed: what is there is {'a web page' if kind == 'html' else kind}")
        self._pool = self._pool or ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_deaf)
        try:
            found = self._pool.submit(_listed, raw, where).result()
        except BrokenProcessPool:
            self._end()
            raise InputError(where, "damaged or hostile: the process that read the feed died") from None
        if isinstance(found, InputError):
            raise found
        return found

    def _end(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        self._pool = None


def _deaf() -> None:
    """Ctrl-C is for the program, which then ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _listed(raw: bytes, where: str) -> tuple[Entry, ...] | InputError:
    """What the process does for one feed."""
    _bound()
    return tried(lambda: entries(raw, where), where)


def entries(raw: bytes, where: str) -> tuple[Entry, ...]:
    """The entries of a feed, in its order. Raises whatever the parser raises."""
    # Imported here because only the process that parses needs it.
    import feedparser

    parsed = feedparser.parse(io.BytesIO(raw), sanitize_html=True, resolve_relative_uris=False)
    if not parsed.entries and (parsed.bozo or not parsed.get("version")):
        raise InputError(where, "XML that is no feed that can be read")
    words = feed.entries(Part(where, where, raw, "feed"), Options())
    found = [_entry(entry, part, where) for entry, part in zip(parsed.entries[:MOST], words, strict=False)]
    names = Counter(entry.key for entry in found)
    return tuple(replace(e, key=_hash(e.key, e.link, e.title) if names[e.key] > 1 else _hash(e.key)) for e in found)


def _entry(entry: Mapping[str, Any], part: object, where: str) -> Entry:
    title = fragment.text(entry.get("title") or "").replace("\n", " ")
    link = urljoin(where, entry["link"].strip()) if entry.get("link") else None
    known = part if isinstance(part, Part) else None
    own = entry.get("id") or link or title or str(known and known.source)
    stamp = entry.get("published_parsed") or entry.get("updated_parsed")
    published = time.strftime("%Y-%m-%dT%H:%M", stamp) if stamp else None
    return Entry(str(own), link, title, published, known, bool(known and not known.doubts))


def _hash(*names: str | None) -> str:
    """A short name for an entry; one that shares its own name with others is told apart by its link and title too."""
    return hashlib.sha256("\n".join(map(str, names)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _bound() -> None:
    """Where the system can bound a process (not on Windows), it may take so much memory, and so much more of the processor."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        most = int(used.ru_utime + used.ru_stime) + PROCESSOR + 1
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
