"""Reads the words of one count. In: words ("more than 14,000", "a corporal"). Out: the count as an interval.

`parse_count` reads count words, `one` a single person or thing that is named or described.
"""

from __future__ import annotations

import re

from dateline import languages
from dateline.ports import Language
from dateline.readers import _quantities_count as counts
from dateline.readers._quantities_nouns import Nouns, is_plural, nouns
from dateline.types import Quantity, Span

AGE = re.compile(r"[\s-]*(?:year|month|week|day)s?[\s-]*olds?\b", re.IGNORECASE)
LEAD = re.compile(r"(?:(?:the|these|those|all|another|an?|his|her|their|its|other|last|initial|nearly|also|and|with)\s+)*", re.IGNORECASE)
SINGLE = re.compile(r"(?:an?|the|this|that|another|his|her|my|their|its|our|one|[^\W\d_]+['’]s)\s+", re.IGNORECASE)
PHRASE_END = re.compile(r"\s+(?:of|in|from|named|called|who|with|to|at|on|near|aged|and|or)\b|[,;(]", re.IGNORECASE)
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
SPLIT = re.compile(r"\s*,\s*and\s+|\s+and\s+|\s*,\s*", re.IGNORECASE)


def parse_count(words: str, language: Language | None = None) -> Quantity | None:
    """What the words of a count say: "more than 14,000", "dozens", "no one", "a corporal" (one), "her husband and two nephews" (three).

    Returns None for empty words. A count that is told only by another one ("half as many") has every bound open.
    """
    tongue = language or languages.load("en")
    rules = counts.grammar(tongue)
    text = " ".join(words.split()).strip(" \"'“”‘’()[].,;:")
    if not text:
        return None
    return _stated(text, rules) or _ordinal(text, rules) or _summed(text, tongue) or _described(text, nouns(tongue))


def one(text: str, span: Span) -> Quantity:
    """One person or thing that the words of the span name or describe: "a woman", "the mayor", a name. `of` is those words."""
    return Quantity(1.0, 1.0, 1.0, False, of=span.of(text), of_span=span, phrase="one")


def _stated(text: str, rules: counts.Grammar) -> Quantity | None:
    """The count that the words begin with, in figures or words."""
    lead = LEAD.match(text)
    for start in sorted({0, lead.end() if lead else 0}):
        found = rules.count.match(text, start)
        if found and found.end() > start and not AGE.match(text, found.end()):
            value = counts.quantity(found, rules)
            if value and not (found["vague"] and value.low != 0 and found.end() < len(text) and not text[found.end()].isspace()):
                return value
    return None


def _ordinal(text: str, rules: counts.Grammar) -> Quantity | None:
    """A rank that tells how many there are by now: "the fourth", "40th", "first death"."""
    head = text.split()[0].lower()
    found = ORDINAL.fullmatch(head)
    rank = float(found[1]) if found else rules.numbers.ordinals.get(head)
    return Quantity(rank, rank, rank, False, phrase="ordinal") if rank is not None else None


def _summed(text: str, language: Language) -> Quantity | None:
    """The sum of what "and" joins: "her husband and two nephews"."""
    if not re.search(r"\sand\s", text, re.IGNORECASE):
        return None
    parts = [parse_count(part, language) for part in SPLIT.split(text) if part.strip()]
    if len(parts) < 2 or any(p is None or p.low is None for p in parts):
        return None
    lows, highs = [p.low for p in parts if p and p.low is not None], [p.high for p in parts if p]
    high = None if None in highs else sum(h for h in highs if h is not None)
    return Quantity(sum(lows), sum(lows) if high is None else counts.middle(sum(lows), high), high, high != sum(lows), phrase="sum")


def _described(text: str, known: Nouns) -> Quantity:
    """One who is named or described, or more than one where the noun is a plural without a number."""
    single = SINGLE.match(text)
    head = PHRASE_END.split(text[single.end() if single else 0 :])[0].split()
    noun = head[-1] if head else text
    several = noun.lower() in ("they", "them", "us", "we") or (noun[0].islower() and is_plural(noun, known))
    if several and not (single and single.group().strip().lower() in ("a", "an", "one", "another")):
        return Quantity(2.0, None, None, True, phrase="plural")
    return Quantity(1.0, 1.0, 1.0, False, phrase="one")
