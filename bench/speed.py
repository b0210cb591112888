"""Speed: reports a second, words a CPU-second, start-up, memory, the share of each reader and of what no reader can do without (the two
passes of the network, cutting words into pieces), beside a fixed yardstick of the same run.

In: nothing (reports of about 600 words are put together from `../shared/data` or, without it, from the samples). Out: two tables. The
yardstick is cutting the same words into word pieces with the shipped tokenizer: machines differ, ratios to it hardly do.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sets import DATA

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
WORDS = 600
MEGABYTE = 1024 * 1024
PEAK = """
import resource, runpy, sys
sys.argv = ["dateline", *sys.argv[1:]]
try:
    runpy.run_module("dateline", run_name="__main__")
finally:
    own, workers = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sys.stderr.write(f"\\npeak {own} {workers}\\n")
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the program: seconds by the clock and of the processor, and the peak memory of its processes together, in megabytes."""

    wall: float
    cpu: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=60, metavar="N", help="reports of 600 words that are read (60)")
    options = parser.parse_args()
    texts = list(islice(reports(), options.reports))
    words = sum(len(text.split()) for text in texts)
    yard = yardstick(texts)
    print(f"{len(texts)} reports, {words} words; tokenizing alone: {words / yard:,.0f} words a CPU-second\n")
    print_starts(texts[0])
    print_runs(texts, words, words / yard)
    print_shares(texts, words, yard)


def reports() -> Iterator[str]:
    """Reports of about WORDS words, from texts that stand one after the other; without end."""
    source = cycle(stories())
    while True:
        text = ""
        while len(text.split()) < WORDS:
            text += next(source).strip() + "\n\n"
        yield cut(text)


def cut(text: str) -> str:
    """The paragraphs of a text up to WORDS words."""
    kept: list[str] = []
    for paragraph in text.split("\n"):
        if kept and sum(len(p.split()) for p in kept) + len(paragraph.split()) > WORDS:
            break
        kept.append(paragraph)
    return "\n".join(kept)


def stories() -> list[str]:
    """Texts of local news where the development data is at hand, else the samples."""
    news = DATA / "geo_lgl.jsonl.gz"
    if news.is_file():
        with gzip.open(news, "rt", encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line in lines]
    return [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]


def yardstick(texts: Sequence[str]) -> float:
    """The CPU-seconds that cutting all texts into word pieces takes, the best of three."""
    from tokenizers import Tokenizer

    from dateline.model.core import WEIGHTS

    tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))

    def tokenize() -> None:
        for text in texts:
            tokenizer.encode(text)

    return min(cpu_of(tokenize) for _ in range(3))


def cpu_of(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def dateline(*arguments: str) -> Run:
    """Run the program in its own process."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, "-c", PEAK, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    own, worker = (int(n) for n in done.stderr.split()[-2:])
    jobs = int(arguments[arguments.index("--jobs") + 1]) if "--jobs" in arguments else 1
    together = own + (worker * jobs if jobs > 1 else 0)
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, together * 1024 / MEGABYTE)


def wall_of(*arguments: str) -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-m", "dateline", *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def print_starts(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.txt"
        report.write_text(text, encoding="utf-8")
        for name, arguments in (("dateline --help", ["--help"]), ("first reading", ["read", str(report), "--no-store", "--json"])):
            walls = sorted(wall_of(*arguments) for _ in range(5))
            print(f"{name:<18} {walls[0]:.2f} s best of five, {walls[2]:.2f} s median")
    print()


def print_runs(texts: Sequence[str], words: int, yard: float) -> None:
    print(f"{'processes':<10} {'reports/s':>10} {'words/CPU-s':>12} {'of yardstick':>13} {'peak MB':>8}   (start-up included)")
    with tempfile.TemporaryDirectory() as folder:
        inputs = Path(folder) / "inputs.jsonl"
        inputs.write_text("".join(json.dumps({"text": text, "published": "2018-06-14"}) + "\n" for text in texts), encoding="utf-8")
        for jobs in (1, 2):
            run = dateline("read", str(inputs), "--json", "--no-store", "--jobs", str(jobs))
            speed = words / run.cpu
            print(f"{jobs:<10} {len(texts) / run.wall:>10.1f} {speed:>12,.0f} {speed / yard:>13.4f} {run.memory:>8.0f}")
    print()


@dataclass
class Timed:
    """A session of the network that takes its time: seconds of the processor, word pieces in, and word pieces with their padding."""

    session: Any
    spent: float = 0.0
    pieces: int = 0
    cells: int = 0

    def run(self, names: object, given: dict[str, Any]) -> Any:
        begun = time.process_time()
        out = self.session.run(names, given)
        self.spent += time.process_time() - begun
        if "mask" in given:
            self.pieces += int(given["mask"].sum())
            self.cells += given["mask"].size
        return out


def print_shares(texts: Sequence[str], words: int, yard: float) -> None:
    """The CPU time of each reader, warm, over all texts; and how close it comes to the network alone."""
    from dateline import intake, languages, pipeline
    from dateline.model import core
    from dateline.types import Draft

    model: Any = core.load()
    encoder, pairs = Timed(model._encoder), Timed(model._pairs)
    spent = dict.fromkeys((reader.name for reader in pipeline.READERS), 0.0)
    language = languages.load("en")
    for number, text in enumerate([texts[0], *texts]):
        document = intake.document_from_bytes(text.encode("utf-8"), str(number), given={"published": "2018-06-14"})
        draft = Draft(document, document.report, document.sections, doubts=document.doubts)
        for reader in pipeline.READERS:
            begun = time.process_time()
            found = reader.read(draft, language)
            # The first text only warms the caches.
            spent[reader.name] += time.process_time() - begun if number else 0.0
            draft = pipeline.attach(draft, found)
        if not number:
            model._encoder, model._pairs = encoder, pairs
    print(f"{'reader':<12} {'share':>6} {'ms a report':>12} {'words/CPU-s':>12}")
    total = sum(spent.values())
    for name, seconds in spent.items():
        print(f"{name:<12} {seconds / total:>6.1%} {1000 * seconds / len(texts):>12.1f} {words / max(seconds, 1e-9):>12,.0f}")
    print(f"{'all':<12} {'':>6} {1000 * total / len(texts):>12.1f} {words / total:>12,.0f}   on {os.cpu_count()} cores\n")
    both = encoder.spent + pairs.spent
    for name, seconds in (("tokenizing alone", yard), ("encoder alone", encoder.spent), ("both passes of the network", both)):
        told = f"{1000 * seconds / len(texts):>8.1f} ms a report {words / seconds:>12,.0f} words/CPU-s"
        print(f"{name:<27} {told}, {seconds / total:.1%} of all")
    padded, fine = encoder.cells / encoder.pieces, encoder.pieces / words
    print(f"{padded:.2f} word pieces go through the encoder for each of the text, {fine:.2f} pieces a word")


if __name__ == "__main__":
    main()
