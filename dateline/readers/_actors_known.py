"""The well-known actors: the shipped tables, and before them the user's own list.

In: a language, and what a report tells beside its names (`Scene`). Out: `Known` rows by name. An acronym that stands for several actors is
a row with the others in `among`; `settled` says which of them a report means, or none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from dateline.languages.own import SHIPPED
from dateline.ports import Language
from dateline.readers._phrases import Phrases, is_capitals, norm, words_of

PERSON, OTHER = "person", "other"
EARLY = 1  # years by which a report may be ahead of the table
SHORT = 5  # letters of the longest initials
NAMED, COUNTRY, GONE = 4, 2, 1


@dataclass(frozen=True, slots=True)
class Known:
    """A well-known actor, as a row of a table: `since` and `until` are years, `ident` an id of Wikidata or of the user's own list.
    `among` holds the actors that an acronym may stand for, when there are several."""

    name: str
    kind: str
    country: str
    ident: str | None
    since: int | None = None
    until: int | None = None
    names: tuple[str, ...] = ()
    among: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a report tells about who may be meant: its year, the countries that it names (ISO codes), the names in it in look-up form."""

    year: int | None = None
    countries: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


NOWHERE = Scene()


@lru_cache(maxsize=8)
def known_actors(language: Language) -> Phrases[Known]:
    """The rows of all tables by every name. Raises DataError when the language has none."""
    titles = frozenset(w for words in language.table("actors")["titles"].values() for w in words)
    own = [_without_titles(_row(r), titles) for r in language.table("actors_own")["actor"]]
    shipped = [_row(r) for table in SHIPPED for r in language.table(table)["actor"]]
    taken = {norm(name) for row in own for name in row.names}
    others = [row for row in shipped if not any(_is_same(mine, row) for mine in own)] if own else shipped
    mine = [_with_names(row, [o for o in shipped if _is_same(row, o)]) for row in own]
    ambiguous = language.table("actors")["upper"]["ambiguous"]
    return Phrases([*_entries(mine), *((n, row) for n, row in _entries(others) if norm(n) not in taken)], ambiguous=ambiguous)


def _is_same(own: Known, shipped: Known) -> bool:
    """Whether a row of the user's is the actor of a shipped row: they share a name that is no mere acronym, or it is named by one."""
    shared = {norm(name) for name in shipped.names}
    return norm(own.name) in shared or any(norm(name) in shared for name in own.names if not is_capitals(name))


def _with_names(own: Known, shipped: Sequence[Known]) -> Known:
    """A row of the user's with the names and the id of the shipped rows that it stands for."""
    names = dict.fromkeys((*own.names, *(name for row in shipped for name in row.names)))
    ident = own.ident or next((row.ident for row in shipped if row.ident), None)
    return replace(own, names=tuple(names), ident=ident)


def _row(row: Mapping[str, Any]) -> Known:
    years = row.get("since"), row.get("until")
    return Known(row["name"], row["kind"], row["country"], row.get("wikidata"), *years, names=(row["name"], *row["aliases"]))


def _without_titles(row: Known, titles: frozenset[str]) -> Known:
    """A row with its names as names are read: without the article, a person's without the titles before them."""
    before = titles | {"the"} if row.kind == PERSON else frozenset({"the"})
    bare = [words for name in row.names if (words := _bare(name, before)) != name]
    return replace(row, names=(*row.names, *dict.fromkeys(bare))) if bare else row


def _bare(name: str, titles: frozenset[str]) -> str:
    first, _, rest = name.partition(" ")
    return _bare(rest, titles) if rest and first.lower() in titles else name


def _entries(rows: Sequence[Known]) -> Iterable[tuple[str, Known]]:
    """Every name with its row; an acronym of several rows with a row that stands for them all."""
    owners: dict[str, list[Known]] = defaultdict(list)
    for row in rows:
        for name in row.names:
            owners[name].append(row)
    for name, several in owners.items():
        yield name, several[0] if len(several) == 1 or not is_capitals(name) else _together(name, tuple(several))


def _together(name: str, rows: tuple[Known, ...]) -> Known:
    """The acronym as a row of its own: of their kind when they have one."""
    kinds = {row.kind for row in rows}
    return Known(name, kinds.pop() if len(kinds) == 1 else OTHER, "", None, names=(name,), among=rows)


def settled(known: Known | None, scene: Scene) -> Known | None:
    """The actor that is meant in a report; None when several fit as well, or when it is younger than the report."""
    if known is None:
        return None
    possible = [row for row in known.among or (known,) if not _is_too_young(row, scene)]
    if len(possible) < 2:
        return possible[0] if possible else None
    first, second, *_ = sorted(possible, key=lambda row: -_fit(row, scene))
    return first if _fit(first, scene) > _fit(second, scene) else None


def _is_too_young(row: Known, scene: Scene) -> bool:
    return row.since is not None and scene.year is not None and row.since > scene.year + EARLY


def _fit(row: Known, scene: Scene) -> int:
    """How much the report speaks for the row: another of its names stands there, its country is named, it is not long gone."""
    named = any(norm(name) in scene.names for name in row.names if not is_capitals(name))
    gone = row.until is not None and scene.year is not None and row.until < scene.year
    return NAMED * named + COUNTRY * (row.country in scene.countries) - GONE * gone


def named_as_written(words: str, phrase: str) -> bool:
    """Whether words are written as a name is: every word that the table capitalises has a capital, articles apart, and initials of both
    cases ("LeT") stand as they are."""
    pairs = list(zip(words_of(words), words_of(phrase), strict=False))
    if len(pairs) == 1 and phrase.isalpha() and not phrase.isupper() and not phrase.istitle() and len(phrase) <= SHORT:
        return words == phrase
    return all(a.raw != a.raw.lower() or b.raw == b.raw.lower() or b.form in ("the", "a", "an") for a, b in pairs)
