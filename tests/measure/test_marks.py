"""Marked reports come in whole or are refused with file, line, record and reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dateline.errors import InputError
from dateline.measure import marks
from dateline.types import Span

TEXT = "Two men were killed in Dalo, the army said."
MARKED = Path(__file__).parent.parent.parent / "training" / "marked"


def value(words: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "text": words, **more}


def record(**more: Any) -> dict[str, Any]:
    voice = {"source": value("the army"), "cue": value("said")}
    fields = {"count": [value("Two", low=2, best=2, high=2)], "place": [value("Dalo")]}
    kind = {"kind": "toll", "type": "killed", "stance": "claimed", "modality": "actual"}
    return {**kind, **value("Two"), "voice": voice, "fields": fields, **more}


def written(path: Path, *reports: Any) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in reports), encoding="utf-8")
    return path


def report(*records: Any, **more: Any) -> dict[str, Any]:
    return {"id": "a", "text": TEXT, "published": "2020-01-02", "records": list(records), **more}


def test_a_marked_report_comes_in_whole(tmp_path: Path) -> None:
    (found,) = marks.load(written(tmp_path / "gold.jsonl", report(record())))
    assert (found.id, found.text, found.published) == ("a", TEXT, "2020-01-02")
    (mark,) = found.marks
    assert mark.voice == marks.Said(Span(TEXT.index("the army"), TEXT.index(" said")))
    assert mark.fields["count"] == (marks.Worth(Span(0, 3), {"low": 2, "high": 2}),)
    assert mark.fields["place"][0].means == {}


@pytest.mark.parametrize("name", ["groundF", "sitrepB"])
def test_the_reports_marked_for_training_are_of_this_form(name: str) -> None:
    found = marks.load(MARKED / f"{name}.jsonl")
    assert len(found) >= 30
    assert all(m.marks for m in found)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "line 2: no JSON"),
        ("[" * 100_000, "line 2: no JSON"),
        ([], "line 2: not an object"),
        ({"records": []}, "line 2: no text"),
        ({"text": TEXT}, "line 2: no list of records"),
        (report(id=3), "line 2: id is no text"),
        (report(id="first"), "line 2: the id 'first' is already that of"),
        (report(7), "line 2, record 1: not an object"),
        (report({"kind": "toll"}), "record 1: without type, stance, modality, start, end, voice"),
        (report(record(), record(kind="thing")), "record 2: 'thing' is no kind; known: event, toll"),
        (report(record(type="shelling")), "'shelling' is no type of toll; known: killed"),
        (report(record(type=["killed"])), "is no type of toll"),
        (report(record(stance="sure")), "'sure' is no stance"),
        (report(record(modality="was")), "'was' is no modality"),
        (report(record(start=True)), "start and end are no whole numbers"),
        (report(record(end=999)), "0 to 999 is no stretch of a text of 43 characters"),
        (report(record(text="Twe")), "0 to 3 is 'Two' and not 'Twe'"),
        (report(record(voice="army")), "record 1, voice: neither null nor an object"),
        (report(record(voice={})), "record 1, voice: with neither source nor cue"),
        (report(record(voice={"source": 3})), "record 1, voice, source: not an object"),
        (report(record(fields=[3])), "fields are no object"),
        (report(record(fields={"holder": []})), "'holder' is no field of toll"),
        (report(record(fields={"count": {}})), "record 1, count: no list of values"),
        (report(record(fields={"count": [{"start": 3}]})), "record 1, count: start and end are no whole numbers"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, line: Any, reason: str) -> None:
    path = written(tmp_path / "gold.jsonl", report(record(), id="first"), line)
    with pytest.raises(InputError) as caught:
        marks.load(path)
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


def test_a_status_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    status = {"kind": "condition", "type": "water", "fields": {"status": [value("killed", value="gone")]}}
    with pytest.raises(InputError, match="'gone' is no status; known: working"):
        marks.load(written(tmp_path / "gold.jsonl", report(record(**status))))


def test_a_file_with_nothing_in_it_or_of_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no marked report in it"):
        marks.load(written(tmp_path / "empty.jsonl", "\n\n"))
    (tmp_path / "image.png").write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(InputError, match="no UTF-8 text"):
        marks.load(tmp_path / "image.png")
