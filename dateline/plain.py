"""One plain form of a text, whatever machine wrote it. In: a text as it came. Out: what readers see of it, and the way of a reading back.

In the plain form a line ends in a line feed, without blanks before it, and letters are composed as Unicode's form NFC has them. So the same
words give the same records with whatever ends of lines and in whatever normal form, and every offset is one of the text as it came.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dateline.types import Document, Doubt, Mention, Quantity, Reading, Reason, Record, Section, Span, Value, Voice, key

_UNPLAIN = re.compile(r"\r|[ \t](?:\n|\Z)")
_PIECES = re.compile(r"(?<![ \t])[ \t]*(?:\r*\n|\r|\Z)|.?[\u0300-\U0010ffff]+")

Bounds = tuple[int, int, int, int]  # where a piece begins and ends in the given text, and in the plain one


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in its plain form, and what was changed: for each piece its bounds in the given text and in the plain one, in order."""

    text: str
    given: str
    pieces: tuple[Bounds, ...]

    def here(self, span: Span) -> Span:
        """Where a range of the given text lies in the plain one."""
        return self._moved(span, 0)

    def back(self, span: Span) -> Span:
        """Where a range of the plain text lies in the given one. What a piece stands for is never cut."""
        return self._moved(span, 2)

    def _moved(self, span: Span, side: int) -> Span:
        start = self._at(span.start, side, end=False)
        return Span(start, start if span.end <= span.start else self._at(span.end, side, end=True))

    def _at(self, offset: int, side: int, *, end: bool) -> int:
        """An offset on the other side; `side` is where the bounds of this one stand in a piece."""
        number = bisect_right(self.pieces, offset - end, key=lambda piece: piece[side]) - 1
        if number < 0:
            return offset
        piece, other = self.pieces[number], 2 - side
        inside = offset - end < piece[side + 1]
        return piece[other + end] if inside else offset - piece[side + 1] + piece[other + 1]


def plain(text: str) -> Plain | None:
    """The plain form of a text; None where it is plain already, as most are."""
    if not _UNPLAIN.search(text) and unicodedata.is_normalized("NFC", text):
        return None
    out: list[str] = []
    pieces: list[Bounds] = []
    last = length = 0
    for found in _PIECES.finditer(text):
        form = _form(found[0], ends=found.end() == len(text))
        if form == found[0]:
            continue
        out += text[last : found.start()], form
        length += found.start() - last
        pieces.append((found.start(), found.end(), length, length + len(form)))
        last, length = found.end(), length + len(form)
    return Plain("".join([*out, text[last:]]), text, tuple(pieces)) if pieces else None


def _form(piece: str, *, ends: bool) -> str:
    if piece[-1:] in ("\r", "\n"):
        return "\n"
    return "" if ends and not piece.strip(" \t") else unicodedata.normalize("NFC", piece)


def document_of(form: Plain, document: Document) -> Document:
    """The document as readers see it: its text in the plain form, with the sections and doubts of its intake at their places."""
    sections = tuple(_sections(document.sections, form.here))
    return replace(document, text=form.text, sections=sections, doubts=tuple(_doubts(document.doubts, form.here)))


def reading_of(form: Plain, reading: Reading) -> Reading:
    """A reading of the plain text as one of the text as it came. Ids that follow from offsets follow from those of the given text."""
    ids = _ids(form, reading)
    return Reading(
        report=reading.report,
        text=form.given,
        sections=tuple(_sections(reading.sections, form.back)),
        mentions=tuple(_mention(form, m, ids) for m in reading.mentions),
        entities=tuple(replace(e, mentions=_named(e.mentions, ids)) for e in reading.entities),
        places=tuple(replace(p, mentions=_named(p.mentions, ids)) for p in reading.places),
        voices=tuple(_voice(form, v) for v in reading.voices),
        records=tuple(_record(form, r, ids) for r in reading.records),
        doubts=tuple(_doubts(reading.doubts, form.back)),
    )


def reasons_of(form: Plain, reading: Reading, reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons of a reading of the plain text as those of the text as it came."""
    ids = _ids(form, reading)
    return tuple(replace(r, record=ids.get(r.record, r.record), words=form.back(r.words) if r.words else None) for r in reasons)


def _ids(form: Plain, reading: Reading) -> Mapping[str, str]:
    """The ids that follow from offsets, as the text as it came has them; two that would become one stay what they are."""
    ids: dict[str, str] = {}
    report = reading.report.id
    for m in reading.mentions:
        if m.id == _mention_id(m.layer, m.span):
            ids[m.id] = _mention_id(m.layer, form.back(m.span))
    for r in reading.records:
        if r.id == _record_id(report, r.kind, r.span):
            ids[r.id] = _record_id(report, r.kind, form.back(r.span))
    often = Counter(ids.values())
    return {old: new for old, new in ids.items() if often[new] == 1}


def _mention_id(layer: str, span: Span) -> str:
    return f"{layer[0]}{span.start}-{span.end}"


def _record_id(report: str, kind: str, span: Span) -> str:
    return key("r", report, kind, span.start, span.end)


def _named(named: Iterable[str], ids: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(ids.get(ident, ident) for ident in named)


def _sections(sections: Iterable[Section], moved: Callable[[Span], Span]) -> Iterator[Section]:
    """Sections at other offsets, still one behind the other; those of which nothing is left are left out."""
    last = 0
    for section in sections:
        where = moved(section.span)
        start = max(last, where.start)
        if start < where.end:
            yield Section(section.role, start, where.end)
            last = where.end


def _doubts(doubts: Iterable[Doubt], moved: Callable[[Span], Span]) -> Iterator[Doubt]:
    for doubt in doubts:
        where = moved(Span(doubt.start, doubt.end))
        yield Doubt(where.start, where.end, doubt.reader, doubt.message)


def _mention(form: Plain, mention: Mention, ids: Mapping[str, str]) -> Mention:
    where = form.back(mention.span)
    ident, counted = ids.get(mention.id, mention.id), _quantity(form, mention.quantity)
    return replace(mention, id=ident, start=where.start, end=where.end, text=where.of(form.given), quantity=counted)


def _voice(form: Plain, voice: Voice) -> Voice:
    source, cue = (form.back(s) if s else None for s in (voice.source, voice.cue))
    return replace(voice, source=source, cue=cue, content=tuple(form.back(s) for s in voice.content))


def _record(form: Plain, record: Record, ids: Mapping[str, str]) -> Record:
    where = form.back(record.span)
    return replace(
        record,
        id=ids.get(record.id, record.id),
        start=where.start,
        end=where.end,
        text=where.of(form.given),
        evidence=form.back(record.evidence),
        fields={name: tuple(_value(form, v) for v in values) for name, values in record.fields.items()},
    )


def _value(form: Plain, value: Value) -> Value:
    where = form.back(value.span)
    return replace(value, start=where.start, end=where.end, text=where.of(form.given), quantity=_quantity(form, value.quantity))


def _quantity(form: Plain, quantity: Quantity | None) -> Quantity | None:
    if quantity is None or quantity.of_span is None:
        return quantity
    return replace(quantity, of_span=form.back(quantity.of_span))
