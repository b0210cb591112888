"""How places and services stand: control and conditions. In: happenings of all reports. Out: disputes about them.

Two holders of one place at one time contradict, unless each is said to have taken it on a day of its own: that is a change. A service said
to work and to be shut at one time contradicts; days later it is a change too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations

from dateline.link.disputes import Dispute, Statement, disputed, statement
from dateline.link.facts import Fact
from dateline.link.happenings import Happening
from dateline.link.parties import Party, same
from dateline.link.spots import Spot, best
from dateline.link.themes import table
from dateline.link.words import names, shared

HOLDS = ("holds", "captures", "partly_holds")
GIVES_UP = ("loses", "leaves")
TAKES = "captures"


def disputes(happenings: Iterable[Happening], origins: Mapping[str, str]) -> list[Dispute]:
    """Disputes about who holds a place, and about whether a service works."""
    held: list[tuple[Fact, tuple[Spot, ...]]] = []
    stand: list[tuple[Fact, tuple[Spot, ...]]] = []
    for item in happenings:
        for fact in item.facts:
            where = fact.spots or fact.hints or item.spots or item.around
            if fact.kind == "control" and fact.modality == "actual" and fact.type in (*HOLDS, *GIVES_UP):
                held.append((_with_holder(fact, item), where))
            elif fact.kind == "condition" and fact.modality == "actual" and fact.status:
                stand.append((fact, where))
    found = [*_groups(held, _control_clash, "control", origins), *_groups(stand, _condition_clash, "condition", origins)]
    return sorted(found, key=lambda d: (d.day, d.id))


def _with_holder(fact: Fact, told: Happening) -> Fact:
    """A statement that names nobody with those whom its report names as doing the same."""
    named = (f.parties for f in told.facts if f.kind == fact.kind and f.type == fact.type and f.parties)
    return fact if fact.parties else replace(fact, parties=next(named, ()))


Placed = tuple[Fact, tuple[Spot, ...]]


def _groups(items: list[Placed], clash: object, kind: str, origins: Mapping[str, str]) -> Iterator[Dispute]:
    """A dispute for every group of statements that clash with one another."""
    pairs = [(a, b) for a, b in _near(items) if clash(a, b)]  # type: ignore[operator]
    home: dict[str, set[str]] = {}
    for (one, _), (other, _) in pairs:
        joined = home.get(one.id, {one.id}) | home.get(other.id, {other.id})
        for ident in joined:
            home[ident] = joined
    against = {frozenset((a[0].id, b[0].id)) for a, b in pairs}
    placed = {f.id: (f, where) for f, where in items}
    for members in {min(m): m for m in home.values()}.values():
        statements = [_stands(*placed[ident]) for ident in sorted(members)]
        fact, where = placed[min(members)]
        about = ", ".join([fact.type if kind == "condition" else "control", *(s.name for s in where[:1]), *_day(fact)])
        found = disputed(statements, lambda a, b: frozenset((a.fact.id, b.fact.id)) in against, origins, kind=kind, field=kind, about=about)
        if found:
            yield found


def _stands(fact: Fact, where: tuple[Spot, ...]) -> Statement:
    if fact.kind == "condition":
        return statement(fact, fact.status or "", "status")
    holder = fact.parties[0].name if fact.parties else "somebody"
    word = {"holds": "holds it", "captures": "has taken it", "partly_holds": "holds part of it"}.get(fact.type, f"{fact.type} it")
    return statement(fact, f"{holder} {word}" if fact.stance != "denied" else f"not so: {holder} {word}")


def _day(fact: Fact) -> list[str]:
    day = _at(fact)
    return [date.fromordinal(day).isoformat()] if day else []


def _at(fact: Fact) -> int | None:
    """The day of which a statement speaks: its own, else its report's."""
    return fact.last if fact.dated else fact.published


def _near(items: list[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Pairs of one sector (or of control) within the days of a contradiction."""
    days = table("weights")["standing"]["days"]
    keyed: dict[tuple[str, int], list[Placed]] = defaultdict(list)
    for item in items:
        at = item[0].published or _at(item[0]) or 0
        keyed[item[0].type if item[0].kind == "condition" else "control", at // (days + 1)].append(item)
    for (sector, bucket), mine in sorted(keyed.items()):
        yield from combinations(mine, 2)
        yield from ((a, b) for a in mine for b in keyed.get((sector, bucket + 1), ()))


def _together(one: Placed, other: Placed) -> bool:
    """Whether two statements speak of one place on the same days."""
    days = table("weights")["standing"]["days"]
    a, b = one[0].published or _at(one[0]), other[0].published or _at(other[0])
    if one[0].who == other[0].who or (a is not None and b is not None and abs(a - b) > days):
        return False
    found = best(one[1], other[1])
    return found in ("same", "near") or (
        found in ("unknown", "within") and bool(one[0].named & other[0].named or _names(one, other) or _names(other, one))
    )


def _names(one: Placed, other: Placed) -> bool:
    """Whether the other statement's sentence has the name of one's place."""
    return any(names(s.name) & other[0].words for s in one[1])


def _control_clash(one: Placed, other: Placed) -> bool:
    if not _together(one, other):
        return False
    a, b = one[0], other[0]
    mine, theirs = _holds(a), _holds(b)
    if (a.stance == "denied") != (b.stance == "denied"):
        return same(mine, theirs) is not False and _gains(a) == _gains(b) if mine and theirs else False
    if not mine or not theirs or a.stance == "denied" or not (_gains(a) and _gains(b)):
        return False
    change = a.type == b.type == TAKES and a.dated and b.dated and a.first != b.first
    return same(mine, theirs) is False and not change


def _gains(fact: Fact) -> bool:
    return fact.type in HOLDS


def _holds(fact: Fact) -> Party | None:
    return fact.parties[0] if fact.parties else None


def _condition_clash(one: Placed, other: Placed) -> bool:
    states = table("weights")["standing"]
    a, b = one[0], other[0]
    opposed = {a.status in states["works"], b.status in states["works"]} == {True, False} and {
        a.status in states["shut"],
        b.status in states["shut"],
    } == {True, False}
    again = next((f for f in (a, b) if f.status == states["again"]), None)
    shut = next((f for f in (a, b) if f.status in states["shut"]), None)
    if again and shut and (again.published or 0) > (shut.published or 0):
        return False
    same_thing = not a.targets or not b.targets or shared(a.targets, b.targets) > 0
    return opposed and same_thing and (a.stance == "denied") == (b.stance == "denied") and _together(one, other)
