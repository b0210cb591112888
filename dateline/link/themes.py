"""Which types tell of one kind of happening. In: a type of the codebook. Out: its theme, and how well two go together (`themes.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

OTHER = "any"


@cache
def table(name: str = "themes") -> Mapping[str, Any]:
    """A data file of this part."""
    return tomllib.loads(resources.files("dateline.link").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def theme(type_: str) -> str:
    """The theme of a type; `any` for one that goes with all."""
    return next((name for name, types in table()["themes"].items() if type_ in types), OTHER)


@cache
def fit(one: str, other: str) -> float:
    """How well two themes go into one happening: 1 for the same, 0 for those that do not."""
    if one == other:
        return 1.0
    rows = table()["goes_with"]
    return float(max(rows.get(one, {}).get(other, 0.0), rows.get(other, {}).get(one, 0.0)))


@cache
def is_weak(type_: str) -> bool:
    """Whether a type is one that sets no happening apart."""
    return type_ in table()["weak"]["types"]


@cache
def lasts(type_: str) -> bool:
    """Whether a type goes on for days: reports of it may well name several."""
    return type_ in table()["weak"]["lasting"]


@cache
def is_after(type_: str) -> bool:
    """Whether a type is what follows a happening."""
    return type_ in table()["weak"]["after"]
