"""Incidents over accounts: what belongs together is joined, near misses are not, decisions are kept, order and copies change nothing."""

from __future__ import annotations

import random

import pytest

from dateline.link.accounts import Account, divided
from dateline.link.happenings import Happening, happenings_of
from dateline.link.incidents import Decisions, Linked, link
from dateline.link.pairs import features, reasons, score, weights
from tests.link.made import account, fact, happening, town

BONI, BANKASS = town("Boni", 15.07, -2.22), town("Bankass", 14.07, -3.52)
AMBUSH = "Gunmen ambushed an army convoy near Boni on Monday, killing 11 soldiers."


def ambush(
    report: str, *, day: str = "2021-03-15", killed: int = 11, published: str = "2021-03-16", spots=(BONI,), words: str = AMBUSH
) -> Account:  # type: ignore[no-untyped-def]
    more = {"report": report, "published": __import__("datetime").date.fromisoformat(published).toordinal(), "day": day, "words": words}
    event = fact(f"{report}1", "ambush", spots=spots, targets=frozenset({"convoy", "armi"}), **more)
    toll = fact(f"{report}2", "killed", kind="toll", spots=spots, count=killed, start=50, end=52, **more)
    return account(report, happening(event, toll), published=published)


def together(linked: Linked) -> set[frozenset[str]]:
    return {frozenset(i.reports) for i in linked.incidents}


def test_two_reports_of_one_ambush_are_one_incident() -> None:
    linked = link(
        [
            ambush("a"),
            ambush("b", killed=13, published="2021-03-18", words="Thirteen soldiers died in Monday's ambush of a convoy near Boni."),
        ]
    )
    (incident,) = linked.incidents
    assert incident.reports == ("a", "b")
    assert incident.state == "proposed"
    assert incident.independent == 2
    assert 0.5 < incident.sure < 1
    assert incident.proposals[0].reasons


@pytest.mark.parametrize(
    "other",
    [
        ambush(
            "b",
            day="2021-03-22",
            published="2021-03-23",
            killed=4,
            words="Four soldiers died on Monday when gunmen ambushed a patrol near Boni.",
        ),
        ambush("b", spots=(BANKASS,), killed=5, words="Five soldiers were killed in an ambush outside Bankass on Monday."),
    ],
    ids=["another day", "another place"],
)
def test_near_misses_stay_apart(other: Account) -> None:
    assert together(link([ambush("a"), other])) == {frozenset("a"), frozenset("b")}


def test_what_people_decide_wins_and_can_be_taken_back() -> None:
    accounts = [ambush("a"), ambush("b")]
    parted = link(accounts, Decisions(different=frozenset({("a1", "b1")})))
    assert together(parted) == {frozenset("a"), frozenset("b")}
    (judged,) = link(accounts, Decisions(same=frozenset({("a2", "b1")}))).incidents
    assert judged.state == "judged"
    (again,) = link(accounts).incidents
    assert again.state == "proposed"


def test_records_called_the_same_are_joined_across_any_distance() -> None:
    far = ambush("b", day="2021-05-01", published="2021-05-02", spots=(BANKASS,))
    (incident,) = link([ambush("a"), far], Decisions(same=frozenset({("a1", "b1")}))).incidents
    assert incident.state == "judged"


def test_records_of_one_happening_called_different_part_it() -> None:
    first, second = fact("x1", words="An ambush near Boni."), fact("x2", words="A raid on Bankass.", start=90, quote_start=80)
    parts = divided([happening(first, second)], [("x1", "x2")])
    assert [h.id for h in parts] == ["x1", "x2"]
    assert divided([happening(first, second)], []) == [happening(first, second)]


def test_decisions_about_records_that_are_gone_do_no_harm() -> None:
    assert together(link([ambush("a")], Decisions(same=frozenset({("a1", "gone")})))) == {frozenset("a")}


def test_copies_count_once() -> None:
    text = " ".join(f"{AMBUSH} The convoy had left the camp at dawn, officer number {n} said." for n in range(6))
    one, two = ambush("a"), ambush("b")
    pair = [
        account("a", *one.happenings, text=text),
        account("b", *two.happenings, text=text + " It was the third attack this month in the area."),
    ]
    (incident,) = link(pair).incidents
    assert len(incident.reports) == 2
    assert incident.independent == 1


def test_the_order_of_reports_changes_nothing() -> None:
    accounts = [ambush(name, killed=number) for name, number in zip("abcdef", (11, 11, 13, 13, 11, 9), strict=True)]
    accounts += [ambush("g", day="2021-03-22", published="2021-03-23", words="Four soldiers died near Boni.", killed=4)]
    expected = link(accounts)
    for seed in range(5):
        random.Random(seed).shuffle(accounts)
        again = link(accounts)
        assert [i.id for i in again.incidents] == [i.id for i in expected.incidents]
        assert together(again) == together(expected)


def test_features_are_plain_and_named() -> None:
    (one,), (other,) = ambush("a").happenings, ambush("b").happenings
    found = features(one, other)
    assert found["place_same"] == found["type_same"] == found["counts_same"] == 1.0
    assert all(0 <= v <= 1 for v in found.values())
    assert set(found) <= set(weights())
    assert score(found) > 0.9
    assert any(r.startswith("type same") for r in reasons(found, most=8))


def test_weights_speak_for_and_against_as_their_names_say() -> None:
    assert all(weights()[name] >= 0 for name in ("days_meet", "place_same", "type_same", "counts_meet", "targets_shared", "words_shared"))
    assert all(weights()[name] <= 0 for name in ("days_apart", "place_apart", "type_apart", "theme_apart", "targets_apart", "counts_apart"))


def split(*facts) -> list[list[str]]:  # type: ignore[no-untyped-def]
    return [[f.id for f in h.facts] for h in happenings_of(facts)]


def test_a_report_tells_one_thing_at_a_time() -> None:
    event = fact("e", "shelling", spots=(BONI,), words="Shells hit Boni on Monday.")
    toll = fact("t", "killed", kind="toll", count=3, day=None, words="Three people died.", start=30, quote_start=30)
    elsewhere = fact(
        "o",
        "shelling",
        spots=(BANKASS,),
        words="Another town, Bankass, was shelled on Wednesday.",
        day="2021-03-17",
        start=60,
        quote_start=60,
    )
    assert split(event, toll, elsewhere) == [["e", "t"], ["o"]]


def test_what_has_not_happened_is_left_out_and_conditions_stand_alone() -> None:
    event = fact("e", "shelling", spots=(BONI,))
    meant = fact("m", "airstrike", modality="intended", start=9)
    closed = fact("c", "health", kind="condition", status="closed", start=20, quote_start=20)
    assert split(event, meant, closed) == [["e"], ["c"]]


def test_a_denial_joins_what_it_denies() -> None:
    event = fact("e", "shelling", spots=(BONI,), words="Shells hit the market of Boni.")
    denied = fact(
        "d", "shelling", stance="denied", day=None, words="The army denied that it had shelled the market.", start=40, quote_start=40
    )
    assert split(event, denied) == [["e", "d"]]


def test_an_empty_report_tells_nothing() -> None:
    assert happenings_of(()) == ()
    assert link([account("a", text="Nothing.")]).incidents == ()


def test_a_happening_takes_its_days_from_most_of_its_facts() -> None:
    facts = [fact("1", "attack"), fact("2", "attack", start=3), fact("3", "attack", day="2021-03-16", start=6)]
    found: Happening = happening(*facts)
    assert found.days == (facts[0].first, facts[0].last)
