"""Who says what: sources, cues and contents, and who relays whom.

In: the analysis, names and actors. Out: voices. A quotation that runs on without a cue keeps its speaker; a voice inside the content of
another is told by that one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dateline.ports import Language, Reader
from dateline.readers._actors_words import source_type
from dateline.readers._entities import entity_at
from dateline.types import Cue, Draft, Found, Span, Voice, key

FAR = 400  # characters that a running quotation may stand behind the last words of its speaker


def read(draft: Draft, language: Language) -> Found:
    """The voices of the report, in the order of the text."""
    if draft.analysis is None:
        return Found()
    cues = sorted((c for c in draft.analysis.cues if c.content or c.source), key=_place)
    voices = [_voice(draft, c, language) for c in cues]
    return Found(voices=tuple(_relayed(_run_on(draft, voices))))


def _place(cue: Cue) -> tuple[int, int]:
    parts = [t.span for t in (cue.cue, cue.source, *cue.content) if t]
    return min(p.start for p in parts), max(p.end for p in parts)


def _voice(draft: Draft, cue: Cue, language: Language) -> Voice:
    source, said = (t.span if t else None for t in (cue.source, cue.cue))
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


def _source_type(draft: Draft, source: Span | None, cue: Span | None, guess: str, language: Language) -> str:
    if source is None:
        return "anonymous"
    by_words = source_type(source.of(draft.text), language, cue=cue.of(draft.text) if cue else "")
    by_model: str = language.table("voices")["source_types"].get(guess, guess)
    return by_model if by_words == "other" else by_words


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
            voice = replace(  # noqa: PLW2901
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
    """Voices inside the content of another one are told by the innermost such."""
    return [replace(v, told_by=_relay(v, voices)) for v in voices]


def _relay(voice: Voice, voices: Sequence[Voice]) -> str | None:
    own = voice.cue or voice.source
    if own is None:
        return None
    hosts = [(c.end - c.start, v.id) for v in voices if v.id != voice.id and v.source != voice.source for c in v.content if c.holds(own)]
    return min(hosts)[1] if hosts else None


READER = Reader("voices", frozenset({"analysis", "names", "entities"}), frozenset({"voices"}), read)
