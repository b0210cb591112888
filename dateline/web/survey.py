"""What all reports tell together: happenings with their disputes, copies, actors and places. In: a database. Out: a `Survey` of one moment.

To go over everything takes a while where much is kept; so it is done aside, once for each state of the database, and screens show the last
one with its moment.
"""

from __future__ import annotations

import gc
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from dateline.link import overview
from dateline.link.accounts import Account
from dateline.link.disputes import Dispute
from dateline.link.facts import Fact
from dateline.link.incidents import Incident, Linked
from dateline.link.overview import Overview
from dateline.stores import open_store
from dateline.stores.joined import key_of
from dateline.stores.sqlite import SqliteStore
from dateline.types import Entity, Place, Reading, key
from dateline.web.desk import Desk, now

STANDING = ("control", "condition")
REST = 3  # times as long as a survey takes, before the next one is begun
WAIT = 0.2  # seconds that a screen waits for a new survey before it shows the last one


@dataclass(frozen=True, slots=True)
class Named:
    """An actor or a place as all reports have it: its name, what it is, other names, how many reports and records name it, and the actor or
    place itself as one report has it."""

    key: str
    name: str
    what: str
    aliases: tuple[str, ...]
    reports: int
    records: int
    item: Entity | Place

    @property
    def ident(self) -> str:
        """A short id for addresses."""
        return key("n", self.key)


EMPTY = Overview(Linked((), (), {}), ())


@dataclass(frozen=True)
class Survey:
    """Everything that was found at one moment. `state` is what the database was then."""

    state: tuple[int, ...] = ()
    at: str = ""
    found: Overview = EMPTY
    actors: tuple[Named, ...] = ()
    places: tuple[Named, ...] = ()

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """What is told of, in the order of days."""
        return self.found.linked.incidents

    @property
    def disputes(self) -> tuple[Dispute, ...]:
        """Where reports disagree, the latest first."""
        return self.found.disputes

    @property
    def origins(self) -> Mapping[str, str]:
        """For every copy, the report that it repeats."""
        return self.found.linked.origins

    @property
    def accounts(self) -> Mapping[str, Account]:
        """What each report tells, by its id."""
        return self.found.linked.accounts

    @cached_property
    def standing(self) -> list[Fact]:
        """The records that say how things stood on a day, by their days: who holds ground, how services stand."""
        told = (f for f in self.found.facts.values() if f.kind in STANDING and f.modality == "actual" and f.first is not None)
        return sorted(told, key=lambda f: (f.first or 0, f.published or 0, f.id))

    def incident(self, ident: str) -> Incident | None:
        """The incident of that id, or the one that holds the record of that id."""
        return next((i for i in self.incidents if i.id == ident), None) or self.holding(ident)

    def holding(self, record: str) -> Incident | None:
        """The incident that holds a record."""
        return self._holding.get(record)

    @cached_property
    def _holding(self) -> Mapping[str, Incident]:
        return {fact.id: incident for incident in self.incidents for fact in incident.facts}


NONE = Survey()


class Surveyor:
    """Makes surveys of one database, aside, and keeps the last."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._last = NONE
        self._lock = threading.Lock()
        self._going: threading.Thread | None = None
        self._rests_until = 0.0

    @property
    def last(self) -> Survey:
        """The last survey, whatever came since."""
        return self._last

    def survey(self, wait: float = WAIT) -> tuple[Survey, bool]:
        """The last survey, and whether it is of what is kept now; waits a little for a new one. Where much is kept a new one is not begun
        at once, so that one decision after another does not keep the machine busy."""
        state = self._desk.store.state()
        if self._last.state != state and time.monotonic() >= self._rests_until:
            self._begun(state).join(wait)
        return self._last, self._last.state == state

    def _begun(self, state: tuple[int, ...]) -> threading.Thread:
        with self._lock:
            if self._going is None or not self._going.is_alive():
                self._going = threading.Thread(target=self._go, args=(state,), daemon=True)
                self._going.start()
            return self._going

    def _go(self, state: tuple[int, ...]) -> None:
        begun = time.monotonic()
        with open_store(self._desk.options.database, write=False) as store:
            self._last = surveyed(store, state)
        took = time.monotonic() - begun
        self._rests_until = time.monotonic() + (REST * took if took > 1 else 0)
        gc.freeze()  # what is kept for long need not be gone over by the collector again and again


def surveyed(store: SqliteStore, state: tuple[int, ...]) -> Survey:
    """Go over everything that is kept. Raises StoreError."""
    actors, places = Names(), Names()
    entries = list(store.ledger.standing(machine=False))
    readings = overview.without(counting(store.excerpts(), actors, places), overview.rejected(entries))
    found = overview.overview(readings, overview.decisions(entries))
    return Survey(state, now(), found, actors.ranked(), places.ranked())


def counting(readings: Iterable[Reading], actors: Names, places: Names) -> Iterator[Reading]:
    """The readings, their actors and places counted on the way."""
    for reading in readings:
        count_names(reading, actors, places)
        yield reading


class Names:
    """Counts who or what is named, by a key."""

    def __init__(self) -> None:
        self._names: dict[str, Counter[str]] = {}
        self._what: dict[str, str] = {}
        self._items: dict[str, Entity | Place] = {}
        self._reports: Counter[str] = Counter()
        self._records: Counter[str] = Counter()

    def add(self, item: Entity | Place, names: Iterable[str], what: str, records: int) -> None:
        """One report's naming."""
        key = key_of(item)
        self._items.setdefault(key, item)
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
        name = self._items[key].name
        others = tuple(n for n in names if n != name)
        return Named(key, name, self._what[key], others, self._reports[key], self._records[key], self._items[key])


def count_names(reading: Reading, actors: Names, places: Names) -> None:
    """Count the actors and places of one report."""
    used = Counter(v.value for r in reading.records for values in r.fields.values() for v in values if v.value)
    used.update(v.entity for v in reading.voices if v.entity and any(r.voice == v.id for r in reading.records))
    for entity in reading.entities:
        if used[entity.id]:
            actors.add(entity, (entity.name, *entity.aliases), entity.kind, used[entity.id])
    for place in reading.places:
        about = ", ".join(part for part in (place.admin1, place.country) if part and part != place.name)
        places.add(place, (place.name,), about, used[place.id])
