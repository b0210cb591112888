"""The tables of actors and sources: no entry twice, every code spelt as it must be, nothing that can never match."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import pytest

from dateline import languages
from dateline.languages.own import SHIPPED
from dateline.readers._actors_sources import sources
from dateline.readers._actors_words import describe, known_actor, lexicon, state_of
from dateline.readers._phrases import Phrases, form_of, is_capitals, words_of

EN = languages.load("en")
KINDS = {
    "person",
    "armed_group",
    "state_force",
    "government",
    "political",
    "intergovernmental",
    "ngo",
    "media",
    "company",
    "civilians",
    "facility",
    "other",
}
TYPES = {"official", "armed_group", "witness", "medical", "intergovernmental", "ngo", "media", "social_media", "anonymous", "other"}
KNOWN = [row for table in SHIPPED for row in EN.table(table)["actor"]]
STATES = EN.table("actors_states")


def looked_up(phrase: str) -> tuple[str, ...]:
    """What makes two entries the same: their forms, and whether they match capitals only."""
    forms = tuple(w.form for w in words_of(phrase))
    return (*forms, "CAPITALS") if is_capitals(phrase) else forms


def twice(phrases: list[str]) -> list[str]:
    return sorted(" ".join(p) for p, n in Counter(map(looked_up, phrases)).items() if n > 1)


@pytest.mark.parametrize("table", ["heads", "modifiers", "neutral", "names"])
def test_no_word_of_an_actor_table_stands_twice(table: str) -> None:
    assert twice([w for words in EN.table("actors")[table].values() for w in words]) == []


def test_heads_and_neutral_heads_share_no_word() -> None:
    words = EN.table("actors")
    heads, neutral = ({w for row in words[t].values() for w in row} for t in ("heads", "neutral"))
    assert heads & neutral == set()


@pytest.mark.parametrize("table", ["heads", "modifiers", "neutral", "names", "names_first"])
def test_actor_tables_use_the_kinds_of_the_contract(table: str) -> None:
    assert set(EN.table("actors")[table]) <= KINDS


def test_every_known_actor_is_spelt_as_the_contract_wants() -> None:
    for row in KNOWN:
        assert row["kind"] in KINDS - {"person", "civilians", "other"}, row["name"]
        assert re.fullmatch(r"(?:[A-Z]{2})?", row["country"]), row["name"]
        assert re.fullmatch(r"Q\d+", row.get("wikidata", "Q1")), row["name"]
        assert set(row) <= {"name", "aliases", "kind", "country", "since", "until", "wikidata"}
        assert 1700 <= row.get("since", 1945) <= row.get("until", 2030) <= 2030, row["name"]


def test_only_an_acronym_means_several_known_actors() -> None:
    owners: dict[tuple[str, ...], set[str]] = {}
    for row in KNOWN:
        for name in (row["name"], *row["aliases"]):
            owners.setdefault(looked_up(name), set()).add(row["name"])
    assert {k: v for k, v in owners.items() if len(v) > 1 and k[-1] != "CAPITALS"} == {}
    assert Counter(row["name"] for row in KNOWN).most_common(1)[0][1] == 1


def test_no_two_known_actors_share_a_wikidata_id() -> None:
    ids = [row["wikidata"] for row in KNOWN if "wikidata" in row]
    assert len(ids) == len(set(ids))


def test_every_name_of_a_known_actor_finds_it() -> None:
    for row in KNOWN:
        for name in (row["name"], *row["aliases"]):
            found = known_actor(name, EN)
            assert found is not None, name
            assert row["name"] in {found.name, *(other.name for other in found.among)}


def test_the_table_is_broad() -> None:
    assert len(KNOWN) > 1200
    assert len({row["country"] for row in KNOWN if row["kind"] == "armed_group"}) > 80
    assert min(Counter(row["kind"] for row in KNOWN).values()) > 25


def test_states_and_seats_are_codes_with_names_of_one_state_each() -> None:
    for table in ("states", "seats"):
        assert all(re.fullmatch(r"[A-Z]{2}", code) and names for code, names in STATES[table].items())
        assert twice([n for names in STATES[table].values() for n in names]) == []
    assert set(STATES["seats"]) <= set(STATES["states"])
    assert all(state_of(name, EN) == code for code, names in STATES["states"].items() for name in names)


def test_no_state_is_a_known_actor() -> None:
    assert [n for names in STATES["states"].values() for n in names if known_actor(n, EN)] == []


def test_sources_map_every_kind_that_can_speak() -> None:
    table = EN.table("sources")
    assert set(table["kind"]) == KINDS - {"person", "other"}
    assert set(table["kind"].values()) <= TYPES


@pytest.mark.parametrize("table", ["strong", "weak", "organisation", "titles"])
def test_source_tables_use_the_types_of_the_contract_and_no_word_twice(table: str) -> None:
    rows = EN.table("sources")[table]
    assert set(rows) <= TYPES
    assert twice([w for words in rows.values() for w in words]) == []


def test_strong_and_weak_heads_share_no_word() -> None:
    rows = EN.table("sources")
    strong, weak = ({w for words in rows[t].values() for w in words} for t in ("strong", "weak"))
    assert strong & weak == set()


@pytest.mark.parametrize("kind", sorted(EN.table("actors")["heads"]))
def test_every_head_gives_its_kind(kind: str) -> None:
    wrong = [w for w in EN.table("actors")["heads"][kind] if describe(w, EN).kind != kind and known_actor(w, EN) is None]
    assert wrong == []


@pytest.mark.parametrize("table", ["strong", "weak"])
def test_every_source_head_can_be_found(table: str) -> None:
    phrases: Phrases[str] = getattr(sources(EN), table)
    rows = EN.table("sources")[table]
    assert [w for kind, words in rows.items() for w in words if phrases.get(w) != kind] == []


def test_stops_and_fillers_are_single_words_in_look_up_form() -> None:
    stops = [*EN.table("actors")["plain"]["stops"], *EN.table("stances")["fillers"]["words"], *EN.table("sources")["pronouns"]["words"]]
    assert [w for w in stops if " " not in w and form_of(w) != w] == []
    for name, words in (("stops", EN.table("actors")["plain"]["stops"]), ("fillers", EN.table("stances")["fillers"]["words"])):
        assert twice(words) == [], name


def test_generic_kinds_are_kinds_and_vague_words_are_never_joined() -> None:
    generic = EN.table("actors")["generic"]
    assert set(generic["by_kind"].values()) <= KINDS
    assert not set(generic["vague"]) & {*generic["by_name"], *generic["by_kind"]}


def test_the_lexicon_is_built_once() -> None:
    assert lexicon(EN) is lexicon(EN)


def test_name_lists_of_different_kinds_do_not_overlap() -> None:
    rows = EN.table("actors")["names"]
    assert [(a, b, set(rows[a]) & set(rows[b])) for a, b in combinations(rows, 2) if set(rows[a]) & set(rows[b])] == []
