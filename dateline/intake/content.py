"""What a reader of one format gives back. In: blocks of words with their roles. Out: `Content`, a text with the sections that tile it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dateline.types import Origin, Section

# Characters that are no part of words: controls (but not tabs and line breaks), half pairs, non-characters.
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one report as its format holds it. `facts` are what it says about itself, `given` what it is sure of (a letter's date),
    `doubts` messages about the whole, `origins` where it stands in the file. Without `sections` the text is read as plain text."""

    text: str
    media_type: str
    sections: tuple[Section, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    given: Mapping[str, object] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()


def tiled(blocks: Iterable[tuple[str, str]]) -> tuple[str, tuple[Section, ...]]:
    """Blocks of (role, words) as one text, a blank line between them, and a section for each. Blocks without words are left out."""
    words, sections, at = [], [], 0
    for role, block in blocks:
        clean = printable(block).strip()
        if clean:
            words.append(clean)
            sections.append(Section(role, at, at + len(clean)))
            at += len(clean) + 2
    return "\n\n".join(words), tuple(sections)


def placed(blocks: Iterable[tuple[str, str]], places: Iterable[Sequence[Origin]]) -> tuple[str, tuple[Section, ...], tuple[Origin, ...]]:
    """The same with the places of each block in the file, which get the range that its words have in the text."""
    kept = [(block, own) for block, own in zip(blocks, places, strict=True) if printable(block[1]).strip()]
    text, sections = tiled(block for block, _ in kept)
    ranged = [replace(place, start=s.start, end=s.end) for s, (_, own) in zip(sections, kept, strict=True) for place in own]
    return text, sections, tuple(ranged)


def printable(words: str) -> str:
    """The words without characters that nobody can read."""
    return _NO_CHARACTER.sub("", words)


def has_words(text: str) -> bool:
    """Whether there is a letter in it."""
    return any(c.isalpha() for c in text)
