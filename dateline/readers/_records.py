"""From the model's proposals to records: what the readers of events, tolls, conditions, control and claims share.

In: the draft with analysis, mentions, entities, places and voices; a kind. Out: the records of that kind, and the voices that they rest
on and that were not there yet. The model proposes; words settle types, stances and modalities where they are plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dateline.kinds import kind as kind_of
from dateline.model.confidence import calibrated
from dateline.ports import Language
from dateline.readers._condition_words import settled_sector
from dateline.readers._event_types import settled_event
from dateline.readers._fields import WITHIN, fields_of
from dateline.readers._listed import on_its_side
from dateline.readers._spans import sentence_at, touching, words_in
from dateline.readers._speakers import hedged, is_presupposed, voice_of
from dateline.readers._stance import settled_claim, settled_modality, settled_stance
from dateline.readers._toll_types import settled_toll, type_by_words
from dateline.types import Candidate, Draft, Found, Record, Span, Tag, Value, Voice, key

HELPING = frozenset({"AUX", "DET", "PART", "PUNCT", "ADP", "CCONJ", "SCONJ", "PRON"})
CLAIM_STANCES = {"denies": "denied", "accuses": "alleged"}  # every other claim is claimed
HYPHENS, BROKEN = "-\u2010\u2011", re.compile(r"\w+")
LISTED = frozenset({"agent", "target", "place", "of"})  # fields that lists repeat
BELIEVED = 0.6
REACH = 60  # characters between an anchor and the time that follows it
BEHIND = 30  # characters from a helping verb to the one that it helps
OPENING = 6  # characters before a time that still opens its sentence ("On ")


def records_of(draft: Draft, language: Language, kind: str) -> Found:
    """The records of one kind."""
    if draft.analysis is None:
        return Found()
    voices: dict[str, Voice] = {}
    records: dict[str, Record] = {}
    for candidate in draft.analysis.candidates:
        if candidate.anchor.label == kind and says_something(draft, candidate.anchor):
            made = _record(draft, counted(draft, unbroken(draft.text, candidate), language), language)
            if made is not None and (made[0].id not in records or made[0].confidence > records[made[0].id].confidence):
                record, voice = made
                records[record.id] = record
                if voice is not None:
                    voices[voice.id] = voice
    known = {v.id for v in draft.voices}
    return Found(records=tuple(_apart(list(records.values()))), voices=tuple(v for v in voices.values() if v.id not in known))


def _apart(records: Sequence[Record]) -> Iterator[Record]:
    """The records without values that belong to a neighbour of the same type, as in lists: "10 displaced to A, 12 displaced to B"."""
    for record in records:
        others = [r.span for r in records if r is not record and r.type == record.type]
        fields = dict(record.fields)
        for name in LISTED & fields.keys():
            keep = on_its_side([Span(v.start, v.end) for v in fields[name]], record.span, others)
            fields[name] = tuple(v for v, stays in zip(fields[name], keep, strict=True) if stays)
        yield replace(record, fields=fields)


def unbroken(text: str, candidate: Candidate) -> Candidate:
    """The proposal with its anchor up to the end of a word that it breaks off at a hyphen: "re-" of "re-captured"."""
    anchor = candidate.anchor
    rest = BROKEN.match(text, anchor.end) if text[anchor.end - 1] in HYPHENS else None
    return replace(candidate, anchor=replace(anchor, end=rest.end())) if rest else candidate


def counted(draft: Draft, candidate: Candidate, language: Language) -> Candidate:
    """A toll's proposal with the whole words of the count that its anchor is a part of: two parts of one count are one toll. A "not" before
    a count is no part of it."""
    anchor = candidate.anchor
    found = touching(draft, "quantity", anchor.span) if anchor.label == "toll" else []
    if not found or not (found[0].span.holds(anchor.span) or _rejects(draft, Span(anchor.start, found[0].start), language)):
        return candidate
    return replace(candidate, anchor=replace(anchor, start=found[0].start, end=found[0].end))


def says_something(draft: Draft, anchor: Tag) -> bool:
    """Whether an anchor holds more than helping words; a count may be a pronoun ("none"). A sure anchor is believed before the part of
    speech that its words were given."""
    if anchor.label == "toll" or draft.analysis is None:
        return True
    first, last = words_in(draft, anchor.span)
    if all(t == "AUX" for t in draft.analysis.upos[first:last]) and _helps_another(draft, anchor):
        return False
    if anchor.score >= BELIEVED:
        return True
    return any(t not in HELPING for t in draft.analysis.upos[first:last])


def _helps_another(draft: Draft, anchor: Tag) -> bool:
    """Whether right behind an anchor stands another of its kind: "had" before "retaken"."""
    others = draft.analysis.candidates if draft.analysis else ()
    return any(c.anchor.label == anchor.label and anchor.end <= c.anchor.start < anchor.end + BEHIND for c in others)


def _record(draft: Draft, candidate: Candidate, language: Language) -> tuple[Record, Voice | None] | None:
    """The record of a proposal with its voice; None where what it must have is missing."""
    anchor, voice = candidate.anchor, voice_of(draft, candidate, language)
    known = kind_of(anchor.label).fields
    fields = fields_of(draft, candidate, known, voice.source if voice else None, language)
    if anchor.label in WITHIN and WITHIN[anchor.label] not in fields:
        return None
    if anchor.label == "toll" and is_share(draft.text, fields["count"][0].span, language):
        return None
    type_, sure = _type(draft, candidate, fields, voice, language)
    fact = anchor.label in ("event", "toll") and is_presupposed(draft, anchor.span, language)
    stance = "stated" if fact else stance_of(draft, candidate, voice, type_, language)
    if "time" in known and "time" not in fields and anchor.label in ("event", "control"):
        fields |= _following(draft, anchor) or (_framed(draft, anchor) if stance == "unverified" else {})
    if stance == "stated" or (type_ == "accuses" and voice is not None and voice.source is None):
        voice = None  # that somebody "has been accused" is the report's own word
    elif voice is None and type_ != "accuses":
        voice = hedged(draft, anchor, language)
    record = Record(
        id=key("r", draft.document.id, anchor.label, anchor.start, anchor.end),
        kind=anchor.label,
        type=type_,
        stance=stance,
        modality=settled_modality(next(iter(candidate.modalities)), draft.text, anchor.span, language, kind=anchor.label),
        voice=voice.id if voice else None,
        start=anchor.start,
        end=anchor.end,
        text=anchor.span.of(draft.text),
        evidence=sentence_at(draft, anchor.span),
        fields=fields,
        confidence=round(calibrated(anchor.label, anchor.score * sure), 4),
    )
    return record, voice


def _following(draft: Draft, anchor: Tag) -> dict[str, tuple[Value, ...]]:
    """The time that follows an anchor in its sentence with no other anchor between: "surrounded the town, a city of 125,000, in 2016"."""
    sentence = sentence_at(draft, anchor.span)
    ahead = [m for m in draft.layer("time") if anchor.end <= m.start and m.end <= sentence.end and m.time and m.time.first]
    if not ahead or draft.analysis is None or ahead[0].start - anchor.end > REACH:
        return {}
    between = Span(anchor.end, ahead[0].start)
    others = [c for c in draft.analysis.candidates if c.anchor.label != "toll" and c.anchor.span.touches(between)]
    if (
        others
        or draft.text[between.start : between.end].count(" and ")
        or any(c.cue and c.cue.span.touches(between) for c in draft.analysis.cues)
    ):
        return {}
    found = ahead[0]
    return {"time": (Value(found.start, found.end, found.text, time=found.time, score=0.5),)}


def _framed(draft: Draft, anchor: Tag) -> dict[str, tuple[Value, ...]]:
    """The time that opens the anchor's sentence ("On Wednesday, unverified footage ..."): the only day there is for what was not seen."""
    sentence = sentence_at(draft, anchor.span)
    opening = next((m for m in draft.layer("time") if sentence.holds(m.span) and m.start - sentence.start <= OPENING), None)
    if opening is None or opening.time is None or not (opening.time.first or opening.time.last) or opening.start > anchor.start:
        return {}
    return {"time": (Value(opening.start, opening.end, opening.text, time=opening.time, score=0.5),)}


def _type(
    draft: Draft, candidate: Candidate, fields: Mapping[str, Sequence[Value]], voice: Voice | None, language: Language
) -> tuple[str, float]:
    """The type of a record and how sure it is."""
    span, likely = candidate.anchor.span, next(iter(candidate.types.items()))
    if candidate.anchor.label == "toll" and draft.analysis:
        return settled_toll(candidate.types, type_by_words(draft.text, draft.analysis, fields["count"][0].span, language))
    if candidate.anchor.label == "event":
        return settled_event(candidate.types, draft.text, span, sentence_at(draft, span), language)
    if candidate.anchor.label == "condition":
        return settled_sector(candidate.types, [v.text for v in fields.get("facility", ())] + [span.of(draft.text)], language)
    if candidate.anchor.label == "claim":
        return settled_claim(likely[0], span.of(draft.text), _cue_words(draft, voice), language), likely[1]
    return likely


def stance_of(draft: Draft, candidate: Candidate, voice: Voice | None, type_: str, language: Language) -> str:
    """How firmly: the model's answer, kept in line with the voice and settled by the words around. A claim follows its speech act."""
    if candidate.anchor.label == "claim" and voice is not None:
        return CLAIM_STANCES.get(type_, "claimed")
    if voice is not None and candidate.anchor.label == "toll" and refused(draft, candidate.anchor.span, language):
        return "denied"
    likely = next(iter(candidate.stances))
    if voice is None:
        guess = likely if likely in ("alleged", "unverified") else "stated"
    elif likely != "stated":
        guess = likely
    else:
        guess = next((s for s in candidate.stances if s != "stated"), voice.stance)
    return settled_stance(guess, draft.text, candidate.anchor.span, language, cue=_cue_words(draft, voice))


def is_share(text: str, count: Span, language: Language) -> bool:
    """Whether a count is a part of a hundred, which counts nobody."""
    behind = text[count.start : count.end + 10].lower()[count.end - count.start :].lstrip("- \n")
    signs = language.table("tolls")["shares"]["words"]
    return behind.startswith(tuple(signs)) or count.of(text).lower().endswith(tuple(signs))


def refused(draft: Draft, count: Span, language: Language) -> bool:
    """Whether a speaker rejects a count right before it: "eleven, not forty"."""
    before = draft.text[max(0, count.start - 12) : count.start].split()
    return bool(before) and before[-1].lower() == language.table("stances")["rejected"]["before"]


def _rejects(draft: Draft, before: Span, language: Language) -> bool:
    """Whether the words before a count do nothing but reject it."""
    return before.start < before.end and before.of(draft.text).strip().lower() == language.table("stances")["rejected"]["before"]


def _cue_words(draft: Draft, voice: Voice | None) -> str:
    return voice.cue.of(draft.text) if voice and voice.cue else ""
