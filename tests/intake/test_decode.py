"""Bytes to text: encodings, what is refused and why, and that nothing is lost in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.intake.decode import decode
from dateline.types import content_id

TEXT = "Forces of the “Council” held the café on Friday – residents said.\r\nTwo people died."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
def test_text_comes_back_unaltered(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "x").text == TEXT


def test_other_encodings_leave_a_doubt_and_utf8_none() -> None:
    assert decode(TEXT.encode(), "x").doubts == ()
    (doubt,) = decode(TEXT.encode("cp1252"), "x").doubts
    assert "cp1252" in doubt.message
    assert (doubt.start, doubt.end) == (0, len(TEXT))


def test_cyrillic_without_a_mark_is_detected() -> None:
    text = "Министерство обороны сообщило, что город был взят под контроль после нескольких дней боёв на востоке страны. " * 4
    assert decode(text.encode("cp1251"), "x").text == text


def test_damaged_utf8_is_read_and_noted() -> None:
    raw = "Il était une fois à Sébha, où l’armée a été repoussée. ".encode() * 3 + b"\xe2\x80 end of it"
    found = decode(raw, "x")
    assert "\ufffd" in found.text
    assert any("could not be decoded" in d.message and found.text[d.start] == "\ufffd" for d in found.doubts)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        ("\ufeff".encode(), "empty"),
        (b"\0" * 500, "not text: nothing in it can be read"),
        (b"\xff" * 500, "not text: nothing in it can be read"),
        (b"%PDF-1.7 \xe2\xe3", "binary (PDF)"),
        (b"PK\x03\x04 word/document.xml", "binary (zip or office document)"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x00\x01\x02\x03 some words \x00\x00\x00", "binary"),
        (b"12 34 56\n---", "not text: no letter in it"),
        (b"a" * 200, "over the size limit: 0.0 MB (limit 0.0001 MB)"),
    ],
)
def test_what_is_refused_says_why(raw: bytes, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        decode(raw, "file.txt", limit=100 if len(raw) == 200 else 10_000_000)
    assert caught.value.reason == reason
    assert str(caught.value).startswith("file.txt: ")


@given(st.binary(max_size=600))
def test_any_bytes_give_words_or_a_reason(raw: bytes) -> None:
    reason, text = "", ""
    try:
        text = decode(raw, "x").text
    except InputError as error:
        reason = error.reason
    assert bool(text.strip()) != bool(reason)
    assert "\n" not in reason


@given(st.text(min_size=1, max_size=300))
def test_utf8_text_is_never_changed(text: str) -> None:
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return
    try:
        found = decode(raw, "x")
    except InputError:
        return
    if found.encoding == "utf-8":
        assert found.text == text.removeprefix("\ufeff")
    assert content_id(raw) == content_id(text.encode())
