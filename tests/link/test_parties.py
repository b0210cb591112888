"""Who is meant by two names: the same, others, or nothing known."""

from __future__ import annotations

import pytest

from dateline.link.parties import party, same


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("M23 rebels", "the M23", True),
        ("Allied Democratic Forces", "ADF rebels", True),
        ("Russian forces", "Russian troops", True),
        ("Houthi forces", "government troops", False),
        ("the army", "insurgents", False),
        ("Islamic State", "ADF rebels", False),
        ("gunmen", "the attackers", None),
        ("bandits", "kidnappers", None),
        ("the Congolese army", "government forces", None),
    ],
)
def test_names_tell_parties_apart(one: str, other: str, expected: bool | None) -> None:
    assert same(party(one), party(other)) is expected
    assert same(party(other), party(one)) is expected


def test_two_states_are_told_apart_by_their_names() -> None:
    russian, ukrainian = party("Russian forces", kind="state_force"), party("Ukrainian troops", kind="state_force")
    assert same(russian, ukrainian) is False


def test_a_known_group_is_a_group_whatever_the_reading_made_of_it() -> None:
    assert party("Houthi forces", kind="state_force").side == "group"


def test_a_place_in_a_name_tells_nobody_from_another() -> None:
    assert "haiti" not in party("Haiti gang", places=frozenset({"haiti"})).telling
