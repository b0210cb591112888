"""What a time expression means. In: the classes and values of its words, and the `Context` (publication, last resolved time, tense).

Out: `Sense`: the days that it can mean, its TIMEX3 value and label. MAKERS says which function serves which `make` of the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

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
        return told or self.published if self.narrative and self.published else self.published

    @property
    def told(self) -> date | None:
        """The day that "the next day" follows: the last one told of, else that of publication."""
        return (self.recent.last if self.recent else None) or self.published


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
    return top - (top - short) % 100


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
    if not ctx.published:
        return None
    base = ctx.published
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
    if ":" in raw:
        hours, minutes = (int(piece) for piece in raw.split(":")[:2])
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


def date_sense(parts: Parts, ctx: Context) -> Sense:
    """A day of a month: "24 Oct 88", "Friday, June 11", "the night of 30 May"."""
    month = parts.numbers_of(*MONTH_WORDS)[0]
    before_clock = day_words(parts)
    day = before_clock[0] if before_clock else 1
    hour = parts.items[0][0] == "YEAR" or (parts.items[0][0] in ("APPROX", "AROUND") and parts.items[1][0] == "YEAR")
    if hour:
        parts = parts.after("YEAR")
    year = year_in(parts, ctx) or unit_year(parts, ctx) or near_year(ctx, month, day)
    if year is None:
        return Sense(f"XXXX-{month:02}-{day:02}")
    period = cal.valid(year, month, day)
    if period is None:
        return Sense(None)
    if parts.text("UNIT") == "W" and period.first:
        period = cal.week(period.first)
    return with_part(period, parts)


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
    """A date in figures. Day before month, unless only the other order fits; an order that the figures leave open is no value."""
    raw = parts.text("ISO_DATE", "SLASH_DATE").replace(".", "/").replace("-", "/").split("/")
    numbers = [int(piece) for piece in raw]
    if parts.has("ISO_DATE"):
        period = cal.valid(*numbers)
        return with_part(period, parts) if period else Sense(None)
    if len(numbers) == 2:
        year = near_year(ctx, min(max(numbers[1], 1), 12), 1)
    else:
        year = numbers[2] if numbers[2] > 99 else full_year(numbers[2], ctx.published)
    found = [cal.valid(year, m, d) for d, m in (numbers[:2], numbers[1::-1]) if year]
    options = {p.value: p for p in found if p}
    if len(options) == 2 and ctx.published:
        options = (
            {k: p for k, p in options.items() if p.first and p.first <= ctx.published}
            if len(numbers) == 3
            else {found[0].value: found[0]}
            if found[0]
            else {}
        )
    return with_part(next(iter(options.values())), parts) if len(options) == 1 else Sense(None)


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


def around_sense(parts: Parts, ctx: Context) -> Sense:
    """The day before yesterday, the day after next Tuesday."""
    tail = parts.after("BEFORE" if parts.has("BEFORE") else "AFTER")
    rest = deictic_sense if tail.has("DEICTIC") else weekday_sense if tail.has(*WEEKDAY_WORDS) else unit_sense
    base = rest(tail, ctx)
    edge = base.first if parts.has("BEFORE") else base.last
    day = cal.move(edge, -1 if parts.has("BEFORE") else 1, str(parts.items[1][1])) if edge else None
    return with_part(cal.on(day), Parts((), (), parts.numbers)) if day else Sense(None)


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
        return past_unit(base, unit)
    if parts.has("ALL"):
        parts = replace(parts, items=tuple(i for i in parts.items if i[0] != "ALL"), lows=())
    if unit == "WE":
        return weekend_sense(parts, ctx, base, step)
    day = cal.move(base, step, unit)
    period = cal.holding(day, unit) if day else None
    if period is None:
        return Sense(None)
    if unit in CLOCKS:
        return Sense("PRESENT_REF", base, base) if parts.has("THIS") else Sense(f"PT1{unit.upper()}", label="DURATION")
    if unit == "Q" and step == 0 and parts.has("THE", "THAT") and not parts.has("CURRENT"):
        period = quarter_told(ctx) or period
    return until_now(with_part(period, parts), ctx, step)


def past_unit(base: date, unit: str) -> Sense:
    """The past week, the past year: the stretch up to now, not the calendar's."""
    start = cal.move(base, -1, unit)
    period = cal.holding(start, unit) if start else None
    return Sense(period.value if period else None, start, base, "D")


def until_now(sense: Sense, ctx: Context, step: int) -> Sense:
    """What is told of this week, month or year goes no further than publication."""
    if step == 0 and ctx.published and ctx.tense != "ahead" and sense.first and sense.last and sense.first <= ctx.published < sense.last:
        return replace(sense, last=ctx.published)
    return sense


def weekend_sense(parts: Parts, ctx: Context, base: date, step: int) -> Sense:
    """The weekend: the last one, unless it is the next or what is told lies ahead."""
    shift = 0 if base.isoweekday() >= 6 else -7
    if step > 0 or (ctx.tense == "ahead" and step == 0):
        shift = 0 if base.isoweekday() < 6 else 7
    elif step < 0 and base.isoweekday() >= 6:
        shift = -7
    day = cal.add_days(base, shift)
    return with_part(cal.weekend(day), parts) if day else Sense(None)


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
        return quarter_sense(parts, ctx, number, unit, year)
    if unit == "D" and not parts.has("OF"):
        return Sense(ctx.told.isoformat() if ctx.told else None)
    return Sense(None)


def replace_year(parts: Parts, ctx: Context) -> Sense:
    """ "This year's third quarter": the rank of the words after the year."""
    year, tail = unit_year(parts, ctx), parts.after("S")
    rank = tail.get("ORDINAL")
    if year is None or not isinstance(rank, float | int):
        return Sense(None)
    return quarter_sense(tail, ctx, int(rank), "half" if tail.has("HALF") else tail.unit, year) if tail.unit in ("Q", "") else Sense(None)


def unit_year_of(parts: Parts, ctx: Context) -> int | None:
    """The year of "the third quarter of last year"."""
    if parts.has("OF", "IN") or sum(name == "UNIT" for name, _ in parts.items) > 1:
        tail = replace(parts, items=parts.items[-2:], lows=parts.lows[-2:])
        return unit_year(tail, ctx) if tail.has("UNIT") else None
    return None


def quarter_sense(parts: Parts, ctx: Context, number: int, unit: str, year: int | None) -> Sense:
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
    value = parts.get("DECADE", "SHORT_DECADE")
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
    name, year = parts.text("FEAST"), year_in(parts, ctx) or ctx.year or (ctx.now.year if ctx.now else None)
    if not name or year is None or not 1583 <= year <= 9998:
        return Sense(None)
    day = feast_day(name, year)
    if ctx.now and not parts.has("YEAR") and ctx.year is None and (day - ctx.now).days > (0 if parts.has("LAST") else 180):
        day = feast_day(name, year - 1)
    if parts.text("EDGE") == "eve":
        day = cal.add_days(day, -1) or day
    return Sense(day.isoformat(), day, day, anchor=True)


def feast_day(name: str, year: int) -> date:
    """The day of a feast that the calendar fixes or that can be reckoned."""
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


def yearend_sense(parts: Parts, ctx: Context) -> Sense:
    """Year-end, the year's end."""
    period = cal.holding(ctx.now, parts.unit) if ctx.now and parts.unit else None
    return with_part(period, parts) if period else Sense(None)


def part_sense(parts: Parts, ctx: Context) -> Sense:
    """This morning, last night, that evening, at dusk."""
    told = (
        parts.has("THAT", "SAME", "FOLLOWING") or (parts.has("THE") and parts.has("NEXT")) or not parts.has("THIS", "LAST", "NEXT", "PAST")
    )
    base = ctx.told if told else ctx.now
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
    day = ctx.near or ctx.now
    return Sense(f"{day.isoformat()}T{clock}", day, day) if day else Sense(f"XXXX-XX-XXT{clock}")


def clocks_sense(parts: Parts, ctx: Context) -> Sense:
    """One of two clock times with a full stop: "from 14.10 to 15.35"."""
    return clock_sense(parts, ctx)


def ref_sense(parts: Parts, ctx: Context) -> Sense:
    """Now, currently, recently, soon."""
    value = parts.text("NOW", "CURRENT", "PAST_WORD", "RECENT", "FUTURE_WORD", "FUTURE") or "PAST_REF"
    if value == "PRESENT_REF":
        return Sense(value, ctx.now, ctx.now)
    return Sense(value, None, ctx.now) if value == "PAST_REF" else Sense(value, ctx.now, None)


Maker = Callable[[Parts, Context], Sense]
MAKERS: Mapping[str, Maker] = MappingProxyType(
    {name.removesuffix("_sense"): make for name, make in sorted(globals().items()) if name.endswith("_sense")}
)
