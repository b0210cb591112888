"""`dateline watch`: what is new in feeds is read once, whatever happens in between; everything else is named and counted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner, Result

from dateline.cli import cli
from dateline.intake import Guard, fetch_feeds, fetch_poll
from dateline.intake.fetch import Fetcher
from dateline.intake.fetch_listing import Listing
from dateline.intake.fetch_manners import Manners
from dateline.intake.fetch_state import State
from dateline.stores import open_store
from dateline.stores.sqlite import SqliteStore
from dateline.verbs.watch import Watch

from .intake.fetch_server import Asked, Server, Time, page, rules, serving, to

STORY = """<html lang="en"><head><title>{title}</title><meta property="article:published_time" content="2023-11-13T08:00:00Z"></head>
<body><article><h1>{title}</h1><p>MARSA, Kharan (Wire) - Troops took the airport on Wednesday, an army officer said, while residents denied
that the port had fallen.</p><p>More than {count},000 civilians have fled since June 1, according to the Relief Office. The only hospital in
the city was closed on June 5 due to fighting, and water supplies have been cut.</p></article></body></html>"""
WORDS = "Troops took the airport on Wednesday, an army officer said, and more than 14,000 civilians have fled. " * 2


@dataclass
class Done:
    """What a round told: new reports, everything else, and the counts."""

    reports: list[dict[str, Any]]
    others: list[dict[str, Any]]
    counts: dict[str, int]

    @property
    def titles(self) -> list[str]:
        return [report["title"] for report in self.reports]


@dataclass
class Desk:
    """A site with a feed, a list of feeds that names it, a database, and a clock that does not wait."""

    server: Server
    folder: Path
    listing: Listing
    guard: Guard
    time: Time = field(default_factory=Time)
    items: dict[str, str] = field(default_factory=dict)
    version: int = 0

    @property
    def db(self) -> Path:
        return self.folder / "kept.db"

    def announce(self, *names: str, words: str = "Troops took the airport.", body: Callable[[Asked], bytes] | bytes | None = None) -> None:
        """Add stories to the feed and to the site."""
        self.version += 1
        for name in names:
            link = self.server.url(f"/{name}")
            whole = f"<description>{escape(words)}</description>" if words else ""
            date = "<pubDate>Mon, 13 Nov 2023 09:30:00 GMT</pubDate>"
            self.items[name] = f"<item><title>Story {name}</title><link>{link}</link><guid>{name}</guid>{whole}{date}</item>"
            self.server.answers[f"/{name}"] = body or page(STORY.format(title=f"Story {name}", count=len(self.items) + 2).encode())
        feed = f"<rss version='2.0'><channel><title>News</title>{''.join(self.items.values())}</channel></rss>".encode()
        tag = f'"v{self.version}"'

        def answer(asked: Asked) -> bytes:
            same = asked.headers.get("if-none-match") == tag
            return page(b"", status="304 Not Modified") if same else page(feed, f"ETag: {tag}", kind="application/rss+xml")

        self.server.answers["/feed"] = answer

    def listed(self, *more: str, **settings: object) -> Path:
        path = self.folder / "feeds.toml"
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
        feeds = [f'[[feed]]\nurl = "{self.server.url(name)}"' for name in ("/feed", *more)]
        path.write_text("\n".join([feeds[0], *lines, *feeds[1:]]) + "\n", encoding="utf-8")
        return path

    def watch(self, path: Path | None = None) -> Done:
        """One round in this process."""
        made, news = rules(self.server, clock=self.time.clock), list[dict[str, Any]]()
        feeds = fetch_feeds.load(path or self.listed(), ports=made.ports).feeds
        with (
            Manners(self.folder / "hosts.db", clock=made.clock) as manners,
            open_store(self.db) as store,
            State.open(self.db.with_name("kept.db.watch")) as state,
        ):
            watch = Watch(Fetcher(manners, made), self.listing, self.guard, state, store, False, news.append)
            watch.round(feeds)
        return Done([n for n in news if "report" in n], [n for n in news if "report" not in n], watch.counts())

    def run(self, *arguments: object, path: Path | None = None) -> Result:
        """The program."""
        command = ["watch", path or self.listed(), "--once", "--json", "--db", self.db, *arguments]
        made = rules(self.server, clock=self.time.clock)
        return CliRunner().invoke(cli, [str(a) for a in command], prog_name="dateline", obj=made)

    def later(self, minutes: float = 45) -> None:
        self.time.at += minutes * 60

    def asked(self, path: str) -> int:
        return self.server.paths().count(path)

    def kept(self) -> list[dict[str, Any]]:
        with open_store(self.db, write=False) as store:
            return [dict(reading) for reading in store.readings()]


@pytest.fixture(scope="module")
def helpers() -> Iterator[tuple[Listing, Guard]]:
    """The processes that parse, for all tests: to start them takes longer than most tests."""
    with Listing() as listing, Guard() as guard:
        yield listing, guard


@pytest.fixture
def desk(helpers: tuple[Listing, Guard], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving() as server:
        yield Desk(server, tmp_path, *helpers)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_what_is_new_is_read_once(desk: Desk) -> None:
    desk.announce("a", "b")
    first = desk.watch()
    assert first.titles == ["Story a", "Story b"]
    assert all(n["records"] >= 3 and n["retrieved"] and n["url"] == desk.server.url(f"/{n['title'][-1]}") for n in first.reports)
    assert first.counts == {"polled": 1, "unchanged": 0, "reports": 2, "failed": 0}

    desk.later()
    second = desk.watch()
    assert (second.reports, second.counts["unchanged"]) == ([], 1)

    desk.later()
    desk.announce("c")
    assert desk.watch().titles == ["Story c"]
    assert [desk.asked(f"/{name}") for name in ("feed", "a", "b", "c")] == [3, 1, 1, 1]
    kept = desk.kept()
    assert {reading["report"]["published"] for reading in kept} == {"2023-11-13T09:30"}
    assert len(kept) == 3


def test_a_feed_is_not_asked_before_it_is_due(desk: Desk) -> None:
    desk.announce("a")
    desk.watch()
    desk.later(20)
    assert desk.watch().counts["polled"] == 0
    desk.later(20)
    assert desk.watch().counts["polled"] == 1
    assert desk.asked("/feed") == 2


def test_an_entry_with_its_whole_text_needs_no_page(desk: Desk) -> None:
    desk.announce("a", words=WORDS * 6)
    (news,) = desk.watch().reports
    assert news["records"] >= 2
    assert desk.asked("/a") == 0


def test_pages_are_not_fetched_where_that_is_not_wanted(desk: Desk) -> None:
    desk.announce("a", words=WORDS)
    (news,) = desk.watch(desk.listed(pages=False)).reports
    assert news["records"] >= 1
    assert desk.asked("/a") == 0
    (reading,) = desk.kept()
    assert any("only the summary that the feed gives" in d["message"] for d in reading["doubts"])


def test_an_entry_that_is_only_a_title_is_read_from_its_page(desk: Desk) -> None:
    desk.announce("a", words="")
    (news,) = desk.watch().reports
    assert (news["title"], news["published"]) == ("Story a", "2023-11-13T09:30")


def test_where_the_page_is_gone_the_words_of_the_feed_are_read(desk: Desk) -> None:
    desk.announce("a", words=WORDS, body=page(b"", status="404 Not Found"))
    assert desk.watch().counts["failed"] == 0
    (reading,) = desk.kept()
    assert any("the page was not read: the site answers 404" in d["message"] for d in reading["doubts"])


def test_where_the_page_holds_no_report_the_words_of_the_feed_are_read(desk: Desk) -> None:
    desk.announce("a", words=WORDS, body=page(b"<html><body><nav>Accept cookies</nav></body></html>"))
    assert desk.watch().counts["failed"] == 0
    (reading,) = desk.kept()
    assert any("the page was not read: no article text" in d["message"] for d in reading["doubts"])


def test_a_page_that_fails_is_tried_again_and_then_the_feed_has_to_do(desk: Desk) -> None:
    desk.announce("a", words=WORDS, body=page(b"", status="500 Broken"))
    for _ in range(2):
        (told,) = desk.watch().others
        assert told["reason"] == "the site answers 500 (internal server error); it is tried again"
        desk.later(300)
    assert desk.watch().counts["failed"] == 0
    assert desk.asked("/a") == 3
    assert len(desk.kept()) == 1


def test_a_page_that_comes_at_the_second_try_is_read(desk: Desk) -> None:
    desk.announce("a", body=page(b"", status="502 Bad Gateway"))
    assert desk.watch().counts["failed"] == 1
    desk.announce("a")
    desk.later(300)
    assert desk.watch().titles == ["Story a"]


def test_an_entry_of_which_nothing_can_be_read_is_named_once(desk: Desk) -> None:
    desk.announce("a", words="", body=page(b"", status="410 Gone"))
    desk.announce("b")
    done = desk.watch()
    assert done.others == [{"feed": desk.server.url("/feed"), "failed": desk.server.url("/a"), "reason": "the site answers 410 (gone)"}]
    assert done.titles == ["Story b"]
    desk.later()
    assert desk.watch().others == []
    assert desk.asked("/a") == 1


def test_a_feed_that_fails_is_named_and_the_others_go_on(desk: Desk) -> None:
    desk.announce("a")
    desk.server.answers |= {
        "/html": page(b"<html><body>hello</body></html>"),
        "/xml": page(b"<?xml version='1.0'?><rss><channel>", kind="text/xml"),
        "/none": page(b"", status="404 Not Found"),
        "/empty": page(b"<rss version='2.0'><channel><title>News</title></channel></rss>", kind="text/xml"),
    }
    done = desk.watch(desk.listed("/html", "/xml", "/none", "/empty"))
    assert done.titles == ["Story a"]
    assert {n["failed"].rpartition("/")[2]: n["reason"] for n in done.others} == {
        "html": "no feed: what is there is a web page",
        "xml": "XML that is no feed that can be read",
        "none": "the site answers 404 (not found)",
    }
    assert done.counts == {"polled": 5, "unchanged": 0, "reports": 1, "failed": 3}


def test_a_feed_that_unfolds_without_end_takes_little_and_stops_nothing(desk: Desk) -> None:
    desk.announce("a")
    desk.server.answers["/bomb"] = page(bomb(), kind="text/xml")
    done = desk.watch(desk.listed("/bomb"))
    assert done.titles == ["Story a"]
    assert done.counts["failed"] == 1


def bomb() -> bytes:
    """A feed that unfolds to a billion letters where entities are taken at their word."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]>'
    return f"{head}<rss><channel><item><title>&e9;</title></item></channel></rss>".encode()


def test_a_feed_that_fails_is_asked_less_and_less_often(desk: Desk) -> None:
    desk.announce("a")
    desk.server.answers["/feed"] = page(b"", status="500 Broken")
    hours = 0.0
    while hours < 24:
        desk.watch()
        desk.later(30)
        hours += 0.5
    assert desk.asked("/feed") == 5
    desk.announce("b")
    desk.later(24 * 60)
    assert desk.watch().titles == ["Story a", "Story b"]


def test_a_feed_that_cannot_be_reached_is_asked_again_before_long(desk: Desk) -> None:
    """It may be our own network that is down, for a night."""
    desk.announce("a")
    port, desk.server.port = desk.server.port, 1
    path = desk.listed()
    for _ in range(20):
        desk.watch(path)
        desk.later(30)
    desk.server.port = port
    with State.open(desk.db.with_name("kept.db.watch")) as state:
        assert state.polled(desk.server.url("/feed").replace(f":{port}", ":1")).due < desk.time.at + 2.5 * 3600


def test_a_feed_that_asks_to_be_left_alone_is_left_alone(desk: Desk) -> None:
    desk.announce("a")
    desk.server.answers["/feed"] = page(b"", "Retry-After: 18000", status="429 Too Many Requests")
    for _ in range(9):
        desk.watch()
        desk.later(30)
    assert desk.asked("/feed") == 1


def test_a_site_that_has_too_much_to_do_is_named_once_and_its_pages_come_later(desk: Desk) -> None:
    desk.announce("a", body=page(b"", "Retry-After: 7200", status="503 Service Unavailable"))
    desk.announce("b", "c", "d")
    done = desk.watch()
    assert (done.titles, [n["failed"] for n in done.others]) == ([], [desk.server.url("/a")])
    for _ in range(4):
        desk.later(25)
        assert desk.watch().titles == []
    assert [desk.asked(f"/{name}") for name in "abcd"] == [1, 0, 0, 0]
    desk.announce("a")
    desk.later(30)
    assert desk.watch().titles == ["Story a", "Story b", "Story c", "Story d"]


def test_a_story_of_two_feeds_is_fetched_once(desk: Desk) -> None:
    desk.announce("a")
    desk.server.answers["/other"] = desk.server.answers["/feed"]
    assert desk.watch(desk.listed("/other")).titles == ["Story a"]
    assert desk.asked("/a") == 1


def test_entries_that_share_their_names_are_all_read(desk: Desk) -> None:
    desk.announce("a", "b")
    whole = (
        b"<rss version='2.0'><channel>"
        + "".join(desk.items.values()).replace(">a</guid>", ">x</guid>").replace(">b</guid>", ">x</guid>").encode()
    )
    desk.server.answers["/feed"] = page(whole + b"</channel></rss>", kind="text/xml")
    assert desk.watch().titles == ["Story a", "Story b"]


def test_a_feed_that_has_moved_is_told(desk: Desk) -> None:
    desk.announce("a")
    desk.server.answers |= {"/new": desk.server.answers["/feed"], "/feed": to("/new", "301 Moved Permanently")}
    assert desk.watch().others[0]["note"] == f"{desk.server.url('/feed')} has moved to {desk.server.url('/new')}"


def test_a_page_may_not_lead_to_this_machine(desk: Desk) -> None:
    desk.announce("a", words=WORDS)
    desk.items["a"] = desk.items["a"].replace(desk.server.url("/a"), f"http://169.254.169.254:{desk.server.port}/latest/")
    desk.announce()
    assert desk.watch().counts["failed"] == 0
    (reading,) = desk.kept()
    assert any("is link-local" in d["message"] for d in reading["doubts"])


@pytest.mark.parametrize("moment", ["announced", "fetched", "kept", "read"])
def test_stopped_at_any_moment_it_goes_on_where_it_was(desk: Desk, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed right after a step: every report is there in the end, once, and no page is fetched again without need."""
    desk.announce("a", "b", "c")
    calls = 0

    def dies(step: Callable[..., Any]) -> Callable[..., Any]:
        def killed(*arguments: Any, **more: Any) -> Any:
            nonlocal calls
            done = step(*arguments, **more)
            calls += 1
            if calls == 1:
                raise Killed
            return done

        return killed

    where, name = {
        "announced": (State, "announced"),
        "fetched": (fetch_poll, "page"),
        "kept": (SqliteStore, "put"),
        "read": (State, "read"),
    }[moment]
    monkeypatch.setattr(where, name, dies(getattr(where, name)))
    with pytest.raises(Killed):
        desk.watch()
    assert desk.watch().counts["failed"] == 0
    assert sorted(reading["report"]["title"] for reading in desk.kept()) == ["Story a", "Story b", "Story c"]
    assert desk.asked("/feed") == 1
    again = 2 if moment in ("fetched", "kept") else 1
    assert [desk.asked(f"/{n}") for n in "abc"] == [again, 1, 1]


class Killed(BaseException):
    """Stands for a process that is killed: nothing catches it."""


def test_two_at_work_on_one_database_are_refused(desk: Desk) -> None:
    desk.announce("a")
    with State.open(desk.db.with_name("kept.db.watch")):
        result = desk.run()
    assert result.exit_code == 1
    assert "another dateline watch is at work" in result.stderr


def test_a_file_that_is_not_ours_is_refused(desk: Desk) -> None:
    desk.announce("a")
    desk.db.with_name("kept.db.watch").write_bytes(b"something else" * 100)
    assert "not a database" in desk.run().stderr
    desk.db.with_name("kept.db.watch").unlink()
    with sqlite3.connect(desk.db.with_name("kept.db.watch")) as other:
        other.execute("CREATE TABLE t (a)")
    other.close()
    assert "not what dateline watch keeps" in desk.run().stderr


def test_a_list_that_is_wrong_stops_it_before_anything_is_asked(desk: Desk) -> None:
    desk.announce("a")
    result = desk.run(path=desk.listed(evry=3))
    assert result.exit_code == 1
    assert "line 3: unknown: evry" in result.stderr
    assert desk.server.connections == 0


def test_lines_for_people(desk: Desk) -> None:
    desk.announce("a")
    result = CliRunner().invoke(
        cli, ["watch", str(desk.listed("/none")), "--once", "--db", str(desk.db)], obj=rules(desk.server, clock=desk.time.clock)
    )
    (line,) = result.stdout.splitlines()
    assert line.startswith("2023-11-13T09:30   Story a   ")
    assert line.endswith(f" records   {desk.server.url('/a')}")
    failure, end = result.stderr.splitlines()
    assert failure == f"dateline: {desk.server.url('/none')}: the site answers 404 (not found)"
    assert end.startswith("dateline: 2 feeds polled, 0 of them unchanged; 1 reports read, 1 failed; next at 2023-11-14T22:4")


def test_without_once_it_goes_on_until_it_is_stopped(desk: Desk) -> None:
    desk.announce("a")
    sleep = desk.time.sleep

    def announcing(seconds: float) -> None:
        sleep(seconds)
        if seconds > 600:
            desk.announce("b" if "b" not in desk.items else "c")
        if "c" in desk.items:
            raise KeyboardInterrupt

    clock = replace(desk.time.clock, sleep=announcing)
    result = CliRunner().invoke(cli, ["watch", str(desk.listed()), "--json", "--db", str(desk.db)], obj=rules(desk.server, clock=clock))
    assert result.exit_code == 0, result.output
    assert [n["title"] for n in lines(result.stdout)] == ["Story a", "Story b"]
    assert result.stderr.startswith("dateline: stopped\n")


def test_the_contact_of_the_list_is_told_to_sites(desk: Desk) -> None:
    desk.announce("a")
    path = desk.listed()
    path.write_text('contact = "desk@example.org"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    desk.run(path=path)
    assert all("+desk@example.org;" in asked.headers["user-agent"] for asked in desk.server.asked)
