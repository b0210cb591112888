"""How common words are in reports: makes `dateline/languages/en/links_common.toml`. In: the texts one may train on. Out: the table.

A word's share is the larger of two: of the reports of conflict that hold it, and of stretches of twenty sentences of general English.
Nothing of the texts is kept but which share of them holds a stem.
"""

from __future__ import annotations

import gzip
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from dateline.link.words import stems

HERE = Path(__file__).parent
TRAIN = HERE.parent.parent / "shared" / "data" / "train"
MARKED = HERE.parent / "training" / "marked"
TABLE = HERE.parent / "dateline" / "languages" / "en" / "links_common.toml"
LEAST = 0.008
STRETCH = 20
STEP = 0.25
HEAD = """\
# How common words are in news, for weighing what two reports share: stems by their weight, the negative logarithm of the share of reports
# that hold them. What is not here is rarer. Made by bench/frequencies.py from own, openly licensed and public texts (EWT, GUM, WikiGold).
"""


def main() -> None:
    shares = shares_of(reports()), shares_of(stretches())
    common = {w: max(s.get(w, 0.0) for s in shares) for w in shares[0] | shares[1]}
    rows: dict[float, list[str]] = {}
    for word, share in common.items():
        if share >= LEAST:
            rows.setdefault(round(-math.log(share) / STEP) * STEP, []).append(word)
    lines = [f'"{weight:.2f}" = {json.dumps(sorted(words), ensure_ascii=False)}' for weight, words in sorted(rows.items())]
    TABLE.write_text(HEAD + f"rare = {-math.log(LEAST / 2):.2f}\n\n[weights]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{sum(map(len, rows.values()))} stems in {TABLE.name}")


def shares_of(texts: Iterable[str]) -> dict[str, float]:
    """For each stem the share of the texts that hold it."""
    held, count = Counter[str](), 0
    for text in texts:
        held.update(set(stems(text)))
        count += 1
    return {word: number / count for word, number in held.items()}


def reports() -> Iterator[str]:
    """The reports, each once."""
    seen: set[str] = set()
    files = [*(TRAIN / f"{name}.jsonl.gz" for name in ("voices", "records", "records_written")), *sorted(MARKED.glob("*.jsonl"))]
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for text in (json.loads(line)["text"] for line in lines):
                if text[:200] not in seen:
                    seen.add(text[:200])
                    yield text


def stretches() -> Iterator[str]:
    """General English, twenty sentences at a time."""
    for name in ("ewt_train", "gum_train", "wikigold_tokens"):
        with gzip.open(TRAIN / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            sentences = (" ".join(json.loads(line)["words"]) for line in lines)
            while stretch := list(islice(sentences, STRETCH)):
                yield " ".join(stretch)


if __name__ == "__main__":
    main()
