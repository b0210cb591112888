"""A report's text cut for reading. In: a reading. Out: blocks (paragraphs, captions, furniture) of pieces; a piece says which
records rest on it.

The text is cut at every edge of a record's words, so overlapping records need no nesting, and each piece carries all of its records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from dateline.types import Reading, Record, Section, Span

ASIDE = frozenset({"chrome"})
BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that rest on the same records. `evidence` are the ids of records whose evidence they are in, `anchors` of those that they name;
    `named` are the numbers and ids of the records whose own words begin here, `ends` of those whose own words end here."""

    start: int
    text: str
    evidence: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    ends: tuple[tuple[int, str], ...] = ()

    @property
    def records(self) -> tuple[str, ...]:
        """Every record that the piece belongs to."""
        return tuple(dict.fromkeys((*self.anchors, *self.evidence)))


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the report of one role."""

    role: str
    start: int
    end: int
    pieces: tuple[Piece, ...] = ()


def blocks(reading: Reading) -> list[Block]:
    """The report from its beginning to its end; furniture that stands together is one block."""
    paragraphs = list(_paragraphs(reading))
    pieces = _pieces(reading, sorted({edge for block in paragraphs for edge in (block.start, block.end)}))
    held = iter(pieces)
    piece = next(held, None)
    done = []
    for block in paragraphs:
        inside = []
        while piece and piece.start < block.end:
            if piece.start >= block.start:
                inside.append(piece)
            piece = next(held, None)
        done.append(replace(block, pieces=tuple(inside)))
    return done


def _paragraphs(reading: Reading) -> Iterator[Block]:
    """Sections, those on one line together, long ones cut at blank lines, furniture in one."""
    for aside, found in groupby(_lines(reading.text, reading.sections), key=lambda block: block.role in ASIDE):
        group = list(found)
        if aside:
            yield Block("chrome", group[0].start, group[-1].end)
        else:
            for block in group:
                yield from _cut(reading.text, block)


def _lines(text: str, sections: Sequence[Section]) -> Iterator[Block]:
    kept: Block | None = None
    for section in sorted(sections, key=lambda s: s.start):
        if kept and "\n" not in text[kept.end : section.start] and (kept.role in ASIDE) == (section.role in ASIDE):
            larger = section.role if section.end - section.start > kept.end - kept.start else kept.role
            kept = Block(larger, kept.start, section.end)
            continue
        if kept:
            yield kept
        kept = Block(section.role, section.start, section.end)
    if kept:
        yield kept


def _cut(text: str, block: Block) -> Iterator[Block]:
    start = block.start
    for gap in BREAK.finditer(text, block.start, block.end):
        yield Block(block.role, start, gap.start())
        start = gap.end()
    yield Block(block.role, start, block.end)


def _pieces(reading: Reading, more: Sequence[int]) -> list[Piece]:
    """The whole text, cut at every edge of a record's evidence and own words, and at the edges given."""
    text, records = reading.text, reading.records
    edges = {0, len(text), *more}
    for record in records:
        edges |= {record.start, record.end, record.evidence.start, record.evidence.end}
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(text))
    evidence = _covering(cuts, [(r.evidence, r.id) for r in records])
    anchors = _covering(cuts, [(r.span, r.id) for r in records])
    begins, ends = _by(records, "start"), _by(records, "end")
    numbers = {record.id: number for number, record in enumerate(records, start=1)}
    return [
        Piece(
            start,
            text[start:end],
            evidence[start],
            anchors[start],
            tuple(r.id for r in begins.get(start, ())),
            tuple((numbers[r.id], r.id) for r in ends.get(end, ())),
        )
        for start, end in pairwise(cuts)
    ]


def _covering(cuts: Sequence[int], spans: Sequence[tuple[Span, str]]) -> dict[int, tuple[str, ...]]:
    """For every cut the ids of the spans that the text behind it lies in."""
    coming = sorted(spans, key=lambda s: s[0].start)
    active: list[tuple[Span, str]] = []
    at, found = 0, {}
    for cut in cuts:
        while at < len(coming) and coming[at][0].start <= cut:
            active.append(coming[at])
            at += 1
        active = [item for item in active if item[0].end > cut]
        found[cut] = tuple(ident for _, ident in active)
    return found


def _by(records: Sequence[Record], edge: str) -> dict[int, list[Record]]:
    found: dict[int, list[Record]] = {}
    for record in records:
        found.setdefault(getattr(record, edge), []).append(record)
    return found
