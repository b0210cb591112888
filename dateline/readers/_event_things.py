"""Things that are taken in: "police seized two pistols" is no arrest, and no event of the list.

In: the draft and an event's record. Out: the record, as looting where an armed group takes the things, None where anybody else does.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from dateline.ports import Language
from dateline.readers._phrases import plural
from dateline.readers._spans import is_passive, words_in
from dateline.readers._stance import forms
from dateline.types import Analysis, Draft, Record

TAKEN, ARMED = "looting", "armed_group"
WITHIN = frozenset({"conj", "nmod", "compound"})
REACH = 12  # words from an object's head to what else is in its phrase


class Vocabulary(NamedTuple):
    """The verbs in all their forms, the things in both numbers, and the types of events that are none."""

    verbs: frozenset[str]
    things: frozenset[str]
    types: frozenset[str]


@lru_cache(maxsize=8)
def vocabulary(language: Language) -> Vocabulary:
    """The language's words for what is taken in."""
    table = language.table("events")
    found, irregular = table["taken_in"], table["irregular"]
    things = {form for thing in found["things"] for form in (thing, plural(thing))}
    return Vocabulary(frozenset(f for v in found["verbs"] for f in forms(v, irregular)), frozenset(things), frozenset(found["types"]))


def taken_in(draft: Draft, language: Language, record: Record) -> Record | None:
    """The record of an event, unless all that it tells is that things were taken in."""
    verbs, things, types = vocabulary(language)
    analysis = draft.analysis
    if analysis is None or record.type not in types:
        return record
    first, last = words_in(draft, record.span)
    at = next((i for i in range(first, last) if analysis.words[i].of(draft.text).lower() in verbs), None)
    if at is None or not any(_word(draft, analysis, i) in things for i in _objects(draft, analysis, at, language)):
        return record
    kinds = {e.id: e.kind for e in draft.entities}
    by_rebels = any(kinds.get(str(v.value)) == ARMED for v in record.fields.get("agent", ()))
    return replace(record, type=TAKEN) if by_rebels else None


def _word(draft: Draft, analysis: Analysis, i: int) -> str:
    return analysis.words[i].of(draft.text).lower()


def _objects(draft: Draft, analysis: Analysis, verb: int, language: Language) -> list[int]:
    """The heads of a verb's object (a passive's subject), of what is joined with it, and of what it consists of ("a cache of arms")."""
    heads, relations = analysis.heads, analysis.relations
    near = range(max(0, verb - 2 * REACH), min(len(heads), verb + 2 * REACH))
    wanted = "nsubj" if is_passive(analysis, draft.text, verb, language) else "obj"
    found = [i for i in near if heads[i] == verb and relations[i] == wanted]
    for i in found:
        found += [k for k in range(i + 1, min(len(heads), i + REACH)) if heads[k] == i and relations[k] in WITHIN]
    return found
