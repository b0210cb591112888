"""A report as linking keeps it. In: a reading. Out: `Account`: who published it when, its happenings, its sketch and its gist.

An account holds all that later steps ask for, so that a report is read once and linked as often as others come in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from dateline.link import blocks, copies, stories
from dateline.link.facts import Fact, facts_of, ordinal
from dateline.link.happenings import Happening, happenings_of, theme_of
from dateline.types import Reading


@dataclass(frozen=True)
class Account:
    """What one report tells. `name` is its title or first words."""

    report: str
    ref: str | None
    name: str
    publisher: str
    published: str
    happenings: tuple[Happening, ...]
    sketch: copies.Sketch
    gist: stories.Gist

    @cached_property
    def number(self) -> int:
        """Where it stands among all reports: by its day."""
        return blocks.number_of(self.report, ordinal(self.published))

    @cached_property
    def told(self) -> frozenset[int]:
        """The keys of all its happenings."""
        return frozenset().union(*(h.keys for h in self.happenings))


def account_of(reading: Reading, different: Iterable[tuple[str, str]] = ()) -> Account:
    """The account of a reading; `different` are the pairs of records of which somebody said that they tell of two things."""
    report = reading.report
    publisher = report.agency or report.publisher or ""
    return Account(
        report=report.id,
        ref=report.ref,
        name=report.title or reading.text.strip().split("\n", 1)[0][:80],
        publisher=publisher,
        published=report.published or "",
        happenings=tuple(divided(happenings_of(facts_of(reading), publisher), different)),
        sketch=copies.sketch(report.id, reading.text, report.published),
        gist=stories.gist(reading),
    )


def divided(happenings: Iterable[Happening], different: Iterable[tuple[str, str]]) -> list[Happening]:
    """The happenings, those divided of which somebody said that two of their records tell of different things: the later record goes with
    the facts of its sentence."""
    cut = [set(p) for p in different]
    found: list[Happening] = []
    for item in happenings:
        found += _divide(item, cut)
    return found


def _divide(item: Happening, cut: list[set[str]]) -> list[Happening]:
    held = {f.id: f for f in item.facts}
    for pair in cut:
        if len(pair) == 2 and pair <= held.keys():
            later = max((held[i] for i in pair), key=lambda f: (f.start, f.end, f.id))
            earlier = next(held[i] for i in pair if i != later.id)
            gone = tuple(f for f in item.facts if f is later or (f.quote_start == later.quote_start != earlier.quote_start))
            kept = tuple(f for f in item.facts if f not in gone)
            return [part for facts in (kept, gone) for part in _divide(_again(item, facts), cut)]
    return [item]


def _again(item: Happening, facts: tuple[Fact, ...]) -> Happening:
    return replace(item, id=facts[0].id, theme=theme_of(facts), facts=facts)
