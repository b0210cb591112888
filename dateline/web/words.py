"""Words for people. In: listed values, numbers, moments. Out: how the page says them, from `words.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(resources.files("dateline.web").joinpath("words.toml").read_text(encoding="utf-8"))


def stances() -> Mapping[str, str]:
    """What each stance means, in a few words."""
    return _table()["stances"]


def keys() -> list[tuple[str, str]]:
    """The keys and what each does."""
    return list(_table()["keys"].items())


def said(verdict: str | None) -> str:
    """A verdict as it is told: accepted, rejected."""
    return _table()["verdicts"].get(verdict or "none", verdict or "")


def plain(value: str) -> str:
    """A listed value as words."""
    return value.replace("_", " ")


def sure(share: float) -> str:
    """A share of one with two digits."""
    return f"{share:.2f}"


def moment(at: str) -> str:
    """A moment of the ledger to the minute, with its zone."""
    return f"{at[:10]} {at[11:16]} UTC" if len(at) >= 16 else at


def number(count: int) -> str:
    """A count with its thousands apart."""
    return f"{count:,}".replace(",", "\u202f")
