"""Part files: whole or not there, and the same lines in every form and place."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dateline.engines import parts
from dateline.errors import DatelineError

LINES = [
    json.dumps({"reading": {"report": {"id": f"sha256:{n}", "title": f"t{n}"}, "records": [{}] * n}}).encode() + b"\n" for n in range(600)
]
LINES[7] = b'{"failed": {"input": "a", "reason": "empty"}}\n'


@pytest.mark.parametrize("form", parts.SUFFIXES)
def test_what_is_written_is_read_again(tmp_path: Path, form: str) -> None:
    name = f"000001{parts.SUFFIXES[form]}"
    count, digest = parts.write(str(tmp_path), name, form, LINES)
    assert (count, digest) == (600, hashlib.sha256(b"".join(LINES)).hexdigest())
    assert list(parts.read(str(tmp_path), name)) == [json.loads(line) for line in LINES]
    assert [p.name for p in tmp_path.iterdir()] == [name]
    again = (tmp_path / name).read_bytes()
    parts.write(str(tmp_path), name, form, LINES)
    assert (tmp_path / name).read_bytes() == again


def test_a_parquet_part_has_columns_to_ask_for(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    parts.write(str(tmp_path), "a.parquet", "parquet", LINES)
    table = pq.read_table(tmp_path / "a.parquet", columns=["id", "title", "records", "reason"])
    assert table.num_rows == 600
    assert table.slice(9, 1).to_pylist() == [{"id": "sha256:9", "title": "t9", "records": 9, "reason": None}]
    assert table.slice(7, 1).to_pylist()[0]["reason"] == "empty"


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def lines() -> Iterator[bytes]:
        yield LINES[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parts.write(str(tmp_path), "a.jsonl.gz", "jsonl", lines())
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES[0])[:-12])
    with pytest.raises(DatelineError, match=r"a\.jsonl\.gz: the part cannot be read"):
        list(parts.read(str(tmp_path), "a.jsonl.gz"))


@pytest.mark.parametrize("form", parts.SUFFIXES)
def test_parts_can_lie_elsewhere(form: str) -> None:
    pytest.importorskip("fsspec", reason="parts elsewhere than in a folder need the extra `cluster`")
    folder, name = "memory://run/parts", f"a{parts.SUFFIXES[form]}"
    parts.write(folder, name, form, LINES)
    assert list(parts.read(folder, name)) == [json.loads(line) for line in LINES]
    assert parts.is_there(folder, name)
    parts.remove(folder, name)
    assert not parts.is_there(folder, name)


def test_an_address_that_nothing_writes_to_is_refused() -> None:
    with pytest.raises(DatelineError, match="cannot be written to"):
        parts.write("nowhere://run/parts", "a.jsonl.gz", "jsonl", LINES)
