"""Languages as data files. In: a code ("en"). Out: its tables, read from `languages/CODE/NAME.toml` when first asked for.

Adding a language is adding a folder with the same file names, here or in another package (`ports.Tongue`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from dateline import plugged
from dateline.errors import DataError
from dateline.ports import Tongue

SUPPORTED = ("en",)
Tables = Mapping[str, Mapping[str, Any]]
NO_TABLES_OF_ONES_OWN: Tables = MappingProxyType({"actors_own": {"actor": ()}, "places_own": {}, "own": {}})


class LanguageData:
    """The tables of one language, and with them those of the user's own that do not come with the program."""

    def __init__(self, code: str, own: Tables = NO_TABLES_OF_ONES_OWN) -> None:
        self.code = code
        self._own = own

    def table(self, name: str) -> Mapping[str, Any]:
        """The table of that name as a read-only mapping. Raises DataError when the file is missing or no TOML."""
        return self._own[name] if name in self._own else _table(self.code, name)


def supported() -> tuple[str, ...]:
    """The codes of the languages that can be read: those of this package, and those of others that DATELINE_PLUGINS names."""
    return (*SUPPORTED, *(t.name for t in plugged.used(Tongue) if t.name not in SUPPORTED))


@cache
def load(code: str) -> LanguageData:
    """The language with that code. Raises DataError for one that is not there."""
    if code not in supported():
        raise DataError(f"language {code!r} is not supported; supported: {', '.join(supported())}")
    return LanguageData(code)


def folder_of(code: str) -> Traversable:
    """The folder of a language's tables."""
    tongue = _tongue(code)
    return tongue.folder if tongue else resources.files("dateline.languages").joinpath(code)


def _tongue(code: str) -> Tongue | None:
    return None if code in SUPPORTED else next((t for t in plugged.used(Tongue) if t.name == code), None)


@cache
def _table(code: str, name: str) -> Mapping[str, Any]:
    tongue = _tongue(code)
    return table_of(tongue, name) if tongue else _file(folder_of(code), code, name)


def table_of(tongue: Tongue, name: str) -> Mapping[str, Any]:
    """A table of a language of another package: its own file, added to the table of its base where it has one. Raises DataError when there
    is neither, or the file is no TOML."""
    if tongue.base is None:
        return _file(tongue.folder, tongue.name, name)
    base = load(tongue.base).table(name)
    has_own = tongue.folder.joinpath(f"{name}.toml").is_file()
    return MappingProxyType(added(base, _file(tongue.folder, tongue.name, name))) if has_own else base


def added(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Two tables as one: what both have as tables is merged, lists are made longer, and of any other value the second counts."""
    both = dict(base)
    for name, value in more.items():
        old = base.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            both[name] = added(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            both[name] = [*old, *(item for item in value if item not in old)]
        else:
            both[name] = value
    return both


def _file(folder: Traversable, code: str, name: str) -> Mapping[str, Any]:
    file = folder.joinpath(f"{name}.toml")
    if not file.is_file():
        raise DataError(f"language {code!r} has no table {name!r}")
    return parsed(file, f"languages/{code}/{name}.toml")


def parsed(file: Traversable, where: str) -> Mapping[str, Any]:
    """The tables of a file. Raises DataError for one that is no TOML."""
    try:
        return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{where}: {error}") from error
