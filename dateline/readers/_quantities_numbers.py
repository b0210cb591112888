"""Numbers in words and figures. In: tokens in lower case ("twenty", "-", "four"; "1.2", "million"). Out: the number they name.

The words are data (`quantities_numbers.toml`); times and quantities both count with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from dateline.ports import Language


@dataclass(frozen=True, slots=True)
class Numbers:
    """The number words of a language: small (units and tens, groups), scales, ordinals, fractions, short suffixes of figures."""

    small: Mapping[str, float]
    tens: frozenset[str]
    groups: Mapping[str, float]
    scales: Mapping[str, float]
    ordinals: Mapping[str, float]
    fractions: Mapping[str, float]
    suffixes: Mapping[str, float]


@cache
def load(language: Language) -> Numbers:
    """The number words of the language. Raises DataError when its table is missing."""
    table = language.table("quantities_numbers")
    return Numbers(
        small={**table["units"], **table["tens"]},
        tens=frozenset(table["tens"]),
        groups=table["groups"],
        scales=table["scales"],
        ordinals=table["ordinals"],
        fractions=table["fractions"],
        suffixes=table["suffixes"],
    )


def figure(token: str) -> float | None:
    """The number that a token of digits names ("14,000", "14 000", "1.2"); None when it is none. "2,5" is one, with a decimal comma."""
    plain = "".join(token.split()).replace("'", "").replace("’", "")
    head, comma, tail = plain.rpartition(",")
    decimal = comma and len(tail) != 3 and "," not in head and "." not in plain
    plain = f"{head}.{tail}" if decimal else plain.replace(",", "")
    if plain.count(".") > 1 and all(len(group) == 3 for group in plain.split(".")[1:]):
        plain = plain.replace(".", "")
    return float(plain) if plain.isascii() and plain.replace(".", "", 1).isdigit() else None


def combine(tokens: Iterable[str], numbers: Numbers) -> float | None:
    """The number that a run of number tokens names: "two hundred and twelve", "1.2 million", "twenty-four". None when there is none."""
    total, current, seen = 0.0, 0.0, False
    for token in tokens:
        value = figure(token) if token[:1].isdigit() else numbers.small.get(token, numbers.groups.get(token))
        scale = numbers.scales.get(token)
        if scale is not None:
            current = (current or 1.0) * scale
            total, current = (total + current, 0.0) if scale > 100 else (total, current)
        elif value is not None:
            current = current * value if token in numbers.groups and current else current + value
        else:
            continue
        seen = True
    return total + current if seen else None
