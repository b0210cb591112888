"""Reads places. In: the text, its names, the dateline's place. Out: mentions of layer `place`, one `Place` for each place meant, and a
doubt for each toponym that cannot be told.

A toponym that the gazetteer does not know, or knows only in another country, is no place: it becomes a doubt, and a name of label LOC
when the model has not seen it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dateline.gazetteer.atlas import Atlas, open_atlas
from dateline.gazetteer.index import Entry
from dateline.gazetteer.resolve import Choice, Context, Name, country_row, resolve
from dateline.ports import Language, Reader
from dateline.readers._places_find import find
from dateline.readers._places_offsets import offsets, place_of, quarter
from dateline.readers._places_words import Lexicon, Toponym, lexicon
from dateline.types import Doubt, Draft, Found, Mention, Place, key, mention

LETTERS = re.compile(r"[^\W\d_]+")
FURNITURE = ("chrome", "credit", "byline", "timestamp")
LANDS = 2


def read(draft: Draft, language: Language) -> Found:
    """Find the toponyms and say which place each of them is."""
    atlas, words = open_atlas(language), lexicon(language)
    blind = [s.span for s in draft.sections if s.role in FURNITURE]
    people = demonyms(draft.text, atlas)
    toponyms = heard(find(draft.text, draft.layer("name"), blind, atlas, language), people, atlas)
    groups = grouped(toponyms, words)
    choices = resolve([named(g, toponyms, words) for g in groups.values()], Context(people, dateline(draft), atlas.telling))
    chosen = dict(zip(groups, choices, strict=True))
    return found(draft, [(t, chosen[group_key(t, words)]) for t in toponyms], atlas, language)


def heard(toponyms: list[Toponym], people: Counter[str], atlas: Atlas) -> list[Toponym]:
    """The toponyms, those of unknown spelling with the towns that sound like them in the countries that the report names most."""
    lands = Counter(people)
    lands.update(t.entries[0].country for t in toponyms if t.entries and t.entries[0].feature in ("PCLI", "ADM1"))
    main = [code for code, _ in lands.most_common(LANDS) if code]

    def sounding(name: str) -> tuple[Entry, ...]:
        return tuple(e for code in main for e in atlas.sounding(name, code))

    return [t if any(e.country in main for e in t.entries) else replace(t, entries=t.entries + sounding(t.name)) for t in toponyms]


def group_key(t: Toponym, words: Lexicon) -> tuple[str, bool]:
    """What is told together: one name, with and without a noun that makes it an area ("Herat province")."""
    return t.name.casefold(), t.noun is not None and words.nouns[t.noun] > 1


def grouped(toponyms: Iterable[Toponym], words: Lexicon) -> dict[tuple[str, bool], list[Toponym]]:
    """The toponyms by their name."""
    groups: dict[tuple[str, bool], list[Toponym]] = defaultdict(list)
    for t in toponyms:
        groups[group_key(t, words)].append(t)
    return groups


def named(group: Sequence[Toponym], toponyms: Sequence[Toponym], words: Lexicon) -> Name:
    """What the report says about one name."""
    containers = {row for t in group if t.inside is not None for e in toponyms[t.inside].entries for row in rows(e)}
    nouns = [words.nouns[t.noun] for t in group if t.noun]
    stands = sum(t.stands for t in group)
    return Name(group[0].name, group[0].entries, len(group), stands, frozenset(containers), max(nouns, default=None))


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


def found(draft: Draft, told: Sequence[tuple[Toponym, Choice]], atlas: Atlas, language: Language) -> Found:
    """The mentions, places and doubts."""
    offset, nouns = offsets(language), lexicon(language).nouns
    mentions, doubts = [], []
    placed = [(t, exact(offset.moved(place_of(c.entry, atlas), draft.text[: t.span.start]), t, nouns)) for t, c in told if c.entry]
    known_towns = sorted(placed, key=lambda item: item[0].span)
    for t, choice in told:
        if choice.entry is None:
            doubts.append(Doubt(t.span.start, t.span.end, "places", f"{t.name}: {choice.doubt}"))
            mentions += unseen(draft, t)
            same = [other for other, _ in told if other.name.casefold() == t.name.casefold()]
            near = offset.beside(t, told, draft.text, atlas) or quarter(t, same, known_towns)
            placed += [(t, place) for place in near]
    places: dict[str, Place] = {}
    for t, place in sorted(placed, key=lambda item: item[0].span):
        m = mention("place", place.feature or "PPL", t.span, draft.text, place=place.id)
        known = places.setdefault(place.id, place)
        places[place.id] = replace(known, mentions=(*known.mentions, m.id))
        mentions.append(m)
    return Found(mentions=tuple(mentions), places=tuple(places.values()), doubts=tuple(doubts))


def exact(place: Place, t: Toponym, nouns: Mapping[str, int]) -> Place:
    """The place as exactly as its noun says: a district of which only the town of that name is known is no site."""
    said = nouns[t.noun] if t.noun else 1
    return replace(place, id=key("p", place.id, said), precision=said) if said > place.precision else place


def unseen(draft: Draft, t: Toponym) -> list[Mention]:
    """The toponym as a name, where no name covers it yet and its context makes it a place."""
    covered = any(n.span.touches(t.span) for n in draft.layer("name"))
    return [] if covered or not t.sure else [mention("name", "LOC", t.span, draft.text)]


READER = Reader("places", frozenset({"sections", "analysis", "names"}), frozenset({"places"}), read)
