"""Incidents as exporters see them. In: readings with their wanted records. Out: `Case`, an incident with all its statements and disputes.

A filter chooses incidents: one comes whole as soon as one of its records is wanted. Links are proposals unless a person judged them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dateline import __version__, output
from dateline.exports.statements import Actor, Statement
from dateline.exports.tables import JOINT
from dateline.link import compare
from dateline.link.accounts import account_of
from dateline.link.disputes import Dispute
from dateline.link.incidents import Decisions, Incident, link
from dateline.ports import Share, Wish
from dateline.types import Place

AGENTS = ("agent", "holder")
TARGETS = ("target", "from")
REJECTED = "reject"
HAPPENED = "actual"
DENIED = "denied"
TOLLS = ("killed", "injured", "missing", "detained", "abducted", "displaced")
PLACE = ("geonameid", "lat", "lon", "country", "admin1", "precision")


@dataclass(frozen=True)
class Case:
    """An incident: its statements in the order in which they were reported, and where they disagree."""

    incident: Incident
    statements: tuple[Statement, ...]
    disputes: tuple[Dispute, ...]

    @cached_property
    def actual(self) -> list[Statement]:
        """The statements that it happened: said of the world as it was, not denied, not rejected by a person."""
        return [s for s in self.statements if s.record.modality == HAPPENED and s.record.stance != DENIED and not is_rejected(s)]

    @cached_property
    def happened(self) -> list[Statement]:
        """The events and changes of control among what is said to have happened."""
        return [s for s in self.actual if s.record.kind in ("event", "control")]

    @cached_property
    def days(self) -> tuple[str | None, str | None]:
        """First and last day, as most of those that say it have it, the narrowest of several."""
        told = Counter(days for s in self.actual if all(days := s.days()) and s.record.type not in ("displaced", "returned"))
        return min(told, key=lambda d: (-told[d], _length(d), d), default=(None, None))

    @cached_property
    def places(self) -> list[Place]:
        """The places of what happened, those in the country of most others first, then the most exact. Tolls are asked only
        where nothing else says."""
        for kinds in (("event", "control"), ("toll",)):
            found = [p for s in self.actual if s.record.kind in kinds for p in s.places()]
            if found:
                often = Counter(_spot(p) for p in found)
                each = {_spot(p): p for p in reversed(found)}
                return sorted(each.values(), key=lambda p: (-self._countries[p.country], p.precision, -often[_spot(p)], p.name))
        return []

    @cached_property
    def _countries(self) -> Counter[str | None]:
        """How often its reports name places of each country: a place far from all others is likely to be a namesake."""
        readings = {s.reading.report.id: s.reading for s in self.statements}
        return Counter(p.country for r in readings.values() for p in r.places for _ in p.mentions)

    def actors(self, names: Iterable[str]) -> list[Actor]:
        """The actors in these fields of what happened, each once, in the order in which they are told."""
        found = [a for s in self.happened for a in s.actors(*names)]
        return list({a.name.casefold(): a for a in reversed(found)}.values())[::-1]


def is_rejected(statement: Statement) -> bool:
    """Whether a person rejected the record."""
    return statement.review is not None and statement.review.verdict == REJECTED


def _length(days: tuple[str | None, str | None]) -> int:
    from datetime import date

    return (date.fromisoformat(str(days[1])[:10]) - date.fromisoformat(str(days[0])[:10])).days


def _spot(place: Place) -> tuple[int | None, str]:
    return place.geonameid, place.name


def cases(shares: Callable[[], Iterable[Share]], wish: Wish) -> Iterator[Case]:
    """The incidents that hold a wanted record, by their days. All records of the readings are kept in memory while they are linked."""
    known: dict[str, Statement] = {}
    wanted: set[str] = set()
    accounts = []
    for share in shares():
        accounts.append(account_of(share.reading))
        wanted |= {r.id for r in share.records}
        known |= {r.id: Statement(share.reading, r, share.reviews.get(r.id)) for r in share.reading.records}
    linked = link({a.report: a for a in accounts}.values(), Decisions(wish.same, wish.different))
    for incident in linked.incidents:
        facts = [f.id for f in incident.facts]
        if wanted.intersection(facts):
            disputes = tuple(compare.disputes(incident, linked.origins))
            yield Case(incident, tuple(known[f] for f in facts if f in known), disputes)


# ---------------------------------------------------------------- as rows


def columns() -> Mapping[str, str]:
    """The columns of a table of incidents, in order, each with its type."""
    integers = ("reports", "independent", "statements", "geonameid", "precision")
    numbers = ("sure", "lat", "lon")
    bounds = tuple(f"{toll}_{end}" for toll in TOLLS for end in ("low", "high"))
    names = (
        *("incident", "title", "state", "sure", "reports", "independent", "statements", "types", "stances", "first_day", "last_day"),
        *("place_name", *PLACE, "agents", "targets", *bounds, "tolls", "denied_by", "disagreements"),
        *("sources", "publishers", "report_hashes", "records", "quotes", "dateline_version"),
    )
    return {n: "integer" if n in integers else "number" if n in numbers or n in bounds else "string" for n in names}


def row(case: Case) -> dict[str, Any]:
    """An incident as a row; what it lacks is not there."""
    incident, said = case.incident, [s for s in case.statements if not is_rejected(s)]
    cells: dict[str, Any] = {
        "incident": incident.id,
        "title": compare.title(incident),
        "state": incident.state,
        "sure": incident.sure,
        "reports": len(incident.reports),
        "independent": incident.independent,
        "statements": len(said),
        "types": _listed(f"{s.record.kind} {s.record.type}" for s in said),
        "stances": _counted(s.record.stance for s in said),
        **dict(zip(("first_day", "last_day"), case.days, strict=True)),
        "agents": _listed(a.name for a in case.actors(AGENTS)),
        "targets": _listed(a.name for a in case.actors(TARGETS)),
        "tolls": _listed(toll_words(s) for s in said if s.record.kind == "toll"),
        "denied_by": _listed(s.claimant for s in said if s.record.stance == DENIED or s.record.type == "denies"),
        "disagreements": _listed(told(d) for d in case.disputes),
        "sources": _listed(s.claimant for s in said),
        "publishers": _listed(s.publisher for s in said),
        "report_hashes": _listed(s.reading.report.id for s in said),
        "records": _listed(s.record.id for s in said),
        "quotes": _listed(" ".join(s.quote.split()) for s in said),
        "dateline_version": __version__,
    }
    for place in case.places[:1]:
        cells |= {"place_name": place.name} | {name: getattr(place, name) for name in PLACE}
    return {name: cell for name, cell in (cells | _bounds(case)).items() if cell is not None and cell != ""}


def _bounds(case: Case) -> dict[str, Any]:
    """For each sort of toll the lowest and the highest number that any source gives."""
    found: dict[str, Any] = {}
    for toll in TOLLS:
        counts = [c for s in case.actual if s.record.type == toll and (c := s.count()) and c.best is not None]
        if counts:
            found[f"{toll}_low"] = output.number(min(c.low if c.low is not None else 0 for c in counts))
            found[f"{toll}_high"] = output.number(max(c.high if c.high is not None else c.best or 0 for c in counts))
    return found


def toll_words(statement: Statement) -> str:
    """A toll in the words of its source, with who says it and how firmly."""
    count, of = statement.first("count"), statement.first("of")
    words = " ".join(dict.fromkeys(v.text for v in (count, of) if v)) or statement.record.text
    return f"{statement.record.type}: {words} ({statement.claimant}, {statement.record.stance})"


def told(dispute: Dispute) -> str:
    """A dispute in a line: what about, and who says what."""
    sides = " / ".join(f"{side.value} ({side.independent} independent)" for side in dispute.sides)
    return f"{dispute.kind} ({dispute.field}): {sides}"


def _listed(words: Iterable[str | None]) -> str:
    return JOINT.join(dict.fromkeys(w for w in words if w))


def _counted(words: Iterable[str]) -> str:
    return JOINT.join(f"{word} {n}" for word, n in Counter(words).most_common())
