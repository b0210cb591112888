"""Invented readings for measuring the store: as long, as dense and as varied as real ones, but meaning nothing.

In: how many. Out: readings of about 380 words with 25 records, 50 mentions, 12 actors, 6 places and 15 voices each, always the same ones.
Words come from the shipped tokenizer's list, frequent ones often (Zipf), so that full-text indexes are as large as on real text; places
come from the shipped gazetteer.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

from dateline import kinds
from dateline.gazetteer.index import DATA as PLACES
from dateline.model.core import WEIGHTS
from dateline.types import (
    Doubt,
    Entity,
    Mention,
    Place,
    Quantity,
    Reading,
    Record,
    Report,
    Section,
    Span,
    TimeValue,
    Value,
    Voice,
    content_id,
    key,
)

RECORDS = 25
SENTENCES = 17
FIRST_DAY = date(2012, 1, 1)
DAYS = 5000
Fields = dict[str, tuple[Span, dict[str, object]]]

KINDS = ("event",) * 10 + ("toll",) * 6 + ("condition",) * 3 + ("control",) * 3 + ("claim",) * 3
ACTORS = ("person", "armed_group", "state_force", "government", "ngo", "civilians")
PUBLISHERS = tuple(f"Publisher {n}" for n in range(60))


@cache
def words() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """English words and their running weights, the frequent ones first."""
    vocabulary = json.loads((WEIGHTS / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    names = [v[0] if isinstance(v, list) else v for v in vocabulary]
    whole = tuple(w for w in names if w.isalpha() and w.isascii() and len(w) > 1)
    return whole, tuple(accumulate(1 / (rank + 8) for rank in range(len(whole))))


@cache
def towns() -> tuple[Place, ...]:
    """Four thousand towns of the gazetteer, spread over the world."""
    index = sqlite3.connect(PLACES / "places.sqlite")
    asked = "SELECT geonameid, name, lat, lon, country FROM place WHERE feature LIKE 'PPL%' ORDER BY population DESC LIMIT 40000"
    rows = index.execute(asked).fetchall()[::10]
    index.close()
    return tuple(Place("", name, ident, lat / 1e5, lon / 1e5, country, "Area", "PPL", 1) for ident, name, lat, lon, country in rows)


class Writer:
    """A text that grows, and what stands in it."""

    def __init__(self, chance: random.Random, ident: str) -> None:
        self.chance = chance
        self.ident = ident
        self.pieces: list[str] = []
        self.length = 0
        self.mentions: list[Mention] = []

    def write(self, piece: str) -> Span:
        self.pieces.append(piece + " ")
        span = Span(self.length, self.length + len(piece))
        self.length += len(piece) + 1
        return span

    def some(self, count: int) -> Span:
        vocabulary, weights = words()
        return self.write(" ".join(self.chance.choices(vocabulary, cum_weights=weights, k=count)))

    def score(self) -> float:
        return round(self.chance.random(), 4)

    def mention(self, layer: str, label: str, span: Span, **values: object) -> None:
        ident = f"{layer[0]}{span.start}-{span.end}"
        self.mentions.append(Mention(ident, layer, label, span.start, span.end, self.pieces[-1][:-1], score=self.score(), **values))  # type: ignore[arg-type]


def readings(count: int, *, first: int = 0) -> Iterator[Reading]:
    """So many readings from the given number on."""
    for number in range(first, first + count):
        yield reading(number)


def reading(number: int) -> Reading:
    """The reading of that number."""
    chance = random.Random(number)
    out = Writer(chance, content_id(str(number).encode()))
    published = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    around = chance.randrange(len(towns()))
    places = [towns()[(around + chance.randrange(40)) % len(towns())] for _ in range(6)]
    actors = [name(chance) for _ in range(12)]
    title = out.some(8)
    made = [sentence(out, n, published, places, actors) for n in range(SENTENCES)]
    text = "".join(out.pieces)
    twice = RECORDS - SENTENCES
    records = [record for n, said in enumerate(made) for record in records_of(out.ident, text, said, twice=n < twice, chance=chance)]
    return Reading(
        report=Report(
            out.ident,
            title=title.of(text),
            url=f"https://example.org/{published:%Y/%m}/{number}",
            publisher=chance.choice(PUBLISHERS),
            published=f"{published.isoformat()}T{chance.randrange(24):02}:15",
            language="en",
        ),
        text=text,
        sections=(Section("headline", title.start, title.end), Section("body", title.end + 1, len(text) - 1)),
        mentions=tuple(out.mentions),
        entities=tuple(entity(out.ident, n, words_, out.mentions) for n, words_ in enumerate(actors)),
        places=tuple(place(town, out.mentions) for town in dict.fromkeys(places)),
        voices=tuple(said.voice for said in made if said.voice),
        records=tuple(records),
        doubts=(Doubt(title.start, title.end, "places", "not in the gazetteer"), Doubt(0, 4, "times", "no day can be told")),
    )


def name(chance: random.Random) -> str:
    vocabulary, _ = words()
    return " ".join(chance.choice(vocabulary).title() for _ in range(2))


def entity(ident: str, number: int, words_: str, mentions: Sequence[Mention]) -> Entity:
    own = tuple(m.id for m in mentions if m.text == words_)
    return Entity(key("e", ident, words_), words_, ACTORS[number % len(ACTORS)], (words_.split()[0],) if number % 3 == 0 else (), own)


def place(town: Place, mentions: Sequence[Mention]) -> Place:
    ident = f"p{town.geonameid}"
    return replace(town, id=ident, mentions=tuple(m.id for m in mentions if m.place == ident))


class Said:
    """A sentence with what it offers to records."""

    def __init__(self, whole: Span, voice: Voice | None, anchors: tuple[Span, Span], fields: Fields) -> None:
        self.whole, self.voice, self.anchors, self.fields = whole, voice, anchors, fields


def sentence(out: Writer, number: int, published: date, places: Sequence[Place], actors: Sequence[str]) -> Said:
    """A sentence of about 22 words: when, who, what, whom, where, how many, who says it."""
    chance, begun = out.chance, out.length
    fields: Fields = {}
    if chance.random() < 0.6:
        day = (published - timedelta(days=chance.randrange(12))).isoformat()
        time = TimeValue(day, day, day if chance.random() < 0.85 else None)
        fields["time"] = out.write(f"On {day}"), {"time": time}
        out.mention("time", "DATE", fields["time"][0], time=time)
    who = chance.randrange(len(actors))
    fields["agent"] = out.write(actors[who]), {"value": key("e", out.ident, actors[who])}
    out.mention("name", "ORG", fields["agent"][0], entity=key("e", out.ident, actors[who]))
    anchor = out.some(1)
    fields["target"] = out.some(2), {}
    if chance.random() < 0.5:
        where = chance.randrange(len(places))
        fields["place"] = out.write(places[where].name), {"value": f"p{places[where].geonameid}"}
        out.mention("place", "PPL", fields["place"][0], place=f"p{places[where].geonameid}")
    best = chance.randrange(1, 90)
    count = Quantity(best, best, None, True, "person", None, None, "more_than")
    fields["count"] = out.write(f"more than {best}"), {"quantity": count}
    out.mention("quantity", "more_than", fields["count"][0], quantity=count)
    second = out.some(1)
    content = Span(begun, out.some(6).end)
    voice = None
    if number % 8:
        source, cue = out.some(3), out.write("said")
        stance = chance.choice(("claimed", "claimed", "denied", "alleged"))
        voice = Voice(
            f"v{number}", source, cue, (content,), "indirect", chance.choice(("official", "witness", "ngo")), stance, score=0.8123
        )
    out.write(".\n")
    return Said(Span(begun, out.length - 1), voice, (anchor, second), fields)


def records_of(ident: str, text: str, said: Said, *, twice: bool, chance: random.Random) -> Iterator[Record]:
    for anchor in said.anchors[: 2 if twice else 1]:
        kind = chance.choice(KINDS)
        known = kinds.kind(kind)
        found = {
            field: values
            for field, values in said.fields.items()
            if field in known.fields and (anchor is said.anchors[0] or field != "place")
        }
        stance = said.voice.stance if said.voice else "stated"
        yield Record(
            id=key("r", ident, kind, anchor.start, anchor.end),
            kind=kind,
            type=chance.choice(tuple(known.types)),
            stance=stance,
            modality="actual" if chance.random() < 0.9 else "intended",
            voice=said.voice.id if said.voice else None,
            start=anchor.start,
            end=anchor.end,
            text=anchor.of(text),
            evidence=said.whole,
            fields={
                field: (Value(s.start, s.end, s.of(text), **more, score=round(chance.random(), 4)),) for field, (s, more) in found.items()
            },  # type: ignore[arg-type]
            confidence=round(chance.uniform(0.3, 0.99), 4),
        )
