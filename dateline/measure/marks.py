"""Reports that people marked. In: JSON Lines (id, text, published, records with offsets), or a reading. Out: `Marked` reports of `Mark`s.

A mark that does not fit its text or the codebook is refused with the file, the line and the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline import kinds
from dateline.errors import InputError
from dateline.types import Reading, Record, Span, Value

NEEDED = ("kind", "type", "stance", "modality", "start", "end", "voice")
MEANT = {
    "count": ("low", "high"),
    "status": ("value",),
    "time": ("first", "last"),
    "since": ("first", "last"),
    "until": ("first", "last"),
}


@dataclass(frozen=True, slots=True)
class Worth:
    """A value of a field: its words, and what they are said to mean (bounds of a count, days of a time, the listed status)."""

    span: Span
    means: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """Who says it: the words of the source; None where somebody says it who is not named."""

    source: Span | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A record as it was marked, or read. `voice` is None where the report says it itself."""

    kind: str
    type: str
    stance: str
    modality: str
    span: Span
    voice: Said | None
    fields: Mapping[str, tuple[Worth, ...]]


@dataclass(frozen=True, slots=True)
class Marked:
    """A report with its marks; `where` names the file and the line that it comes from."""

    where: str
    id: str | None
    text: str
    published: str | None
    marks: tuple[Mark, ...]


def load(path: Path) -> list[Marked]:
    """The marked reports of a file, in its order. Raises InputError for a file that cannot be read, a line or a record that is wrong, an id
    that comes twice, or a file without any report; OSError where there is no such file."""
    found: list[Marked] = []
    lines: dict[str, str] = {}
    for where, line in _lines(path):
        marked = _report(where, line)
        if marked.id is not None and lines.setdefault(marked.id, where) != where:
            raise InputError(where, f"the id {marked.id!r} is already that of {lines[marked.id]}")
        found.append(marked)
    if not found:
        raise InputError(str(path), "no marked report in it")
    return found


def of_reading(reading: Reading) -> tuple[Mark, ...]:
    """The records of a reading, as if somebody had marked them."""
    sources = {v.id: Said(v.source) for v in reading.voices}
    return tuple(_of_record(record, sources) for record in reading.records)


def _of_record(record: Record, sources: Mapping[str, Said]) -> Mark:
    fields = {name: tuple(Worth(v.span, _means(name, v)) for v in values) for name, values in record.fields.items()}
    voice = sources.get(record.voice) if record.voice else None
    return Mark(record.kind, record.type, record.stance, record.modality, record.span, voice, fields)


def _means(name: str, value: Value) -> dict[str, object]:
    if name == "status":
        return {"value": value.value}
    of: object = value.quantity if name == "count" else value.time
    return {key: getattr(of, key, None) for key in MEANT.get(name, ())}


# ---------------------------------------------------------------- lines of a file


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), "no UTF-8 text; marked reports are JSON Lines") from error
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield f"{path} line {number}", line


def _report(where: str, line: str) -> Marked:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(where, "no JSON") from error
    if not isinstance(data, dict):
        raise InputError(where, "not an object")
    text, records = data.get("text"), data.get("records")
    if not isinstance(text, str) or not text.strip():
        raise InputError(where, "no text")
    if not isinstance(records, list):
        raise InputError(where, "no list of records")
    marks = tuple(_mark(f"{where}, record {number}", record, text) for number, record in enumerate(records, 1))
    return Marked(where, _words(where, data, "id"), text, _words(where, data, "published"), marks)


def _words(where: str, data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(where, f"{name} is no text")
    return value


def _mark(where: str, data: Any, text: str) -> Mark:
    if not isinstance(data, dict):
        raise InputError(where, "not an object")
    missing = [name for name in NEEDED if name not in data]
    if missing:
        raise InputError(where, f"without {', '.join(missing)}")
    kind = _listed(where, "kind", data["kind"], kinds.KINDS)
    known = kinds.kind(kind)
    return Mark(
        kind=kind,
        type=_listed(where, f"type of {kind}", data["type"], tuple(known.types)),
        stance=_listed(where, "stance", data["stance"], kinds.STANCES),
        modality=_listed(where, "modality", data["modality"], kinds.MODALITIES),
        span=_span(where, data, text),
        voice=_voice(f"{where}, voice", data["voice"], text),
        fields=_fields(where, data.get("fields"), text, known),
    )


def _listed(where: str, what: str, value: Any, known: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in known:
        raise InputError(where, f"{value!r} is no {what}; known: {', '.join(known)}")
    return value


def _span(where: str, data: Any, text: str) -> Span:
    if not isinstance(data, dict):
        raise InputError(where, "not an object")
    start, end = data.get("start"), data.get("end")
    if type(start) is not int or type(end) is not int:
        raise InputError(where, "start and end are no whole numbers")
    if not 0 <= start < end <= len(text):
        raise InputError(where, f"{start} to {end} is no stretch of a text of {len(text)} characters")
    if "text" in data and data["text"] != text[start:end]:
        raise InputError(where, f"{start} to {end} is {text[start:end]!r} and not {data['text']!r}")
    return Span(start, end)


def _voice(where: str, data: Any, text: str) -> Said | None:
    if data is None:
        return None
    if not isinstance(data, dict):
        raise InputError(where, "neither null nor an object")
    source, cue = (_span(f"{where}, {role}", data[role], text) if data.get(role) is not None else None for role in ("source", "cue"))
    if source is None and cue is None:
        raise InputError(where, "with neither source nor cue")
    return Said(source)


def _fields(where: str, data: Any, text: str, known: kinds.Kind) -> dict[str, tuple[Worth, ...]]:
    if not isinstance(data or {}, dict):
        raise InputError(where, "fields are no object")
    found = {}
    for name, values in (data or {}).items():
        _listed(where, f"field of {known.name}", name, known.fields)
        if not isinstance(values, list):
            raise InputError(f"{where}, {name}", "no list of values")
        found[name] = tuple(_worth(f"{where}, {name}", name, value, text, known) for value in values)
    return found


def _worth(where: str, name: str, data: Any, text: str, known: kinds.Kind) -> Worth:
    span = _span(where, data, text)
    if data.get("value") is not None and name in known.values:
        _listed(where, name, data["value"], known.values[name])
    return Worth(span, {key: data[key] for key in MEANT.get(name, ()) if key in data})
