"""What other packages add. In: entry points `dateline.exporters` and `dateline.readers`. Out: what is there, and what is wrong with one.

An exporter is found by its name and needs nothing else. A reader changes what is read, and so it is used only where DATELINE_READERS
names it. `check` proves one against the contract that the built-in ones keep; an author runs it as `dateline plugin check NAME`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from dateline import checks, output, pipeline
from dateline.errors import DatelineError
from dateline.exports import EXPORTERS
from dateline.exports.statements import whole
from dateline.intake import document_from_bytes
from dateline.ports import Format, Reader, Wish
from dateline.types import Reading

GROUPS: Mapping[str, str] = {"exporter": "dateline.exporters", "reader": "dateline.readers"}
VIEWS = ("record", "incident", "reading")
PARTS = ("sections", "analysis", "names", "times", "places", "quantities", "actors", "voices", "records")
SAMPLE = """Shelling closes hospital

Two people were killed and 14 wounded when shells hit the market in Derna on 3 May 2017, a doctor said. The army denied that it had
fired them. The hospital has been closed since, and some 300 families have fled.
"""


@dataclass(frozen=True, slots=True)
class Plugin:
    """Something of another package: its sort (exporter, reader), its name, and where it comes from."""

    sort: str
    name: str
    value: str
    package: str


def found() -> list[Plugin]:
    """Everything that other packages add, by sort and name."""
    points = [(sort, p) for sort, group in GROUPS.items() for p in metadata.entry_points(group=group)]
    made = [Plugin(sort, p.name, p.value, p.dist.name if p.dist else "") for sort, p in points]
    return sorted(made, key=lambda p: (p.sort, p.name, p.package))


def check(name: str) -> list[str]:
    """What is wrong with the plug-in of that name, in words; empty when it keeps the contract. Raises DatelineError when there is none, or
    when it cannot be loaded."""
    same = [p for p in found() if p.name == name]
    if not same:
        raise DatelineError(f"no plug-in {name!r}; there are: {', '.join(p.name for p in found()) or 'none'}")
    problems = [] if len(same) == 1 else [f"{len(same)} packages have a plug-in of this name: {', '.join(p.package for p in same)}"]
    (point,) = [p for p in metadata.entry_points(group=GROUPS[same[0].sort]) if p.name == name][:1]
    try:
        thing = point.load()
    except (ImportError, AttributeError) as error:
        raise DatelineError(f"{name}: cannot be loaded: {error}") from error
    return problems + list(exporter_problems(name, thing) if same[0].sort == "exporter" else reader_problems(name, thing))


def sample() -> Reading:
    """A short report that is read for proving."""
    return pipeline.read_document(document_from_bytes(SAMPLE.encode(), "sample"), pipeline.READERS)


def exporter_problems(name: str, thing: Any) -> Iterator[str]:
    """What is wrong with an exporter."""
    if not isinstance(thing, Format):
        yield f"it is a {type(thing).__name__}, no dateline.ports.Format"
        return
    if thing.name != name:
        yield f"it calls itself {thing.name!r}"
    if name in EXPORTERS:
        yield "dateline has a format of this name, which wins"
    if not thing.views or not set(thing.views) <= set(VIEWS):
        yield f"its views are {thing.views!r}; allowed: {', '.join(VIEWS)}"
    for what, kept in (("nothing", ()), ("one reading", (sample(),))):
        yield from _written(thing, what, kept)


def _written(thing: Format, what: str, kept: tuple[Reading, ...]) -> Iterator[str]:
    for view in thing.views:
        outs = []
        for _ in range(2):
            out = io.BytesIO()
            left = thing.write(lambda: whole(kept), out, Wish(view))
            outs.append(out.getvalue())
            if not isinstance(left, Mapping) or not all(isinstance(n, int) for n in left.values()):
                yield f"{what}, {view}: it answers {left!r}, no counts of what was left out"
        if outs[0] != outs[1]:
            yield f"{what}, {view}: the same records give other bytes the second time"
        if thing.is_text and not _is_text(outs[0]):
            yield f"{what}, {view}: it says that it is text and is no UTF-8"


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def reader_problems(name: str, thing: Any) -> Iterator[str]:
    """What is wrong with a reader."""
    if not isinstance(thing, Reader):
        yield f"it is a {type(thing).__name__}, no dateline.ports.Reader"
        return
    if thing.name != name:
        yield f"it calls itself {thing.name!r}"
    unknown = sorted((thing.needs | thing.gives) - set(PARTS))
    if unknown:
        yield f"unknown parts {', '.join(unknown)}; known: {', '.join(PARTS)}"
        return
    document = document_from_bytes(SAMPLE.encode(), "sample")
    readings = [pipeline.read_document(document, (*pipeline.READERS, thing)) for _ in range(2)]
    if readings[0] != readings[1]:
        yield "the same report is read otherwise the second time"
    yield from (d.message for d in readings[0].doubts if d.reader == name and d.message.startswith("this part could not be read"))
    yield from checks.check(output.as_json(readings[0]))
