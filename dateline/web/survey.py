"""What all reports tell together: happenings with their disputes, copies, actors and places. In: a database. Out: a `Survey` of one moment.

To go over everything takes a while where much is kept; so it is done aside, once for each state of the database, and screens show the last
one with its moment.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dateline.link import compare, standing
from dateline.link.accounts import Account, account_of
from dateline.link.disputes import Dispute
from dateline.link.incidents import Decisions, Incident, Linked, link
from dateline.stores import ledger, open_store
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading
from dateline.web.desk import Desk, now

WAIT = 1.5  # seconds that a screen waits for a new survey before it shows the last one


@dataclass(frozen=True, slots=True)
class Named:
    """An actor or a place as all reports have it: its name, what it is, other names, and how many reports and records name it."""

    key: str
    name: str
    what: str
    aliases: tuple[str, ...]
    reports: int
    records: int


@dataclass(frozen=True)
class Survey:
    """Everything that was found at one moment. `state` is what the database was then."""

    state: tuple[int, ...]
    at: str
    incidents: tuple[Incident, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    actors: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()

    def incident(self, ident: str) -> Incident | None:
        """The incident of that id, or the one that holds the record of that id."""
        found = (i for i in self.incidents if i.id == ident or any(f.id == ident for f in i.facts))
        return next(found, None)

    def disputes_of(self, incident: Incident) -> list[Dispute]:
        """The disputes among those who tell of an incident."""
        held = {f.id for f in incident.facts}
        return [
            d for d in self.disputes if d.incident == incident.id or any(s.fact.id in held for side in d.sides for s in side.statements)
        ]


NONE = Survey((), "")


class Surveyor:
    """Makes surveys of one database, aside, and keeps the last."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last = NONE
        self._lock = threading.Lock()
        self._going: threading.Thread | None = None

    def survey(self, wait: float = WAIT) -> tuple[Survey, bool]:
        """The last survey, and whether it is of what is kept now; waits a little for a new one."""
        state = self._desk.store.state()
        if self._last.state == state:
            return self._last, True
        with self._lock:
            if self._going is None or not self._going.is_alive():
                self._going = threading.Thread(target=self._go, args=(state,), daemon=True)
                self._going.start()
            going = self._going
        going.join(wait)
        return self._last, self._last.state == state

    def _go(self, state: tuple[int, ...]) -> None:
        with open_store(self._desk.options.database, write=False) as store:
            self._last = surveyed(store, state)


def surveyed(store: SqliteStore, state: tuple[int, ...]) -> Survey:
    """Go over everything that is kept. Raises StoreError."""
    actors, places = Names(), Names()
    accounts = []
    for reading in store.excerpts():
        accounts.append(account_of(reading))
        count_names(reading, actors, places)
    linked = link(accounts, decisions(store))
    return Survey(
        state,
        now(),
        linked.incidents,
        tuple(disputes(linked)),
        linked.origins,
        linked.accounts,
        actors.ranked(),
        places.ranked(),
    )


def disputes(linked: Linked) -> list[Dispute]:
    """All disputes, the latest first."""
    found = [d for incident in linked.incidents for d in compare.disputes(incident, linked.origins)]
    found += standing.disputes((h for i in linked.incidents for h in i.happenings), linked.origins)
    return sorted({d.id: d for d in found}.values(), key=lambda d: (-d.day, d.id))


def decisions(store: SqliteStore) -> Decisions:
    """What people decided about pairs of records."""
    latest = ledger.latest(store.ledger.standing(verdicts=("same", "different", "unsure"), machine=False))
    said = {
        verdict: frozenset(p for p, e in latest.items() if e.judgement.verdict == verdict and p[1])
        for verdict in ("same", "different", "unsure")
    }
    return Decisions(said["same"], said["different"], said["unsure"])


class Names:
    """Counts who or what is named, by a key."""

    def __init__(self) -> None:
        self._names: dict[str, Counter[str]] = {}
        self._what: dict[str, str] = {}
        self._reports: Counter[str] = Counter()
        self._records: Counter[str] = Counter()

    def add(self, key: str, names: Iterable[str], what: str, records: int) -> None:
        """One report's naming."""
        self._names.setdefault(key, Counter()).update(dict.fromkeys(names, 1))
        self._what.setdefault(key, what)
        self._reports[key] += 1
        self._records[key] += records

    def ranked(self) -> tuple[Named, ...]:
        """All, those that most records name first."""
        order = sorted(self._names, key=lambda key: (-self._records[key], -self._reports[key], key))
        return tuple(self._named(key) for key in order)

    def _named(self, key: str) -> Named:
        names = [name for name, _ in sorted(self._names[key].items(), key=lambda item: (-item[1], item[0]))]
        return Named(key, names[0], self._what[key], tuple(names[1:]), self._reports[key], self._records[key])


def count_names(reading: Reading, actors: Names, places: Names) -> None:
    """Count the actors and places of one report."""
    used = Counter(v.value for r in reading.records for values in r.fields.values() for v in values if v.value)
    used.update(v.entity for v in reading.voices if v.entity and any(r.voice == v.id for r in reading.records))
    for entity in reading.entities:
        if used[entity.id]:
            actors.add(f"{entity.kind}:{entity.name.casefold()}", (entity.name, *entity.aliases), entity.kind, used[entity.id])
    for place in reading.places:
        key = f"g{place.geonameid}" if place.geonameid is not None else place.name.casefold()
        about = ", ".join(part for part in (place.admin1, place.country) if part and part != place.name)
        places.add(key, (place.name,), about, used[place.id])
