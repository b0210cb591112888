"""Which record stands for which. In: a text, the marks of one side and of the other. Out: `Pair`s, each mark in one at most.

Two marks may be one when they are of one kind and their anchors overlap, or (tolls) their counts overlap, or they are of one type and begin
in the same sentence. Of what may be one the most alike are taken first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from dateline.measure.marks import Mark, Said, Worth
from dateline.types import Span

SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n\s*\n")
LEAST = 0.001  # so that what may be one is above nothing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pair:
    """A mark, what stands for it on the other side, and how many values of each field are right."""

    marked: Mark
    told: Mark
    right: Mapping[str, int]

    @property
    def typed(self) -> bool:
        return self.marked.type == self.told.type

    @property
    def stance(self) -> bool:
        return self.marked.stance == self.told.stance

    @property
    def modality(self) -> bool:
        return self.marked.modality == self.told.modality

    @property
    def voice(self) -> bool:
        return same_voice(self.marked.voice, self.told.voice)

    @property
    def whole(self) -> bool:
        """Whether type, stance, voice and every marked value are right."""
        complete = all(self.right[name] == len(values) for name, values in self.marked.fields.items())
        return self.typed and self.stance and self.voice and complete


def pairs(text: str, marked: Sequence[Mark], told: Sequence[Mark]) -> list[Pair]:
    """The marks of both sides that are one."""
    starts = [0] + [m.end() for m in SENTENCE_END.finditer(text)]
    return [Pair(a, b, right(a, b)) for a, b in matched(marked, told, partial(likeness, starts))]


def likeness(starts: Sequence[int], one: Mark, other: Mark) -> float:
    """How alike two marks are; 0 where they cannot be one."""
    typed = one.type == other.type
    touch = one.span.touches(other.span) or any(a.touches(b) for a in _counts(one) for b in _counts(other))
    beside = typed and _sentence(one, starts) == _sentence(other, starts)
    if one.kind != other.kind or not (touch or beside):
        return 0.0
    values = sum(map(len, one.fields.values()))
    share = sum(right(one, other).values()) / values if values else 1.0
    return shared(one.span, other.span) + touch + typed + share + LEAST


def right(marked: Mark, told: Mark) -> dict[str, int]:
    """How many of the marked values of each field the other side has."""
    return {name: sum(1 for _ in matched(values, told.fields.get(name, ()), same_value)) for name, values in marked.fields.items()}


def same_value(one: Worth, other: Worth) -> float:
    """How alike two values are; 0 where their words do not overlap, or mean something else as far as both sides say what they mean."""
    agree = all(one.means[key] == other.means[key] for key in one.means.keys() & other.means.keys())
    return shared(one.span, other.span) if agree else 0.0


def same_voice(one: Said | None, other: Said | None) -> bool:
    """Whether both are none, or their sources overlap, or neither names its source."""
    if one is None or other is None:
        return one is other
    if one.source is None or other.source is None:
        return one.source is other.source
    return one.source.touches(other.source)


def shared(one: Span, other: Span) -> float:
    """The characters that both spans hold, as a share of those that either holds (Jaccard)."""
    common = min(one.end, other.end) - max(one.start, other.start)
    return max(0, common) / (max(one.end, other.end) - min(one.start, other.start)) if common > 0 else 0.0


def matched(ones: Sequence[T], others: Sequence[T], alike: Callable[[T, T], float]) -> Iterator[tuple[T, T]]:
    """Pairs of both sides, the most alike first, each item once; of equals the first in order."""
    scored = ((alike(a, b), i, j) for i, a in enumerate(ones) for j, b in enumerate(others))
    left, used = set(range(len(ones))), set()
    for _, i, j in sorted((s for s in scored if s[0] > 0), key=lambda s: (-s[0], s[1], s[2])):
        if i in left and j not in used:
            left.discard(i)
            used.add(j)
            yield ones[i], others[j]


def _counts(mark: Mark) -> list[Span]:
    return [value.span for value in mark.fields.get("count", ())] if mark.kind == "toll" else []


def _sentence(mark: Mark, starts: Sequence[int]) -> int:
    return bisect_right(starts, mark.span.start)
