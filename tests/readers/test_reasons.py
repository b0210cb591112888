"""Why a record is what it is: every part has its grounds, and the grounds stand in the text."""

from __future__ import annotations

import pytest

from dateline import output, pipeline
from dateline.types import Document, Reading, Reason, Report, content_id

TEXT = (
    "Rebels of the Liberation Front shelled the town of Gardez on Monday, killing at least 12 civilians, the Defence Ministry said. "
    "A spokesman for the Front denied that its fighters had fired on the town.\n\n"
    "The only hospital in the town has been closed since 3 March."
)


@pytest.fixture(scope="module")
def explained() -> tuple[Reading, tuple[Reason, ...]]:
    raw = TEXT.encode()
    return pipeline.explain(Document(TEXT, raw, Report(content_id(raw), published="2015-03-12", given=frozenset({"published"}))))


def test_explaining_changes_nothing(explained: tuple[Reading, tuple[Reason, ...]]) -> None:
    document = Document(TEXT, TEXT.encode(), Report(content_id(TEXT.encode()), published="2015-03-12", given=frozenset({"published"})))
    assert output.as_json(pipeline.read_document(document)) == output.as_json(explained[0])


def test_every_record_and_every_value_has_a_ground(explained: tuple[Reading, tuple[Reason, ...]]) -> None:
    reading, reasons = explained
    assert [r.id for r in reading.records] == list(dict.fromkeys(x.record for x in reasons))
    for record in reading.records:
        grounds = [x for x in reasons if x.record == record.id]
        assert {"kind", "type", "stance", "modality", "confidence", *record.fields} <= {x.part for x in grounds}
        for name, values in record.fields.items():
            assert {v.span for v in values} <= {x.words for x in grounds if x.part == name}


def test_a_table_names_the_words_that_it_matched(explained: tuple[Reading, tuple[Reason, ...]]) -> None:
    reading, reasons = explained
    shelling = next(r for r in reading.records if r.type == "shelling")
    told = [x for x in reasons if x.record == shelling.id and x.part == "type" and x.by == "table events" and x.value == "shelling"]
    assert [x.words.of(TEXT) for x in told if x.words] == ["shelled"]
    denial = [x for x in reasons if x.by == "table stances" and x.value == "denied" and x.words]
    assert {x.words.of(TEXT) for x in denial if x.words} == {"denied"}


def test_reasons_are_written_with_their_words(explained: tuple[Reading, tuple[Reason, ...]]) -> None:
    reading, reasons = explained
    for reason in reasons:
        told = output.reason_json(reading, reason)
        assert ("words" in told) == (reason.words is not None)
        if reason.words:
            assert told["words"]["text"] == TEXT[reason.words.start : reason.words.end]
