"""Statements that cannot all be true. In: statements about one thing. Out: `Dispute`: its kind, and the sides with who says them.

Every side keeps its reports, sources, stances and exact words. A copy stands beside the report that it repeats and is no further voice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from dateline.link.facts import Fact
from dateline.types import key

KINDS = ("value", "scope", "time", "place", "denial", "control", "condition")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says: its words and where they stand in which report; `value` is what they mean, in a few words."""

    fact: Fact
    value: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Side:
    """Statements that agree; `independent` counts the voices behind them: reports that are no copies, and sources that differ."""

    value: str
    statements: tuple[Statement, ...]
    independent: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement about one field: `kind` says of what sort, `about` names the incident or the place, `sides` are two or more."""

    id: str
    kind: str
    field: str
    about: str
    incident: str | None
    sides: tuple[Side, ...]
    day: int


def statement(fact: Fact, value: str, field: str = "") -> Statement:
    """The statement of a record, in the words of a field, else its own."""
    said = next((s for s in fact.values if s.field == field), None)
    return Statement(fact, value, said.start, said.end, said.words) if said else Statement(fact, value, fact.start, fact.end, fact.text)


def disputed(
    statements: Sequence[Statement],
    clash: Callable[[Statement, Statement], bool],
    origins: Mapping[str, str],
    *,
    kind: str,
    field: str,
    about: str,
    incident: str | None = None,
) -> Dispute | None:
    """The dispute among some statements; None where no two clash. Statements of one value are one side; a value that clashes with nothing
    is left out."""
    pairs = [(a, b) for a, b in combinations(statements, 2) if clash(a, b)]
    if not pairs:
        return None
    said = {s for pair in pairs for s in pair}
    values = dict.fromkeys(s.value for s in sorted(said, key=_order))
    sides = tuple(side(value, [s for s in statements if s.value == value and s in said], origins) for value in values)
    ids = sorted({s.fact.id for s in said})
    return Dispute(key("d", kind, field, *ids), kind, field, about, incident, sides, max(s.fact.published or 0 for s in said))


def side(value: str, statements: Iterable[Statement], origins: Mapping[str, str]) -> Side:
    """The statements of one value, by the day of their report; what a copy repeats counts once."""
    ordered = tuple(sorted(statements, key=_order))
    return Side(value, ordered, len({(origins.get(s.fact.report, s.fact.report), s.fact.who) for s in ordered}))


def _order(item: Statement) -> tuple[int, str, int]:
    return item.fact.published or 0, item.fact.report, item.fact.start
