"""Days, months, years, hours: expressions that name their own place in the calendar. In: `Parts` and `Context`. Out: `Sense`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from dateline.readers import _times_calendar as cal
from dateline.readers._times_calendar import Period
from dateline.readers._times_context import (
    DAY_WORDS,
    MONTH_WORDS,
    WEEKDAY_WORDS,
    Context,
    Parts,
    Sense,
    clock_of,
    full_year,
    near_year,
    unit_year,
    with_part,
    year_in,
)


def date_sense(parts: Parts, ctx: Context) -> Sense:
    """A day of a month: "24 Oct 88", "Friday, June 11", "the night of 30 May"."""
    month = parts.numbers_of(*MONTH_WORDS)[0]
    before_clock = day_words(parts)
    day = before_clock[0] if before_clock else 1
    parts = hour_first(parts)
    year = year_in(parts, ctx) or unit_year(parts, ctx) or near_year(ctx, month, day)
    if year is None:
        return Sense(f"XXXX-{month:02}-{day:02}")
    period = cal.valid(year, month, day)
    if period is None and (month, day) == (2, 29) and not parts.has("YEAR", "SHORT_YEAR"):
        near = (year + 1, year - 1, year + 2) if ctx.narrative else (year - 1, year - 2, year - 3)
        period = next((p for y in near if (p := cal.valid(y, month, day))), None)
    if period is None:
        return Sense(None)
    if parts.text("UNIT") == "W" and period.first:
        period = week_of(period.first, parts)
    return with_part(period, parts)


def week_of(day: date, parts: Parts) -> Period:
    """The week of a day; "the week ending 11 June" is the seven days up to it."""
    if not parts.has("ENDING"):
        return cal.week(day)
    return Period(cal.add_days(day, -6), day, cal.week(day).value, "W")


def hour_first(parts: Parts) -> Parts:
    """The words with four digits before the day read as a clock time: "1930 on 30 October"."""
    at = next((n for n, (name, _) in enumerate(parts.items) if name not in ("APPROX", "AROUND")), 0)
    name, value = parts.items[at]
    return replace(parts, items=(*parts.items[:at], ("HOUR4", value), *parts.items[at + 1 :])) if name == "YEAR" else parts


def day_words(parts: Parts) -> list[int]:
    """The day numbers that stand beside a month's name (not those of a clock time)."""
    items = parts.items
    near = []
    for n, (name, value) in enumerate(items):
        if name in DAY_WORDS and isinstance(value, float | int):
            around = [items[k][0] for k in (n - 1, n - 2, n + 1, n + 2) if 0 <= k < len(items)]
            if any(other in MONTH_WORDS for other in around) and not (n + 1 < len(items) and items[n + 1][0] in ("MERIDIEM", "OCLOCK")):
                near.append(int(value))
    return near


def dates_sense(parts: Parts, ctx: Context) -> Sense:
    """From one day to another: "31 May - 2 June", "3-4 May 1944"."""
    months, days = parts.numbers_of(*MONTH_WORDS), parts.numbers_of("DAY", "PADDED", "DAY_ORDINAL")
    year = year_in(parts, ctx) or near_year(ctx, months[0], days[0])
    if year is None:
        return Sense(None)
    years = parts.numbers_of("YEAR") or [year]
    start, end = cal.valid(years[0], months[0], days[0]), cal.valid(years[-1], months[-1], days[1])
    if start and end and start.first and end.last and end.last < start.first:
        start = cal.valid(year - 1, months[0], days[0])
    if not (start and end):
        return Sense(None)
    return Sense(f"{start.value}/{end.value}", start.first, end.last, "D", anchor=True)


def numeric_sense(parts: Parts, ctx: Context) -> Sense:
    """A date in figures: ISO, or day and month in either order where only one of them fits; an order that is left open has no days."""
    raw = parts.text("ISO_DATE", "SLASH_DATE").replace(".", "/").replace("-", "/").split("/")
    numbers = [int(piece) for piece in raw]
    if parts.has("ISO_DATE"):
        period = cal.valid(numbers[0], numbers[1], numbers[2])
        return with_part(period, parts) if period else Sense(None)
    options = {p.value: p for day, month in (numbers[:2], numbers[1::-1]) if (p := figured(day, month, numbers[2:], ctx))}
    chosen = nearest(options, ctx) if len(options) > 1 else next(iter(options.values()), None)
    return with_part(chosen, parts) if chosen else Sense(None)


def figured(day: int, month: int, rest: list[int], ctx: Context) -> Period | None:
    """The day that figures name when they stand in this order."""
    if not 1 <= month <= 12:
        return None
    year = near_year(ctx, month, min(day, 28)) if not rest else rest[0] if rest[0] > 99 else full_year(rest[0], ctx.published)
    return cal.valid(year, month, day) if year else None


def nearest(options: Mapping[str, Period], ctx: Context) -> Period | None:
    """Of two readings of a date in figures the one by the day of publication, when the other is two months further away or ahead."""
    if ctx.published is None:
        return None
    today = ctx.published
    ranked = sorted((abs((p.first - today).days) + (400 if p.first > today else 0), p.value) for p in options.values() if p.first)
    return options[ranked[0][1]] if ranked[1][0] - ranked[0][0] >= 60 else None


def month_sense(parts: Parts, ctx: Context) -> Sense:
    """A month: "early October", "last May", "July last year", "mid-January 1945"."""
    number = parts.numbers_of(*MONTH_WORDS)[0]
    year = year_in(parts, ctx) or unit_year(parts, ctx)
    if year is None and parts.has("LAST", "PAST", "NEXT") and ctx.now:
        step = ctx.now.month <= number if parts.has("LAST", "PAST") else ctx.now.month >= number
        year = ctx.now.year + (0 if not step else -1 if parts.has("LAST", "PAST") else 1)
    if year is None and parts.has("FOLLOWING") and ctx.told:
        year = ctx.told.year + (ctx.told.month >= number)
    year = year or near_year(ctx, number, 15)
    return Sense(f"XXXX-{number:02}") if year is None else with_part(cal.month(year, number), parts)


def dayof_sense(parts: Parts, ctx: Context) -> Sense:
    """The 20th: of the month that is told of, else the last one not after publication."""
    number = parts.numbers_of("DAY_ORDINAL")[0]
    told = ctx.recent.first if ctx.recent and ctx.recent.grain in "DM" else None
    base = told if told and (ctx.narrative or not ctx.published) else ctx.now
    if base is None or not 1 <= number <= 31:
        return Sense(None)
    step = 0
    if not ctx.narrative:
        step = -1 if number > base.day and ctx.tense != "ahead" else 1 if number < base.day and ctx.tense == "ahead" else 0
    start = cal.add_months(base.replace(day=1), step)
    period = cal.valid(start.year, start.month, number) if start else None
    return with_part(period, parts) if period else Sense(None)


def weekday_sense(parts: Parts, ctx: Context) -> Sense:
    """A day of the week: the last one not after publication, unless what is told lies ahead."""
    number = parts.numbers_of(*WEEKDAY_WORDS)[0]
    base = ctx.now
    if base is None:
        return Sense(f"XXXX-WXX-{number}")
    back = (base.isoweekday() - number) % 7
    if parts.has("UNIT"):
        step = -7 if parts.has("LAST", "PAST") else 7 if parts.has("NEXT") else 0
        day = cal.add_days(base, number - base.isoweekday() + step)
    elif parts.has("FOLLOWING") and ctx.told:
        day = cal.add_days(ctx.told, (number - ctx.told.isoweekday() - 1) % 7 + 1)
    elif parts.has("NEXT") or (ctx.tense == "ahead" and not parts.has("LAST", "PAST")):
        day = cal.add_days(base, (7 - back) % 7 or (7 if parts.has("NEXT") else 0))
    else:
        day = cal.add_days(base, -(back or (7 if parts.has("LAST", "PAST") else 0)))
    return with_part(cal.on(day), parts) if day else Sense(None)


def deictic_sense(parts: Parts, ctx: Context) -> Sense:
    """Today, yesterday, tomorrow, tonight; "0520 this morning"."""
    if not parts.has("DEICTIC"):
        return part_sense(parts, ctx)
    value = parts.get("DEICTIC")
    if ctx.now is None or not isinstance(value, int):
        return Sense(None)
    day = cal.add_days(ctx.now, value)
    if not day:
        return Sense(None)
    sense = with_part(cal.on(day), parts)
    return replace(sense, value=f"{sense.value}TNI", label="TIME") if "tonight" in parts.lows else sense


def season_sense(parts: Parts, ctx: Context) -> Sense:
    """Last summer, the spring of 1957, winter."""
    name = parts.text("SEASON", "SEASON_SOFT")
    year = year_in(parts, ctx)
    if year is None and ctx.year is not None:
        year = ctx.year
    if year is None and ctx.now:
        start = cal.season(ctx.now.year, name).first
        begun = bool(start and start <= ctx.now)
        year = ctx.now.year
        if parts.has("NEXT") or (ctx.tense == "ahead" and not parts.has("LAST", "PAST")):
            year += 1 if begun else 0
        elif not parts.has("THIS", "THAT", "CURRENT"):
            ended = cal.season(ctx.now.year, name).last
            over = bool(ended and ended < ctx.now)
            year -= 0 if over or (begun and not parts.has("LAST")) else 1
    return Sense(f"XXXX-{name}") if year is None or not 1 <= year <= 9998 else with_part(cal.season(year, name), parts)


def year_sense(parts: Parts, ctx: Context) -> Sense:
    """A year: "2016", "early 1950", "fiscal 1989"."""
    year = year_in(parts, ctx)
    period = cal.year_of(year) if year else None
    if period is None:
        return Sense(None)
    return with_part(period, parts)


def years_sense(parts: Parts, ctx: Context) -> Sense:
    """From one year to another: "1957-60", "2010/11"."""
    start, *rest = parts.numbers_of("YEAR", "SMALL", "PADDED", "DAY")
    end = rest[0] if rest[0] > 99 else start - start % 100 + rest[0]
    if end < start:
        return Sense(f"{start:04}", date(start, 1, 1), date(start, 12, 31), "Y", anchor=True)
    return Sense(f"{start:04}/{end:04}", date(start, 1, 1), date(end, 12, 31), "Y", anchor=True)


def spelled_sense(parts: Parts, ctx: Context) -> Sense:
    """A year in words: "nineteen ninety-seven"."""
    values = parts.numbers_of("CARDINAL")
    if values[0] not in (18, 19, 20) or values[1] not in range(10, 100, 1) or (len(values) == 3 and (values[1] % 10 or values[2] > 9)):
        return Sense(None, label="")
    period = cal.year_of(values[0] * 100 + sum(values[1:]))
    return with_part(period, parts) if period else Sense(None)


def decade_sense(parts: Parts, ctx: Context) -> Sense:
    """The 1990s, the late '80s."""
    value = parts.get("DECADE", "SHORT_DECADE", "BARE_DECADE")
    if not isinstance(value, float | int) or parts.has("BC"):
        return Sense(None)
    year = int(value) if parts.has("DECADE") else full_year(int(value), ctx.published)
    hundred = year % 100 == 0 and year < 2000
    period = cal.century(year // 100 + 1) if hundred else cal.decade(year)
    return with_part(period, parts) if period else Sense(None)


def bc_sense(parts: Parts, ctx: Context) -> Sense:
    """A year before the common era: the calendar of days does not hold it."""
    number = parts.numbers_of("YEAR", "INTEGER", "SMALL", "DAY")[-1]
    return Sense(f"BC{number:04}", grain="Y")


def feast_sense(parts: Parts, ctx: Context) -> Sense:
    """Christmas, Easter Sunday, Ramadan; a feast of the moon has no days here."""
    if parts.has("MOVABLE"):
        return movable_day(parts, ctx)
    name, year = parts.text("FEAST"), year_in(parts, ctx) or ctx.year or (ctx.now.year if ctx.now else None)
    if not name or year is None or not 1583 <= year <= 9998:
        return Sense(None)
    day = feast_day(name, year)
    if ctx.now and not parts.has("YEAR") and ctx.year is None and (day - ctx.now).days > (0 if parts.has("LAST") else 180):
        day = feast_day(name, year - 1)
    if parts.text("EDGE") == "eve":
        day = cal.add_days(day, -1) or day
    return Sense(day.isoformat(), day, day, anchor=True)


def movable_day(parts: Parts, ctx: Context) -> Sense:
    """Palm Sunday, Good Friday: so many days from the last Easter, or from the next where it is within six weeks."""
    offset, base = parts.get("MOVABLE"), ctx.now
    if base is None or base.year < 1584 or not isinstance(offset, int):
        return Sense(None)
    days = [cal.add_days(cal.easter(year), offset) for year in (base.year - 1, base.year)]
    past = [day for day in days if day and (day - base).days < 42]
    return Sense(past[-1].isoformat(), past[-1], past[-1], anchor=True) if past else Sense(None)


def feast_day(name: str, year: int) -> date:
    """The day of a feast that the calendar fixes or that can be reckoned."""
    if len(name) == 10:
        return date.fromisoformat(name)
    if name in ("easter", "thanksgiving"):
        return cal.easter(year) if name == "easter" else cal.thanksgiving(year)
    return date(year, int(name[:2]), int(name[3:]))


def newyear_sense(parts: Parts, ctx: Context) -> Sense:
    """New Year's Day, New Year's Eve: the nearest."""
    if not ctx.now:
        return Sense(None)
    year = ctx.now.year + (1 if ctx.now.month > 9 else 0)
    day = date(year - 1, 12, 31) if parts.has("EDGE") else date(year, 1, 1)
    return Sense(day.isoformat(), day, day, anchor=True)


def part_sense(parts: Parts, ctx: Context) -> Sense:
    """This morning, last night, that evening, at dusk."""
    told = parts.has("THAT", "SAME", "FOLLOWING") or (parts.has("THE") and parts.has("NEXT"))
    bare = not parts.has("THIS", "LAST", "NEXT", "PAST")
    base = ctx.told if told else ctx.hour_of if bare else ctx.now
    step = -1 if parts.has("LAST", "PAST") else 1 if parts.has("NEXT", "FOLLOWING") else 0
    day = cal.add_days(base, step) if base else None
    return with_part(cal.on(day), parts) if day else Sense(None)


def overnight_sense(parts: Parts, ctx: Context) -> Sense:
    """Overnight: the night into the day of publication."""
    before = cal.add_days(ctx.now, -1) if ctx.now else None
    return Sense(f"{before.isoformat()}TNI", before, ctx.now) if before else Sense(None)


def clock_sense(parts: Parts, ctx: Context) -> Sense:
    """A clock time: of the day last told of."""
    clock = clock_of(parts)
    if not clock and parts.has("YEAR"):
        hours, minutes = divmod(parts.numbers_of("YEAR")[0], 100)
        clock = f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else ""
    if not clock:
        return Sense(None, label="")
    day = ctx.hour_of
    return Sense(f"{day.isoformat()}T{clock}", day, day) if day else Sense(f"XXXX-XX-XXT{clock}")


def clocks_sense(parts: Parts, ctx: Context) -> Sense:
    """One of two clock times with a full stop: "from 14.10 to 15.35"."""
    return clock_sense(parts, ctx)
