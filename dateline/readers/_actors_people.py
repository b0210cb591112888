"""What a report says a person is: role and affiliation, from the words around the name.

In: the text, a person's mention, the mentions of bodies near it. Out: `Post`: the role's words as the report has them ("spokesman"),
and the body or side that the person belongs to ("LNA").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.ports import Language
from dateline.readers._actors_words import first_group, lexicon
from dateline.readers._phrases import Phrases, Word, words_of
from dateline.types import Mention, Span

WINDOW = 160
_BREAK = re.compile(r"\n\s*\n|[!?;:]|(?<=[a-z0-9)\]”\"])\.(?=[\s”\"])|[“”\"]")


@dataclass(frozen=True, slots=True)
class Post:
    """A role and whom it is held for; empty where the report does not say."""

    role: str = ""
    affiliation: str = ""

    def __bool__(self) -> bool:
        return bool(self.role or self.affiliation)


@lru_cache(maxsize=8)
def roles(language: Language) -> Phrases[bool]:
    """The role words of a language; the value says whether a word names a role and is more than a form of address ("Col.", "Msgr").
    Raises DataError when it has none."""
    table = language.table("actors")
    return Phrases([*((w, True) for w in table["roles"]["heads"]), *((w, False) for w in table["titles"]["role"])])


def post_of(text: str, person: Mention, bodies: Sequence[Mention], language: Language) -> Post:
    """The role that the words directly before or after a person's mention name; a mere form of address only where there is no other."""
    before, after = _before(text, person.start), _after(text, person.end)
    title = _title_post(text, before, bodies, language)
    if title and roles(language).get(title.role):
        return title
    return _apposition_post(text, after, bodies, language) or _fronted_post(text, before, bodies, language) or title


def _before(text: str, end: int) -> Span:
    start = max(0, end - WINDOW)
    breaks = [m.end() for m in _BREAK.finditer(text, start, end)]
    return Span(breaks[-1] if breaks else start, end)


def _after(text: str, start: int) -> Span:
    found = _BREAK.search(text, start, min(len(text), start + WINDOW))
    return Span(start, found.start() if found else min(len(text), start + WINDOW))


def _title_post(text: str, span: Span, bodies: Sequence[Mention], language: Language) -> Post:
    """ "LNA spokesman Ahmed ...": a role whose last word stands right before the name."""
    words = words_of(text, span.start, span.end)
    if words and words[-1].raw == ",":
        return Post()
    group = words[_last_mark(words) :]
    for first in range(len(group)):
        hit = roles(language).at(group, first)
        if hit and hit.last == len(group):
            return Post(_own(text, group[first], group[-1]), _side_before(text, group[:first], bodies, language))
    return Post()


def _apposition_post(text: str, span: Span, bodies: Sequence[Mention], language: Language) -> Post:
    """ "Saleh Faraj, an officer patrolling ...": a comma or bracket and a noun group with a role as its head, an age passed over."""
    words = words_of(text, span.start, span.end)
    while len(words) > 2 and words[0].raw in ",(" and words[1].raw.isdigit() and words[2].raw in ",)":
        words = words[2:]
    if not words or words[0].raw not in ",(–—-":
        return Post()
    chunk = words[1 : 1 + _first_mark(words[1:])]
    return _described(text, chunk, bodies, language)


def _fronted_post(text: str, span: Span, bodies: Sequence[Mention], language: Language) -> Post:
    """ "A spokesman for the UN High Commissioner, Rupert Colville": a noun group with a role as its head, a comma, the name."""
    words = words_of(text, span.start, span.end)
    if len(words) < 3 or words[-1].raw != ",":
        return Post()
    chunk = words[_last_mark(words[:-1]) : -1]
    return _described(text, chunk, bodies, language)


def _described(text: str, chunk: Sequence[Word], bodies: Sequence[Mention], language: Language) -> Post:
    """The role that heads a chunk, and the body named in it."""
    if not chunk:
        return Post()
    group = first_group(chunk, language)
    hits = [hit for first in range(len(group)) if (hit := roles(language).at(group, first)) and hit.last == len(group)]
    if not hits:
        return Post()
    hit = hits[0]
    role = _own(text, chunk[hit.first], chunk[hit.last - 1])
    after = _body_in(chunk[hit.last :], bodies) or ""
    return Post(role, _side_before(text, chunk[: hit.first], bodies, language) or after)


def _side_before(text: str, words: Sequence[Word], bodies: Sequence[Mention], language: Language) -> str:
    """The body named right before a role, or the side that an attributive noun tells ("army", "hospital")."""
    named = _body_in(words[-6:], bodies)
    if named or not words:
        return named or ""
    tables = lexicon(language)
    for first in range(max(0, len(words) - 3), len(words)):
        hit = tables.known.at(words, first) or tables.modifiers.at(words, first)
        if hit and hit.last == len(words) and words[-1].form not in language.table("actors")["roles"]["sideless"]:
            return _own(text, words[first], words[-1])
    return ""


def _body_in(words: Sequence[Word], bodies: Sequence[Mention]) -> str | None:
    """The words of the first body that lies among the words."""
    if not words:
        return None
    span = Span(words[0].start, words[-1].end)
    return next((b.text for b in bodies if span.holds(b.span)), None)


def _own(text: str, first: Word, last: Word) -> str:
    return re.sub(r"\s+", " ", text[first.start : last.end])


def _last_mark(words: Sequence[Word]) -> int:
    """Index past the last mark among the words."""
    return max((i + 1 for i, w in enumerate(words) if w.is_mark and w.raw not in "'&."), default=0)


def _first_mark(words: Sequence[Word]) -> int:
    return next((i for i, w in enumerate(words) if w.is_mark and w.raw not in "'&."), len(words))
