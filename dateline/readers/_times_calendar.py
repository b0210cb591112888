"""Calendar arithmetic. In: days, months, years. Out: `Period`: first and last day, TIMEX3 value and grain. Nothing here reads text.

Days outside the years 1 to 9999 are None: the calendar does not hold them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

SEASONS = {"SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3)}
DAYS = {"D": 1, "W": 7, "F": 14, "WE": 7, "NI": 1}
MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12, "E": 120, "C": 1200, "L": 12000}


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with its TIMEX3 value and grain (D, W, WE, M, Q, season, Y, E, C); None where a bound is not known."""

    first: date | None
    last: date | None
    value: str
    grain: str

    def named(self, value: str) -> Period:
        """The same days under another TIMEX3 value."""
        return replace(self, value=value)


def add_days(day: date, days: float) -> date | None:
    """The day so many days away."""
    if abs(days) > 4_000_000:
        return None
    ordinal = day.toordinal() + round(days)
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None


def add_months(day: date, months: float) -> date | None:
    """The same day of the month so many months away, or the month's last day."""
    if abs(months) > 120_000:
        return None
    index = day.year * 12 + day.month - 1 + round(months)
    if not 12 <= index < 120_000:
        return None
    first = date(index // 12, index % 12 + 1, 1)
    return first.replace(day=min(day.day, month_days(first)))


def month_days(day: date) -> int:
    """How many days the month has."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1) if day.year < 9999 or day.month < 12 else None
    return (following - timedelta(days=1)).day if following else 31


def move(day: date, count: float, unit: str) -> date | None:
    """The day so many units (D, W, M, Q, Y, E, C) away; hours and minutes stay on the day until they make one."""
    if unit in ("h", "m", "s"):
        return add_days(day, int(count / {"h": 24, "m": 1440, "s": 86400}[unit]))
    return add_days(day, count * DAYS[unit]) if unit in DAYS else add_months(day, count * MONTHS.get(unit, 1))


def on(day: date) -> Period:
    """One day."""
    return Period(day, day, day.isoformat(), "D")


def valid(year: int, month: int, day: int) -> Period | None:
    """That day; None when the calendar has no such day."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= month_days(date(year, month, 1))):
        return None
    return on(date(year, month, day))


def week(day: date) -> Period:
    """The ISO week (Monday to Sunday) that holds the day."""
    monday = add_days(day, -day.weekday()) or day
    iso = day.isocalendar()
    return Period(monday, add_days(monday, 6), f"{iso.year:04}-W{iso.week:02}", "W")


def weekend(day: date) -> Period:
    """Saturday and Sunday of the ISO week that holds the day."""
    whole = week(day)
    saturday = add_days(whole.first or day, 5)
    return Period(saturday, whole.last, f"{whole.value}-WE", "WE")


def month(year: int, number: int) -> Period:
    """A month."""
    first = date(year, number, 1)
    return Period(first, first.replace(day=month_days(first)), f"{year:04}-{number:02}", "M")


def months(year: int, number: int, count: int, value: str, grain: str) -> Period:
    """Some months from one on."""
    first = date(year, number, 1)
    end = add_months(first, count)
    return Period(first, add_days(end, -1) if end else None, value, grain)


def quarter(year: int, number: int) -> Period:
    """A quarter of a calendar year."""
    return months(year, number * 3 - 2, 3, f"{year:04}-Q{number}", "Q")


def half(year: int, number: int) -> Period:
    """A half of a calendar year."""
    return months(year, number * 6 - 5, 6, f"{year:04}-H{number}", "H")


def season(year: int, name: str) -> Period:
    """A season of the north by whole months; winter runs from December of the year on."""
    start, count = SEASONS[name]
    return months(year, start, count, f"{year:04}-{name}", "S")


def year_of(year: int) -> Period | None:
    """A year."""
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04}", "Y") if 1 <= year <= 9999 else None


def decade(year: int) -> Period | None:
    """The ten years that begin with it."""
    return Period(date(year, 1, 1), date(year + 9, 12, 31), f"{year:04}"[:3], "E") if 1 <= year <= 9990 else None


def century(number: int) -> Period | None:
    """The hundred years that are called the number-th century (the 20th: 1900 to 1999, as reports mean it)."""
    if not 2 <= number <= 99:
        return None
    return Period(date(number * 100 - 100, 1, 1), date(number * 100 - 1, 12, 31), f"{number - 1:02}", "C")


def holding(day: date, unit: str) -> Period | None:
    """The day, week, month, quarter, half-year, year, decade or century that holds the day."""
    if unit in ("D", "NI", "h", "m", "s"):
        return on(day)
    if unit in ("W", "F"):
        return week(day)
    if unit == "WE":
        return weekend(day)
    if unit == "M":
        return month(day.year, day.month)
    if unit in ("Q", "H"):
        return quarter(day.year, (day.month + 2) // 3) if unit == "Q" else half(day.year, (day.month + 5) // 6)
    if unit == "Y":
        return year_of(day.year)
    return decade(day.year // 10 * 10) if unit == "E" else century(day.year // 100 + 1)


def part(period: Period, mode: str | None) -> Period:
    """The early, middle or late part of a period: days 1-10, 11-20 and the rest of a month, four months of a year,
    years 0-3, 4-6 and 7-9 of a decade, thirds of the rest."""
    first, last = period.first, period.last
    if not (mode in ("start", "mid", "end") and first and last and first < last):
        return period
    if period.grain == "M":
        days = {"start": (1, 10), "mid": (11, 20), "end": (21, last.day)}[mode]
        return replace(period, first=first.replace(day=days[0]), last=first.replace(day=days[1]))
    if period.grain == "Y":
        bounds = {"start": (1, 4, 30), "mid": (5, 8, 31), "end": (9, 12, 31)}[mode]
        return replace(period, first=date(first.year, bounds[0], 1), last=date(first.year, bounds[1], bounds[2]))
    if period.grain == "E":
        years = {"start": (0, 3), "mid": (4, 6), "end": (7, 9)}[mode]
        return replace(period, first=date(first.year + years[0], 1, 1), last=date(first.year + years[1], 12, 31))
    third = ((last - first).days + 1) / 3
    if third < 1:
        return period
    step = {"start": 0, "mid": 1, "end": 2}[mode]
    begin = add_days(first, int(step * third)) or first
    return replace(period, first=begin, last=last if step == 2 else add_days(first, int((step + 1) * third) - 1))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher."""
    golden, (cent, rest) = year % 19, divmod(year, 100)
    leap, skew = divmod(cent, 4)
    moon = (cent - (cent + 8) // 25 + 1) // 3
    epact = (19 * golden + cent - leap - moon + 15) % 30
    quart, left = divmod(rest, 4)
    shift = (32 + 2 * skew + 2 * quart - epact - left) % 7
    fix = (golden + 11 * epact + 22 * shift) // 451
    number, day = divmod(epact + shift - 7 * fix + 114, 31)
    return date(year, number, day + 1)


def thanksgiving(year: int) -> date:
    """The fourth Thursday of November."""
    first = date(year, 11, 1)
    return date(year, 11, 1 + (3 - first.weekday()) % 7 + 21)
