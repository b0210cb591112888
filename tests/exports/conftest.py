"""What the tests of the exports share: readings made in a few lines, and written out in one format."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from dateline import api
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

Write = Callable[..., str]


def written(name: str, *readings: Reading, **more: object) -> bytes:
    """The bytes of an export."""
    out = io.BytesIO()
    api.export(name, readings, out, **more)  # type: ignore[arg-type]
    return out.getvalue()


def left_out(name: str, *readings: Reading) -> Mapping[str, int]:
    """What found no place in a format."""
    return api.export(name, readings, io.BytesIO())


def rows(name: str, *readings: Reading, delimiter: str = ",", **more: object) -> list[dict[str, str]]:
    """The rows of an export that is a table of text."""
    text = written(name, *readings, **more).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.fixture
def table() -> Callable[..., list[dict[str, str]]]:
    return rows


@pytest.fixture
def write() -> Callable[..., bytes]:
    return written


@pytest.fixture
def left() -> Callable[..., Mapping[str, int]]:
    return left_out


# ---------------------------------------------------------------- readings in a few lines


@dataclass(frozen=True)
class Said:
    """A record to be made: its anchor's words and, by field, (words, meaning) pairs; a meaning is a kind of actor, a place, days, or a
    count."""

    kind: str
    type: str
    words: str
    fields: dict[str, tuple[str, object]] = field(default_factory=dict)
    stance: str = "stated"
    modality: str = "actual"
    by: str | None = None
    source_type: str = "official"


def story(text: str, *said: Said, published: str = "2023-03-12", publisher: str = "Wire") -> Reading:
    """A reading of a text of one paragraph; what a record rests on is its sentence."""
    ident = content_id(text.encode())
    actors: dict[str, Entity] = {}
    places: dict[str, Place] = {}
    voices: dict[str, Voice] = {}
    records = []
    for item in said:
        voice = None
        if item.by:
            where = _span(text, item.by)
            voice = voices.setdefault(item.by, Voice(f"v{len(voices)}", where, None, (), "indirect", item.source_type))
        values = {name: (_value(text, words, meaning, actors, places),) for name, (words, meaning) in item.fields.items()}
        records.append(_record(text, ident, item, voice.id if voice else None, values))
    return Reading(
        report=Report(ident, title=text.split(".")[0], publisher=publisher, published=published, language="en"),
        text=text,
        sections=(Section("body", 0, len(text)),),
        mentions=(),
        entities=tuple(actors.values()),
        places=tuple(places.values()),
        voices=tuple(voices.values()),
        records=tuple(records),
        doubts=(),
    )


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def _value(text: str, words: str, meaning: object, actors: dict[str, Entity], places: dict[str, Place]) -> Value:
    where = _span(text, words)
    plain = (where.start, where.end, words)
    if isinstance(meaning, Place):
        places.setdefault(words, meaning)
        return Value(*plain, value=meaning.id)
    if isinstance(meaning, Quantity):
        return Value(*plain, quantity=meaning)
    if isinstance(meaning, tuple):
        return Value(*plain, time=TimeValue(meaning[0], *meaning))
    if meaning in ("closed", "working", "cut"):
        return Value(*plain, value=str(meaning))
    if meaning is None:
        return Value(*plain)
    actor = actors.setdefault(words, Entity(f"e{len(actors)}", words.removeprefix("the "), str(meaning)))
    return Value(*plain, value=actor.id)


def _record(text: str, ident: str, item: Said, voice: str | None, fields: dict[str, tuple[Value, ...]]) -> Record:
    anchor = _span(text, item.words)
    begin = text.rfind(". ", 0, anchor.start) + 2 if ". " in text[: anchor.start] else 0
    end = text.find(". ", anchor.end)
    evidence = Span(begin, len(text) if end < 0 else end + 1)
    made = key("r", ident, item.kind, item.type, anchor.start, anchor.end)
    known = (item.kind, item.type, item.stance, item.modality, voice, anchor.start, anchor.end, item.words, evidence)
    return Record(made, *known, fields, 0.9)


DALO = Place("p1", "Dalo", 7001, 10.25, 20.5, "TD", "Ouaddai", "PPL", 1)
DAY = ("2023-03-10", "2023-03-10")


def count(n: int, *, low: int | None = -1, high: int | None = -1, phrase: str | None = None) -> Quantity:
    """A count of people; without bounds a plain number."""
    low, high = (n if low == -1 else low), (n if high == -1 else high)
    return Quantity(low, n, high, low != high, "person", phrase=phrase)


@pytest.fixture
def bridge() -> Reading:
    """A raid that rebels made on a town: a state's side is hit, civilians are killed, the rebels deny it."""
    text = (
        "The rebels attacked the army in Dalo on 10 March, killing 14 civilians, police said. "
        "A doctor put the dead at about 20. "
        "The Front denied that its fighters had shelled the market."
    )
    told: dict[str, tuple[str, object]] = {"place": ("Dalo", DALO), "time": ("10 March", DAY)}
    return story(
        text,
        Said(
            "event",
            "clash",
            "attacked",
            {"agent": ("The rebels", "armed_group"), "target": ("the army", "state_force"), **told},
            "claimed",
            by="police",
        ),
        Said("toll", "killed", "14", {"count": ("14", count(14)), "of": ("civilians", "civilians"), **told}, "claimed", by="police"),
        Said(
            "toll",
            "killed",
            "about 20",
            {"count": ("about 20", count(20, low=18, high=22, phrase="about"))},
            "claimed",
            by="A doctor",
            source_type="medical",
        ),
        Said(
            "event",
            "shelling",
            "shelled",
            {"agent": ("its fighters", "armed_group"), "target": ("the market", "facility")},
            "denied",
            by="The Front",
        ),
    )


@pytest.fixture
def make() -> Callable[..., Reading]:
    return story


@pytest.fixture
def said() -> type[Said]:
    return Said
