"""Puts the tables of codes and the real outputs of commands into the pages of the docs. In: the pages. Out: the same pages, filled.

`<!-- table: NAME -->` is followed by a table made of the program's own data, `<!-- output: N -->` by a block that begins with a command.
The commands of a page are run in their order, in a folder that holds the samples; at most N lines of what each tells are shown, long ones
cut. `scripts/docs` runs this.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from dateline.exports.deaths import table

ROOT = Path(__file__).resolve().parent.parent
WIDTH = "110"
LONGEST = 150
TABLES = re.compile(r"(<!-- table: (\S+) -->\n).*?(<!-- /table -->)", re.DOTALL)
OUTPUTS = re.compile(r"(<!-- output: (\d+) -->\n```\n\$ )([^\n]+)\n.*?(```\n<!-- /output -->)", re.DOTALL)
RUNS = Callable[[list[str]], str]


def filled_tables(text: str) -> str:
    """A page with its tables."""
    return TABLES.sub(lambda m: m[1] + "\n".join(TABLE[m[2]]()) + "\n" + m[3], text)


def filled_outputs(text: str, run: RUNS) -> str:
    """A page with what its commands tell; they are run in the order of the page."""
    return OUTPUTS.sub(lambda m: f"{m[1]}{m[3]}\n{shown(run(shlex.split(m[3])[1:]), int(m[2]))}{m[4]}", text)


def commands(text: str) -> list[str]:
    """The commands of a page."""
    return [m[3] for m in OUTPUTS.finditer(text)]


def shown(told: str, most: int) -> str:
    """The first lines of an output; three dots where there are more."""
    lines = [line.rstrip() if len(line) <= LONGEST else line[:LONGEST] + "…" for line in told.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in [*lines[:most], *(["..."] if len(lines) > most else [])])


def run_here(words: list[str]) -> str:
    """What a command of dateline tells on its outputs. Raises SystemExit for one that fails."""
    from click.exceptions import ClickException

    from dateline.cli import cli

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
    with redirect_stdout(out), redirect_stderr(out):
        try:
            cli.main(words, prog_name="dateline", standalone_mode=False)
        except ClickException as error:
            raise SystemExit(f"dateline {shlex.join(words)}: {error.format_message()}") from error
    return out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


def fill(path: Path, run: RUNS = run_here) -> None:
    """Fill a page, its commands in a folder of their own."""
    text = filled_tables(path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "samples", Path(folder, "samples"))
        os.environ |= {"COLUMNS": WIDTH, "DATELINE_DB": "dateline.db", "DATELINE_HOME": str(Path(folder, "home"))}
        with chdir(folder):
            text = filled_outputs(text, run)
    path.write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- tables of codes


def rows(heads: Iterable[str], cells: Iterable[Iterable[object]]) -> Iterator[str]:
    """A table of the page."""
    heads = list(heads)
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in cells:
        yield f"| {' | '.join(str(cell) for cell in row)} |"


def acled() -> Iterator[str]:
    """Our types in ACLED's."""
    rules = table("acled")
    subs = {sub: event for sub, event, _ in rules["hierarchy"]}
    events = [(f"event `{type_}`", sub, subs[sub]) for type_, sub in rules["event"].items()]
    armed = [(f"event `{type_}` on an armed side", sub, subs[sub]) for type_, sub in rules["when_armed"].items()]
    deadly = [(f"event `{type_}` with dead", sub, subs[sub]) for type_, sub in rules["when_deadly"].items()]
    taken = [(f"control `captures` by a {kind.replace('_', ' ')}", sub, subs[sub]) for kind, sub in rules["captures"].items()]
    yield from rows(("dateline", "sub-event type", "event type"), [*events, *armed, *deadly, *taken])


def numbers() -> Iterator[str]:
    """ACLED's numbers for words."""
    yield from rows(("words", "fatalities"), [(f"`{word}`", n) for word, n in table("acled")["numbers"].items()])


def plover() -> Iterator[str]:
    """Our types in PLOVER's."""
    rules = table("plover")
    found = [
        (f"{kind} `{t}`", code, mode or "-", rules["quad"][code][0])
        for kind in ("event", "control", "claim")
        for t, (code, mode) in rules[kind].items()
    ]
    yield from rows(("dateline", "type", "mode", "quad code"), found)


def hxl(name: str) -> Callable[[], Iterator[str]]:
    """The columns of a table of HXL."""
    return lambda: rows(("column", "hashtag"), ((head, f"`{tag}`") for head, tag in table("hxl")[name]))


def clusters() -> Iterator[str]:
    """Sectors in the clusters of the IASC."""
    yield from rows(("sector", "cluster"), ((f"`{sector}`", cluster) for sector, cluster in table("hxl")["cluster"].items()))


def idmc() -> Iterator[str]:
    """Tolls as figures."""
    yield from rows(("toll", "category", "term"), ((f"`{t}`", *found) for t, found in table("idmc")["figure"].items()))


TABLE: dict[str, Callable[[], Iterator[str]]] = {
    "acled": acled,
    "acled-numbers": numbers,
    "plover": plover,
    "hxl-incidents": hxl("incidents"),
    "hxl-displacement": hxl("displacement"),
    "hxl-services": hxl("services"),
    "hxl-clusters": clusters,
    "idmc": idmc,
}


if __name__ == "__main__":
    for name in sys.argv[1:]:
        fill(ROOT / "docs" / name)
