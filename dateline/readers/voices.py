"""Who says what: sources, cues and contents, and who relays whom.

In: the analysis, names and actors. Out: voices. A quotation that runs on without a cue keeps its speaker; a voice inside the content of
another is told by that one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from dateline.ports import Language, Reader
from dateline.readers._actors_sources import source_type_of
from dateline.readers._entities import entity_at
from dateline.readers._spans import opened
from dateline.readers._turns import turns
from dateline.types import Cue, Draft, Found, Span, Voice, key

IT = re.compile(r"\bit $", re.IGNORECASE)  # "it is reported" is one cue
STOP = re.compile(r"[.;:!?]|\n\s*\n")
FULL = 100  # characters that the name of a speaker may have
NEAR = 12  # characters between "told" and who was told
FAR = 400  # characters that a running quotation may stand behind the last words of its speaker


def read(draft: Draft, language: Language) -> Found:
    """The voices of the report, in the order of the text."""
    if draft.analysis is None:
        return Found()
    marks = language.table("voices")["quotes"]
    opening = tuple(marks["open"])
    cues = _joined(draft, [c for c in map(partial(_worded, draft.text, marks), draft.analysis.cues) if c.content], opening)
    spoken = _transcribed(draft, language)
    voices = [_spoken_by(draft, _voice(draft, c, language), spoken, language) for c in sorted(cues, key=_place)]
    voices = _relayed(_run_on(draft, voices))
    return Found(voices=(*spoken, *(v for voice in voices for v in _with_hearer(draft, voice, language))))


def _transcribed(draft: Draft, language: Language) -> tuple[Voice, ...]:
    """One voice for each turn of a transcript."""
    words = language.table("voices")
    found = turns(draft.text, draft.analysis.sentences if draft.analysis else (), words["notes"], words["recording_ends"])
    return tuple(
        Voice(
            key("v", draft.document.id, t.speaker, None, *t.content[:1]),
            t.speaker,
            None,
            t.content,
            "direct",
            _source_type(draft, t.speaker, None, "other", language),
            entity=entity_at(draft, t.speaker),
        )
        for t in found
    )


def _spoken_by(draft: Draft, voice: Voice, spoken: Sequence[Voice], language: Language) -> Voice:
    """Inside a turn "I" and "we", and words without a source, are the speaker's."""
    first = voice.source is None or voice.source.of(draft.text).lower() in language.table("voices")["first_person"]
    place = voice.cue or voice.source or voice.content[0]
    turn = next((t for t in spoken if any(c.holds(place) for c in t.content)), None)
    if not first or turn is None or (voice.source is None and voice.cue is not None):
        return voice
    ident = key("v", draft.document.id, turn.source, voice.cue, *voice.content[:1])
    return replace(voice, id=ident, source=turn.source, source_type=turn.source_type, entity=turn.entity)


def _with_hearer(draft: Draft, voice: Voice, language: Language) -> list[Voice]:
    """The voice, and before it the news medium that was told, where the words right after the cue name one."""
    media = {m for e in draft.entities if e.kind == "media" for m in e.mentions}
    end = voice.cue.end if voice.cue else 0
    if not voice.cue or voice.told_by or voice.cue.of(draft.text).lower().split()[-1] not in language.table("voices")["tells"]:
        return [voice]
    told = next((m for m in draft.mentions if m.id in media and m.layer == "name" and 0 < m.start - end <= NEAR), None)
    if told is None or (voice.source and voice.source.touches(told.span)):
        return [voice]
    ident = key("v", draft.document.id, told.span, None, *voice.content[:1])
    relay = Voice(
        ident, told.span, None, voice.content, voice.quotation, "media", "claimed", entity_at(draft, told.span), score=voice.score
    )
    return [relay, replace(voice, told_by=ident)]


def _worded(text: str, marks: Mapping[str, Sequence[str]], cue: Cue) -> Cue:
    """The cue without parts of content that hold no word, the others with the quotation marks that are theirs."""
    kept = [c for c in cue.content if any(map(str.isalnum, c.span.of(text)))]
    whole = [(c, quoted(text, c.span, tuple(marks["open"]), tuple(marks["close"]))) for c in kept]
    led = cue.cue
    if led and cue.source is None and IT.search(text, max(0, led.start - 4), led.start):
        led = replace(led, start=led.start - 3)
    return replace(cue, cue=led, content=tuple(replace(c, start=s.start, end=s.end) for c, s in whole))


def quoted(text: str, span: Span, opening: tuple[str, ...], closing: tuple[str, ...]) -> Span:
    """The span with the quotation mark right before it, and with the stop and the mark that close what it opens."""
    start, end = span.start, span.end
    before = next((m for m in opening if text.endswith(m, 0, start)), "")
    start -= len(before)
    if not text.startswith(opening, start):
        return Span(start, end)
    if text[end : end + 1] in tuple(".,!?") and not text.endswith(closing, start + 1, end):
        end += 1
    after = next((m for m in closing if text.startswith(m, end)), "")
    return Span(start, end + len(after))


def _joined(draft: Draft, cues: Sequence[Cue], opening: tuple[str, ...]) -> list[Cue]:
    """A content without source and cue that is no quotation is a further part of what the cue in its sentence leads in."""
    stray = [c for c in cues if c.cue is None and c.source is None and not draft.text.startswith(opening, c.content[0].start)]
    out = [c for c in cues if c not in stray]
    for piece in stray:
        sentence = next((s for s in draft.analysis.sentences if s.touches(piece.content[0].span)), None) if draft.analysis else None
        hosts = [n for n, c in enumerate(out) if sentence and c.cue and sentence.holds(c.cue.span)]
        if hosts:
            nearest = min(hosts, key=lambda n: abs(_place(out[n])[0] - piece.content[0].start))
            out[nearest] = replace(out[nearest], content=(*out[nearest].content, *piece.content))
    return out


def _place(cue: Cue) -> tuple[int, int]:
    parts = [t.span for t in (cue.cue, cue.source, *cue.content) if t]
    return min(p.start for p in parts), max(p.end for p in parts)


def _voice(draft: Draft, cue: Cue, language: Language) -> Voice:
    said = cue.cue.span if cue.cue else None
    found = _up_to_cue(draft.text, cue.source.span, said, language.table("voices")["articles"]) if cue.source else None
    trimmed = _trimmed(draft.text, found, language.table("voices")["loose_ends"]) if found else None
    source = opened(draft, trimmed) if trimmed else None
    if said and said.of(draft.text).lower() in language.table("voices")["sourceless"]:
        source = None
    content = tuple(sorted(t.span for t in cue.content))
    table = language.table("voices")
    return Voice(
        id=key("v", draft.document.id, source, said, *content[:1]),
        source=source,
        cue=said,
        content=content,
        quotation=quotation(draft.text, content, table["quotes"]["open"]),
        source_type=_source_type(draft, source, said, cue.source_type, language),
        stance=table["stances"].get(cue.stance, cue.stance),
        entity=entity_at(draft, source),
        score=cue.score,
    )


def _up_to_cue(text: str, source: Span, cue: Span | None, articles: Collection[str]) -> Span:
    """A source of which only the article was seen, up to the cue that follows it in the sentence."""
    if cue is None or source.of(text).lower() not in articles or not source.end < cue.start <= source.end + FULL:
        return source
    rest = text[source.end : cue.start].rstrip()
    return source if STOP.search(rest) else Span(source.start, source.end + len(rest))


def _trimmed(text: str, span: Span, loose: Sequence[str]) -> Span | None:
    """The span without marks and loose words at its end; None when nothing is left."""
    end = span.end
    while True:
        words = text[span.start : end].rstrip(" ,;:-–—\n")
        end = span.start + len(words)
        last = words.split()[-1].lower() if words.split() else ""
        if last not in loose:
            return Span(span.start, end) if last else None
        end -= len(last)


def _source_type(draft: Draft, source: Span | None, cue: Span | None, guess: str, language: Language) -> str:
    if source is None:
        return "anonymous"
    owner = entity_at(draft, source)
    entity = next((e for e in draft.entities if e.id == owner), None)
    by_model: str = language.table("voices")["source_types"].get(guess, guess)
    return source_type_of(source.of(draft.text), entity, language, cue=cue.of(draft.text) if cue else "", guess=by_model)


def quotation(text: str, content: Sequence[Span], opening: Iterable[str]) -> str:
    """direct, mixed or indirect, by the quotation marks of the content."""
    marks = tuple(opening)
    words = [c.of(text).strip() for c in content]
    if words and all(w.startswith(marks) for w in words):
        return "direct"
    return "mixed" if any(m in w for w in words for m in marks if not m.isalpha() and m != "‘") else "indirect"


def _run_on(draft: Draft, voices: Sequence[Voice]) -> list[Voice]:
    """Contents with neither source nor cue take the speaker of the quotation that they go on from."""
    out: list[Voice] = []
    for n, voice in enumerate(voices):
        if voice.source is None and voice.cue is None:
            host = _speaker(voice, [v for v in (*out[::-1], *voices[n + 1 :]) if v.source])
            if host is None:
                continue
            voice = replace(
                voice,
                id=key("v", draft.document.id, host.source, None, *voice.content[:1]),
                source=host.source,
                source_type=host.source_type,
                entity=host.entity,
            )
        out.append(voice)
    return out


def _speaker(voice: Voice, others: Sequence[Voice]) -> Voice | None:
    """The nearest voice around a run-on content."""
    begin, end = voice.content[0].start, voice.content[-1].end

    def gap(v: Voice) -> int:
        spans = [s for s in (v.source, v.cue, *v.content) if s]
        return min(max(s.start - end, begin - s.end, 0) for s in spans)

    near = min(others, key=gap, default=None)
    return near if near is not None and gap(near) <= FAR else None


def _relayed(voices: Sequence[Voice]) -> list[Voice]:
    """Voices inside the content of another one are told by the innermost such, of two by the surer."""
    return [replace(v, told_by=_relay(v, voices)) for v in voices]


def _relay(voice: Voice, voices: Sequence[Voice]) -> str | None:
    own = voice.cue or voice.source
    if own is None:
        return None
    others = [v for v in voices if v.id != voice.id and v.source != voice.source]
    hosts = [(c.end - c.start, -v.score, v) for v in others for c in v.content if c.holds(own)]
    return min(hosts, key=lambda h: h[:2])[2].id if hosts else None


READER = Reader("voices", frozenset({"analysis", "names", "entities"}), frozenset({"voices"}), read)
