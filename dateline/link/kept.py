"""An account as bytes, and back. In: an `Account`. Out: a small blob of JSON, packed; the account again, equal to the first.

Sentences, places and parties stand in it once and are named by their numbers, so that an account is read in a fraction of the time in which
it is made. Nothing in a blob is ever run: it may come from a file that somebody else had.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from dateline.link.accounts import Account
from dateline.link.copies import Sketch
from dateline.link.counts import Count
from dateline.link.facts import Fact, Said
from dateline.link.happenings import Happening
from dateline.link.parties import Party
from dateline.link.spots import Spot
from dateline.link.stories import Gist

LEVEL = 1
Row = list[Any]

PLAIN: tuple[str, ...] = ("id", "kind", "type", "family", "stance", "modality", "start", "end", "text", "who", "says", "source_type")
PLAIN += ("first", "last", "status", "when", "confidence")
SETS = ("actors", "targets", "instruments", "anchor")
PLAINS = len(PLAIN)
COUNT = tuple(f.name for f in fields(Count))
SPOT = ("name", "geonameid", "lat", "lon", "precision", "country", "admin1")

_plain, _count, _spot = attrgetter(*PLAIN), attrgetter(*COUNT), attrgetter(*SPOT)


class _Once:
    """Values that stand once, by their numbers."""

    def __init__(self) -> None:
        self.places: dict[Hashable, int] = {}

    def number(self, value: Hashable) -> int:
        return self.places.setdefault(value, len(self.places))

    def rows(self, row: Callable[[Any], Row]) -> list[Row]:
        return [row(value) for value in self.places]


def packed(account: Account) -> bytes:
    """The account as bytes."""
    quotes, spots, parties = _Once(), _Once(), _Once()
    told = [
        [h.theme, [spots.number(s) for s in h.around], sorted(h.keys), [_fact_row(f, quotes, spots, parties) for f in h.facts]]
        for h in account.happenings
    ]
    facts = [f for h in account.happenings for f in h.facts]
    head = [account.report, account.ref, account.name, account.publisher, account.published, facts[0].published if facts else None]
    rest = [account.gist.day, account.gist.bag, sorted(account.sketch.runs), sorted(account.sketch.keys)]
    rows = [
        quotes.rows(lambda q: [q[0], q[1], sorted(q[2]), sorted(q[3])]),
        spots.rows(lambda s: [*_spot(s), sorted(s.names)]),
        parties.rows(lambda p: [p.name, sorted(p.telling), sorted(p.capitals), sorted(p.initials), p.side]),
    ]
    words = json.dumps([head, rest, *rows, told], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(words.encode("utf-8", "surrogatepass"), LEVEL)


def _fact_row(fact: Fact, quotes: _Once, spots: _Once, parties: _Once) -> Row:
    return [
        *_plain(fact),
        quotes.number((fact.quote_start, fact.quote, fact.words, fact.named)),
        [spots.number(s) for s in fact.spots],
        [spots.number(s) for s in fact.hints],
        [parties.number(p) for p in fact.parties],
        *(sorted(getattr(fact, name)) for name in SETS),
        _count(fact.count) if fact.count else None,
        fact.values,
    ]


def unpacked(kept: bytes) -> Account:
    """The account that was packed. Raises ValueError or zlib.error for bytes that are none."""
    head, rest, quotes, spots, parties, told = json.loads(zlib.decompress(kept))
    report, ref, name, publisher, published, day = head
    places = [Spot(row[0], frozenset(row[7]), *row[1:7]) for row in spots]
    people = [Party(row[0], frozenset(row[1]), frozenset(row[2]), frozenset(row[3]), row[4]) for row in parties]
    said = [(row[0], row[1], frozenset(row[2]), frozenset(row[3])) for row in quotes]
    happenings = tuple(_happening(row, report, day, publisher, said, places, people) for row in told)
    sketch = Sketch(report, published, frozenset(rest[2]), frozenset(rest[3]))
    return Account(report, ref, name, publisher, published, happenings, sketch, Gist(report, rest[0], rest[1]))


def _happening(
    row: Row, report: str, day: int | None, publisher: str, said: list[Any], places: list[Spot], people: list[Party]
) -> Happening:
    theme, around, keys, rows = row
    facts = tuple(_fact(r, report, day, said, places, people) for r in rows)
    made = Happening(facts[0].id, report, facts[0].published, theme, facts, publisher, _these(places, around))
    made.__dict__["keys"] = frozenset(keys)  # what is worked out once is not worked out again
    return made


def _these(values: list[Any], numbers: Iterable[int]) -> tuple[Any, ...]:
    return tuple(values[n] for n in numbers)


def _fact(row: Row, report: str, day: int | None, said: list[Any], places: list[Spot], people: list[Party]) -> Fact:
    ident, kind, type_, family, stance, modality, start, end, text, who, says, source_type, first, last, status, when, sure = row[:PLAINS]
    quote, spots, hints, parties, actors, targets, instruments, anchor, count, values = row[PLAINS:]
    begin, words, content, named = said[quote]
    made = ident, report, day, kind, type_, family, stance, modality, start, end, text, words, begin, who, says, source_type, first, last
    where = tuple([places[n] for n in spots]), tuple([places[n] for n in hints])
    acting = frozenset(actors), tuple([people[n] for n in parties])
    stems = frozenset(targets), frozenset(instruments), frozenset(anchor), content, named
    told = tuple([Said(*value) for value in values])
    return Fact(*made, *where, *acting, *stems, Count(*count) if count else None, status, when, sure, told)
