"""Kinds of files that other packages know. In: the first bytes and the name of an input, or a part. Out: its kind, or the reports in it.

A plug-in runs where all that is parsed runs, in the process with bounds; what it raises is the reason why a file is not read.
"""

from __future__ import annotations

from dataclasses import replace

from dateline import plugged
from dateline.errors import InputError
from dateline.intake.parts import Opened, Options, Part
from dateline.intake.rows import row_part
from dateline.ports import Intake


def opener(kind: str) -> Intake | None:
    """The plug-in in use that knows a kind."""
    return next((intake for intake in plugged.used(Intake) if intake.name == kind), None)


def opened(intake: Intake, part: Part, options: Options) -> Opened:
    """The reports in a file of that kind, each a part; an error where there is none."""
    number = 0
    for number, story in enumerate(intake.opens(part.bytes(options.limits.held)), start=1):
        if number > options.limits.parts:
            yield InputError(part.where, f"more than {options.limits.parts:,} reports in it")
            return
        made = row_part({**story.facts, "text": story.text}, f"{part.where}, report {number}", f"{part.name}#{number}")
        yield replace(made, doubts=story.doubts) if isinstance(made, Part) else made
    if not number:
        yield InputError(part.where, f"no report in it ({intake.says})")
