"""Reading quality: the scoring kit over every development set there is, one table beside other people's figures and our floors.

In: `../shared/score` and `../shared/data` beside the repository (or DATELINE_DATA). Out: the table; exit status 1 when a figure is below
its floor, 0 otherwise, also when there is nothing to score with. Run `python bench/quality.py --help`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import sets
from sets import DATA, KIT, Set

SLACK = 0.01  # a pinned floor lies so far below what was measured


@dataclass(frozen=True, slots=True)
class Score:
    """What one set gave: the figures of the kit, how many inputs were refused, and the seconds that reading took."""

    item: Set
    headline: str
    value: float
    figures: Mapping[str, Any]
    refused: int
    seconds: float


def main() -> None:
    options = parse()
    missing = next((str(path) for path in (KIT / "score.py", DATA) if not path.exists()), None)
    if missing:
        print(f"nothing measured: {missing} is not there; bench/README.md says what it is")
        return
    known = sets.load()
    chosen = [s for s in known if not options.set or s.name in options.set]
    print(line("set", "split", "figure", "value", "floor", "", "seconds", "other people's, and what is known"))
    passed, scores = True, []
    for item in chosen:
        if not item.files:
            print(line(item.name, item.split, "-", "-", "-", "skipped", "", "no such set here"))
            continue
        score = measure(item, options)
        scores.append(score)
        passed &= report(score, partial=bool(options.limit))
    if options.pin:
        pin(known, scores)
    sys.exit(0 if passed or options.pin else 1)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", action="append", metavar="NAME", help="only this set (may be given several times)")
    parser.add_argument("--limit", type=int, metavar="N", help="only the first N documents of each set; floors are not asked then")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes that read")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep inputs and readings here, for `score.py --worst`")
    parser.add_argument("--pin", action="store_true", help=f"write floors from this run: {SLACK} below each figure, never lower than now")
    options = parser.parse_args()
    if options.pin and options.limit:
        parser.error("--pin needs whole sets: leave out --limit")
    return options


def measure(item: Set, options: argparse.Namespace) -> Score:
    """Make the inputs, read them, score the readings."""
    with tempfile.TemporaryDirectory() as folder:
        place = options.keep or Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        data = staged(item, options.limit, Path(folder) / "data") if options.limit or item.measure != item.name else DATA
        inputs, readings = place / f"{item.name}.inputs.jsonl", place / f"{item.name}.readings.jsonl"
        inputs.write_bytes(kit("make_inputs.py", data, item.measure, item.split))
        begun = time.perf_counter()
        refused = read(inputs, readings, options.jobs, force=item.force)
        seconds = time.perf_counter() - begun
        printed = kit("score.py", data, item.measure, item.split, str(readings), "--json")
    result = json.loads(printed.splitlines()[-1])
    return Score(item, result["headline"], result["value"], result["figures"], refused, seconds)


def kit(script: str, data: Path, *arguments: str) -> bytes:
    """The output of a script of the scoring kit. Raises CalledProcessError when it fails."""
    environment = {"DATELINE_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    return subprocess.run([sys.executable, str(KIT / script), *arguments], env=environment, stdout=subprocess.PIPE, check=True).stdout


def read(inputs: Path, readings: Path, jobs: int | None, *, force: bool) -> int:
    """Read the inputs as anybody would; the number that was refused."""
    command = [sys.executable, "-m", "dateline", "read", str(inputs), "--json", "--no-store"]
    command += (["--jobs", str(jobs)] if jobs else []) + (["--force"] if force else [])
    with readings.open("wb") as out:
        done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=False)
    if done.returncode > 1 or b"Traceback" in done.stderr or done.stderr.startswith(b"Error:"):
        sys.exit(done.stderr.decode("utf-8", "replace"))
    return done.stderr.count(b"\n")


def staged(item: Set, limit: int | None, folder: Path) -> Path:
    """A data folder in which the set has only the first documents of its split, and the name that its measure goes by."""
    folder.mkdir()
    for path in DATA.iterdir():
        (folder / path.name).symlink_to(path)
    gold = folder / f"{item.measure}_{item.split}.jsonl.gz"
    gold.unlink(missing_ok=True)
    documents = islice(gold_documents(item), limit)
    gold.with_suffix("").write_text("".join(json.dumps(d, ensure_ascii=False) + "\n" for d in documents), encoding="utf-8")
    return folder


def gold_documents(item: Set) -> Iterable[Mapping[str, Any]]:
    """The gold of the split, as the kit loads it."""
    sys.path.insert(0, str(KIT))
    from kit import load_gold

    documents: list[Mapping[str, Any]] = load_gold(item.name, item.split)
    return documents


def report(score: Score, *, partial: bool) -> bool:
    """Print the headline and every figure that has a floor; whether all floors hold."""
    item, good = score.item, True
    stale = item.gold not in ("", item.digest())
    for name in dict.fromkeys((score.headline, *item.floors)):
        value, floor = figure(score.figures, name), item.floors.get(name)
        verdict = "part" if partial else "gold changed" if stale else "" if floor is None else "ok" if value >= floor else "BELOW"
        good &= verdict not in ("BELOW", "gold changed")
        head = name == score.headline
        note = f"{item.reference}{f'; {score.refused} refused' if score.refused else ''}" if head else ""
        seconds = f"{score.seconds:.0f}" if head else ""
        print(
            line(item.name, item.split, name, f"{value:.3f}", "-" if floor is None else f"{floor:.3f}", verdict, seconds, note), flush=True
        )
    return good


def figure(figures: Mapping[str, Any], path: str) -> float:
    """The figure at a path of keys."""
    found: Any = figures
    for key in path.split("."):
        found = found[key]
    return float(found)


def pin(known: Iterable[Set], scores: Iterable[Score]) -> None:
    """Raise the floors to what was measured, less the slack."""
    measured = {score.item.name: score for score in scores}
    sets.save(pinned(item, measured[item.name]) if item.name in measured else item for item in known)


def pinned(item: Set, score: Score) -> Set:
    """The set with its floors raised. A floor above the figure stays: it is a promise that is not kept yet."""
    names = dict.fromkeys((score.headline, *item.floors))
    floors = {name: max(item.floors.get(name, 0.0), round(figure(score.figures, name) - SLACK, 3)) for name in names}
    return replace(item, gold=item.digest(), floors=floors)


def line(*cells: str) -> str:
    widths = (19, 11, 17, 6, 6, 12, 7, 0)
    return "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


if __name__ == "__main__":
    main()
