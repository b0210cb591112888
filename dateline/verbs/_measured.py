"""What the verbs that measure have in common. In: compared texts. Out: the figures as a table or as one object on standard output."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from dateline.measure.figures import Compared, Figures, Score

WIDTH = 22


def tell(texts: Sequence[Compared], as_json: bool, more: Mapping[str, object]) -> None:
    """All figures on standard output; `more` goes with them where they are an object."""
    from dateline import output
    from dateline.measure import figures

    if as_json:
        click.echo(output.dumps({**figures.as_json(texts), **more}))
        return
    click.echo(f"{len(texts)} report{'' if len(texts) == 1 else 's'}\n")
    click.echo("\n".join(lines(texts)))


def lines(texts: Sequence[Compared]) -> list[str]:
    """The table: all records, then by kind, then by field."""
    from dateline.kinds import KINDS
    from dateline.measure import figures

    whole = figures.figures(texts)
    kinds = [(kind, figures.figures(texts, kind)) for kind in KINDS]
    told = [head("all records"), *aspects("", whole)]
    told += ["", head("by kind")]
    told += [line for kind, found in kinds if found.found.told or found.found.marked for line in aspects(f"{kind} ", found)[:4]]
    fields = [score_line(name, score) for name, score in figures.by_field(texts).items()]
    return told + (["", head("values by field"), *fields] if fields else [])


def head(words: str) -> str:
    return f"{words:{WIDTH}} precision  recall      F1   right    told  marked"


def aspects(before: str, found: Figures) -> list[str]:
    """The lines of one set of figures: found, typed, fields, whole, then stance, modality and voice of what was found."""
    scores = [score_line(before + name, getattr(found, name)) for name in ("found", "typed", "fields")]
    shares = [("whole", found.whole), *found.aspects.items()]
    return scores + [f"{before + name:{WIDTH}} {number(s.share):>9}{'':16} {s.right:7} of {s.of}" for name, s in shares]


def score_line(name: str, score: Score) -> str:
    shares = f"{number(score.precision):>9} {number(score.recall):>7} {number(score.f1):>7}"
    return f"{name:{WIDTH}} {shares} {score.right:7} {score.told:7} {score.marked:7}"


def number(value: float | None) -> str:
    """Three digits; a dash where there is nothing to be counted on."""
    return "-" if value is None else f"{value:.3f}"
