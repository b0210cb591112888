"""An incident field by field: who says what. In: an incident. Out: `Field` views, and the disputes among them.

Counts contradict only when no number fits both, they count the same people, and none is the other brought up to date. A part may not exceed
the whole. What is denied stands against whoever says it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from dateline.link import tolls
from dateline.link.disputes import Dispute, Side, Statement, disputed, side, statement
from dateline.link.facts import Fact, one_voice
from dateline.link.happenings import Happening
from dateline.link.incidents import Incident
from dateline.link.parties import Party, same
from dateline.link.spots import best
from dateline.link.themes import fit, is_after, lasts, table, theme
from dateline.link.words import names, shared, stems
from dateline.link.words import table as language_table

HAPPENED = "actual"
DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an incident: every value with those who say it."""

    name: str
    sides: tuple[Side, ...]


def fields(incident: Incident, origins: Mapping[str, str]) -> list[Field]:
    """What is said of an incident, field by field; agreeing values are one side."""
    views = [(name, found) for kind, name, found, _ in _compared(incident) if kind != "scope"]
    views += [("status", [statement(f, f.status, "status") for f in incident.facts if f.status])]
    views += [("holder", [statement(f, f.parties[0].name, "holder") for f in incident.facts if f.kind == "control" and f.parties])]
    views.append(("denied", [statement(f, f"not so: {f.type}") for f in _denials(incident.facts)]))
    return [Field(name, _folded(found, origins)) for name, found in views if found]


def _folded(statements: Iterable[Statement], origins: Mapping[str, str]) -> tuple[Side, ...]:
    by: dict[str, list[Statement]] = {}
    for item in statements:
        by.setdefault(item.value, []).append(item)
    return tuple(side(value, found, origins) for value, found in by.items())


def disputes(incident: Incident, origins: Mapping[str, str]) -> list[Dispute]:
    """Where those who tell of an incident disagree."""
    if len({(f.report, f.who) for f in incident.facts}) < 2:
        return []  # one voice does not disagree with itself
    about = title(incident)
    found = [
        disputed(statements, clash, origins, kind=kind, field=name, about=about, incident=incident.id)
        for kind, name, statements, clash in _compared(incident)
    ]
    return [d for d in (*found, _denied(incident, about, origins)) if d]


def title(incident: Incident) -> str:
    """What an incident is in a few words: type, place, day."""
    types = [t for h in incident.happenings for t in h.types.elements()]
    what = max(sorted(set(types)), key=types.count, default=incident.happenings[0].theme).replace("_", " ")
    spots = [s.name for h in incident.happenings for s in h.spots if not s.is_area] or [
        s.name for h in incident.happenings for s in h.spots
    ]
    days = [h.days[0] for h in incident.happenings if h.days]
    where = max(sorted(set(spots)), key=spots.count, default="")
    when = date.fromordinal(max(sorted(set(days)), key=days.count)).isoformat() if days else ""
    return ", ".join(part for part in (what, where, when) if part)


Compared = tuple[str, str, list[Statement], Callable[[Statement, Statement], bool]]


def _compared(incident: Incident) -> Iterator[Compared]:
    """What is compared: kind of dispute, field, statements, and when two of them clash."""
    homes = {f.id: h for h in incident.happenings for f in h.facts}
    yield "time", "when", list(_when(incident)), partial(_days_clash, days=_single_days(incident))
    yield "place", "where", list(_where(incident)), partial(_places_clash, homes=homes)
    yield "value", "agent", list(_agents(incident.facts)), _agents_clash
    counted = [f for f in incident.facts if tolls.is_total(f)]
    for type_ in dict.fromkeys(tolls.counted_as(f) for f in counted):
        statements = tolls.totals(counted, type_)
        yield "value", type_, statements, tolls.clash
        yield "scope", type_, statements, tolls.scope_clash


# ---------------------------------------------------------------- when, where, who did it


def _single_days(incident: Incident) -> dict[str, int]:
    """For every happening of which all that tell a day tell one and the same, that day, by the ids of its facts."""
    single = {h.id: next(iter(h.times)) for h in incident.happenings if len(h.times) == 1 and not any(map(lasts, h.types))}
    return {f.id: single[h.id][0] for h in incident.happenings if h.id in single and single[h.id][0] == single[h.id][1] for f in h.facts}


def _when(incident: Incident) -> Iterator[Statement]:
    for fact in incident.facts:
        pointed = fact.kind == "event" or fact.type in table()["counts"]["at_once"]
        if pointed and fact.dated and fact.first == fact.last and fact.stance != DENIED and _at_once(fact):
            yield statement(fact, date.fromordinal(fact.first or 1).isoformat(), "time")


def _at_once(fact: Fact) -> bool:
    """Whether a fact is of one day, and its sentence speaks of no other."""
    return not is_after(fact.type) and not lasts(fact.type) and not _several_days().search(fact.quote)


@cache
def _several_days() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(language_table()['times']['several'])})\b", re.IGNORECASE)


def _days_clash(one: Statement, other: Statement, *, days: Mapping[str, int]) -> bool:
    a, b = days.get(one.fact.id), days.get(other.fact.id)
    return a is not None and b is not None and a != b and one.fact.report != other.fact.report


def _where(incident: Incident) -> Iterator[Statement]:
    for fact in incident.facts:
        exact = [s for s in fact.spots if not s.is_area]
        if exact and not is_after(fact.type) and not lasts(fact.type):
            yield statement(fact, exact[0].name, "place")


def _places_clash(one: Statement, other: Statement, *, homes: Mapping[str, Happening]) -> bool:
    a, b = homes[one.fact.id], homes[other.fact.id]
    apart = a.report != b.report and best(a.spots, b.spots) == "apart" and best(one.fact.spots, other.fact.spots) == "apart"
    return apart and not any(
        _named(one.value, f) and _named(other.value, f) for h in {h.id: h for h in homes.values()}.values() for f in h.facts
    )


def _named(place: str, fact: Fact) -> bool:
    """Whether a sentence has the name of a place: one that has both puts them together."""
    return bool(names(place) & fact.words)


def _agents(facts: Sequence[Fact]) -> Iterator[Statement]:
    harmed = {(f.report, s) for f in facts if f.kind == "toll" for s in f.targets}
    for fact in facts:
        if fact.parties and any((fact.report, s) in harmed for s in stems(fact.parties[0].name.split(" of ")[0])):
            continue  # "an attack on three policemen of the reserve": whom it hit, taken for who did it
        blames = fact.kind in ("event", "toll") or (fact.kind == "claim" and fact.type in ("accuses", "claims_responsibility"))
        if blames and fact.stance != DENIED and fact.modality == HAPPENED and fact.parties and theme(fact.type) != "politics":
            yield statement(fact, fact.parties[0].name, "about" if fact.kind == "claim" else "agent")


def _agents_clash(one: Statement, other: Statement) -> bool:
    if one.fact.who == other.fact.who or not _of_one_kind(one.fact, other.fact):
        return False
    return all(same(a, b) is False for a in one.fact.parties for b in other.fact.parties) and not _battle(one.fact, other.fact)


def _of_one_kind(one: Fact, other: Fact) -> bool:
    """Whether two facts tell of one kind of deed; who blames or takes the blame speaks of what the others tell."""
    if "claim" in (one.kind, other.kind):
        return not is_after(one.type) and not is_after(other.type)
    return fit(theme(one.type), theme(other.type)) >= 1.0 and not is_after(one.type)


def _battle(one: Fact, other: Fact) -> bool:
    """In a battle both sides act."""
    return "battle" in (one.family, other.family)


# ---------------------------------------------------------------- denials


def _denials(facts: Iterable[Fact]) -> list[Fact]:
    return [f for f in facts if (f.kind in ("event", "toll") and f.stance == DENIED and f.modality == HAPPENED) or f.type == "denies"]


def _denied(incident: Incident, about: str, origins: Mapping[str, str]) -> Dispute | None:
    """What is denied against what is said."""
    said = [
        f for f in incident.facts if f.kind in ("event", "toll") and f.stance != DENIED and f.modality == HAPPENED and not is_after(f.type)
    ]
    denying = _denials(incident.facts)
    against = [f for f in said if any(_answers(d, f) for d in denying)]
    statements = [statement(f, "denied") for f in denying] + [statement(f, "said to be so") for f in against]
    return disputed(statements, _denial_clash, origins, kind="denial", field="denied", about=about, incident=incident.id)


def _answers(denial: Fact, said: Fact) -> bool:
    """Whether a denial is of what was said: the same sort of thing; a denied killing is of tolls, a denied event of events."""
    if denial.who == said.who or one_voice(denial, said):
        return False
    if denial.parties and said.parties and all(_others(a, b) for a in denial.parties for b in said.parties):
        return False
    if denial.kind == "claim":
        return said.kind == "event" and shared(denial.targets, said.words) > 0
    if denial.type == "killing" and said.kind == "toll":
        return said.type == "killed" and bool(said.count and said.count.best)
    return said.kind == denial.kind and fit(theme(denial.type), theme(said.type)) > 0.4


def _others(one: Party, other: Party) -> bool:
    """Whether two parties are not the same, or are called by common words that have nothing in common."""
    plain = one.telling and other.telling and not one.capitals and not other.capitals
    return same(one, other) is False or bool(plain and not one.telling & other.telling)


def _denial_clash(one: Statement, other: Statement) -> bool:
    denied, said = (one, other) if one.value == "denied" else (other, one)
    return one.value != other.value and _answers(denied.fact, said.fact)
