"""The figures. In: reports with the marks of two sides. Out: `Figures`: precision, recall and F1 of records and values, and shares right.

What has nothing to be counted on has no figure: None, never 0 or 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dateline.kinds import KINDS
from dateline.measure.marks import Mark
from dateline.measure.pairing import Pair, pairs

DIGITS = 4
ASPECTS = ("stance", "modality", "voice")


@dataclass(frozen=True, slots=True)
class Score:
    """How many are right of those that are told, and of those that are marked."""

    right: int = 0
    told: int = 0
    marked: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.told + other.told, self.marked + other.marked)

    @property
    def precision(self) -> float | None:
        return self.right / self.told if self.told else None

    @property
    def recall(self) -> float | None:
        return self.right / self.marked if self.marked else None

    @property
    def f1(self) -> float | None:
        return 2 * self.right / (self.told + self.marked) if self.told + self.marked else None


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some are right."""

    right: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What one comparison gives: `found` and `typed` records, `fields` (values), `whole` records, and of the records that were found the
    share with the right stance, modality and voice."""

    found: Score
    typed: Score
    fields: Score
    whole: Share
    aspects: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Compared:
    """A text with the marks of both sides, and which of them are one."""

    marked: Sequence[Mark]
    told: Sequence[Mark]
    pairs: Sequence[Pair]


def compared(text: str, marked: Sequence[Mark], told: Sequence[Mark]) -> Compared:
    """Two sides' marks of one text, laid side by side."""
    return Compared(marked, told, pairs(text, marked, told))


def figures(texts: Sequence[Compared], kind: str | None = None) -> Figures:
    """The figures over all texts, or those of one kind of record."""
    both = [p for t in texts for p in t.pairs if kind in (None, p.marked.kind)]
    marked = [m for t in texts for m in t.marked if kind in (None, m.kind)]
    told = [m for t in texts for m in t.told if kind in (None, m.kind)]
    return Figures(
        found=Score(len(both), len(told), len(marked)),
        typed=Score(sum(p.typed for p in both), len(told), len(marked)),
        fields=Score(sum(sum(p.right.values()) for p in both), _values(told), _values(marked)),
        whole=Share(sum(p.whole for p in both), len(marked)),
        aspects={name: Share(sum(getattr(p, name) for p in both), len(both)) for name in ASPECTS},
    )


def by_field(texts: Sequence[Compared]) -> dict[str, Score]:
    """The figures of each field that either side has, by name."""
    names = sorted({name for t in texts for side in (t.marked, t.told) for m in side for name in m.fields})
    return {name: sum((_of_field(t, name) for t in texts), Score()) for name in names}


def as_json(texts: Sequence[Compared]) -> dict[str, Any]:
    """All figures as an object: over all records, by kind, by field."""
    told = {"reports": len(texts), **_figures_json(figures(texts))}
    told["kinds"] = {kind: _figures_json(figures(texts, kind)) for kind in KINDS}
    return told | {"field": {name: _score_json(score) for name, score in by_field(texts).items()}}


def _values(marks: Iterable[Mark]) -> int:
    return sum(len(values) for m in marks for values in m.fields.values())


def _of_field(text: Compared, name: str) -> Score:
    told, marked = (sum(len(m.fields.get(name, ())) for m in side) for side in (text.told, text.marked))
    return Score(sum(p.right.get(name, 0) for p in text.pairs), told, marked)


def _figures_json(found: Figures) -> dict[str, Any]:
    scores = {name: _score_json(getattr(found, name)) for name in ("found", "typed", "fields")}
    shares = {"whole": found.whole, **found.aspects}
    return scores | {name: {"share": _digits(s.share), "right": s.right, "of": s.of} for name, s in shares.items()}


def _score_json(score: Score) -> dict[str, Any]:
    told = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return {**{name: _digits(v) for name, v in told.items()}, "right": score.right, "told": score.told, "marked": score.marked}


def _digits(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
