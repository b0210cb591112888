"""The store on a server under many at once: so many who read and so many who decide, for so long. In: a server (`--address`), or the
programs of one, of which one is started that listens at a socket alone. Out: how many questions and decisions there were, how long they
took, and every error and every lost decision, of which there must be none.

    python bench/server.py --seconds 30
    python bench/server.py --seconds 300 --readers 200 --reviewers 10

Each reader and reviewer has a store of its own and waits between questions as people do. Afterwards every decision that was told must be in
the ledger, in its words, and the chain must hold.
"""

from __future__ import annotations

import argparse
import random
import runpy
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from invented import readings
from store import box_and_days, near, some_words, source_and_place

from dateline.errors import DatelineError
from dateline.stores import open_store, reviews
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore

STARTER = Path(__file__).parents[1] / "tests" / "stores" / "conftest.py"
THINKS = (2.0, 4.0)  # seconds between two questions of a reader
DECIDES = (0.5, 1.5)
PROCESSES = 2


@dataclass
class Told:
    """What one process saw: seconds of each kind of work, problems, and decisions that were told (number of the entry, record, reason)."""

    times: dict[str, list[float]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    decisions: list[tuple[int, str, str]] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", help="a database on a server that may be filled; its schema `bench` is used")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--reviewers", type=int, default=10)
    parser.add_argument("--reports", type=int, default=1000)
    options = parser.parse_args()
    with served(options.address) as address:
        loaded(address, options.reports)
        shares = [(address, options.seconds, options.readers // PROCESSES, options.reviewers // PROCESSES, n) for n in range(PROCESSES)]
        with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
            told = list(pool.map(worked, shares))
        report(told, address)


@contextmanager
def served(address: str | None) -> Iterator[str]:
    """The address of a schema for the measure."""
    if address:
        yield f"{address}{'&' if '?' in address else '?'}schema=bench"
        return
    starter = runpy.run_path(str(STARTER))
    programs = starter["programs"]()
    if programs is None:
        raise SystemExit(starter["NONE"])
    with starter["running"](programs) as own:
        yield f"{own}&schema=bench"


def loaded(address: str, reports: int) -> None:
    """Load invented reports, and say how fast."""
    some = [(reading, reading.text.encode()) for reading in readings(reports)]
    with open_store(address) as store:
        begun, spent = time.monotonic(), time.process_time()
        for _ in store.put_all(some):
            pass
        records = store.count()[1]
    print(f"loaded {reports:,} reports in {time.monotonic() - begun:.1f} s; ", end="")
    print(f"{records / (time.process_time() - spent):,.0f} records a CPU-second of this program (the server's own beside it)", flush=True)


# ---------------------------------------------------------------- work


def worked(share: tuple[str, int, int, int, int]) -> Told:
    """One process's share of readers and reviewers, each in a thread."""
    address, seconds, readers, reviewers, part = share
    told, until = Told(), time.monotonic() + seconds
    works = [(asking, f"reader {part}-{n}") for n in range(readers)] + [(deciding, f"reviewer {part}-{n}") for n in range(reviewers)]
    threads = [threading.Thread(target=guarded, args=(work, address, name, until, told)) for work, name in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def guarded(work: Callable[[str, str, float, Told], None], address: str, name: str, until: float, told: Told) -> None:
    try:
        work(address, name, until, told)
    except (DatelineError, ValueError, LookupError, TypeError) as error:
        told.problems.append(f"{name}: {type(error).__name__}: {error}")


def asking(address: str, name: str, until: float, told: Told) -> None:
    """Ask questions of every kind until the time is over."""
    chance = random.Random(name)
    asks: tuple[tuple[str, Callable[[SqliteStore], object]], ...] = (
        ("words", lambda store: list(store.search(some_words(chance), limit=20))),
        ("box and days", lambda store: list(store.records(box_and_days(chance)))),
        ("near", lambda store: list(store.records(near(chance)))),
        ("source and place", lambda store: list(store.records(source_and_place(chance)))),
        ("newest", lambda store: list(store.records(Wanted(sort="newest", limit=20)))),
        ("list of reports", lambda store: store.reports(limit=20)),
        ("facets", lambda store: store.facets(Wanted(kind="toll"))),
    )
    time.sleep(chance.uniform(0, THINKS[1]))
    with open_store(address, write=False) as store:
        while time.monotonic() < until:
            time.sleep(chance.uniform(*THINKS))
            what, ask = chance.choice(asks)
            timed(what, lambda ask=ask: ask(store), told)  # type: ignore[misc]


def deciding(address: str, name: str, until: float, told: Told) -> None:
    """Decide about records, each time another one, until the time is over."""
    chance = random.Random(name)
    with open_store(address) as store:
        documents = store.reports(limit=1000)[0]
        for number in count(1):
            if time.monotonic() > until:
                return
            time.sleep(chance.uniform(*DECIDES))
            stands = store.report(chance.choice(documents).report.id)
            record = chance.choice(stands.reading.records)
            verdict = chance.choice(reviews.VERDICTS)
            made = reviews.decision(stands.reading, record, verdict, by=name, at="2026-01-31T12:00:00Z", reason=f"{name} {number}")
            timed("decision", lambda made=made: told.decisions.append(kept(store, made)), told)  # type: ignore[misc]


def kept(store: SqliteStore, made: object) -> tuple[int, str, str]:
    (entry,) = store.judge([made])  # type: ignore[list-item]
    return entry.number, entry.judgement.left, entry.judgement.reason or ""


def timed(what: str, ask: Callable[[], object], told: Told) -> None:
    begun = time.perf_counter()
    ask()
    told.times.setdefault(what, []).append(time.perf_counter() - begun)


# ---------------------------------------------------------------- what came of it


def report(told: list[Told], address: str) -> None:
    """Print times, errors, and decisions that were told and are not there."""
    every = Counter(what for part in told for what, times in part.times.items() for _ in times)
    for what in sorted(every):
        times = sorted(t for part in told for t in part.times.get(what, ()))
        print(
            f"{what:<18}{len(times):>8}  median {times[len(times) // 2] * 1000:7.1f} ms  p95 {times[int(len(times) * 0.95)] * 1000:7.1f} ms"
        )
    problems = [problem for part in told for problem in part.problems]
    with open_store(address, write=False) as store:
        entries = {e.number: (e.number, e.judgement.left, e.judgement.reason) for e in store.ledger.entries()}
        broken = store.ledger.verify()
    decisions = [decision for part in told for decision in part.decisions]
    lost = [decision for decision in decisions if entries.get(decision[0]) != decision]
    print(f"{len(problems)} errors; {len(decisions)} decisions told, {len(lost)} lost; ledger {'BROKEN' if broken else 'unbroken'}")
    for problem in problems[:10]:
        print("   ", problem)
    if problems or lost or broken:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
