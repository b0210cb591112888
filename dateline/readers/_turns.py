"""Turns of speakers in transcripts: "[Minister Duarte] [Begin recording] We have ... [End recording]".

In: the text, its sentences, and the words of editors' brackets. Out: for each turn who speaks and the sentences that are theirs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dateline.types import Span

BRACKET = re.compile(r"\[([^\[\]\n]{2,60})\]")
BLANK = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Turn:
    """Who speaks (the words inside the brackets) and what is said, sentence by sentence."""

    speaker: Span
    content: tuple[Span, ...]


def turns(text: str, sentences: Sequence[Span], notes: Collection[str], ends: Collection[str]) -> tuple[Turn, ...]:
    """The turns of a transcript. `notes` are bracketed words that name no speaker, `ends` those that end a recording (lower case).

    A turn lasts until the next speaker, the end of the recording, or the end of its paragraph where no recording was begun.
    """
    marks = [(Span(*m.span(1)), m.group(1).strip().lower()) for m in BRACKET.finditer(text)]
    speakers = [(n, s) for n, (s, words) in enumerate(marks) if _names_somebody(text, s, words, notes)]
    out = []
    for n, speaker in speakers:
        end = _end(text, speaker, marks[n + 1 :], {s for _, s in speakers}, ends)
        content = tuple(
            Span(max(s.start, speaker.end + 1), s.end) for s in sentences if s.end > speaker.end + 2 and s.start < end and s.end <= end
        )
        if content:
            out.append(Turn(speaker, content))
    return tuple(out)


def _names_somebody(text: str, span: Span, words: str, notes: Collection[str]) -> bool:
    """Capitals, no editor's note, at the beginning of a paragraph or after another bracket."""
    before = text[: span.start - 1].rstrip(" \t")
    opens = not before or before.endswith(("\n", "]", ":", "]:"))
    return opens and span.of(text)[0].isupper() and not any(note in words for note in notes)


def _end(text: str, speaker: Span, after: Sequence[tuple[Span, str]], speakers: Collection[Span], ends: Collection[str]) -> int:
    following = next((s.start - 1 for s, words in after if s in speakers or words in ends), len(text))
    recorded = after and after[0][0].start - speaker.end < 4 and "recording" in after[0][1]
    paragraph = BLANK.search(text, speaker.end)
    return following if recorded or paragraph is None else min(following, paragraph.start())
