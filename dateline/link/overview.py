"""Everything that linking says about what is kept. In: readings and what people decided. Out: `Overview`: incidents, disputes, copies.

Nothing here is kept: the same readings and decisions give the same overview, so that a decision taken back leaves no trace in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from dateline.errors import DatelineError
from dateline.link import compare, standing
from dateline.link.accounts import account_of
from dateline.link.clusters import Pair
from dateline.link.disputes import Dispute
from dateline.link.facts import Fact
from dateline.link.incidents import Decisions, Incident, Linked, link
from dateline.types import Entry, Reading

VERDICTS = ("same", "different", "unsure")
REVIEWS = ("accept", "reject", "unsure")


@dataclass(frozen=True)
class Overview:
    """What was linked, with the disputes, the latest first."""

    linked: Linked
    disputes: tuple[Dispute, ...]

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every linked record by its id."""
        return {f.id: f for i in self.linked.incidents for f in i.facts}

    def incident(self, ident: str) -> Incident:
        """The incident with that id or the beginning of it, or the one that holds the record of that id. Raises DatelineError."""
        return _one(ident, [i for i in self.linked.incidents if i.id.startswith(ident) or any(f.id.startswith(ident) for f in i.facts)])

    def disputes_of(self, incident: Incident) -> list[Dispute]:
        """The disputes among those who tell of an incident."""
        held = {f.id for f in incident.facts}
        return [
            d for d in self.disputes if d.incident == incident.id or any(s.fact.id in held for side in d.sides for s in side.statements)
        ]


def overview(readings: Iterable[Reading], decided: Decisions, tell: Callable[[str], None] = lambda words: None) -> Overview:
    """Link readings and lay them side by side; `tell` is told how far it is."""
    accounts = []
    for reading in readings:
        accounts.append(account_of(reading))
        tell(f"{len(accounts)} reports")
    tell("linking")
    return of_linked(link(accounts, decided))


def of_linked(linked: Linked) -> Overview:
    """What was linked, laid side by side."""
    return Overview(linked, tuple(all_disputes(linked)))


def all_disputes(linked: Linked) -> list[Dispute]:
    """All disputes, the latest first, each once."""
    found = [d for incident in linked.incidents for d in compare.disputes(incident, linked.origins)]
    found += standing.disputes((h for i in linked.incidents for h in i.happenings), linked.origins)
    return sorted({d.id: d for d in found}.values(), key=lambda d: (-d.day, d.id))


def decisions(standing_entries: Iterable[Entry]) -> Decisions:
    """What people decided about pairs, of the entries that stand; of several about one pair, whichever way round, the last counts."""
    said: dict[Pair, str] = {}
    for entry in standing_entries:
        item = entry.judgement
        if item.verdict in VERDICTS and item.right and not item.machine:
            said[(item.left, item.right) if item.left <= item.right else (item.right, item.left)] = item.verdict
    return Decisions(*(frozenset(p for p, verdict in said.items() if verdict == wanted) for wanted in VERDICTS))


def rejected(standing_entries: Iterable[Entry]) -> frozenset[str]:
    """The records that people rejected, of the entries that stand; of several about one record the last counts."""
    said = {e.judgement.left: e.judgement.verdict for e in standing_entries if e.judgement.verdict in REVIEWS and not e.judgement.right}
    return frozenset(record for record, verdict in said.items() if verdict == "reject")


def without(readings: Iterable[Reading], records: Collection[str]) -> Iterator[Reading]:
    """The readings without some of their records."""
    for reading in readings:
        gone = any(r.id in records for r in reading.records)
        yield replace(reading, records=tuple(r for r in reading.records if r.id not in records)) if gone else reading


def _one(ident: str, found: list[Incident]) -> Incident:
    if len(found) == 1:
        return found[0]
    raise DatelineError(f"{'no' if not found else 'more than one'} incident with the id {ident!r}")
