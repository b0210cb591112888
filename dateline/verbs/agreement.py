"""`dateline agreement`: how far two people mark the same reports alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dateline.errors import DatelineError, InputError
from dateline.verbs._measured import tell

if TYPE_CHECKING:
    from dateline.measure.figures import Compared
    from dateline.measure.marks import Marked


@click.command("agreement", short_help="How far two people mark the same reports alike.")
@click.argument("one", type=click.Path(path_type=Path), metavar="A.jsonl")
@click.argument("other", type=click.Path(path_type=Path), metavar="B.jsonl")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def command(one: Path, other: Path, as_json: bool) -> None:
    """Compare what two people marked in the same reports: the figures of B, measured against A. Which of the two is A changes precision and
    recall, but not F1.

    Reports are matched by their id; one that only one of the two has is named and left out.

    \b
    dateline agreement ana.jsonl bo.jsonl
    """
    from dateline.measure import marks

    mine, theirs = ({of_id(report): report for report in marks.load(path)} for path in (one, other))
    texts = [beside(mine[ident], theirs[ident]) for ident in mine if ident in theirs]
    if not texts:
        raise DatelineError(f"{one} and {other}: no report has the same id in both")
    only = [[i for i in mine if i not in theirs], [i for i in theirs if i not in mine]]
    tell(texts, as_json, dict(zip(("only_in_a", "only_in_b"), only, strict=True)))
    for path, idents in zip((one, other), only, strict=True):
        if idents:
            click.echo(f"only in {path}: {', '.join(idents)}", err=True)


def of_id(report: Marked) -> str:
    """The id of a report. Raises InputError where it has none."""
    if report.id is None:
        raise InputError(report.where, "no id; two people's marks are matched by it")
    return report.id


def beside(mine: Marked, theirs: Marked) -> Compared:
    """Two people's marks of one report. Raises InputError where they marked different texts."""
    from dateline.measure import figures

    if mine.text != theirs.text:
        raise InputError(theirs.where, f"another text than that of {mine.id!r} in {mine.where}")
    return figures.compared(mine.text, mine.marks, theirs.marks)
