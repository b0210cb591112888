"""The store at scale: how fast it takes in, how large it is, how quickly it answers, how much memory it needs.

In: how many reports (invented ones of 25 records each). Out: a table of figures beside what they must reach. Times are of the processor,
p95 over questions of every kind; nothing here needs the development data.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from invented import DAYS, FIRST_DAY, RECORDS, readings, towns, words

from dateline.stores import open_store
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore

QUESTIONS = 200
CHUNK = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000, metavar="N", help="reports that are kept (10000)")
    parser.add_argument("--keep", type=Path, metavar="PATH", help="keep the database here, and use it when it is there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "bench.db"
        kept = kept_in(path)
        if kept < options.reports:
            fill(path, kept, options.reports)
        print_sizes(path)
        print_answers(path)


def kept_in(path: Path) -> int:
    """How many reports an earlier run has kept there."""
    if not path.exists():
        return 0
    with open_store(path, write=False) as store:
        return store.count()[0]


def fill(path: Path, begin: int, count: int) -> None:
    """Take in the reports from a number on, and say how fast and how much memory it took; making them up is not counted."""
    spent, begun = 0.0, peak()
    with open_store(path) as store:
        for first in range(begin, count, CHUNK):
            some = [(reading, reading.text.encode()) for reading in readings(min(CHUNK, count - first), first=first)]
            before = time.process_time()
            for _ in store.put_all(some):
                pass
            spent += time.process_time() - before
            if first == begin + 4 * CHUNK:
                begun = peak()
    taken = count - begin
    print(f"{'took in':<34}{taken:>12,} reports, {taken * RECORDS:,} records; {begin:,} were there")
    print_figure("records a CPU-second, together", taken * RECORDS / spent, ">= 15,000")
    print_figure("memory that grew since 5,000, MB", peak() - begun, "flat", f"{peak():.0f} MB in all")
    print_figure("records a CPU-second, one by one", RECORDS * 300 / one_by_one(path.with_name("alone.db")), "")


def one_by_one(path: Path) -> float:
    """The CPU-seconds that 300 reports take, each in a transaction of its own."""
    some = list(readings(300))
    with open_store(path) as store:
        before = time.process_time()
        for reading in some:
            store.put(reading, reading.text.encode())
        spent = time.process_time() - before
    for file in path.parent.glob(path.name + "*"):
        file.unlink()
    return spent


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_sizes(path: Path) -> None:
    """Bytes a report besides its text, and of each table."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    count, text = connection.execute("SELECT count(*), sum(length(CAST(text AS BLOB))) FROM documents").fetchone()
    tables = connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 14").fetchall()
    connection.close()
    print_figure("bytes a report besides its text", (path.stat().st_size - text) / count, "<= 10,000")
    print("    " + ", ".join(f"{name} {size / count:,.0f}" for name, size in tables) + f" (text {text / count:,.0f})")


def print_answers(path: Path) -> None:
    """The 95th percentile of the time that each kind of question takes."""
    with open_store(path, write=False) as store:
        ids = [row["id"] for row in store.connection.execute("SELECT id FROM documents ORDER BY row")]
        for name, ask, must in questions(store, ids):
            times = sorted(seconds(ask, random.Random(number)) for number in range(QUESTIONS))
            print_figure(f"{name}, p95 ms", times[int(len(times) * 0.95)] * 1000, must, f"median {times[len(times) // 2] * 1000:.1f}")


def questions(store: SqliteStore, ids: Sequence[str]) -> Iterator[tuple[str, Callable[[random.Random], object], str]]:
    """Each kind of question, asked anew for every chance."""
    yield "one report", lambda chance: store.reading(chance.choice(ids)), "<= 10"
    yield "words, 20 best", lambda chance: list(store.search(some_words(chance), limit=20)), "<= 50"
    yield "box and days, the first 50", lambda chance: list(store.records(box_and_days(chance))), "<= 50"
    yield "box and days, facets of all", lambda chance: store.facets(replace(box_and_days(chance), limit=None)), "<= 50"
    yield "near, the first 50", lambda chance: list(store.records(near(chance))), ""
    yield "days, the first 50", lambda chance: list(store.records(days(chance))), ""
    yield "kind and type, the first 50", lambda chance: list(store.records(Wanted(kind="toll", type="missing", limit=50))), ""
    yield "words in the evidence, first 50", lambda chance: list(store.records(Wanted(words=some_words(chance), limit=50))), ""
    yield "source and place, the first 50", lambda chance: list(store.records(source_and_place(chance))), ""


def seconds(ask: Callable[[random.Random], object], chance: random.Random) -> float:
    begun = time.process_time()
    ask(chance)
    return time.process_time() - begun


def some_words(chance: random.Random) -> str:
    """One to three words, as frequent as in the texts, but for the two hundred most frequent."""
    vocabulary, weights = words()
    return " ".join(chance.choices(vocabulary[200:], weights=[b - a for a, b in pairwise(weights[199:])], k=chance.choice((1, 2, 3))))


def point(chance: random.Random) -> tuple[float, float]:
    town = chance.choice(towns())
    return town.lat or 0.0, town.lon or 0.0


def box_and_days(chance: random.Random) -> Wanted:
    """A box of about 200 kilometres, and thirty days."""
    lat, lon = point(chance)
    first = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    return Wanted(
        box=(lat - 1, lat + 1, lon - 1, lon + 1), since=first.isoformat(), until=(first + timedelta(days=30)).isoformat(), limit=50
    )


def near(chance: random.Random) -> Wanted:
    return Wanted(near=(*point(chance), 20.0), limit=50)


def days(chance: random.Random) -> Wanted:
    first = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    return Wanted(since=first.isoformat(), until=(first + timedelta(days=7)).isoformat(), limit=50)


def source_and_place(chance: random.Random) -> Wanted:
    return Wanted(source=some_words(chance).split()[0], place=chance.choice(towns()).name, limit=50)


def print_figure(name: str, figure: float, must: str, more: str = "") -> None:
    shown = f"{figure:,.1f}" if figure < 1000 else f"{figure:,.0f}"
    print(f"{name:<34}{shown:>12}  {must:<12}{more}", flush=True)


if __name__ == "__main__":
    main()
