"""An incident field by field: who says what. In: an incident. Out: `Field` views, and the disputes among them.

Counts contradict only when no number fits both, they count the same people, and none is the other brought up to date. A part may not exceed
the whole. What is denied stands against whoever says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from dateline.link.disputes import Dispute, Side, Statement, disputed, side, statement
from dateline.link.facts import Fact
from dateline.link.happenings import Happening
from dateline.link.incidents import Incident
from dateline.link.parties import Party, same
from dateline.link.spots import best
from dateline.link.themes import fit, is_after, lasts, table, theme
from dateline.link.words import shared, stems

HAPPENED = "actual"
DENIED = "denied"
OWN = "the report"
EVERYBODY = "people"
LISTED = 60  # characters between two counts of one list


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an incident: every value with those who say it."""

    name: str
    sides: tuple[Side, ...]


def fields(incident: Incident, origins: Mapping[str, str]) -> list[Field]:
    """What is said of an incident, field by field; agreeing values are one side."""
    views = [(name, found) for name, found, _ in _compared(incident)]
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
    about = title(incident)
    found = [
        disputed(statements, clash, origins, kind=_kind(name), field=name, about=about, incident=incident.id)
        for name, statements, clash in _compared(incident)
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


Compared = tuple[str, list[Statement], Callable[[Statement, Statement], bool]]


def _compared(incident: Incident) -> Iterator[Compared]:
    """The fields that are compared: name, statements, and when two of them clash."""
    yield "when", list(_when(incident)), partial(_days_clash, days=_single_days(incident))
    yield "where", list(_where(incident)), partial(_places_clash, homes={f.id: h for h in incident.happenings for f in h.facts})
    yield "agent", list(_agents(incident.facts)), _agents_clash
    tolls = [f for f in incident.facts if _is_total(f)]
    for type_ in dict.fromkeys(counted_as(f) for f in tolls):
        yield type_, _main(tolls, type_), _counts_clash


def _kind(name: str) -> str:
    return {"when": "time", "where": "place"}.get(name, "value")


# ---------------------------------------------------------------- counts


def _is_total(fact: Fact) -> bool:
    """Whether a toll gives the number of all, of this happening alone."""
    count = fact.count
    said = fact.modality == HAPPENED and fact.stance != DENIED
    return bool(said and count and count.role in ("total", "one") and count.best is not None and not count.sums)


def _main(tolls: Sequence[Fact], type_: str) -> list[Statement]:
    """The totals of a type: of several by one source in one report about the same people, the largest; the others are parts of it. Where
    they stand in one sentence ("a colonel and three conscripts"), they may also add up."""
    told = [f for f in tolls if counted_as(f) == type_]
    several = {f.report for f in told if _role(f) == "total"}
    of_type = [f for f in told if f.report not in several or _role(f) == "total"]
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in of_type:
        groups.setdefault((fact.report, fact.who, _side(fact)), []).append(fact)
    largest = {f.id for group in groups.values() for f in group if _best(f) == max(map(_best, group))}
    kept = [_loosest(f, [o for o in of_type if o.report == f.report]) for f in of_type if f.id in largest]
    beside = {f.id: [o for o in told if (o.report, o.quote_start) == (f.report, f.quote_start)] for f in kept}
    return [statement(_summed(f, beside[f.id]), counted(f)) for f in kept]


def _loosest(fact: Fact, beside: Sequence[Fact]) -> Fact:
    """The toll with the loosest bounds that its report gives the same figure: a headline leaves out the "at least", and that a toll
    has risen."""
    alike = [f.count for f in beside if f.count and f.count.side == _side(fact) and _best(f) == _best(fact)]
    lows, highs = [c.low for c in alike], [c.high for c in alike]
    if fact.count is None or not alike:
        return fact
    rising = any(c.rising for c in alike)
    low, high = min((n for n in lows if n is not None), default=None), max((n for n in highs if n is not None), default=None)
    return replace(fact, count=replace(fact.count, low=None if None in lows else low, high=None if None in highs else high, rising=rising))


def _summed(fact: Fact, beside: Sequence[Fact]) -> Fact:
    joined = [f for f in beside if f.id != fact.id and _listed_with(f, fact)]
    more = [f.count.high for f in joined if f.count and (_role(f) == "one" or _side(f) == _side(fact))]
    if fact.count is None or fact.count.high is None or not more:
        return fact
    return replace(fact, count=replace(fact.count, high=None if None in more else fact.count.high + sum(h for h in more if h is not None)))


def _listed_with(one: Fact, other: Fact) -> bool:
    """Whether two counts of a sentence stand in one list: close to each other."""
    return max(one.start, other.start) - min(one.end, other.end) <= LISTED


def counted_as(fact: Fact) -> str:
    """The type of a toll as it is compared: some types are words for one thing."""
    return str(table()["counts"]["alike"].get(fact.type, fact.type))


def _best(fact: Fact) -> float:
    return (fact.count.best if fact.count else None) or 0.0


def _role(fact: Fact) -> str:
    return fact.count.role if fact.count else ""


def _side(fact: Fact) -> str:
    return fact.count.side if fact.count else EVERYBODY


def counted(fact: Fact) -> str:
    """A count in a few words: `14 or more`, `31`, `12 (fighters)`."""
    count = fact.count
    if count is None or count.best is None:
        return "unknown"
    side_of = "" if count.side == EVERYBODY else f" ({count.side})"
    if count.low is None or count.high is None:
        return f"{count.best:g} or {'more' if count.high is None else 'fewer'}{side_of}"
    return (f"{count.low:g}" if count.low == count.high else f"{count.low:g} to {count.high:g}") + side_of


def _counts_clash(one: Statement, other: Statement) -> bool:
    a, b = one.fact.count, other.fact.count
    if a is None or b is None or _one_voice(one.fact, other.fact):
        return False
    if a.side != b.side:
        return (a.above(b) and b.side == EVERYBODY) or (b.above(a) and a.side == EVERYBODY)
    return not a.meets(b) and not updates(one.fact, other.fact) and not updates(other.fact, one.fact)


def _one_voice(one: Fact, other: Fact) -> bool:
    """Whether two statements are of one source in one report; what a report says of others than those whom it cites is no contradiction."""
    if one.report != other.report:
        return False
    others = bool(one.targets and other.targets and not one.targets & other.targets)
    return same_voice(one, other) or (others and OWN in (one.says, other.says))


def same_voice(one: Fact, other: Fact) -> bool:
    """Whether two statements of one report have one source: of the same words, or of names that share a telling word."""
    if one.who == other.who or one.report != other.report:
        return one.who == other.who
    mine, theirs = frozenset(stems(one.who)), frozenset(stems(other.who))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def series(incident: Incident) -> list[tuple[Fact, Fact]]:
    """Tolls of which one is the other brought up to date: each with the nearest before it."""
    tolls = [f for f in incident.facts if _is_total(f)]
    found: dict[str, tuple[Fact, Fact]] = {}
    for later in tolls:
        for earlier in tolls:
            nearer = later.id not in found or (_best(earlier), earlier.published or 0) > (
                _best(found[later.id][0]),
                found[later.id][0].published or 0,
            )
            if _side(earlier) == _side(later) and updates(earlier, later) and nearer:
                found[later.id] = (earlier, later)
    return list(found.values())


def updates(earlier: Fact, later: Fact) -> bool:
    """Whether a toll is the other one brought up to date: larger, not told before it, and told as a rising one or by the same source."""
    a, b = earlier.count, later.count
    if a is None or b is None or counted_as(earlier) != counted_as(later) or (not b.above(a) and (b.best or 0) <= (a.best or 0)):
        return False
    in_time = (earlier.published or 0) < (later.published or 0)
    grows = earlier.type in table()["counts"]["growing"]
    return in_time and (b.rising or grows or (earlier.who == later.who and earlier.report != later.report))


# ---------------------------------------------------------------- when, where, who did it


def _single_days(incident: Incident) -> dict[str, int]:
    """For every happening of which all that tell a day tell one and the same, that day, by the ids of its facts."""
    single = {h.id: next(iter(h.times)) for h in incident.happenings if len(h.times) == 1 and not any(map(lasts, h.types))}
    return {f.id: single[h.id][0] for h in incident.happenings if h.id in single and single[h.id][0] == single[h.id][1] for f in h.facts}


def _when(incident: Incident) -> Iterator[Statement]:
    for fact in incident.facts:
        pointed = fact.kind == "event" or fact.type in table()["counts"]["at_once"]
        if (
            pointed
            and fact.dated
            and fact.first == fact.last
            and fact.stance != DENIED
            and not is_after(fact.type)
            and not lasts(fact.type)
        ):
            yield statement(fact, date.fromordinal(fact.first or 1).isoformat(), "time")


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
    return a.report != b.report and best(a.spots, b.spots) == "apart" and best(one.fact.spots, other.fact.spots) == "apart"


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
    if denial.who == said.who or _one_voice(denial, said):
        return False
    if denial.parties and said.parties and all(_others(a, b) for a in denial.parties for b in said.parties):
        return False
    if denial.kind == "claim":
        return said.kind == "event" and shared(denial.targets, said.words) > 0
    if denial.type == "killing" and said.kind == "toll":
        return said.type == "killed" and _best(said) > 0
    return said.kind == denial.kind and fit(theme(denial.type), theme(said.type)) > 0.4


def _others(one: Party, other: Party) -> bool:
    """Whether two parties are not the same, or are called by common words that have nothing in common."""
    plain = one.telling and other.telling and not one.capitals and not other.capitals
    return same(one, other) is False or bool(plain and not one.telling & other.telling)


def _denial_clash(one: Statement, other: Statement) -> bool:
    denied, said = (one, other) if one.value == "denied" else (other, one)
    return one.value != other.value and _answers(denied.fact, said.fact)
