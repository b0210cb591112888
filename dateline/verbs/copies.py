"""`dateline copies`: reports that are one text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from dateline.settings import Where
from dateline.verbs._linked import echo_all, look
from dateline.verbs.common import common, opened

if TYPE_CHECKING:
    from dateline.link.copies import Copies, Difference, Likeness
    from dateline.link.overview import Overview

SHOWN = 6


@click.command("copies", short_help="Reports that are one text.")
@common
def command(as_json: bool, db: Where | None) -> None:
    """Reports that repeat another one, whole, edited or with paragraphs added: the first that was published, and where its copies differ.

    A group of copies counts as one voice wherever reports are counted.

    \b
    dateline copies
    dateline copies --json
    """
    found = look(db)
    alike = compared(db, found)
    if as_json:
        from dateline import output
        from dateline.link import forms

        for group in found.linked.copies:
            click.echo(output.dumps(forms.copies_json(group, found.linked.accounts, alike)))
        return
    echo_all((lines(group, found, alike) for group in found.linked.copies), "no copies")


def compared(db: Where | None, found: Overview) -> dict[str, tuple[Likeness, list[Difference]]]:
    """For every copy how alike it is to its origin, and its differences."""
    from dateline.link import copies

    accounts = found.linked.accounts
    with opened(db) as store:
        texts = {r: store.reading(r).text for group in found.linked.copies for r in (group.origin, *group.copies)}
    return {
        copy: (copies.likeness(accounts[origin].sketch, accounts[copy].sketch), copies.differences(texts[origin], texts[copy]))
        for copy, origin in found.linked.origins.items()
    }


def lines(group: Copies, found: Overview, alike: dict[str, tuple[Likeness, list[Difference]]]) -> Iterator[str]:
    """A group: its origin, its copies, and what each has otherwise."""
    from dateline.show import line

    accounts = found.linked.accounts
    names = {
        r: f"{accounts[r].published[:10] or 'no date'}  {line(accounts[r].publisher or 'nobody named')}  {line(accounts[r].name)}  {r[:19]}"
        for r in (group.origin, *group.copies)
    }
    yield names[group.origin]
    for copy in group.copies:
        likeness, differences = alike[copy]
        yield f"    copy: {names[copy]}   {likeness.containment:.0%} of the shorter text is in the longer"
        yield from (
            f"        {d.what}: “{line(d.before or d.after)[:120]}”" + (f" -> “{line(d.after)[:120]}”" if d.before and d.after else "")
            for d in differences[:SHOWN]
        )
        if len(differences) > SHOWN:
            yield f"        and {len(differences) - SHOWN} more differences; --json has them all"
