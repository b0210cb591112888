"""The list of feeds: what it may say, and the line of whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import DatelineError
from dateline.intake.fetch_feeds import Feed, load
from dateline.intake.fetch_poll import pause

PORTS = frozenset({80, 443})
GOOD = """# feeds
contact = "me@example.org"
every = 60

[[feed]]
url = "https://news.example.org/rss"
name = "News"

[[feed]]
url = "http://other.example.org/atom"
every = 15
pages = false
"""


def written(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_list_is_read(tmp_path: Path) -> None:
    found = load(written(tmp_path, GOOD), ports=PORTS)
    assert found.contact == "me@example.org"
    assert found.feeds == (
        Feed("https://news.example.org/rss", "News", 60),
        Feed("http://other.example.org/atom", "http://other.example.org/atom", 15, pages=False),
    )
    assert [f.every for f in load(written(tmp_path, "\ufeff" + GOOD), every=20, ports=PORTS).feeds] == [20, 15]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "News"', "name = News", "feeds.toml: no TOML: invalid value (at line 7, column 8)"),
        ('name = "News"', "name = 7", "feeds.toml, line 7: name must be words in quotation marks"),
        ("pages = false", 'pages = "no"', "feeds.toml, line 12: pages must be true or false"),
        ("every = 15", "every = 1", "feeds.toml, line 11: every 1 minutes: it must be 5 to 10080"),
        ("every = 15", "every = true", "feeds.toml, line 11: every must be a whole number of minutes"),
        ("every = 15", "evry = 15", "feeds.toml, line 11: unknown: evry (known: url, name, every, pages)"),
        ("every = 60", "evry = 60", "feeds.toml, line 3: unknown: evry (known: contact, every, feed)"),
        ("http://other.example.org/atom", "ftp://other.example.org/", "line 10: ftp://other.example.org/: only http and https"),
        (
            "http://other.example.org/atom",
            "http://localhost/atom",
            "line 10: http://localhost/atom: localhost is a name of a local network",
        ),
        ("http://other.example.org/atom", "https://a:b@other.example.org/", "line 10: https://…@other.example.org/: a user name"),
        ("http://other.example.org/atom", "https://news.example.org/rss", "line 10: https://news.example.org/rss is there twice"),
        ('url = "http://other.example.org/atom"\n', "", "feeds.toml, line 9: a feed without a url"),
        (GOOD, "every = 60\n", "feeds.toml, line 1: no feed: each begins with a line [[feed]]"),
        (GOOD, "", "no feed"),
        (GOOD, "feed = 3\n", "line 1: feed must be [[feed]]"),
        (GOOD, "feed = [3]\n", "line 1: each feed begins with a line [[feed]]"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(DatelineError) as told:
        load(written(tmp_path, GOOD.replace(old, new, 1)), ports=PORTS)
    assert message in str(told.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.toml", "no such file"), (tmp_path, "is a directory"), (written(tmp_path, b"\xff\xfe"), "UTF-8")):
        with pytest.raises(DatelineError, match=reason):
            load(path, ports=PORTS)


def test_a_feed_that_fails_is_asked_less_and_less_often_and_always_the_same() -> None:
    feed = Feed("https://news.example.org/rss", "News", 30)
    pauses = [pause(feed, failures) for failures in range(12)]
    assert pauses == [pause(feed, failures) for failures in range(12)]
    assert all(30 * 60 * 2**n <= pauses[n] <= 1.2 * 30 * 60 * 2**n for n in range(5))
    assert max(pauses) <= 1.2 * 86_400
    assert pause(feed, 0) != pause(Feed("https://other.example.org/rss", "News", 30), 0)
    assert pause(Feed("https://news.example.org/rss", "News", 10_080), 9) >= 10_080 * 60
