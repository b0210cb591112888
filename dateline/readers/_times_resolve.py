"""Which function makes sense of which rule. In: the `make` of a rule of `times_rules.toml`. Out: the function that resolves it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from dateline.readers import _times_lengths as lengths
from dateline.readers import _times_points as points
from dateline.readers._times_context import Context, Parts, Sense

Maker = Callable[[Parts, Context], Sense]
MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "around": lengths.around_sense,
        "bc": points.bc_sense,
        "clock": points.clock_sense,
        "clocks": points.clocks_sense,
        "date": points.date_sense,
        "dates": points.dates_sense,
        "dayof": points.dayof_sense,
        "decade": points.decade_sense,
        "deictic": points.deictic_sense,
        "duration": lengths.duration_sense,
        "durations": lengths.durations_sense,
        "feast": points.feast_sense,
        "latest": lengths.latest_sense,
        "month": points.month_sense,
        "newyear": points.newyear_sense,
        "numeric": points.numeric_sense,
        "ordinal": lengths.ordinal_sense,
        "overnight": points.overnight_sense,
        "part": points.part_sense,
        "rankname": lengths.rankname_sense,
        "recent": lengths.recent_sense,
        "ref": lengths.ref_sense,
        "season": points.season_sense,
        "set": lengths.set_sense,
        "shift": lengths.shift_sense,
        "span": lengths.span_sense,
        "spans": lengths.spans_sense,
        "spelled": points.spelled_sense,
        "thesedays": lengths.thesedays_sense,
        "unit": lengths.unit_sense,
        "weekday": points.weekday_sense,
        "year": points.year_sense,
        "yearago": lengths.yearago_sense,
        "yearend": lengths.yearend_sense,
        "years": points.years_sense,
    }
)
