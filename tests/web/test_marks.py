"""The text cut for reading: nothing is lost, and every piece knows its records."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.types import Reading, Record, Report, Section, Span
from dateline.web.marks import blocks


def whole(reading: Reading) -> str:
    return "".join(p.text for b in blocks(reading) for p in b.pieces)


def test_every_word_of_a_section_is_shown_once(port_reading: Reading) -> None:
    shown = blocks(port_reading)
    for block in shown:
        assert "".join(p.text for p in block.pieces) == port_reading.text[block.start : block.end]
    assert [b.role for b in shown] == ["headline", "body", "body", "chrome"]


def test_a_dateline_stands_in_the_line_of_its_body(port_reading: Reading) -> None:
    assert port_reading.text[blocks(port_reading)[1].start :].startswith("MARSA, Kharan")


def test_pieces_know_their_records(port_reading: Reading) -> None:
    pieces = [p for b in blocks(port_reading) for p in b.pieces]
    for record in port_reading.records:
        assert "".join(p.text for p in pieces if record.id in p.evidence) == record.evidence.of(port_reading.text)
        assert "".join(p.text for p in pieces if record.id in p.anchors) == record.text
        assert [p.named for p in pieces if record.id in p.named] == [(record.id,)]
        assert sum(record.id in [ident for _, ident in p.ends] for p in pieces) == 1


def _reading(text: str, spans: list[tuple[int, int, int, int]]) -> Reading:
    records = tuple(
        Record(f"r{n}", "claim", "says", "stated", "actual", None, a, b, text[a:b], Span(c, d), {}, 0.5)
        for n, (a, b, c, d) in enumerate(spans)
    )
    return Reading(Report("sha256:0"), text, (Section("body", 0, len(text)),), (), (), (), (), records, ())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_overlap_of_records_is_cut_rightly(data: st.DataObject) -> None:
    text = data.draw(st.text("ab ü\u0634\U0001f600", min_size=1, max_size=60))
    edge = st.integers(0, len(text))
    raw = data.draw(st.lists(st.tuples(edge, edge, edge, edge), max_size=6))
    spans = [(min(a, b), max(a, b), min(c, d), max(c, d)) for a, b, c, d in raw if a != b and c != d]
    reading = _reading(text, spans)
    pieces = [p for b in blocks(reading) for p in b.pieces]
    assert whole(reading) == text
    for record in reading.records:
        assert "".join(p.text for p in pieces if record.id in p.anchors) == record.text
        assert "".join(p.text for p in pieces if record.id in p.evidence) == record.evidence.of(text)


def test_a_long_report_is_cut_quickly() -> None:
    text = "Three people were killed in the town on Friday. " * 6500
    step = 48
    spans = [(at, at + 5, at, at + step) for at in range(0, len(text) - step, step)]
    assert whole(_reading(text, spans)) == text.strip() or whole(_reading(text, spans)) == text
