"""Units, lengths and shifts: "last month", "three days ago", "the third quarter", "every day". In: `Parts` and `Context`. Out: `Sense`.

They hang on publication or on the time last told of; a length alone says how long, not when.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dateline.readers import _times_calendar as cal
from dateline.readers._times_calendar import Period
from dateline.readers._times_context import (
    CLOCKS,
    COUNT_WORDS,
    MONTH_WORDS,
    PARTS,
    WEEKDAY_WORDS,
    Context,
    Parts,
    Sense,
    near_year,
    unit_year,
    with_part,
    year_in,
)
from dateline.readers._times_points import deictic_sense, weekday_sense


def until_now(sense: Sense, ctx: Context, step: int) -> Sense:
    """What is told of this week, month or year goes no further than publication."""
    if step == 0 and ctx.published and ctx.tense != "ahead" and sense.first and sense.last and sense.first <= ctx.published < sense.last:
        return replace(sense, last=ctx.published)
    return sense


def past_unit(base: date, unit: str) -> Sense:
    """The past week, the past year: the stretch up to now, not the calendar's."""
    start = cal.move(base, -1, unit)
    period = cal.holding(start, unit) if start else None
    return Sense(period.value if period else None, start, base, "D")


def shift_sense(parts: Parts, ctx: Context) -> Sense:
    """So many units ago, later, earlier: "two weeks ago", "a day later", "the year before"."""
    unit = parts.unit
    ahead = parts.has("HENCE", "AFTER", "AWAY") or "later" in parts.lows or parts.has("FROM")
    base = ctx.now if parts.has("AGO", "HENCE", "AWAY", "FROM") else ctx.told
    bare = not (parts.has("A", "ANOTHER", "COUPLE", "VAGUE", "HALF", "FRACTION", "THE") or parts.has(*COUNT_WORDS))
    count = None if bare else parts.count()
    if count is None or base is None or unit not in {**cal.DAYS, **cal.MONTHS}:
        return vague_shift(parts, ctx, base, ahead, unit, count)
    if unit in ("NI", "MO", "AF", "EV"):
        unit = "D"
    day = cal.move(base, count if ahead else -count, unit)
    if day is None:
        return Sense(None)
    whole = cal.on(day) if unit in ("D", "W", "F", "WE") or count % 1 else cal.holding(day, unit)
    if whole and unit == "Y" and count == 1 and ctx.quarter:
        return yearago_sense(parts, ctx)
    if whole and unit == "W" and count > 1:
        whole = whole.named(cal.week(day).value)
    return replace(with_part(whole, Parts((), (), parts.numbers)), label="DATE") if whole else Sense(None)


def yearago_sense(parts: Parts, ctx: Context) -> Sense:
    """The year-ago quarter, the 1988 period: the same quarter of an earlier year, else the year."""
    base = ctx.quarter.first if ctx.quarter else ctx.now
    if base is None:
        return Sense(None)
    year = year_in(parts, ctx) or base.year - 1
    number = parts.get("ORDINAL")
    if isinstance(number, float | int) and 1 <= number <= 4:
        return with_part(cal.quarter(year, int(number)), Parts((), (), parts.numbers), "DATE")
    whole = cal.quarter(year, (base.month + 2) // 3) if ctx.quarter else cal.year_of(year)
    return Sense(whole.value, whole.first, whole.last, whole.grain) if whole else Sense(None)


def latest_sense(parts: Parts, ctx: Context) -> Sense:
    """The latest quarter: the one told of, else the last one that is over."""
    quarter = parts.has("PERIOD") or parts.unit == "Q"
    whole = quarter_told(ctx) if quarter else cal.holding(ctx.now, parts.unit) if ctx.now else None
    return Sense(whole.value, whole.first, whole.last, whole.grain) if whole else Sense(None)


def quarter_told(ctx: Context) -> Period | None:
    """The quarter that was told of, else the last one that is over: figures are reported after a quarter's end."""
    day = cal.add_months(ctx.now, -3) if ctx.now else None
    return ctx.quarter or (cal.holding(day, "Q") if day else None)


def thesedays_sense(parts: Parts, ctx: Context) -> Sense:
    """These days: about now."""
    return Sense("PRESENT_REF", ctx.now, ctx.now)


def vague_shift(parts: Parts, ctx: Context, base: date | None, ahead: bool, unit: str, count: float | None) -> Sense:
    """Several weeks ago, hours later: no day can be told, only the side."""
    if unit in CLOCKS and base:
        return Sense(base.isoformat(), base, base)
    value = "FUTURE_REF" if ahead else "PAST_REF"
    if base is None:
        return Sense(value)
    return Sense(value, base if ahead else None, None if ahead else base)


def length(parts: Parts, unit: str) -> str:
    """The TIMEX3 duration of the words: P3Y, PT2H, PXD."""
    count = parts.count()
    letter = {"WE": "WE", "F": "W", "NI": "D", "H": "M"}.get(unit, unit.upper() if unit in CLOCKS else unit)
    if letter not in ("D", "W", "M", "Q", "Y", "E", "C", "L", "H", "S", "WE"):
        letter = "D"
    times = {"F": 2, "H": 6, "E": 10, "C": 100, "L": 1000}.get(unit, 1)
    letter = {"E": "Y", "C": "Y", "L": "Y"}.get(letter, letter) if count is not None else letter
    number = "X" if count is None else f"{count * times:g}"
    return f"P{'T' if unit in CLOCKS else ''}{number}{letter}"


def span_sense(parts: Parts, ctx: Context) -> Sense:
    """The past five days, the next two years, the first nine months."""
    unit, count = parts.unit, parts.count()
    value = length(parts, unit)
    known = parts.has("PAST", "LAST", "NEXT", "FOLLOWING")
    base = ctx.told if parts.has("FOLLOWING") else ctx.now
    if not (known and base):
        return Sense(value)
    ahead = parts.has("NEXT", "FOLLOWING")
    count = 24.0 if count is None and unit == "h" else count  # a few hours reach into the day beside
    edge = cal.move(base, (count or 0) * (1 if ahead else -1), unit) if count else None
    return Sense(value, base, edge) if ahead else Sense(value, edge, base)


def spans_sense(parts: Parts, ctx: Context) -> Sense:
    """The past weeks, the coming days, the early years."""
    value = f"P{'T' if parts.unit in CLOCKS else ''}X{parts.unit.upper()[:1]}"
    if parts.has("EARLY") or not ctx.now:
        return Sense(value)
    return Sense(value, ctx.now, None) if parts.has("NEXT", "FOLLOWING") else Sense(value, None, ctx.now)


def recent_sense(parts: Parts, ctx: Context) -> Sense:
    """Recent days, recent years: some time up to now."""
    return Sense("PAST_REF", None, ctx.now)


def duration_sense(parts: Parts, ctx: Context) -> Sense:
    """Three years, two-day, several months; how long, not when."""
    value, unit, count = length(parts, parts.unit), parts.unit, parts.count()
    edge = None
    if count and ctx.now and unit in {*CLOCKS, *cal.DAYS, *cal.MONTHS}:
        edge = cal.move(ctx.now, -count if ctx.before in ("for", "in") and ctx.tense != "ahead" else count, unit)
    if not edge or not ctx.now:
        return Sense(value)
    if ctx.before == "for" and ctx.tense == "lasting":
        return Sense(value, edge, ctx.now)
    if ctx.before in ("within", "in") and ctx.tense == "ahead":
        return Sense(value, ctx.now if ctx.before == "within" else edge, edge)
    return Sense(value)


def durations_sense(parts: Parts, ctx: Context) -> Sense:
    """For weeks, in days, decades-long."""
    one = "1" if parts.has("UNIT") else "X"
    value = f"P{'T' if parts.unit in CLOCKS else ''}{one}{parts.unit.upper()[:1]}"
    return Sense(value, ctx.now, None) if ctx.before == "within" and ctx.tense == "ahead" else Sense(value)


def set_sense(parts: Parts, ctx: Context) -> Sense:
    """Every day, each July, on Mondays, daily."""
    value = parts.get("DAILY")
    if value is not None:
        return Sense(str(value), label="SET")
    number = parts.numbers_of("WEEKDAYS", *WEEKDAY_WORDS)
    piece = PARTS.get(parts.text("PART", "PARTS"), "")
    if number:
        return Sense(f"XXXX-WXX-{number[0]}{piece}", label="SET")
    month = parts.numbers_of(*MONTH_WORDS)
    if month:
        return Sense(f"XXXX-{month[0]:02}", label="SET")
    season = parts.get("SEASON", "SEASON_SOFT")
    if season or piece:
        return Sense(f"XXXX-{season}" if season else f"XXXX-XX-XX{piece}", label="SET")
    return Sense(length(parts, parts.unit), label="SET")


def weekend_of(parts: Parts, ctx: Context, base: date, step: int) -> Sense:
    """The weekend: the last one, unless it is the next or what is told lies ahead."""
    shift = 0 if base.isoweekday() >= 6 else -7
    if step > 0 or (ctx.tense == "ahead" and step == 0):
        shift = 0 if base.isoweekday() < 6 else 7
    elif step < 0 and base.isoweekday() >= 6:
        shift = -7
    day = cal.add_days(base, shift)
    return with_part(cal.weekend(day), parts) if day else Sense(None)


def unit_sense(parts: Parts, ctx: Context) -> Sense:
    """Last month, this week, the same day, next year, the weekend."""
    unit = parts.unit or parts.text("PERIOD")
    told = parts.has("THAT", "SAME", "FOLLOWING") or (parts.has("THE") and not parts.has("CURRENT") and (unit == "D" or parts.has("NEXT")))
    told = told or "previous" in parts.lows or "preceding" in parts.lows
    base = ctx.told if told else ctx.now
    if base is None or unit == "period":
        return Sense(None)
    if parts.text("EVERY"):
        return set_sense(parts, ctx)
    step = -1 if parts.has("LAST", "PAST") else 1 if parts.has("NEXT", "FOLLOWING") else 0
    if parts.has("PAST") and not parts.has("LAST"):
        return weekend_of(parts, ctx, base, 0) if unit == "WE" else past_unit(base, unit)
    if parts.has("ALL"):
        parts = replace(parts, items=tuple(i for i in parts.items if i[0] != "ALL"), lows=())
    if unit == "WE":
        return weekend_of(parts, ctx, base, step)
    day = cal.move(base, step, unit)
    period = cal.holding(day, unit) if day else None
    if period is None:
        return Sense(None)
    if unit in CLOCKS:
        return Sense("PRESENT_REF", base, base) if parts.has("THIS") else Sense(f"PT1{unit.upper()}", label="DURATION")
    if unit == "Q" and step == 0 and parts.has("THE", "THAT") and not parts.has("CURRENT"):
        period = quarter_told(ctx) or period
    return until_now(with_part(period, parts), ctx, step)


def around_sense(parts: Parts, ctx: Context) -> Sense:
    """The day before yesterday, the day after next Tuesday."""
    tail = parts.after("BEFORE" if parts.has("BEFORE") else "AFTER")
    rest = deictic_sense if tail.has("DEICTIC") else weekday_sense if tail.has(*WEEKDAY_WORDS) else unit_sense
    base = rest(tail, ctx)
    edge = base.first if parts.has("BEFORE") else base.last
    day = cal.move(edge, -1 if parts.has("BEFORE") else 1, str(parts.items[1][1])) if edge else None
    return with_part(cal.on(day), Parts((), (), parts.numbers)) if day else Sense(None)


def ordinal_sense(parts: Parts, ctx: Context) -> Sense:
    """The third quarter of 1990, the second week of March, the 20th century, the first half of last year."""
    if parts.has("S"):
        return replace_year(parts, ctx)
    unit = "half" if parts.has("HALF") else parts.unit
    rank = parts.get("ORDINAL", "DAY_ORDINAL")
    number = int(rank) if isinstance(rank, float | int) else -1 if parts.has("LAST") or "final" in parts.lows else 1
    if unit == "C":
        century = cal.century(number) if not parts.has("BC") else None
        return with_part(century, parts) if century else Sense(f"BC{number - 1:02}" if parts.has("BC") else None)
    year = year_in(parts, ctx) or unit_year_of(parts, ctx)
    if parts.has(*MONTH_WORDS):
        return ordinal_of_month(parts, ctx, number, unit, year)
    if unit in ("Q", "half"):
        return quarter_of(parts, ctx, number, unit, year)
    if unit == "D" and not parts.has("OF"):
        return Sense(ctx.told.isoformat() if ctx.told else None)
    return Sense(None)


def rankname_sense(parts: Parts, ctx: Context) -> Sense:
    """Q3 2023, H1 2024."""
    name = parts.text("RANK_NAME").lower()
    return quarter_of(parts, ctx, int(name[1:]), "Q" if name[0] == "q" else "half", year_in(parts, ctx))


def replace_year(parts: Parts, ctx: Context) -> Sense:
    """ "This year's third quarter": the rank of the words after the year."""
    year, tail = unit_year(parts, ctx), parts.after("S")
    rank = tail.get("ORDINAL")
    if year is None or not isinstance(rank, float | int):
        return Sense(None)
    return quarter_of(tail, ctx, int(rank), "half" if tail.has("HALF") else tail.unit, year) if tail.unit in ("Q", "") else Sense(None)


def unit_year_of(parts: Parts, ctx: Context) -> int | None:
    """The year of "the third quarter of last year"."""
    if parts.has("OF", "IN") or sum(name == "UNIT" for name, _ in parts.items) > 1:
        tail = replace(parts, items=parts.items[-2:], lows=parts.lows[-2:])
        return unit_year(tail, ctx) if tail.has("UNIT") else None
    return None


def quarter_of(parts: Parts, ctx: Context, number: int, unit: str, year: int | None) -> Sense:
    """A quarter or half of a year: of the one named, else the last that has begun."""
    count = 4 if unit == "Q" else 2
    number = count if number == -1 else number
    if not 1 <= number <= count:
        return Sense(None)
    make = cal.quarter if unit == "Q" else cal.half
    if year is None and ctx.now:
        begun = make(ctx.now.year, number).first
        year = ctx.now.year - (1 if begun and begun > ctx.now and ctx.tense != "ahead" and (begun - ctx.now).days > 100 else 0)
    return Sense(f"XXXX-Q{number}") if year is None else with_part(make(year, number), parts)


def ordinal_of_month(parts: Parts, ctx: Context, number: int, unit: str, year: int | None) -> Sense:
    """The second week of March, the last day of July, the first half of October."""
    name = parts.numbers_of(*MONTH_WORDS)[0]
    year = year or near_year(ctx, name, 15)
    if year is None:
        return Sense(f"XXXX-{name:02}")
    whole = cal.month(year, name)
    first, last = whole.first, whole.last
    if not (first and last and unit in ("D", "W", "half", "WE")):
        return Sense(whole.value, first, last, "M", anchor=True)
    size = {"D": 1, "W": 7, "half": 15, "WE": 7}[unit]
    start = cal.add_days(last, 1 - size) if number == -1 else cal.add_days(first, (number - 1) * size)
    end = cal.add_days(start, size - 1) if start else None
    return Sense(whole.value if unit != "D" or not start else start.isoformat(), start, end, "D", anchor=True)


def ref_sense(parts: Parts, ctx: Context) -> Sense:
    """Now, currently, recently, soon."""
    value = parts.text("NOW", "CURRENT", "PAST_WORD", "RECENT", "FUTURE_WORD", "FUTURE") or "PAST_REF"
    if value == "PRESENT_REF":
        return Sense(value, ctx.now, ctx.now)
    return Sense(value, None, ctx.now) if value == "PAST_REF" else Sense(value, ctx.now, None)


def yearend_sense(parts: Parts, ctx: Context) -> Sense:
    """Year-end, the year's end."""
    period = cal.holding(ctx.now, parts.unit) if ctx.now and parts.unit else None
    return with_part(period, parts) if period else Sense(None)
