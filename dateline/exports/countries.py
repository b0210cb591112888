"""Countries in the codes of other schemas. In: an ISO 3166 alpha-2 code. Out: `Country`, or None for a code that is none."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dateline.errors import DataError


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its name, ISO 3166-1 alpha-3 and numeric codes, Gleditsch-Ward number (None: no state of that list), and its regions."""

    code: str
    name: str
    iso3: str
    numeric: int
    gw: int | None
    acled_region: str
    ucdp_region: str


@cache
def countries() -> Mapping[str, Country]:
    """All countries by alpha-2 code. Raises DataError for two with one code of another list."""
    data = tomllib.loads(resources.files("dateline.exports").joinpath("countries.toml").read_text(encoding="utf-8"))
    found = {code: Country(code, name, iso3, number, gw or None, *regions) for code, (name, iso3, number, gw, *regions) in data.items()}
    for codes in ([c.iso3 for c in found.values()], [c.gw for c in found.values() if c.gw]):
        if len(set(codes)) != len(codes):
            raise DataError("exports/countries.toml gives two countries the same code")
    return found


def country(code: str | None) -> Country | None:
    """The country with that code."""
    return countries().get(code or "")
