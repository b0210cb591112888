"""Actors and places as all reports have them, and proposals which of them are one. In: a survey. Out: lists, with links to their records.

A proposal rests on the names alone and says so; it changes nothing until a person judges it, and that can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter

from dateline.stores import ledger
from dateline.web.asked import asked
from dateline.web.pages import Pages
from dateline.web.routes.incidents import surveyed
from dateline.web.shown import Ask, Shown, screen
from dateline.web.survey import Named

router = APIRouter(include_in_schema=False)
COMPARED = 400
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names that may be one: what speaks for it, and what a person said."""

    left: Named
    right: Named
    why: str
    verdict: str


def actors(ask: Ask) -> Shown:
    """The actors, those that most records name first."""
    return _names(ask, "actors", "/actors", "actor")


def places(ask: Ask) -> Shown:
    """The places, those that most records name first."""
    return _names(ask, "places", "/places", "place")


def _names(ask: Ask, what: str, path: str, name: str) -> Shown:
    question, (survey, fresh) = asked(ask.query), surveyed(ask)
    words = (question.first(name) or question.first("words")).casefold().split()
    every: tuple[Named, ...] = getattr(survey, what)
    found = [n for n in every if all(w in " ".join((n.name, *n.aliases)).casefold() for w in words)]
    here = found[question.before : question.before + question.per_page]
    values = {"asked": question, "survey": survey, "fresh": fresh, "what": what, "items": here, "filter": name}
    values |= {"pages": Pages(question, path, len(found), len(here)), "pairs": judged(ask, proposals(every[:COMPARED]), what)}
    data = {"at": survey.at, "fresh": fresh, "total": len(found), what: [_json(n) for n in here]}
    return Shown("names.html", values, lambda: data)


def _json(named: Named) -> dict[str, object]:
    facts = {"key": named.key, "name": named.name, "what": named.what, "aliases": list(named.aliases)}
    return facts | {"reports": named.reports, "records": named.records}


def proposals(found: Iterable[Named]) -> list[Pair]:
    """Pairs of which one has a name that the other has too, or whose words the other's hold."""
    held: dict[str, list[Named]] = {}
    for item in found:
        for name in {alias.casefold() for alias in (item.name, *item.aliases)}:
            held.setdefault(name, []).append(item)
    pairs: dict[tuple[str, str], Pair] = {}
    for name, items in held.items():
        for other in items[1:]:
            pairs.setdefault((items[0].key, other.key), Pair(items[0], other, f"both are called “{name}”", ""))
    return list(pairs.values())


def judged(ask: Ask, pairs: list[Pair], what: str) -> list[Pair]:
    """The proposals that nobody judged yet, and after them those that somebody did."""
    keys = [f"{what}:{p.left.key}" for p in pairs] + [f"{what}:{p.right.key}" for p in pairs]
    said = ledger.latest(ask.store.ledger.standing_on(keys, ("same", "different", "unsure"))) if keys else {}
    verdicts = {frozenset(pair): e.judgement.verdict for pair, e in said.items()}
    told = [Pair(p.left, p.right, p.why, verdicts.get(frozenset((f"{what}:{p.left.key}", f"{what}:{p.right.key}")), "")) for p in pairs]
    return sorted(told, key=lambda p: bool(p.verdict))[:SHOWN]


screen(router, "/actors", "actors", actors)
screen(router, "/places", "places", places)
