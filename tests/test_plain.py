"""The plain form of a text: the same for every way of writing the same words, and every offset finds its way back."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dateline import plain
from dateline.types import Doubt, Reading, Report, Section, Span

PIECES = ("Béchir", "e\u0301", "ą\u0323\u0301", "a town", "كتاب", "각", "各", " ", "\t", "\n", "\n\n", "’", "\u0301", "\ufeff", ".")
ODD = ("\r", "\r\n", "\r\r\n", " \r\n", "\t \n", "\u1112\u1161\u11ab", "Å", "\u0344", "\x0b", "\u2028", "\x00")
words = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
anything = st.lists(st.one_of(st.sampled_from(PIECES + ODD), st.text(max_size=4)), max_size=30).map("".join)


def seen(text: str) -> str:
    form = plain.plain(text)
    return text if form is None else form.text


def test_a_plain_text_stays_what_it_is() -> None:
    assert plain.plain("Béchir fled.\n\nShe stayed — “so be it”.\n") is None


@given(words)
def test_every_way_of_writing_the_same_words_is_one_form(text: str) -> None:
    expected = seen(text)
    for other in (text.replace("\n", "\r\n"), text.replace("\n", "\r"), text.replace("\n", " \t\n"), text + " \t"):
        assert seen(other) == expected
        assert seen(unicodedata.normalize("NFD", other)) == seen(unicodedata.normalize("NFC", other))


@given(anything)
def test_the_form_of_a_form_is_itself(text: str) -> None:
    once = seen(text)
    assert seen(once) == once
    assert "\r" not in once
    assert not any(line.endswith((" ", "\t")) for line in once.split("\n"))


@given(anything)
def test_every_offset_finds_its_way_back(text: str) -> None:
    form = plain.plain(text)
    if form is None:
        return
    spans = [Span(at, at + 1) for at in range(len(form.text))]
    there = [form.back(span) for span in spans]
    assert all(0 <= where.start < where.end <= len(text) for where in there)
    assert all(left.start <= right.start and left.end <= right.end for left, right in pairwise(there))
    assert all(form.here(where).holds(span) for span, where in zip(spans, there, strict=True))
    for span, where in zip(spans, there, strict=True):
        assert form.text[span.start] in unicodedata.normalize("NFC", where.of(text)) + "\n"
    assert form.back(Span(0, 0)).start == form.back(Span(0, 0)).end <= len(text)


@given(anything, st.integers(0, 40), st.integers(0, 40))
def test_a_range_of_the_given_text_is_held_by_its_plain_one(text: str, start: int, length: int) -> None:
    form = plain.plain(text)
    span = Span(min(start, len(text)), min(start + length, len(text)))
    if form and span.of(text).strip():
        assert form.back(form.here(span)).start <= next(i for i in range(span.start, span.end) if not text[i].isspace())
        assert all(form.here(span).holds(form.here(Span(at, at + 1))) for at in range(span.start, span.end) if not text[at].isspace())


def test_sections_stay_one_behind_the_other_where_a_letter_is_put_together() -> None:
    form = plain.plain("abe\u0301cd \r\n")
    assert form is not None
    assert form.text == "ab\xe9cd\n"
    reading = Reading(
        Report("sha256:0"), form.text, (Section("body", 0, 3), Section("credit", 3, 5)), (), (), (), (), (), (Doubt(5, 6, "x", "y"),)
    )
    back = plain.reading_of(form, reading)
    assert back.sections == (Section("body", 0, 4), Section("credit", 4, 6))
    assert back.doubts == (Doubt(6, 9, "x", "y"),)
    cut = plain.reading_of(form, replace(reading, sections=(Section("body", 0, 3), Section("credit", 2, 3))))
    assert cut.sections == (Section("body", 0, 4),)
