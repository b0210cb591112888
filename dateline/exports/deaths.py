"""What is said of the dead of an incident. In: a case. Out: claims: who gives which number for whom; and single figures by a schema's rule.

Only totals count that are said to be so, of this incident alone: parts of a total, earlier tolls, "killed or wounded" and what is denied,
unverified or expected are no figure. Of several numbers by one source in one report for the same people the largest is its total.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from dateline.exports.cases import Case
from dateline.exports.statements import Statement
from dateline.types import Quantity

PEOPLE = "people"
KILLED = "killed"
ONE, TOTAL = "one", "total"
FIRM = ("stated", "claimed", "alleged", "confirmed")


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's number of dead in one report: for which group, who says it, the number, and the statement."""

    group: str
    who: tuple[str, str]
    quantity: Quantity
    statement: Statement


@cache
def table(name: str) -> Mapping[str, Any]:
    """A table of the exports, by the name of its file. Raises FileNotFoundError for one that is not there."""
    return tomllib.loads(resources.files("dateline.exports").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _groups() -> tuple[tuple[str, re.Pattern[str]], ...]:
    groups = table("deaths")["groups"]
    return tuple((g, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)) for g, words in groups.items())


def group_of(statement: Statement) -> str:
    """Whom a toll counts: one of the groups, else people."""
    words = " ".join(v.text for name in ("count", "of") for v in statement.record.fields.get(name, ()))
    kinds = {a.kind for a in statement.actors("of")}
    known = {"civilians": "civilians", "state_force": "troops", "armed_group": "fighters"}
    told = next((g for g, pattern in _groups() if pattern.search(words)), None)
    return told or next((known[k] for k in sorted(k for k in kinds if k) if k in known), PEOPLE)


def claims(case: Case) -> list[Claim]:
    """The claims of an incident, in the order in which they were reported; words without a number, and single dead,
    only where nobody gives a total."""
    said = {s.record.id: s for s in case.actual}
    found: dict[tuple[str, tuple[str, str]], list[Claim]] = defaultdict(list)
    singles: set[str] = set()
    for fact in case.incident.facts:
        statement = said.get(fact.id)
        count = statement.count() if statement else None
        if statement is None or count is None or fact.count is None or fact.type != KILLED or fact.count.sums:
            continue
        if fact.stance in FIRM and fact.count.role in (TOTAL, ONE) and count.best is not None:
            claim = Claim(group_of(statement), (fact.report, fact.who), count, statement)
            found[claim.group, claim.who].append(claim)
            singles |= {fact.id} if fact.count.role == ONE else set()
    made = [_main(same, singles) for same in found.values()]
    totals = [c for c in made if c.statement.record.id not in singles] or made
    return [c for c in totals if c.quantity.phrase not in table("deaths")["vague"]] or totals


def _main(same: list[Claim], singles: set[str]) -> Claim:
    """What one source in one report says of one group: the largest total, else its single dead together."""
    totals = [c for c in same if c.statement.record.id not in singles]
    if totals:
        return max(totals, key=lambda c: c.quantity.best or 0)
    dead = len({c.statement.record.text.casefold() for c in same})
    return Claim(same[0].group, same[0].who, Quantity(dead, dead, dead, False, "person"), same[0].statement)


def figure(found: list[Claim], number: Callable[[Quantity], float], pick: Callable[[list[float]], float]) -> dict[str, float]:
    """One figure a group: `number` turns a claim into one, `pick` chooses among those of several sources."""
    groups: dict[str, list[float]] = defaultdict(list)
    for claim in found:
        groups[claim.group].append(number(claim.quantity))
    return {group: pick(numbers) for group, numbers in groups.items()}


def total(figures: Mapping[str, float]) -> float:
    """All dead: what is said of people in general, else the groups together."""
    return figures[PEOPLE] if PEOPLE in figures else sum(figures.values())


def lowest(figures: Mapping[str, float]) -> float:
    """The fewest dead that anybody speaks of: of people in general, or of the groups together."""
    parts = sum(n for group, n in figures.items() if group != PEOPLE)
    return min(n for n in (figures.get(PEOPLE, parts), parts or figures.get(PEOPLE, 0)))


def highest(figures: Mapping[str, float]) -> float:
    """The most dead that anybody speaks of: of people in general, or of the groups together."""
    return max(figures.get(PEOPLE, 0), sum(n for group, n in figures.items() if group != PEOPLE))
