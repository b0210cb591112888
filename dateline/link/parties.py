"""Who is meant by two names. In: two facts' actors or holders. Out: the same, others, or nothing known.

Names that share a telling word, or of which one is the other's initials, mean the same party. A state's side and an armed group are others;
so are two of one side whose names tell. Where words tell nothing ("gunmen"), nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from dateline.link.words import WORD, stem, stems, table

STATE = frozenset({"state_force", "government"})
GROUP = frozenset({"armed_group"})
NAME_LETTERS = 3
NAME_STEM = 4


@dataclass(frozen=True, slots=True)
class Party:
    """An actor: its words, its telling stems and those of them in capitals, its initials, and whether it is a state's or an armed group's
    (None: not known)."""

    name: str
    telling: frozenset[str]
    capitals: frozenset[str]
    initials: frozenset[str]
    side: str | None


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(stem(part) for word in table()["states"][name] for part in word.split())


@lru_cache(maxsize=65536)
def party(words: str, names: str = "", kind: str | None = None, places: frozenset[str] = frozenset()) -> Party:
    """The party of some words; `names` and `kind` are those of the entity, where there is one; `places` are stems of
    the names of places, which tell nobody from another."""
    found = stems(f"{words} {names}")
    telling = frozenset(s for s in found if s not in _empty() and s not in places and len(s) > 1)
    capitals = [w for w in WORD.findall(f"{words} {names}") if w[:1].isupper() and len(w) > 1]
    return Party(words, telling, telling & {stem(w) for w in capitals}, _initials(capitals), _side(f"{words} {names}", found, kind))


def _initials(capitals: list[str]) -> frozenset[str]:
    """The first letters of the capitalised words, and those of the last three or more: "Suspected" may stand before a name."""
    letters = "".join(w[0] for w in capitals).casefold()
    return frozenset(letters[at:] for at in range(len(letters) - 1) if at == 0 or len(letters) - at >= NAME_LETTERS)


@cache
def _empty() -> frozenset[str]:
    """Stems that any such actor may be called by."""
    return _listed("empty") | _listed("group") | _listed("state") | frozenset(stem(w) for w in table()["sides"]["fighters"])


@cache
def _known() -> re.Pattern[str]:
    """The names of well-known armed groups."""
    rows = [row for row in table("actors_known")["actor"] if row["kind"] in GROUP]
    listed = sorted({name for row in rows for name in (row["name"], *row["aliases"])}, key=lambda n: (-len(n), n))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b")


def _side(words: str, found: tuple[str, ...], kind: str | None) -> str | None:
    if _known().search(words):
        return "group"
    if kind in STATE:
        return "state"
    if any(s in _listed("group") for s in found) or kind in GROUP:
        return "group"
    return "state" if any(s in _listed("state") for s in found) else None


def same(one: Party, other: Party) -> bool | None:
    """Whether two parties are the same; None where that cannot be told."""
    if _akin(one.telling, other.telling) or one.initials & other.telling or other.initials & one.telling:
        return True
    if one.side and other.side and one.side != other.side:
        return False
    return False if one.capitals and other.capitals and "state" not in (one.side, other.side) else _states(one, other)


def _akin(ones: frozenset[str], others: frozenset[str]) -> bool:
    """Whether two names share a word, or one has a word that another begins with: Bodo rebels, the Front of Bodoland."""
    if ones & others:
        return True
    long = [(a, b) for a in ones for b in others if min(len(a), len(b)) >= NAME_STEM]
    return any(a.startswith(b) or b.startswith(a) for a, b in long)


def _states(one: Party, other: Party) -> bool | None:
    """Two states' forces differ by their names; a state's and something else's do not have to."""
    return False if one.capitals and other.capitals and one.side == other.side else None
