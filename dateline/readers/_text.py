"""Text helpers that several readers share. In: the text of a report and its sections. Out: its lines and sentences as spans.

Nothing here alters the text: lines that a mail program or a teleprinter wrapped are joined as a view, by spans that run over the line end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dateline import languages
from dateline.types import Section, Span

BULLETS = "•●▪■◦‣►▶➢✓·"
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_WORD = re.compile(r"\S+")
_BLANK = re.compile(r"(?:\r\n|[\r\n\x85\u2028\u2029])[^\S\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029])|[\x0b\x0c]")
_ITEM = re.compile(rf"\s*(?:[{BULLETS}]|[-–—*o]\s|\(?(?:\d{{1,3}}|[a-z]|[ivx]+)[.)]\s)")
_LEAD = re.compile(rf"(?:[{BULLETS}]|[-–—*](?=\s)|\s)+")
_INNER_BULLET = re.compile(r"(?<=\s)[•●▪■◦‣►▶➢]\s")
_END_OF_LINE = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$")
_TORN_END = re.compile(r"[^\r\n]{40}\w,?$")
_STOP = re.compile(
    r"(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>(?:[\"'”’»)\]]|\[\d{1,3}\])*+)(?P<gap>\s+|(?<=[a-z]{3}\.)(?=[A-Z][a-z])|(?<=[a-z]{3}\.[\"”])(?=[A-Z][a-z]))"
    r"(?P<next>[\"'“‘«(\[¿¡—–-]*\s*)(?P<first>\w)"
)
_BEFORE = re.compile(r"[^\s\"“”‘«(\[/]+$")
_NEXT_WORD = re.compile(r"[\w'’]+")
_INITIAL = re.compile(r"(?:[A-ZÀ-Þ]|[A-Z][a-z]?(?:-[A-Z])?)")
_DOTTED = re.compile(r"(?:\w{1,2}\.)+\w{1,2}")
_EDGE = 40
_WIDEST_WRAP, _NARROWEST_WRAP = 132, 36


@dataclass(frozen=True, slots=True)
class _Stops:
    titles: frozenset[str]
    before_number: frozenset[str]
    abbreviations: frozenset[str]
    clock: frozenset[str]
    after_clock: frozenset[str]
    starters: frozenset[str]
    speech: frozenset[str]


def sentences(text: str, sections: Sequence[Section] = (), *, language: str = "en") -> tuple[Span, ...]:
    """The sentences of a report in the order of the text, without white space and bullets at their ends.

    No sentence crosses a section or a blank line; page furniture (`chrome`) has none. Without sections the whole text is read. A single
    line end breaks unless the text is hard-wrapped there or the sentence plainly goes on in lower case.
    """
    stops = _stops(language)
    width = wrap_width(text)
    return tuple(s for part in _parts(text, sections) for block in blocks(text, part, width) for s in _split(text, block, stops))


def lines(text: str, within: Span | None = None) -> Iterator[Span]:
    """The lines of the text (or of a part of it) that are not blank, without the white space at their ends."""
    area = within or Span(0, len(text))
    for match in _LINE.finditer(text, area.start, area.end):
        span = trim(text, Span(*match.span()))
        if span.start < span.end:
            yield span


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.end - len(words) + len(words.rstrip())))


def is_item(line: str) -> bool:
    """Whether a line begins like an entry of a list: a bullet, a dash, a number or letter with a stop or bracket."""
    return _ITEM.match(line) is not None


def wrap_width(text: str) -> int | None:
    """The width at which the text is hard-wrapped; None for a text with one paragraph a line."""
    lengths = sorted(len(m.group().rstrip()) for m in _LINE.finditer(text) if not m.group().isspace())
    if len(lengths) < 2:
        return None
    width = lengths[(len(lengths) - 1) * 19 // 20]
    return width if _NARROWEST_WRAP <= width <= _WIDEST_WRAP else None


def blocks(text: str, part: Span, width: int | None) -> Iterator[Span]:
    """The runs of lines that are one paragraph each: broken at blank lines and at line ends that end a line on purpose."""
    for paragraph in paragraphs(text, part):
        found = list(lines(text, paragraph))
        if not found:
            continue
        own = max(len(line.of(text)) for line in found) if width and len(found) > 2 else width
        start = found[0].start
        for here, after in itertools.pairwise(found):
            if not joins(here.of(text), after.of(text), min(own, width) if own and width else None):
                yield Span(start, here.end)
                start = after.start
        yield Span(start, found[-1].end)


def paragraphs(text: str, part: Span) -> Iterator[Span]:
    """The stretches between blank lines; a blank line that tears a sentence apart, as page breaks of a PDF do, does not count."""
    start = part.start
    for match in _BLANK.finditer(text, part.start, part.end):
        if match.start() >= start and not _torn(text, match):
            yield Span(start, match.start())
            start = match.end()
    yield Span(start, part.end)


def _torn(text: str, blank: re.Match[str]) -> bool:
    """Whether a blank line (of a page break, say) stands in the middle of a sentence: a long line without a stop, then lower case."""
    following = text[blank.end() : blank.end() + 24].lstrip()
    before = text[max(0, blank.start() - 80) : blank.start()].rstrip()
    return following[:1].islower() and _TORN_END.search(before) is not None


def joins(line: str, following: str, width: int | None) -> bool:
    """Whether a sentence may run from one line into the next."""
    if is_item(following):
        return False
    if following[:1].islower() and not _END_OF_LINE.search(line[-_EDGE:]):
        return True
    if width is None or (heads(line) and not following.isupper()):
        return False
    word = _WORD.match(following)
    return len(line) + 1 + len(word.group() if word else "") > 0.8 * width


def heads(line: str) -> bool:
    """Whether a line stands in capitals without a full stop, as a heading does."""
    return line.isupper() and len(line) < 60 and not _END_OF_LINE.search(line[-_EDGE:])


def _parts(text: str, sections: Sequence[Section]) -> Iterator[Span]:
    if not sections:
        yield Span(0, len(text))
        return
    yield from (s.span for s in sorted(sections, key=lambda s: s.start) if s.role != "chrome")


def _split(text: str, block: Span, stops: _Stops) -> Iterator[Span]:
    cuts = {m.start() for m in _INNER_BULLET.finditer(text, block.start, block.end)}
    at = block.start
    while match := _STOP.search(text, at, block.end):
        if _ends(text, match, block, stops, cuts):
            cuts.add(match.start("next"))
        at = match.start("next")
    edges = [block.start, *sorted(cuts), block.end]
    for start, end in itertools.pairwise(edges):
        lead = _LEAD.match(text, start, end)
        span = trim(text, Span(lead.end() if lead else start, end))
        if span.start < span.end:
            yield span


def _ends(text: str, match: re.Match[str], block: Span, stops: _Stops, cuts: set[int]) -> bool:
    """Whether the stop that was found ends a sentence; `cuts` are the beginnings found so far."""
    if match["first"].islower():
        return False
    following = _NEXT_WORD.match(text, match.start("first"))
    word = following.group() if following else match["first"]
    if match["mark"][-1] in "!?":
        return not (match["close"] and _goes_on(text, match.start("first"), stops))
    if match["mark"] != "." or match["close"][:1] in ("'", "’", '"', "”", "»", ")", "]"):
        return True
    before = _BEFORE.search(text, max(block.start, match.start() - 24), match.start())
    if before is None:
        return True
    leads = before.start() in cuts or before.start() == _item_start(text, block, before.start())
    return _after_word(before.group(), word, match["next"], leads, stops)


def _after_word(token: str, word: str, opening: str, leads: bool, stops: _Stops) -> bool:
    """Whether a full stop after the token ends a sentence, when the word follows; `leads` = the token is the first of its line."""
    low = token.lower()
    number = word[0].isdigit()
    if leads and (token.isdigit() or len(token) == 1):
        return False
    if low in stops.titles:
        return number and low != "st"
    if low in stops.before_number and number:
        return False
    if low in stops.clock:
        return word not in stops.after_clock and not number
    if opening[:1] in ("—", "–", "-"):
        return False
    starts = word in stops.starters or any(c in opening for c in '"“«')
    if low in stops.abbreviations or _INITIAL.fullmatch(token) or _DOTTED.fullmatch(token):
        return starts
    return True


def _goes_on(text: str, start: int, stops: _Stops) -> bool:
    """Whether what follows a closed quotation is its speech tag: at most four words up to a verb of speech."""
    following = _WORD.findall(text[start : start + 80])[:5]
    return any(w.rstrip(",.") in stops.speech for w in following)


def _item_start(text: str, block: Span, at: int) -> int:
    """The start of the first word of the line that holds `at`, after a bullet or an opening bracket."""
    line = max(text.rfind("\n", max(block.start, at - _EDGE), at) + 1, block.start)
    lead = _LEAD.match(text, line, at)
    return lead.end() if lead else line


@cache
def _stops(language: str) -> _Stops:
    table: Mapping[str, Any] = languages.load(language).table("sections_sentences")
    return _Stops(**{name: frozenset(table[name]) for name in _Stops.__slots__})
