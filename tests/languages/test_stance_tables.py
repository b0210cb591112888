"""The tables of cues and hedges: closed values, no entry twice, and every entry does what its place in the table says."""

from __future__ import annotations

from collections import Counter

import pytest

from dateline import languages
from dateline.kinds import kind
from dateline.readers._stance import STANCES, claim_type_of_cue, hedge_stance, hedges, modality_of, stance_of_cue
from dateline.types import Span

EN = languages.load("en")
CUES, HEDGES = EN.table("stances"), EN.table("hedges")
MODALITIES = {"negated", "expected", "intended", "possible"}


def anchored(text: str) -> tuple[str, Span]:
    """A text with its anchor in [brackets] -> the text without them, and the anchor."""
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), Span(start, end)


def test_stances_and_claims_are_those_of_the_contract() -> None:
    assert set(CUES["stance"]) == set(STANCES)
    assert set(CUES["claims"]) == set(kind("claim").types) - {"says"}
    assert set(HEDGES["stance"]) <= set(STANCES)
    assert {row.get("value", name) for name, row in HEDGES["modality"].items()} == MODALITIES
    assert set(HEDGES["turn"]) <= MODALITIES


@pytest.mark.parametrize("table", ["stance", "claims"])
def test_no_cue_stands_twice_in_one_row(table: str) -> None:
    for value, verbs in CUES[table].items():
        assert [v for v, n in Counter(verbs).items() if n > 1] == [], value


def test_no_cue_has_two_stances() -> None:
    counts = Counter(v for verbs in CUES["stance"].values() for v in set(verbs))
    assert [v for v, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("stance", STANCES)
def test_every_cue_gives_its_stance(stance: str) -> None:
    found = {verb: stance_of_cue(verb, EN) for verb in CUES["stance"][stance]}
    assert {v: s for v, s in found.items() if s != stance} == {}


@pytest.mark.parametrize("claim", sorted(CUES["claims"]))
def test_every_claim_verb_is_reached(claim: str) -> None:
    """A verb listed under an earlier type as well would never give this one."""
    order = list(CUES["claims"])
    found = {verb: claim_type_of_cue(verb, EN) for verb in CUES["claims"][claim]}
    wrong = {v: c for v, c in found.items() if c != claim}
    assert all(c is not None and order.index(c) < order.index(claim) and " " in v for v, c in wrong.items()), wrong


def test_irregular_verbs_are_used_and_differ_from_the_regular_forms() -> None:
    verbs = {v.split()[0] for t in ("stance", "claims", "negated") for n, vs in CUES[t].items() if n != "words" for v in vs}
    assert [v for v in CUES["irregular"] if v not in verbs] == []


@pytest.mark.parametrize(("group", "name"), [(g, n) for g in ("stance", "modality") for n in HEDGES[g]])
def test_no_hedge_stands_twice_in_one_place(group: str, name: str) -> None:
    row = HEDGES[group][name]
    for place in ("before", "touching", "after", "inside", "anywhere"):
        assert [w for w, n in Counter(row.get(place, ())).items() if n > 1] == [], place
    assert row["reach"] >= 0


@pytest.mark.parametrize("name", list(HEDGES["stance"]))
def test_every_hedge_before_an_anchor_gives_a_stance(name: str) -> None:
    breaks = hedges(EN).breaks
    for phrase in HEDGES["stance"][name]["before"]:
        text, anchor = anchored(f"Four men {phrase} [shelled] the town")
        assert hedge_stance(text, anchor, EN) is not None, (phrase, breaks)


@pytest.mark.parametrize("name", list(HEDGES["modality"]))
def test_every_modal_word_before_an_anchor_gives_a_modality(name: str) -> None:
    row = HEDGES["modality"][name]
    kind_of_record = row.get("kinds", ["event"])[0]
    for phrase in row["before"]:
        text, anchor = anchored(f"the troops {phrase} [attack] the town")
        assert modality_of(text, anchor, EN, kind=kind_of_record) is not None, phrase
