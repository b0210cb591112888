"""Why a record is what it is.

In: a finished draft (analysis, voices, records). Out: for each record its `Reason`s: what the model proposed and with which share, which
entries of which language table decided otherwise or agreed, which words they matched, and what of the text each value stands on. Nothing
here decides anything: it asks the same functions that made the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dateline.model.confidence import raw
from dateline.ports import Language
from dateline.readers import _condition_words as conditions
from dateline.readers import _event_types as event_types
from dateline.readers._phrases import words_of
from dateline.readers._records import refused
from dateline.readers._spans import sentence_at
from dateline.readers._stance import claim_type_of_cue, doubted_after, hedge_of, modality_of, stance_of_cue
from dateline.readers._toll_types import type_by_words
from dateline.types import Candidate, Draft, Reason, Record, Span, Value, Voice

SHOWN = 3  # of the model's choices


def reasons(draft: Draft, language: Language) -> tuple[Reason, ...]:
    """The reasons of all records, in their order."""
    records = sorted(draft.records, key=lambda r: (r.start, r.end, r.kind, r.type))
    return tuple(reason for r in records for reason in _of(draft, r, _proposal(draft, r), language))


def _proposal(draft: Draft, record: Record) -> Candidate:
    """The surest proposal that the record was made of."""
    made_of = [c for c in (draft.analysis.candidates if draft.analysis else ()) if c.anchor.label == record.kind]
    return max((c for c in made_of if c.anchor.span.touches(record.span)), key=lambda c: c.anchor.score)


def _of(draft: Draft, record: Record, proposal: Candidate, language: Language) -> Iterator[Reason]:
    voice = next((v for v in draft.voices if v.id == record.voice), None)
    yield Reason(record.id, "kind", record.kind, "model", record.span, round(proposal.anchor.score, 3))
    yield from _shares(record, "type", proposal.types)
    yield from _type_words(draft, record, proposal, voice, language)
    yield from _voice(draft, record, proposal, voice)
    yield from _shares(record, "stance", proposal.stances)
    yield from _stance_words(draft, record, voice, language)
    yield from _shares(record, "modality", proposal.modalities)
    told = modality_of(draft.text, record.span, language, kind=record.kind)
    if told and record.kind != "claim":
        yield Reason(record.id, "modality", told[0], "table hedges", told[1])
    yield from _fields(record, proposal, language)
    score = raw(record.kind, record.confidence)
    yield Reason(record.id, "confidence", f"{record.confidence:.2f}", f"curve of {record.kind} over {score:.2f}", None, record.confidence)


def _shares(record: Record, part: str, shares: Mapping[str, float]) -> Iterator[Reason]:
    """The model's likeliest choices."""
    for name, share in list(shares.items())[:SHOWN]:
        yield Reason(record.id, part, name, "model", None, round(share, 3))


def _type_words(draft: Draft, record: Record, proposal: Candidate, voice: Voice | None, language: Language) -> Iterator[Reason]:
    """What the language's tables say about the type."""
    if record.kind == "event":
        for span, leans in event_types.telling(proposal.types, draft.text, record.span, sentence_at(draft, record.span), language):
            for name, weight in sorted(leans.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]:
                yield Reason(record.id, "type", name, "table events", span, round(weight, 2))
    elif record.kind == "toll" and draft.analysis:
        told = type_by_words(draft.text, draft.analysis, record.fields["count"][0].span, language)
        if told:
            yield Reason(record.id, "type", told.type, "table tolls", sentence_at(draft, record.span))
    elif record.kind == "condition":
        spans = [v.span for v in record.fields.get("facility", ())] + [record.span]
        yield from (Reason(record.id, "type", name, "table conditions", span) for span, name in _sectors(draft, spans, language))
    elif record.kind == "claim":
        for span in [record.span, *([voice.cue] if voice and voice.cue else [])]:
            act = claim_type_of_cue(span.of(draft.text), language)
            if act:
                yield Reason(record.id, "type", act, "table stances", span)
                return


def _sectors(draft: Draft, spans: list[Span], language: Language) -> Iterator[tuple[Span, str]]:
    for span in spans:
        words = words_of(draft.text, span.start, span.end)
        for hit in conditions.sectors(language).find(words):
            yield Span(words[hit.first].start, words[hit.last - 1].end), hit.value


def _voice(draft: Draft, record: Record, proposal: Candidate, voice: Voice | None) -> Iterator[Reason]:
    if voice is None:
        yield Reason(record.id, "voice", "the report itself", "no source reaches it")
        return
    tagged = {t.label: t for t in proposal.fields if t.label in ("source", "cue")}
    for part, span in (("source", voice.source), ("cue", voice.cue)):
        if span is not None:
            own = tagged.get(part)
            by = "model" if own and own.span.touches(span) else "voice around it"
            yield Reason(record.id, part, span.of(draft.text), by, span, round(own.score if own and by == "model" else voice.score, 3))


def _stance_words(draft: Draft, record: Record, voice: Voice | None, language: Language) -> Iterator[Reason]:
    hedge = hedge_of(draft.text, record.span, language)
    if hedge:
        yield Reason(record.id, "stance", hedge[0], "table hedges", hedge[1])
    if voice and record.kind == "toll" and refused(draft, record.span, language):
        yield Reason(record.id, "stance", "denied", "table stances", record.span)
    if voice and voice.cue:
        told = stance_of_cue(voice.cue.of(draft.text), language)
        if told:
            yield Reason(record.id, "stance", told, "table stances", voice.cue)
        if doubted_after(draft.text, record.span, language):
            yield Reason(record.id, "stance", "unverified", "the next sentence takes it back")


def _fields(record: Record, proposal: Candidate, language: Language) -> Iterator[Reason]:
    for name, values in record.fields.items():
        for value in values:
            tag = next((t for t in proposal.fields if t.label == name and t.span.touches(value.span)), None)
            by = "model" if tag else "rule"
            words = Span(value.start, value.end)
            yield Reason(record.id, name, _meaning(value) or value.text, by, words, round(tag.score if tag else value.score, 3))
        if name == "status":
            for value in values:
                hits = conditions.statuses(language).find(words_of(value.text))
                yield from (Reason(record.id, "status", hit.value, "table conditions", value.span) for hit in hits)


def _meaning(value: Value) -> str | None:
    """What a value stands for: a time, an interval, an id."""
    if value.quantity:
        low, high = (("open" if n is None else f"{n:,.12g}") for n in (value.quantity.low, value.quantity.high))
        return low if low == high else f"{low} to {high}"
    return value.time.value if value.time else value.value
