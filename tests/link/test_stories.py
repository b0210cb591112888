"""Stories: reports on one thing are together, others are not; words are weighed by how rare they are in news."""

from __future__ import annotations

from itertools import combinations

from dateline.link.stories import alike, gist_of, near, stories
from dateline.link.words import bag, content, cosine, names, shared, stem, weight

FIRE = "Firefighters battled a blaze at the Orlov refinery near Novosk for a second day. The refinery's owner said two tanks had burned."
FIRE_AGAIN = "A fire at the Orlov refinery near Novosk was put out on Sunday, firefighters said, after two of its tanks had burned down."
VOTE = "Parliament voted to delay the census until spring, after opposition deputies left the chamber in protest at the wording."


def test_reports_on_one_thing_are_one_story() -> None:
    gists = [gist_of(name, "", text, "2021-03-16") for name, text in (("a", FIRE), ("b", FIRE_AGAIN), ("c", VOTE))]
    assert stories(gists) == [("a", "b"), ("c",)]
    pairs = [(a.report, b.report) for a, b in combinations(gists, 2) if near(a, b, lambda key: True)]
    assert pairs == [("a", "b")]


def test_reports_of_a_story_are_of_nearby_days_or_of_none() -> None:
    first, soon, late, undated = (
        gist_of(n, "", FIRE, d) for n, d in zip("abcd", ("2021-03-16", "2021-03-25", "2021-04-25", None), strict=True)
    )
    assert near(first, soon, lambda key: True)
    assert not near(first, late, lambda key: True)
    assert near(first, undated, lambda key: True)
    assert not near(first, soon, lambda key: False)


def test_days_between_count_against() -> None:
    one, near, far = (gist_of(n, "", FIRE, day) for n, day in (("a", "2021-03-16"), ("b", "2021-03-17"), ("c", "2021-12-17")))
    assert alike(one, near) > alike(one, far)


def test_common_words_say_nothing() -> None:
    assert weight(stem("the")) == 0.0
    assert weight(stem("said")) < weight(stem("hospital")) < weight(stem("refinery"))
    assert stem("hospitals") == stem("hospital's") == stem("Hospital")
    assert content("the men who said it") <= {"men"}


def test_bags_are_compared_by_their_weight() -> None:
    assert cosine(bag([FIRE]), bag([FIRE])) > 0.999
    assert cosine(bag([FIRE]), bag([])) == 0.0
    assert shared(frozenset({"refineri"}), frozenset({"refineri", "tank"})) == 1.0
    assert shared(frozenset(), frozenset({"tank"})) == 0.0


def test_names_are_rare_words_in_capitals() -> None:
    assert {"makugw"} <= names("The fighters reached Makugwe on Sunday.") | {stem("Makugwe")} & names("They reached Makugwe.")
    assert names("The men said so on Monday.") == frozenset()
