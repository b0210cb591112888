"""A reading as a notebook shows it. In: a reading. Out: HTML that stands alone: the text with its records marked, and a table of them.

Everything that stands in the report is escaped. Marks are told by a number and a line below the words, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.types import Reading, Record

LINES = {"event": "#c0392b", "toll": "#8e44ad", "condition": "#2874a6", "control": "#b9770e", "claim": "#717d7e"}
ASIDE = "opacity:.45"


def html(reading: Reading) -> str:
    """The reading as HTML."""
    report = reading.report
    head = " · ".join(escape(w) for w in (report.title, report.publisher or report.agency, report.published) if w)
    return (
        '<div class="dateline-reading" style="max-width:60em">'
        f'<p dir="auto"><strong>{head or "a report without title"}</strong></p>'
        f'<div dir="auto" style="white-space:pre-wrap;line-height:1.9">{"".join(_marked(reading))}</div>'
        f"{_table(reading)}</div>"
    )


def _marked(reading: Reading) -> Iterator[str]:
    """The text in pieces, cut where a record or a section begins or ends."""
    numbered = list(enumerate(reading.records, 1))
    chrome = [s.span for s in reading.sections if s.role == "chrome"]
    spans = [*(r.span for r in reading.records), *(s.span for s in reading.sections)]
    edges = {0, len(reading.text)} | {e for s in spans for e in (s.start, s.end)}
    for start, end in pairwise(sorted(edges)):
        words = escape(reading.text[start:end])
        over = [(n, r) for n, r in numbered if r.start <= start < r.end]
        if over:
            yield _mark(reading, words, over, [n for n, r in over if r.end == end])
        elif any(c.start <= start < c.end for c in chrome):
            yield f'<span style="{ASIDE}">{words}</span>'
        else:
            yield words


def _mark(reading: Reading, words: str, over: list[tuple[int, Record]], ending: list[int]) -> str:
    told = escape("; ".join(f"{n}: {_what(reading, r)}" for n, r in over), quote=True)
    line = LINES.get(over[0][1].kind, "currentColor")
    numbers = f"<sup>{','.join(map(str, ending))}</sup>" if ending else ""
    style = f"background:none;color:inherit;border-bottom:3px solid {line}"
    return f'<mark title="{told}" style="{style}">{words}</mark>{numbers}'


def _what(reading: Reading, record: Record) -> str:
    firm = record.stance if record.modality == "actual" else f"{record.stance}, {record.modality}"
    return f"{record.kind} {record.type.replace('_', ' ')}, {firm}, {_who(reading, record)}"


def _who(reading: Reading, record: Record) -> str:
    voice = next((v for v in reading.voices if v.id == record.voice), None)
    if voice is None:
        return "the report"
    return voice.source.of(reading.text) if voice.source else f"nobody named ({voice.source_type})"


def _table(reading: Reading) -> str:
    rows = "".join(_row((str(n), *_cells(reading, r))) for n, r in enumerate(reading.records, 1))
    heads = "".join(f"<th>{h}</th>" for h in ("", "record", "stance", "who says", "words", "values"))
    left = f"<p>{len(reading.records)} records, {len(reading.doubts)} doubts</p>"
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{left}" if rows else left


def _cells(reading: Reading, record: Record) -> tuple[str, ...]:
    firm = record.stance if record.modality == "actual" else f"{record.stance}, {record.modality}"
    values = "; ".join(f"{name}: {v.text}" for name, found in record.fields.items() for v in found)
    return f"{record.kind} {record.type}", firm, _who(reading, record), record.text, values


def _row(cells: Iterable[str]) -> str:
    each = "".join(f'<td dir="auto">{escape(c)}</td>' for c in cells)
    return f"<tr>{each}</tr>"
