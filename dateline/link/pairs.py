"""How likely two reports tell of one happening. In: two happenings and how alike their reports are. Out: features (0 to 1) and a score.

The score is a logistic function of the features; the weights are data (`weights.toml`), fitted by `bench/link.py --fit` on the development
half of the marked incidents. Every feature is plain, so that a proposal can say what it rests on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

from dateline.link.facts import Fact
from dateline.link.happenings import Happening
from dateline.link.spots import best
from dateline.link.themes import fit, is_weak, table
from dateline.link.words import cosine, names, shared

Features = Mapping[str, float]

DAYS_APART = 7
SETTING = ("total",)


def features(one: Happening, other: Happening, alike: float = 0.0) -> Features:
    """What speaks for and against; features that are nothing are left out. `alike` is how alike the two reports are as wholes."""
    found = {
        **_days(one, other),
        **_places(one, other),
        **_types(one, other),
        **_counts(one, other),
        "actors_shared": shared(one.stems("actors"), other.stems("actors")),
        **_targets(one, other),
        "instrument_shared": shared(one.stems("instruments"), other.stems("instruments")),
        "words_shared": cosine(one.bag, other.bag),
        "names_shared": shared(one.stems("named"), other.stems("named")),
        "reports_alike": alike,
    }
    return {name: value for name, value in found.items() if value}


def _days(one: Happening, other: Happening) -> Features:
    """Whether their days meet; a report of which none is told is set against the days before it."""
    if not one.windows or not other.windows:
        return {"undated": 1.0}
    gap, wide = min((max(c - b, a - d, 0), max(b - a, d - c)) for a, b in one.windows for c, d in other.windows)
    apart = min(gap, DAYS_APART) / DAYS_APART
    if one.days is None or other.days is None:
        return {"undated": 1.0, "days_apart": apart}
    return {"days_apart": apart, "next_day": float(gap == 1)} if gap else {"days_meet": max(1.0 / (1.0 + wide), 0.5)}


def _places(one: Happening, other: Happening) -> Features:
    found = best(one.spots, other.spots) if one.spots and other.spots else "unsaid"
    if found in ("unknown", "unsaid") and (_says(one, other) or _says(other, one)):
        found = "near"
    return {f"place_{found}": 1.0}


def _says(one: Happening, other: Happening) -> bool:
    """Whether the words of one have the name of a place of the other."""
    words = one.stems("words")
    return any(names(s.name) & words for s in other.spots if not s.is_area)


def _types(one: Happening, other: Happening) -> Features:
    """Whether one type of event is told by both; how well their themes go together; sharp types that differ."""
    mine, theirs = set(one.types), set(other.types)
    sharp, sharper = ({t for t in side if not is_weak(t)} for side in (mine, theirs))
    if sharp & sharper:
        return {"type_same": 1.0}
    found = {"theme_apart": 1.0 - fit(one.theme, other.theme)}
    if sharp and sharper:
        found["type_apart"] = 1.0
    elif mine & theirs:
        found["type_alike"] = 1.0
    return found


def _counts(one: Happening, other: Happening) -> Features:
    """The totals of both, type by type: how many meet, and how far apart the rest are."""
    found = [
        (f, g) for f in totals(one) for g in totals(other) if f.type == g.type and f.count and g.count and f.count.side == g.count.side
    ]
    if not found:
        return {}
    gaps = [_gap(f, g) for f, g in found]
    same = any(f.count and g.count and f.count.best == g.count.best and (f.count.best or 0) > 1 for f, g in found)
    return {"counts_meet": float(min(gaps) == 0.0), "counts_same": float(same), "counts_apart": min(gaps)}


def totals(happening: Happening) -> list[Fact]:
    """The tolls that give a total."""
    return [f for f in happening.facts if f.count and f.count.role in SETTING and f.count.best is not None]


def _gap(one: Fact, other: Fact) -> float:
    if one.count is None or other.count is None or one.count.meets(other.count):
        return 0.0
    return min(1.0, abs(math.log(max(one.count.best or 1, 1) / max(other.count.best or 1, 1))) / 2)


def _targets(one: Happening, other: Happening) -> Features:
    """What was hit: how much both share, or that they share nothing though both say it."""
    mine, theirs = ({s for f in h.core if f.kind == "event" for s in f.targets} for h in (one, other))
    found = shared(frozenset(mine), frozenset(theirs))
    return {"targets_shared": found, "targets_apart": float(bool(mine and theirs) and not found)}


@cache
def weights() -> Mapping[str, float]:
    """The fitted weights; `start` is the constant."""
    return {name: float(value) for name, value in table("weights")["weights"].items()}


def score(found: Features) -> float:
    """How likely, from 0 to 1."""
    total = weights()["start"] + sum(weights().get(name, 0.0) * value for name, value in found.items())
    return 1.0 / (1.0 + math.exp(-total))


def reasons(found: Features, most: int = 4) -> list[str]:
    """The features that moved the score most, strongest first."""
    moved = {name: weights().get(name, 0.0) * value for name, value in found.items()}
    strong = sorted(moved, key=lambda n: (-abs(moved[n]), n))
    return [f"{name.replace('_', ' ')} {moved[name]:+.1f}" for name in strong[:most] if abs(moved[name]) >= 0.1]
