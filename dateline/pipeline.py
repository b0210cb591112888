"""Reads one document. In: a `Document`. Out: a `Reading`.

READERS is the whole pipeline, in order; each says what it needs and gives, and the order is checked before the first document. A
reader returns what it found; only `attach` joins it to the draft. A reader that fails becomes a doubt, never a crash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from dateline import languages, plain, plugged
from dateline.errors import DataError
from dateline.languages import own
from dateline.ports import Language, Reader
from dateline.readers import (
    actors,
    claims,
    conditions,
    control,
    events,
    names,
    places,
    quantities,
    reasons,
    sections,
    syntax,
    times,
    tolls,
    voices,
)
from dateline.settings import home
from dateline.types import Document, Doubt, Draft, Found, Reading, Reason

READERS: tuple[Reader, ...] = (
    sections.READER,
    syntax.READER,
    names.READER,
    times.READER,
    places.READER,
    quantities.READER,
    actors.READER,
    voices.READER,
    events.READER,
    tolls.READER,
    conditions.READER,
    control.READER,
    claims.READER,
)


def read_document(document: Document, readers: Sequence[Reader] | None = None, *, language: Language | None = None) -> Reading:
    """Read one document with every reader (None: those of `all_readers`), and a language (None: that of `language_of`).
    Never raises for what is in the document: a reader's failure is a doubt. Readers see the text in its plain form; the reading is one
    of the text as it came."""
    form = plain.plain(document.text)
    reading = finish(_drafted(_seen(form, document), all_readers() if readers is None else readers, language or language_of(document)))
    return reading if form is None else plain.reading_of(form, reading)


def explain(document: Document, readers: Sequence[Reader] | None = None) -> tuple[Reading, tuple[Reason, ...]]:
    """Read one document and say for every record why it is what it is."""
    form = plain.plain(document.text)
    language = language_of(document)
    draft = _drafted(_seen(form, document), all_readers() if readers is None else readers, language)
    reading, grounds = finish(draft), reasons.reasons(draft, language)
    return (reading, grounds) if form is None else (plain.reading_of(form, reading), plain.reasons_of(form, reading, grounds))


def _seen(form: plain.Plain | None, document: Document) -> Document:
    return document if form is None else plain.document_of(form, document)


def all_readers() -> tuple[Reader, ...]:
    """The readers of this package, and behind them those of others that DATELINE_PLUGINS names. Raises DataError for an unknown name."""
    return (*READERS, *plugged.used(Reader))


def language_of(document: Document) -> Language:
    """The language in which a report is read: its own where there is one, else English; with the user's own tables."""
    code = document.report.language
    return own.language(code if code in languages.supported() else "en", home())


def _drafted(document: Document, readers: Sequence[Reader], language: Language) -> Draft:
    check_order(tuple(readers))
    tables = (*(f"{name} {digest}" for name, digest in language.table("own").items()), *plugged.told())
    draft = Draft(document, replace(document.report, tables=tables), document.sections, doubts=document.doubts)
    for reader in readers:
        try:
            found = reader.read(draft, language)
        except DataError:
            raise
        except Exception as error:  # noqa: BLE001  (the one guard: a report that breaks a reader must not stop a run)
            found = Found(doubts=(Doubt(0, len(draft.text), reader.name, f"this part could not be read: {type(error).__name__}: {error}"),))
        draft = attach(draft, found)
    return draft


def attach(draft: Draft, found: Found) -> Draft:
    """The draft with what a reader found."""
    return replace(
        draft,
        report=found.report or draft.report,
        sections=draft.sections if found.sections is None else found.sections,
        analysis=found.analysis or draft.analysis,
        mentions=draft.mentions + found.mentions,
        entities=draft.entities + found.entities,
        places=draft.places + found.places,
        voices=draft.voices + found.voices,
        records=draft.records + found.records,
        doubts=draft.doubts + found.doubts,
    )


@cache
def check_order(readers: tuple[Reader, ...]) -> None:
    """Raises DataError when a reader needs what no reader before it gives."""
    given: frozenset[str] = frozenset()
    for reader in readers:
        missing = reader.needs - given
        if missing:
            raise DataError(f"reader {reader.name!r} needs {', '.join(sorted(missing))}, which no reader before it gives")
        given |= reader.gives


def finish(draft: Draft) -> Reading:
    """The draft as a reading: everything in the order of the text, mentions with the ids of their entities and places."""
    entity = {m: e.id for e in draft.entities for m in e.mentions}
    place = {m: p.id for p in draft.places for m in p.mentions}
    mentions = [replace(m, entity=entity.get(m.id), place=place.get(m.id)) for m in draft.mentions]
    return Reading(
        report=draft.report,
        text=draft.text,
        sections=draft.sections,
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end, m.layer))),
        entities=draft.entities,
        places=draft.places,
        voices=tuple(sorted(draft.voices, key=lambda v: min((s.start for s in (v.source, v.cue, *v.content) if s), default=0))),
        records=tuple(sorted(draft.records, key=lambda r: (r.start, r.end, r.kind, r.type))),
        doubts=tuple(sorted(draft.doubts, key=lambda d: (d.start, d.end, d.reader))),
    )
