"""The frozen values that every part of dateline hands to the next.

In: nothing. Out: `Document` (what came in), `Analysis` (what the model sees in it), `Draft` (what has been read so far), `Found`
(what one reader adds) and `Reading` (the result, format `dateline/1`). Offsets are half-open ranges of Unicode code points into
`Document.text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

FORMAT = "dateline/1"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of a report's text."""

    start: int
    end: int

    def touches(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether the other lies wholly inside this one."""
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """The words of the span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the report with its role: headline, timestamp, dateline, body, caption, credit, byline or chrome."""

    role: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the program does not know or could not do, at a place of the text; `reader` names the part that says so."""

    start: int
    end: int
    reader: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """Facts about a report. `published` is ISO 8601, as exact as is known, and so is `modified`, when it was last changed; `given` lists
    the facts that came with the input and win; `tables` the user's own tables that it was read with, each with a digest ("actors 1f0c..."),
    and the plug-ins with their packages ("reader:notes my-package-1.0"): nothing else changes what is read."""

    id: str
    ref: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    agency: str | None = None
    authors: tuple[str, ...] = ()
    credit: str | None = None
    published: str | None = None
    place: str | None = None
    language: str | None = None
    given: frozenset[str] = frozenset()
    tables: tuple[str, ...] = ()
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How a report was fetched: the URL that was asked for, the one it came from in the end, when (UTC), and what headers told of it."""

    asked: str
    url: str
    at: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a stretch of the text stands in the file that came in: its page (from 1) and the box on it in points from the lower left corner
    (left, bottom, right, top), or the number of its paragraph or row (from 1). A paragraph that runs over two pages has two."""

    start: int
    end: int
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One report as it came in: raw bytes, decoded text, what the container said about it. The text is never altered after intake.

    `sections` is filled by an intake that knows the structure (a web page); for plain text it is empty and the reader finds them.
    `retrieval` is there for what was fetched, and plays no part in what is read; `origins` for what has pages or numbered paragraphs.
    """

    text: str
    raw: bytes
    report: Report
    media_type: str = "text/plain"
    sections: tuple[Section, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    retrieval: Retrieval | None = None
    origins: tuple[Origin, ...] = ()

    @property
    def id(self) -> str:
        return self.report.id


@dataclass(frozen=True, slots=True)
class TimeValue:
    """What a time expression can mean: TIMEX3 `value`, first and last calendar day (ISO, None = open), and how it relates
    (on, since, by, until, before, after, during)."""

    value: str | None
    first: str | None
    last: str | None
    relation: str = "on"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count as an interval (None = open bound), whether it is approximate, its unit, the counted noun and the phrase-table entry."""

    low: float | None
    best: float | None
    high: float | None
    approx: bool
    unit: str | None = None
    of: str | None = None
    of_span: Span | None = None
    phrase: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text with a meaning of its own. `layer` is name, place, time or quantity; `label` as in the output contract."""

    id: str
    layer: str
    label: str
    start: int
    end: int
    text: str
    entity: str | None = None
    place: str | None = None
    time: TimeValue | None = None
    quantity: Quantity | None = None
    score: float = 1.0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Entity:
    """An actor of the report: one name, its aliases, its mentions. `role` and `affiliation` are given for people; `ident` (an id of
    Wikidata, or of the user's own list) and `country` for well-known actors."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    role: str | None = None
    affiliation: str | None = None
    ident: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved place. `precision`: 1 exact site or town, 2 district or near a town, 3 province, 4 country, 5 wider."""

    id: str
    name: str
    geonameid: int | None
    lat: float | None
    lon: float | None
    country: str | None
    admin1: str | None
    feature: str | None
    precision: int
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is reported to say what: source and cue (None where the text has none), the ranges of the content, and who relays it."""

    id: str
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    quotation: str
    source_type: str
    stance: str = "claimed"
    entity: str | None = None
    told_by: str | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a record's field with its own words. `value` is an id (entity, place) or a listed value (status)."""

    start: int
    end: int
    text: str
    value: str | None = None
    time: TimeValue | None = None
    quantity: Quantity | None = None
    stance: str | None = None
    score: float = 1.0

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that the report says about the world: see the codebook for kinds, types, stances and fields."""

    id: str
    kind: str
    type: str
    stance: str
    modality: str
    voice: str | None
    start: int
    end: int
    text: str
    evidence: Span
    fields: Mapping[str, tuple[Value, ...]]
    confidence: float

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Tag:
    """A labelled span that the model found, with its probability."""

    label: str
    start: int
    end: int
    score: float

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting cue that the model found, with its source and content; `cue` is None for a quotation without a verb of its own."""

    cue: Tag | None
    source: Tag | None
    content: tuple[Tag, ...]
    stance: str
    source_type: str
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that the model proposes: its anchor (label = kind), the scores of types, stances, modalities and statuses, and the
    spans of its fields (labels are field names; `source` and `cue` name the voice it rests on)."""

    anchor: Tag
    types: Mapping[str, float]
    stances: Mapping[str, float]
    modalities: Mapping[str, float]
    statuses: Mapping[str, float]
    fields: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one pass of the model sees: words and sentences with offsets, part of speech, head (index of the word, -1 = root) and
    relation of every word, names, cues and proposed records."""

    words: tuple[Span, ...]
    sentences: tuple[Span, ...]
    upos: tuple[str, ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    names: tuple[Tag, ...]
    cues: tuple[Cue, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What one reader adds to the draft. Only the pipeline attaches it. `report` and `sections` replace, the rest is appended."""

    report: Report | None = None
    sections: tuple[Section, ...] | None = None
    analysis: Analysis | None = None
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    places: tuple[Place, ...] = ()
    voices: tuple[Voice, ...] = ()
    records: tuple[Record, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything read so far about one document: what a reader is given."""

    document: Document
    report: Report
    sections: tuple[Section, ...] = ()
    analysis: Analysis | None = None
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    places: tuple[Place, ...] = ()
    voices: tuple[Voice, ...] = ()
    records: tuple[Record, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def text(self) -> str:
        return self.document.text

    def layer(self, name: str) -> tuple[Mention, ...]:
        """The mentions of one layer, in the order of the text."""
        return tuple(m for m in self.mentions if m.layer == name)

    def section_at(self, offset: int) -> Section | None:
        """The section that holds the character, if any."""
        return next((s for s in self.sections if s.start <= offset < s.end), None)


@dataclass(frozen=True, slots=True)
class Reading:
    """The finished reading of one report, in the form of the output contract."""

    report: Report
    text: str
    sections: tuple[Section, ...]
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    places: tuple[Place, ...]
    voices: tuple[Voice, ...]
    records: tuple[Record, ...]
    doubts: tuple[Doubt, ...]

    def _repr_html_(self) -> str:
        """The reading as a notebook shows it."""
        from dateline.display import html

        return html(self)


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground of a record: the part of it (type, stance, a field), the value that the ground speaks for, what speaks (the model, a
    language's table, a rule), the words that it rests on, and its share or weight."""

    record: str
    part: str
    value: str
    by: str
    words: Span | None = None
    score: float | None = None


NO_FIELDS: Mapping[str, tuple[Value, ...]] = MappingProxyType({})

T = TypeVar("T")


def key(prefix: str, *parts: object) -> str:
    """A short id that depends on nothing but its parts: the prefix and twelve hexadecimal digits of a SHA-256."""
    joined = "\x1f".join(str(p) for p in parts)
    return prefix + hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def content_id(raw: bytes) -> str:
    """The id of a report: the SHA-256 of the bytes that came in."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def mention(layer: str, label: str, span: Span, text: str, **values: object) -> Mention:
    """A mention whose id follows from its layer and place. `text` is the whole text of the report."""
    return Mention(f"{layer[0]}{span.start}-{span.end}", layer, label, span.start, span.end, span.of(text), **values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A machine's proposal or a person's decision: about `left` alone (a record, a report), or about how `right` stands to it.

    `verdict` is a word (accept, reject, unsure, same, different, updates, copy, set, undo); `by` a person's name, or the program and its
    version where `machine` is true; `at` the time in UTC (`2026-01-31T12:00:00Z`), given by the caller; `undoes` the number of the entry
    that this one takes back; `extra` whatever else belongs to it, as words.
    """

    left: str
    right: str
    verdict: str
    by: str
    at: str
    score: float | None = None
    reason: str | None = None
    undoes: int | None = None
    machine: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A judgement as the ledger keeps it: its number, and the hash over it and the hash of the entry before it."""

    number: int
    judgement: Judgement
    hash: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A person's change of one field of a record: `was` is what stood there before, values or a listed word."""

    field: str
    by: str
    at: str
    reason: str | None
    was: tuple[Value, ...] | str


@dataclass(frozen=True, slots=True)
class Review:
    """What people decided about a record: accept, reject or unsure (None: only edits), who, when and why. `on` says in words what the
    record was when it was judged, where that is no longer what it is."""

    verdict: str | None
    by: str
    at: str
    reason: str | None = None
    on: str | None = None
    edits: tuple[Edit, ...] = ()
