"""One row of a table as a reading. In: the cells of a row and what they mean. Out: a reading whose text is the row, a line a cell, and
whose values point at the cells.

So a row stands beside reports as one more claim, by the data set that it is from: it is listed, linked, compared and exported like them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dateline.types import (
    Entity,
    Place,
    Quantity,
    Reading,
    Record,
    Report,
    Section,
    Span,
    TimeValue,
    Value,
    Voice,
    content_id,
    key,
)

CONFIDENCE = 1.0


@dataclass
class Sheet:
    """A row in the making. `first` names the columns that stand first, so that what is told stands together."""

    cells: Mapping[str, str]
    first: Sequence[str] = ()
    spans: dict[str, Span] = field(default_factory=dict)
    text: str = ""
    entities: dict[str, Entity] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    voice: Voice | None = None
    records: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = {name: " ".join(cell.split()) for name, cell in self.cells.items() if cell and cell.strip()}
        ordered = [name for name in self.first if name in known] + [name for name in known if name not in self.first]
        lines = []
        at = 0
        for name in ordered:
            label = f"{name}: "
            self.spans[name] = Span(at + len(label), at + len(label) + len(known[name]))
            lines.append(label + known[name] + "\n")
            at += len(lines[-1])
        self.text = "".join(lines)

    def has(self, name: str) -> bool:
        """Whether the column has a cell with something in it."""
        return name in self.spans

    def cell(self, name: str) -> str:
        """The words of a cell; none for an empty one."""
        return self.spans[name].of(self.text) if name in self.spans else ""

    def value(self, name: str, meaning: str | None = None, *, time: TimeValue | None = None, quantity: Quantity | None = None) -> Value:
        """A value that points at a cell."""
        span = self.spans[name]
        return Value(span.start, span.end, span.of(self.text), meaning, time, quantity)

    def actor(self, name: str, kind: str) -> Value:
        """A cell that names an actor."""
        words = self.cell(name)
        entity = self.entities.setdefault(words, Entity(f"e{len(self.entities) + 1}", words, kind))
        return self.value(name, entity.id)

    def place(self, name: str, place: Place) -> Value:
        """A cell that names a place."""
        self.places.append(place)
        return self.value(name, place.id)

    def said_by(self, name: str, source_type: str) -> None:
        """The cell that says who is the source of the row."""
        if self.has(name):
            self.voice = Voice("v1", self.spans[name], None, (), "indirect", source_type)

    def add(self, kind: str, type_: str, anchor: str, evidence: Sequence[str], fields: Mapping[str, Sequence[Value]]) -> None:
        """A record on a cell; what it rests on reaches over the cells that are named."""
        held = [self.spans[name] for name in (anchor, *evidence) if name in self.spans]
        span = self.spans[anchor]
        self.records.append(
            Record(
                id=key("r", content_id(self.text.encode()), kind, type_, span.start, span.end),
                kind=kind,
                type=type_,
                stance="claimed" if self.voice else "stated",
                modality="actual",
                voice=self.voice.id if self.voice else None,
                start=span.start,
                end=span.end,
                text=span.of(self.text),
                evidence=Span(min(s.start for s in held), max(s.end for s in held)),
                fields={name: tuple(values) for name, values in fields.items() if values},
                confidence=CONFIDENCE,
            )
        )

    def reading(self, report: Report) -> Reading:
        """The row as a reading."""
        return Reading(
            report=report,
            text=self.text,
            sections=(Section("body", 0, len(self.text)),),
            mentions=(),
            entities=tuple(self.entities.values()),
            places=tuple(self.places),
            voices=(self.voice,) if self.voice else (),
            records=tuple(self.records),
            doubts=(),
        )

    def report(self, *, ref: str | None, title: str, publisher: str, published: str | None = None) -> Report:
        """The facts of the row as a report; its id is the hash of its text."""
        given = frozenset(("publisher", "title"))
        return Report(content_id(self.text.encode()), ref=ref, title=title, publisher=publisher, published=published, given=given)
