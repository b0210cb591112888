"""The output contract as pydantic models. In: a reading, or one record that stands alone. Out: validated frozen objects, and JSON Schemas.

The fields are those of `dateline/1`, no more and no fewer, so that `Reading.model_json_schema()` is a schema of what `dateline read --json`
and the export `jsonl` write. `model_dump(mode="json", exclude_unset=True)` gives back what was taken in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dateline import kinds, output
from dateline.checks import listed
from dateline.ports import Share
from dateline.types import Reading as Read

Number = int | float


def listed_in(*names: str) -> Callable[[str], str]:
    """What refuses a word that is not on a list of the codebook."""

    def check(word: str) -> str:
        if word not in names:
            raise ValueError(f"{word!r} is not listed; known: {', '.join(names)}")
        return word

    return check


def enum(*names: str) -> Any:
    """The list as a schema tells it."""
    return Field(json_schema_extra={"enum": list(names)})


SOURCE_TYPES = tuple(listed()["source_types"])
Kind = Annotated[str, AfterValidator(listed_in(*kinds.KINDS)), enum(*kinds.KINDS)]
Stance = Annotated[str, AfterValidator(listed_in(*kinds.STANCES)), enum(*kinds.STANCES)]
Modality = Annotated[str, AfterValidator(listed_in(*kinds.MODALITIES)), enum(*kinds.MODALITIES)]
SourceType = Annotated[str, AfterValidator(listed_in(*SOURCE_TYPES)), enum(*SOURCE_TYPES)]


class Model(BaseModel):
    """What all have in common: nothing can be changed, and a field that the contract does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Model):
    """A range of the report's text with its words."""

    start: int
    end: int
    text: str


class Meant(Words):
    """Words with what they can mean: an id or a listed value, days, or a count; what is not there is None."""

    value: str | None = None
    first: str | None = None
    last: str | None = None
    relation: str | None = None
    low: Number | None = None
    best: Number | None = None
    high: Number | None = None
    approx: bool | None = None
    unit: str | None = None
    of: str | None = None
    phrase: str | None = None
    of_span: Words | None = None
    score: float = 1.0


class Mention(Meant):
    """A stretch of text with a meaning of its own."""

    id: str
    layer: str
    label: str
    entity: str | None = None
    place: str | None = None


class Value(Meant):
    """One value of a record's field; its own stance where it has one."""

    stance: str | None = None


class Section(Model):
    """A stretch of the report with its role."""

    role: str
    start: int
    end: int


class Doubt(Model):
    """What the program does not know, at a place of the text."""

    start: int
    end: int
    reader: str
    message: str


class Report(Model):
    """Facts about a report."""

    id: str
    ref: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    agency: str | None = None
    credit: str | None = None
    published: str | None = None
    modified: str | None = None
    place: str | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


class Entity(Model):
    """An actor; beside a record that stands alone it has no mentions."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    role: str | None = None
    affiliation: str | None = None
    ident: str | None = None
    country: str | None = None


class Place(Model):
    """A resolved place."""

    id: str
    name: str
    geonameid: int | None
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    feature: str | None
    precision: int = Field(ge=1, le=5)
    mentions: tuple[str, ...] = ()


class Source(Words):
    """The words that name a source, and the actor that they stand for."""

    entity: str | None = None


class Voice(Model):
    """Who is reported to say what."""

    id: str
    source: Source | None
    cue: Words | None
    content: tuple[Words, ...]
    quotation: str
    source_type: SourceType
    stance: Stance
    told_by: str | None
    entity: str | None = None
    score: float


class Edit(Model):
    """A person's change of one field; `was` is what stood there before."""

    field: str
    by: str
    at: str
    reason: str | None
    was: tuple[Value, ...] | str


class Review(Model):
    """What people decided about a record."""

    verdict: str | None
    by: str
    at: str
    reason: str | None = None
    on: str | None = None
    edits: tuple[Edit, ...] = ()


class Record(Words):
    """One thing that the report says about the world."""

    id: str
    kind: Kind
    type: str
    stance: Stance
    modality: Modality
    voice: str | None
    evidence: Words
    fields: dict[str, tuple[Value, ...]]
    confidence: float
    review: Review | None = None

    def first(self, field: str) -> Value | None:
        """The first value of a field; None where the report does not say."""
        return next(iter(self.fields.get(field, ())), None)


class Reading(Model):
    """A whole reading."""

    format: str
    report: Report
    text: str
    sections: tuple[Section, ...]
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    places: tuple[Place, ...]
    voices: tuple[Voice, ...]
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]


class Found(Model):
    """One record that stands alone: with the facts of its report, its voice, and the actors and places that it names."""

    report: Report
    record: Record
    voice: Voice | None
    entities: tuple[Entity, ...]
    places: tuple[Place, ...]

    @property
    def claimant(self) -> str:
        """Who says it, in words that are never empty."""
        if self.voice is None:
            return "the report"
        return self.voice.source.text if self.voice.source else f"nobody named ({self.voice.source_type})"


def reading(read: Read) -> Reading:
    """A reading as a model."""
    return Reading.model_validate(output.as_json(read))


def found(share: Share) -> list[Found]:
    """The wanted records of a reading as models."""
    return [Found.model_validate(output.found_json(share.reading, r, share.reviews.get(r.id))) for r in share.records]
