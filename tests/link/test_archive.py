"""An archive linked from its parts is linked as the same readings are in memory; what was begun is gone on with."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pyarrow as arrow
import pyarrow.parquet as pq
import pytest

from dateline import output, pipeline
from dateline.errors import DatelineError
from dateline.intake.text import document_from_bytes
from dateline.link import archive
from dateline.link.accounts import account_of
from dateline.link.incidents import link
from dateline.types import Reading

pytestmark = pytest.mark.skipif(importlib.util.find_spec("duckdb") is None, reason="DuckDB is an extra")

TEXTS = {
    "a": "BONI - Gunmen ambushed an army convoy near Boni on Monday, killing 11 soldiers, the army said. Five vehicles were burned.",
    "b": "Thirteen soldiers died in Monday's ambush of a convoy near Boni in Mali, a security source said on Wednesday.",
    "c": "BONI - Gunmen ambushed an army convoy near Boni on Monday, killing 11 soldiers, the army said. Five vehicles were burned. (AP)",
    "d": "Armed men attacked the village of Ogossagou near Bankass on Monday night, killing nine farmers, a local official said.",
    "e": "Nine people were shot dead in Ogossagou in the Bankass district late on March 15, residents said. The clinic is closed.",
    "f": "The clinic of Ogossagou is open, the mayor said. Sixteen civilians were killed in the raid on Ogossagou on 15 March.",
    "g": "Parliament voted to delay the census until spring.",
}


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    days = dict(zip(TEXTS, ("2021-03-16", "2021-03-17", "2021-03-16", "2021-03-16", "2021-03-17", "2021-03-18", "2021-03-18"), strict=True))
    given = {name: {"published": day, "publisher": f"Paper {name}"} for name, day in days.items()}
    return [pipeline.read_document(document_from_bytes(t.encode(), n, ref=n, given=given[n])) for n, t in TEXTS.items()]


def parted(folder: Path, readings: list[Reading], size: int) -> list[Path]:
    """The readings as parts of an archive."""
    folder.mkdir()
    files = []
    for at in range(0, len(readings), size):
        lines = [json.dumps({"reading": output.as_json(r)}).encode() for r in readings[at : at + size]]
        files.append(folder / f"part-{at}.parquet")
        pq.write_table(arrow.table({"line": arrow.array(lines, arrow.binary())}), files[-1])
    return files


def told(path: Path) -> dict[str, tuple[object, ...]]:
    rows = pq.read_table(path).to_pylist()
    return {r["id"]: (r["title"], r["state"], r["reports"], r["independent"], r["sure"], r["records"]) for r in rows}


def test_an_archive_is_linked_as_the_readings_are_in_memory(readings: list[Reading], tmp_path: Path) -> None:
    from dateline.link.forms import incident_facts

    expected = {}
    for incident in link(map(account_of, readings)).incidents:
        facts = incident_facts(incident)
        records = [[f.id for f in h.facts] for h in incident.happenings]
        expected[incident.id] = (*(facts[n] for n in ("title", "state", "reports", "independent", "sure")), records)
    made = archive.link(parted(tmp_path / "parts", readings, 3), tmp_path / "out.parquet", tmp_path / "work", jobs=1)
    assert told(tmp_path / "out.parquet") == expected
    assert (made.reports, made.copies, made.incidents) == (len(readings), 1, len(expected))
    assert made.together == sum(len(row[2]) > 1 for row in expected.values()) > 1
    said: list[str] = []
    turned = parted(tmp_path / "turned", readings[::-1], 4)
    again = archive.link([*turned, turned[0]], tmp_path / "again.parquet", tmp_path / "work", jobs=1, tell=said.append)
    assert told(tmp_path / "again.parquet") == expected
    assert again == made
    archive.link([*turned, turned[0]], tmp_path / "third.parquet", tmp_path / "work", jobs=1, tell=said.append)
    assert said.count("reading parts: 2 of 2") == 2, "the second time nothing is left to be read"


def test_what_is_no_part_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"no Parquet")
    with pytest.raises(DatelineError, match=r"a\.parquet"):
        archive.link([tmp_path / "a.parquet"], tmp_path / "out.parquet", tmp_path / "work", jobs=1)
    with pytest.raises(DatelineError, match="no such file"):
        list(archive.parts_of([tmp_path / "gone.parquet"]))
