"""`dateline evaluate` and `dateline agreement`: what they print, what they refuse, their exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dateline.cli import cli

MARKED = Path(__file__).parent.parent.parent / "training" / "marked" / "groundF.jsonl"


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two marked reports."""
    return kept(tmp_path / "gold.jsonl", *map(json.loads, MARKED.read_text(encoding="utf-8").splitlines()[:2]))


def kept(path: Path, *reports: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in reports), encoding="utf-8")
    return path


def loaded(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="dateline")


def test_marked_reports_are_read_and_compared(gold: Path) -> None:
    told = json.loads(run("evaluate", gold, "--json").stdout)
    marked = sum(len(r["records"]) for r in loaded(gold))
    assert (told["reports"], told["found"]["marked"], told["not_read"]) == (2, marked, [])
    assert told["found"]["f1"] > 0.5
    assert told["found"]["right"] == sum(kind["found"]["right"] for kind in told["kinds"].values())
    assert told["typed"]["right"] <= told["found"]["right"]
    table = run("evaluate", gold).stdout
    assert f"{told['found']['f1']:.3f}" in table
    assert "control found" in table


def test_a_report_that_cannot_be_read_is_named_and_counts_as_missed(gold: Path) -> None:
    words = "Die Stadt wurde in der Nacht beschossen, und zwölf Menschen starben, wie die Bewohner des Viertels sagten."
    place = {"kind": "toll", "type": "killed", "stance": "stated", "modality": "actual", "start": 0, "end": 9, "voice": None}
    result = run("evaluate", kept(gold, *loaded(gold), {"text": words, "records": [place]}), "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert "line 3" in told["not_read"][0]
    assert "not read: " in result.stderr
    assert told["found"]["marked"] == sum(len(r["records"]) for r in loaded(gold))
    assert told["reports"] == 3


def test_a_wrong_line_is_one_line_of_error(gold: Path) -> None:
    gold.write_text(gold.read_text(encoding="utf-8") + "{\n", encoding="utf-8")
    result = run("evaluate", gold)
    assert result.exit_code == 1
    assert result.stderr == f"Error: {gold} line 3: no JSON\n"
    assert run("evaluate", gold.with_name("none.jsonl")).stderr.endswith("none.jsonl: no such file or directory\n")


def test_two_people_who_mark_the_same_agree_in_all(gold: Path) -> None:
    told = json.loads(run("agreement", gold, gold, "--json").stdout)
    assert told["found"]["f1"] == told["fields"]["f1"] == told["whole"]["share"] == told["voice"]["share"] == 1
    assert told["only_in_a"] == told["only_in_b"] == []


def test_where_two_people_differ_is_seen_and_f1_does_not_depend_on_who_is_first(gold: Path) -> None:
    first, second = loaded(gold)
    second["records"][0]["stance"] = "unverified"
    other = kept(gold.with_name("other.jsonl"), first | {"records": first["records"][1:]}, second)
    one, two = (json.loads(run("agreement", *pair, "--json").stdout) for pair in ((gold, other), (other, gold)))
    assert one["found"]["right"] == one["found"]["marked"] - 1 == one["found"]["told"]
    assert one["stance"]["right"] == one["stance"]["of"] - 1
    assert (one["found"]["precision"], one["found"]["recall"]) == (two["found"]["recall"], two["found"]["precision"])
    assert one["found"]["f1"] == two["found"]["f1"]


def test_reports_that_only_one_has_are_named(gold: Path) -> None:
    first, second = loaded(gold)
    one, other = kept(gold.with_name("a.jsonl"), first, second), kept(gold.with_name("b.jsonl"), second, first | {"id": "more"})
    result = run("agreement", one, other)
    assert result.stdout.startswith("1 report\n")
    assert f"only in {one}: {first['id']}" in result.stderr
    assert f"only in {other}: more" in result.stderr


def test_texts_that_differ_reports_without_an_id_and_none_in_common_are_refused(gold: Path) -> None:
    first, second = loaded(gold)
    another = kept(gold.with_name("b.jsonl"), first | {"text": first["text"] + " More."})
    assert f"another text than that of {first['id']!r}" in run("agreement", gold, another).stderr
    nameless = kept(gold.with_name("c.jsonl"), {k: v for k, v in second.items() if k != "id"})
    assert "line 1: no id" in run("agreement", gold, nameless).stderr
    stranger = kept(gold.with_name("d.jsonl"), second | {"id": "x"})
    assert "no report has the same id in both" in run("agreement", gold, stranger).stderr
