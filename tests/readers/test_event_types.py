"""Types of events from words: anchors that decide, words around that decide, and doubt that leaves the model's answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import languages
from dateline.kinds import kind
from dateline.readers._event_types import settled_event, word_weights
from dateline.types import Span

EN = languages.load("en")
TYPES = kind("event").types


def read(marked: str, shares: dict[str, float] | None = None) -> tuple[str, float]:
    """The type of the anchor in [brackets] of one sentence."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    return settled_event(shares or {}, text, Span(start, end), Span(0, len(text)), EN)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Gunmen [kidnapped] the engineer near the dam.", "abduction"),
        ("The envoy was [released] on Tuesday.", "release"),
        ("Commandos [rescued] 12 hostages from the bank.", "release"),
        ("Fishermen [rescued] 200 migrants from a boat.", "evacuation"),
        ("Prisoners there [were tortured], the report says.", "abuse"),
        ("Two girls [had been raped] on the road.", "sexual_violence"),
        ("Their shops were [looted] overnight.", "looting"),
        ("A strong [quake] shook the valley.", "disaster"),
        ("A [truce] was announced.", "agreement"),
        ("Brussels widened the [sanctions].", "sanction"),
        ("The man [blew himself up] at the gate.", "suicide_bombing"),
        ("Inmates [went on hunger strike] over the food.", "protest"),
        ("Rebels [ambushed] the column.", "ambush"),
        ("The village was [shelled] again.", "shelling"),
        ("The [airstrikes] went on until dawn.", "airstrike"),
        ("Doctors fear [cholera] in the camp.", "outbreak"),
        ("The mayor was [assassinated].", "killing"),
        ("Saboteurs [derailed] a goods train.", "sabotage"),
        ("The ferry [capsized] in the strait.", "accident"),
        ("Rations were [handed out] at the school.", "aid_delivery"),
        ("Troops [withdrew] from the pass.", "withdrawal"),
        ("The two sides [met] in Muscat.", "talks"),
        ("A long [siege] of the fortress began.", "siege"),
    ],
)
def test_anchor_words_decide(sentence: str, expected: str) -> None:
    found, sure = read(sentence)
    assert found == expected
    assert sure > 0.6


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Jets [hit] the bridge at noon.", "airstrike"),
        ("A drone [hit] the fuel depot.", "drone_strike"),
        ("Two rockets [hit] the market.", "missile_strike"),
        ("Mortars [hit] the school.", "shelling"),
        ("A parked car packed with explosives [exploded] by the court.", "bombing"),
        ("A suicide bomber [killed] nine recruits.", "suicide_bombing"),
        ("A sarin [attack] on the suburb was reported.", "chemical_attack"),
        ("They [shelled] the suburb with chlorine.", "chemical_attack"),
        ("An [air strike] by drones was reported.", "drone_strike"),
        ("The [protest] turned violent as a mob hurled rocks.", "riot"),
        ("The gas tanker [exploded] in a collision on the coast road.", "accident"),
        ("The earthquake [killed] hundreds.", "disaster"),
        ("Warplanes carried out a [strike] on the camp.", "airstrike"),
        ("Teachers began a [strike] over pay.", "protest"),
        ("Riot police [fired] tear gas at demonstrators.", "crackdown"),
        ("Youths throwing stones [clashed] with supporters of the other party.", "riot"),
        ("Soldiers [clashed] with rebels near the river.", "clash"),
        ("Families [fled] across the border to a camp.", "displacement"),
        ("Rebel fighters [fled] their positions as army units came.", "withdrawal"),
    ],
)
def test_words_around_decide_between_the_types_that_the_anchor_leaves_open(sentence: str, expected: str) -> None:
    assert read(sentence)[0] == expected


def test_words_around_do_not_touch_an_anchor_that_is_plain() -> None:
    assert read("While jets circled, the ministers held [talks].")[0] == "talks"


def test_tear_gas_is_no_gas() -> None:
    assert read("Police used tear gas and [attacked] the crowd.")[0] != "chemical_attack"


def test_strong_anchor_words_win_over_the_model() -> None:
    assert read("He was [kidnapped].", {"arrest": 0.7, "abduction": 0.1})[0] == "abduction"


def test_the_model_decides_where_no_word_tells() -> None:
    assert read("They [did it] again.", {"protest": 0.6, "riot": 0.3}) == ("protest", 0.6)


def test_the_model_decides_between_what_the_words_leave_open() -> None:
    assert read("They [held] him.", {"abduction": 0.8, "arrest": 0.1})[0] == "abduction"
    assert read("They [held] him.", {"abduction": 0.1, "arrest": 0.8})[0] == "arrest"


def test_nothing_known_is_said_so() -> None:
    with pytest.raises(ValueError, match="no shares"):
        read("They [did it] again.")


def airstrike_weight(text: str) -> float:
    """What the words say for an air strike, of the anchor "hit" in the first sentence of a text."""
    start = text.index("hit")
    return word_weights({}, text, Span(start, start + 3), Span(0, text.index(".")), EN)["airstrike"]


def test_words_count_less_the_farther_off_they_stand() -> None:
    clause = airstrike_weight("Jets hit the post. It burned.")
    sentence = airstrike_weight("Someone hit the post, while jets flew over. It burned.")
    paragraph = airstrike_weight("Someone hit the post. Jets flew over.")
    elsewhere = airstrike_weight("Someone hit the post.\n\nJets flew over.")
    assert clause > sentence > paragraph > elsewhere == 0


def test_more_words_for_a_type_say_more_but_never_without_bound() -> None:
    one = airstrike_weight("Jets hit the post.")
    many = airstrike_weight("Jets, warplanes, bombers, helicopters, gunships and aircraft of the squadron hit the post.")
    assert one < many < 2 * one


def test_the_order_of_the_shares_does_not_matter() -> None:
    shares = {"arrest": 0.4, "abduction": 0.35, "abuse": 0.1}
    assert read("They [held] him.", shares) == pytest.approx(read("They [held] him.", dict(reversed(shares.items()))))


@given(st.text(max_size=120), st.data())
def test_any_text_gives_a_type_of_the_contract(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found, sure = settled_event({"attack": 0.5, "protest": 0.2}, text, Span(start, end), Span(0, len(text)), EN)
    assert found in TYPES
    assert 0 <= sure <= 1
