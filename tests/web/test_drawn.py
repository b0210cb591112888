"""Maps and timelines as drawings."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dateline.web import drawn


def test_a_view_holds_what_may_be_meant() -> None:
    view = drawn.view_of([(33.3, 44.4, 3.0), (36.2, 37.2, 75.0)], None)
    assert view.south < 33.2
    assert view.south + view.height > 36.8
    assert view.west < 36.5
    assert view.west + view.width > 44.5
    assert view.width / view.height == pytest.approx(drawn.RATIO)


def test_a_view_over_the_line_of_days_holds_both_sides() -> None:
    view = drawn.view_of([], (-20.0, -10.0, 175.0, -175.0))
    assert view.west < 175
    assert view.west + view.width > 185


def test_nothing_is_the_whole_world() -> None:
    assert drawn.view_of([], None).width == 360


def test_a_place_that_is_roughly_known_is_an_area() -> None:
    view = drawn.view_of([(33.0, 44.0, 75.0)], None)
    exact, rough = (drawn.spot(33.0, 44.0, precision, 1, "x", "/", view) for precision in (1, 3))
    assert not exact.is_area
    assert rough.is_area
    assert rough.rx > rough.ry > exact.ry


def test_counts_by_day_are_gathered_in_bars() -> None:
    days = [(737000 + n, 1 + n % 3) for n in range(400)]
    found = drawn.bins(days)
    assert len(found) <= drawn.BINS
    assert sum(b.count for b in found) == sum(count for _, count in days)
    assert all(0 <= b.at < 100 and 0 < b.height <= 100 for b in found)
    assert drawn.bins([]) == []


def test_one_old_day_does_not_press_the_rest_together() -> None:
    days = [(700000, 1), *((737000 + n, 10) for n in range(100))]
    assert drawn.edges(days)[0] >= 737000


def test_bars_of_one_lane_do_not_overlap() -> None:
    spans = [(f"r{n}", 100 + n % 7, 104 + n % 11) for n in range(30)]
    bars, lanes = drawn.bars(spans, 100, 120)
    assert 1 < lanes <= drawn.LANES
    for lane in range(lanes):
        ordered = sorted((b for b in bars if b.lane == lane), key=lambda b: b.at)
        assert all(one.at + one.width <= other.at for one, other in pairwise(ordered))


def test_cells_are_gathered_with_their_counts() -> None:
    cells = [(33.1, 44.1, 3), (33.2, 44.2, 1), (10.0, 10.0, 5)]
    found = drawn.coarser(cells, 1.0)
    assert sorted(count for _, _, count in found) == [4, 5]
