"""What the words of a time expression are, and what it hangs on. In: classes and values of words. Out: `Parts`, `Context`, `Sense`.

`Parts` gives the words by class, `Context` knows publication, the last resolved time and the tense, `Sense` is what an expression means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from dateline.readers import _quantities_numbers as numerals
from dateline.readers import _times_calendar as cal
from dateline.readers._times_calendar import Period
from dateline.readers._times_words import Value

PARTS = {"MO": "TMO", "AF": "TAF", "EV": "TEV", "NI": "TNI", "DA": "TMO", "DU": "TEV", "12": "T12:00", "24": "T24:00"}
CLOCKS = ("h", "m", "s")
DAY_WORDS = ("DAY", "PADDED", "DAY_ORDINAL", "ORDINAL")
MONTH_WORDS = ("MONTH", "MONTH_SOFT", "MONTH_SHORT")
COUNT_WORDS = ("DAY", "PADDED", "SMALL", "INTEGER", "DECIMAL", "DOTTED", "YEAR", "CARDINAL", "SCALE")
WEEKDAY_WORDS = ("WEEKDAY", "WEEKDAY_SHORT")


@dataclass(frozen=True, slots=True)
class Sense:
    """The days that an expression can mean, its TIMEX3 value and, where it differs from the rule's, its label. `anchor`: whether
    later expressions may hang on it."""

    value: str | None
    first: date | None = None
    last: date | None = None
    grain: str = "D"
    label: str | None = None
    anchor: bool = False

    @property
    def period(self) -> Period | None:
        return Period(self.first, self.last, self.value or "", self.grain) if self.first and self.last else None


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression hangs on: day of publication, last resolved time, the year that a story is in, the day told of in this sentence,
    the last quarter, tense ("ahead", "back", "lasting", ""), and the relation that the word before tells."""

    published: date | None
    recent: Period | None = None
    year: int | None = None
    near: date | None = None
    quarter: Period | None = None
    tense: str = ""
    narrative: bool = False
    before: str = ""

    @property
    def now(self) -> date | None:
        """The day that "today" is: that of publication; in a story the last day that it has told of."""
        told = self.recent.first if self.recent else None
        return reckonable(told or self.published if self.narrative and self.published else self.published)

    @property
    def hour_of(self) -> date | None:
        """The day that a bare hour belongs to: the one told of in the sentence, if it is not still to come, else today."""
        ahead = self.near and self.published and self.near > self.published and self.tense != "ahead"
        return reckonable(self.near) if self.near and not ahead else self.now

    @property
    def told(self) -> date | None:
        """The day that "the next day" follows: the last one told of, else that of publication."""
        return reckonable((self.recent.last if self.recent else None) or self.published)


def reckonable(day: date | None) -> date | None:
    """The day, when there are whole centuries of the calendar before and after it."""
    return day if day and 200 <= day.year <= 9700 else None


@dataclass(frozen=True, slots=True)
class Parts:
    """The words of an expression by class."""

    items: tuple[tuple[str, Value], ...]
    lows: tuple[str, ...]
    numbers: numerals.Numbers

    def has(self, *names: str) -> bool:
        return any(name in names for name, _ in self.items)

    def get(self, *names: str) -> Value:
        return next((value for name, value in self.items if name in names), None)

    def text(self, *names: str) -> str:
        value = self.get(*names)
        return "" if value is None else str(value)

    def numbers_of(self, *names: str) -> list[int]:
        return [int(value) for name, value in self.items if name in names and isinstance(value, float | int)]

    def after(self, name: str) -> Parts:
        """The words after the first of a class."""
        at = next(n for n, item in enumerate(self.items) if item[0] == name)
        return replace(self, items=self.items[at + 1 :], lows=self.lows[at + 1 :])

    @property
    def mode(self) -> str | None:
        """start, mid or end, where the expression names a part of its period."""
        mode = self.get("EDGE", "EARLY")
        return str(mode) if mode else None

    @property
    def unit(self) -> str:
        return self.text("UNITS", "UNIT", "WEEKEND", "PART", "PARTS", "WEEKDAYS")

    def count(self) -> float | None:
        """How many; None for a vague count."""
        if self.has("VAGUE"):
            return None
        if self.has("COUPLE"):
            return 2.0
        words = [low for (name, _), low in zip(self.items, self.lows, strict=True) if name in COUNT_WORDS]
        total = numerals.combine(words[:1] if self.has("TO", "OR") else words, self.numbers)
        half = 0.5 if self.has("HALF", "FRACTION") else 0.0
        if total is None:
            return half if self.get("HALF") and not self.has("AND") else 1.0 + half
        return total + half


def full_year(short: int, published: date | None) -> int:
    """The year that two digits mean: the nearest to publication, not more than ten years after it."""
    top = (published.year if published else 2030) + 10
    year = top - (top - short) % 100
    return year if year > 0 else year + 100


def year_in(parts: Parts, ctx: Context) -> int | None:
    """The year that the words name."""
    value = parts.get("YEAR")
    if isinstance(value, float | int):
        return int(value)
    short = parts.get("SHORT_YEAR", "SMALL")
    if isinstance(short, float | int):
        return full_year(int(short), ctx.published)
    days = parts.numbers_of("DAY", "PADDED", "DAY_ORDINAL", "ORDINAL")
    return full_year(days[1], ctx.published) if len(days) > 1 and parts.items[-1][0] == "PADDED" else None


def unit_year(parts: Parts, ctx: Context) -> int | None:
    """The year of "last year", "that year" beside a month."""
    if not (parts.has("UNIT") and ctx.now):
        return None
    base = ctx.told.year if parts.has("THAT", "SAME", "FOLLOWING") and ctx.told else ctx.now.year
    return base + (-1 if parts.has("LAST", "PAST") else 1 if parts.has("NEXT", "FOLLOWING") else 0)


def near_year(ctx: Context, month: int, day: int) -> int | None:
    """The year of a day or month without one: the story's year, else by tense and nearness to publication."""
    if ctx.year is not None:
        turned = ctx.recent and ctx.recent.grain in "DM" and ctx.recent.first and ctx.recent.first.month - month >= 9
        return ctx.year + (1 if turned else 0)
    base = reckonable(ctx.published)
    if not base:
        return None
    distance = (date(base.year, month, 1).toordinal() + day - 1) - base.toordinal()
    if ctx.tense == "ahead" and (distance >= -45 or distance < -215):
        return base.year + (1 if distance < -45 else 0)
    limit = 12 if ctx.tense == "back" else 120
    return base.year - (1 if distance > limit else 0) + (1 if distance < -300 and ctx.tense != "back" else 0)


def with_part(period: Period, parts: Parts, label: str | None = None) -> Sense:
    """The period as a sense, with a part of the day or a clock time put to its value."""
    clock = clock_of(parts)
    piece = PARTS.get(parts.text("PART", "OVERNIGHT"), "")
    period = cal.part(period, parts.mode) if period.grain != "D" else period
    tail = f"T{clock}" if clock else piece
    first, last = period.first, period.last
    if parts.has("OF") and parts.text("PART") == "NI" and first:
        last = cal.add_days(first, 1)
    return Sense(period.value + tail, first, last, period.grain, "TIME" if tail else label, anchor=True)


def clock_of(parts: Parts) -> str:
    """The clock time in the words as HH:MM with its zone; empty where there is none."""
    raw = parts.text("CLOCK", "CLOCK4", "HOUR4", "DOTTED")
    zone = "Z" if parts.text("ZONE") == "Z" else ""
    if parts.has("CLOCK"):
        hours, minutes = (int(piece) for piece in raw.lower().replace("h", ":").split(":")[:2])
    elif parts.has("DOTTED"):
        hours, minutes = int(float(raw)), round(float(raw) % 1 * 100)
    elif parts.has("CLOCK4", "HOUR4"):
        hours, minutes = divmod(int(float(raw)), 100)
    elif parts.has("IN"):
        hours, minutes = next(iter(parts.numbers_of("DAY", "CARDINAL")), 99), 0
        hours += 12 if parts.text("PART") in ("AF", "EV") and hours < 12 else 0
    elif parts.has("MERIDIEM", "OCLOCK"):
        hours, minutes = next(iter(parts.numbers_of("DAY", "PADDED", "CARDINAL")), 99), 0
    else:
        return ""
    half = parts.text("MERIDIEM")
    hours += 12 if half == "p" and hours < 12 else -12 if half == "a" and hours == 12 else 0
    return f"{hours:02}:{minutes:02}{zone}" if hours <= 24 and minutes < 60 else ""
