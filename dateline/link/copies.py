"""Reports that are one text: copies of a wire report, whole, edited, or with paragraphs added. In: texts. Out: `Sketch`, `Copies`.

Near copies are found by MinHash (A. Broder, 1997; rensa computes it) over runs of five words, reprints inside longer texts by sentences
that both have. Whether a pair found so is a copy is decided on the runs themselves: how many of the shorter text's the longer one holds.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rensa import RMinHash

from dateline.link import blocks
from dateline.link.clusters import Pair, pair
from dateline.link.facts import ordinal
from dateline.link.themes import table

WORD = re.compile(r"[^\W_]+")
SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+|\n+")
RUN = 5
HASHES, SEED, ROWS = 64, 7, 4
LONG = 8  # words: a shorter sentence may be anybody's
MOST_SENTENCES = 16


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is compared of a text: the hashes of its runs of words, and the keys under which texts like it are found."""

    report: str
    day: str
    runs: frozenset[int]
    keys: frozenset[int]

    @property
    def number(self) -> int:
        """The number of its report."""
        return blocks.number_of(self.report, ordinal(self.day))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are: the share of all runs that both have, and the share of the shorter one's that the longer one has."""

    resemblance: float
    containment: float

    @property
    def is_copy(self) -> bool:
        """Whether one is a copy of the other, whole or with paragraphs added."""
        return bool(self.containment >= table("weights")["copies"]["containment"])


@dataclass(frozen=True, slots=True)
class Copies:
    """Reports that are one text: the first that was published, and those that repeat it in the order of their days."""

    origin: str
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A sentence that only one of two copies has (`added` or `dropped`), or both have in other words (`changed`)."""

    what: str
    before: str
    after: str


def sketch(report: str, text: str, day: str | None = None) -> Sketch:
    """The sketch of a text; a text of fewer than five words has none to compare and no keys."""
    words = [w.casefold() for w in WORD.findall(text)]
    runs = [" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]
    return Sketch(report, day or "", frozenset(map(blocks.hashed, runs)), frozenset((*_bands(runs), *_sentence_keys(text))))


def _bands(runs: Sequence[str]) -> Iterator[int]:
    if not runs:
        return
    minhash = RMinHash(num_perm=HASHES, seed=SEED)
    minhash.update(runs)
    digest = minhash.digest()
    for band in range(0, HASHES, ROWS):
        yield blocks.hashed(f"m{band}:{digest[band : band + ROWS]}")


def _sentence_keys(text: str) -> Iterator[int]:
    told = [" ".join(w.casefold() for w in WORD.findall(s)) for s in sentences(text)]
    long = sorted({s for s in told if s.count(" ") >= LONG - 1}, key=lambda s: (-len(s), s))
    yield from (blocks.hashed(f"s{s}") for s in long[:MOST_SENTENCES])


def sentences(text: str) -> list[str]:
    """The sentences of a text, roughly: at the ends of lines, and after full stops, question and exclamation marks."""
    return [" ".join(s.split()) for s in SENTENCE.split(text) if s.strip()]


def likeness(one: Sketch, other: Sketch) -> Likeness:
    """How alike two sketches are."""
    both, shorter = len(one.runs & other.runs), min(len(one.runs), len(other.runs))
    return Likeness(both / len(one.runs | other.runs), both / shorter) if shorter else Likeness(0.0, 0.0)


def copied(sketches: Iterable[Sketch]) -> dict[Pair, Likeness]:
    """The pairs of reports that are copies, by sorted ids. Of very many that share a key, the first are compared with one another, and the
    rest with the very first."""
    known = {s.report: s for s in sketches}
    keyed: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for item in known.values():
        for key in item.keys:
            keyed[key].append((item.number, item.report))
    pairs = {p for held in keyed.values() for p in met([report for _, report in sorted(held)])}
    alike = {p: likeness(known[p[0]], known[p[1]]) for p in sorted(pairs)}
    return {p: found for p, found in alike.items() if found.is_copy}


def met(ordered: Sequence[str]) -> Iterator[Pair]:
    """The pairs that are compared of those who share a key, in the order of their numbers."""
    yield from (pair(a, b) for a, b in combinations(ordered[: blocks.MOST], 2))
    yield from (pair(ordered[0], other) for other in ordered[blocks.MOST :])


def grouped(sketches: Mapping[str, Sketch], pairs: Iterable[Pair], *, different: Iterable[Pair] = ()) -> list[Copies]:
    """Groups of copies. The first of each that was published is its origin (one without a day comes last; of one day the shortest text, for
    copies add more often than they leave out). Pairs that somebody called different are left out."""
    home = {report: report for report in sketches}

    def order(report: str) -> tuple[str, int, str]:
        return sketches[report].day[:10] or "~", len(sketches[report].runs), report

    def find(report: str) -> str:
        while home[report] != report:
            report = home[report]
        return report

    apart = {pair(*p) for p in different}
    for one, other in sorted(set(pairs) - apart):
        first, second = sorted((find(one), find(other)), key=order)
        home[second] = first
    groups: dict[str, list[str]] = defaultdict(list)
    for report in sorted(sketches, key=order):
        groups[find(report)].append(report)
    return [Copies(members[0], tuple(members[1:])) for members in groups.values() if len(members) > 1]


def origins(groups: Iterable[Copies]) -> dict[str, str]:
    """For every copy, the report that it repeats."""
    return {copy: group.origin for group in groups for copy in group.copies}


def differences(origin: str, copy: str) -> list[Difference]:
    """What a copy has otherwise than the text it repeats, sentence by sentence."""
    before, after = sentences(origin), sentences(copy)
    found: list[Difference] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        left, right = before[a:b], after[c:d]
        paired = min(len(left), len(right))
        found += [Difference("changed", x, y) for x, y in zip(left, right, strict=False)]
        found += [Difference("dropped", x, "") for x in left[paired:]] + [Difference("added", "", y) for y in right[paired:]]
    return found
