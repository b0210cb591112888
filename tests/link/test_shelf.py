"""A shelf holds what linking works out: whatever comes, changes or goes, in any order, it says what a whole worked out anew says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.link import blocks, kept, shelf, version
from dateline.link.accounts import Account
from dateline.link.incidents import Decisions, Linked, link
from dateline.link.shelf import Shelf
from tests.link.made import account, fact, happening, town

BONI, BANKASS = town("Boni", 15.07, -2.22), town("Bankass", 14.07, -3.52)
WIRE = "Gunmen ambushed an army convoy on the road outside the town on Monday morning and burned five lorries, the governor told the radio."


def told(name: str, place: int, day: int, killed: int) -> Account:
    """A report of an attack, of several that resemble each other; some are copies."""
    spot, published = (BONI, BANKASS)[place], f"2021-03-{16 + day}"
    words = (
        f"{WIRE} {killed} men died near {spot.name}."
        if killed % 2
        else f"Near {spot.name} {killed} were killed by {name}{name} on day {day}."
    )
    more = {"report": name, "published": 737865 + day, "day": f"2021-03-{15 + day}", "words": words, "spots": (spot,)}
    event = fact(f"{name}1", "ambush", targets=frozenset({"convoy"}), agents=("the rebels",), **more)
    return account(
        name, happening(event, fact(f"{name}2", "killed", kind="toll", count=killed, start=50, end=52, **more)), published=published
    )


REPORTS = st.builds(told, st.sampled_from("abcdefgh"), st.integers(0, 1), st.integers(0, 3), st.integers(9, 13))
STEPS = st.lists(st.one_of(REPORTS, st.sampled_from("abcdefgh")), max_size=14)


def same(one: Linked, other: Linked) -> bool:
    return (one.incidents, one.copies, dict(one.accounts)) == (other.incidents, other.copies, dict(other.accounts))


@given(STEPS, st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("efgh")), max_size=2), st.integers(2, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_says_what_a_whole_worked_out_anew_says(monkeypatch, steps, pairs, most) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(blocks, "MOST", most)
    decided = Decisions(same=frozenset((f"{a}1", f"{b}1") for a, b in pairs))
    there: dict[str, Account] = {}
    with Shelf.open(None) as held:
        for number, step in enumerate(steps):
            if isinstance(step, str):
                there.pop(step, None)
                held.drop(step)
            else:
                there[step.report] = step
                held.put(step, number)
        whole = link(there.values(), decided)
        assert same(held.linked(decided), whole)
        for report in there:
            near = held.linked_with(report, decided, lambda record: record[0])
            mine = [i for i in whole.incidents if report in i.reports]
            assert [i for i in near.incidents if report in i.reports] == mine


def test_it_is_kept_and_made_again_by_another_linker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "kept.links"
    with Shelf.open(path) as held:
        held.put(told("a", 0, 0, 11), 4)
        held.put(told("b", 0, 1, 11), 7)
    with Shelf.open(path) as held:
        assert held.versions() == {"a": 4, "b": 7}
        assert len(held.linked(Decisions()).incidents) == 1
    monkeypatch.setattr(shelf, "linker", lambda: "another")
    with Shelf.open(path) as held:
        assert held.versions() == {}


def test_what_fails_leaves_it_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "kept.links"
    with Shelf.open(path) as held:
        held.put(told("a", 0, 0, 11), 1)
    with pytest.raises(RuntimeError):
        _broken_off(path)
    with Shelf.open(path) as held:
        assert held.versions() == {"a": 1}


def _broken_off(path: Path) -> None:
    with Shelf.open(path) as held:
        held.put(told("b", 0, 0, 11), 2)
        raise RuntimeError


def test_a_file_that_is_none_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "kept.links"
    path.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    with Shelf.open(path) as held:
        assert held.versions() == {}


@given(REPORTS)
def test_an_account_is_the_same_after_it_was_kept(item: Account) -> None:
    again = kept.unpacked(kept.packed(item))
    assert again == item
    assert (again.number, again.told, again.gist.keys) == (item.number, item.told, item.gist.keys)


def test_the_linker_has_one_digest() -> None:
    assert version.linker() == version.linker()
    assert len(version.linker()) == 16
