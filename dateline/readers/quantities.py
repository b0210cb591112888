"""Reads counts. In: the text with its sections, times and (where it is there) syntax. Out: mentions of layer `quantity`.

Every count is an interval with its bound words, its unit and the counted noun. Years, clock times, ages, parts of names and numbers in
a row are no counts. `parse_count` reads the words of one count, `one` a single person who is named or described.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from dateline.ports import Language, Reader
from dateline.readers import _quantities_count as counts
from dateline.readers._quantities_nouns import Nouns, counted, nouns
from dateline.types import Doubt, Draft, Found, Quantity, Span, mention

SILENT = frozenset({"chrome", "credit"})
AGE = re.compile(r"[\s-]*(?:year|month|week|day)s?[\s-]*olds?\b", re.IGNORECASE)
NUMBERED = re.compile(r"(?:([^\W\d_][\w.]*)[\s#-]*|#\s*)$")
TRAILING = re.compile(r"-[A-Z\d]|/\d|:\d|°|[a-jln-zA-JLN-Z](?!\w)")
HYPHENED = re.compile(r"[^\W\d_][-–]$")
TITLE = re.compile(r"(?:^|\s)([A-Z][\w'’]+) $")
BULLET = re.compile(r"[.)](?:\s|$)")
NAMED_AGE = re.compile(r"[A-Z][\w'’-]+,\s+$")
AGE_GROUP = re.compile(
    r"(?:\b(?:aged?|ages)\s+(?:\w+\s+)?|\b(?:children|boys|girls|child|those|anyone|men|women)\s+(?:under|over|above|below)\s*)$",
    re.IGNORECASE,
)
ROW = re.compile(r"\s*(?:,|and|or|to|&|-|–)\s*(?:and\s*)?")
DECIMAL_COMMA = "the figure can be read with a decimal comma or a comma between thousands"


@dataclass(frozen=True, slots=True)
class Tables:
    """What the reader needs of a language."""

    rules: counts.Grammar
    nouns: Nouns
    numbering: frozenset[str]
    open_words: frozenset[str]
    money: re.Pattern[str]
    including: re.Pattern[str]
    each: re.Pattern[str]


@cache
def tables(language: Language) -> Tables:
    """The tables of the language. Raises DataError when one is missing."""
    table: Mapping[str, Mapping[str, list[str]]] = language.table("quantities")
    return Tables(
        rules=counts.grammar(language),
        nouns=nouns(language),
        numbering=frozenset(table["numbering"]["words"]),
        open_words=frozenset(table["open_words"]["words"]),
        money=re.compile(counts.any_of(table["money"]["before"]) + r"\s*$", re.IGNORECASE),
        including=re.compile(counts.any_of(table["including"]["words"]) + r"\s*$", re.IGNORECASE),
        each=re.compile(r"(?:\s+[^\W\d_]\S*)?\s+" + counts.any_of(table["each"]["words"]), re.IGNORECASE),
    )


def read(draft: Draft, language: Language) -> Found:
    """The counts of every section that is not furniture."""
    known = tables(language)
    taken = [m.span for m in draft.layer("time")]
    mentions, doubts = [], []
    for start, end in stretches(draft):
        row = -1
        for found in counts.find(draft.text, start, end, known.rules):
            span = trimmed(found)
            if blocked(span, taken) or AGE.match(draft.text, span.end) or is_age(draft.text, span, found):
                continue
            if named(draft.text, span, known) or (row >= 0 and ROW.fullmatch(draft.text, row, span.start)):
                row = span.end
                continue
            value = counts.quantity(found, known.rules)
            if value is None:
                continue
            made = complete(draft, span, value, known)
            if made.of is None and made.unit is None and (titled(draft.text, span, known) or follows(draft.text, span, taken)):
                continue
            if found["vague"] and not told_of(found, made, known):
                continue
            mentions.append(mention("quantity", "COUNT", span, draft.text, quantity=made))
            if found["core"] and re.search(r"\d,\d{1,2}(?!\d)|\d,\d{4}", found["core"]):
                doubts.append(Doubt(span.start, span.end, "quantities", DECIMAL_COMMA))
    return Found(mentions=tuple(mentions), doubts=tuple(doubts))


def stretches(draft: Draft) -> Iterator[tuple[int, int]]:
    """The sections that are read; the whole text where no sections are known."""
    if not draft.sections:
        yield 0, len(draft.text)
    for section in draft.sections:
        if section.role not in SILENT:
            yield section.start, section.end


def trimmed(found: re.Match[str]) -> Span:
    """The span of the count's own words: bounds that say nothing about the number stay outside."""
    return Span(found.start("core") if found["between"] and not found["joint"] else found.start(), found.end())


def is_age(text: str, span: Span, found: re.Match[str]) -> bool:
    """Whether the number is how old somebody is: "Hodan, 41," or "children under five"."""
    before = text[max(0, span.start - 24) : span.start]
    if (
        NAMED_AGE.search(before)
        and text[span.end : span.end + 1] in tuple(",.;)")
        and text[span.end : span.end + 2].strip() in tuple(",.;)")
    ):
        return found["core"] is not None and not found["bounds"] and span.end - span.start < 4
    return bool(AGE_GROUP.search(before + (found["bounds"] or "")))


def blocked(span: Span, taken: list[Span]) -> bool:
    """Whether the words are, wholly or in part, those of a time."""
    return any(span.touches(other) for other in taken)


def follows(text: str, span: Span, taken: list[Span]) -> bool:
    """Whether a bare figure stands right after a time: a footnote's number, a year that was mistyped."""
    return text[span.start].isdigit() and any(other.end + 1 == span.start and text[other.end] == " " for other in taken)


def named(text: str, span: Span, known: Tables) -> bool:
    """Whether the figure is part of a name or a number in a row: "Resolution 2254", "F-16", "No. 6"."""
    if TRAILING.match(text, span.end) or HYPHENED.search(text[max(0, span.start - 2) : span.start]) or is_bullet(text, span):
        return True
    before = NUMBERED.search(text[max(0, span.start - 24) : span.start])
    if not (before and text[span.start : span.start + 1].isdigit()):
        return False
    word = (before[1] or "").lower()
    if word not in known.numbering and word.removesuffix("s") not in known.numbering:
        return not word
    return not figures_of_count(text, span, known)


def figures_of_count(text: str, span: Span, known: Tables) -> bool:
    """Whether figures after a word like "number" count something after all: they have a comma, or a counted noun follows."""
    return "," in span.of(text) or counted(text, span.end, known.nouns).unit is not None


def titled(text: str, span: Span, known: Tables) -> bool:
    """Whether a small figure belongs to a name before it: "Patrol 4"."""
    before = TITLE.search(text[max(0, span.start - 24) : span.start])
    return bool(
        before and text[span.start : span.end].isdigit() and span.end - span.start < 4 and before[1].lower() not in known.nouns.stop
    )


def is_bullet(text: str, span: Span) -> bool:
    """Whether the figure numbers a paragraph: it begins a line, and a full stop or bracket follows."""
    begins = not text[: span.start].rpartition("\n")[2].strip() if "\n" in text[: span.start] else span.start == 0
    return begins and text[span.start].isdigit() and span.end - span.start < 4 and bool(BULLET.match(text, span.end))


def complete(draft: Draft, span: Span, value: Quantity, known: Tables) -> Quantity:
    """The count with its noun, its unit and its place in a row of counts."""
    noun = counted(draft.text, span.end, known.nouns, draft.analysis)
    unit = "money" if known.money.search(draft.text[max(0, span.start - 6) : span.start]) else noun.unit
    phrase = value.phrase
    if known.including.search(draft.text[max(0, span.start - 24) : span.start]):
        phrase = f"{phrase}+including" if phrase else "including"
    if known.each.match(draft.text, noun.span.end if noun.span else span.end):
        phrase = f"{phrase}+each" if phrase else "each"
    return replace(value, unit=unit, of=noun.span.of(draft.text) if noun.span else None, of_span=noun.span, phrase=phrase)


def told_of(found: re.Match[str], value: Quantity, known: Tables) -> bool:
    """Whether a vague word is a count here: one that means other things too needs a noun of persons, families or houses."""
    word = counts.plain(found["vague"])
    if word in known.open_words or value.phrase == "relative":
        return value.unit in ("person", "household", "house")
    return True


READER = Reader("quantities", frozenset({"sections"}), frozenset({"quantities"}), read)
