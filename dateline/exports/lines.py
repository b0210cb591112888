"""Readings as JSON Lines. In: readings in the form of the contract. Out: one line each, the same as `dateline read --json` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from dateline import output


def jsonl(readings: Iterable[Mapping[str, Any]], out: TextIO) -> None:
    """One reading a line, everything in it."""
    out.writelines(output.dumps(reading) + "\n" for reading in readings)
