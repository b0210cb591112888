"""Stances, speech acts and modality from words: sentences of many wars, written for these tests, the anchor in [brackets]."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import languages
from dateline.readers._stance import (
    STANCES,
    claim_type_of_cue,
    doubted_after,
    forms,
    hedge_of,
    hedge_stance,
    modality_of,
    settled_claim,
    settled_modality,
    settled_stance,
    stance_of_cue,
)
from dateline.types import Span

EN = languages.load("en")
MODALITIES = {"negated", "expected", "intended", "possible"}


def anchored(text: str) -> tuple[str, Span]:
    """A text with its anchor in [brackets] -> the text without them, and the anchor."""
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), Span(start, end)


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        ("said", "claimed"),
        ("according to", "claimed"),
        ("has repeatedly denied", "denied"),
        ("denies", "denied"),
        ("accused", "alleged"),
        ("has been accused of", "alleged"),
        ("admitting", "confirmed"),
        ("acknowledged", "confirmed"),
        ("appears to show", "unverified"),
        ("could not confirm", "unverified"),
        ("declined to confirm", "unverified"),
        ("did not deny", "claimed"),
        ("does not accept", "denied"),
        ("SAID", "claimed"),
        ("table", None),
        ("", None),
    ],
)
def test_a_cue_gives_a_stance(cue: str, stance: str | None) -> None:
    assert stance_of_cue(cue, EN) == stance


@pytest.mark.parametrize(
    ("cue", "claim"),
    [
        ("denied", "denies"),
        ("accuses", "accuses"),
        ("strongly condemned", "condemns"),
        ("has called for", "calls_for"),
        ("urging", "calls_for"),
        ("demanded", "demands"),
        ("has ordered", "orders"),
        ("pledged", "promises"),
        ("vowed", "promises"),
        ("has warned", "warns"),
        ("threatening", "threatens"),
        ("claimed responsibility", "claims_responsibility"),
        ("agreed", "agrees"),
        ("refused", "refuses"),
        ("would not endorse", "refuses"),
        ("will not accept", "refuses"),
        ("rejected", None),
        ("said", None),
        ("refused to confirm", None),
    ],
)
def test_a_cue_names_a_speech_act(cue: str, claim: str | None) -> None:
    assert claim_type_of_cue(cue, EN) == claim


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("Three women were allegedly [shot dead] after trailing behind.", "alleged"),
        ("The forces have been accused of repeated [summary killings] in the city.", "alleged"),
        ("He was charged with [murder] in May.", "alleged"),
        ("The hospital reportedly [sustained] damage.", "claimed"),
        ("Members of the group are reported to have [killed] 50 former officers.", "claimed"),
        ("Unverified footage appeared to show soldiers [carrying out] a killing.", "unverified"),
        ("The [raid] could not be independently verified.", "unverified"),
        ("Suspected guerrillas [dynamited] a bridge.", None),
        ("He was accused of theft, and soldiers [shelled] the town.", None),
        ("The army [shelled] the town.", None),
        ("ALLEGEDLY. THE ARMY [SHELLED] THE TOWN.", None),
    ],
)
def test_a_hedge_reaches_what_it_is_about(sentence: str, stance: str | None) -> None:
    text, anchor = anchored(sentence)
    assert hedge_stance(text, anchor, EN) == stance


def test_a_hedge_says_where_it_stands() -> None:
    text, anchor = anchored("Militants reportedly [tied] six men to a vehicle.")
    told = hedge_of(text, anchor, EN)
    assert told is not None
    assert (told[0], told[1].of(text)) == ("claimed", "reportedly")


@pytest.mark.parametrize(
    ("passage", "doubted"),
    [
        ("Villagers said that jets [bombed] the mill. Their account could not be checked.", True),
        ("The group said it [killed] nine. Reuters could not independently verify the claim.", True),
        ("The group said it [killed] nine. The mayor was away.", False),
        ("The group said it [killed] nine.\n\nThe figures could not be verified.", False),
        ("The group said it [killed] nine", False),
    ],
)
def test_the_next_sentence_may_take_a_sources_word_back(passage: str, doubted: bool) -> None:
    text, anchor = anchored(passage)
    assert doubted_after(text, anchor, EN) is doubted
    assert hedge_stance(text, anchor, EN) is None
    assert hedge_stance(text, anchor, EN, attributed=True) == ("unverified" if doubted else None)


@pytest.mark.parametrize(
    ("sentence", "modality", "cue"),
    [
        ("The battalion failed to [take] the bridge.", "negated", "failed to"),
        ("The troops did not [enter] the camp.", "negated", "did not"),
        ("The [assault] was called off at dusk.", "negated", "was called off"),
        ("It now says it is close to [capturing] the last city.", "expected", "close to"),
        ("The convoy will [leave] on Sunday.", "expected", "will"),
        ("Buses [will run] on Monday.", "expected", "will"),
        ("The general ordered his men to [withdraw].", "intended", None),
        ("They planned a [counter-attack] in spring.", "intended", "planned"),
        ("He called for the immediate [release] of all hostages.", "intended", "called for"),
        ("Wilson sent 10,000 troops over the border to [capture] Villa.", "intended", "to"),
        ("If the crossing falls, trucks could [run] on Sunday.", "possible", "could"),
        ("Residents fear a [massacre].", "possible", "fear"),
        ("If the talks fail, the army will [attack].", "possible", "will"),
        ("Civilians were forced to [leave] at gunpoint.", None, None),
        ("Soldiers were able to [enter] the town.", None, None),
        ("On 5 May [shelling] began.", None, None),
        ("Guerrillas [ambushed] a convoy.", None, None),
    ],
)
def test_modal_words_say_whether_it_happened(sentence: str, modality: str | None, cue: str | None) -> None:
    text, anchor = anchored(sentence)
    told = modality_of(text, anchor, EN)
    assert (told[0] if told else None) == modality
    assert cue is None or (told is not None and told[1].of(text) == cue)


def test_a_negative_word_says_how_a_condition_is_but_negates_an_event() -> None:
    text, anchor = anchored("The trains [do not run].")
    assert modality_of(text, anchor, EN, kind="condition") is None
    assert (modality_of(text, anchor, EN) or ("",))[0] == "negated"
    averted, place = anchored("A [shortage] of fuel has been averted.")
    assert (modality_of(averted, Span(place.start, place.end + 8), EN, kind="condition") or ("",))[0] == "negated"


@pytest.mark.parametrize(
    ("guess", "sentence", "cue", "stance"),
    [
        ("claimed", "In one case three women were allegedly [shot] dead.", "said", "alleged"),
        ("claimed", "The spokesman accused the coalition of [killing] sixty.", "accused", "alleged"),
        ("claimed", "The army denied that it [shelled] the town.", "denied", "denied"),
        ("stated", "The army denied that the road, which was [shelled] in May, is closed.", "denied", "stated"),
        ("claimed", "Villagers said jets [bombed] the mill. Their account could not be checked.", "said", "unverified"),
        ("stated", "Jets [bombed] the mill. The pilot's name could not be verified.", "", "stated"),
        ("confirmed", "The ministry said troops [left].", "said", "confirmed"),
    ],
)
def test_words_that_doubt_or_accuse_settle_a_stance(guess: str, sentence: str, cue: str, stance: str) -> None:
    text, anchor = anchored(sentence)
    assert settled_stance(guess, text, anchor, EN, cue=cue) == stance


def test_words_settle_modality_and_speech_act_and_the_guess_does_where_they_are_silent() -> None:
    text, anchor = anchored("The battalion failed to [take] the bridge.")
    assert settled_modality("actual", text, anchor, EN, kind="control") == "negated"
    assert settled_modality("actual", text, anchor, EN, kind="claim") == "actual"
    plain, place = anchored("The battalion [took] the bridge.")
    assert settled_modality("expected", plain, place, EN) == "expected"
    assert settled_claim("says", "urged", "urged", EN) == "calls_for"
    assert settled_claim("says", "a ceasefire", "demanded", EN) == "demands"
    assert settled_claim("warns", "would be worse", "said", EN) == "warns"


@pytest.mark.parametrize(
    ("verb", "all_forms"),
    [
        ("deny", {"deny", "denies", "denied", "denying"}),
        ("accuse", {"accuse", "accuses", "accused", "accusing"}),
        ("confirm that", {"confirm that", "confirms that", "confirmed that", "confirming that"}),
        ("stress", {"stress", "stresses", "stressed", "stressing"}),
        ("say", {"say", "says", "said", "saying"}),
    ],
)
def test_verbs_are_found_in_every_form(verb: str, all_forms: set[str]) -> None:
    assert set(forms(verb, EN.table("stances")["irregular"])) == all_forms


@given(st.text(max_size=120), st.integers(0, 120), st.integers(1, 20), st.sampled_from(["event", "condition", "toll", "control", "claim"]))
def test_any_text_and_anchor_give_closed_values_and_true_places(text: str, start: int, size: int, kind: str) -> None:
    anchor = Span(min(start, len(text)), min(start + size, len(text)))
    assert hedge_stance(text, anchor, EN, attributed=True) in {*STANCES, None}
    told = modality_of(text, anchor, EN, kind=kind)
    assert told is None or (told[0] in MODALITIES and text[told[1].start : told[1].end].strip() != "")


WORDS = [
    "failed to",
    "will",
    "could",
    "the",
    "army",
    "shell",
    "[",
    "not",
    "allegedly",
    ".",
    ",",
    "ordered to",
    "said",
    "if",
    "town",
    "was averted",
]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25), st.integers(0, 24))
def test_a_cue_never_comes_from_another_sentence(parts: list[str], place: int) -> None:
    text = " ".join(parts)
    start = sum(len(p) + 1 for p in parts[: place % len(parts)])
    anchor = Span(start, start + len(parts[place % len(parts)]))
    told = modality_of(text, anchor, EN)
    if told and parts[place % len(parts)] != ".":
        between = text[min(told[1].end, anchor.start) : max(told[1].start, anchor.start)]
        assert "." not in between
        assert "." not in text[anchor.end : told[1].start]


@given(st.text(max_size=60))
def test_any_cue_gives_closed_values(cue: str) -> None:
    assert stance_of_cue(cue, EN) in {*STANCES, None}
    assert claim_type_of_cue(cue, EN) in {*EN.table("stances")["claims"], None}
