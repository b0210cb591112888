"""A part that is a report to its `Document`. In: a part of a known kind. Out: the document with its raw bytes, its facts and its doubts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from dateline.errors import InputError
from dateline.intake import text
from dateline.intake.content import Content
from dateline.intake.parts import Options, Part
from dateline.types import Document, Doubt, Report, content_id

# The formats with a module of their own, which is loaded when the first report in that format comes.
READERS = {
    "pdf": "dateline.intake.pdf",
    "docx": "dateline.intake.docx",
    "mail": "dateline.intake.mail",
    "fragment": "dateline.intake.pieces",
}
MEDIA_TYPES = {"html": text.HTML, "page": text.HTML, "plain": text.PLAIN}  # the kind `text` is looked at once more when it is decoded


def read(part: Part, options: Options) -> Document:
    """The report. Raises InputError when it cannot be read, and OSError."""
    raw = part.bytes(options.limits.report)
    document = _formatted(part, raw, options) if part.kind in READERS else _plain(part, raw, options)
    return replace(document, retrieval=part.extra.get("retrieval"))


def _plain(part: Part, raw: bytes, options: Options) -> Document:
    document = text.document_from_bytes(
        raw,
        part.where,
        ref=part.ref,
        given=part.given,
        media_type=MEDIA_TYPES.get(part.kind or ""),
        force=options.force,
        limit=options.limits.report,
    )
    return replace(document, doubts=document.doubts + _doubts(document.text, part.doubts))


def _formatted(part: Part, raw: bytes, options: Options) -> Document:
    content = _reader(part.kind or "")(part, raw, options)
    report = replace(Report(id=content_id(raw), ref=part.ref), **content.facts)  # type: ignore[arg-type]
    doubts = _doubts(content.text, content.doubts + part.doubts)
    if not content.text.strip():
        raise InputError(part.where, "empty")
    document = Document(content.text, raw, report, content.media_type, content.sections, doubts, origins=content.origins)
    return text.finished(document, part.where, given={**content.given, **part.given}, force=options.force)


def _reader(kind: str) -> Callable[[Part, bytes, Options], Content]:
    reader: Callable[[Part, bytes, Options], Content] = import_module(READERS[kind]).read
    return reader


def _doubts(words: str, messages: tuple[str, ...]) -> tuple[Doubt, ...]:
    return tuple(Doubt(0, len(words), "intake", message) for message in messages)
