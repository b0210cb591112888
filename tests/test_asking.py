"""The grammar of questions: words mean what they say, and what is not known is refused with what is."""

from __future__ import annotations

import re

import pytest

from dateline import asking
from dateline.stores.search import Wanted
from dateline.verbs.common import ASKED


def test_words_become_a_question() -> None:
    asked = {
        "kind": "toll, event",
        "stance": "denied",
        "source-type": "witness",
        "since": "2018-06-01",
        "near": "36.2,37.16:20km",
        "sort": "time",
    }
    assert asking.wanted(asked, limit=5) == Wanted(
        kind=("toll", "event"), stance="denied", source_type="witness", since="2018-06-01", near=(36.2, 37.16, 20.0), sort="time", limit=5
    )
    assert asking.wanted({}) == Wanted()


@pytest.mark.parametrize(
    ("words", "km"), [("Aleppo:20km", 20.0), ("Aleppo: 7.5 km", 7.5), ("aleppo:5", 5.0), ("Aleppo, SY:1km", 1.0), ("36.2,37.16,20", 20.0)]
)
def test_surroundings_of_a_place(words: str, km: float) -> None:
    lat, lon, reach = asking.value("near", words)
    assert (round(lat, 1), round(lon, 1), reach) == (36.2, 37.2, km)


def test_a_box_is_south_west_north_east() -> None:
    assert asking.value("box", "-17.5,179.5,-16,-179.5") == (-17.5, -16.0, 179.5, -179.5)


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        ("kind", "battle", "known: event, toll"),
        ("kind", "toll,battle", "'battle' is no kind"),
        ("decision", "maybe", "known: accept, reject, unsure, none"),
        ("source-type", "rumour", "known: official"),
        ("sort", "size", "known: report, newest, time, confidence"),
        ("since", "yesterday", "write it as 2018-06-14"),
        ("near", "Aleppo", "write it as Aleppo:20km"),
        ("near", "Aleppo:0km", "write it as"),
        ("near", "Nowhere at all:20km", "not in the place index"),
        ("near", "Springfield:20km", "could be Springfield, US"),
        ("near", "136,37:20km", "136 degrees are not on this earth"),
        ("box", "1,2,3", "south,west,north,east"),
        ("box", "3,0,1,1", "south,west,north,east"),
        ("colour", "red", "'colour' cannot be asked for; known: kind, type"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(name: str, words: str, reason: str) -> None:
    with pytest.raises(asking.AskedWrongly, match=re.escape(reason)):
        asking.value(name, words)


def test_the_command_line_asks_for_all_of_it() -> None:
    assert set(ASKED) == set(asking.NAMES)
