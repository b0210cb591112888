"""What one report tells, happening by happening. In: the facts of a report. Out: `Happening`, its event, tolls and denials together.

A report tells one thing at a time: a fact joins the happening told last that its place, days and type allow, and opens a new one where
they do not. What is only intended or possible has not happened and is left out. Conditions and who holds a place stand for themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from dateline.link import blocks
from dateline.link.facts import Fact
from dateline.link.spots import GRADES, Spot, best
from dateline.link.themes import fit, is_after, is_weak, table, theme
from dateline.link.words import Bag, bag, shared, stems, weight
from dateline.link.words import table as language_table

HAPPENED = ("actual", "negated")
DENYING = "denies"
BLAMING = ("accuses", "claims_responsibility")
UNSURE = ("alleged", "denied")
REACH = 11  # happenings back that a fact may still join: what lies further off counts more against it than all else can count for it
RARE, SHORT, WORDS = 4.6, 3, 5  # of a word: how rare it is, how long; how many find others
UNDATED_DAYS = 4  # before its report, that something without a day is looked for


@dataclass(frozen=True)
class Happening:
    """One happening as one report tells it. `id` is that of its first fact; `theme` what kind of thing it is, `around` the first
    place that its report names."""

    id: str
    report: str
    published: int | None
    theme: str
    facts: tuple[Fact, ...]
    publisher: str = ""
    around: tuple[Spot, ...] = ()

    @cached_property
    def core(self) -> tuple[Fact, ...]:
        """The facts that say what happened: without consequences, where there are others."""
        return tuple(f for f in self.facts if not is_after(f.type)) or self.facts

    @cached_property
    def times(self) -> Counter[tuple[int, int]]:
        """The days that its facts tell, as first and last, and how many tell them. When a toll was brought up to date is no time of what
        happened, where anything else is told."""
        told = [(f.first, f.last, f.count is not None and f.count.rising) for f in self.core if f.first is not None and f.last is not None]
        steady = [(a, b) for a, b, rising in told if not rising]
        return Counter(steady or [(a, b) for a, b, _ in told])

    @cached_property
    def days(self) -> tuple[int, int] | None:
        """First and last day, as most of the facts that say it have it; the narrowest of several. None where none says it."""
        return min(self.times, key=lambda d: (-self.times[d], d[1] - d[0], d[0]), default=None)

    @cached_property
    def windows(self) -> tuple[tuple[int, int], ...]:
        """The days on which to look for others that tell of it: all that it tells, else those before the report; none without a date."""
        if self.times or self.published is None:
            return tuple(sorted(self.times))
        return ((self.published - UNDATED_DAYS, self.published),)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Where: the places that its facts name, else those of their sentences; consequences only where nothing else says."""
        told = [[s for f in facts for s in getattr(f, name)] for facts in (self.core, self.facts) for name in ("spots", "hints")]
        exact = next((found for found in told if any(not s.is_area for s in found)), None)
        return tuple(sorted(set(exact or next(filter(None, told), ())), key=lambda s: (s.precision, s.name)))

    @cached_property
    def types(self) -> Counter[str]:
        """How often each type of event is told."""
        return Counter(f.type for f in self.core if f.kind in ("event", "control"))

    @cached_property
    def bag(self) -> Bag:
        """The words of its sentences, weighed, but for the names of its places: those are compared as places."""
        names = {s for spot in self.spots for s in stems(spot.name)}
        return bag(dict.fromkeys(f.quote for f in self.facts), without=names)

    @cached_property
    def rare(self) -> tuple[str, ...]:
        """Its names that no gazetteer knows, and its rarest other words."""
        words = {s for f in self.facts for s in f.words if weight(s) >= RARE and not s.isdecimal() and len(s) > SHORT}
        named = self.stems("named")
        rest = sorted(words - named, key=lambda s: (-self.bag.get(s, 0.0), s))
        return (*sorted(named, key=lambda s: (-weight(s), s))[:WORDS], *rest[:WORDS])

    @cached_property
    def keys(self) -> frozenset[int]:
        """What it is found by."""
        return blocks.keys(self.windows, self.spots, self.rare, self.theme if self.theme.startswith("condition") else "")

    def stems(self, name: str) -> frozenset[str]:
        """The stems of all its facts' actors, targets, instruments or words."""
        if name not in self._stems:
            self._stems[name] = frozenset().union(*(getattr(f, name) for f in self.facts))
        return self._stems[name]

    @cached_property
    def _stems(self) -> dict[str, frozenset[str]]:
        return {}


def happenings_of(facts: Sequence[Fact], publisher: str = "") -> tuple[Happening, ...]:
    """The happenings of one report, in the order in which they are first told."""
    told: list[list[Fact]] = []
    for fact in _told_order(facts):
        scores = [(_fits(fact, group, place), place) for place, group in enumerate(_near(told))]
        chosen = max(scores, key=lambda s: (s[0], -s[1]), default=None)
        if chosen and chosen[0] > 0:
            group = _near(told)[chosen[1]]
            told.remove(group)
            told.append([*group, fact])
        elif fact.kind != "claim":
            told.append([fact])
    around = next((f.spots for f in facts if any(not s.is_area for s in f.spots)), ())
    groups = [tuple(sorted(g, key=lambda f: (f.start, f.end, f.id))) for g in told] + [(f,) for f in facts if f.kind == "condition"]
    return tuple(_happening(g, publisher, around) for g in sorted(groups, key=lambda g: (g[0].start, g[0].end, g[0].id)))


def _near(told: list[list[Fact]]) -> list[list[Fact]]:
    """The happenings told so far, the last one first."""
    return told[: -REACH - 1 : -1]


def _happening(facts: tuple[Fact, ...], publisher: str, around: tuple[Spot, ...]) -> Happening:
    first = facts[0]
    return Happening(first.id, first.report, first.published, theme_of(facts), facts, publisher, around)


def theme_of(facts: Iterable[Fact]) -> str:
    """The theme that most of the facts have, events counting more than tolls and consequences;
    `condition` with its sector for a condition."""
    weights = Counter[str]()
    for fact in facts:
        if fact.kind == "condition":
            return f"condition {fact.type}"
        weights[theme(fact.type)] += 1 if is_after(fact.type) or fact.kind == "toll" else 3
    return max(weights, key=lambda t: (weights[t], t))


def _told_order(facts: Sequence[Fact]) -> list[Fact]:
    """The facts that tell of happenings, in the order of the text; a sentence's events before its tolls, so that tolls find theirs."""
    denied = [f for f in facts if f.kind != "claim" and f.stance == "denied"]
    kept = [f for f in facts if f.kind != "condition" and f.modality in HAPPENED and (f.kind != "claim" or _belongs(f, denied))]
    return sorted(kept, key=lambda f: (f.quote_start, f.kind == "toll", f.start, f.end, f.id))


def _belongs(claim: Fact, denied: Iterable[Fact]) -> bool:
    """Whether a speech act is told with a happening: a denial of what no record says, blame, and who says that it was them."""
    if claim.type in BLAMING:
        return bool(claim.parties)
    return claim.type == DENYING and not any(d.quote_start == claim.quote_start for d in denied)


def _fits(fact: Fact, group: Sequence[Fact], place: int) -> float:
    """How well a fact goes with what was told (above 0: it does); `place` counts how many happenings were told after that one."""
    weights: Mapping[str, float] = table()["fit"]
    heart = [f for f in group if not is_after(f.type)] or list(group)
    aside = weights["sentence"] if any(f.quote_start == fact.quote_start for f in group) else 0.0
    score = weights["start"] + aside + weights["further"] * place
    score += weights["words"] * shared(fact.targets, frozenset(s for f in group for s in f.targets))
    score += weights["other"] * bool(_other().search(_before(fact)))
    bare = not fact.spots and not fact.dated
    score += weights["blame"] * (fact.stance in UNSURE and bare)
    if fact.kind == "claim":
        return score
    score += weights["theme"] * _theme_fit(fact, heart)
    score += _where(fact, heart, weights) + _when(fact, heart, weights)
    return score + _type(fact, heart, weights)


def _theme_fit(fact: Fact, heart: Sequence[Fact]) -> float:
    found = fit(theme(fact.type), theme_of(heart))
    return found if found else -2.0


def _where(fact: Fact, heart: Sequence[Fact], weights: Mapping[str, float]) -> float:
    mine, theirs = fact.spots, [s for f in heart for s in f.spots]
    if not mine or not theirs or is_after(fact.type):
        return 0.0
    found = best(mine, theirs)
    return weights["apart"] if found == "apart" else weights["place"] * GRADES[found]


def _when(fact: Fact, heart: Sequence[Fact], weights: Mapping[str, float]) -> float:
    days = [(f.first, f.last) for f in heart if f.dated]
    if not fact.dated or not days or is_after(fact.type):
        return 0.0
    gap = min(max((a or 0) - (fact.last or 0), (fact.first or 0) - (b or 0), 0) for a, b in days)
    return weights["day"] if gap == 0 else max(weights["days_apart"] * gap, weights["days_most"])


def _type(fact: Fact, heart: Sequence[Fact], weights: Mapping[str, float]) -> float:
    """A sharp type beside another sharp one of its theme speaks against; the same one speaks for."""
    sharp = {f.type for f in heart if f.kind == "event" and not is_weak(f.type)}
    if fact.kind != "event" or is_weak(fact.type) or not sharp or is_after(fact.type):
        return 0.0
    if fact.type in sharp:
        return weights["type"]
    return weights["type_apart"] if theme(fact.type) in {theme(t) for t in sharp} else 0.0


def _before(fact: Fact) -> str:
    """The words of its sentence up to the fact and a little more."""
    return fact.quote[: fact.end - fact.quote_start + 20]


@cache
def _other() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(language_table()['other']['words'])})\b", re.IGNORECASE)
