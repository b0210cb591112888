"""One golden file a text format and view: what the same two readings are written as. With DATELINE_GOLDEN set the files are written anew;
look at what has changed before you commit it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

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
