"""Looks for input that breaks the program, for as long as it is left to. In: minutes, and a corpus. Out: what broke, kept in the corpus.

    python bench/fuzz.py [--minutes 60] [--corpus bench/corpus]

With atheris (`pip install atheris`) what is tried follows what the code does with it; without it, broken copies of the samples are tried
as `bench/intake_robust.py` makes them. Each input goes through intake and reading in this process: a raised error, a reading that does not
keep the contract, and one that differs the second time count as broken. What is in the corpus is tried first. The exit status is 1 when
anything broke.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from intake_robust import broken, corpus

from dateline import checks, intake, output, pipeline
from dateline.errors import InputError
from dateline.types import Document

SMALL = 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).parent / "corpus")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    options.corpus.mkdir(parents=True, exist_ok=True)
    bad = [path.name for path in sorted(options.corpus.iterdir()) if problem(path.read_bytes())]
    print(f"corpus: {len(bad)} still break {', '.join(bad)}")
    if find_spec("atheris") and options.minutes:
        guided(options.corpus, options.minutes)
    until, tried = time.monotonic() + options.minutes * 60, 0
    for raw in copies(random.Random(options.seed)):
        if time.monotonic() > until:
            break
        tried += 1
        if why := problem(raw):
            bad.append(kept(options.corpus, raw, why))
    print(f"{tried} inputs tried with seed {options.seed}, {len(bad)} broke")
    if bad:
        sys.exit(1)


def copies(chance: random.Random) -> Iterator[bytes]:
    """Broken copies of the samples, without end."""
    whole = {name: raw for name, raw in corpus().items() if len(raw) <= SMALL}
    while True:
        yield broken(whole, chance)[1][:SMALL]


def guided(folder: Path, minutes: float) -> None:
    """Let atheris choose; it ends the process when it finds something, and keeps it in the folder."""
    import atheris

    atheris.instrument_all()

    def one(raw: bytes) -> None:
        if why := problem(raw):
            kept(folder, raw, why)
            raise AssertionError(why)

    atheris.Setup([sys.argv[0], f"-max_total_time={int(minutes * 60)}", f"-max_len={SMALL}", str(folder)], one)
    atheris.Fuzz()


def problem(raw: bytes) -> str:
    """What is wrong with what became of an input; empty when nothing is."""
    try:
        document = intake.document_from_bytes(raw, "input", force=True)
    except InputError as error:
        return "" if error.reason.strip() else "refused without a reason"
    except Exception as error:  # noqa: BLE001  (this is what is looked for)
        return f"intake raised {type(error).__name__}: {error}"
    return wrong_reading(document)


def wrong_reading(document: Document) -> str:
    """What is wrong with the reading of a document."""
    if not document.text.strip():
        return "an empty text"
    try:
        first, second = (output.as_json(pipeline.read_document(document)) for _ in range(2))
    except Exception as error:  # noqa: BLE001  (this is what is looked for)
        return f"reading raised {type(error).__name__}: {error}"
    failed = [d["message"] for d in first["doubts"] if "this part could not be read" in d["message"]]
    return "; ".join([*checks.check(first)[:3], *failed, *([] if first == second else ["read otherwise the second time"])])


def kept(folder: Path, raw: bytes, why: str) -> str:
    """Keep an input that broke something, and say why."""
    name = hashlib.sha256(raw).hexdigest()[:16]
    (folder / name).write_bytes(raw)
    print(f"{name}: {why[:300]}", flush=True)
    return name


if __name__ == "__main__":
    main()
