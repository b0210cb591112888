"""The ledger: entries are only added, an undoing is an entry, and any edited byte is found by the row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline.errors import StoreError
from dateline.stores import open_store
from dateline.stores.ledger import Broken, Ledger, latest
from dateline.types import Judgement

AT = "2026-01-31T12:00:00Z"
PROPOSED = Judgement("r1", "r2", "same", "dateline 0.1.0", AT, score=0.75, machine=True, extra={"why": "same day", "far": "3 km"})
REFUSED = Judgement("r1", "r2", "different", "Ana", AT, reason="other village — “Bešić”")
ACCEPTED = Judgement("r3", "", "accept", "Ana", AT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept.db"


@pytest.fixture
def ledger(database: Path | str) -> Iterator[Ledger]:
    with open_store(database) as store:
        store.ledger.add_all([PROPOSED, REFUSED, ACCEPTED])
        yield store.ledger


@pytest.fixture
def in_file(path: Path) -> Iterator[Ledger]:
    with open_store(path) as store:
        store.ledger.add_all([PROPOSED, REFUSED, ACCEPTED])
        yield store.ledger


def test_what_is_added_comes_back_in_order(ledger: Ledger) -> None:
    assert [e.judgement for e in ledger.entries()] == [PROPOSED, REFUSED, ACCEPTED]
    assert [e.number for e in ledger.entries()] == [1, 2, 3]
    assert [e.number for e in ledger.entries(about="r2")] == [1, 2]
    assert [e.number for e in ledger.entries(machine=False)] == [2, 3]
    assert [e.number for e in ledger.entries(verdicts=["same", "accept"])] == [1, 3]
    assert ledger.verify() is None


def test_the_last_word_of_a_person_counts(ledger: Ledger) -> None:
    ledger.add(replace(PROPOSED, score=0.9))
    assert latest(ledger.standing())["r1", "r2"].judgement == REFUSED
    ledger.undo(2, by="Ana", at=AT, reason="misread")
    assert latest(ledger.standing())["r1", "r2"].judgement.score == 0.9
    assert len(list(ledger.entries())) == 5
    assert ledger.verify() is None


@pytest.mark.parametrize(
    ("judgement", "reason"),
    [
        (replace(ACCEPTED, by=" "), "without 'by'"),
        (replace(ACCEPTED, left=""), "without 'left'"),
        (replace(ACCEPTED, at="yesterday"), "no time in UTC"),
        (replace(ACCEPTED, at="2026-01-31T12:00:00+02:00"), "no time in UTC"),
        (replace(ACCEPTED, verdict="undo"), "go together"),
        (replace(ACCEPTED, verdict="undo", undoes=9), "no entry 9"),
    ],
)
def test_what_is_not_whole_is_refused(ledger: Ledger, judgement: Judgement, reason: str) -> None:
    with pytest.raises(StoreError, match=reason):
        ledger.add_all([ACCEPTED, judgement])
    assert len(list(ledger.entries())) == 3


def test_nothing_is_undone_twice_and_no_undoing_is_undone(ledger: Ledger) -> None:
    undoing = ledger.undo(3, by="Ana", at=AT)
    with pytest.raises(StoreError, match="entry 3 was undone before"):
        ledger.undo(3, by="Ana", at=AT)
    with pytest.raises(StoreError, match="itself an undoing"):
        ledger.undo(undoing.number, by="Ana", at=AT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET verdict = 'accept' WHERE number = 2",
        "DELETE FROM ledger WHERE number = 3",
        "DELETE FROM ledger",
        """INSERT OR REPLACE INTO ledger
           SELECT 2, 'r9', "right", verdict, score, "by", machine, at, reason, undoes, extra, hash FROM ledger WHERE number = 2""",
    ],
)
def test_the_database_itself_refuses_changes(in_file: Ledger, path: Path, statement: str) -> None:
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        other.execute(statement)
    other.close()
    assert [e.judgement for e in in_file.entries()] == [PROPOSED, REFUSED, ACCEPTED]


def forced(path: Path, statement: str) -> None:
    """Change the ledger as somebody would who takes the triggers off."""
    other = sqlite3.connect(path)
    for name in ("ledger_added", "ledger_changed", "ledger_dropped"):
        other.execute(f"DROP TRIGGER {name}")
    other.execute(statement)
    other.commit()
    other.close()


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE ledger SET verdict = 'same' WHERE number = 2", 2),
        ("UPDATE ledger SET score = 0.75000001 WHERE number = 1", 1),
        ("UPDATE ledger SET machine = 1 WHERE number = 3", 3),
        ("UPDATE ledger SET reason = 'x' WHERE number = 3", 3),
        ("UPDATE ledger SET hash = upper(hash) WHERE number = 3", 3),
        ("DELETE FROM ledger WHERE number = 1", 1),
        ("DELETE FROM ledger WHERE number = 2", 2),
    ],
)
def test_any_edit_is_found_by_its_row(in_file: Ledger, path: Path, statement: str, number: int) -> None:
    forced(path, statement)
    found = in_file.verify()
    assert isinstance(found, Broken)
    assert found.number == number


def test_machines_and_people_may_write_from_two_programs(ledger: Ledger, database: Path | str) -> None:
    with open_store(database) as other:
        for _ in range(5):
            other.ledger.add(PROPOSED)
            ledger.add(ACCEPTED)
    assert [e.number for e in ledger.entries()] == list(range(1, 14))
    assert ledger.verify() is None
