"""What other packages add to the reading. In: entry points, and the names in DATELINE_PLUGINS. Out: the plug-ins that are in use.

A reader, an intake, a gazetteer and a language change what is read, and so they are used only where DATELINE_PLUGINS names them (names
parted by commas). An exporter changes nothing: it is found by its name alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import metadata
from types import MappingProxyType
from typing import Any, TypeVar

from dateline.errors import DataError
from dateline.ports import Format, Gazetteer, Intake, Reader, Tongue

VARIABLE = "DATELINE_PLUGINS"
SORTS: Mapping[str, tuple[str, type[Any]]] = MappingProxyType(
    {
        "exporter": ("dateline.exporters", Format),
        "reader": ("dateline.readers", Reader),
        "intake": ("dateline.intakes", Intake),
        "gazetteer": ("dateline.gazetteers", Gazetteer),
        "language": ("dateline.languages", Tongue),
    }
)
T = TypeVar("T")
_proved: ContextVar[tuple[Any, ...]] = ContextVar("_proved", default=())


def points(sort: str) -> Mapping[str, metadata.EntryPoint]:
    """The entry points of a sort by their names."""
    return {p.name: p for p in metadata.entry_points(group=SORTS[sort][0])}


def wanted() -> str:
    """What DATELINE_PLUGINS says."""
    return os.environ.get(VARIABLE, "")


def used(port: type[T]) -> tuple[T, ...]:
    """The plug-ins of a sort that are in use, in the order in which they are named. Raises DataError for a name that no plug-in has, and
    for one that cannot be loaded or is not what it says."""
    names, proved = wanted(), _proved.get()
    named = (thing for _, thing in _used(names)) if names else ()
    return tuple(thing for thing in (*named, *proved) if isinstance(thing, port)) if names or proved else ()


def told() -> tuple[str, ...]:
    """The plug-ins in use as a reading names them: the sort, the name, and the package with its version."""
    names = wanted()
    return tuple(line for line, _ in _used(names)) if names else ()


@contextmanager
def as_if_used(thing: Any) -> Iterator[None]:
    """While a plug-in is proved it counts as one in use."""
    before = _proved.set((thing,))
    try:
        yield
    finally:
        _proved.reset(before)


def forget() -> None:
    """Look anew at what is installed, when next asked."""
    _used.cache_clear()


@cache
def _used(names: str) -> tuple[tuple[str, Any], ...]:
    return tuple(_loaded(name) for name in dict.fromkeys(n.strip() for n in names.split(",")) if name)


def _loaded(name: str) -> tuple[str, Any]:
    known = [(sort, p) for sort in SORTS if sort != "exporter" for p in points(sort).values()]
    found = next(((sort, p) for sort, p in known if p.name == name), None)
    if found is None:
        raise DataError(f"{VARIABLE}: no plug-in {name}; there are: {', '.join(sorted(p.name for _, p in known)) or 'none'}")
    sort, point = found
    thing = load(point)
    if not isinstance(thing, SORTS[sort][1]):
        raise DataError(f"{VARIABLE}: the {sort} {name} is no dateline.ports.{SORTS[sort][1].__name__}")
    package = f" {point.dist.name}-{point.dist.version}" if point.dist else ""
    return f"{sort}:{name}{package}", thing


def load(point: metadata.EntryPoint) -> Any:
    """What an entry point names. Raises DataError where it cannot be loaded."""
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise DataError(f"{point.name}: cannot be loaded: {error}") from error


def each(sort: str) -> Iterator[metadata.EntryPoint]:
    """Every entry point of a sort, those of one name too."""
    yield from metadata.entry_points(group=SORTS[sort][0])
