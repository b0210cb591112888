"""The command line. In: verbs and options. Out: data on standard output, everything else on standard error, and an exit status:
0 done, 1 some input failed, 2 wrong use. What a verb needs is imported when it runs, so that help comes at once.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from dateline import __version__
from dateline.errors import DatelineError

VERBS = (
    "read",
    "quarantine",
    "watch",
    "show",
    "list",
    "search",
    "incidents",
    "disputes",
    "timeline",
    "copies",
    "status",
    "review",
    "judge",
    "link",
    "views",
    "actors",
    "places",
    "export",
    "report",
    "import_",
    "serve",
    "verify",
    "db",
    "doctor",
    "plugin",
    "evaluate",
    "agreement",
)


FULL = (errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC))


class Verbs(click.Group):
    """The verbs; an error that a user can mend is one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        try:
            return super().invoke(ctx)
        except DatelineError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno in FULL and error.filename is None:
                _give_up_output()
                raise click.ClickException(f"what is written: {(error.strerror or str(error)).lower()}") from error
            if error.filename is None:  # no file that the user could look at: a pipe that was closed, or a fault of ours
                raise
            raise click.ClickException(f"{error.filename}: {(error.strerror or str(error)).lower()}") from error


def _give_up_output() -> None:
    """What could not be written is let go: Python would try once more at its end, and fail again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="dateline")
def cli() -> None:
    """Read reports of conflict and crisis, and write down who says what happened, where, when, how firmly, in which words.

    Nothing leaves this machine; only `read --fetch` and `watch` fetch what you name.

    \b
    dateline read report.txt              read a report, show its records, keep them
    dateline list --kind toll             the records that are kept
    dateline export csv -o records.csv    all of them as a table
    """


for verb in VERBS:
    cli.add_command(import_module(f"dateline.verbs.{verb}").command)


def main() -> None:
    """The entry point of the `dateline` command."""
    cli(prog_name="dateline")
