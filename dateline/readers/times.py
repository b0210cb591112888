"""Reads time expressions. In: the text with its sections and day of publication. Out: mentions of layer `time` with their days.

An expression is found by the grammar of `times_rules.toml` and resolved in the order of the text: against publication, or, in a story
of the past, against the last time that was told. Where the report has no date, relative words keep no days and one doubt says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from dateline.ports import Language, Reader
from dateline.readers import _times_calendar as cal
from dateline.readers import _times_grammar as grammar
from dateline.readers import _times_words as lexis
from dateline.readers._times_context import Context, Parts, Sense
from dateline.readers._times_grammar import Grammar, Match
from dateline.readers._times_relations import CARRIED, bounded, joined, relation_before
from dateline.readers._times_resolve import MAKERS
from dateline.readers._times_words import Words
from dateline.types import Doubt, Draft, Found, Mention, Span, TimeValue, mention

SILENT = frozenset({"chrome", "credit"})
EXPLICIT = frozenset({"YEAR", "SHORT_YEAR", "ISO_DATE"})
RELATIVE = frozenset({"deictic", "weekday", "overnight", "ref", "shift"})
FIGURES = re.compile(r"[\d/.]+")
OPEN_ORDER = "day and month of this date can be read in either order"
NO_DATE = "the report has no date: relative times have no days"


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression that was found and resolved: where, what it means, its relation to what is told."""

    match: Match
    span: Span
    sense: Sense
    relation: str


def read(draft: Draft, language: Language) -> Found:
    """The time expressions of every section that is not furniture."""
    rules = grammar.grammar(language)
    published = day_of(draft.report.published) or dateline_day(draft, rules)
    mentions: list[Mention] = []
    for start, end in stretches(draft):
        words = lexis.split(draft.text, rules.lexicon, start, end)
        mentions += [as_mention(found, draft.text) for found in resolve(words, rules, published)]
    return Found(mentions=tuple(mentions), doubts=tuple(doubts(mentions, published)))


def dateline_day(draft: Draft, rules: Grammar) -> date | None:
    """The first full date of the dateline or the time stamp, for a report whose publication nobody gave."""
    for section in draft.sections:
        if section.role in ("dateline", "timestamp"):
            for found in resolve(lexis.split(draft.text, rules.lexicon, section.start, section.end), rules, None):
                if found.sense.first and found.sense.first == found.sense.last:
                    return found.sense.first
    return None


def day_of(published: str | None) -> date | None:
    """The day of an ISO 8601 time, None when it is not as exact as a day."""
    if not published or len(published) < 10:
        return None
    head = published[:10]
    year, month, day = head[:4], head[5:7], head[8:10]
    if not (head.isascii() and (year + month + day).isdigit()):
        return None
    period = cal.valid(int(year), int(month), int(day))
    return period.first if period else None


def stretches(draft: Draft) -> Iterator[tuple[int, int]]:
    """The longest stretches of text without page furniture."""
    start, end = 0, 0
    for section in draft.sections or ():
        if section.role not in SILENT:
            continue
        if section.start > start:
            yield start, section.start
        start = max(start, section.end)
        end = start
    if len(draft.text) > start or not end:
        yield start, len(draft.text)


def resolve(words: Words, rules: Grammar, published: date | None) -> list[Reading]:
    """The expressions of a stretch of text with what they mean, in order."""
    found = list(grammar.matches(words, rules))
    ctx = Context(published, narrative=is_story(found, words, rules, published))
    readings: list[Reading] = []
    at = 0
    for match in found:
        ctx = between(ctx, words, at, match.first, rules)
        at = match.last
        if not match.rule.label:
            continue
        parts = Parts(tuple(grammar.values(words, match, rules)), tuple(words.lows[match.first : match.last]), rules.lexicon.numbers)
        relation = relation_before(words, match.first, rules)
        sense = MAKERS[match.rule.make](parts, replace(ctx, tense=tense_of(words, match, relation, rules), before=relation))
        if sense.label == "":
            continue
        relation = "during" if "/" in (sense.value or "") and relation in ("from", "between") else relation
        readings.append(Reading(match, Span(words.starts[match.first], words.ends[match.last - 1]), sense, relation))
        ctx = told(ctx, parts, sense)
    return joined(readings, words)


def is_story(found: list[Match], words: Words, rules: Grammar, published: date | None) -> bool:
    """Whether the text tells of other years rather than of the days around its publication."""
    years = [value for m in found for name, value in grammar.values(words, m, rules) if name in EXPLICIT]
    if published is None:
        return bool(years)
    past = sum(not isinstance(value, float) or value < published.year for value in years)
    return past >= 6 and past > 2 * sum(m.rule.make in RELATIVE for m in found)


def between(ctx: Context, words: Words, start: int, end: int, rules: Grammar) -> Context:
    """The context after the words between two expressions: in a report of the day a year that was named holds for its sentence
    only."""
    gap = words.classes[start:end]
    codes = rules.lexicon.codes
    if codes["break"] in gap or codes["dot"] in gap:
        return replace(ctx, near=None, year=ctx.year if ctx.narrative else None)
    return ctx


def told(ctx: Context, parts: Parts, sense: Sense) -> Context:
    """The context after an expression: what later ones may hang on."""
    if not sense.anchor or sense.period is None:
        return ctx
    explicit = parts.has(*EXPLICIT) and sense.first is not None
    year = sense.first.year if explicit and sense.first else ctx.year
    if ctx.narrative and ctx.year is not None and sense.first and sense.grain in "DM":
        year = sense.first.year
    quarter = sense.period if sense.grain == "Q" else ctx.quarter
    near = sense.last if sense.grain == "D" else ctx.near
    return replace(ctx, recent=sense.period, near=near, year=year, quarter=quarter)


def tense_of(words: Words, match: Match, relation: str, rules: Grammar) -> str:
    """Whether the words around say that the time lies ahead, was just reported, or lasts until now."""
    codes = rules.lexicon.codes
    before = words.classes[max(0, match.first - 10) : match.first].rpartition(codes["break"])[2].rpartition(codes["dot"])[2]
    after = words.classes[match.last : match.last + 4].partition(codes["break"])[0].partition(codes["dot"])[0]
    if (codes["SAID"] in before[-2:] and codes["AHEAD"] not in before[-4:]) or relation == "since":
        return "back"
    lasting = codes["HAVE"] in before or codes["HAVE"] in after
    if codes["HAD"] in before or codes["AHEAD"] + codes["HAVE"] in before + codes["THE"] + after:
        return ""
    if codes["WOULD"] in before:
        return "ahead"
    if codes["AHEAD"] in before or codes["AHEAD"] in after or (relation in ("until", "from") and not lasting):
        return "ahead"
    return "lasting" if lasting else ""


def as_mention(found: Reading, text: str) -> Mention:
    """An expression as a mention of the layer `time`."""
    sense = found.sense
    label = sense.label if sense.label is not None else found.match.rule.label
    first, last = bounded(sense, found.relation, label)
    value = TimeValue(
        sense.value, first.isoformat() if first else None, last.isoformat() if last else None, CARRIED.get(found.relation, found.relation)
    )
    return mention("time", label, found.span, text, time=value)


def doubts(mentions: Iterable[Mention], published: date | None) -> Iterator[Doubt]:
    """One doubt when a relative time has no days because the report has no date, and one for each date whose order is left open."""
    told = published is not None
    for m in mentions:
        if m.time is None or m.time.first or m.time.last or m.label not in ("DATE", "TIME"):
            continue
        if m.time.value is None and FIGURES.fullmatch(m.text):
            yield Doubt(m.start, m.end, "times", OPEN_ORDER)
        elif not told:
            yield Doubt(m.start, m.end, "times", NO_DATE)
            told = True


READER = Reader("times", frozenset({"sections"}), frozenset({"times"}), read)
