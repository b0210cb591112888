"""One golden file a format and view: what the same two readings are written as; of a format that is no text, what its own reader reads.
With DATELINE_GOLDEN set the files are written anew; look at what has changed before you commit it."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from dateline import __version__
from dateline.exports import EXPORTERS
from dateline.types import Reading

GOLDEN = Path(__file__).parent / "golden"
# Of plain tables the rows of records: those of incidents say what linking says, which has tests of its own.
TEXTS = [(name, view) for name, known in EXPORTERS.items() for view in known.views if known.is_text and view in (known.views[0], "record")]


@pytest.mark.parametrize(("name", "view"), TEXTS)
def test_a_format_is_written_as_before(name: str, view: str, write: Callable[..., bytes], bridge: Reading, port_reading: Reading) -> None:
    path = GOLDEN / f"{name}-{view}{EXPORTERS[name].suffix}"
    written = write(name, bridge, port_reading, view=view).replace(__version__.encode(), b"VERSION")
    if os.environ.get("DATELINE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written)
    assert path.read_bytes() == written, f"if this is meant: set DATELINE_GOLDEN=1, and look at {path}"


def rows(name: str, data: bytes) -> list[dict[str, object]]:
    """What the field's reader makes of a format that is no text."""
    if name == "parquet":
        return [{k: v for k, v in row.items() if v is not None} for row in parquet.read_table(io.BytesIO(data)).to_pylist()]
    head, *body = load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True)
    return [{str(k): v for k, v in zip(head, row, strict=True) if v is not None} for row in body]


@pytest.mark.parametrize("name", [name for name, known in EXPORTERS.items() if not known.is_text])
def test_a_format_that_is_no_text_is_read_as_before(name: str, write: Callable[..., bytes], bridge: Reading, port_reading: Reading) -> None:
    path = GOLDEN / f"{name}-record.json"
    found = json.dumps(rows(name, write(name, bridge, port_reading)), indent=1, ensure_ascii=False).replace(__version__, "VERSION") + "\n"
    if os.environ.get("DATELINE_GOLDEN"):
        path.write_text(found, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == found, f"if this is meant: set DATELINE_GOLDEN=1, and look at {path}"
