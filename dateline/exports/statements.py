"""Records as exporters see them. In: readings with those of their records that are wanted. Out: `Statement`, one record with its source,
days, place, count and actors looked up.

A reading that comes from the store may lack mentions, sections and doubts; nothing here asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from dateline.ports import Share
from dateline.types import Entity, Place, Quantity, Reading, Record, Review, Value, Voice

TIMES = ("time", "since", "until")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is named in a field: the words, and of the actor that they stand for, where one is known, the name, kind, country (ISO 3166) and
    id in Wikidata."""

    words: str
    name: str
    kind: str | None
    entity: str | None
    stance: str | None = None
    country: str | None = None
    ident: str | None = None


@dataclass(frozen=True)
class Statement:
    """One record with its reading and what people decided about it."""

    reading: Reading
    record: Record
    review: Review | None = None

    @cached_property
    def voice(self) -> Voice | None:
        """The voice that it rests on; None where the report says it itself."""
        return next((v for v in self.reading.voices if v.id == self.record.voice), None)

    @property
    def source(self) -> str | None:
        """The words of the source."""
        return self.voice.source.of(self.reading.text) if self.voice and self.voice.source else None

    @property
    def source_name(self) -> str | None:
        """The name of the source's actor."""
        entity = self._entity(self.voice.entity) if self.voice else None
        return entity.name if entity else None

    @property
    def told_by(self) -> str | None:
        """The words of the voice that relays this one."""
        relay = next((v for v in self.reading.voices if self.voice and v.id == self.voice.told_by), None)
        return relay.source.of(self.reading.text) if relay and relay.source else None

    @property
    def claimant(self) -> str:
        """Who says it, in words that are never empty."""
        if self.voice is None:
            return "the report"
        return self.source_name or self.source or f"nobody named ({self.voice.source_type})"

    @property
    def quote(self) -> str:
        """The clause or sentence around it."""
        return self.record.evidence.of(self.reading.text)

    @property
    def publisher(self) -> str | None:
        """Who published the report."""
        return self.reading.report.publisher or self.reading.report.agency

    @property
    def reported(self) -> str | None:
        """The day on which the report was published."""
        published = self.reading.report.published
        return published[:10] if published else None

    def first(self, *names: str) -> Value | None:
        """The first value of these fields."""
        return next((values[0] for name in names if (values := self.record.fields.get(name))), None)

    def status(self) -> str | None:
        """The listed status of a condition."""
        return next((v.value for v in self.record.fields.get("status", ()) if v.value), None)

    def days(self) -> tuple[str | None, str | None]:
        """The first and last day of its own time; a state with a start and no end has no last day."""
        time, since, until = (v.time if (v := self.first(name)) else None for name in TIMES)
        if time:
            return time.first, time.last
        return since.first if since else None, until.last if until else None

    def count(self) -> Quantity | None:
        """The count of a toll."""
        value = self.first("count")
        return value.quantity if value else None

    def places(self) -> list[Place]:
        """The places of its own that are known, each once."""
        found = {p.id: p for v in self.record.fields.get("place", ()) if (p := self._place(v.value))}
        return list(found.values())

    def place_words(self) -> str | None:
        """The words of its places."""
        return " | ".join(v.text for v in self.record.fields.get("place", ())) or None

    def actors(self, *names: str) -> list[Actor]:
        """The actors in these fields, in their order."""
        return [self._actor(v) for name in names for v in self.record.fields.get(name, ())]

    def _actor(self, value: Value) -> Actor:
        entity = self._entity(value.value)
        if entity is None:
            return Actor(value.text, value.text, None, None, value.stance)
        return Actor(value.text, entity.name, entity.kind, entity.id, value.stance, entity.country, entity.ident)

    def _entity(self, ident: str | None) -> Entity | None:
        return next((e for e in self.reading.entities if e.id == ident), None) if ident else None

    def _place(self, ident: str | None) -> Place | None:
        return next((p for p in self.reading.places if p.id == ident), None) if ident else None


def statements(shares: Iterable[Share]) -> Iterator[Statement]:
    """The wanted records of the readings, one after the other."""
    for share in shares:
        for record in share.records:
            yield Statement(share.reading, record, share.reviews.get(record.id))


def shares(found: Iterable[tuple[Reading, Record, Review | None]]) -> Iterator[Share]:
    """Single records, those of one reading that come one after the other together."""
    for _, group in groupby(found, key=lambda item: item[0].report.id):
        items = list(group)
        reviews = {record.id: review for _, record, review in items if review}
        yield Share(items[0][0], tuple(record for _, record, _ in items), reviews)


def whole(readings: Iterable[Reading], reviews: Mapping[str, Review] | None = None) -> Iterator[Share]:
    """Readings with all their records."""
    for reading in readings:
        yield Share(reading, reading.records, reviews or {})
