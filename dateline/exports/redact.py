"""Leaves out what could hurt somebody. In: readings with their wanted records. Out: the same with masked letters and coarser places.

Rules are in `redact.toml`: names of private persons, sources who speak without a body behind them, named sites, the authors of the report,
the coordinates of exact places, and the names of those who judged. Letters give way to as many marks, so that offsets stay true. The rules
go by what was read: a name that the reading missed is not masked, and whoever has the report can find the words again by its hash.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from dateline.ports import Share
from dateline.types import Entity, Mention, Place, Reading, Record, Review, Span, Value, Voice

WORD = re.compile(r"\w+")


@cache
def rules() -> Mapping[str, Any]:
    """The rules, by what they protect."""
    return tomllib.loads(resources.files("dateline.exports").joinpath("redact.toml").read_text(encoding="utf-8"))


def redacted(shares: Iterable[Share]) -> Iterator[Share]:
    """The same readings and records, with what could hurt somebody left out."""
    for share in shares:
        kept = {r.id for r in share.records}
        reading = redact(share.reading)
        yield Share(reading, tuple(r for r in reading.records if r.id in kept), {i: _review(r) for i, r in share.reviews.items()})


def redact(reading: Reading) -> Reading:
    """A reading without private persons, confidential sources and exact sites. Offsets are those of the report."""
    hidden = hidden_actors(reading)
    names = _names(reading, hidden)
    text = _masked(reading.text, [*_spans(reading, hidden), *(Span(*m.span()) for m in names.finditer(reading.text))])
    return replace(
        reading,
        text=text,
        report=replace(reading.report, title=_hide(names, reading.report.title), credit=None, authors=()),
        mentions=tuple(_mention(m, text) for m in reading.mentions),
        entities=tuple(_entity(e) if e.id in hidden else e for e in reading.entities),
        places=tuple(_place(p) for p in reading.places),
        records=tuple(_record(r, text) for r in reading.records),
        doubts=tuple(replace(d, message=_hide(names, d.message) or "") for d in reading.doubts),
    )


def hidden_actors(reading: Reading) -> set[str]:
    """The ids of the actors whose names are masked: private persons, sites, and people who speak in confidence."""
    bodies = _bodies(reading)
    spoken = {v.entity for v in reading.voices if _is_confidential(v, bodies)}
    persons = [e for e in reading.entities if e.kind in rules()["persons"]["kinds"]]
    private = {e.id for e in persons if e.id in spoken or not _is_public(e, bodies)}
    sites = (e for e in reading.entities if e.kind in rules()["sites"]["kinds"])
    return private | {e.id for e in sites if any(w[:1].isupper() for w in WORD.findall(e.name))}


def _bodies(reading: Reading) -> set[str]:
    return {e.id for e in reading.entities if e.kind in rules()["sources"]["bodies"]}


def _is_public(person: Entity, bodies: set[str]) -> bool:
    """Whether a person holds a public office or belongs to a body. A role that is no office ("brother") makes nobody public."""
    words = (person.role or "").casefold().split()
    return person.affiliation in bodies or any(w in rules()["persons"]["offices"] for w in words)


def _spans(reading: Reading, hidden: set[str]) -> Iterator[Span]:
    """The ranges whose letters are masked, but for those that the names find."""
    bodies = _bodies(reading)
    yield from (m.span for m in reading.mentions if m.entity in hidden)
    yield from (v.source for v in reading.voices if v.source and _is_confidential(v, bodies))
    for record in reading.records:
        for name, values in record.fields.items():
            yield from (v.span for v in values if v.value in hidden or (name in rules()["sites"]["fields"] and _is_named(v.text)))


def _is_confidential(voice: Voice, bodies: set[str]) -> bool:
    return voice.source_type in rules()["sources"]["types"] and voice.entity not in bodies


def _is_named(words: str) -> bool:
    """Whether a word after the first begins with a capital: "the Sabon hospital", not "The hospital"."""
    return any(w[:1].isupper() for w in WORD.findall(words)[1:])


def _names(reading: Reading, hidden: set[str]) -> re.Pattern[str]:
    """The words of all hidden names, wherever they stand as whole words with a capital."""
    least = rules()["persons"]["least_letters"]
    told = {name for e in reading.entities if e.id in hidden for name in (e.name, *e.aliases)}
    told |= {m.text for m in reading.mentions if m.entity in hidden and m.layer == "name"}
    words = {w for name in told for w in WORD.findall(name) if len(w) >= least and w[0].isupper()}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b" if words else r"(?!)")


def _masked(text: str, spans: Iterable[Span]) -> str:
    letters = list(text)
    for span in spans:
        letters[span.start : span.end] = _marks(span.of(text))
    return "".join(letters)


def _marks(words: str) -> str:
    return WORD.sub(lambda m: rules()["mask"] * len(m[0]), words)


def _hide(names: re.Pattern[str], words: str | None) -> str | None:
    return names.sub(lambda m: _marks(m[0]), words) if words else words


def _mention(mention: Mention, text: str) -> Mention:
    return replace(mention, text=mention.span.of(text))


def _entity(entity: Entity) -> Entity:
    return replace(entity, name=_marks(entity.name), aliases=tuple(sorted({_marks(a) for a in entity.aliases})))


def _place(place: Place) -> Place:
    sites = rules()["sites"]
    if place.precision > sites["exact"] or place.lat is None or place.lon is None:
        return place
    near = {"lat": round(place.lat, sites["digits"]), "lon": round(place.lon, sites["digits"]), "precision": sites["precision"]}
    return replace(place, geonameid=None, **near)


def _record(record: Record, text: str) -> Record:
    fields = {name: tuple(_value(v, text) for v in values) for name, values in record.fields.items()}
    return replace(record, text=record.span.of(text), fields=fields)


def _value(value: Value, text: str) -> Value:
    return replace(value, text=value.span.of(text))


def _review(review: Review) -> Review:
    return replace(review, by="a reviewer", reason=None, on=None, edits=())
