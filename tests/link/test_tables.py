"""The tables of linking name what the codebook has, no word twice, and every weight that a feature can ask for."""

from __future__ import annotations

import pytest

from dateline import kinds, languages
from dateline.link.counts import side_of
from dateline.link.themes import OTHER, fit, is_after, is_weak, table, theme
from dateline.link.words import weight

LINKS = languages.load("en").table("links")
TYPES = {t for kind in ("event", "toll", "control") for t in kinds.kind(kind).types}
STATUSES = set(kinds.kind("condition").values["status"])


def test_every_type_has_one_theme() -> None:
    listed = [t for types in table()["themes"].values() for t in types]
    assert sorted(listed) == sorted(TYPES)


def test_themes_go_with_themes_that_are_there() -> None:
    themes = set(table()["themes"])
    rows = table()["goes_with"]
    assert set(rows) <= themes
    assert all(set(row) <= themes and all(0 < v <= 1 for v in row.values()) for row in rows.values())
    assert fit("violence", "violence") == 1.0
    assert fit("harm", "violence") == fit("violence", "harm") == 1.0
    assert theme("no such type") == OTHER


def test_weak_types_and_consequences_are_of_the_codebook() -> None:
    assert set(table()["weak"]["types"]) | set(table()["weak"]["after"]) | set(table()["counts"]["growing"]) <= TYPES
    assert is_weak("attack")
    assert not is_weak("ambush")
    assert is_after("displacement")


def test_states_of_services_are_of_the_codebook() -> None:
    rules = table("weights")["standing"]
    assert {*rules["works"], *rules["shut"], rules["again"]} <= STATUSES
    assert not set(rules["works"]) & set(rules["shut"])


def test_fitted_weights_are_of_the_first_guesses_or_new_and_all_are_numbers() -> None:
    weights = table("weights")
    assert set(weights["first"]) <= set(weights["weights"])
    assert all(isinstance(v, float) for v in weights["weights"].values())


@pytest.mark.parametrize("name", ["counts", "sides", "states", "other"])
def test_no_word_stands_twice_in_a_list(name: str) -> None:
    for row, words in LINKS[name].items():
        assert len(words) == len(set(words)), row
        assert all(w == w.lower().strip() for w in words), row


def test_sides_share_no_word() -> None:
    words = [w for row in LINKS["sides"].values() for w in row]
    assert len(words) == len(set(words))
    assert side_of("three gendarmes") == "troops"


def test_common_words_are_listed_once_by_their_weight() -> None:
    rows = languages.load("en").table("links_common")
    words = [w for row in rows["weights"].values() for w in row]
    assert len(words) == len(set(words))
    assert max(map(float, rows["weights"])) <= rows["rare"]
    assert weight("zzzz") == rows["rare"]
