"""How long `dateline verify` takes. In: how many rows. Out: the seconds of the processor that it takes to prove a ledger of so many rows.

    python bench/ledger.py [--rows 1000000] [--record]

The gate is a million rows in 30 seconds. The exit status is 1 when it takes longer.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from dateline.stores import open_store
from dateline.types import Judgement

GATE_SECONDS = 30.0
BATCH = 50_000
AT = "2026-01-31T12:00:00Z"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--record", action="store_true", help="write the figure down for docs/reliability.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seconds = measured(Path(folder, "long.db"), options.rows)
    allowed = GATE_SECONDS * options.rows / 1_000_000
    print(f"{options.rows:,} rows proved in {seconds:.1f} s of the processor (gate {allowed:.1f} s)")
    if options.record:
        from recorded import record

        record("verify", f"{options.rows:,} rows in {seconds:.1f} s of the processor", f"bench/ledger.py --rows {options.rows}")
    if seconds > allowed:
        sys.exit(1)


def measured(path: Path, rows: int) -> float:
    """The seconds of the processor that the proof of a ledger of so many rows takes. Raises SystemExit where it finds something wrong."""
    with open_store(path) as store:
        for first in range(0, rows, BATCH):
            store.ledger.add_all([entry(number) for number in range(first, min(rows, first + BATCH))])
    with open_store(path, write=False) as store:
        begun = time.process_time()
        broken = store.ledger.verify()
        seconds = time.process_time() - begun
    if broken is not None:
        raise SystemExit(f"a sound ledger is told to be broken: {broken}")
    return seconds


def entry(number: int) -> Judgement:
    """An entry as they are: mostly machines' proposals with a score and reasons."""
    left, right = f"r{number:012x}", f"r{number + 1:012x}"
    if number % 5 == 0:
        return Judgement(left, "", "accept", "Ana Analyst", AT, reason="as the report says", extra={"was": f"sha256:{number:064x}"})
    return Judgement(left, right, "same", "dateline 0.1.0", AT, score=number % 997 / 997, reason="same day, 3 km, same type", machine=True)


if __name__ == "__main__":
    main()
