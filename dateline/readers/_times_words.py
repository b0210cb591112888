"""Words of a text as classes of the time grammar. In: a text. Out: `Words`: offsets, one character a word for its class, and values.

The classes of words are data (`times.toml`); those of numbers, dates in figures and signs are told here from their shape. A rule of
the grammar is a regular expression over the string of classes, so that the text is walked once and the rules see only what matters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from dateline.errors import DataError
from dateline.ports import Language
from dateline.readers import _quantities_numbers as numerals

TOKEN = re.compile(
    r"(?P<iso>\d{4}(?:-\d\d-\d\d|/\d\d/\d\d)(?!\d))"
    r"|(?P<never>(?<![\d/])24/7(?![\d/]))"
    r"|(?P<ranked>[QH][1-4]\b)"
    r"|(?P<fraction>(?<![\d/])(?:1/[2-9]|[23]/[345]|[357]/8|\d{1,2}/(?:16|32))(?![\d/]))"
    r"|(?P<slash>(?<![\d/])\d{1,2}(?:/\d{1,2}/(?:\d{4}|\d\d)|\.\d{1,2}\.(?:\d{4}|\d\d)|/\d{1,2})(?![\d/]))"
    r"|(?P<nth>\d{1,3}(?:st|nd|rd|th)\b)"
    r"|(?P<decade>\d{3}0['’]?s\b)"
    r"|(?P<baredecade>[1-9]0s\b)"
    r"|(?P<shortdecade>['’‘]\d0s\b)"
    r"|(?P<shortyear>['’‘]\d\d\b)"
    r"|(?P<clock>\d{1,2}:\d\d(?::\d\d)?|(?:[01]?\d|2[0-3])h[0-5]\d\b)"
    r"|(?P<figure>\d+(?:,\d{3})*(?:\.\d+)?)"
    r"|(?P<meridiem>[ap]\.\s?m\b\.?|[ap]m\b)"
    r"|(?P<oclock>o['’]clock\b)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<break>\n\s*\n)"
    r"|(?P<sign>[^\w\s])",
    re.IGNORECASE,
)
SIGNS = {
    ",": "comma",
    ";": "semicolon",
    ":": "colon",
    ".": "dot",
    "/": "slash",
    "(": "open",
    ")": "close",
    **dict.fromkeys("-–—‑−", "dash"),
}
SOFT_MONTHS = frozenset({"may", "march"})
LOG_LINE = re.compile(r"^[ \t]*((?:[01]\d|2[0-4])[0-5]\d)\b(?!-\d\d-)", re.MULTILINE)
YEAR_BEFORE = (
    "IN",
    "SINCE",
    "OF",
    "BY",
    "FROM",
    "UNTIL",
    "TO",
    "AND",
    "BETWEEN",
    "MONTH",
    "MONTH_SHORT",
    "comma",
    "UNIT",
    "EARLY",
    "open",
    "THE",
    "DURING",
    "dash",
)
DATING = frozenset({"IN", "SINCE", "BY", "MONTH", "MONTH_SHORT", "comma", "UNIT", "EARLY", "DURING", "UNTIL"})
CAPITAL_CLASSES = frozenset({"MONTH_SHORT", "WEEKDAY_SHORT"})
CLASSES = (
    "OTHER_WORD",
    "ISO_DATE",
    "SLASH_DATE",
    "DAY_ORDINAL",
    "ORDINAL",
    "DECADE",
    "SHORT_DECADE",
    "SHORT_YEAR",
    "CLOCK",
    "CLOCK4",
    "HOUR4",
    "RANK_NAME",
    "BARE_DECADE",
    "DOTTED",
    "MERIDIEM",
    "OCLOCK",
    "YEAR",
    "DAY",
    "PADDED",
    "SMALL",
    "INTEGER",
    "DECIMAL",
    "CARDINAL",
    "SCALE",
    "FRACTION",
    "MONTH_SOFT",
    "S",
    "percent",
    "comma",
    "semicolon",
    "colon",
    "dot",
    "dash",
    "slash",
    "open",
    "close",
    "apostrophe",
    "break",
)

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in parallel rows; `classes` holds one character a word."""

    starts: list[int]
    ends: list[int]
    lows: list[str]
    classes: str
    values: list[Value]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The classes of a language: a character for each class name, and for each word its class name and value."""

    codes: Mapping[str, str]
    entries: Mapping[str, tuple[str, Value]]
    numbers: numerals.Numbers
    counted: frozenset[str]


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of the language, from its table `times`. Raises DataError when that is missing or a word is in two classes."""
    table = language.table("times")
    numbers = numerals.load(language)
    entries: dict[str, tuple[str, Value]] = {}
    for words, name in ((numbers.small, "CARDINAL"), (numbers.scales, "SCALE"), (numbers.ordinals, "ORDINAL")):
        entries |= {word: (name, value) for word, value in words.items()}
    seen: dict[str, str] = {}
    for name, words in table.items():
        for word, value in words.items():
            if word in seen:
                raise DataError(f"times.toml: {word!r} is in two classes, {seen[word]} and {name}")
            seen[word], entries[word] = name, (name, value)
    entries["s"] = ("S", None)
    names = [*CLASSES, *(name for name in table if name not in CLASSES)]
    units, plural = language.table("quantities")["unit"], language.table("quantities")["plural"]
    nouns = {noun for unit in ("person", "household", "house") for noun in units[unit]}
    counted = frozenset({*plural, *(noun + "s" for noun in nouns), "people", "personnel", "dead", "wounded"})
    return Lexicon({name: chr(0xE000 + n) for n, name in enumerate(names)}, entries, numbers, counted)


def split(text: str, lex: Lexicon, start: int = 0, end: int | None = None) -> Words:
    """The words of the text between two offsets."""
    stop = len(text) if end is None else end
    found = list(TOKEN.finditer(text, start, stop))
    lows = [m.group().lower() for m in found]
    named = [_class_of(m.lastgroup or "sign", m.group(), low, lex) for m, low in zip(found, lows, strict=True)]
    names = [name for name, _ in named]
    upper, hours = text[start:stop].isupper(), LOG_LINE.findall(text[start:stop])
    log = len(hours) >= 3 and min(hours) < "1500"
    for n, name in enumerate(names):
        if name == "YEAR":
            names[n] = four_digits(text, found[n], names[max(0, n - 1) : n], lows[n + 1 : n + 2], log, lex)
        elif lows[n] in SOFT_MONTHS and name == "MONTH":
            names[n] = month_or_word(text, found[max(0, n - 1) : n + 1], names[max(0, n - 2) : n], upper)
    codes = "".join(lex.codes[name] for name in names)
    return Words([m.start() for m in found], [m.end() for m in found], lows, codes, [value for _, value in named])


def _class_of(group: str, token: str, low: str, lex: Lexicon) -> tuple[str, Value]:
    if group == "word" or low in lex.entries:
        name, value = lex.entries.get(low, ("OTHER_WORD", None))
        return ("OTHER_WORD", None) if name in CAPITAL_CLASSES and not token[0].isupper() else (name, value)
    if group == "sign":
        return SIGNS.get(token, "apostrophe" if token in "'’" else "percent" if token == "%" else "OTHER_WORD"), None
    if group == "figure":
        return _figure(token)
    return _SHAPES[group], _VALUES[group](low)


def _figure(token: str) -> tuple[str, Value]:
    value = float(token.replace(",", ""))
    if "," in token:
        return "INTEGER", value
    if "." in token:
        return ("DOTTED" if re.fullmatch(r"(?:[01]?\d|2[0-4])\.[0-5]\d", token) else "DECIMAL"), float(value)
    if len(token) == 4:
        return ("CLOCK4" if token[0] == "0" else "YEAR" if 1000 <= value < 2200 else "HOUR4" if _is_clock(token) else "INTEGER"), value
    if len(token) == 2 and token[0] == "0":
        return "PADDED", value
    return ("DAY" if 1 <= value <= 31 and len(token) < 3 else "SMALL" if len(token) < 3 else "INTEGER"), value


def four_digits(text: str, found: re.Match[str], before: list[str], after: list[str], log: bool, lex: Lexicon) -> str:
    """Whether four digits are a year, a clock time (in a log at the start of a line), perhaps a clock time, or a count of people."""
    token, dated = found.group(), bool(before) and before[0] in YEAR_BEFORE
    line = text[: found.start()].rpartition("\n")[2]
    if log and _is_clock(token) and (not dated or not line.strip(" \t-–0123456789")):
        return "CLOCK4"
    plural = bool(after) and after[0].endswith("s") and after[0] not in lex.entries and token < "1700"
    if plural or (after and after[0] in lex.counted and not (dated and before[0] in DATING)):
        return "INTEGER"
    return "HOUR4" if _is_clock(token) and token < "1700" and not dated else "YEAR"


def _is_clock(token: str) -> bool:
    return token <= "2400" and token[2] < "6"


def month_or_word(text: str, found: list[re.Match[str]], before: list[str], upper: bool) -> str:
    """May and March are months when they have a capital inside a sentence; at its start, in a name ("the Long March") and in capitals
    they need a day or a year beside them."""
    token = found[-1].group()
    if token.islower():
        return "OTHER_WORD"
    first = not before or before[-1] in ("dot", "break")
    word = found[0].group()
    in_name = before[-1:] in (["OTHER_WORD"], ["LONG"]) and before[0] not in ("dot", "break") and word[0].isupper() and len(word) > 1
    return "MONTH_SOFT" if upper or first or in_name or token.isupper() else "MONTH"


_SHAPES = {
    "never": "OTHER_WORD",
    "ranked": "RANK_NAME",
    "baredecade": "BARE_DECADE",
    "iso": "ISO_DATE",
    "slash": "SLASH_DATE",
    "nth": "DAY_ORDINAL",
    "decade": "DECADE",
    "shortdecade": "SHORT_DECADE",
    "shortyear": "SHORT_YEAR",
    "fraction": "FRACTION",
    "clock": "CLOCK",
    "meridiem": "MERIDIEM",
    "oclock": "OCLOCK",
    "break": "break",
}
_VALUES: Mapping[str, Callable[[str], Value]] = {
    "never": str,
    "ranked": str,
    "baredecade": lambda low: float(low[:2]),
    "iso": str,
    "slash": str,
    "nth": lambda low: float(low[:-2]),
    "decade": lambda low: float(low[:4]),
    "shortdecade": lambda low: float(low[1:3]),
    "shortyear": lambda low: float(low[1:]),
    "fraction": lambda low: float(low.partition("/")[0]) / float(low.partition("/")[2]),
    "clock": str,
    "meridiem": lambda low: low[0],
    "oclock": str,
    "break": str,
}
