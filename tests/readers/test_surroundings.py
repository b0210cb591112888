"""Furniture by what stands around it: a pasted page is taken apart, a situation report is left alone, a wrapped text is joined."""

from __future__ import annotations

import pytest

from dateline import languages
from dateline.intake import document_from_bytes
from dateline.readers._surroundings import settled
from dateline.readers.sections import READER
from dateline.types import Draft

STORY = [
    "Troops of the Council took the bridge on Monday, residents said, and about 40 families fled to the hills in the night.",
    "A spokesman for the governor said that eleven people had been killed. He did not say who had fired first.",
]


def roles(text: str) -> dict[str, str]:
    document = document_from_bytes(text.encode(), "x", force=True)
    found = READER.read(Draft(document, document.report), languages.load("en"))
    return {" ".join(s.span.of(document.text).split()): s.role for s in found.sections or ()}


def test_a_pasted_page_is_taken_apart() -> None:
    menu = ["Menu", "World", "Sports", "Opinion", "Sign in", "Subscribe"]
    below = ["Related stories", "Minister resigns over tender", "Rains delay rail link again", "Sign up for our newsletter", "2 hours ago"]
    title = "Council troops take bridge as families flee to the hills"
    found = roles("\n".join([*menu, title, "By Ines Okafor", "2 May 2021", *STORY, *below, "© 2021 The Observer. All rights reserved."]))
    assert found[title] == "headline"
    assert [found[line] for line in STORY] == ["body", "body"]
    assert {found[line] for line in (*menu, *below)} == {"chrome"}


def test_headings_and_figures_of_a_situation_report_stay() -> None:
    text = f"HIGHLIGHTS\n• 4,300 people displaced\n• Two clinics closed\n\nHEALTH\n{STORY[0]}\n\nFOOD\n{STORY[1]}\n"
    assert "chrome" not in roles(text).values()


def test_short_lines_are_not_taken_for_a_wrapped_paragraph() -> None:
    found = roles("\n".join(["Army says it took the town of Birim from the front", "Share", "facebook", "twitter", STORY[0]]))
    assert found["facebook"] == found["twitter"] == "chrome"


def test_what_hangs_on_a_line_is_cut_off() -> None:
    caption = "Soldiers gather outside the town hall in Birim, August 13, 2023. REUTERS/Kofi Ansah"
    found = roles(f"{STORY[0]}\n\n[1/3] {caption} Acquire Licensing Rights, opens new tab\n\n{STORY[1]}\n")
    assert any(words.startswith("Acquire Licensing") and role == "chrome" for words, role in found.items())
    assert any(words.startswith("Soldiers gather") and role != "chrome" for words, role in found.items())


@pytest.mark.parametrize(
    ("leans", "change", "expected"),
    [
        ([2.0, -0.5, 2.0], 1.0, [True, True, True]),
        ([2.0, -0.5, 2.0], 0.0, [True, False, True]),
        ([-3.0, 1.0, -3.0], 1.0, [False, False, False]),
        ([-3.0, 5.0, -3.0], 1.0, [False, True, False]),
        ([], 1.0, []),
    ],
)
def test_lines_are_settled_together(leans: list[float], change: float, expected: list[bool]) -> None:
    assert settled(leans, change) == expected
