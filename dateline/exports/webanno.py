"""Records as W3C Web Annotations. In: records with their readings. Out: one JSON-LD document, an annotation a record.

Each annotation points at its words by a TextQuoteSelector and a TextPositionSelector over the text that dateline kept, so that tools for
annotations find them again (https://www.w3.org/TR/annotation-model/). The bodies say what the record is, who says it, how firmly, in which
sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from dateline import __version__, output
from dateline.exports import sheets
from dateline.exports.statements import Statement, statements
from dateline.ports import Share, Wish
from dateline.types import Span

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32


def annotate(shares: Callable[[], Iterable[Share]], out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """A page of annotations, one a line."""
    with sheets.lines(out) as text:
        text.write(f'{{"@context": "{CONTEXT}", "id": "urn:dateline:records", "type": "AnnotationPage", "items": [')
        comma = "\n"
        for said in statements(shares()):
            text.write(comma + output.dumps(annotation(said)))
            comma = ",\n"
        text.write("\n]}\n")
    return {}


def annotation(said: Statement) -> dict[str, Any]:
    """A record as an annotation: on its anchor, within the sentence it rests on."""
    record, report = said.record, said.reading.report
    told = {"claimant": said.claimant, "stance": record.stance, "modality": record.modality, "report": report.id}
    words = f"{record.kind} {record.type}: {record.text} ({said.claimant}, {record.stance}, {record.modality})"
    return {
        "id": f"urn:dateline:record:{record.id}",
        "type": "Annotation",
        "motivation": "classifying",
        "generator": {"id": "urn:dateline", "type": "Software", "name": f"dateline {__version__}"},
        "body": [
            {"type": "TextualBody", "value": words, "format": "text/plain", "purpose": "describing"},
            {"type": "TextualBody", "value": said.quote, "format": "text/plain", "purpose": "highlighting"},
            *({"type": "TextualBody", "value": f"{name}:{value}", "purpose": "tagging"} for name, value in told.items()),
            *(_field(name, v.text) for name, values in record.fields.items() for v in values),
        ],
        "target": {"source": report.url or f"urn:{report.id}", "selector": _selectors(said, record.span)},
    }


def _field(name: str, words: str) -> dict[str, str]:
    return {"type": "TextualBody", "value": f"{name}: {words}", "purpose": "identifying"}


def _selectors(said: Statement, span: Span) -> list[dict[str, Any]]:
    text = said.reading.text
    quote = {"type": "TextQuoteSelector", "exact": span.of(text)}
    quote |= {"prefix": text[max(0, span.start - AROUND) : span.start], "suffix": text[span.end : span.end + AROUND]}
    return [quote, {"type": "TextPositionSelector", "start": span.start, "end": span.end}]
