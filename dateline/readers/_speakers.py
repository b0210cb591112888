"""Whose voice a record rests on.

In: the draft with its voices and a proposal of the model. Out: a voice of the report, a new one where it has none that fits, or None
for the report's own voice. A pronoun gives way to the name that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from functools import lru_cache

from dateline.ports import Language
from dateline.readers._actors_sources import source_type_of
from dateline.readers._entities import entity_at
from dateline.readers._listed import stood_for
from dateline.readers._spans import is_passive, sentence_at, tidy, words_in
from dateline.readers._stance import forms, hedge_of
from dateline.types import Analysis, Candidate, Draft, Span, Tag, Voice, key

PASSIVE = re.compile(r"\b(?:been|being|was|were|is|are)\s+(?:\w+ly\s+)?\w+(?:\s+(?:of|with|for|to))?$", re.IGNORECASE)
COMPLETING = re.compile(r"\s+(?:of|with|for|to)$")
OWN_VOICE, ALONE = 0.95, 0.5  # how sure of "stated" the model must be to overrule a voice around the anchor, and where there is none
NEAR_BY = 400  # characters back in which the subject that a pronoun stands for is looked for
NEAR_WORDS = 12  # words before a claim in which its subject is looked for
UPWARD = 7  # steps up the dependency tree
NOMINAL_WAY = frozenset({"obj", "obl", "nmod", "acl", "nummod", "amod", "compound", "conj", "det", "appos"})
FAR = 1200  # characters back in which the speaker that a pronoun stands for is looked for


def voice_of(draft: Draft, candidate: Candidate, language: Language) -> Voice | None:
    """The voice that a proposal rests on, None for the report's own. A pronoun is replaced by the name that it stands for."""
    anchor = candidate.anchor
    if anchor.label in ("event", "toll") and is_presupposed(draft, anchor.span, language):
        return None
    source, cue = _surest(candidate, "source"), _surest(candidate, "cue")
    stated = candidate.stances.get("stated", 0.0)
    around = _around(draft, anchor)
    quoted = around is not None and around.quotation == "direct"
    if anchor.label != "claim" and stated > (OWN_VOICE if around else ALONE) and not quoted:
        return None
    whole = tidy(draft, source.span) if source else None
    if source is not None and whole is not None:
        return _from_tags(draft, anchor, whole, cue.span if cue else None, around, language)
    if around is not None:
        return _speaker(draft, around, anchor, language)
    if anchor.label == "claim":
        return _by_subject(draft, anchor, language)
    return _nobody(draft, cue.span, anchor.span) if cue is not None else None


def _by_subject(draft: Draft, anchor: Tag, language: Language) -> Voice | None:
    """The voice of a claim that nobody is marked for: the subject of its verb, which a "we" or "that" stands for."""
    analysis = draft.analysis
    if analysis is None:
        return None
    first, last = words_in(draft, anchor.span)
    before = range(max(0, first - NEAR_WORDS), first)
    subjects = [i for i in before if first <= analysis.heads[i] < last and analysis.relations[i] == "nsubj"]
    if not subjects or any(is_passive(analysis, draft.text, i, language) for i in range(first, last)):
        return None
    spoken = analysis.words[subjects[-1]]
    if spoken.of(draft.text).lower() not in language.table("voices")["pronouns"]:
        return None
    voice = Voice("", spoken, anchor.span, (sentence_at(draft, anchor.span),), "indirect", "other")
    found = named(draft, _said_by(draft, voice, spoken, "other"), language)
    return found if found.source != spoken else None


def is_presupposed(draft: Draft, anchor: Span, language: Language) -> bool:
    """Whether a happening is only what somebody condemns or calls for an end of: the report itself takes it for a fact. Told by the way up
    the dependency tree, through nouns and what belongs to them, to such a verb."""
    if draft.analysis is None or _in_quotes(draft, anchor):
        return False
    first, last = words_in(draft, anchor)
    tops = [i for i in range(first, last) if not first <= draft.analysis.heads[i] < last]
    return any(_hangs_on(draft, draft.analysis, i, _presupposing(language)) for i in tops)


def _hangs_on(draft: Draft, analysis: Analysis, place: int, verbs: Collection[str]) -> bool:
    """Whether a word belongs to the object of one of the verbs, through nouns and what belongs to them."""
    for _ in range(UPWARD):
        behind = place >= 0 and analysis.relations[place] == "nsubj" and analysis.heads[place] < place  # an object, read amiss
        if place < 0 or not (behind or analysis.relations[place] in NOMINAL_WAY):
            return False
        place = analysis.heads[place]
        if place >= 0 and analysis.words[place].of(draft.text).lower() in verbs:
            return True
    return False


def _in_quotes(draft: Draft, anchor: Span) -> bool:
    """Whether the words stand in somebody's own speech."""
    return any(v.quotation == "direct" and c.holds(anchor) for v in draft.voices for c in v.content)


@lru_cache(maxsize=8)
def _presupposing(language: Language) -> frozenset[str]:
    """The verbs, in all their forms, whose object is taken for a fact."""
    table = language.table("stances")["presupposing"]
    return frozenset(form for verb in table["verbs"] for form in forms(verb, table["irregular"])) | frozenset(table["nouns"])


def _around(draft: Draft, anchor: Tag) -> Voice | None:
    """The innermost voice whose content holds the anchor, of two the surer; for a claim the one whose cue it touches."""
    if anchor.label == "claim":
        by_cue = [v for v in draft.voices if v.cue and v.cue.touches(anchor.span)]
        if by_cue:
            return max(by_cue, key=lambda v: v.score)
    hosts = [(c.end - c.start, -v.score, v) for v in draft.voices for c in v.content if c.holds(anchor.span)]
    return min(hosts, key=lambda h: h[:2])[2] if hosts else None


def _from_tags(draft: Draft, anchor: Tag, source: Span, cue: Span | None, around: Voice | None, language: Language) -> Voice:
    """The known voice with that source and cue, else a new one."""
    if cue is not None and source.end <= cue.start and _is_passive(draft.text, cue, language):
        return _nobody(draft, cue, sentence_at(draft, anchor.span))  # who "has been accused" is not the one who says so
    if source.of(draft.text).lower() in language.table("voices")["pronouns"]:
        host = around or next((v for v in draft.voices if v.source and v.source.touches(source)), None)
        if host is not None:
            return _speaker(draft, host, anchor, language)
    same = [v for v in draft.voices if v.source and v.source.touches(source)]
    fitting = [v for v in same if (cue and v.cue and v.cue.touches(cue)) or any(c.holds(anchor.span) for c in v.content)]
    if fitting:
        return fitting[0]
    base = around or Voice("", None, None, (sentence_at(draft, anchor.span),), "indirect", "other")
    kind = same[0].source_type if same else base.source_type
    return _said_by(draft, replace(base, cue=cue or base.cue), source, kind)


def _speaker(draft: Draft, voice: Voice, anchor: Tag, language: Language) -> Voice:
    """The voice with a name for a pronoun; nobody's where its cue tells what is said of its subject."""
    if voice.source and voice.cue and voice.source.end <= voice.cue.start and _is_passive(draft.text, voice.cue, language):
        return _nobody(draft, voice.cue, sentence_at(draft, anchor.span))
    return named(draft, voice, language)


def _is_passive(text: str, cue: Span, language: Language) -> bool:
    """Whether a cue tells what is said of its subject ("has been accused"), and not what the subject says ("was quoted")."""
    last = COMPLETING.sub("", cue.of(text).lower()).split()[-1:]
    return any(w in language.table("voices")["said_of"] for w in last) and PASSIVE.search(text, max(0, cue.start - 24), cue.end) is not None


def named(draft: Draft, voice: Voice, language: Language) -> Voice:
    """The voice with the name in place of a pronoun, where one is found before it."""
    words = language.table("voices")
    pronoun = voice.source.of(draft.text).lower() if voice.source else ""
    if voice.source is None or pronoun not in words["pronouns"]:
        return voice
    host = _speaker_before(draft, voice.source, words["pronouns"], first=pronoun in words["first_person"] and voice.quotation == "indirect")
    subject = subject_before(draft, voice.source, words["stand_for"].get(pronoun))
    if subject is None and host is None:
        subject = stood_for(draft, voice.source, (), language)
    if subject is not None and (host is None or (host.source and host.source.end <= subject.start)):
        entity = next((e for e in draft.entities if e.id == entity_at(draft, subject)), None)
        return _said_by(draft, voice, subject, source_type_of(subject.of(draft.text), entity, language))
    return _said_by(draft, voice, host.source, host.source_type) if host and host.source else voice


def _speaker_before(draft: Draft, pronoun: Span, pronouns: Collection[str], *, first: bool) -> Voice | None:
    """The nearest speaker with a name before a pronoun; the `first` one for the "we" of a statement, which is its issuer."""
    near = [v for v in draft.voices if v.source and v.source.start < pronoun.start < v.source.start + FAR]
    full = [v for v in near if v.source and v.source.of(draft.text).lower() not in pronouns]
    return (min if first else max)(full, key=lambda v: v.source.start if v.source else 0, default=None)


def subject_before(draft: Draft, pronoun: Span, label: str | None) -> Span | None:
    """The nearest name before a pronoun that can stand for it and is the subject of its clause, in the pronoun's paragraph."""
    if draft.analysis is None or label is None:
        return None
    begin = max(draft.text.rfind("\n\n", 0, pronoun.start), pronoun.start - NEAR_BY)
    kinds = {m: "PER" if e.kind == "person" else "ORG" for e in draft.entities for m in e.mentions}
    for found in sorted((m for m in draft.mentions if m.layer == "name" and kinds.get(m.id) == label), key=lambda m: -m.start):
        if begin <= found.start < pronoun.start:
            _, end = words_in(draft, found.span)
            if draft.analysis.relations[end - 1] == "nsubj":
                return found.span
    return None


def hedged(draft: Draft, anchor: Tag, language: Language) -> Voice | None:
    """The voice around an anchor, else one without a source whose cue is the hedge ("allegedly"); None where nothing hedges."""
    around = _around(draft, anchor)
    hedge = hedge_of(draft.text, anchor.span, language)
    return around if around is not None or hedge is None else _nobody(draft, hedge[1], sentence_at(draft, anchor.span))


def _surest(candidate: Candidate, label: str) -> Tag | None:
    return max((t for t in candidate.fields if t.label == label), key=lambda t: t.score, default=None)


def _said_by(draft: Draft, voice: Voice, source: Span, source_type: str) -> Voice:
    """The voice with another source."""
    ident = key("v", draft.document.id, source, voice.cue, *voice.content[:1])
    return replace(voice, id=ident, source=source, source_type=source_type, entity=entity_at(draft, source))


def _nobody(draft: Draft, cue: Span, content: Span) -> Voice:
    """A cue without a source."""
    return Voice(key("v", draft.document.id, None, cue, content), None, cue, (content,), "indirect", "anonymous")
