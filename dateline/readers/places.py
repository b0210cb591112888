"""Reads places. In: the text, its names, the dateline's place. Out: mentions of layer `place`, one `Place` for each place meant, and a
doubt for each toponym that cannot be told.

A toponym that the gazetteer does not know, or knows only in another country, is no place: it becomes a doubt, and a name of label LOC
when the model has not seen it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.gazetteer.atlas import Atlas, open_atlas
from dateline.gazetteer.index import Entry
from dateline.gazetteer.resolve import Choice, Context, Name, country_row, resolve
from dateline.ports import Language, Reader
from dateline.readers._places_find import Lexicon, Toponym, find, lexicon
from dateline.types import Doubt, Draft, Found, Mention, Place, key, mention

LETTERS = re.compile(r"[^\W\d_]+")
FURNITURE = ("chrome", "credit", "byline", "timestamp")
PRECISION = {"PCLI": 4, "ADM1": 3, "ADM1H": 3, "ADM2": 2, "CONT": 5, "OCN": 5}


def read(draft: Draft, language: Language) -> Found:
    """Find the toponyms and say which place each of them is."""
    atlas = open_atlas(language)
    blind = [s.span for s in draft.sections if s.role in FURNITURE]
    toponyms = find(draft.text, draft.layer("name"), blind, atlas, language)
    groups = grouped(toponyms)
    context = Context(demonyms(draft.text, atlas), dateline(draft))
    words = lexicon(language)
    chosen = dict(zip(groups, resolve([named(g, toponyms, words) for g in groups.values()], context), strict=True))
    return found(draft, toponyms, [chosen[group_key(t)] for t in toponyms], atlas, words)


def group_key(t: Toponym) -> str:
    return t.name.casefold()


def grouped(toponyms: Iterable[Toponym]) -> dict[str, list[Toponym]]:
    """The toponyms by their name."""
    groups: dict[str, list[Toponym]] = defaultdict(list)
    for t in toponyms:
        groups[group_key(t)].append(t)
    return groups


def named(group: Sequence[Toponym], toponyms: Sequence[Toponym], words: Lexicon) -> Name:
    """What the report says about one name."""
    containers = {row for t in group if t.inside is not None for e in toponyms[t.inside].entries for row in rows(e)}
    nouns = [words.nouns[t.noun] for t in group if t.noun]
    return Name(group[0].name, group[0].entries, len(group), frozenset(containers), max(nouns, default=None))


def rows(entry: Entry) -> tuple[int, ...]:
    """The numbers under which an area can hold another place."""
    if entry.feature == "PCLI":
        return (country_row(entry.country),)
    return (entry.row,) if entry.feature in ("ADM1", "ADM2") else ()


def demonyms(text: str, atlas: Atlas) -> Counter[str]:
    """How often the report names the people or things of each country."""
    found = (atlas.demonym(m.group()) for m in LETTERS.finditer(text) if m.group()[0].isupper())
    return Counter(code for code in found if code)


def dateline(draft: Draft) -> frozenset[str]:
    """The names in the dateline."""
    parts = (draft.report.place or "").split(",")
    return frozenset(p.strip().casefold() for p in parts if p.strip())


def found(draft: Draft, toponyms: Sequence[Toponym], choices: Sequence[Choice], atlas: Atlas, words: Lexicon) -> Found:
    """The mentions, places and doubts."""
    mentions, doubts = [], []
    places: dict[str, Place] = {}
    for t, choice in zip(toponyms, choices, strict=True):
        if choice.entry is None:
            doubts.append(Doubt(t.span.start, t.span.end, "places", f"{t.name}: {choice.doubt}"))
            mentions += unseen(draft, t)
            continue
        place = place_of(choice.entry, atlas)
        m = mention("place", choice.entry.feature, t.span, draft.text, place=place.id)
        known = places.setdefault(place.id, place)
        places[place.id] = replace(known, mentions=(*known.mentions, m.id))
        mentions.append(m)
    return Found(mentions=tuple(mentions), places=tuple(places.values()), doubts=tuple(doubts))


def unseen(draft: Draft, t: Toponym) -> list[Mention]:
    """The toponym as a name, where no name covers it yet and its context makes it a place."""
    covered = any(n.span.touches(t.span) for n in draft.layer("name"))
    return [] if covered or not t.sure else [mention("name", "LOC", t.span, draft.text)]


def place_of(entry: Entry, atlas: Atlas) -> Place:
    """The place of a gazetteer entry."""
    return Place(
        id=f"p{entry.geonameid}" if entry.geonameid else key("p", entry.feature, entry.country, entry.name, entry.lat, entry.lon),
        name=entry.name,
        geonameid=entry.geonameid,
        lat=entry.lat,
        lon=entry.lon,
        country=entry.country or None,
        admin1=atlas.gazetteer.area(entry),
        feature=entry.feature,
        precision=PRECISION.get(entry.feature, precision_by_size(entry)),
    )


def precision_by_size(entry: Entry) -> int:
    """1 for towns and sites; regions of the own tables by their extent."""
    if entry.radius == 0:
        return 1
    return next((p for p, km in ((1, 5), (2, 40), (3, 300), (4, 1000)) if entry.radius <= km), 5)


READER = Reader("places", frozenset({"sections", "analysis", "names"}), frozenset({"places"}), read)
