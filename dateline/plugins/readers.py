"""What is asked of a reader. In: its name and what it is. Out: what is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Iterator

from dateline import pipeline
from dateline.plugins import proving
from dateline.ports import Reader

PARTS = ("sections", "analysis", "names", "times", "places", "quantities", "actors", "voices", "records")


def problems(name: str, thing: Reader) -> Iterator[str]:
    """It needs and gives known parts, does not fail, finds the same twice, and what it finds keeps the output contract."""
    unknown = sorted((thing.needs | thing.gives) - set(PARTS))
    if unknown:
        yield f"unknown parts {', '.join(unknown)}; known: {', '.join(PARTS)}"
        return
    readings = [pipeline.read_document(proving.document(), (*pipeline.READERS, thing)) for _ in range(2)]
    if readings[0] != readings[1]:
        yield "the same report is read otherwise the second time"
    yield from proving.fallen(readings[0])
