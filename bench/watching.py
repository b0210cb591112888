"""What fetching costs, and whether `watch` loses anything when it is killed.

In: pages in the manner of a news site, served on this machine. Out: milliseconds of the processor to fetch a page, to list a feed, and to
read a page; then reports kept, kept twice, and pages fetched in vain after so many kill -9 at random moments of one watch. The exit status
is 1 when a report is missing or there twice, or a database is damaged.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from dateline import intake, pipeline  # noqa: E402
from dateline.errors import InputError  # noqa: E402
from dateline.intake.fetch import Fetcher  # noqa: E402
from dateline.intake.fetch_listing import entries  # noqa: E402
from dateline.intake.fetch_manners import Manners  # noqa: E402
from tests.intake.fetch_server import Server, page, rules, serving  # noqa: E402

PAGE = (ROOT / "samples" / "page.html").read_bytes()
# The program, made with rules under which this machine may be asked, and with a clock that does not wait between requests.
PROGRAM = """
import sys, time
sys.path.insert(0, {root!r})
from dateline.cli import cli
from tests.intake.fetch_server import Server, Time, rules
if __name__ == "__main__":
    cli(obj=rules(Server({port}), clock=Time(time.time()).clock), prog_name="dateline")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30, metavar="N", help="how often the watch is killed (30)")
    parser.add_argument("--stories", type=int, default=60, metavar="N", help="stories of the feed (60)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed kills at other moments (1)")
    options = parser.parse_args()
    with serving() as server:
        announce(server, options.stories)
        costs(server)
        lost = killed(server, options.stories, options.kills, random.Random(options.seed))
    sys.exit(1 if lost else 0)


def announce(server: Server, stories: int) -> None:
    """A feed and its pages, each page a little different."""
    items = []
    for number in range(stories):
        server.answers[f"/{number}"] = page(PAGE.replace(b"</title>", f" ({number})</title>".encode(), 1))
        items.append(f"<item><title>Story {number}</title><link>{server.url(f'/{number}')}</link><guid>{number}</guid></item>")
    feed = f"<rss version='2.0'><channel><title>News</title>{''.join(items)}</channel></rss>".encode()
    server.answers["/feed"] = page(feed, kind="application/rss+xml")


def costs(server: Server) -> None:
    """Milliseconds of the processor, of the whole process and so also of the server in it."""
    with Manners(gap=0) as manners:
        fetcher = Fetcher(manners, rules(server))
        fetched = fetcher.get(server.url("/0"))
        feed = fetcher.get(server.url("/feed")).raw
        print(f"fetch a page  {spent(lambda: fetcher.get(server.url('/0'))):7.1f} ms (with the server's share)")
    entries(feed, "feed")
    print(f"list a feed   {spent(lambda: entries(feed, 'feed')):7.1f} ms ({len(feed):,} bytes, {feed.count(b'<item>')} entries)")
    document = intake.document_from_bytes(fetched.raw, "page")
    if isinstance(document, InputError):
        raise document
    pipeline.read_document(document)
    print(f"read a page   {spent(lambda: pipeline.read_document(document)):7.1f} ms ({len(document.text):,} characters)")


def spent(work: Callable[[], object], times: int = 20) -> float:
    begun = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begun) * 1000 / times


def killed(server: Server, stories: int, kills: int, chance: random.Random) -> bool:
    """Run one watch, killed again and again at random moments, and then to its end; whether anything is lost or there twice."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "feeds.toml").write_text(f'[[feed]]\nurl = "{server.url("/feed")}"\n', encoding="utf-8")
        (folder / "program.py").write_text(PROGRAM.format(root=str(ROOT), port=server.port), encoding="utf-8")
        command = [
            sys.executable,
            str(folder / "program.py"),
            "watch",
            str(folder / "feeds.toml"),
            "--once",
            "--db",
            str(folder / "kept.db"),
        ]
        begun = sum(stopped(command, surroundings(folder / str(number)), chance.uniform(1.0, 4.0)) for number in range(kills))
        last = subprocess.run(command, env=surroundings(folder / "last"), capture_output=True, text=True, check=False)
        return told(folder / "kept.db", server, stories, begun, last)


def surroundings(cache: Path) -> dict[str, str]:
    """The environment of one run. Its clock runs ahead, so it must not know how far the clock of the last run was."""
    return {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)}


def stopped(command: list[str], environment: dict[str, str], seconds: float) -> bool:
    """Whether the program was still at work when it was killed."""
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        running.wait(seconds)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
        running.wait()
        return True
    return False


def told(db: Path, server: Server, stories: int, kills: int, last: subprocess.CompletedProcess[str]) -> bool:
    """Print how it ended; whether that is not as it must be."""
    kept = rows(db, "SELECT facts ->> 'url', count(*) FROM documents GROUP BY 1")
    states = dict(rows(db.with_name(db.name + ".watch"), "SELECT state, count(*) FROM entries GROUP BY state"))
    whole = [rows(path, "PRAGMA integrity_check") == [("ok",)] for path in (db, db.with_name(db.name + ".watch"))]
    fetched = Counter(path for path in server.paths() if path[1:].isdigit())
    twice = sum(count > 1 for _, count in kept)
    print(f"killed {kills} times: {len(kept)} of {stories} reports kept, {twice} of them twice, entries {states}")
    print(f"pages fetched again: {sum(count - 1 for path, count in fetched.items() if path != '/0')}; both databases whole: {all(whole)}")
    bad = len(kept) != stories or twice > 0 or states != {"read": stories} or not all(whole) or last.returncode != 0
    if bad:
        print(last.stderr)
    return bad


def rows(path: Path, asked: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(asked).fetchall()
    finally:
        connection.close()


if __name__ == "__main__":
    main()
