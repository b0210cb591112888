"""What every proof needs. In: nothing. Out: a short report, its document and its reading."""

from __future__ import annotations

from collections.abc import Iterator

from dateline import checks, output, pipeline
from dateline.intake import document_from_bytes
from dateline.types import Document, Reading

SAMPLE = """Shelling closes hospital

Two people were killed and 14 wounded when shells hit the market in Derna on 3 May 2017, a doctor said. The army denied that it had
fired them. The hospital has been closed since, and some 300 families have fled.
"""


def document() -> Document:
    """The short report."""
    return document_from_bytes(SAMPLE.encode(), "sample")


def sample() -> Reading:
    """The short report as it is read without plug-ins."""
    return pipeline.read_document(document(), pipeline.READERS)


def fallen(reading: Reading) -> Iterator[str]:
    """What of a reading could not be read, and where it breaks the output contract."""
    for doubt in reading.doubts:
        if doubt.message.startswith("this part could not be read"):
            yield f"{doubt.reader}: {doubt.message}"
    yield from checks.check(output.as_json(reading))
