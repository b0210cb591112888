"""What linking an archive costs as it grows: invented reports, a hundred a day, linked from Parquet parts at 10^4, 10^5 and 10^6 records.

In: `--records` (may be repeated), a folder. Out: one line a size (wall and CPU seconds, peak memory of all processes, what was found), the
exponent between sizes, and `linking_scale.svg` beside this file. Of ten reports three tell of happenings that others tell of too, one is a
copy; the rest stand alone. An archive grows in time, as they do: twice the records are twice the days.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import invented
import pyarrow as arrow
import pyarrow.parquet as pq

from dateline import output
from dateline.link import archive
from dateline.types import Reading, content_id, key

A_DAY = 100
PART = 2000  # reports of a part
TOGETHER = (0.3, 0.1)  # shares of reports that tell what an earlier one told, and that are copies
BACK = 250  # reports before, among which that earlier one is
FIRST = date(2014, 1, 1)
HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, action="append", help="how many; 10000, 100000 and 1000000 unless told")
    parser.add_argument("--folder", type=Path, help="where to work; what is there is used again")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    sizes = options.records or [10_000, 100_000, 1_000_000]
    with tempfile.TemporaryDirectory() as spare:
        found = [measured(n, (options.folder or Path(spare)) / str(n), options.jobs) for n in sizes]
    for (n, one), (m, other) in zip(list(zip(sizes, found, strict=True)), list(zip(sizes, found, strict=True))[1:], strict=False):
        slope = math.log(other / one) / math.log(m / n)
        line = math.log(m * math.log(m) / (n * math.log(n))) / math.log(m / n)
        print(f"from {n:,} to {m:,}: CPU grows with the power {slope:.2f} (n log n: {line:.2f})")
    (HERE / "linking_scale.svg").write_text(plot(sizes, found), encoding="utf-8")


def measured(records: int, folder: Path, jobs: int) -> float:
    """Link so many records; CPU seconds of all processes."""
    parts = list(made(records // invented.RECORDS, folder / "parts"))
    before, begun = cpu(), time.perf_counter()
    with Peak() as peak:
        told = archive.link(parts, folder / "incidents.parquet", folder / "work", jobs=jobs, tell=progress)
    used, wall = cpu() - before, time.perf_counter() - begun
    print(f"\r{records:>9,} records: {wall:.0f} s, {used:.0f} s CPU, {peak.most / 2**30:.2f} GiB; {told}")
    return used


def progress(words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{words:<60}", end="", file=sys.stderr)


def cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


class Peak:
    """The most memory that this process and its children held together, looked at twice a second."""

    def __enter__(self) -> Peak:
        self.most, self._over = 0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            self.most = max(self.most, sum(map(_held, (os.getpid(), *_children()))))


def _children() -> list[int]:
    found = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(child) for file in found for child in file.read_text().split()]


def _held(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


# ---------------------------------------------------------------- the archive


def made(reports: int, folder: Path) -> Iterator[Path]:
    """The parts of an archive of so many reports; those that are there are used again."""
    folder.mkdir(parents=True, exist_ok=True)
    for first in range(0, reports, PART):
        path = folder / f"part-{first:08}.parquet"
        if not path.exists():
            lines = [json.dumps({"reading": output.as_json(report(n))}).encode() for n in range(first, min(first + PART, reports))]
            pq.write_table(arrow.table({"line": arrow.array(lines, arrow.binary())}), path.with_suffix(".new"), compression="zstd")
            path.with_suffix(".new").replace(path)
        yield path


def report(number: int) -> Reading:
    """The report of that number: of its own, or telling what an earlier one told (with other records left out), or a copy of it."""
    chance = random.Random(f"archive {number}")
    drawn = chance.random()
    earlier = number - 1 - chance.randrange(BACK)
    told = earlier if drawn < sum(TOGETHER) and earlier >= 0 else number
    reading = invented.reading(told)
    day = FIRST + timedelta(days=number // A_DAY)
    moved = dated(reading, FIRST + timedelta(days=told // A_DAY))
    kept = moved.records if drawn < TOGETHER[1] or told == number else tuple(r for r in moved.records if chance.random() < 0.4)
    text = moved.text if drawn < TOGETHER[1] or told == number else shuffled(moved.text)
    ident = content_id(f"archive {number}".encode())
    named = tuple(replace(r, id=key("r", ident, r.kind, r.start, r.end)) for r in kept)
    return replace(moved, report=replace(moved.report, id=ident, published=f"{day.isoformat()}T06:00"), text=text, records=named)


TURNED = str.maketrans("abcdefghijklmnopqrstuvwxyz", "bcdefghijklmnopqrstuvwxyza")


def shuffled(text: str) -> str:
    """The text with other words in the second half of each line: as long, and no copy."""
    return "\n".join(line[: len(line) // 2] + line[len(line) // 2 :].translate(TURNED) for line in text.split("\n"))


def dated(reading: Reading, day: date) -> Reading:
    """The reading with its times moved to that day."""
    by = day - date.fromisoformat((reading.report.published or "")[:10])
    records = tuple(
        replace(r, fields={name: tuple(_moved(v, by) for v in values) for name, values in r.fields.items()}) for r in reading.records
    )
    return replace(reading, records=records)


def _moved(value, by: timedelta):  # type: ignore[no-untyped-def]
    if value.time is None or value.time.first is None:
        return value
    first = (date.fromisoformat(value.time.first) + by).isoformat()
    return replace(value, time=replace(value.time, first=first, last=first if value.time.last else None))


# ---------------------------------------------------------------- the plot


def plot(sizes: list[int], seconds: list[float]) -> str:
    """CPU seconds over records, both by their logarithms, beside n log n through the first point."""

    def at(n: float, s: float) -> str:
        return f"{60 + 100 * (math.log10(n) - 3.8):.1f},{280 - 60 * math.log10(max(s, 0.1)):.1f}"

    line = [(n, seconds[0] * n * math.log(n) / (sizes[0] * math.log(sizes[0]))) for n in sizes]
    drawn = " ".join(at(n, s) for n, s in zip(sizes, seconds, strict=True))
    dots = "".join(
        f'<circle cx="{at(n, s).split(",")[0]}" cy="{at(n, s).split(",")[1]}" r="4"/>'
        f'<text x="{at(n, s).split(",")[0]}" y="{float(at(n, s).split(",")[1]) - 10:.1f}">{n:,}: {s:.0f} s</text>'
        for n, s in zip(sizes, seconds, strict=True)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 320" font-family="sans-serif" font-size="10">'
        '<title>CPU seconds of linking over records</title><rect width="360" height="320" fill="#fff"/>'
        f'<polyline points="{" ".join(at(n, s) for n, s in line)}" fill="none" stroke="#999" stroke-dasharray="4"/>'
        f'<polyline points="{drawn}" fill="none" stroke="#05a" stroke-width="2"/>{dots}'
        '<text x="60" y="310">records; dashed: n log n</text></svg>\n'
    )


if __name__ == "__main__":
    main()
