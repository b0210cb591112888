"""Incidents as rows of ACLED. In: cases. Out: rows of 31 columns, one a day, a place and a pair of actors, and why others are left out.

Codes and rules are in `acled.toml`, from ACLED's codebook. An incident is a row only where somebody says that it happened: what is only
denied, unverified, negated or expected is none, and is counted as left out. Who denies it stands in the notes. What ACLED has no
column for (who says it, how firmly, offsets, hashes) stands in the tags. Actors keep the names of the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, BinaryIO

from dateline import __version__
from dateline.exports import deaths, sheets, sides
from dateline.exports.cases import DENIED, Case, cases, told
from dateline.exports.countries import Country, country
from dateline.exports.deaths import FIRM, table
from dateline.exports.statements import Actor, Statement
from dateline.ports import Share, Wish
from dateline.types import Place, Quantity, Value, key

AREA = 3
WEEK, MONTH = 7, 31
JOINT = "; "


class Left(Exception):
    """An incident that the schema has no row for; the words say why."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an event: its name, those beside it, and its inter value (blank where the words leave it open)."""

    name: str = ""
    others: str = ""
    inter: str = ""


def acled(shares: Callable[[], Iterable[Share]], out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """A table with ACLED's columns."""
    left: Counter[str] = Counter()
    columns = dict.fromkeys(table("acled")["columns"], "string")
    sheets.write_csv(columns, rows(cases(shares, wish), left), out, bom=wish.bom)
    return left


def rows(found: Iterable[Case], left: Counter[str]) -> Iterator[dict[str, Any]]:
    """The rows of all incidents; `left` counts those that have none."""
    for case in found:
        try:
            yield from coded(case)
        except Left as reason:
            left[str(reason)] += 1


def coded(case: Case) -> list[dict[str, Any]]:
    """The rows of an incident. Raises Left where ACLED has none for it."""
    said = firm(case)
    sub_type, event, disorder = sub_event(case, said)
    days, precision = dated(case, said)
    places = located(case, said)
    where = country(places[0].country)
    agent, target = both_sides(case, sub_type, where)
    dead = int(deaths.lowest(deaths.figure(deaths.claims(case), lowest, least)))
    spots = [(day, place) for day in days for place in places]
    made = []
    for number, (day, place) in enumerate(spots):
        row = {"time_precision": precision, "disorder_type": disorder, "event_type": event, "sub_event_type": sub_type}
        row |= _when_and_where(case, day, place)
        row |= _who(agent, target, event)
        row |= _told(case, said, split(dead, len(spots), number), len(spots), dead)
        made.append(row)
    return made


def firm(case: Case) -> list[Statement]:
    """The events that somebody says happened, in a stance that an event can rest on. Raises Left where there are none."""
    said = [s for s in case.happened if s.record.stance in FIRM]
    if said:
        return said
    stances = {s.record.stance for s in case.statements if s.record.kind in ("event", "control")}
    if not stances:
        raise Left("no event: a condition or a toll alone")
    if case.happened:
        raise Left("only unverified")
    raise Left("only denied" if stances == {DENIED} else "not said to have happened (negated, expected, intended, possible, or rejected)")


@cache
def _hierarchy() -> dict[str, tuple[int, str, str]]:
    return {sub: (rank, event, disorder) for rank, (sub, event, disorder) in enumerate(table("acled")["hierarchy"])}


def sub_event(case: Case, said: Iterable[Statement]) -> tuple[str, str, str]:
    """Sub-event, event and disorder type: of several acts that are told about as often the one that is highest in the order. Raises Left
    where none is mapped."""
    found = Counter(sub for s in said if (sub := _sub_event(case, s)))
    if not found:
        types = sorted({f"{s.record.kind} {s.record.type}" for s in said})
        raise Left(f"no code: {' with '.join(types)}")
    often = max(found.values()) / table("acled")["rules"]["about_as_often"]
    first = min((sub for sub, told in found.items() if told >= often), key=lambda sub: _hierarchy()[sub][0])
    return first, *_hierarchy()[first][1:]


def _sub_event(case: Case, said: Statement) -> str | None:
    rules, type_ = table("acled"), said.record.type
    if said.record.kind == "control":
        kinds = [a.kind for a in said.actors("holder") if a.kind]
        return rules["captures"].get(kinds[0]) if type_ == "captures" and kinds else None
    if type_ in rules["when_armed"] and any(a.kind in sides.ARMED for a in said.actors("target")):
        return str(rules["when_armed"][type_])
    if type_ in rules["when_deadly"] and deaths.claims(case):
        return str(rules["when_deadly"][type_])
    found = rules["event"].get(type_)
    return str(found) if found else None


# ---------------------------------------------------------------- when and where


def dated(case: Case, said: Iterable[Statement]) -> tuple[list[date], int]:
    """The days and their precision: each day that is named, or the middle of a span. Raises Left without a day or for more than a month."""
    for one in said:
        values = [v for v in one.record.fields.get("time", ()) if v.time and v.time.first and v.time.first == v.time.last]
        if _joined(one, values):
            return sorted({date.fromisoformat(str(v.time.first)) for v in values if v.time}), 1
    first, last = case.days
    if not first or not last:
        raise Left("no day that is known")
    begin, end = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    length = (end - begin).days + 1
    if length > MONTH:
        raise Left("the day is known to more than a month only")
    return [begin + timedelta(days=(length - 1) // 2)], 1 if length == 1 else 2 if length <= WEEK else 3


def located(case: Case, said: Iterable[Statement]) -> list[Place]:
    """The places: all that one statement names, or the most exact of the incident. Raises Left without one below the country."""
    for one in said:
        named = [p for p in one.places() if p.precision < AREA and p.lat is not None]
        if _joined(one, one.record.fields.get("place", ())) and len(named) > 1 and len({p.country for p in named}) == 1:
            return named
    known = [p for p in case.places if p.precision <= AREA and p.lat is not None and p.country]
    if not known:
        raise Left("no place that is known" if not case.places else "known to the country only")
    return known[:1]


def _joined(said: Statement, values: Sequence[Value]) -> bool:
    """Whether a statement names several that stand side by side ("in A and B"), not one within another ("in A, B")."""
    text, words = said.reading.text, table("acled")["rules"]["and"]
    between = [text[a.end : b.start].split() for a, b in pairwise(sorted(values, key=lambda v: v.start))]
    return bool(between) and any(w in words for w in between[-1])


def _when_and_where(case: Case, day: date, place: Place) -> dict[str, Any]:
    where = country(place.country)
    number = int(key("", case.incident.id, day, place.name), 16) % 10**9
    return {
        "event_id_cnty": f"{where.iso3 if where else ''}{number}",
        "event_date": day.isoformat(),
        "year": day.year,
        "iso": (where.numeric or "") if where else "",
        "region": where.acled_region if where else "",
        "country": where.name if where else place.country,
        "admin1": place.admin1 or (place.name if place.precision == AREA else ""),
        "location": place.name,
        "latitude": Decimal(f"{place.lat:.4f}"),
        "longitude": Decimal(f"{place.lon:.4f}"),
        "geo_precision": place.precision,
    }


# ---------------------------------------------------------------- who


def both_sides(case: Case, sub_type: str, where: Country | None) -> tuple[Side, Side]:
    """The two sides: who acts and who is met; ACLED's generic names where nobody is named."""
    named = f" ({where.name})" if where else ""
    agents, targets = sides.opposed(case)
    event = _hierarchy()[sub_type][1]
    if event in ("Protests", "Riots"):
        crowd = "Protesters" if event == "Protests" else "Rioters"
        armed = [a for a in (*agents, *targets) if a.kind in sides.ARMED or a.kind == "government"]
        others = JOINT.join(a.name for a in agents if a not in armed)
        return Side(crowd + named, others, crowd), _side(armed, where, as_target=False)
    first = _side(agents, where, as_target=False)
    if not first.name and event in ("Battles", "Explosions/Remote violence", "Violence against civilians"):
        first = Side(f"Unidentified Armed Group{named}", "", "Political militia")
    if not first.name:
        raise Left("nobody named who did it")
    second = _side(targets, where, as_target=True)
    return first, Side(f"Civilians{named}", second.name, second.inter) if second.inter == "Civilians" else second


def _side(actors: list[Actor], where: Country | None, *, as_target: bool) -> Side:
    if not actors:
        return Side()
    return Side(actors[0].name, JOINT.join(a.name for a in actors[1:]), inter_of(actors[0], where, as_target=as_target))


def inter_of(actor: Actor, where: Country | None, *, as_target: bool) -> str:
    """The inter value of an actor; blank where its kind and words leave it open. A state's forces in another country are external."""
    rules = table("acled")["inter"]
    foreign = actor.country is not None and where is not None and actor.country != where.code
    if foreign and (actor.kind == "state_force" or (actor.kind == "government" and not as_target)):
        return str(rules["abroad"])
    if actor.kind == "armed_group":
        words = f"{actor.name} {actor.words}".casefold()
        return next((inter for inter, told in rules["words"].items() if any(re.search(rf"\b{re.escape(w)}\b", words) for w in told)), "")
    if as_target and (actor.kind in rules["targets"] or actor.kind is None):
        return "Civilians"
    return str(rules.get(actor.kind, ""))


def _who(agent: Side, target: Side, event: str) -> dict[str, Any]:
    inters = [s.inter for s in (agent, target) if s.name]
    order = table("acled")["inter"]["order"]
    both = "-".join(sorted(inters, key=order.index)) if all(inters) else ""
    against = "Civilians" in inters and event in ("Violence against civilians", "Explosions/Remote violence", "Riots")
    return {
        "actor1": agent.name,
        "assoc_actor_1": agent.others,
        "inter1": agent.inter,
        "actor2": target.name,
        "assoc_actor_2": target.others,
        "inter2": target.inter,
        "interaction": f"{both} only" if both and len(inters) == 1 else both,
        "civilian_targeting": "Civilians targeted" if against else "",
    }


# ---------------------------------------------------------------- how many, and who says so


def lowest(count: Quantity) -> float:
    """The number that ACLED takes of a count: its own for words that are none, the number itself for "about", else the lowest."""
    known = table("acled")["numbers"].get(count.phrase or "")
    if known is not None:
        return float(known)
    numbers = (count.best, count.low, count.high) if count.phrase == "about" else (count.low, count.high, count.best)
    return float(int(next((n for n in numbers if n is not None), 0)))


def least(numbers: list[float]) -> float:
    """The lowest number that is one: that nobody died is a denial where others speak of dead."""
    return min((n for n in numbers if n), default=0)


def split(total: int, parts: int, number: int) -> int:
    """The share of one of several rows: as even as can be, what remains to the first ones."""
    return total // parts + (number < total % parts)


def _told(case: Case, said: list[Statement], dead: int, parts: int, total: int) -> dict[str, Any]:
    reports = [s.reading.report for s in case.statements]
    latest = max((r.published[:10] for r in reports if r.published), default=None)
    shared = f" Fatalities {total} split over {parts} rows." if parts > 1 and total else ""
    return {
        "source": JOINT.join(dict.fromkeys(s.publisher for s in case.statements if s.publisher)) or "Undisclosed Source",
        "notes": notes(case, said) + shared,
        "fatalities": dead,
        "tags": tags(case, said),
        "timestamp": int(datetime.fromisoformat(latest).replace(tzinfo=UTC).timestamp()) if latest else "",
    }


def notes(case: Case, said: Iterable[Statement]) -> str:
    """Who says what, how firmly and in which words; then who denies it, and where sources disagree."""
    mapped = [s for s in said if _sub_event(case, s)] or list(said)
    lines = [_line(s) for s in {s.quote: s for s in mapped}.values()]
    lines += [_line(s) for s in case.statements if s.record.stance == DENIED or s.record.type == "denies"]
    counts = [(c.statement, v) for c in deaths.claims(case) if (v := c.statement.first("count"))]
    figures = dict.fromkeys(f"{v.text} ({s.claimant})" for s, v in counts)
    disputed = "; ".join(dict.fromkeys(told(d) for d in case.disputes))
    ends = (f"Killed: {', '.join(figures)}." if figures else "", f"Disputed: {disputed}." if disputed else "")
    return " ".join([*dict.fromkeys(lines), *filter(None, ends)])


def _line(said: Statement) -> str:
    return f"[{said.record.stance}: {said.claimant}] {' '.join(said.quote.split())}"


def tags(case: Case, said: Iterable[Statement]) -> str:
    """What ACLED has no column for, as tags: incident, stances, records with offsets and report hashes, independent reports, version."""
    first = [f"{s.record.id}@{s.record.start}-{s.record.end}" for s in said]
    return JOINT.join(
        (
            f"dateline={__version__}",
            f"incident={case.incident.id}",
            f"stance={','.join(dict.fromkeys(s.record.stance for s in said))}",
            f"denied={'yes' if any(s.record.stance == DENIED for s in case.statements) else 'no'}",
            f"independent={case.incident.independent}",
            f"disputed={','.join(dict.fromkeys(d.field for d in case.disputes)) or 'no'}",
            f"link={case.incident.state}",
            f"records={','.join(first)}",
            f"reports={','.join(dict.fromkeys(s.reading.report.id for s in case.statements))}",
        )
    )
