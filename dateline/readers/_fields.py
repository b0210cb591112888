"""The fields of a record: values with their own words, and their meaning where it is known.

In: the draft, a proposal of the model and the field names of its kind. Out: values by field; what says nothing is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from dateline.ports import Language
from dateline.readers._actors_words import describe
from dateline.readers._attached import places_of
from dateline.readers._condition_words import settled_status
from dateline.readers._entities import entity_at
from dateline.readers._listed import beside, stood_for
from dateline.readers._parts import parts
from dateline.readers._quantities_parse import parse_count
from dateline.readers._spans import tidy, to_its_head, touching
from dateline.readers._times_values import value_in
from dateline.types import Candidate, Draft, Span, Tag, Value

ACTOR_FIELDS = frozenset({"agent", "target", "holder", "from", "about", "of", "facility"})
TIME_FIELDS = frozenset({"time", "since", "until"})
STOOD_FOR = ("agent", "target", "holder", "from")
JOINED = frozenset({"agent", "target", "holder", "from", "place"})
WITHIN = {"toll": "count", "condition": "status"}  # what an anchor itself says where no field does
RECALL = 1500  # characters over which "the city" remembers which one
WEAK = 0.7  # a field's value with less than this share of the best value's score is left out


def fields_of(
    draft: Draft, candidate: Candidate, names: Sequence[str], speaker: Span | None, language: Language
) -> dict[str, tuple[Value, ...]]:
    """The values of a proposal by field, each field that has any. `speaker` are the words of who says it."""
    tags: dict[str, list[Tag]] = {}
    for tag in candidate.fields:
        tags.setdefault(tag.label, []).append(tag)
    if candidate.anchor.label in WITHIN:
        tags.setdefault(WITHIN[candidate.anchor.label], [candidate.anchor])
    single = {name: [m for t in _strong(tags.get(name, [])) for m in _members(draft, name, t)] for name in names}
    values = {name: [v for t in single[name] if (v := _value(draft, candidate, name, t, language))] for name in names}
    if values.get("count"):
        values["count"] = [max(values["count"], key=lambda v: v.score)]
        values["of"] = values.get("of") or _counted(draft, values["count"][0], language)
    if "place" in names and not values.get("place"):
        values["place"] = [
            Value(s.start, s.end, s.of(draft.text), value=_place(draft, s), score=0.5)
            for s in places_of(draft, candidate.anchor.span, language)
        ]
    values["place"] = [_pointed(draft, v, speaker, language) for v in _with_lists(draft, values.get("place", []))]
    values |= {name: [_meant(draft, v, values, language) for v in values[name]] for name in STOOD_FOR if values.get(name)}
    return {name: tuple(found) for name, found in values.items() if found}


def _with_lists(draft: Draft, places: Sequence[Value]) -> list[Value]:
    """Places with the other members of the lists that they stand in."""
    out = list(places)
    for value in places:
        for span in beside(draft, Span(value.start, value.end)):
            if not any(span.start < v.end and v.start < span.end for v in out):
                out.append(Value(span.start, span.end, span.of(draft.text), value=_place(draft, span), score=value.score))
    return out


def _meant(draft: Draft, value: Value, values: Mapping[str, Sequence[Value]], language: Language) -> Value:
    """The value with the name in place of a pronoun, where one is found before it."""
    taken = [Span(v.start, v.end) for found in values.values() for v in found]
    span = stood_for(draft, Span(value.start, value.end), taken, language)
    return replace(value, start=span.start, end=span.end, text=span.of(draft.text), value=entity_at(draft, span)) if span else value


def _pointed(draft: Draft, value: Value, speaker: Span | None, language: Language) -> Value:
    """The place that is meant by words without a name. "here" is the one by which the speaker is described, else where the report was
    written; "the city" is the one of its kind that was named last."""
    table, words = language.table("places"), value.text.lower().split()
    if value.value is not None:
        return value
    if " ".join(words) in table["deictic"]["words"]:
        written = next((s.span for s in draft.sections if s.role == "dateline"), None)
        return replace(value, value=(_place(draft, speaker) if speaker else None) or (_place(draft, written) if written else None))
    again = len(words) in (2, 3) and words[0] in table["anaphors"]["leading"]
    features = table["anaphors"]["nouns"].get(words[-1], ()) if again else ()
    return replace(value, value=_named_last(draft, value.start, features))


def _named_last(draft: Draft, before: int, features: Collection[str]) -> str | None:
    """The place of these features that was named last, within a few paragraphs."""
    known = {m: p for p in draft.places if p.feature in features for m in p.mentions}
    near = [m for m in draft.layer("place") if m.id in known and before - RECALL < m.start < before]
    return known[max(near, key=lambda m: m.start).id].id if near else None


def _strong(tags: Sequence[Tag]) -> list[Tag]:
    """The spans of a field that come near the best of them."""
    best = max((t.score for t in tags), default=0.0)
    return [t for t in tags if t.score >= WEAK * best]


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
    if name in ACTOR_FIELDS:
        span = to_its_head(draft, _whole_count(draft, span))
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


def _whole_count(draft: Draft, span: Span) -> Span:
    """A span that is only a part of a count, with the whole count and who is counted."""
    hosts = [m for m in touching(draft, "quantity", span) if m.span.holds(span) and m.quantity]
    if not hosts or hosts[0].quantity is None:
        return span
    counted = hosts[0].quantity.of_span
    return Span(hosts[0].start, max(hosts[0].end, counted.end if counted else 0))


def _time(draft: Draft, name: str, span: Span, score: float) -> Value:
    """A time with its days; an expression that the span cuts is taken whole."""
    cut = [m.span for m in touching(draft, "time", span)]
    whole = Span(min((span.start, *(m.start for m in cut))), max((span.end, *(m.end for m in cut))))
    return Value(whole.start, whole.end, whole.of(draft.text), time=value_in(draft.text, draft.mentions, whole, name), score=score)


def _count(draft: Draft, tag: Tag) -> Value | None:
    """The count of a toll: a quantity of the text that the tag touches, else the tag's own words."""
    for found in touching(draft, "quantity", tag.span):
        return Value(found.start, found.end, found.text, quantity=found.quantity, score=tag.score)
    text = tag.span.of(draft.text)
    quantity = parse_count(text)
    return Value(tag.start, tag.end, text, quantity=quantity, score=tag.score) if quantity else None


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


def _place(draft: Draft, span: Span) -> str | None:
    owners = {m: p.id for p in draft.places for m in p.mentions}
    return next((owners[m.id] for m in touching(draft, "place", span) if m.id in owners), None)
