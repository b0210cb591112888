"""Facts and happenings for the tests of linking: everything may be given, the rest is plain."""

from __future__ import annotations

from dataclasses import fields
from typing import Any
from zlib import crc32

from dateline.link.accounts import Account
from dateline.link.copies import sketch
from dateline.link.counts import Count
from dateline.link.facts import Fact, family, ordinal
from dateline.link.happenings import Happening, theme_of
from dateline.link.parties import party
from dateline.link.spots import Spot, spot_of
from dateline.link.stories import gist_of
from dateline.link.words import content, names
from dateline.types import Place

DAY = "2021-03-15"
EMPTY = {frozenset: frozenset(), tuple: ()}


def town(name: str = "Bessala", lat: float = 14.5, lon: float = -3.5, **more: Any) -> Spot:
    """A town with a point."""
    parts = {"country": "ML", "admin1": "Mopti", "feature": "PPL", "precision": 1} | more
    return spot_of(name, Place(f"p{name}", name, crc32(f"{name}{lat}{lon}".encode()), lat, lon, mentions=(), **parts))


def fact(ident: str, type_: str = "attack", *, kind: str = "event", day: str | None = DAY, words: str = "", **more: Any) -> Fact:
    """A fact on these words; `day` is when, `agents` are names, `count` a number or a Count."""
    quote = words or f"Gunmen attacked {ident}."
    given: dict[str, Any] = {f.name: None for f in fields(Fact)}
    given |= {n: frozenset() for n in ("actors", "targets", "instruments", "anchor")} | {"spots": (), "hints": (), "values": ()}
    given |= {"id": ident, "report": "one", "published": ordinal("2021-03-16"), "kind": kind, "type": type_, "family": family(kind, type_)}
    given |= {"stance": "claimed", "modality": "actual", "start": 0, "end": 5, "text": quote[:5], "quote": quote, "quote_start": 0}
    given |= {"who": "the army", "says": "the army", "source_type": "official", "first": ordinal(day), "last": ordinal(day)}
    given |= {"words": content(quote), "named": names(quote), "confidence": 0.9}
    given["parties"] = tuple(party(a) for a in more.pop("agents", ()))
    number = more.pop("count", None)
    given["count"] = Count(number, number, number, "people") if isinstance(number, int) else number
    return Fact(**(given | more))


def happening(*facts: Fact) -> Happening:
    """The happening of these facts."""
    return Happening(facts[0].id, facts[0].report, facts[0].published, theme_of(facts), tuple(facts))


def account(report: str, *happenings: Happening, text: str = "", published: str = "2021-03-16") -> Account:
    """The account of a report that tells of these."""
    words = text or " ".join(f.quote for h in happenings for f in h.facts)
    return Account(
        report, report, report, "", published, happenings, sketch(report, words, published), gist_of(report, "", words, published)
    )
