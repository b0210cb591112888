"""Records as linking sees them. In: a reading. Out: `Fact`, light rows with days, spots, actors, counts and stems.

A fact is about what a report says; nothing is guessed but what stands beside it: a place of the same sentence is a hint, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from dateline import kinds
from dateline.link.counts import Count, count_of, counted_type
from dateline.link.parties import Party, party
from dateline.link.spots import Spot, spot_of
from dateline.link.words import content, names, stems, table
from dateline.types import Entity, Place, Reading, Record, Value

ACTORS = ("agent", "holder", "about")
TARGETS = ("target", "of", "facility", "content")
SHOWN = ("agent", "holder", "about", "time", "since", "place", "status", "facility")
TIMES = ("time", "since")
LEAD = 60  # characters in which the first sentence has its dateline
BESIDE = 2  # characters between a word of saying and its time
LONG = 45  # days: a time this long says no day
OWN = "the report"  # what stands for the source where a report says something in its own voice
MENTION = re.compile(r"p(\d+)-(\d+)")


class Said(NamedTuple):
    """The words of one value of a record, and where they stand."""

    field: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One record, ready to be compared. Days are ordinals of the calendar; `day` is whether they say when, `spots` the places it names,
    `hints` those that stand in its sentence; `who` is the key of its source, `says` its words;
    `parties` are who acts or holds, `values` the words of the values that are shown."""

    id: str
    report: str
    published: int | None
    kind: str
    type: str
    family: str
    stance: str
    modality: str
    start: int
    end: int
    text: str
    quote: str
    quote_start: int
    who: str
    says: str
    source_type: str
    first: int | None
    last: int | None
    spots: tuple[Spot, ...]
    hints: tuple[Spot, ...]
    actors: frozenset[str]
    parties: tuple[Party, ...]
    targets: frozenset[str]
    instruments: frozenset[str]
    anchor: frozenset[str]
    words: frozenset[str]
    named: frozenset[str]
    count: Count | None
    status: str | None
    when: str | None
    confidence: float
    values: tuple[Said, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether it says on which days."""
        return self.first is not None and self.last is not None


@cache
def family(kind: str, type_: str) -> str:
    """The family of a type of the codebook; its own name for one that is not there."""
    return kinds.kind(kind).types.get(type_, type_)


def facts_of(reading: Reading) -> tuple[Fact, ...]:
    """The records of a reading as facts, in the order of its text."""
    view = _View.of(reading)
    return tuple(view.fact(record) for record in reading.records)


def ordinal(day: str | None) -> int | None:
    """A calendar day (ISO, a time of day may follow) as a number; None for what is no day."""
    try:
        return date.fromisoformat(day[:10]).toordinal() if day else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _View:
    """A reading with its parts by id."""

    reading: Reading
    entities: Mapping[str, Entity]
    places: Mapping[str, Place]
    named: tuple[tuple[int, Spot], ...]
    spelled: frozenset[str]

    @classmethod
    def of(cls, reading: Reading) -> _View:
        places = {p.id: p for p in reading.places}
        found = [(int(m[1]), p) for p in reading.places for name in p.mentions if (m := MENTION.fullmatch(name))]
        named = tuple(sorted(((at, spot_of(p.name, p)) for at, p in found), key=lambda item: item[0]))
        spelled = frozenset(s for p in reading.places for s in stems(p.name))
        return cls(reading, {e.id: e for e in reading.entities}, places, named, spelled)

    def fact(self, record: Record) -> Fact:
        """The record as a fact."""
        quote = record.evidence.of(self.reading.text)
        first, last, when = self._days(record)
        who, says, source_type = self._who(record)
        type_ = counted_type(record, quote)
        return Fact(
            id=record.id,
            report=self.reading.report.id,
            published=ordinal(self.reading.report.published),
            kind=record.kind,
            type=type_,
            family=family(record.kind, type_),
            stance=record.stance,
            modality=record.modality,
            start=record.start,
            end=record.end,
            text=record.text,
            quote=quote,
            quote_start=record.evidence.start,
            who=who,
            says=says,
            source_type=source_type,
            first=first,
            last=last,
            spots=tuple(self._spots(record)),
            hints=tuple(s for at, s in self.named if record.evidence.start <= at < record.evidence.end),
            actors=frozenset(s for n in ACTORS for v in record.fields.get(n, ()) for s in content(self._name(v))),
            parties=tuple(dict.fromkeys(self._party(record, v) for v in self._acting(record))) or self._claimant(record, says),
            targets=frozenset(s for n in TARGETS for v in record.fields.get(n, ()) for s in content(v.text) - self.spelled),
            instruments=frozenset(s for v in record.fields.get("instrument", ()) for s in content(v.text)),
            anchor=content(record.text),
            words=content(quote),
            named=names(quote) - self.spelled,
            count=count_of(record, quote),
            status=next((v.value for v in record.fields.get("status", ()) if v.value), None),
            when=when,
            confidence=record.confidence,
            values=tuple(Said(n, v.start, v.end, v.text) for n in SHOWN for v in record.fields.get(n, ())),
        )

    def _acting(self, record: Record) -> Iterator[Value]:
        for name in ("holder", "agent", "about", "from"):
            yield from record.fields.get(name, ())

    def _party(self, record: Record, value: Value) -> Party:
        """Who is meant; "its troops" are those of the one who says so."""
        entity = self.entities.get(value.value or "")
        names = self._name(value) if entity else ""
        if value.text.split()[0].lower() in table()["states"]["own"]:
            names = f"{names} {self._who(record)[1]}"
        return party(value.text, names, entity.kind if entity else None, self.spelled)

    def _claimant(self, record: Record, says: str) -> tuple[Party, ...]:
        """Who claims responsibility did it."""
        return (party(says, places=self.spelled),) if record.type == "claims_responsibility" else ()

    def _name(self, value: Value) -> str:
        entity = self.entities.get(value.value or "")
        return " ".join((entity.name, *entity.aliases)) if entity else value.text

    def _spots(self, record: Record) -> Iterable[Spot]:
        near = [s for at, s in self.named if record.evidence.start <= at < record.evidence.end and not s.is_area]
        for value in record.fields.get("place", ()):
            dateline = value.text.isupper() and value.end <= record.evidence.start + LEAD
            if near and (dateline or not any(c.isupper() for c in value.text)):
                yield from near  # a dateline says where the report was written, "the city" what its sentence names
                continue
            inside = [s for at, s in self.named if value.start <= at < value.end and not s.is_area]
            spot = spot_of(value.text, self.places.get(value.value or ""))
            if inside and (spot.is_area or spot.lat is None):
                yield from inside
            elif spot.names or spot.geonameid is not None:
                yield spot

    def _days(self, record: Record) -> tuple[int | None, int | None, str | None]:
        """The days of the narrowest time that the record gives, all of several that are as narrow, and the words; a span of weeks says
        no day."""
        times = [(v.time, v.text) for name in TIMES for v in record.fields.get(name, ()) if v.time and not self._of_saying(record, v)]
        days = [(a, b, text) for t, text in times if (a := ordinal(t.first)) and (b := ordinal(t.last)) and t.relation != "since"]
        wide = min((b - a for a, b, _ in days), default=LONG + 1)
        if wide <= LONG:
            narrow = [d for d in days if d[1] - d[0] == wide]
            return min(d[0] for d in narrow), max(d[1] for d in narrow), narrow[0][2]
        return None, None, times[0][1] if times else None

    def _of_saying(self, record: Record, value: Value) -> bool:
        """Whether a time stands right behind the word of saying: "said on Saturday that" tells when it was said."""
        voice = next((v for v in self.reading.voices if v.id == record.voice), None)
        cue = voice.cue if voice else None
        return cue is not None and cue.end <= value.start <= cue.end + BESIDE and not self.reading.text[cue.end : value.start].strip(" ,")

    def _who(self, record: Record) -> tuple[str, str, str]:
        """The key of the source, its words, its type; the report itself where it says it in its own voice."""
        voice = next((v for v in self.reading.voices if v.id == record.voice), None)
        if voice is None:
            publisher = self.reading.report.agency or self.reading.report.publisher or self.reading.report.id
            return f"report {publisher.casefold()}", OWN, "media"
        said = voice.source.of(self.reading.text) if voice.source else f"nobody named ({voice.source_type})"
        entity = self.entities.get(voice.entity or "")
        return (entity.name if entity else said).casefold(), said, voice.source_type


def one_voice(one: Fact, other: Fact) -> bool:
    """Whether two statements are of one source in one report; what a report says of others than those whom it cites is no contradiction."""
    if one.report != other.report:
        return False
    others = bool(one.targets and other.targets and not one.targets & other.targets)
    return _same_voice(one, other) or (others and OWN in (one.says, other.says))


def _same_voice(one: Fact, other: Fact) -> bool:
    """Whether two statements of one report have one source: of the same words, or of names that share a telling word."""
    if one.who == other.who or one.report != other.report:
        return one.who == other.who
    mine, theirs = frozenset(stems(one.who)), frozenset(stems(other.who))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)
