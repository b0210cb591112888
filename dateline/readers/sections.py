"""Tells the parts of a report apart. In: a text (or the sections of a web page). Out: sections that tile its words, and facts.

Every line is scored for every role by the features in the language's table; datelines, credits and relative ages that stand in a line
with something else become sections of their own. Facts that came with the input win over those found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dateline.ports import Language, Reader
from dateline.readers._furniture import Furniture, Line, furniture
from dateline.readers._report import Part, describe
from dateline.readers._text import blocks, trim, wrap_width
from dateline.types import Draft, Found, Section, Span

_ORDER = ("body", "headline", "timestamp", "byline", "caption", "credit", "chrome")
_NO_CREDIT = frozenset({"cookie", "share", "sign_up", "menu", "link_opener"})
_STORY = 60
_FIRST, _LAST = 3000, 1000
_CREDIT_CHARS = 120


def read(draft: Draft, language: Language) -> Found:
    """The sections of the report and its facts. A report without a date leaves a doubt."""
    tables = furniture(language.code)
    parts = list(_parts(draft, tables))
    report, doubts = describe(draft.report, draft.text, parts, tables)
    return Found(report=report, sections=tuple(Section(p.role, p.span.start, p.span.end) for p in parts), doubts=doubts)


READER = Reader("sections", frozenset(), frozenset({"sections"}), read)


def _parts(draft: Draft, tables: Furniture) -> Iterator[Part]:
    """The parts of the text in order. Sections that the container knew stay as they are; body and caption are looked into."""
    text = draft.text
    known = sorted(draft.sections, key=lambda s: s.start)
    areas = known or [Section("body", 0, len(text))]
    width = None if known else wrap_width(text)
    spans = [(s.role, block) for s in areas for block in (blocks(text, s.span, width) if s.role == "body" else [trim(text, s.span)])]
    spans = [(role, span) for role, span in spans if span.start < span.end]
    lines = [Line(" ".join(span.of(text).split()), bool(known)) for _, span in spans]
    roles = _roles(lines, tables)
    caps = sum(map(str.isupper, text)) > 4 * sum(map(str.islower, text))
    story = False
    for (given, span), role in zip(spans, roles, strict=True):
        chosen = role if given == "body" else given
        for part in _split(text, chosen, span, tables, caps=caps, first=not story):
            story = story or (part.role == "body" and len(part.span.of(text)) > _STORY)
            yield part


def _roles(lines: Sequence[Line], tables: Furniture) -> list[str]:
    """The likeliest role of every line; body when another is not likelier. In the midst of a very long report all is body."""
    if len(lines) > _FIRST + _LAST:
        middle = ["body"] * (len(lines) - _FIRST - _LAST)
        return [*_roles(lines[:_FIRST], tables), *middle, *_roles(lines[-_LAST:], tables)]
    features = tables.features(lines)
    for i, (line, own) in enumerate(zip(lines, features, strict=True)):
        credit = None if own & _NO_CREDIT else _credit(line.words, tables)
        if credit is not None:
            own.add("credit_end" if credit else "credit_whole")
        if i < 400 and tables.datelines.find(line.words, first="top" in own or i < 6):
            own.add("dateline")
    return [_best(tables.scores(f)) for f in features]


def _best(scores: dict[str, float]) -> str:
    return max(_ORDER, key=lambda role: (round(scores.get(role, 0.0), 6), -_ORDER.index(role)))


def _split(text: str, role: str, span: Span, tables: Furniture, *, caps: bool, first: bool) -> Iterator[Part]:
    """A line as one part, or as the two that it holds: dateline and body, caption and credit, time stamp and relative age."""
    words = span.of(text)
    alone = role not in ("caption", "credit") and _is_dateline(words, tables, caps=caps)
    if role == "body" or alone:
        yield from _story(words, span, tables, caps=caps, first=first or alone)
        return
    at = _credit(words, tables) if role == "caption" else None
    if role == "timestamp":
        age = tables.contains["age"].search(words)
        at = len(words[: age.start()].rstrip(" /|·•,–—-\t\r\n")) if age and not words[age.end() :].strip() else None
    if not at:
        yield Part(role, span)
        return
    yield Part(role, trim(text, Span(span.start, span.start + at)))
    yield Part("credit" if role == "caption" else "chrome", trim(text, Span(span.start + at, span.end)))


def _is_dateline(words: str, tables: Furniture, *, caps: bool) -> bool:
    """Whether a line is nothing but a dateline."""
    found = tables.datelines.find(words, caps_text=caps) if len(words) < 2 * _STORY else None
    return found is not None and found.place is not None and found.published is not None and not words[found.end :].strip()


def _story(words: str, span: Span, tables: Furniture, *, caps: bool, first: bool) -> Iterator[Part]:
    found = tables.datelines.find(words, caps_text=caps, first=first)
    if found is None or not words[found.end :].strip(" .:-"):
        yield Part("body" if found is None else "dateline", span, found)
        return
    lead = len(words[found.end :]) - len(words[found.end :].lstrip())
    yield Part("dateline", Span(span.start, span.start + found.end), found)
    yield Part("body", Span(span.start + found.end + lead, span.end))


def _credit(words: str, tables: Furniture) -> int | None:
    """Where the credit at the end of a line begins; None without one."""
    match = tables.forms["credit_end"].search(words, max(0, len(words) - _CREDIT_CHARS))
    if match is None or (match.start("form") == 0 and tables.forms["no_credit"].search(words)):
        return None
    return match.start("form")
