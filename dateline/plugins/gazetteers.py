"""What is asked of a gazetteer. In: its name and what it is. Out: what is wrong with it, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline import pipeline, plugged
from dateline.gazetteer.atlas import Atlas, open_atlas
from dateline.gazetteer.index import open_gazetteer
from dateline.gazetteer.others import OtherPlaces
from dateline.intake import document_from_bytes
from dateline.languages import load
from dateline.plugins import proving
from dateline.ports import Gazetteer, Spot

NO_NAME = "Qzxwvk"
FEATURE = re.compile(r"[A-Z][A-Z0-9]{1,4}$")


def problems(name: str, thing: Gazetteer) -> Iterator[str]:
    """It knows its examples, gives the same places twice, each with a point on the earth, and nothing for what it does not know."""
    if not thing.examples:
        yield "it names no examples, by which it could be proved"
    problems = [problem for word in thing.examples for problem in _named(thing, word)]
    yield from problems
    if tuple(thing.named(NO_NAME)):
        yield f"it gives a place for {NO_NAME!r}"
    if not problems:
        yield from _placed(thing)


def _named(thing: Gazetteer, word: str) -> Iterator[str]:
    found = tuple(thing.named(word))
    if not found:
        yield f"it does not know its own example {word!r}"
    if found != tuple(thing.named(word)):
        yield f"{word!r}: other places the second time"
    yield from (f"{word!r}: {wrong}" for spot in found for wrong in _wrong(spot))


def _wrong(spot: Spot) -> Iterator[str]:
    if not isinstance(spot, Spot):
        yield f"it is a {type(spot).__name__}, no dateline.ports.Spot"
        return
    if not (-90 <= spot.lat <= 90 and -180 <= spot.lon <= 180):
        yield f"{spot.lat}, {spot.lon} is no point on the earth"
    if spot.country not in open_atlas(load("en")).countries:
        yield f"{spot.country!r} is no country; write its code of two letters, as SD"
    if not FEATURE.match(spot.feature):
        yield f"{spot.feature!r} is no code of GeoNames, as PPL"


def _placed(thing: Gazetteer) -> Iterator[str]:
    """Its places are candidates beside those of the shipped index, and the sample is read with it."""
    atlas = Atlas(open_gazetteer(), load("en"), OtherPlaces(thing, open_gazetteer()))
    for word in thing.examples:
        rows = [e.row for e in atlas.candidates(word)]
        if len(set(rows)) < len(rows):
            yield f"{word!r}: one place stands there twice"
    told = " ".join(f"Two people were killed in {word} on 3 May 2017, a doctor said." for word in thing.examples)
    with plugged.as_if_used(thing):
        reading = pipeline.read_document(document_from_bytes((told or proving.SAMPLE).encode(), "examples"), pipeline.READERS)
    yield from proving.fallen(reading)
