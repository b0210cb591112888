"""kill -9 while the program takes in, links, reviews and exports. In: how often. Out: what was lost, which must be nothing.

Each victim is a process that does real work and tells what it has done; it is killed at a moment that chance picks. Then the database is
looked at: what was told must be there, nothing may be half there, every check must be sound, and the work must come to the same end when it
is taken up again. The exit status is 1 when anything is lost. `--json` prints the counts for programs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from pathlib import Path

from invented import readings
from recorded import record

from dateline import api
from dateline.cli import cli
from dateline.stores import care, open_store, reviews
from dateline.types import Reading

Tell = Callable[[str], None]
REPORTS = 40
FORMATS = {"csv": "csv", "jsonl": "jsonl", "xlsx": "xlsx", "parquet": "parquet"}
AT = "2026-01-31T12:00:00Z"


@dataclass
class Outcome:
    """What a kind of work came to: how often it was killed, in how many of these it had begun to write, what was told and is kept."""

    kills: int = 0
    midway: int = 0
    told: int = 0
    lost: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100, metavar="N", help="how often each kind of work is killed (100; nightly 1000)")
    parser.add_argument("--only", choices=sorted(WORK), action="append", help="only this kind of work")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="other moments (1)")
    parser.add_argument("--json", action="store_true", dest="as_json")
    parser.add_argument("--record", action="store_true", help="write the figures down for docs/reliability.md")
    options = parser.parse_args()
    found: dict[str, Outcome] = {}
    for name in options.only or WORK:
        with tempfile.TemporaryDirectory() as folder:
            found[name] = WORK[name](Path(folder), options.kills, random.Random(options.seed))
        print_outcome(name, found[name], options.as_json)
        if options.record:
            figure = f"{found[name].kills} kills, {found[name].midway} midway: {'; '.join(found[name].lost) or 'nothing lost'}"
            record(f"killed_{name}", figure, f"bench/kills.py --kills {options.kills} --only {name}")
    if any(outcome.lost for outcome in found.values()):
        sys.exit(1)


def print_outcome(name: str, outcome: Outcome, as_json: bool) -> None:
    """A line for a kind of work."""
    told = {"work": name, "kills": outcome.kills, "midway": outcome.midway, "told": outcome.told, "lost": outcome.lost}
    words = f"{name:<8} killed {outcome.kills} times, {outcome.midway} midway; {outcome.told} told and kept; "
    print(json.dumps(told) if as_json else words + ("LOST " + "; ".join(outcome.lost) if outcome.lost else "nothing lost"), flush=True)


# ---------------------------------------------------------------- victims


class Victim:
    """A process that does some work and tells what it has done, a line each."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        read, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(read)
            _live(work, write)
        os.close(write)
        self._told = os.fdopen(read, encoding="utf-8")

    def worked(self) -> float:
        """The seconds of the processor that it has had; the clock of a busy machine says little."""
        try:
            return int(Path(f"/proc/{self.pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
        except (OSError, IndexError):
            return 1e9

    def end(self) -> tuple[list[str], float]:
        """Wait for its end; what it had told in whole lines, and the seconds of the processor that it had."""
        with self._told as told:
            lines = [line[:-1] for line in told if line.endswith("\n")]
        used = os.wait4(self.pid, 0)[2]
        return lines, used.ru_utime + used.ru_stime


def _live(work: Callable[[Tell], None], write: int) -> None:
    """The life of a victim: nothing of it reaches the process that made it but what it tells."""
    code = 1
    try:
        with open(os.devnull, "w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
            work(lambda words: void(os.write(write, f"{words}\n".encode())))
        code = 0
    finally:
        os._exit(code)


def void(_: object) -> None:
    """Nothing."""


def usual_time(work: Callable[[Tell], None]) -> float:
    """The seconds of the processor that the work takes when nobody disturbs it."""
    return Victim(work).end()[1]


def killed(work: Callable[[Tell], None], longest: float, chance: random.Random) -> list[str]:
    """Let the work run for a while and kill it; what it had told."""
    victim, allowed = Victim(work), chance.uniform(0, longest)
    while victim.worked() < allowed and not _over(victim.pid):
        time.sleep(0.0005)
    with suppress(ProcessLookupError):
        os.kill(victim.pid, signal.SIGKILL)
    return victim.end()[0]


def _over(pid: int) -> bool:
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def verb(*arguments: object) -> None:
    """A verb of the command line. Raises SystemExit for one that fails."""
    cli.main([str(a) for a in arguments], prog_name="dateline", standalone_mode=False)


# ---------------------------------------------------------------- kinds of work


def ingest(folder: Path, kills: int, chance: random.Random) -> Outcome:
    """Reports are taken in, one a transaction."""
    path, outcome, told = folder / "kept.db", Outcome(), set[str]()
    everything = list(readings(REPORTS * 6))

    def work(tell: Tell) -> None:
        with open_store(path) as store:
            for reading in chance_order:
                store.put(reading, reading.text.encode())
                tell(reading.report.id)

    chance_order = everything[:REPORTS]
    longest = usual_time(work)
    for _ in range(kills):
        chance_order = chance.sample(everything, REPORTS)
        lines = killed(work, longest, chance)
        told.update(lines)
        outcome.kills, outcome.midway = outcome.kills + 1, outcome.midway + (0 < len(lines) < REPORTS)
        with open_store(path) as store:
            kept = {reading.report.id for reading in store.excerpts()}
        outcome.lost += [f"report {ident}" for ident in sorted(told - kept)] + damage(path)
    outcome.told = len(told)
    outcome.lost += same_content(path, everything, folder)
    return outcome


def same_content(path: Path, everything: list[Reading], folder: Path) -> list[str]:
    """After all is taken in again, is it what an undisturbed run gives?"""
    hashes = set()
    for target in (path, folder / "whole.db"):
        with open_store(target) as store:
            for _ in store.put_all((r, r.text.encode()) for r in everything):
                pass
            hashes.add(store.content_hash())
    return [] if len(hashes) == 1 else ["other content than an undisturbed run"]


def review(folder: Path, kills: int, chance: random.Random) -> Outcome:
    """People decide about records, one decision a transaction."""
    path, outcome, last = folder / "kept.db", Outcome(), 0
    base(path, 3)
    with open_store(path, write=False) as store:
        known = [(reading, record) for reading in store.excerpts() for record in reading.records]
    said: dict[str, str] = {}

    def work(tell: Tell) -> None:
        with open_store(path) as store:
            for (reading, record), verdict in order:
                (entry,) = store.judge([reviews.decision(reading, record, verdict, by="Ana", at=AT)])
                tell(f"{entry.number} {record.id} {verdict}")

    order = [(item, "accept") for item in known[:15]]
    longest = usual_time(work)
    for _ in range(kills):
        order = [(chance.choice(known), chance.choice(("accept", "reject", "unsure"))) for _ in range(15)]
        lines = killed(work, longest, chance)
        outcome.kills, outcome.midway = outcome.kills + 1, outcome.midway + (0 < len(lines) < len(order))
        last = max([last, *(int(line.split()[0]) for line in lines)])
        said |= {line.split()[1]: line.split()[2] for line in lines}
        outcome.lost += not_decided(path, last, said, known) + damage(path)
    outcome.told = last
    return outcome


def not_decided(path: Path, last: int, said: dict[str, str], known: list[tuple[Reading, object]]) -> list[str]:
    """Decisions that were told and are not there. One more may stand than was told: it was killed before it could tell."""
    with open_store(path, write=False) as store:
        head = store.ledger.head()
        number = head.number if head else 0
        lost = [] if number >= last else [f"decisions after {number} of {last}"]
        extra = {e.judgement.left: e.judgement.verdict for e in store.ledger.entries() if e.number > last}
        for ident, verdict in said.items():
            found = store.record(ident)
            if found.review is None or found.review.verdict not in (verdict, extra.get(ident)):
                lost.append(f"the decision on {ident}")
        said |= {ident: verdict for ident, verdict in extra.items() if ident in said}
    return lost


def linking(folder: Path, kills: int, chance: random.Random) -> Outcome:
    """Proposals are written into the ledger, all of a run or none."""
    bare, path, outcome = folder / "bare.db", folder / "kept.db", Outcome()
    base(bare, 6, copies=3)
    shutil.copy(bare, path)
    longest = usual_time(lambda tell: verb("link", "--db", path))
    whole = proposed(path)
    for _ in range(kills):
        for file in folder.glob("kept.db*"):
            file.unlink()
        shutil.copy(bare, path)
        killed(lambda tell: verb("link", "--db", path), longest * 1.1, chance)
        outcome.kills += 1
        found = proposed(path)
        outcome.midway += not found
        outcome.lost += ["half of the proposals"] if found not in ([], whole) else []
        outcome.lost += damage(path)
        if outcome.kills % 10 == 0:
            verb_quietly("link", "--db", path)
            outcome.lost += [] if proposed(path) == whole else ["other proposals than an undisturbed run"]
    outcome.told = len(whole)
    return outcome


def proposed(path: Path) -> list[tuple[object, ...]]:
    """The machine's proposals in order, without their times."""
    with open_store(path) as store:
        found = [e.judgement for e in store.ledger.entries(machine=True)]
        return [(j.left, j.right, j.verdict, j.score, j.reason) for j in found]


def verb_quietly(*arguments: object) -> None:
    """A verb, whatever it tells."""
    with open(os.devnull, "w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        verb(*arguments)


def export(folder: Path, kills: int, chance: random.Random) -> Outcome:
    """Tables are written over older ones: the old one or the new one is there, whole."""
    path, outcome = folder / "kept.db", Outcome()
    base(path, 5)
    names = list(FORMATS)
    longest, whole = {}, {}
    for name in names:
        longest[name] = usual_time(lambda tell, name=name: written(path, name, folder / f"out.{name}"))  # type: ignore[misc]
        whole[name] = size(folder / f"out.{name}", name)
    for number in range(kills):
        name = names[number % len(names)]
        target = folder / f"out.{name}"
        target.write_bytes(b"an older table")
        killed(lambda tell, name=name, target=target: written(path, name, target), longest[name] * 1.1, chance)  # type: ignore[misc]
        old = target.read_bytes() == b"an older table"
        outcome.kills, outcome.midway = outcome.kills + 1, outcome.midway + old
        if not old and size(target, name) != whole[name]:
            outcome.lost.append(f"half of {target.name}")
        outcome.lost += damage(path) if number % 10 == 0 else []
    for name in names:
        written(path, name, folder / f"out.{name}")
        outcome.told += 1
        outcome.lost += [] if size(folder / f"out.{name}", name) == whole[name] else [f"{name} is another one afterwards"]
    outcome.lost += [f"{left.name} was left behind" for left in folder.glob("out.*.part")]
    return outcome


def written(path: Path, name: str, target: Path) -> None:
    """Export everything."""
    with open_store(path, write=False) as store:
        api.export(name, store, target)


def size(path: Path, name: str) -> object:
    """What a whole table is known by: its bytes, or its size where it holds the time at which it was made."""
    return path.stat().st_size // 64 if name == "xlsx" else path.read_bytes()


WORK: dict[str, Callable[[Path, int, random.Random], Outcome]] = {"ingest": ingest, "linking": linking, "review": review, "export": export}


# ---------------------------------------------------------------- databases


def base(path: Path, reports: int, *, copies: int = 0) -> None:
    """A database of so many reports, the first of them told again so many times under other names."""
    with open_store(path) as store:
        for _ in store.put_all((r, r.text.encode()) for r in told_again(list(readings(reports)), copies)):
            pass
    with open_store(path) as store:
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def told_again(some: list[Reading], copies: int) -> Iterator[Reading]:
    """The readings, and copies of them with another head."""
    from dataclasses import replace

    from dateline.types import content_id, key

    yield from some
    for number in range(copies):
        for reading in some:
            ident = content_id(f"{number} {reading.report.id}".encode())
            records = tuple(replace(r, id=key("r", ident, r.kind, r.start, r.end)) for r in reading.records)
            yield replace(reading, report=replace(reading.report, id=ident, publisher=f"Copy {number}"), records=records)


def damage(path: Path) -> list[str]:
    """What the checks of the database say."""
    with open_store(path) as store:
        return [f"{check.name}: {problem}" for check in care.check(store) for problem in check.problems]


if __name__ == "__main__":
    main()
