"""A reading as the output contract writes it (format `dateline/1`), and back.

In: a `Reading`. Out: a dictionary in the order of the contract, or one line of JSON. Whole numbers are written as integers, scores
with four digits, and the words of every span come from the text itself, so the same reading gives the same bytes everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from dateline.types import (
    FORMAT,
    Doubt,
    Edit,
    Entity,
    Entry,
    Mention,
    Place,
    Quantity,
    Reading,
    Reason,
    Record,
    Report,
    Review,
    Section,
    Span,
    TimeValue,
    Value,
    Voice,
)

Json = dict[str, Any]

SCORE_DIGITS = 4
NO_REVIEWS: Mapping[str, Review] = MappingProxyType({})
HALF_PAIR = re.compile("[\ud800-\udfff]")
KNOWN_ACTOR = ("ident", "country")  # only where they are known
FACTS = ("id", "ref", "title", "url", "publisher", "agency", "credit", "published", "place", "language")


def dumps(value: Mapping[str, Any]) -> str:
    """One line of JSON: readable characters as they are, but all escaped where the text holds half a surrogate pair."""
    line = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if HALF_PAIR.search(line) else line


def as_json(reading: Reading) -> Json:
    """The reading in the form of the contract."""
    text = reading.text
    return {
        "format": FORMAT,
        "report": report_json(reading.report),
        "text": text,
        "sections": [{"role": s.role, "start": s.start, "end": s.end} for s in reading.sections],
        "mentions": [mention_json(m, text) for m in reading.mentions],
        "entities": [entity_json(e) for e in reading.entities],
        "places": [place_json(p) for p in reading.places],
        "voices": [voice_json(v, text) for v in reading.voices],
        "records": [record_json(r, text) for r in reading.records],
        "doubts": [{"start": d.start, "end": d.end, "reader": d.reader, "message": d.message} for d in reading.doubts],
    }


def number(value: float | None) -> float | int | None:
    """A number as it is written: whole ones as integers."""
    return int(value) if value is not None and float(value).is_integer() else value


def span_json(span: Span, text: str) -> Json:
    """A span with its words."""
    return {"start": span.start, "end": span.end, "text": span.of(text)}


def report_json(report: Report) -> Json:
    """The facts about a report."""
    facts: Json = {name: getattr(report, name) for name in FACTS}
    facts["authors"] = list(report.authors)
    facts["given"] = sorted(report.given)
    later = {"tables": list(report.tables), "modified": report.modified}
    return facts | {name: value for name, value in later.items() if value}


def mention_json(mention: Mention, text: str) -> Json:
    """A mention with what its layer adds."""
    out: Json = {"id": mention.id, "layer": mention.layer, "label": mention.label} | span_json(mention.span, text)
    if mention.layer == "name" or mention.entity is not None:
        out["entity"] = mention.entity
    if mention.layer == "place" or mention.place is not None:
        out["place"] = mention.place
    return out | time_json(mention.time) | quantity_json(mention.quantity, text) | {"score": round(mention.score, SCORE_DIGITS)}


def time_json(time: TimeValue | None) -> Json:
    """What a time expression can mean; empty where there is none."""
    if time is None:
        return {}
    return {"value": time.value, "first": time.first, "last": time.last, "relation": time.relation}


def quantity_json(quantity: Quantity | None, text: str) -> Json:
    """A count as an interval; empty where there is none."""
    if quantity is None:
        return {}
    out: Json = {name: number(getattr(quantity, name)) for name in ("low", "best", "high")}
    out |= {"approx": quantity.approx, "unit": quantity.unit, "of": quantity.of, "phrase": quantity.phrase}
    if quantity.of_span:
        out["of_span"] = span_json(quantity.of_span, text)
    return out


def entity_json(entity: Entity) -> Json:
    """An actor."""
    out: Json = {"id": entity.id, "name": entity.name, "kind": entity.kind}
    out |= {"aliases": list(entity.aliases), "mentions": list(entity.mentions)}
    out |= {"role": entity.role, "affiliation": entity.affiliation}
    return out | {name: value for name in KNOWN_ACTOR if (value := getattr(entity, name)) is not None}


def place_json(place: Place) -> Json:
    """A resolved place."""
    out: Json = {"id": place.id, "name": place.name, "geonameid": place.geonameid, "lat": place.lat, "lon": place.lon}
    out |= {"country": place.country, "admin1": place.admin1, "feature": place.feature, "precision": place.precision}
    return out | {"mentions": list(place.mentions)}


def voice_json(voice: Voice, text: str) -> Json:
    """A voice; its entity stands with its source, or beside it where the text names none."""
    source = span_json(voice.source, text) | {"entity": voice.entity} if voice.source else None
    out: Json = {"id": voice.id, "source": source, "cue": span_json(voice.cue, text) if voice.cue else None}
    out["content"] = [span_json(s, text) for s in voice.content]
    out |= {"quotation": voice.quotation, "source_type": voice.source_type, "stance": voice.stance, "told_by": voice.told_by}
    if voice.source is None and voice.entity is not None:
        out["entity"] = voice.entity
    return out | {"score": round(voice.score, SCORE_DIGITS)}


def record_json(record: Record, text: str) -> Json:
    """A record with its values."""
    out: Json = {"id": record.id, "kind": record.kind, "type": record.type, "stance": record.stance, "modality": record.modality}
    out |= {"voice": record.voice} | span_json(record.span, text) | {"evidence": span_json(record.evidence, text)}
    out["fields"] = {name: [value_json(v, text) for v in values] for name, values in record.fields.items() if values}
    return out | {"confidence": round(record.confidence, SCORE_DIGITS)}


def value_json(value: Value, text: str) -> Json:
    """One value of a field: what it means, its words, and its own stance where it has one."""
    out: Json = {} if value.value is None else {"value": value.value}
    out |= span_json(value.span, text) | time_json(value.time) | quantity_json(value.quantity, text)
    if value.stance is not None:
        out["stance"] = value.stance
    return out | {"score": round(value.score, SCORE_DIGITS)}


def review_json(review: Review, text: str) -> Json:
    """What people decided about a record, and what stood in the fields that they changed."""
    out: Json = {"verdict": review.verdict, "by": review.by, "at": review.at, "reason": review.reason}
    if review.on is not None:
        out["on"] = review.on
    return out | {"edits": [_edit_json(e, text) for e in review.edits]}


def _edit_json(edit: Edit, text: str) -> Json:
    was = edit.was if isinstance(edit.was, str) else [value_json(v, text) for v in edit.was]
    return {"field": edit.field, "by": edit.by, "at": edit.at, "reason": edit.reason, "was": was}


def found_json(reading: Reading, record: Record, review: Review | None = None) -> Json:
    """One record that stands alone: with the facts of its report, its voice, and the actors and places that its values name."""
    named = {v.value for values in record.fields.values() for v in values}
    voice = next((v for v in reading.voices if v.id == record.voice), None)
    return {
        "report": report_json(reading.report),
        "record": record_json(record, reading.text) | ({"review": review_json(review, reading.text)} if review else {}),
        "voice": voice_json(voice, reading.text) if voice else None,
        "entities": [_alone(entity_json(e)) for e in reading.entities if e.id in named or (voice and e.id == voice.entity)],
        "places": [_alone(place_json(p)) for p in reading.places if p.id in named],
    }


def _alone(item: Json) -> Json:
    """An actor or place without its mentions, which only a whole reading has."""
    return {name: value for name, value in item.items() if name != "mentions"}


def hit_json(reading: Reading, snippet: str, records: Iterable[Record], reviews: Mapping[str, Review] = NO_REVIEWS) -> Json:
    """One report that a search found, with the records whose evidence holds the words."""
    found = [found_json(reading, r, reviews.get(r.id)) for r in records]
    return {"report": report_json(reading.report), "snippet": snippet, "records": found}


def entry_json(entry: Entry) -> Json:
    """An entry of the ledger."""
    j = entry.judgement
    out: Json = {"number": entry.number, "left": j.left, "right": j.right, "verdict": j.verdict, "score": j.score}
    out |= {"by": j.by, "machine": j.machine, "at": j.at, "reason": j.reason, "undoes": j.undoes}
    return out | {"extra": dict(j.extra), "hash": entry.hash}


def reviewed_json(reading: Reading, reviews: Mapping[str, Review]) -> Json:
    """The reading in the form of the contract, with what people decided about its records."""
    out = as_json(reading)
    for record in out["records"]:
        if review := reviews.get(record["id"]):
            record["review"] = review_json(review, reading.text)
    return out


# ---------------------------------------------------------------- and back


def from_json(data: Mapping[str, Any]) -> Reading:
    """The reading that a contract dictionary describes: `as_json(from_json(d)) == d` for whatever `as_json` wrote."""
    return Reading(
        report=_report(data["report"]),
        text=data["text"],
        sections=tuple(Section(s["role"], s["start"], s["end"]) for s in data["sections"]),
        mentions=tuple(_mention(m) for m in data["mentions"]),
        entities=tuple(entity_of(e) for e in data["entities"]),
        places=tuple(place_of(p) for p in data["places"]),
        voices=tuple(_voice(v) for v in data["voices"]),
        records=tuple(record_of(r) for r in data["records"]),
        doubts=tuple(Doubt(d["start"], d["end"], d["reader"], d["message"]) for d in data["doubts"]),
    )


def _span(data: Mapping[str, Any] | None) -> Span | None:
    return Span(data["start"], data["end"]) if data else None


def _spans(items: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(i["start"], i["end"]) for i in items)


def _report(data: Mapping[str, Any]) -> Report:
    facts: Json = {name: data.get(name) for name in (*FACTS, "modified") if name != "id"}
    facts |= {name: tuple(data.get(name) or ()) for name in ("authors", "tables")}
    return Report(data["id"], **facts, given=frozenset(data.get("given") or ()))


def _time(data: Mapping[str, Any]) -> TimeValue | None:
    return TimeValue(data.get("value"), data["first"], data["last"], data.get("relation", "on")) if "first" in data else None


def _quantity(data: Mapping[str, Any]) -> Quantity | None:
    if "low" not in data:
        return None
    rest = {name: data.get(name) for name in ("unit", "of", "phrase")}
    return Quantity(data["low"], data["best"], data["high"], data["approx"], **rest, of_span=_span(data.get("of_span")))


def _mention(data: Mapping[str, Any]) -> Mention:
    plain = {name: data[name] for name in ("id", "layer", "label", "start", "end", "text")}
    links: Json = {name: data.get(name) for name in ("entity", "place")}
    return Mention(**plain, **links, time=_time(data), quantity=_quantity(data), score=data.get("score", 1.0))


def entity_of(data: Mapping[str, Any]) -> Entity:
    """The actor that `entity_json` wrote."""
    more: Json = {name: tuple(data[name]) for name in ("aliases", "mentions")}
    more |= {name: data.get(name) for name in ("role", "affiliation", *KNOWN_ACTOR)}
    return Entity(data["id"], data["name"], data["kind"], **more)


def place_of(data: Mapping[str, Any]) -> Place:
    """The place that `place_json` wrote."""
    names = ("id", "name", "geonameid", "lat", "lon", "country", "admin1", "feature", "precision")
    return Place(**{name: data[name] for name in names}, mentions=tuple(data["mentions"]))


def _voice(data: Mapping[str, Any]) -> Voice:
    source = data["source"]
    return Voice(
        id=data["id"],
        source=_span(source),
        cue=_span(data["cue"]),
        content=_spans(data["content"]),
        quotation=data["quotation"],
        source_type=data["source_type"],
        stance=data.get("stance", "claimed"),
        entity=source.get("entity") if source else data.get("entity"),
        told_by=data["told_by"],
        score=data.get("score", 1.0),
    )


def record_of(data: Mapping[str, Any]) -> Record:
    """The record that `record_json` wrote."""
    plain = {name: data[name] for name in ("id", "kind", "type", "stance", "modality", "voice", "start", "end", "text", "confidence")}
    evidence = Span(data["evidence"]["start"], data["evidence"]["end"])
    return Record(**plain, evidence=evidence, fields={name: tuple(value_of(v) for v in values) for name, values in data["fields"].items()})


def value_of(data: Mapping[str, Any]) -> Value:
    """The value that `value_json` wrote."""
    time = _time(data)
    plain = {"value": None if time else data.get("value"), "stance": data.get("stance"), "score": data.get("score", 1.0)}
    return Value(data["start"], data["end"], data["text"], **plain, time=time, quantity=_quantity(data))


def reason_json(reading: Reading, reason: Reason) -> Json:
    """A reason of a record; its words with their place in the text."""
    words = reason.words and {"start": reason.words.start, "end": reason.words.end, "text": reason.words.of(reading.text)}
    out = {"record": reason.record, "part": reason.part, "value": reason.value, "by": reason.by}
    return out | ({"words": words} if words else {}) | ({} if reason.score is None else {"score": reason.score})
