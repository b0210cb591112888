"""A reading comes back from its blobs as it was, whatever is in it; and each field of each part is kept."""

from __future__ import annotations

import hashlib
from dataclasses import MISSING, fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.stores import packed
from dateline.types import (
    Doubt,
    Entity,
    Mention,
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
)

TEXT = "Four soldiers were killed near Bilad — “at dawn”, the Front said. 四人 killed.\n" * 3
SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(lambda pair: Span(*sorted(pair)))
WORDS = st.none() | st.text("abc“é四 ", max_size=6)
IDS = st.sampled_from(["e1", "e2", "p1", "p7", "v1", "nobody", packed.entity_id("sha256:1", "Front")])
SCORES = st.floats(0, 1)
TIMES = st.builds(TimeValue, WORDS, WORDS, WORDS, st.sampled_from(["on", "since", "until"]))
NUMBERS = st.none() | st.integers(0, 10**9) | st.floats(0, 1e9)
QUANTITIES = st.builds(Quantity, NUMBERS, NUMBERS, NUMBERS, st.booleans(), WORDS, WORDS, st.none() | SPANS, WORDS)


def on(made: type, span: Span, **values: Any) -> Any:
    return made(start=span.start, end=span.end, text=span.of(TEXT), **values)


MEANING: dict[str, Any] = {"time": st.none() | TIMES, "quantity": st.none() | QUANTITIES, "score": SCORES}
VALUES = st.builds(lambda span, **v: on(Value, span, **v), SPANS, value=st.none() | IDS, stance=WORDS, **MEANING)
MENTIONS = st.builds(
    lambda span, own, layer, **v: on(Mention, span, id=own or packed.mention_id(layer, span.start, span.end), layer=layer, **v),
    SPANS,
    WORDS,
    st.sampled_from(["name", "place", "time"]),
    label=st.sampled_from(["ORG", "DATE"]),
    entity=st.none() | IDS,
    place=st.none() | IDS,
    **MEANING,
)
RECORDS = st.builds(
    lambda span, own, kind, **v: on(Record, span, id=own or packed.record_id("sha256:1", kind, span.start, span.end), kind=kind, **v),
    SPANS,
    WORDS,
    st.sampled_from(["event", "toll"]),
    type=st.just("killed"),
    stance=st.just("claimed"),
    modality=st.just("actual"),
    voice=st.none() | IDS,
    evidence=SPANS,
    fields=st.dictionaries(st.sampled_from(["place", "count", "agent"]), st.lists(VALUES, max_size=2).map(tuple), max_size=3),
    confidence=SCORES,
)
VOICES = st.builds(
    Voice,
    IDS,
    st.none() | SPANS,
    st.none() | SPANS,
    st.lists(SPANS, max_size=2).map(tuple),
    WORDS,
    WORDS,
    WORDS,
    st.none() | IDS,
    WORDS,
    SCORES,
)
NAMES = st.lists(st.sampled_from(["n1-2", "p3-4", "name"]), max_size=2).map(tuple)
ENTITIES = st.builds(Entity, IDS, st.just("Front"), WORDS, NAMES, NAMES, WORDS, WORDS, WORDS, WORDS)
PLACES = st.builds(Place, IDS, st.just("Bilad"), NUMBERS, NUMBERS, NUMBERS, WORDS, WORDS, WORDS, st.integers(1, 5), NAMES)


def some(things: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(things, max_size=3).map(tuple)


READINGS = st.builds(
    Reading,
    st.just(Report("sha256:1")),
    st.just(TEXT),
    some(st.builds(lambda s: Section("body", s.start, s.end), SPANS)),
    some(MENTIONS),
    some(ENTITIES),
    some(PLACES),
    some(VOICES),
    some(RECORDS),
    some(st.builds(lambda s: Doubt(s.start, s.end, "times", "no day"), SPANS)),
)


def back(reading: Reading, *, whole: bool = True) -> Reading:
    pieces = packed.pack(reading)
    rest = packed.squeeze(pieces.rest) if whole else None
    return packed.unpack(reading.report, reading.text, packed.squeeze(pieces.main), rest)


@settings(deadline=None, max_examples=60)
@given(READINGS)
def test_any_reading_comes_back(reading: Reading) -> None:
    assert back(reading) == reading


def test_an_excerpt_leaves_out_what_nobody_lists(port_reading: Reading) -> None:
    excerpt = back(port_reading, whole=False)
    assert (excerpt.mentions, excerpt.sections, excerpt.doubts) == ((), (), ())
    assert (excerpt.records, excerpt.voices) == (port_reading.records, port_reading.voices)
    assert [replace(e, mentions=()) for e in port_reading.entities] == list(excerpt.entities)


SPECIMENS: dict[str, Any] = {
    "sections": Section("caption", 1, 2),
    "mentions": Mention("x", "time", "SET", 3, 5, TEXT[3:5], "e7", "p7", TimeValue("a", "b", "c", "by"), None, 0.25),
    "entities": Entity("e7", "N", "ngo", ("B",), ("x",), "role", "home", "Q1", "SY"),
    "places": Place("p7", "N", 5, 1.5, -2.5, "SY", "A", "PPL", 2, ("x",)),
    "voices": Voice("v7", Span(1, 2), Span(3, 4), (Span(5, 6),), "mixed", "ngo", "denied", "e7", "v8", 0.5),
    "records": Record(
        "r7",
        "toll",
        "killed",
        "alleged",
        "negated",
        "v7",
        4,
        6,
        TEXT[4:6],
        Span(2, 9),
        {
            "count": (
                Value(
                    1,
                    3,
                    TEXT[1:3],
                    "p7",
                    TimeValue("a", "b", "c", "by"),
                    Quantity(1, 2, 3, True, "u", "of", Span(1, 2), "p"),
                    "alleged",
                    0.5,
                ),
            )
        },
        0.75,
    ),
    "doubts": Doubt(1, 2, "times", "m"),
}


@pytest.mark.parametrize("part", SPECIMENS)
def test_no_field_of_a_part_is_left_behind(part: str) -> None:
    """A specimen says something else than the default in every field: a field that is added to the types must be packed as well."""
    specimen = SPECIMENS[part]
    plain = [
        f.name for f in fields(specimen) if f.default is not MISSING and getattr(specimen, f.name) == f.default and f.name != "quantity"
    ]
    assert plain == [], "the specimen lacks these"
    empty = Reading(Report("sha256:1"), TEXT, (), (), (), (), (), (), ())
    reading = replace(empty, **{name: (SPECIMENS[name],) for name in {part, "entities", "places", "mentions", "voices"}})
    assert getattr(back(reading), part) == (specimen,)


def test_what_the_blobs_are_squeezed_with_stays_as_it_is() -> None:
    """Every database of schema 2 needs these bytes: another dictionary is another schema."""
    assert hashlib.sha256(packed.KNOWN).hexdigest() == "067918f0543f3c6d28055c722f4a7c5044fbee6bd36ef7a91499cf7440a28cfe"
