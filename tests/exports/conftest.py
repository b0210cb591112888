"""What the tests of the exports share: a reading written out in one format."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

import pytest

from dateline import api
from dateline.types import Reading

Write = Callable[..., str]


def written(name: str, *readings: Reading, **more: object) -> bytes:
    """The bytes of an export."""
    out = io.BytesIO()
    api.export(name, readings, out, **more)  # type: ignore[arg-type]
    return out.getvalue()


def left_out(name: str, *readings: Reading) -> Mapping[str, int]:
    """What found no place in a format."""
    return api.export(name, readings, io.BytesIO())


def rows(name: str, *readings: Reading, delimiter: str = ",", **more: object) -> list[dict[str, str]]:
    """The rows of an export that is a table of text."""
    text = written(name, *readings, **more).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.fixture
def table() -> Callable[..., list[dict[str, str]]]:
    return rows


@pytest.fixture
def write() -> Callable[..., bytes]:
    return written


@pytest.fixture
def left() -> Callable[..., Mapping[str, int]]:
    return left_out
