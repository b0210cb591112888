"""The calendar under the time expressions: exact days, and its edges."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.readers import _times_calendar as cal


@pytest.mark.parametrize(("year", "day"), [(1818, (3, 22)), (1943, (4, 25)), (2000, (4, 23)), (2018, (4, 1)), (2024, (3, 31))])
def test_easter(year: int, day: tuple[int, int]) -> None:
    assert cal.easter(year) == date(year, *day)


@pytest.mark.parametrize(("year", "day"), [(2016, 24), (2018, 22), (2023, 23)])
def test_thanksgiving(year: int, day: int) -> None:
    assert cal.thanksgiving(year) == date(year, 11, day)


def test_weeks_are_those_of_iso() -> None:
    assert cal.week(date(2021, 1, 1)).value == "2020-W53"
    assert cal.weekend(date(2018, 6, 14)).first == date(2018, 6, 16)


def test_the_end_of_a_month_stays_in_the_month() -> None:
    assert cal.add_months(date(2016, 3, 31), -1) == date(2016, 2, 29)


@pytest.mark.parametrize("day", [(2018, 2, 29), (2018, 13, 1), (0, 1, 1), (10000, 1, 1), (2018, 4, 31)])
def test_days_that_no_calendar_has(day: tuple[int, int, int]) -> None:
    assert cal.valid(*day) is None


@given(st.dates(), st.floats(-1e9, 1e9), st.sampled_from(["h", "m", "s", "D", "W", "F", "M", "Q", "Y", "E", "C", "L"]))
def test_moving_is_a_day_or_none(day: date, count: float, unit: str) -> None:
    moved = cal.move(day, count, unit)
    assert moved is None or date.min <= moved <= date.max


@given(st.dates(), st.sampled_from(["D", "W", "WE", "M", "Q", "H", "Y", "E", "C"]), st.sampled_from(["start", "mid", "end", None]))
def test_a_part_lies_in_its_period(day: date, unit: str, mode: str | None) -> None:
    period = cal.holding(day, unit)
    if period and period.first and period.last:
        piece = cal.part(period, mode)
        assert piece.first is not None
        assert piece.last is not None
        assert period.first <= piece.first <= piece.last <= period.last
