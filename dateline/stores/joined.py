"""Actors and places that people said are one. In: the ledger's entries about pairs of names. Out: `Joined`: readings in which all of them
have the one name (and kind, and point) that was kept.

A name has a key (`actors:armed_group:fan`, `places:g123`): what all reports call so is meant. Kept readings stay as they were read; a
word taken back leaves no trace.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dateline import output
from dateline.types import Entity, Entry, Judgement, Place, Reading

ACTORS, PLACES = "actors:", "places:"
SAME = "same"
JUDGED = (SAME, "different", "unsure")


def actor_key(entity: Entity) -> str:
    """What stands for an actor in all reports: its kind and name."""
    return f"{ACTORS}{entity.kind}:{entity.name.casefold()}"


def place_key(place: Place) -> str:
    """What stands for a place in all reports: its number in GeoNames, else its name."""
    return f"{PLACES}g{place.geonameid}" if place.geonameid is not None else f"{PLACES}{place.name.casefold()}"


def is_name(left: str) -> bool:
    """Whether a judgement is about names."""
    return left.startswith((ACTORS, PLACES))


def judgement(kept: Entity | Place, other: Entity | Place, verdict: str, *, by: str, at: str, reason: str | None = None) -> Judgement:
    """A person's word on whether two actors, or two places, are one; where they are, the first is what both are called from then on."""
    ways = sorted([(key_of(kept), _facts(kept)), (key_of(other), _facts(other))])
    (left, first), (right, second) = ways
    return Judgement(left, right, verdict, by, at, reason=reason, extra={"kept": key_of(kept), "left": first, "right": second})


def key_of(item: Entity | Place) -> str:
    """The key of an actor or a place."""
    return actor_key(item) if isinstance(item, Entity) else place_key(item)


def _facts(item: Entity | Place) -> str:
    bare = replace(item, mentions=())
    told = output.entity_json(bare) if isinstance(bare, Entity) else output.place_json(bare)
    return json.dumps(told, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """What the names that were joined stand for, by their keys; a name that is kept is not among them. `names` are all that were ever
    judged, as they are called in reports."""

    actors: Mapping[str, Entity] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def applied(self, reading: Reading) -> Reading:
        """The reading with the names that were kept; its own names are among the others that an actor has."""
        if not self.actors and not self.places:
            return reading
        entities = tuple(self._actor(e) for e in reading.entities)
        places = tuple(self._place(p) for p in reading.places)
        same = entities == reading.entities and places == reading.places
        return reading if same else replace(reading, entities=entities, places=places)

    def _actor(self, entity: Entity) -> Entity:
        kept = self.actors.get(actor_key(entity))
        if kept is None:
            return entity
        aliases = tuple(dict.fromkeys(n for n in (entity.name, *entity.aliases) if n != kept.name))
        ident, country = kept.ident or entity.ident, kept.country or entity.country
        return replace(entity, name=kept.name, kind=kept.kind, aliases=aliases, ident=ident, country=country)

    def _place(self, place: Place) -> Place:
        kept = self.places.get(place_key(place))
        return place if kept is None else replace(kept, id=place.id, mentions=place.mentions)

    def kept(self, what: str) -> Mapping[str, Entity] | Mapping[str, Place]:
        """What the joined names of actors, or of places, stand for, by their keys."""
        return self.actors if what == "actors" else self.places

    def changed(self, before: Joined) -> dict[str, str]:
        """The keys that stand for something else than before, with the names that reports have for them."""
        keys = {k for now, then in ((self.actors, before.actors), (self.places, before.places)) for k in _differing(now, then)}
        return {key: self.names.get(key) or before.names.get(key, "") for key in sorted(keys)}


def concerns(reading: Reading, keys: Iterable[str]) -> bool:
    """Whether a reading, as it was read, names one of these."""
    wanted = set(keys)
    return any(actor_key(e) in wanted for e in reading.entities) or any(place_key(p) in wanted for p in reading.places)


NOTHING = Joined()


def _differing(now: Mapping[str, Any], then: Mapping[str, Any]) -> set[str]:
    return {key for key in now.keys() | then.keys() if now.get(key) != then.get(key)}


def joined(entries: Iterable[Entry]) -> Joined:
    """What standing entries about pairs of names, in their order, make one: what several pairs link is one, and the last word on what is
    kept counts. A pair of which the last word is not `same` links nothing."""
    last = {(e.judgement.left, e.judgement.right): e.judgement for e in entries if "kept" in e.judgement.extra}
    told = {key: j.extra[side] for j in last.values() for key, side in ((j.left, "left"), (j.right, "right"))}
    kept = _kept([j for j in last.values() if j.verdict == SAME])
    facts = {key: json.loads(told[key]) for key in {*kept.values()}}
    actors = {key: output.entity_of(facts[main]) for key, main in kept.items() if key.startswith(ACTORS)}
    places = {key: output.place_of(facts[main]) for key, main in kept.items() if key.startswith(PLACES)}
    return Joined(actors, places, {key: str(json.loads(words)["name"]) for key, words in told.items()})


def _kept(pairs: Iterable[Judgement]) -> dict[str, str]:
    """For each key that was joined, the key that is kept."""
    groups: dict[str, set[str]] = {}
    main: dict[str, str] = {}
    for pair in pairs:
        together = groups.get(pair.left, {pair.left}) | groups.get(pair.right, {pair.right})
        for key in together:
            groups[key] = together
            main[key] = pair.extra["kept"]
    return {key: name for key, name in main.items() if key != name}
