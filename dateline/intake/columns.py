"""Which column of a table holds what. In: the names of its columns and what the user says about them. Out: a map from ours to theirs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from dateline.errors import DatelineError, InputError


@cache
def table() -> Mapping[str, Any]:
    """The well-known names."""
    return tomllib.loads(resources.files("dateline.intake").joinpath("columns.toml").read_text(encoding="utf-8"))


def parse(words: str) -> dict[str, str]:
    """`text=body,title=headline` as a map. Raises DatelineError for what is none, and for a field that is not known."""
    found = {}
    for piece in filter(None, (p.strip() for p in words.split(","))):
        field, equals, column = (p.strip() for p in piece.partition("="))
        if field not in table()["columns"] or not equals or not column:
            raise DatelineError(f"--columns: {piece!r} is no FIELD=COLUMN; fields: {', '.join(table()['columns'])}")
        found[field] = column
    return found


def mapped(names: Iterable[str], wanted: Mapping[str, str], where: str) -> dict[str, str]:
    """For each of our fields the column that holds it: the one that the user names, else the first with a well-known name.

    Raises InputError when a column that the user names is not there, or when none holds the text.
    """
    names = list(names)
    folded = {_fold(name): name for name in reversed(names)}
    found = {field: folded[known] for field, known in _guessed(folded) if field not in wanted}
    for field, column in wanted.items():
        if column not in names and _fold(column) not in folded:
            raise InputError(where, f"no column {column!r} (columns: {_listed(names)})")
        found[field] = column if column in names else folded[_fold(column)]
    if "text" not in found and "html" not in found:
        raise InputError(where, f"no column holds the text (columns: {_listed(names)}); name it with --columns text=NAME")
    return found


def _guessed(folded: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for field, known in table()["columns"].items():
        hit = next((name for name in known if name in folded), None)
        if hit is not None:
            yield field, hit


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_") or name


def _listed(names: list[str]) -> str:
    shown = ", ".join(name[:40] for name in names[:20])
    return shown + (f" and {len(names) - 20} more" if len(names) > 20 else "") if names else "none"
