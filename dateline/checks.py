"""Proves a reading against the output contract.

In: a reading as a dictionary (format `dateline/1`). Out: what is wrong with it, a line each; empty when it is sound. Every offset,
every reference from one part to another, every listed value and the tiling of the text by sections is looked at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from dateline import kinds, output
from dateline.types import FORMAT

Json = Mapping[str, Any]


@cache
def listed() -> Mapping[str, Any]:
    """The listed values outside records, by name."""
    return tomllib.loads(resources.files("dateline.kinds").joinpath("reading.toml").read_text(encoding="utf-8"))


def check(reading: Json) -> list[str]:
    """What is wrong with a reading, in words."""
    return list(_problems(reading))


def _problems(reading: Json) -> Iterator[str]:
    if reading["format"] != FORMAT:
        yield f"format is {reading['format']!r}, not {FORMAT!r}"
    for path, item in spans(reading):
        yield from _span_problems(path, item, reading["text"])
    yield from _section_problems(reading)
    yield from _id_problems(reading)
    yield from _listed_problems(reading)
    yield from _link_problems(reading)
    yield from _record_problems(reading)


def spans(value: Any, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every object with offsets, with the way to it."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from spans(item, f"{path}[{index}]")
    elif isinstance(value, Mapping):
        if "start" in value:
            yield path, value
        for name, item in value.items():
            yield from spans(item, f"{path}.{name}" if path else name)


def _span_problems(path: str, item: Json, text: str) -> Iterator[str]:
    start, end = item["start"], item["end"]
    empty_allowed = path.startswith("doubts")
    if not (0 <= start <= end <= len(text)) or (start == end and not empty_allowed):
        yield f"{path}: {start}-{end} is no range of the text"
    elif "text" in item and item["text"] != text[start:end]:
        yield f"{path}: the words at {start}-{end} are {text[start:end]!r}, not {item['text']!r}"


def _section_problems(reading: Json) -> Iterator[str]:
    sections, text = reading["sections"], reading["text"]
    for left, right in pairwise(sections):
        if right["start"] < left["end"]:
            yield f"section at {right['start']} begins inside the one at {left['start']}"
    for start, end in _gaps(sections, len(text)):
        if text[start:end].strip():
            yield f"no section holds {text[start:end].strip()[:40]!r} at {start}-{end}"


def _gaps(sections: Iterable[Json], size: int) -> Iterator[tuple[int, int]]:
    at = 0
    for section in sections:
        yield at, section["start"]
        at = max(at, section["end"])
    yield at, size


def _id_problems(reading: Json) -> Iterator[str]:
    for part in ("mentions", "entities", "places", "voices", "records"):
        seen: set[str] = set()
        for item in reading[part]:
            if item["id"] in seen:
                yield f"{part}: the id {item['id']} stands twice"
            seen.add(item["id"])


def _listed_problems(reading: Json) -> Iterator[str]:
    allowed = listed()
    yield from _unlisted(reading, "sections", "role", allowed["roles"])
    yield from _unlisted(reading, "mentions", "layer", allowed["labels"])
    yield from _unlisted(reading, "entities", "kind", allowed["entity_kinds"])
    yield from _unlisted(reading, "places", "precision", allowed["precisions"])
    yield from _unlisted(reading, "voices", "quotation", allowed["quotations"])
    yield from _unlisted(reading, "voices", "source_type", allowed["source_types"])
    yield from _unlisted(reading, "voices", "stance", kinds.STANCES)
    for mention in reading["mentions"]:
        labels = allowed["labels"].get(mention["layer"])
        if labels and mention["label"] not in labels:
            yield f"mentions: label {mention['label']!r} is not one of the layer {mention['layer']}"


def _unlisted(reading: Json, part: str, name: str, allowed: Collection[Any]) -> Iterator[str]:
    for item in reading[part]:
        if item[name] not in allowed:
            yield f"{part}: {name} {item[name]!r} is not one of {', '.join(str(a) for a in allowed)}"


def _link_problems(reading: Json) -> Iterator[str]:
    for path, part, target in _links(reading):
        if target not in {item["id"] for item in reading[part]}:
            yield f"{path}: {target} is none of the {part}"


def _links(reading: Json) -> Iterator[tuple[str, str, str]]:
    """Every reference that is there: where it stands, the part it points into, the id."""
    for mention in reading["mentions"]:
        yield from (
            (f"mention {mention['id']}", part, mention[name])
            for name, part in (("entity", "entities"), ("place", "places"))
            if mention.get(name)
        )
    for part in ("entities", "places"):
        for item in reading[part]:
            yield from ((f"{part} {item['id']}", "mentions", target) for target in item["mentions"])
    for voice in reading["voices"]:
        entity = (voice["source"] or voice).get("entity")
        yield from (
            (f"voice {voice['id']}", part, target) for part, target in (("entities", entity), ("voices", voice["told_by"])) if target
        )
    for record in reading["records"]:
        yield from _record_links(record)


def _record_links(record: Json) -> Iterator[tuple[str, str, str]]:
    if record["voice"]:
        yield f"record {record['id']}", "voices", record["voice"]
    for name, values in record["fields"].items():
        part = listed()["links"].get(name)
        yield from ((f"record {record['id']}.{name}", part, v["value"]) for v in values if part and v.get("value"))


def _record_problems(reading: Json) -> Iterator[str]:
    chrome = [s for s in reading["sections"] if s["role"] == "chrome"]
    for plain in output.from_json(reading).records:
        yield from (f"record {plain.id}: {problem}" for problem in kinds.problems(plain))
    for record in reading["records"]:
        if any(s["start"] < record["end"] and record["start"] < s["end"] for s in chrome):
            yield f"record {record['id']} rests on page furniture"
        if not 0 <= record["confidence"] <= 1:
            yield f"record {record['id']}: confidence {record['confidence']} is no probability"
        if record["stance"] == "claimed" and record["voice"] is None:
            yield f"record {record['id']}: claimed, and yet without a voice"
        inside = record["evidence"]["start"] <= record["start"] and record["end"] <= record["evidence"]["end"]
        if not inside:
            yield f"record {record['id']}: its evidence does not hold its words"
