"""Who says what, on real text with the shipped weights."""

from __future__ import annotations

import pytest

from dateline import pipeline
from dateline.readers.voices import _up_to_cue
from dateline.types import Document, Reading, Report, Span, Voice, content_id

RELAYED = (
    "Two nurses were taken from the clinic, a resident told Reuters by telephone. "
    "“They came in three cars,” the resident said. “Nobody dared to stop them.”\n\n"
    "Colonel Adan Warsame, a police spokesman, denied that officers had been involved. "
    "He said the men wore stolen uniforms. At least four people were reportedly hurt."
)


def read(text: str, published: str = "2015-03-10") -> Reading:
    raw = text.encode()
    return pipeline.read_document(Document(text, raw, Report(content_id(raw), published=published, given=frozenset({"published"}))))


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(RELAYED)


def words(span: Span | None) -> str | None:
    return span.of(RELAYED) if span else None


def with_source(reading: Reading, start: str) -> list[Voice]:
    return [v for v in reading.voices if (words(v.source) or "").startswith(start)]


def test_a_resident_told_the_agency(reading: Reading) -> None:
    resident = with_source(reading, "a resident")[0]
    agency = next(v for v in reading.voices if v.id == resident.told_by)
    assert words(agency.source) == "Reuters"
    assert agency.source_type == "media"
    assert resident.source_type == "witness"


def test_a_quotation_runs_on_with_its_speaker(reading: Reading) -> None:
    quoted = [v for v in reading.voices if any("Nobody dared" in c.of(RELAYED) for c in v.content)]
    assert [words(v.source) for v in quoted] == ["the resident"]
    assert quoted[0].quotation == "direct"


def test_a_spokesman_denies(reading: Reading) -> None:
    denied = with_source(reading, "Colonel Adan Warsame")[0]
    assert words(denied.cue) == "denied"
    assert denied.stance == "denied"
    assert denied.source_type == "official"
    assert any("officers had been involved" in c.of(RELAYED) for c in denied.content)


def test_reportedly_is_a_voice_without_a_source(reading: Reading) -> None:
    nobody = [v for v in reading.voices if words(v.cue) == "reportedly" and v.source is None]
    assert [v.source_type for v in nobody] == ["anonymous"]


def test_every_voice_points_into_the_text(reading: Reading) -> None:
    for voice in reading.voices:
        for span in (voice.source, voice.cue, *voice.content):
            assert span is None or 0 <= span.start < span.end <= len(RELAYED)


def test_a_text_without_speech_has_no_voices() -> None:
    assert read("The bridge over the river was closed on Monday.").voices == ()


def test_a_name_in_brackets_is_told_with_the_name_before_it() -> None:
    text = "Fighters of the Northern Accord Front (FAN) said on Thursday that they held the town of Kassoule."
    sources = [v.source.of(text) for v in read(text).voices if v.source]
    assert not [s for s in sources if s.count("(") != s.count(")")]
    assert any("Northern Accord Front (FAN)" in s for s in sources)


def test_a_speaker_cut_off_after_its_article_goes_up_to_the_cue() -> None:
    text = "THE\nCOMMAND OF THE BRIGADE REPORTED THAT 6\nSOLDIERS DIED."
    articles = frozenset({"the", "a"})
    cue = Span(text.index("REPORTED"), text.index(" THAT 6"))
    assert _up_to_cue(text, Span(0, 3), cue, articles).of(text) == "THE\nCOMMAND OF THE BRIGADE"
    assert _up_to_cue(text, Span(4, 11), cue, articles).of(text) == "COMMAND"
    assert _up_to_cue("The end. Police said so.", Span(0, 3), Span(16, 20), articles) == Span(0, 3)
