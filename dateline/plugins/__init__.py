"""What other packages add. In: entry points of five sorts. Out: what is there, and what is wrong with one.

`check` proves one against the contract that the built-in ones keep; an author runs it as `dateline plugin check NAME`. Each sort has a
module here with what is asked of it; `plugged` says which ones are in use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dateline import plugged
from dateline.errors import DatelineError
from dateline.plugins import exporters, gazetteers, intakes, readers, tongues

PROBLEMS: Mapping[str, Callable[[str, Any], Iterator[str]]] = MappingProxyType(
    {
        "exporter": exporters.problems,
        "reader": readers.problems,
        "intake": intakes.problems,
        "gazetteer": gazetteers.problems,
        "language": tongues.problems,
    }
)


@dataclass(frozen=True, slots=True)
class Plugin:
    """Something of another package: its sort (exporter, reader, intake, gazetteer, language), its name, where it comes from, and whether it
    is in use."""

    sort: str
    name: str
    value: str
    package: str
    used: bool = True


def found() -> list[Plugin]:
    """Everything that other packages add, by sort and name."""
    names = {name.strip() for name in plugged.wanted().split(",")}
    points = [(sort, p) for sort in plugged.SORTS for p in plugged.each(sort)]
    made = [Plugin(sort, p.name, p.value, p.dist.name if p.dist else "", sort == "exporter" or p.name in names) for sort, p in points]
    return sorted(made, key=lambda p: (p.sort, p.name, p.package))


def check(name: str) -> list[str]:
    """What is wrong with the plug-in of that name, in words; empty when it keeps the contract. Raises DatelineError when there is none, or
    when it cannot be loaded."""
    same = [p for p in found() if p.name == name]
    if not same:
        raise DatelineError(f"no plug-in {name!r}; there are: {', '.join(p.name for p in found()) or 'none'}")
    problems = (
        [] if len(same) == 1 else [f"there are {len(same)} plug-ins of this name: {', '.join(f'{p.sort} ({p.package})' for p in same)}"]
    )
    port = plugged.SORTS[same[0].sort][1]
    thing: Any = plugged.load(plugged.points(same[0].sort)[name])
    if not isinstance(thing, port):
        return [*problems, f"it is a {type(thing).__name__}, no dateline.ports.{port.__name__}"]
    called = () if thing.name == name else (f"it calls itself {thing.name!r}",)
    return [*problems, *called, *PROBLEMS[same[0].sort](name, thing)]
