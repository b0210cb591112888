"""Counts as intervals. In: words that hold a count ("more than 14,000", "a few dozen", "four or five"). Out: a `Quantity`.

The phrases are data (`quantities.toml`), the number words too (`quantities_numbers.toml`). `grammar` compiles them once; the same
expression finds counts in a text and takes one apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from dateline.ports import Language
from dateline.readers import _quantities_numbers as numerals
from dateline.types import Quantity

FIGURE = (
    r"(?!\d+(?:st|nd|rd|th)\b)(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,}(?!\d)|\d+(?:[.,]\d+)?)"
)
JOINT = r"\s*[-–—]\s*|\s+(?:to|or)\s+(?:perhaps\s+|even\s+|maybe\s+)?"


WORD = re.compile(r"[^\W\d_]+|\d+|[<>≤≥~≈]")


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound phrase: its name and side (least, most, about, same)."""

    name: str
    side: str


@dataclass(frozen=True, slots=True)
class Vague:
    """A word that is a count of its own, and its interval."""

    name: str
    low: float | None
    best: float | None
    high: float | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled phrases of a language."""

    count: re.Pattern[str]
    number: re.Pattern[str]
    before: re.Pattern[str]
    firsts: frozenset[str]
    phrasal: frozenset[str]
    bounds: Mapping[str, Bound]
    vague: Mapping[str, Vague]
    multipliers: Mapping[str, tuple[float, float]]
    numbers: numerals.Numbers


@cache
def grammar(language: Language) -> Grammar:
    """The grammar of counts of the language. Raises DataError when a table is missing."""
    table, numbers = language.table("quantities"), numerals.load(language)
    bounds = {phrase: Bound(b["name"], b["side"]) for b in table["bound"] for phrase in (*b["before"], *b["after"])}
    vague = {
        phrase: Vague(v["name"], v.get("low"), v.get("best"), v.get("high"), v.get("exact", False))
        for v in table["vague"]
        for phrase in v["words"]
    }
    vague |= {phrase: Vague(v["name"], None, None, None, False) for v in table["relative"] for phrase in v["words"]}
    multipliers = {word: (float(low), float(high)) for word, (low, high) in table["multipliers"].items()}
    number = number_pattern(numbers, multipliers)
    parts = [phrase for v in table["relative"] for phrase in v["words"] if " " in phrase or "-" in phrase]
    before = any_of(p for b in table["bound"] for p in b["before"])
    after = any_of(p for b in table["bound"] for p in b["after"])
    whole = (
        rf"(?P<bounds>(?:{before}\s*)*)(?:(?P<between>between\s+|from\s+)?"
        rf"(?P<core>(?!{any_of(parts)}){number}(?:(?P<joint>{JOINT}|(?(between)\s+and\s+|(?!)))(?:{number}))?)(?P<after>[\s-]*(?:{after}))?"
        rf"|(?P<vague>{any_of(vague)}))"
    )
    phrases = [*bounds, *vague, *multipliers, *numbers.small, *numbers.groups, *numbers.scales, "between", "from", "half", "a", "an"]
    return Grammar(
        phrasal=frozenset(table["phrasal"]["over"]),
        firsts=frozenset(WORD.findall(p.lower())[0] for p in phrases if WORD.search(p)),
        count=re.compile(whole, re.IGNORECASE),
        number=re.compile(number, re.IGNORECASE),
        before=re.compile(before, re.IGNORECASE),
        bounds=bounds,
        vague=vague,
        multipliers=multipliers,
        numbers=numbers,
    )


def any_of(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, longer ones first; words are whole words, spaces are any blank."""
    return "(?:" + "|".join(_phrase(p) for p in sorted(set(phrases), key=lambda p: (-len(p), p))) + ")"


def _phrase(phrase: str) -> str:
    inner = r"\s+".join(re.escape(word) for word in phrase.split())
    return (r"(?<!\w)" if phrase[0].isalnum() else "") + inner + (r"(?!\w)" if phrase[-1].isalnum() else "")


def number_pattern(numbers: numerals.Numbers, multipliers: Iterable[str]) -> str:
    """A pattern for one number in figures or words."""
    scale = "|".join(sorted([*numbers.scales, *numbers.groups], key=len, reverse=True))
    word = "|".join(sorted([*numbers.small, *numbers.scales, *numbers.groups], key=len, reverse=True))
    suffix = "|".join(sorted(numbers.suffixes, key=len, reverse=True))
    several = any_of(multipliers)
    return (
        rf"(?:(?<![\w.,])(?:{FIGURE})(?:[\s-]+(?:{scale})\b|(?:{suffix})\b)?"
        rf"|(?<!\w)half(?:\s+a|-a)?[\s-]+(?:{scale})\b"
        rf"|{several}\s+(?:{scale})\b(?!s)"
        rf"|(?<![\w.])(?:an?\s+(?=(?:{scale})\b))?(?:{word})\b(?:(?:\s*-\s*|\s+)(?:and\s+(?=(?:{word})\b)(?<=(?:red|and|ion)\sand\s))?(?:{word})\b)*)"
    )


def find(text: str, start: int, end: int, rules: Grammar) -> Iterator[re.Match[str]]:
    """The counts between two offsets. Only words that can begin one are tried, which is what makes it fast."""
    done, before = start, ""
    for word in WORD.finditer(text, start, end):
        low = word.group().lower()
        begins = low[0].isdigit() or (low in rules.firsts and not (low == "over" and before in rules.phrasal))
        before = low
        found = rules.count.match(text, word.start(), end) if begins and word.start() >= done else None
        if found and found.end() > found.start():
            done = found.end()
            yield found


def quantity(found: re.Match[str], rules: Grammar) -> Quantity | None:
    """What a match of the grammar counts."""
    entry = rules.vague.get(plain(found["vague"] or found["core"]))
    if entry:
        base = Quantity(entry.low, entry.best, entry.high, not entry.exact, phrase=entry.name)
        return with_bounds(base, phrases_of(found, rules), rules) if entry.low else base
    ends = [found["core"]]
    if found["joint"]:
        at = found.start("joint") - found.start("core")
        ends = [found["core"][:at], found["core"][at + len(found["joint"]) :]]
    pairs = [interval(end, rules) for end in ends]
    if any(p is None for p in pairs):
        return None
    spans = same_scale(ends, [p for p in pairs if p], rules)
    exact = len(spans) == 1 and spans[0][0] == spans[0][1] and not vague_scale(ends[0], rules)
    low, high = min(s[0] for s in spans), max(s[1] for s in spans)
    base = Quantity(low, middle(low, high), high, not exact, phrase=None if exact else "range" if len(spans) > 1 else "several")
    return with_bounds(base, phrases_of(found, rules), rules)


def vague_scale(words: str, rules: Grammar) -> bool:
    """Whether the number is a vague multiple: "several hundred"."""
    low = plain(words)
    return any(low.startswith(word + " ") for word in rules.multipliers)


def plain(phrase: str) -> str:
    """A phrase as it stands in the tables: lower case, single spaces."""
    return " ".join(phrase.lower().split())


def phrases_of(found: re.Match[str], rules: Grammar) -> list[str]:
    """The bound phrases before and after a number, the outermost first."""
    phrases = [plain(m.group()) for m in rules.before.finditer(found["bounds"] or "")]
    return [*phrases, plain(found["after"])] if found["after"] else phrases


def with_bounds(base: Quantity, phrases: list[str], rules: Grammar) -> Quantity:
    """The count under its bound phrases; at least and at most win over about."""
    bounds = [b for b in (rules.bounds.get(p) for p in phrases) if b and b.side != "same"]
    if not bounds:
        return base
    bound = next((b for b in bounds if b.side in ("least", "most")), bounds[0])
    if bound.side == "least":
        return replace(base, best=base.low, high=None, approx=True, phrase=bound.name)
    if bound.side == "most":
        return replace(base, low=None, best=base.high, approx=True, phrase=bound.name)
    if base.low is None or base.low != base.high:
        return base
    return replace(base, low=rounded(base.low * 0.9), high=rounded(base.low * 1.1), approx=True, phrase=bound.name)


def rounded(value: float) -> float:
    """To the whole, unless the number itself is small."""
    return float(round(value)) if value >= 3 else round(value, 2)


def middle(low: float, high: float) -> float:
    """The middle of the two."""
    return (low + high) / 2


def interval(words: str, rules: Grammar) -> tuple[float, float] | None:
    """Lowest and highest meaning of one number."""
    text = plain(words)
    for word, (low, high) in rules.multipliers.items():
        if text.startswith(word + " "):
            scale = numerals.combine(text[len(word) :].split(), rules.numbers) or 0.0
            return low * scale, high * scale
    tokens = re.findall(rf"(?:{FIGURE})|[a-z]+", text)
    if tokens[:1] == ["half"]:
        whole = numerals.combine([t for t in tokens[1:] if t not in ("a", "an")], rules.numbers)
        return (whole / 2, whole / 2) if whole else None
    if len(tokens) == 2 and tokens[1] in rules.numbers.suffixes and tokens[0][0].isdigit():
        value = numerals.figure(tokens[0])
        return (value * rules.numbers.suffixes[tokens[1]],) * 2 if value is not None else None
    total = numerals.combine(tokens, rules.numbers)
    return (total, total) if total is not None else None


def same_scale(ends: list[str], spans: list[tuple[float, float]], rules: Grammar) -> list[tuple[float, float]]:
    """In "2 to 3 million" the scale is meant for both numbers."""
    if len(spans) == 2 and spans[0][1] < spans[1][0]:
        scale = rules.numbers.scales.get(plain(ends[1]).replace("-", " ").split()[-1], 1.0)
        if scale > 1 and spans[0][1] < scale and not any(s in plain(ends[0]) for s in rules.numbers.scales):
            return [(spans[0][0] * scale, spans[0][1] * scale), spans[1]]
    return spans
