"""Languages as data files. In: a code ("en"). Out: its tables, read from `languages/CODE/NAME.toml` when first asked for.

Adding a language is adding a folder with the same file names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from dateline.errors import DataError

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


@cache
def load(code: str) -> LanguageData:
    """The language with that code. Raises DataError for one that is not there."""
    if code not in SUPPORTED:
        raise DataError(f"language {code!r} is not supported; supported: {', '.join(SUPPORTED)}")
    return LanguageData(code)


@cache
def _table(code: str, name: str) -> Mapping[str, Any]:
    file = resources.files("dateline.languages").joinpath(code, f"{name}.toml")
    if not file.is_file():
        raise DataError(f"language {code!r} has no table {name!r}")
    try:
        return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"languages/{code}/{name}.toml: {error}") from error
