"""Intake of malformed input: does each of thousands of broken files end in a reading or a named reason, soon, and never in an empty text?

In: the samples, wrapped in every container, and a seed. Out: a table of how the broken copies ended, and the slowest of them; the exit
status is 1 when one took too long, gave a text without words, or raised. Everything is generated: the same seed breaks the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from recorded import record

from dateline import intake
from dateline.errors import InputError

SAMPLES = Path(__file__).parent.parent / "samples"
SECONDS, MEGABYTES = 5.0, 1000
SUFFIXES = (".txt", ".html", ".pdf", ".docx", ".eml", ".xml", ".json", ".jsonl", ".csv", ".parquet", ".warc.gz", ".zip", ".gz", "")
MARKUP = (
    b"<div>",
    b"<table><tr><td>",
    b"<script>",
    b"<!--",
    b"[",
    b'{"a":',
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"&#x110000;",
    b"\0",
    b"\xff\xfe",
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How one input ended: what became of it, in how many seconds, and whether that is as it must be."""

    name: str
    kind: str
    seconds: float
    good: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000, metavar="N", help="broken inputs that are tried (10000)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed breaks other bytes (1)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that try them, each with a seed of its own (1)")
    parser.add_argument("--record", action="store_true", help="write the figure down for docs/reliability.md")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the inputs that did not end as they must")
    options = parser.parse_args()
    started = time.perf_counter()
    endings = tried_together(options.inputs, options.seed, options.keep, options.jobs)
    print_table(endings, time.perf_counter() - started)
    if options.record:
        bad = sum(not ending.good for ending in endings)
        slowest = max(ending.seconds for ending in endings)
        figure = f"{len(endings):,} inputs, {bad} ended otherwise than in words or a named reason; the slowest took {slowest:.1f} s"
        record("malformed", figure, f"bench/intake_robust.py --inputs {options.inputs} --jobs {options.jobs}")
    if not all(ending.good for ending in endings):
        sys.exit(1)


def tried_together(count: int, seed: int, keep: Path | None, jobs: int) -> list[Ending]:
    """Try so many inputs in so many processes; the first has the seed itself, and so one process breaks the same bytes as ever."""
    if jobs == 1:
        return list(tried(count, seed, keep))
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        shares = [count // jobs + (number < count % jobs) for number in range(jobs)]
        begun = [pool.submit(_tried, share, seed + 1000 * number, keep) for number, share in enumerate(shares)]
        return [ending for share in begun for ending in share.result()]


def _tried(count: int, seed: int, keep: Path | None) -> list[Ending]:
    return list(tried(count, seed, keep))


def tried(count: int, seed: int, keep: Path | None) -> Iterator[Ending]:
    chance = random.Random(seed)
    whole = corpus()
    with tempfile.TemporaryDirectory() as folder, intake.Guard() as guard:
        check_whole(whole, Path(folder), guard)
        for number in range(count):
            name, raw = broken(whole, chance)
            path = Path(folder, f"{number}-{name}")
            path.write_bytes(raw)
            ending = ended(path, name, guard)
            path.unlink()
            if keep and not ending.good:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / path.name).write_bytes(raw)
            yield ending
            if sys.stderr.isatty() and number % 100 == 0:
                print(f"\r{number} of {count}", end="", file=sys.stderr)


def check_whole(files: dict[str, bytes], folder: Path, guard: intake.Guard) -> None:
    """The files before they are broken are read without an error; else a fault of the program would pass for theirs."""
    for name, raw in files.items():
        path = folder / name
        path.write_bytes(raw)
        failed = [str(item) for item in intake.documents(path, guard=guard) if isinstance(item, InputError)]
        if failed:
            sys.exit(f"{name}: not read though it is whole: {failed[0]}")


def ended(path: Path, name: str, guard: intake.Guard) -> Ending:
    """Read the file as anybody would, and look at what came of it."""
    started = time.perf_counter()
    try:
        found = list(intake.documents(path, guard=guard))
    except Exception as error:  # noqa: BLE001  (this is what is looked for)
        return Ending(name, f"RAISED {type(error).__name__}", time.perf_counter() - started, False)
    seconds = time.perf_counter() - started
    if not found:
        return Ending(name, "NOTHING SAID", seconds, False)
    empty = any(not isinstance(item, InputError) and not any(c.isalpha() for c in item.text) for item in found)
    unnamed = any(isinstance(item, InputError) and not item.reason.strip() for item in found)
    kind = "EMPTY TEXT" if empty else "NO REASON" if unnamed else "; ".join(sorted({_kind(item) for item in found})[:2])
    return Ending(name, kind, seconds, not empty and not unnamed and seconds / max(1, len(found)) <= SECONDS * crowd())


def crowd() -> float:
    """By how much other work slows this machine now: the processes that want a core, for each core."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return max(1.0, load / (os.cpu_count() or 1))


def _kind(item: object) -> str:
    if not isinstance(item, InputError):
        return "read"
    reason = re.sub(r"\(.*|, .*|'[^']*'|“[^”]*”|0x\w+", "", item.reason)
    reason = reason if reason.startswith("damaged") else reason.split(": ")[0]
    return "refused: " + re.sub(r"\d[\d.,]*", "#", reason).strip()[:60]


def corpus() -> dict[str, bytes]:
    """The samples, and the same in the containers that the samples are not in."""
    files = {path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.name != "README.md"}
    text = files["wire-page.txt"]
    files["utf16.txt"] = text.decode().encode("utf-16")
    files["rows.tsv"] = b"title\tbody\nOne\t" + text.replace(b"\n", b" ").replace(b"\t", b" ").replace(b'"', b"'") + b"\n"
    files["whole.json"] = json.dumps([{"title": "One", "text": text.decode()}], indent=1).encode()
    files["page.html.gz"] = gzip.compress(files["page.html"], mtime=0)
    files["crawl.warc.gz"] = web_archive(files["page.html"])
    files["table.parquet"] = parquet(text.decode())
    files["all.zip"] = archive({name: files[name] for name in ("page.html", "wire-page.txt", "situation-report.pdf", "crawl.warc.gz")})
    files["nested.zip"] = archive({"inner.zip": files["all.zip"], "feed.xml": files["feed.xml"]})
    return files


def archive(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in members.items():
            packed.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def web_archive(page: bytes) -> bytes:
    """A WARC of three answers, each packed by itself."""
    answers = ((200, "text/html", page), (200, "image/png", b"\x89PNG"), (404, "text/html", page))
    return b"".join(gzip.compress(_answer(*answer), mtime=0) for answer in answers)


def _answer(status: int, content_type: str, body: bytes) -> bytes:
    http = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def parquet(text: str) -> bytes:
    import pyarrow
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pyarrow.table({"title": ["One", "Two"], "body": [text, text]}), out)
    return out.getvalue()


def broken(whole: dict[str, bytes], chance: random.Random) -> tuple[str, bytes]:
    """A broken copy of one of the files: its name and bytes. One in eight also has a wrong name."""
    name = chance.choice(sorted(whole))
    raw = whole[name]
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        raw = chance.choice(WAYS)(raw, whole, chance)
    if chance.random() < 0.12:
        name += chance.choice(SUFFIXES)
    return name, raw[:12_000_000]


def flip(raw: bytes, whole: dict[str, bytes], chance: random.Random) -> bytes:
    """Some bytes become others."""
    copy = bytearray(raw)
    for _ in range(chance.choice((1, 4, 32, 256)) if copy else 0):
        copy[chance.randrange(len(copy))] = chance.randrange(256)
    return bytes(copy)


def cut(raw: bytes, whole: dict[str, bytes], chance: random.Random) -> bytes:
    """The end is missing."""
    return raw[: chance.randrange(len(raw) + 1)]


def drop(raw: bytes, whole: dict[str, bytes], chance: random.Random) -> bytes:
    """A stretch is missing."""
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at + chance.choice((1, 10, 200, 2000)) :]


def insert(raw: bytes, whole: dict[str, bytes], chance: random.Random) -> bytes:
    """Random bytes or markup in the midst."""
    at = chance.randrange(len(raw) + 1)
    piece = chance.choice(MARKUP) if chance.random() < 0.5 else chance.randbytes(chance.choice((1, 20, 400)))
    return raw[:at] + piece + raw[at:]


def swell(raw: bytes, whole: dict[str, bytes], chance: random.Random) -> bytes:
    """A piece of it, or of markup, thousands of times."""
    at = chance.randrange(len(raw) + 1)
    piece = chance.choice(MARKUP) if chance.random() < 0.6 else raw[at : at + chance.choice((1, 7, 60))]
    return raw[:at] + piece * chance.choice((50, 1_000, 20_000)) + raw[at:]


def splice(raw: bytes, whole: dict[str, bytes], chance: random.Random) -> bytes:
    """The beginning of this and the end of another."""
    other = whole[chance.choice(sorted(whole))]
    return raw[: chance.randrange(len(raw) + 1)] + other[chance.randrange(len(other) + 1) :]


def wrap(raw: bytes, whole: dict[str, bytes], chance: random.Random) -> bytes:
    """Packed once more."""
    return gzip.compress(raw, 1, mtime=0) if chance.random() < 0.5 else archive({f"x{chance.choice(SUFFIXES)}": raw})


def numbers(raw: bytes, whole: dict[str, bytes], chance: random.Random) -> bytes:
    """Numbers in it (lengths, counts, references) become others."""
    return re.sub(rb"\d+", lambda m: str(chance.choice((0, 1, 65_535, 2**31, 10**18))).encode() if chance.random() < 0.1 else m[0], raw)


WAYS: tuple[Callable[[bytes, dict[str, bytes], random.Random], bytes], ...] = (flip, cut, drop, insert, swell, splice, wrap, numbers)


def print_table(endings: list[Ending], seconds: float) -> None:
    counts = Counter(ending.kind for ending in endings)
    print(f"{'inputs':>7}  ended")
    for kind, count in counts.most_common():
        print(f"{count:7}  {kind}")
    slowest = sorted(endings, key=lambda ending: -ending.seconds)[:5]
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\n{len(endings)} inputs in {seconds:.0f} s; most memory of the process that reads {memory:.0f} MB (bound {MEGABYTES} MB)")
    print("slowest: " + ", ".join(f"{ending.seconds:.2f} s {ending.name} ({ending.kind})" for ending in slowest))
    bad = [ending for ending in endings if not ending.good]
    print(f"{len(bad)} did not end as they must" + "".join(f"\n  {e.name}: {e.kind}, {e.seconds:.2f} s" for e in bad[:20]))


if __name__ == "__main__":
    main()
