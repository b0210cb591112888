"""From the model's proposals to records: what the readers of events, tolls, conditions, control and claims share.

In: the draft with analysis, mentions, entities, places and voices; a kind. Out: the records of that kind, and the voices that they rest
on and that were not there yet. Every value keeps its own words; a value whose meaning is not known keeps its words alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dateline.kinds import kind as kind_of
from dateline.ports import Language
from dateline.readers._actors_sources import source_type_of
from dateline.readers._actors_words import describe
from dateline.readers._condition_words import settled_sector, settled_status
from dateline.readers._entities import entity_at
from dateline.readers._event_types import settled_event
from dateline.readers._parts import parts
from dateline.readers._quantities_parse import parse_count
from dateline.readers._stance import hedge_of, settled_claim, settled_modality, settled_stance
from dateline.readers._times_values import value_in
from dateline.readers._toll_types import settled_toll, type_by_words
from dateline.types import Candidate, Draft, Found, Mention, Quantity, Record, Span, Tag, Value, Voice, key

ACTOR_FIELDS = frozenset({"agent", "target", "holder", "from", "about", "of", "facility"})
TIME_FIELDS = frozenset({"time", "since", "until"})
HELPING = frozenset({"AUX", "DET", "PART", "PUNCT", "ADP", "CCONJ", "SCONJ", "PRON"})
JOINED = frozenset({"agent", "target", "holder", "from", "place"})
LOOSE_BEFORE = frozenset({"PUNCT", "CCONJ"})
LOOSE_AFTER = frozenset({"PUNCT", "CCONJ", "ADP", "DET", "SCONJ"})
WEAK = 0.7  # a field's value with less than this share of the best value's score is left out
NEAR_BY = 400  # characters back in which the subject that a pronoun stands for is looked for
OPENING = 6  # characters before a time that still opens its sentence ("On ")
FAR = 1200  # characters back in which the one that a pronoun stands for is looked for


@dataclass(frozen=True, slots=True)
class Rules:
    """What a kind asks of a proposal: the least anchor score, and how sure the model must be of "stated" to overrule a voice around it."""

    least: float = 0.0
    own_voice: float = 0.8


def records_of(draft: Draft, language: Language, kind: str, rules: Rules | None = None) -> Found:
    """The records of one kind."""
    rules = rules or Rules()
    if draft.analysis is None:
        return Found()
    voices: dict[str, Voice] = {}
    records: dict[str, Record] = {}
    for candidate in draft.analysis.candidates:
        if candidate.anchor.label == kind and candidate.anchor.score >= rules.least and says_something(draft, candidate.anchor):
            voice = voice_of(draft, candidate, language, rules)
            made = _record(draft, candidate, voice, language)
            if made is not None:
                record, voice = made
                records.setdefault(record.id, record)
                if voice is not None:
                    voices[voice.id] = voice
    known = {v.id for v in draft.voices}
    return Found(records=tuple(records.values()), voices=tuple(v for v in voices.values() if v.id not in known))


def says_something(draft: Draft, anchor: Tag) -> bool:
    """Whether an anchor holds more than helping words; a count may be a pronoun ("none")."""
    if anchor.label == "toll" or draft.analysis is None:
        return True
    first = bisect_left(draft.analysis.words, anchor.start, key=lambda w: w.start)
    last = bisect_left(draft.analysis.words, anchor.end, key=lambda w: w.start)
    return any(t not in HELPING for t in draft.analysis.upos[first:last])


def _record(draft: Draft, candidate: Candidate, voice: Voice | None, language: Language) -> tuple[Record, Voice | None] | None:
    anchor = candidate.anchor
    fields = _fields(draft, candidate, kind_of(anchor.label).fields, language)
    type_, sure = _type(draft, candidate, fields, language)
    if anchor.label == "toll" and "count" not in fields:
        return None
    if anchor.label == "condition" and "status" not in fields:
        return None
    if anchor.label == "claim":
        type_ = settled_claim(type_, anchor.span.of(draft.text), _cue_words(draft, voice), language)
    stance = stance_of(draft, candidate, voice, type_, language)
    if stance == "unverified" and "time" in kind_of(anchor.label).fields and "time" not in fields:
        fields |= _framed(draft, anchor)
    if voice is None and stance != "stated":
        voice = _hedged(draft, anchor, language)
    record = Record(
        id=key("r", draft.document.id, anchor.label, anchor.start, anchor.end),
        kind=anchor.label,
        type=type_,
        stance=stance,
        modality=settled_modality(next(iter(candidate.modalities)), draft.text, anchor.span, language, kind=anchor.label),
        voice=voice.id if voice and stance != "stated" else None,
        start=anchor.start,
        end=anchor.end,
        text=anchor.span.of(draft.text),
        evidence=sentence_at(draft, anchor.span),
        fields=fields,
        confidence=round(anchor.score * sure, 4),
    )
    return record, voice if record.voice else None


def _framed(draft: Draft, anchor: Tag) -> dict[str, tuple[Value, ...]]:
    """The time that opens the anchor's sentence ("On Wednesday, unverified footage ..."): the only day there is for what was not seen."""
    sentence = sentence_at(draft, anchor.span)
    opening = next((m for m in draft.layer("time") if sentence.holds(m.span) and m.start - sentence.start <= OPENING), None)
    if opening is None or opening.time is None or not (opening.time.first or opening.time.last) or opening.start > anchor.start:
        return {}
    return {"time": (Value(opening.start, opening.end, opening.text, time=opening.time, score=0.5),)}


def _hedged(draft: Draft, anchor: Tag, language: Language) -> Voice | None:
    """A voice without a source, whose cue is the hedge ("allegedly"); the voice around it where there is one."""
    around = _around(draft, anchor)
    hedge = hedge_of(draft.text, anchor.span, language)
    if around is not None or hedge is None:
        return around
    return _make(draft, None, hedge[1], (sentence_at(draft, anchor.span),), "anonymous", None)


def _type(draft: Draft, candidate: Candidate, fields: Mapping[str, Sequence[Value]], language: Language) -> tuple[str, float]:
    """The type of a record and how sure it is."""
    if candidate.anchor.label == "toll" and draft.analysis and fields.get("count"):
        told = type_by_words(draft.text, draft.analysis, fields["count"][0].span, language)
        return settled_toll(candidate.types, told)
    if candidate.anchor.label == "event":
        span = candidate.anchor.span
        return settled_event(candidate.types, draft.text, span, sentence_at(draft, span), language)
    if candidate.anchor.label == "condition":
        places = [v.text for v in fields.get("facility", ())] + [candidate.anchor.span.of(draft.text)]
        return settled_sector(candidate.types, places, language)
    return next(iter(candidate.types.items()))


def sentence_at(draft: Draft, span: Span) -> Span:
    """The sentence that holds the span, or the span itself."""
    sentences = draft.analysis.sentences if draft.analysis else ()
    return next((s for s in sentences if s.start <= span.start < s.end), span)


def _fields(draft: Draft, candidate: Candidate, names: Sequence[str], language: Language) -> dict[str, tuple[Value, ...]]:
    tags: dict[str, list[Tag]] = {}
    for tag in candidate.fields:
        tags.setdefault(tag.label, []).append(tag)
    if candidate.anchor.label == "toll" and "count" not in tags:
        tags["count"] = [candidate.anchor]
    if candidate.anchor.label == "condition" and "status" not in tags:
        tags["status"] = [candidate.anchor]
    single = {name: [m for t in _strong(tags.get(name, [])) for m in _members(draft, name, t)] for name in names}
    values = {name: [v for t in single[name] if (v := _value(draft, candidate, name, t, language))] for name in names}
    if values.get("count"):
        values["count"] = [max(values["count"], key=lambda v: v.score)]
        values["of"] = values.get("of") or _counted(draft, values["count"][0], language)
    return {name: tuple(found) for name, found in values.items() if found}


def _counted(draft: Draft, count: Value, language: Language) -> list[Value]:
    """Who is counted where the count itself says it: "a lieutenant", "Corporal Ruiz"."""
    if count.quantity is None or count.quantity.phrase != "one":
        return []
    first, _, rest = count.text.partition(" ")
    if rest and first.lower() in language.table("voices")["articles"]:
        start = count.end - len(rest)
        return [Value(start, count.end, rest, score=count.score)]
    name = next((m for m in draft.mentions if m.label == "PER" and count.start < m.start < count.end), None)
    title = draft.text[count.start : name.start].rstrip() if name else ""
    return [Value(count.start, count.start + len(title), title, score=count.score)] if title else []


def _strong(tags: Sequence[Tag]) -> list[Tag]:
    """The spans of a field that come near the best of them."""
    best = max((t.score for t in tags), default=0.0)
    return [t for t in tags if t.score >= WEAK * best]


def _time(draft: Draft, name: str, span: Span, score: float) -> Value:
    """A time with its days; an expression that the span cuts is taken whole."""
    cut = [m.span for m in _touching(draft, "time", span)]
    whole = Span(min((span.start, *(m.start for m in cut))), max((span.end, *(m.end for m in cut))))
    return Value(whole.start, whole.end, whole.of(draft.text), time=value_in(draft.text, draft.mentions, whole, name), score=score)


def _members(draft: Draft, name: str, tag: Tag) -> list[Tag]:
    """A tag that joins several actors or places, taken apart."""
    if name not in JOINED or draft.analysis is None:
        return [tag]
    return [replace(tag, start=s.start, end=s.end) for s in parts(draft.analysis, tag.span)]


def _value(draft: Draft, candidate: Candidate, name: str, tag: Tag, language: Language) -> Value | None:
    if name == "count":
        return _count(draft, tag)
    span = tidy(draft, tag.span)
    if span is None:
        return None
    text = span.of(draft.text)
    if name in TIME_FIELDS:
        return _time(draft, name, span, tag.score)
    value = None
    if name == "status":
        value = settled_status(candidate.statuses, text, language)
    elif name == "place":
        value = _place(draft, span)
    elif name in ACTOR_FIELDS:
        value = entity_at(draft, span)
    suspected = describe(text, language).stance if name in ACTOR_FIELDS else None
    return Value(span.start, span.end, text, value=value, stance=suspected, score=tag.score)


def tidy(draft: Draft, span: Span) -> Span | None:
    """The span without marks and loose function words at its ends; None when nothing is left that says something."""
    words = draft.analysis.words if draft.analysis else ()
    tags = draft.analysis.upos if draft.analysis else ()
    first = bisect_left(words, span.start, key=lambda w: w.start)
    last = bisect_left(words, span.end, key=lambda w: w.start)
    while first < last and tags[first] in LOOSE_BEFORE:
        first += 1
    while last > first and tags[last - 1] in LOOSE_AFTER:
        last -= 1
    if first == last or all(t in ("DET", "PUNCT") for t in tags[first:last]):
        return None
    end = words[last - 1].end
    closing = {"(": ")", "[": "]"}
    inside = draft.text[words[first].start : end]
    for mark, close in closing.items():
        if inside.count(mark) > inside.count(close) and draft.text[end : end + 1] == close:
            end += 1
    return Span(words[first].start, end)


def _touching(draft: Draft, layer: str, span: Span) -> list[Mention]:
    """Mentions of a layer that share characters with the span, those that share most first."""
    inside = [m for m in draft.mentions if m.layer == layer and m.start < span.end and span.start < m.end]
    return sorted(inside, key=lambda m: (max(m.start, span.start) - min(m.end, span.end), m.start))


def _count(draft: Draft, tag: Tag) -> Value | None:
    """The count of a toll: a quantity of the text that the tag touches, else the tag's own words."""
    for found in _touching(draft, "quantity", tag.span):
        return Value(found.start, found.end, found.text, quantity=found.quantity, score=tag.score)
    text = tag.span.of(draft.text)
    quantity: Quantity | None = parse_count(text)
    return Value(tag.start, tag.end, text, quantity=quantity, score=tag.score) if quantity else None


def _place(draft: Draft, span: Span) -> str | None:
    owners = {m: p.id for p in draft.places for m in p.mentions}
    return next((owners[m.id] for m in _touching(draft, "place", span) if m.id in owners), None)


def stance_of(draft: Draft, candidate: Candidate, voice: Voice | None, type_: str, language: Language) -> str:
    """How firmly: the model's answer, kept in line with the voice and settled by the words around. A claim follows its speech act."""
    fixed = {"denies": "denied", "accuses": "alleged"}
    if candidate.anchor.label == "claim" and voice is not None:
        return fixed.get(type_, "claimed")
    likely = next(iter(candidate.stances))
    if voice is None:
        guess = likely if likely in ("alleged", "unverified") else "stated"
    elif likely != "stated":
        guess = likely
    else:
        guess = next((s for s in candidate.stances if s != "stated"), voice.stance)
    return settled_stance(guess, draft.text, candidate.anchor.span, language, cue=_cue_words(draft, voice))


def _cue_words(draft: Draft, voice: Voice | None) -> str:
    return voice.cue.of(draft.text) if voice and voice.cue else ""


def voice_of(draft: Draft, candidate: Candidate, language: Language, rules: Rules) -> Voice | None:
    """The voice that a proposal rests on, None for the report's own. A pronoun is replaced by the name that it stands for."""
    anchor = candidate.anchor
    source = max((t for t in candidate.fields if t.label == "source"), key=lambda t: t.score, default=None)
    cue = max((t for t in candidate.fields if t.label == "cue"), key=lambda t: t.score, default=None)
    stated = candidate.stances.get("stated", 0.0)
    around = _around(draft, anchor)
    if anchor.label != "claim" and stated > (rules.own_voice if around else 0.5):
        return None
    whole = tidy(draft, source.span) if source else None
    if source is not None and whole is not None:
        source = replace(source, start=whole.start, end=whole.end)
        return _from_tags(draft, anchor, source, cue, around, language)
    if around is not None:
        return named(draft, around, language)
    if cue is not None and anchor.label != "claim":
        return _make(draft, None, cue.span, (anchor.span,), "anonymous", None)
    return None


def _around(draft: Draft, anchor: Tag) -> Voice | None:
    """The innermost voice whose content holds the anchor; for a claim the one whose cue it touches."""
    if anchor.label == "claim":
        by_cue = [v for v in draft.voices if v.cue and v.cue.touches(anchor.span)]
        if by_cue:
            return max(by_cue, key=lambda v: v.score)
    hosts = [(c.end - c.start, v.id, v) for v in draft.voices for c in v.content if c.holds(anchor.span)]
    return min(hosts, key=lambda h: h[:2])[2] if hosts else None


def _from_tags(draft: Draft, anchor: Tag, source: Tag, cue: Tag | None, around: Voice | None, language: Language) -> Voice:
    """The known voice with that source and cue, else a new one."""
    pronouns = language.table("voices")["pronouns"]
    if source.span.of(draft.text).lower() in pronouns:
        host = around or next((v for v in draft.voices if v.source and v.source.touches(source.span)), None)
        if host is not None:
            return named(draft, host, language)
    same = [v for v in draft.voices if v.source and v.source.touches(source.span)]
    fitting = [v for v in same if (cue and v.cue and v.cue.touches(cue.span)) or any(c.holds(anchor.span) for c in v.content)]
    if fitting:
        return fitting[0]
    content = around.content if around else (sentence_at(draft, anchor.span),)
    kind = same[0].source_type if same else (around.source_type if around else "other")
    said = cue.span if cue else around.cue if around else None
    return _make(draft, source.span, said, content, kind, entity_at(draft, source.span))


def named(draft: Draft, voice: Voice, language: Language) -> Voice:
    """The voice with the name in place of a pronoun, where one is found before it."""
    words = language.table("voices")
    if voice.source is None or voice.source.of(draft.text).lower() not in words["pronouns"]:
        return voice
    place = voice.source.start
    before = [v for v in draft.voices if v.source and v.source.start < place and place - v.source.start < FAR]
    full = [v for v in before if v.source and v.source.of(draft.text).lower() not in words["pronouns"]]
    ours = voice.source.of(draft.text).lower() in words["first_person"] and voice.quotation == "indirect"
    nearest = (min if ours else max)(
        full, key=lambda v: v.source.start if v.source else 0, default=None
    )  # a statement's "we" is its issuer
    subject = subject_before(draft, voice.source, words["stand_for"].get(voice.source.of(draft.text).lower()))
    if subject is not None and (nearest is None or (nearest.source and nearest.source.end <= subject.start)):
        owner = entity_at(draft, subject)
        kind = source_type_of(subject.of(draft.text), next((e for e in draft.entities if e.id == owner), None), language)
        return _make(draft, subject, voice.cue, voice.content, kind, owner, stance=voice.stance)
    if nearest is None:
        return voice
    return _make(draft, nearest.source, voice.cue, voice.content, nearest.source_type, nearest.entity, stance=voice.stance)


def subject_before(draft: Draft, pronoun: Span, label: str | None) -> Span | None:
    """The nearest name before a pronoun that can stand for it and is the subject of its clause, in the pronoun's paragraph."""
    if draft.analysis is None or label is None:
        return None
    begin = max(draft.text.rfind("\n\n", 0, pronoun.start), pronoun.start - NEAR_BY)
    kinds = {m: "PER" if e.kind == "person" else "ORG" for e in draft.entities for m in e.mentions}
    for found in sorted((m for m in draft.mentions if m.layer == "name" and kinds.get(m.id) == label), key=lambda m: -m.start):
        if begin <= found.start < pronoun.start:
            last = bisect_left(draft.analysis.words, found.end, key=lambda w: w.start) - 1
            if draft.analysis.relations[last] == "nsubj":
                return found.span
    return None


def _make(
    draft: Draft,
    source: Span | None,
    cue: Span | None,
    content: tuple[Span, ...],
    source_type: str,
    entity: str | None,
    *,
    stance: str = "claimed",
) -> Voice:
    ident = key("v", draft.document.id, source, cue, *content[:1])
    return Voice(ident, source, cue, content, "indirect", source_type, stance, entity)
