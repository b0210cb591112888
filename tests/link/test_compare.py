"""What contradicts and what does not: counts, parts, updates, denials, days, who did it."""

from __future__ import annotations

import pytest

from dateline.link import compare, tolls
from dateline.link.counts import Count
from dateline.link.disputes import Dispute
from dateline.link.facts import Fact, ordinal
from dateline.link.incidents import Incident
from tests.link.made import fact, happening, town

BONI = town("Boni", 15.07, -2.22)


def incident(*facts: Fact) -> Incident:
    """An incident of which each fact is told by a report of its own."""
    told = tuple(happening(f) for f in facts)
    return Incident("i1", told, tuple(dict.fromkeys(f.report for f in facts)), len(facts), 0.9, "proposed")


def toll(ident: str, count: int | Count, who: str = "the army", published: str = "2021-03-16", **more: object) -> Fact:
    return fact(ident, "killed", kind="toll", count=count, who=who, report=ident, published=ordinal(published), **more)  # type: ignore[arg-type]


def found(*facts: Fact) -> list[Dispute]:
    return compare.disputes(incident(*facts), {})


def test_counts_that_do_not_meet_are_a_dispute_with_both_sides() -> None:
    (dispute,) = found(toll("a", 9, "locals"), toll("b", 2, "the ministry"), toll("c", 9, "a doctor"))
    assert (dispute.kind, dispute.field, dispute.incident) == ("value", "killed", "i1")
    assert {(s.value, s.independent) for s in dispute.sides} == {("9", 2), ("2", 1)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (toll("a", Count(14, 14, None, "people")), toll("b", 17, "locals")),
        (toll("a", 14), toll("b", Count(17, 17, 17, "people", rising=True), "locals", "2021-03-17")),
        (toll("a", 14), toll("b", 17, "the army", "2021-03-17")),
        (toll("a", 14), toll("b", Count(2, 2, 2, "children", role="part"), "locals")),
        (toll("a", Count(11, 11, 11, "troops")), toll("b", Count(30, 30, 30, "fighters"), "locals")),
        (toll("a", 14), toll("b", Count(900, 900, None, "people", sums=True), "locals")),
        (toll("a", 14), toll("b", 3, "locals", stance="denied")),
        (toll("a", 14), toll("b", 40, "locals", modality="possible")),
    ],
    ids=["at least", "rose to", "later, same source", "a part", "other side", "since January", "denied", "possible"],
)
def test_counts_that_need_not_contradict(one: Fact, other: Fact) -> None:
    assert [d for d in found(one, other) if d.kind == "value"] == []


def test_a_part_may_not_exceed_the_whole() -> None:
    (dispute,) = found(toll("a", 7, "rescuers"), toll("b", Count(15, 15, 15, "fighters"), "the air force"))
    assert {s.value for s in dispute.sides} == {"7", "15 (fighters)"}


def test_one_report_may_contradict_itself_by_two_sources() -> None:
    army, rebels = toll("a", Count(40, 40, None, "fighters")), toll("b", Count(11, 11, 11, "fighters"), "the rebels")
    (dispute,) = compare.disputes(incident(army, fact("c"), rebels), {})
    assert dispute.field == "killed"


def test_a_series_links_an_updated_toll() -> None:
    first, last = toll("a", 14), toll("b", Count(17, 17, 17, "people", rising=True), "locals", "2021-03-17")
    assert [(x.id, y.id) for x, y in tolls.series(incident(first, last))] == [("a", "b")]


def test_a_copy_is_no_further_voice() -> None:
    one, copy, other = toll("a", 9, "locals"), toll("b", 9, "locals"), toll("c", 2, "the ministry")
    (dispute,) = compare.disputes(incident(one, copy, other), {"b": "a"})
    assert {s.value: s.independent for s in dispute.sides} == {"9": 1, "2": 1}


def test_a_denial_stands_against_what_is_said() -> None:
    said = fact("a", "shelling", who="the governor", report="a")
    denied = fact("b", "shelling", stance="denied", who="the ministry", report="b")
    (dispute,) = found(said, denied)
    assert dispute.kind == "denial"
    assert {s.value for s in dispute.sides} == {"said to be so", "denied"}
    assert found(denied, fact("c", "abduction", report="c", who="x")) == []


def test_a_denied_killing_stands_against_a_toll() -> None:
    (dispute,) = found(toll("a", 10, "a hospital"), fact("b", "killing", stance="denied", who="the government", report="b"))
    assert dispute.kind == "denial"


def test_nobody_disputes_himself() -> None:
    assert found(fact("a", "shelling", report="a"), fact("b", "shelling", stance="denied", report="b")) == []


def test_days_that_differ_are_told_and_those_of_a_span_are_not() -> None:
    monday, wednesday = fact("a", report="a"), fact("b", report="b", day="2021-03-17", who="an elder")
    (dispute,) = found(monday, wednesday)
    assert (dispute.kind, {s.value for s in dispute.sides}) == ("time", {"2021-03-15", "2021-03-17"})
    week = fact("c", report="c", first=ordinal("2021-03-14"), last=ordinal("2021-03-20"))
    assert found(monday, week) == []


def test_who_did_it_is_disputed_by_names_and_sides_only() -> None:
    def blamed(ident: str, agent: str) -> Fact:
        return fact(ident, "shelling", agents=[agent], who=ident, report=ident)

    (dispute,) = found(blamed("a", "the army"), blamed("b", "insurgents"))
    assert (dispute.kind, dispute.field) == ("value", "agent")
    assert found(blamed("a", "gunmen"), blamed("b", "the attackers")) == []
    assert found(blamed("a", "the Houthis"), blamed("b", "Houthi fighters")) == []


def test_fields_fold_what_agrees_and_name_who_says_it() -> None:
    views = {f.name: f.sides for f in compare.fields(incident(toll("a", 9, "locals"), toll("b", 9, "a doctor"), fact("c", report="c")), {})}
    assert [(s.value, s.independent) for s in views["killed"]] == [("9", 2)]
    assert "when" in views


def test_a_title_says_what_where_and_when() -> None:
    assert compare.title(incident(fact("a", "ambush", spots=(BONI,)))) == "ambush, Boni, 2021-03-15"
