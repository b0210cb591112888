"""Tells the parts of a report apart. In: a text (or the sections of a web page). Out: sections that tile its words, and facts.

Every line is scored for every role by the features in the language's table; datelines, credits and relative ages that stand in a line
with something else become sections of their own. Facts that came with the input win over those found here.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from dateline.ports import Language, Reader
from dateline.readers._furniture import Furniture, Line, furniture
from dateline.readers._report import Part, describe
from dateline.readers._surroundings import settled
from dateline.readers._text import blocks, lines, trim, wrap_width
from dateline.types import Draft, Found, Section, Span

_ORDER = ("body", "headline", "timestamp", "byline", "caption", "credit")
_NO_CREDIT = frozenset({"cookie", "share", "sign_up", "menu", "link_opener"})
_STORY = 60
_READ = frozenset({"body", "headline", "caption"})
_FIRST, _LAST = 3000, 1000
_CREDIT_CHARS = 120
_WRAPPED, _FEW_WORDS, _HANGING = 36, 3, 90
_ENDED = re.compile(r"[.!?:;…][\"'”’»)\]]*$")


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
    width = None if known else _width(text)
    spans = [(s.role, unit) for s in areas for unit in (_units(text, s.span, width, tables) if s.role == "body" else [trim(text, s.span)])]
    spans = [(role, span) for role, span in spans if span.start < span.end]
    told = iter(_roles([Line(_words(text, span), bool(known)) for role, span in spans if role == "body"], tables))
    roles = [next(told) if role == "body" else role for role, _ in spans]
    caps = sum(map(str.isupper, text)) > 4 * sum(map(str.islower, text))
    story = False
    for (_, span), role in zip(spans, roles, strict=True):
        for part in _split(text, role, span, tables, caps=caps, first=not story):
            story = story or (part.role == "body" and len(part.span.of(text)) > _STORY)
            yield part


def _words(text: str, span: Span) -> str:
    return " ".join(span.of(text).split())


def _width(text: str) -> int | None:
    """The width of a hard-wrapped text. A row of short paragraphs is none: in a wrapped text long lines break in mid-sentence."""
    found = [line.of(text) for line in lines(text)]
    broken = sum(
        len(here) > _WRAPPED and not _ENDED.search(here) and (after[:1].islower() or here[-1:] in "-," or (here + after).isupper())
        for here, after in itertools.pairwise(found)
    )
    return wrap_width(text) if broken >= max(2, 0.08 * len(found)) else None


def _units(text: str, area: Span, width: int | None, tables: Furniture) -> Iterator[Span]:
    """The lines of an area, wrapped ones joined, with what hangs on them cut off."""
    for unit in _joined(text, area, width, tables):
        yield from _cut(text, unit, tables)


def _cut(text: str, unit: Span, tables: Furniture) -> Iterator[Span]:
    """A line without the furniture that hangs on its ends, which is a part of its own: counters before it, ages and offers after it."""
    words = unit.of(text)
    lead, tail = tables.forms["hanging_before"].match(words), tables.forms["hanging_after"].search(words, max(0, len(words) - _HANGING))
    start, end = (lead.end() if lead else 0), (tail.start() if tail else len(words))
    for span in (Span(0, start), Span(start, end), Span(end, len(words))):
        part = trim(text, Span(unit.start + span.start, unit.start + span.end))
        if part.start < part.end:
            yield part


def _joined(text: str, area: Span, width: int | None, tables: Furniture) -> Iterator[Span]:
    """The paragraphs of an area; a line that is furniture by its own words is never part of one."""
    for block in blocks(text, area, width):
        found = list(lines(text, block))
        sure = [tables.is_sure(f) for f in tables.features([Line(_words(text, s)) for s in found])] if len(found) > 1 else [False]
        start = found[0].start
        for i, (here, after) in enumerate(itertools.pairwise(found)):
            if (sure[i] or sure[i + 1]) and not _goes_on(here.of(text), after.of(text), width):
                yield Span(start, here.end)
                start = after.start
        yield Span(start, found[-1].end)


def _goes_on(line: str, following: str, width: int | None) -> bool:
    """Whether a line is surely the middle of a wrapped sentence."""
    return width is not None and len(line) > 0.7 * width and following[:1].islower() and len(following.split()) > _FEW_WORDS


def observed(text: str, tables: Furniture) -> tuple[list[Span], list[set[str]]]:
    """The lines of a plain text and the features of each: what the weights of the table are fitted on (`python -m training.furniture`)."""
    spans = [span for span in _units(text, Span(0, len(text)), _width(text), tables) if span.start < span.end]
    return spans, _featured([Line(_words(text, span)) for span in spans], tables)


def _roles(found: Sequence[Line], tables: Furniture) -> list[str]:
    """The likeliest role of every line; body when another is not likelier. In the midst of a very long report all is body. No text is
    nothing but furniture and names: what is not surely furniture is read."""
    if len(found) > _FIRST + _LAST:
        middle = ["body"] * (len(found) - _FIRST - _LAST)
        return [*_roles(found[:_FIRST], tables), *middle, *_roles(found[-_LAST:], tables)]
    featured = _featured(found, tables)
    scores = [tables.scores(f) for f in featured]
    furnished = settled([own["chrome"] for own in scores], tables.change)
    roles = ["chrome" if aside else _best(own) for own, aside in zip(scores, furnished, strict=True)]
    if set(roles) & _READ:
        return roles
    return ["body" if role in ("chrome", "byline") and not tables.is_sure(own) else role for role, own in zip(roles, featured, strict=True)]


def _featured(found: Sequence[Line], tables: Furniture) -> list[set[str]]:
    """All features of every line: those of its own words, and those of its place among the others."""
    features = tables.features(found)
    begun = False
    for i, (line, own) in enumerate(zip(found, features, strict=True)):
        credit = None if own & _NO_CREDIT else _credit(line.words, tables)
        if credit is not None:
            own.add("credit_end" if credit else "credit_whole")
        if i < 400 and tables.datelines.find(line.words, first=not begun or i < 6):
            own.add("dateline")
        begun = begun or "sentence" in own or {"long", "verb"} <= own
    tables.surround(features, found)
    return features


def _best(scores: dict[str, float]) -> str:
    """The likeliest role of a line that is no furniture; body when another is not likelier."""
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
