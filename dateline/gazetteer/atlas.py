"""The gazetteer and a language's own tables under one question. In: a name. Out: every `Entry` that it can mean, from countries and their
aliases, named areas and their abbreviations, regions and waters, and the index of towns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from dateline import plugged
from dateline.errors import DataError
from dateline.gazetteer.index import Entry, Gazetteer, open_gazetteer
from dateline.gazetteer.normal import fold
from dateline.gazetteer.others import Places, beside
from dateline.gazetteer.own import own_places
from dateline.ports import Gazetteer as Plugged
from dateline.ports import Language

LARGE = 200_000  # towns below this do not share their second names with countries and regions
ALIKE, LEAST = 0.8, 0.33
SAME = 0.2  # degrees within which a town of the user's is the shipped one of the same name
SHORT = 4  # aliases up to this length ("US", "UK") mean a country only as they are written


class Atlas:
    """All names of one language, and those of the user's own places. Raises DataError when a table names a country or an area that is not
    in the index."""

    def __init__(self, gazetteer: Gazetteer, language: Language, mine: Places | None = None) -> None:
        self.gazetteer = gazetteer
        self._mine = mine
        countries = language.table("places_countries")
        self.countries = {e.country: e for e in gazetteer.countries()}
        self._respelled = frozenset(language.table("places")["respelled"]["countries"])
        self.telling = {code: telling(e.population) for code, e in self.countries.items()}
        self._exact: dict[str, tuple[Entry, ...]] = {}
        self._folded: dict[str, tuple[Entry, ...]] = {}
        for name, code in countries["aliases"].items():
            self._add(name, self._country(name, code))
        for name, (code, area) in language.table("places_states")["areas"].items():
            self._add(name, self._area(name, code, area))
        for row, (name, values) in enumerate(language.table("places_regions")["regions"].items(), start=1):
            self._add(name, region(-row, name, *values))
        self.dotted = frozenset(name for name in self._exact if name.endswith(".") and name.count(".") == 1)
        known = {fold(name) for name in countries["aliases"]} | {fold(e.name) for e in self.countries.values()}
        self._demonyms = {word: code for word, code in demonyms(countries["demonyms"]).items() if fold(word) not in known}

    def candidates(self, name: str) -> tuple[Entry, ...]:
        """Every place that the name can mean, own tables first, then the most populous; empty when it is unknown."""
        if name in self._exact:
            return self._exact[name]
        own = self._folded.get(fold(name), ())
        indexed = self._indexed(name)
        if any(e.feature == "PCLI" and not e.minor for e in indexed):
            indexed = tuple(e for e in indexed if not e.minor)
        elif own:
            indexed = tuple(e for e in indexed if not e.minor or e.population > LARGE)
        known = {(e.feature, e.country) for e in own}
        return own + tuple(e for e in indexed if (e.feature, e.country) not in known or e.is_town)

    def _indexed(self, name: str) -> tuple[Entry, ...]:
        """The places of both indexes: those that the user chose first; one of the user's goes before the same one of the shipped index."""
        mine = self._mine.named(name) if self._mine else ()
        if not mine:
            return self.gazetteer.named(name)
        shipped = (e for e in self.gazetteer.named(name) if not any(same(m, e) for m in mine))
        return tuple(sorted((*mine, *shipped), key=lambda e: (not e.own, -e.population)))

    def sounding(self, name: str, country: str) -> tuple[Entry, ...]:
        """The towns of a country (ISO code) whose name sounds like it and is spelled nearly so; none where names have one spelling."""
        if country not in self._respelled:
            return ()
        mine = self._mine.sounding(name, country) if self._mine else ()
        return tuple(e for e in (*mine, *self.gazetteer.sounding(name, country)) if alike(e.name, name))

    def country(self, code: str) -> Entry:
        """The country with that ISO code."""
        return self.countries[code]

    def demonym(self, word: str) -> str | None:
        """The country (ISO code) whose people or things the word names."""
        return self._demonyms.get(word.casefold())

    def abbreviation(self, name: str) -> bool:
        """Whether the name is a short form that means a place only as it is written."""
        return name in self._exact

    def _add(self, name: str, entry: Entry) -> None:
        letters = sum(c.isalpha() for c in name)
        table, key = (self._exact, name) if letters <= SHORT or "." in name else (self._folded, fold(name))
        table[key] = (*table.get(key, ()), entry)

    def _country(self, name: str, code: str) -> Entry:
        if code not in self.countries:
            raise DataError(f"places_countries.toml: {name!r} has the unknown country code {code!r}")
        return self.countries[code]

    def _area(self, name: str, code: str, area: str) -> Entry:
        found = [e for e in self.gazetteer.named(area) if e.country == code and e.feature == "ADM1"]
        if not found:
            raise DataError(f"places_states.toml: {name!r} means {area!r}, which is no first-level area of {code!r}")
        return found[0]


def telling(people: int) -> float:
    """How much the name of a country of so many people tells about a town's: 1 up to ten millions, a third for the largest."""
    return min(1.0, max(LEAST, 1.0 - (math.log10(people + 1) - 7.0) / 2.5))


def alike(one: str, other: str) -> bool:
    """Whether two names share most of their letters, the Arabic article apart."""
    return SequenceMatcher(None, fold(one).removeprefix("al"), fold(other).removeprefix("al")).ratio() >= ALIKE


def same(mine: Entry, shipped: Entry) -> bool:
    """Whether a place of the user's is one of the shipped index: by its number, or a town that lies where the user has put one."""
    if mine.geonameid and mine.geonameid == shipped.geonameid:
        return True
    close = abs(mine.lat - shipped.lat) < SAME and abs(mine.lon - shipped.lon) < SAME
    return mine.own and mine.is_town and shipped.is_town and mine.country == shipped.country and close


def region(row: int, name: str, feature: str, country: str, lat: float, lon: float, radius: float) -> Entry:
    """A place of the table of regions."""
    return Entry(row, None, name, feature, lat, lon, country, radius=radius)


def demonyms(table: Mapping[str, str]) -> dict[str, str]:
    """Demonyms and their plurals in lower case, with the country."""
    plural = {f"{word}s".casefold(): code for word, code in table.items() if word[-1] not in "shz"}
    return {**plural, **{word.casefold(): code for word, code in table.items()}}


@cache
def open_atlas(language: Any) -> Atlas:
    """The atlas of a language with the user's own places and the indexes of other packages that it names, made once a process."""
    own, shipped = language.table("places_own"), open_gazetteer()
    mine = own_places(Path(own["folder"]), own["digest"]) if "folder" in own else None
    others = [index for index in plugged.used(Plugged) if index.name in own.get("gazetteers", ())]
    return Atlas(shipped, language, beside(mine, others, shipped))
