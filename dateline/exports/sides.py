"""Who stands against whom in an incident. In: a case. Out: its agents and targets, each party once, those that matter first.

Names of one party are folded as links compare them. What only looks like an actor (a vehicle, the name of a place) is no agent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dateline.exports.cases import AGENTS, TARGETS, Case
from dateline.exports.statements import Actor
from dateline.link.parties import Party, party, same

STATE = ("state_force", "government")
ARMED = ("state_force", "armed_group")
ACTING = (*STATE, "armed_group", "intergovernmental", "civilians", "person", "political", "company")
CLASHES = ("clash", "offensive", "ambush")


@dataclass(frozen=True, slots=True)
class Group:
    """One party under all names that it is told by: the actor that names it best, and how many statements tell of it."""

    actor: Actor
    party: Party
    told: int


def agents(case: Case) -> list[Actor]:
    """Who is said to act, armed sides first, then those with a name of their own, then the most often told."""
    places = {p.name.casefold() for s in case.statements for p in s.reading.places}
    found = [a for a in _told(case, AGENTS) if a.kind in ACTING and a.name.casefold() not in places]
    return [g.actor for g in _ranked(found)]


def targets(case: Case) -> list[Actor]:
    """Who or what is said to be met."""
    return [g.actor for g in _ranked(_told(case, TARGETS))]


def opposed(case: Case) -> tuple[list[Actor], list[Actor]]:
    """Agents and targets; where a fight is told without whom it is against, agents that are others than the first stand
    against it. An armed side that may be the same as the first agent is no side against it."""
    acting, met = agents(case), targets(case)
    met = [t for t in met if not any(are_same(a, t) for a in acting)]
    met = [t for t in met if t.kind not in ARMED or not acting or acting[0].kind not in ARMED or differ(acting[0], t)]
    fights = any(s.record.type in CLASHES for s in case.happened)
    if fights and acting and not any(t.kind in ARMED for t in met):
        others = [a for a in acting[1:] if differ(acting[0], a)]
        acting, met = [a for a in acting if a not in others], [*others, *met]
    return acting, met


def are_same(one: Actor, other: Actor) -> bool:
    """Whether two actors are known to be one party."""
    return one.name.casefold() == other.name.casefold() or same(_party(one), _party(other)) is True


def differ(one: Actor, other: Actor) -> bool:
    """Whether two actors are known to be two parties."""
    return same(_party(one), _party(other)) is False


def _party(actor: Actor) -> Party:
    return party(actor.words, actor.name, actor.kind)


def _told(case: Case, names: Iterable[str]) -> list[Actor]:
    return [a for s in case.happened for a in s.actors(*names)]


def _ranked(found: Iterable[Actor]) -> list[Group]:
    groups: list[list[Actor]] = []
    for actor in found:
        home = next((g for g in groups if any(are_same(actor, other) for other in g)), None)
        if home is None:
            groups.append([actor])
        else:
            home.append(actor)
    made = [Group(_best(g), _party(_best(g)), len(g)) for g in groups]
    return sorted(made, key=lambda g: (g.actor.kind not in ARMED, not g.party.capitals, -g.told))


def _best(group: list[Actor]) -> Actor:
    """The actor that names its party best: of a kind that is known, with most capitals; the first of several."""
    return max(group, key=lambda a: (a.kind is not None, len(_party(a).capitals)))
