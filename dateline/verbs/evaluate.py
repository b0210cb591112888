"""`dateline evaluate`: how well your own marked reports are read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.verbs._measured import tell
from dateline.verbs.common import progress

if TYPE_CHECKING:
    from dateline.measure.figures import Compared
    from dateline.measure.marks import Marked
    from dateline.types import Reading


@click.command("evaluate", short_help="How well your own marked reports are read.")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def command(gold: Path, as_json: bool) -> None:
    """Read reports that you marked yourself, and say how much of what you marked was read, and how much of what was read you marked.

    One JSON object a line: text, published, and records with kind, type, stance, modality, start, end, voice and fields. Nothing is kept. A
    report that cannot be read is named, and counts as one of which nothing was read.

    \b
    dateline evaluate my-reports.jsonl
    dateline evaluate my-reports.jsonl --json
    """
    from dateline.measure import marks

    reports = marks.load(gold)
    with progress(quiet=False) as far:
        texts, failed = read_all(reports, far)
    tell(texts, as_json, {"not_read": failed})
    for reason in failed:
        click.echo(f"not read: {reason}", err=True)
    if failed:
        sys.exit(1)


def read_all(reports: Sequence[Marked], far: Callable[[str], None]) -> tuple[list[Compared], list[str]]:
    """Every report read and laid beside its marks, and why some could not be read."""
    from dateline.errors import InputError
    from dateline.measure import figures, marks

    texts, failed = [], []
    for number, report in enumerate(reports, 1):
        far(f"{number} of {len(reports)} reports")
        try:
            told = marks.of_reading(read(report))
        except InputError as error:
            failed.append(str(error))
            told = ()
        texts.append(figures.compared(report.text, report.marks, told))
    return texts, failed


def read(report: Marked) -> Reading:
    """The reading of a marked report. Raises InputError where it cannot be read, or is kept as another text than was marked."""
    from dateline import pipeline
    from dateline.errors import InputError
    from dateline.intake import document_from_bytes

    raw, given = report.text.encode("utf-8", "surrogatepass"), {"published": report.published}
    document = document_from_bytes(raw, report.where, ref=report.id, given=given, media_type="text/plain")
    if document.text != report.text:
        raise InputError(report.where, "the text is kept otherwise than it was marked (a byte order mark, or characters that are no text)")
    return pipeline.read_document(document)
