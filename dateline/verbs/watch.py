"""`dateline watch`: feeds are polled, what is new in them is read and kept."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.errors import InputError
from dateline.settings import Where
from dateline.verbs.common import common, database
from dateline.verbs.fetching import fetcher, fetching, rules

if TYPE_CHECKING:
    from dateline.intake import Guard, Part
    from dateline.intake.fetch import Fetcher
    from dateline.intake.fetch_feeds import Feed
    from dateline.intake.fetch_listing import Listing
    from dateline.intake.fetch_state import State, Waiting
    from dateline.stores.sqlite import SqliteStore
    from dateline.types import Document, Reading

LEAST_SLEEP = 5.0  # seconds
Tell = Callable[[dict[str, Any]], None]


@click.command("watch", short_help="Poll feeds and read what is new in them.")
@click.argument("path", type=click.Path(path_type=Path), metavar="FEEDS.TOML")
@click.option("--once", is_flag=True, help="Poll the feeds that are due, read what is new, and end.")
@click.option("--every", type=click.IntRange(5, 10080), metavar="MINUTES", help="How often, for feeds that do not say it. Default: 30.")
@click.option("--force", is_flag=True, help="Read reports in an unsupported language all the same.")
@fetching
@common
def command(
    path: Path,
    once: bool,
    every: int | None,
    force: bool,
    contact: str | None,
    ports: tuple[int, ...],
    as_json: bool,
    db: Where | None,
) -> None:
    """Poll the feeds of a file, read what is new in them, and keep it. This fetches, by the rules of docs/safety.md.

    Each new report is one line. What is read is remembered in a file beside the database, so that a run that was stopped, at whatever
    moment, goes on where it was. A feed that fails is asked less and less often. Stop it with Ctrl-C.

    \b
    dateline watch feeds.toml
    dateline watch feeds.toml --once --db kept.db     from a timer
    """
    from dateline.intake import fetch_feeds
    from dateline.intake.fetch_manners import stamp

    tell = _as_json if as_json else _as_line
    allowed = rules(contact, ports)
    feeds = fetch_feeds.load(path, every=every, ports=allowed.ports)
    with (
        fetcher(replace(allowed, contact=allowed.contact or feeds.contact)) as brings,
        _watch(database(db), brings, force, tell) as watch,
    ):
        with _stoppable():
            watch.round(feeds.feeds)
            while not once:
                watch.sleep(feeds.feeds)
                watch.round(feeds.feeds)
        tell({"done": True, **watch.counts(), "next": stamp(watch.due(feeds.feeds))})
    if watch.failed:
        sys.exit(1)


@contextmanager
def _watch(db: Where, brings: Fetcher, force: bool, tell: Tell) -> Iterator[Watch]:
    from dateline.intake import Guard
    from dateline.intake.fetch_listing import Listing
    from dateline.intake.fetch_state import State
    from dateline.stores import open_store

    with open_store(db) as store, State.open(db.with_name(db.name + ".watch")) as state, Listing() as listing, Guard() as guard:
        yield Watch(brings, listing, guard, state, store, force, tell)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Ctrl-C, and the signal with which services are stopped, end the loop and nothing else."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("dateline: stopped", err=True)
    finally:
        signal.signal(signal.SIGTERM, before)


@dataclass
class Watch:
    """One run over the feeds. What it counts is of the whole run."""

    fetcher: Fetcher
    listing: Listing
    guard: Guard
    state: State
    store: SqliteStore
    force: bool
    tell: Tell
    polled: int = 0
    unchanged: int = 0
    reports: int = 0
    failed: int = 0
    _resting: set[str] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """Feeds polled, of these unchanged, reports read, and what failed."""
        return {"polled": self.polled, "unchanged": self.unchanged, "reports": self.reports, "failed": self.failed}

    def round(self, feeds: tuple[Feed, ...]) -> None:
        """Poll every feed that is due, and read what is announced and not read yet."""
        self._resting.clear()
        for feed in feeds:
            if self.state.polled(feed.url).due <= self.now():
                self._poll(feed)
            for waiting in self.state.waiting(feed.url, self.now()):
                self._entry(feed, waiting)

    def sleep(self, feeds: tuple[Feed, ...]) -> None:
        """Until there is something to do."""
        self.fetcher.rules.clock.sleep(max(self.due(feeds) - self.now(), LEAST_SLEEP))

    def due(self, feeds: tuple[Feed, ...]) -> float:
        """When there is something to do, in seconds since 1970."""
        return min(self.state.due(feed.url) for feed in feeds)

    def now(self) -> float:
        return self.fetcher.rules.clock.now()

    def _poll(self, feed: Feed) -> None:
        from dateline.intake import fetch_poll

        self.polled += 1
        try:
            news = fetch_poll.poll(feed, self.state, self.fetcher, self.listing, self.now())
        except InputError as error:
            self._failed(feed, feed.url, error.reason)
            return
        self.unchanged += not news.changed
        if news.moved:
            self.tell({"feed": feed.name, "note": f"{feed.url} has moved to {news.moved}"})

    def _entry(self, feed: Feed, waiting: Waiting) -> None:
        """Read one entry: its page, or the feed's own words where the page cannot be had or holds no report."""
        from dateline.intake import fetch_poll

        entry, problem = waiting.entry, None
        if entry.link and (kept := self.state.report_of(entry.link)):
            self.state.read(waiting.number, kept)
            return
        page = fetch_poll.page(feed, entry, self.fetcher)
        if isinstance(page, InputError):
            problem = page
            if fetch_poll.is_later(page, waiting):
                self._later(feed, waiting, page)
                return
        elif page:
            problem = self._keep(feed, waiting, page)
        if page is None or problem:
            own = fetch_poll.words(entry, problem.reason if problem else None)
            problem = self._keep(feed, waiting, own) if own else problem or InputError(feed.url, "an entry without words or a page")
        if problem:
            self.state.failed(waiting.number, problem.reason)
            self._failed(feed, entry.link or entry.title, problem.reason)

    def _later(self, feed: Feed, waiting: Waiting, problem: InputError) -> None:
        """Put an entry off. A host that asks to be left alone is named once, and the try does not count."""
        from dateline.intake import fetch_poll
        from dateline.intake.fetch_manners import Later

        until = fetch_poll.again(feed, waiting, problem, self.now())
        self.state.later(waiting.number, problem.reason, until, tried=not isinstance(problem, Later))
        if not isinstance(problem, Later) or problem.host not in self._resting:
            self._failed(feed, waiting.entry.link, f"{problem.reason}; it is tried again")
        if isinstance(problem, Later):
            self._resting.add(problem.host)

    def _keep(self, feed: Feed, waiting: Waiting, part: Part) -> InputError | None:
        """Read what a part holds and keep it, then write down that it is read; why not, when there is no report in it."""
        from dateline import output, pipeline
        from dateline.intake import documents_of

        first: Document | None = None
        problem: InputError | None = None
        for found in documents_of(part, force=self.force, guard=self.guard):
            if isinstance(found, InputError):
                problem = problem or found
                continue
            if output.HALF_PAIR.search(found.text):
                problem = InputError(part.where, "the text holds half a surrogate pair, which no database keeps")
                continue
            reading = pipeline.read_document(found)
            self.store.put(reading, found.raw)
            first = first or found
            self.reports += 1
            self.tell(_news(feed, reading, found))
        if first is None:
            return problem or InputError(part.where, "no report in it")
        if problem:
            self._failed(feed, problem.where, problem.reason)
        self.state.read(waiting.number, first.id, first.retrieval)
        return None

    def _failed(self, feed: Feed, where: str | None, reason: str) -> None:
        self.failed += 1
        self.tell({"feed": feed.name, "failed": where, "reason": reason})


def _news(feed: Feed, reading: Reading, document: Document) -> dict[str, Any]:
    """A new report in a few words."""
    report = reading.report
    facts = {"feed": feed.name, "report": report.id, "title": report.title, "published": report.published, "url": report.url}
    counts = {"records": len(reading.records), "doubts": len(reading.doubts)}
    return facts | counts | {"retrieved": document.retrieval.at if document.retrieval else None}


def _as_json(news: dict[str, Any]) -> None:
    from dateline import output

    click.echo(output.dumps(news), err="report" not in news)


def _as_line(news: dict[str, Any]) -> None:
    """News as a line: reports on standard output, everything else on standard error."""
    from dateline import show

    if "report" in news:
        facts = (
            news["published"] or "no date",
            news["title"] or news["report"][:19],
            f"{news['records']} records",
            news["url"] or news["feed"],
        )
        click.echo("   ".join(show.line(fact) for fact in facts))
    elif "done" in news:
        told = (
            f"{news['polled']} feeds polled, {news['unchanged']} of them unchanged; {news['reports']} reports read, {news['failed']} failed"
        )
        click.echo(f"dateline: {told}; next at {news['next']}", err=True)
    elif "failed" in news:
        click.echo(f"dateline: {show.line(str(news['failed']))}: {show.line(news['reason'])}", err=True)
    else:
        click.echo(f"dateline: {news['note']}", err=True)
