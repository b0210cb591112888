"""`dateline list`: the records that are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dateline.verbs.common import asked, common, opened, print_records, wanted


@click.command("list", short_help="List the records that are kept.")
@asked
@common
def command(as_json: bool, db: Path | None, **options: Any) -> None:
    """List the records that are kept, by the day of their report.

    \b
    dateline list --kind toll --type displaced --stance unverified
    dateline list --source "united nations" --since 2018-06-01 --json
    """
    with opened(db) as store:
        print_records(store.records(wanted(options)), as_json)
