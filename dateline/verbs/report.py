"""`dateline report`: a situation report of one page from what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dateline.settings import Where
from dateline.verbs.common import asked, common, opened, progress, wanted, words_of, written

if TYPE_CHECKING:
    from dateline.stores.sqlite import SqliteStore

ROWS = 20


@click.command("report", short_help="A situation report of a period as one page.")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file.")
@click.option("--redact", "redacted", is_flag=True, help="Leave out private persons, confidential sources and exact sites.")
@asked
@click.option("--view", metavar="NAME", help="As this saved view asks; other options add to it or win over it.")
@common
def command(target: Path | None, redacted: bool, as_json: bool, db: Where | None, **options: Any) -> None:
    """Write what is said of a period as one page of HTML: numbers by source, timeline, map, services, control, disputes, sources.

    --since is needed and says where the period begins; it ends with --until, or with the newest report. The other filters are those of
    `dateline list`; --limit is the most rows that a table shows.

    The page stands alone: no scripts, nothing that is asked of another machine. Print it as it is.

    \b
    dateline report --since 2018-06-01 -o june.html
    dateline report --since 2018-06-01 --until 2018-06-30 --near Derna:50km -o derna.html
    """
    from dateline import __version__, output
    from dateline.sitrep.gather import Period, gather
    from dateline.sitrep.page import page
    from dateline.sitrep.seen import Seen
    from dateline.verbs._linked import of_store

    if as_json and not target:
        raise click.UsageError("--json needs -o FILE here: standard output is the page itself")
    rows = options.pop("limit") or ROWS
    with opened(db) as store, progress(quiet=False) as far:
        question = {**(store.view(options["view"]) if options["view"] else {}), **words_of(options)}
        since = question.pop("since", None)
        until = question.pop("until", None) or newest(store)
        if since is None or until is None:
            raise click.UsageError("say of which period: --since DAY --until DAY")
        period = Period(since, until)
        if period.since > period.until:
            raise click.UsageError(f"--since {period.since} is after --until {period.until}")
        seen = Seen(redacted)
        told = gather(
            map(seen.found, store.records(wanted({**options, "view": None, **in_options(question)}, store))),
            of_store(store, far, seen.reading if redacted else None),
            period,
            lambda ident: seen.reading(store.reading(ident)).report,
        )
    with written(target) as out:
        out.writelines(page(told, question | ({"redacted": "yes"} if redacted else {}), rows=rows, version=__version__))
    if as_json:
        counts = {
            "reports": len({f.reading.report.id for f in told.found}),
            "records": len(told.found),
            "disputes": len(told.disputes),
            "undated": told.undated,
        }
        click.echo(output.dumps({"file": str(target), "since": period.since, "until": period.until, **counts}))
    elif target:
        click.echo(f"Written to {target}", err=True)


def newest(store: SqliteStore) -> str | None:
    """The day of the newest report that is kept and tells its day."""
    from dateline.sitrep.gather import day_of
    from dateline.stores.search import Wanted

    return next((day for found in store.records(Wanted(sort="newest", limit=1)) if (day := day_of(found.reading.report))), None)


def in_options(question: dict[str, str]) -> dict[str, str | None]:
    """A question by the names of the options, without the days: those are looked at in `gather`."""
    return {**{name.replace("-", "_"): words for name, words in question.items()}, "since": None, "until": None}
