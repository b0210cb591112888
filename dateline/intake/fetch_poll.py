"""Polling a feed, and bringing what it announces. In: a feed, an entry. Out: what is new, and what an entry can be read from.

When to ask again follows from the feed and how often it failed, by a jitter that is the same for the same feed and count, so that many
feeds do not come due together and yet every run is the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from dateline.errors import InputError
from dateline.intake.fetch import Fetcher
from dateline.intake.fetch_feeds import Feed
from dateline.intake.fetch_listing import Entry, Listing
from dateline.intake.fetch_manners import Later
from dateline.intake.fetch_state import Polled, State, Waiting
from dateline.intake.fetch_url import Refused
from dateline.intake.fetch_wire import Unreached
from dateline.intake.parts import Part

TRIES = 3  # of fetching the page of an entry, before the feed's own words have to do
LONGEST = 86_400.0  # seconds between two polls of a feed that fails
_UNREACHED = 2  # failures that count where it may be our own network that is down
_SPREAD = 0.2  # of the time between two polls


@dataclass(frozen=True, slots=True)
class News:
    """What a poll gave: how many entries are new, whether the feed had changed at all, and where it has moved to for good."""

    new: int
    changed: bool
    moved: str | None = None


def pause(feed: Feed, failures: int) -> float:
    """Seconds until a feed is asked again: its own interval and a little more, doubled with each failure in a row, up to a day."""
    digest = hashlib.sha256(f"{feed.url}\n{failures}".encode()).digest()
    spread = 1 + _SPREAD * int.from_bytes(digest[:4]) / 2**32
    return float(min(feed.every * 60 * 2 ** min(failures, 20), max(LONGEST, feed.every * 60)) * spread)


def poll(feed: Feed, state: State, fetcher: Fetcher, listing: Listing, now: float) -> News:
    """Ask a feed what is new, and write down what it announces. Raises InputError when it cannot be had; then it is due later."""
    polled = state.polled(feed.url)
    try:
        fetched = fetcher.get(feed.url, polled.known)
        entries = listing.entries(fetched.raw, fetched.retrieval.url) if fetched.changed else ()
    except InputError as error:
        failures = polled.failures + 1
        shown = min(failures, _UNREACHED) if isinstance(error, Unreached) else failures
        until = max(now + pause(feed, shown), error.until if isinstance(error, Later) else 0.0)
        state.announced(feed.url, replace(polled, due=until, failures=failures))
        raise
    new = state.announced(feed.url, Polled(fetched.known, now + pause(feed, 0)), entries)
    return News(new, fetched.changed, fetched.moved)


def page(feed: Feed, entry: Entry, fetcher: Fetcher) -> Part | InputError | None:
    """The page that an entry leads to, with the day that the feed gives for it, or why it cannot be had; None where it is not wanted."""
    if not feed.pages or not entry.link or entry.whole:
        return None
    try:
        part = fetcher.get(entry.link).part()
    except InputError as error:
        return error
    return replace(part, given={**part.given, **({"published": entry.published} if entry.published else {})})


def words(entry: Entry, because: str | None) -> Part | None:
    """The feed's own words for an entry, where there are any, with a doubt that says why it is not the page that was read."""
    if entry.part is None:
        return None
    return replace(entry.part, doubts=entry.part.doubts + ((f"the page was not read: {because}",) if because else ()))


def is_later(problem: InputError, waiting: Waiting) -> bool:
    """Whether an entry is tried again: what went wrong may pass, and it did not go wrong too often yet. A host that asks
    for patience gets it."""
    return isinstance(problem, Later) or (not isinstance(problem, Refused) and waiting.tries + 1 < TRIES)


def again(feed: Feed, waiting: Waiting, problem: InputError, now: float) -> float:
    """When an entry is tried again."""
    return problem.until if isinstance(problem, Later) else now + pause(feed, waiting.tries)
