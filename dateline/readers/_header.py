"""Dates as they stand at the head of a report. In: a line. Out: its dates with a year, its clock time, and what is left of it.

The names of months and days come from `sections.toml` of the language; a date that could mean two days is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from dateline import languages

CLOCK = r"\d{1,2}(?:[:.h]\d\d){1,2}(?:\s?[ap]\.?\s?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?|\d{4}\s?(?=(?:gmt|utc|hrs|hours|z|local)\b)"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_FULL_YEAR = r"(?:1[89]|20)\d\d"
_OLDEST_SHORT_YEAR = 30


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date of a line: where it stands, its ISO value (a day, or only a month), and whether it names a day."""

    start: int
    end: int
    value: str
    day: bool


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one language, compiled. `bare` is the pattern of a date with or without a year, for use in other patterns."""

    table: Mapping[str, Any]
    bare: str
    dates: re.Pattern[str]
    days: re.Pattern[str]
    clock: re.Pattern[str]

    def stamps(self, line: str, *, short_years: bool = False) -> Iterator[Stamp]:
        """The dates with a year, in order. `short_years` also takes a year of two digits, as datelines and time stamps have."""
        for match in self.dates.finditer(line):
            if not (match["year"] or match["iso"] or match["numbers"] or (short_years and match["short"])):
                continue
            value = self._value(match)
            if value:
                yield Stamp(match.start(), match.end(), value, len(value) == 10)

    def time(self, line: str) -> str | None:
        """The first clock time of a line as HH:MM."""
        return next((value for match in self.clock.finditer(line) if (value := _hour(match.group()))), None)

    def without(self, line: str) -> str:
        """The line without its dates, times and names of days: what else it says."""
        return self.days.sub(" ", self.clock.sub(" ", self.dates.sub(" ", line)))

    def _value(self, match: re.Match[str]) -> str | None:
        if match["iso"]:
            return _iso(*(int(n) for n in re.split(r"[-/]", match["iso"])))
        if match["numbers"]:
            return _numbers(match["numbers"])
        year = int(match["year"]) if match["year"] else _long_year(int(match["short"].strip("'’")))
        month = self.table["months"][(match["month"] or match["month2"] or match["month3"]).lower()]
        day = match["day"] or match["day2"]
        return _iso(year, month, int(re.sub(r"\D", "", day))) if day else f"{year:04d}-{month:02d}"


@cache
def dates(language: str = "en") -> Dates:
    """The dates of a language, compiled once."""
    table = languages.load(language).table("sections")
    months = "|".join(sorted(table["months"], key=len, reverse=True))
    names = "|".join(sorted(table["weekdays"]["names"], key=len, reverse=True))
    weekday = rf"(?:(?:{names})\b\.?,?\s+)?"
    year = rf"(?:(?P<year>{_FULL_YEAR})|(?P<short>['’]\d\d|\d\d))(?!\d|[.,:]\d|\s?%)\b"
    full = (
        rf"(?P<iso>\b{_FULL_YEAR}[-/]\d\d[-/]\d\d(?!\d))|(?<![\d/.])(?P<numbers>\d{{1,2}}[/.]\d{{1,2}}[/.](?:{_FULL_YEAR}|\d\d))(?![\d/])|"
        rf"\b{weekday}(?:(?P<day>{DAY})(?:\s+of)?[\s.-]+(?P<month>{months})\b\.?|(?P<month2>{months})\b\.?\s+(?P<day2>{DAY})\b|"
        rf"(?P<month3>{months})\b\.?(?=,?\s+{_FULL_YEAR}\b))(?:,?[\s.-]+{year})?"
    )
    bare = (
        rf"{weekday}(?:{DAY}(?:\s+of)?[\s.-]+(?:{months})\b\.?|(?:{months})\b\.?\s+{DAY}\b)(?:,?[\s.-]+(?:{_FULL_YEAR}|['’]?\d\d)\b)?"
        rf"(?:,?\s+(?:{CLOCK})(?:\s+[A-Z]{{2,4}})?)?|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}|\d{{4}}-\d\d-\d\d|no date\b"
    )
    patterns = (full, rf"\b(?:{names})\b", rf"(?<![\d:.])(?:{CLOCK})")
    return Dates(table, bare, *(re.compile(p, re.IGNORECASE) for p in patterns))


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _numbers(words: str) -> str | None:
    """A date in figures; None when day and month could be either way round."""
    first, second, year = (int(n) for n in re.split(r"[/.]", words))
    full = year if year > 99 else _long_year(year)
    if first > 12 or first == second or "." in words:
        return _iso(full, second, first)
    return _iso(full, first, second) if second > 12 else None


def _long_year(year: int) -> int:
    return 1900 + year if year >= _OLDEST_SHORT_YEAR else 2000 + year


def _hour(words: str) -> str | None:
    digits = [int(n) for n in re.findall(r"\d+", words)]
    if len(digits) == 1 and digits[0] > 99:
        digits = [digits[0] // 100, digits[0] % 100]
    hour, minute = digits[0], digits[1] if len(digits) > 1 else 0
    half = re.search(r"([ap])\.?\s?m", words, re.IGNORECASE)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half[1].lower() == "p" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None
