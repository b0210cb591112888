"""The shipped weights at work."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dateline.errors import DataError
from dateline.model import core, labels
from dateline.readers._text import sentences

REPORT = (
    "Rebels shelled the town of Harun on Monday, killing at least 12 people, a hospital official said. "
    "The army denied that its troops had withdrawn from the bridge. The town's only hospital has been closed since 3 May."
)


def test_the_same_text_gives_the_same_analysis_on_any_number_of_threads() -> None:
    one, two = (core.load(threads=n).analyse(REPORT, sentences(REPORT)) for n in (1, 2))
    assert one == two
    assert one == core.load(threads=2).analyse(REPORT, sentences(REPORT))


def test_a_report_is_analysed() -> None:
    seen = core.load().analyse(REPORT, sentences(REPORT))
    assert len(seen.words) == len(seen.upos) == len(seen.heads) == len(seen.relations)
    assert "Harun" in {t.span.of(REPORT) for t in seen.names if t.label == "LOC"}
    cue = next(c for c in seen.cues if c.cue and c.cue.span.of(REPORT) == "said")
    assert cue.source is not None
    assert cue.source.span.of(REPORT) == "a hospital official"
    kinds = {c.anchor.label for c in seen.candidates}
    assert {"event", "toll", "condition"} <= kinds
    toll = next(c for c in seen.candidates if c.anchor.label == "toll")
    assert next(iter(toll.types)) == "killed"


def test_a_head_lies_in_the_same_sentence() -> None:
    seen = core.load().analyse(REPORT, sentences(REPORT))
    sentence = {i: n for n, s in enumerate(seen.sentences) for i, w in enumerate(seen.words) if s.holds(w)}
    assert all(h == -1 or sentence[i] == sentence[h] for i, h in enumerate(seen.heads))


def test_an_empty_text_has_an_empty_analysis() -> None:
    assert core.load().analyse("", ()).words == ()
    assert core.load().analyse(" \n ", sentences(" \n ")).candidates == ()


def test_the_card_fits_the_files() -> None:
    assert core.check(core.WEIGHTS)["labels"] == labels.digest()
    assert sum(f.stat().st_size for f in core.WEIGHTS.iterdir()) <= 30_000_000


def test_damaged_missing_or_foreign_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    with pytest.raises(DataError, match="missing"):
        core.check(folder)
    shutil.copytree(core.WEIGHTS, folder)
    with (folder / "tokenizer.json").open("a") as file:
        file.write(" ")
    with pytest.raises(DataError, match="damaged"):
        core.check(folder)
    card = json.loads((folder / "weights.json").read_text())
    (folder / "weights.json").write_text(json.dumps({**card, "labels": "0"}))
    with pytest.raises(DataError, match="other labels"):
        core.check(folder)
