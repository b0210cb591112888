"""`dateline search`: the kept reports that hold words."""

from __future__ import annotations

import click

from dateline.settings import Where
from dateline.verbs.common import common, nothing, opened


@click.command("search", short_help="Search the kept reports for words.")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many reports.")
@common
def command(words: tuple[str, ...], limit: int, as_json: bool, db: Where | None) -> None:
    """Search the kept reports for words; the records whose evidence holds them come with each report.

    All words must be there. "Quoted words" stand together, wor* begins a word.

    \b
    dateline search hospital derna
    dateline search '"summary killing"'
    """
    from dateline import show as shown
    from dateline.stores.search import Found

    with opened(db) as store:
        out = shown.console()
        hits = list(store.search(" ".join(words), limit=limit))
        if not hits:
            nothing("no report holds all these words", as_json)
        for hit in hits:
            if as_json:
                from dateline import output

                click.echo(output.dumps(output.hit_json(hit.reading, hit.snippet, hit.records, hit.reviews)))
                continue
            click.echo("\n".join(shown.hit_lines(hit)))
            if hit.records:
                out.print(shown.table((Found(hit.reading, r, hit.reviews.get(r.id)) for r in hit.records), width=out.width))
            out.print()
