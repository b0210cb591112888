"""Whatever comes in: never a crash, never a silent empty reading, every offset right, the same twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import checks, intake, output, pipeline
from dateline.errors import InputError
from dateline.types import Document

FRAGMENTS = (
    *("The army said", "residents denied", "according to the United Nations,", "unverified footage showed", "he added that"),
    *("more than 14,000 civilians", "around 50 or 60", "dozens of people", "no one", "a dozen fighters", "-3", "1,2,3", "٣ people"),
    *("were killed", "have been cut", "was shelled", "fled to", "took control of", "is accused of", "may be", "if", "did not"),
    *("in Derna, Libya", "near the airport", "north of Sana'a", "U.N.", "Gen. Ali al-Masri", "the Front (FLN)", "the FLN"),
    *("on Wednesday", "since June 1", "two weeks ago", "14 June 2018", "in the 1980s", "tomorrow", "2018-02-30", "32 May"),
    *(
        ".",
        ",",
        "\n",
        "\n\n",
        "\r\n",
        "“",
        "”",
        '"',
        "(",
        ")",
        "--",
        " - ",
        ":",
        "\t",
        "\u2028",
        "\x00",
        "•",
        "\u202e",
        "\ufeff",
        "𝔘𝔫",
        "é",
        "e\u0301",
    ),
    *("SANAA (AP) -", "By A. Writer", "Share this", "June 14, 2018 / 4:19 PM", "HEALTH", "[Text]", "<b>", "&amp;", "REUTERS/A. B."),
)
report = st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)), min_size=1, max_size=60).map(" ".join)
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def read(raw: bytes) -> Document | None:
    """The document; none when the input was refused with a reason."""
    try:
        document = intake.document_from_bytes(raw, "here", force=True)
    except InputError as error:
        refused = error
    else:
        assert document.text.strip(), "a silent empty reading"
        return document
    assert (refused.where, bool(refused.reason)) == ("here", True)
    return None


def proved(document: Document) -> str:
    """The reading as a line, after every offset, link and listed value is proved."""
    data = output.as_json(pipeline.read_document(document))
    assert checks.check(data) == []
    assert [d["message"] for d in data["doubts"] if "this part could not be read" in d["message"]] == []
    assert output.as_json(output.from_json(data)) == data
    return output.dumps(data)


@slow
@given(report)
def test_any_report(text: str) -> None:
    document = read(text.encode("utf-8", "surrogatepass"))
    if document:
        assert proved(document) == proved(document)


@slow
@given(st.binary(max_size=400))
def test_any_bytes(raw: bytes) -> None:
    document = read(raw)
    if document:
        proved(document)


@slow
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=5, max_size=60).map(" ".join))
def test_any_page(text: str) -> None:
    document = read(f"<html><body><article><h1>Report</h1><p>{text}</p><p>{text}</p></article></body></html>".encode())
    if document:
        proved(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_one_text_in_any_encoding_is_one_reading(encoding: str) -> None:
    text = "SANAA (AP) - “Three people were killed,” a doctor said. The café was hit on 3 May 2015, residents said. " * 3
    document = read(text.encode(encoding))
    assert document is not None
    assert document.text == text
    proved(document)
