"""Names that may be one. In: actors or places as all reports have them. Out: pairs with what speaks for each, the strongest first.

Names alone speak: the same name of another kind or number, the same but for spelling, the initials of a longer one, consonants that agree.
Nothing is joined by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dateline.gazetteer.normal import fold, skeleton, words
from dateline.stores.joined import ACTORS
from dateline.web.survey import Named

LEAST_LETTERS = 5  # of a name that is compared by its consonants
LEAST_BONES = 4
INITIALS = range(3, 9)
CROWD = 6  # so many with one key tell nothing


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names that may be one: what speaks for it, and what a person said."""

    left: Named
    right: Named
    why: str
    verdict: str = ""


def proposals(found: Iterable[Named]) -> list[Pair]:
    """The pairs, each once; of two the one that more records name stands left."""
    items = list(found)
    pairs: dict[tuple[str, str], Pair] = {}
    for why, keys in WAYS.items():
        for name, same in _held(items, keys).items():
            for other in same[1:] if len(same) <= CROWD else ():
                pairs.setdefault((same[0].key, other.key), Pair(same[0], other, why.format(name)))
    return list(pairs.values())


def _held(items: Iterable[Named], keys: Callable[[Named], Iterable[str]]) -> Mapping[str, list[Named]]:
    held: dict[str, list[Named]] = {}
    for item in items:
        for key in dict.fromkeys(keys(item)):
            held.setdefault(key, []).append(item)
    return held


def _called(item: Named) -> Iterator[str]:
    yield from (name.casefold() for name in (item.name, *item.aliases))


def _folded(item: Named) -> Iterator[str]:
    yield from (key for name in (item.name, *item.aliases) if len(key := fold(name)) >= LEAST_LETTERS)


def _initials(item: Named) -> Iterator[str]:
    """The initials of a long name, or a name in capitals that may be such."""
    if not item.key.startswith(ACTORS):
        return
    for name in (item.name, *item.aliases):
        capitals = [word[0] for word in name.replace("-", " ").split() if word[0].isupper()]
        if len(capitals) in INITIALS:
            yield "".join(capitals).casefold()
        elif name.isupper() and len(name) in INITIALS:
            yield name.casefold()


def _bones(item: Named) -> Iterator[str]:
    """The consonants of a place's name, where it is one word in Latin letters."""
    if not item.key.startswith(ACTORS) and len(words(item.name)) == 1 and len(item.name) >= LEAST_LETTERS:
        bones = skeleton(item.name)
        if bones and len(bones) >= LEAST_BONES:
            yield bones


WAYS: Mapping[str, Callable[[Named], Iterable[str]]] = {
    "both are called “{}”": _called,
    "they differ only in spelling": _folded,
    "one may be short for the other": _initials,
    "their consonants agree": _bones,
}
