"""The development sets, their splits and floors. In: bench/floors.toml and the folder of the scoring kit. Out: `Set` values.

The floors are pinned with the digest of the gold they were measured on, so that a changed gold cannot pass for a changed program.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FLOORS = HERE / "floors.toml"
SHARED = HERE.parent.parent / "shared"
KIT = SHARED / "score"
DATA = Path(os.environ.get("DATELINE_DATA", SHARED / "data"))

FLOORS_HEAD = """\
# The development sets: the split that is scored, other people's figures beside ours, the digest of the gold, and for
# each figure the floor that a change may not fall below. `python bench/quality.py --pin` writes floors and digests.
"""


@dataclass(frozen=True, slots=True)
class Set:
    """One development set; `floors` maps figures (paths of keys, as `whole.value`) to what they must reach. `measure` is the set whose
    measure the kit is to use, where it does not know this one by its name; `force` reads languages that are refused otherwise."""

    name: str
    split: str
    reference: str
    gold: str
    floors: Mapping[str, float]
    measure: str
    force: bool

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the gold is in."""
        candidates = (DATA / f"{self.name}_{self.split}.jsonl.gz", DATA / f"{self.name}.jsonl.gz", DATA / "splits" / f"{self.name}.json")
        found = tuple(path for path in candidates if path.is_file())
        return found[:1] if found and found[0] == candidates[0] else found

    def digest(self) -> str:
        """The SHA-256 of the gold, its first sixteen digits; empty when there is none."""
        if not self.files:
            return ""
        return hashlib.sha256(b"".join(path.read_bytes() for path in self.files)).hexdigest()[:16]


def load() -> tuple[Set, ...]:
    """All sets, in the order of the file."""
    tables = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    return tuple(
        Set(name, t["split"], t["reference"], t["gold"], t["floors"], t.get("measure", name), t.get("force", False))
        for name, t in tables.items()
    )


def save(sets: Iterable[Set]) -> None:
    """Write the sets with their floors and digests."""
    FLOORS.write_text(FLOORS_HEAD + "".join(_table(s) for s in sets), encoding="utf-8")


def _table(item: Set) -> str:
    floors = ", ".join(f'"{name}" = {floor:.3f}' for name, floor in item.floors.items())
    measure = "" if item.measure == item.name else f'measure = "{item.measure}"\n'
    measure += "force = true\n" if item.force else ""
    facts = f'split = "{item.split}"\nreference = "{item.reference}"\ngold = "{item.gold}"\n'
    return f"\n[{item.name}]\n{measure}{facts}floors = {{ {floors} }}\n"
