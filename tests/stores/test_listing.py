"""Reports as a list, and records page by page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dateline.stores import open_store
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Judgement, Reading


@pytest.fixture
def filled(database: Path | str, port_reading: Reading, river_reading: Reading) -> SqliteStore:
    store = open_store(database)
    for reading in (port_reading, river_reading):
        store.put(reading, reading.text.encode())
    return store


def test_reports_are_listed_with_what_they_hold_the_newest_first(filled: SqliteStore, port_reading: Reading) -> None:
    filled.judge([Judgement(port_reading.records[0].id, "", "accept", "ana", "2024-01-01T00:00:00Z")])
    found, total = filled.reports()
    assert [item.report.title for item in found] == ["Clashes on the river", "Fighting nears port as thousands flee"]
    assert [(item.records, item.left) for item in found] == [(1, 1), (4, 3)]
    assert found[1].report.authors == ("A. Writer", "B. Writer")
    assert found[1].opening.startswith("Fighting nears port")
    assert total == 2


def test_reports_are_listed_by_words_and_publisher(filled: SqliteStore) -> None:
    assert [item.report.title for item in filled.reports(words="hospital")[0]] == ["Fighting nears port as thousands flee"]
    assert [item.report.title for item in filled.reports(publisher="wire")[0]] == ["Fighting nears port as thousands flee"]
    assert filled.reports(words="nothing of that kind") == ([], 0)
    assert filled.reports(limit=1, offset=1)[1] == 2


@pytest.mark.parametrize("words", [None, "the"])
def test_records_come_page_by_page(filled: SqliteStore, words: str | None) -> None:
    every = [item.record.id for item in filled.records(Wanted(words=words))]
    paged = [item.record.id for offset in range(0, 6, 2) for item in filled.records(Wanted(words=words, limit=2, offset=offset))]
    assert len(every) >= 3
    assert paged == every


def test_the_least_sure_come_first(filled: SqliteStore) -> None:
    sure = [item.record.confidence for item in filled.records(Wanted(sort="unsure"))]
    assert sure == sorted(sure)
    assert len(set(sure)) > 1


def test_the_state_changes_with_whatever_is_kept(filled: SqliteStore, port_reading: Reading, river_reading: Reading) -> None:
    first = filled.state()
    filled.put(port_reading, port_reading.text.encode())
    assert filled.state() == first
    filled.judge([Judgement(port_reading.records[0].id, "", "accept", "ana", "2024-01-01T00:00:00Z")])
    second = filled.state()
    filled.put(replace(river_reading, records=()), river_reading.text.encode())
    assert len({first, second, filled.state()}) == 3


def test_records_are_spread_over_cells_and_days(filled: SqliteStore) -> None:
    every = filled.spread(size=10)
    assert every.cells == ((35.0, -25.0, 1),)
    assert every.placed == 1
    assert every.dated == 4
    assert sum(count for _, count in every.days) == 4
    assert filled.spread(Wanted(kind="toll"), size=10).cells == ()
    assert filled.spread(Wanted(since="2019-01-01", until="2019-12-31")).dated == 3  # what has no end goes on
