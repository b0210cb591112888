"""Which happenings are worth comparing. In: a happening. Out: keys; two happenings that share one are compared.

A key is a day together with a place cell (0.5 degrees, neighbours too), a place's name, or a rare word; the days are those of the
happening and one on each side, so that a slip of a day does not part them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from dateline.link.happenings import Happening
from dateline.link.spots import COUNTRY, Spot
from dateline.link.words import weight

CELL = 0.5
DAYS = 10  # at most so many days of one happening
RARE = 4.6
WORDS = 8


def keys(happening: Happening) -> frozenset[str]:
    """The keys of a happening; none where neither place nor word nor day is known."""
    days = _days(happening)
    wheres = sorted({w for spot in happening.spots for w in _cells(spot)} | set(_rare(happening)))
    kind = happening.theme if happening.theme.startswith("condition") else ""
    return frozenset(f"{day}|{where}|{kind}" for day in days for where in wheres)


def _days(happening: Happening) -> list[str]:
    """Pairs of days, so that neighbours share one."""
    if not happening.windows:
        return ["-"]
    spans = [(first, min(last, first + DAYS)) for first, last in happening.windows]
    return sorted({str(day) for first, last in spans for day in range((first - 1) // 2, (last + 1) // 2 + 1)})


def _cells(spot: Spot) -> Iterator[str]:
    yield from (f"n{name}" for name in spot.names if not (spot.precision >= COUNTRY))
    if spot.lat is None or spot.lon is None or spot.is_area:
        return
    row, column = math.floor(spot.lat / CELL), math.floor(spot.lon / CELL)
    yield from (f"c{r}:{c}" for r in (row - 1, row, row + 1) for c in (column - 1, column, column + 1))


def _rare(happening: Happening) -> list[str]:
    """Its names that no gazetteer knows, and its rarest other words."""
    words = {s: happening.bag.get(s, 0.0) for f in happening.facts for s in f.words}
    rare = sorted((s for s in words if weight(s) >= RARE and not s.isdecimal() and len(s) > 3), key=lambda s: (-words[s], s))
    return [f"w{s}" for s in (*sorted(happening.stems("named"))[:WORDS], *rare[:WORDS])]
