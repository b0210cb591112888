"""Words, shapes and windows: what the encoder is given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.model import core
from dateline.model.words import WORD, Pieces, cut, shape, windows
from dateline.types import Span

PIECES = Pieces(core._tokenizer(core.WEIGHTS))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("more than 14,000 fled", ["more", "than", "14,000", "fled"]),
        ("U.N. staff didn't go", ["U.N.", "staff", "did", "n't", "go"]),
        ("Haftar’s forces", ["Haftar", "’s", "forces"]),
        ("Sana'a at 11.13pm", ["Sana'a", "at", "11.13", "pm"]),
        ("“No,” he said.", ["“", "No", ",", "”", "he", "said", "."]),
        ("BM-21 rockets", ["BM", "-", "21", "rockets"]),
    ],
)
def test_a_text_is_cut_into_words(text: str, words: list[str]) -> None:
    assert [m.group() for m in WORD.finditer(text)] == words


@pytest.mark.parametrize(
    ("word", "number"), [("fled", 1), ("Derna", 2), ("LNA", 3), ("A", 4), ("McKay", 5), ("125,000", 6), ("BM21", 7), (";", 8)]
)
def test_words_have_shapes(word: str, number: int) -> None:
    assert shape(word) == number


def test_capitals_tell_nothing_in_a_sentence_of_capitals() -> None:
    text = "GUERRILLAS ATTACKED THE TOWN OF LIMA TODAY"
    assert set(cut(text, [Span(0, len(text))], PIECES).shapes) == {0}


@given(st.text(max_size=300), st.integers(4, 60))
def test_windows_hold_every_word_once_and_keep_the_limit(text: str, limit: int) -> None:
    words = cut(text, [Span(0, len(text))], PIECES)
    bounds = windows(words, limit)
    assert [i for a, b in bounds for i in range(a, b)] == list(range(len(words.spans)))
    assert all(sum(len(p) for p in words.pieces[a:b]) <= max(limit, 8) for a, b in bounds)
    assert all(s.of(text).strip() for s in words.spans)


def test_windows_break_between_sentences() -> None:
    text = "One two three. Four five six. Seven eight nine."
    ends = [14, 29, len(text)]
    sentences = [Span(a, b) for a, b in zip([0, *ends], ends, strict=False)]
    words = cut(text, sentences, PIECES)
    assert windows(words, 8) == [(0, 8), (8, 12)] or windows(words, 8) == [(0, 4), (4, 12)]
