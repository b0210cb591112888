"""What people set a field to. In: a whole reading, a record, a field and words. Out: values with their place in the text, or a listed word.

What is set must stand in the report: its words are found there, in the record's own evidence first and nearest to the record. What they
mean is taken from what was read at the same place, or from the report's places and actors of that name; where nothing tells, they mean
nothing but themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dateline import checks, kinds
from dateline.errors import DatelineError
from dateline.stores.reviews import SOURCE, WORDS
from dateline.types import NO_FIELDS, Quantity, Reading, Record, Span, TimeValue, Value, key

TIMES = ("time", "since", "until")
STOP = re.compile(r"[.!?][\"”’)]?\s+|\n")
LONGEST = 600  # letters of a sentence on either side of the words
NO_FIGURE = str.maketrans("", "", ", \u202f\u00a0")


class NoEdit(DatelineError):
    """A change that cannot be made; the message says why."""


def values(reading: Reading, record: Record, field: str, words: str) -> tuple[Value, ...] | str:
    """What a field is set to by words: a listed word for type, stance and modality; no values for no words; one of a closed list, alone or
    with words of the text behind a colon (`closed:was shut`); else words of the text. Raises NoEdit."""
    kind, words = kinds.kind(record.kind), words.strip()
    if field in WORDS:
        return _listed(field, words, {"type": tuple(kind.types), "stance": kinds.STANCES, "modality": kinds.MODALITIES}[field])
    if field not in (*kind.fields, SOURCE):
        raise NoEdit(f"a record of kind {record.kind} has no field {field!r}; it has {', '.join((*WORDS, SOURCE, *kind.fields))}")
    if not words:
        return ()
    if field not in kind.values:
        return (_value(reading, field, words, *_where(reading, record, words)),)
    word, _, said = words.partition(":")
    start, end = _where(reading, record, said.strip()) if said.strip() else (record.start, record.end)
    return (Value(start, end, reading.text[start:end], value=_listed(field, word.strip(), kind.values[field])),)


def added(reading: Reading, kind: str, type_: str, stance: str, words: str, near: int = 0) -> Record:
    """A new record on words of the report (where they stand several times, those nearest to `near`); its evidence is their sentence. Raises
    NoEdit for a kind, type or stance that is not listed, words that do not stand there, or a record that is there already."""
    listed = kinds.kind(_listed("kind", kind, kinds.KINDS))
    _listed("type", type_, tuple(listed.types)), _listed("stance", stance, kinds.STANCES)
    if not words.strip():
        raise NoEdit("a record rests on words of the report; select or copy some")
    anywhere = Record("", kind, type_, stance, "actual", None, near, near, "", Span(near, near), NO_FIELDS, 1.0)
    start, end = _where(reading, anywhere, words.strip())
    ident = key("r", reading.report.id, kind, start, end)
    if any(r.id == ident for r in reading.records):
        raise NoEdit(f"a record of kind {kind} on these words is there already")
    fields = {"count": (_value(reading, "count", reading.text[start:end], start, end),)} if kind == "toll" else NO_FIELDS
    return replace(
        anywhere, id=ident, start=start, end=end, text=reading.text[start:end], evidence=_sentence(reading.text, start, end), fields=fields
    )


def _sentence(text: str, start: int, end: int) -> Span:
    """The sentence around words, as far as stops and line breaks tell."""
    first = max((m.end() for m in STOP.finditer(text, max(0, start - LONGEST), start)), default=max(0, start - LONGEST))
    after = STOP.search(text, end, end + LONGEST)
    return Span(first, after.start() + 1 if after else min(len(text), end + LONGEST))


def _listed(field: str, word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise NoEdit(f"{word!r} is no {field}; known: {', '.join(known)}")
    return word


def _where(reading: Reading, record: Record, words: str) -> tuple[int, int]:
    """Where the words stand, whatever their case and the space between them: in the evidence if they do, then nearest to the record. Raises
    NoEdit where they do not stand at all."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = [match.span() for match in re.finditer(pattern, reading.text, re.IGNORECASE)]
    if not found:
        raise NoEdit(f"“{words}” does not stand in the report; copy the words from its text")
    inside = [(start, end) for start, end in found if record.evidence.start <= start and end <= record.evidence.end]
    return min(inside or found, key=lambda place: (abs(place[0] - record.start), place))


def _value(reading: Reading, field: str, words: str, start: int, end: int) -> Value:
    text = reading.text[start:end]
    if field in TIMES:
        return Value(start, end, text, time=_time(reading, start, end))
    if field == "count":
        return Value(start, end, text, quantity=_quantity(reading, words, start, end))
    part = "entities" if field == SOURCE else checks.listed()["links"].get(field)
    return Value(start, end, text, value=_named(reading, part, text, start, end))


def _time(reading: Reading, start: int, end: int) -> TimeValue | None:
    return next((m.time for m in reading.mentions if (m.start, m.end) == (start, end) and m.time), None)


def _quantity(reading: Reading, words: str, start: int, end: int) -> Quantity | None:
    read = next((m.quantity for m in reading.mentions if (m.start, m.end) == (start, end) and m.quantity), None)
    figure = words.translate(NO_FIGURE)
    return read or (Quantity(int(figure), int(figure), int(figure), approx=False) if figure.isdecimal() and len(figure) < 16 else None)


def _named(reading: Reading, part: str | None, text: str, start: int, end: int) -> str | None:
    """The actor or place that the words mean: as it was read there, else the only one of that name."""
    if part not in ("entities", "places"):
        return None
    layer = "entity" if part == "entities" else "place"
    read = (getattr(m, layer) for m in reading.mentions if (m.start, m.end) == (start, end))
    if found := next((ident for ident in read if ident), None):
        return str(found)
    named = {ident for name, ident in _names(reading, part) if name.casefold() == text.casefold()}
    return named.pop() if len(named) == 1 else None


def _names(reading: Reading, part: str) -> Iterator[tuple[str, str]]:
    layer = "entity" if part == "entities" else "place"
    for m in reading.mentions:
        if ident := getattr(m, layer):
            yield m.text, ident
    for e in reading.entities if part == "entities" else ():
        yield from ((name, e.id) for name in (e.name, *e.aliases))
    for p in reading.places if part == "places" else ():
        yield p.name, p.id
