"""Control and conditions: two holders, open and shut; a change is no dispute."""

from __future__ import annotations

from dateline.link import standing
from dateline.link.disputes import Dispute
from dateline.link.facts import Fact, ordinal
from tests.link.made import fact, happening, town

KOBO, BENI = town("Kobo", 12.15, 39.63), town("Beni", 0.49, 29.47)


def holds(ident: str, holder: str, type_: str = "holds", published: str = "2021-03-16", **more: object) -> Fact:
    given = {"spots": (KOBO,), "agents": [holder], "who": ident, "report": ident, "published": ordinal(published), "day": None} | more
    return fact(ident, type_, kind="control", **given)  # type: ignore[arg-type]


def stands(ident: str, status: str, published: str = "2021-03-16", **more: object) -> Fact:
    given = {"spots": (KOBO,), "who": ident, "report": ident, "published": ordinal(published), "day": None, "status": status} | more
    return fact(ident, "health", kind="condition", **given)  # type: ignore[arg-type]


def found(*facts: Fact) -> list[Dispute]:
    return standing.disputes([happening(f) for f in facts], {})


def test_two_holders_of_one_place_are_a_dispute() -> None:
    (dispute,) = found(holds("a", "Houthi forces", "captures"), holds("b", "government troops"), holds("c", "the Houthis"))
    assert dispute.kind == "control"
    assert len(dispute.sides) == 3
    assert "Kobo" in dispute.about


def test_one_holder_elsewhere_or_later_is_none() -> None:
    assert found(holds("a", "Houthi forces"), holds("b", "Houthi fighters")) == []
    assert found(holds("a", "Houthi forces"), holds("b", "government troops", spots=(BENI,))) == []
    assert found(holds("a", "Houthi forces"), holds("b", "government troops", published="2021-03-25")) == []


def test_taking_a_place_in_turn_is_a_change() -> None:
    first = holds("a", "Houthi forces", "captures", day="2021-03-14")
    assert found(first, holds("b", "government troops", "captures", day="2021-03-16")) == []
    assert len(found(first, holds("b", "government troops", "captures", day="2021-03-14"))) == 1


def test_a_denied_capture_stands_against_the_capture() -> None:
    (dispute,) = found(holds("a", "M23 rebels", "captures"), holds("b", "the M23", "captures", stance="denied"))
    assert any(side.value.startswith("not so") for side in dispute.sides)


def test_open_and_shut_at_one_time_is_a_dispute() -> None:
    (dispute,) = found(stands("a", "closed"), stands("b", "working", "2021-03-17"))
    assert (dispute.kind, {s.value for s in dispute.sides}) == ("condition", {"closed", "working"})


def test_a_change_another_place_or_another_thing_is_none() -> None:
    assert found(stands("a", "closed"), stands("b", "working", "2021-03-25")) == []
    assert found(stands("a", "closed"), stands("b", "working", spots=(BENI,))) == []
    assert found(stands("a", "closed"), stands("b", "restored", "2021-03-17")) == []
    clinic, airport = frozenset({"clinic"}), frozenset({"airport"})
    assert found(stands("a", "closed", targets=clinic), stands("b", "working", targets=airport)) == []
    assert found(stands("a", "closed"), stands("b", "shortage")) == []
