"""Makes docs/reliability.md. In: `bench/promises.toml` (what is promised, and the tests that prove it) and `bench/reliability.toml` (what
was measured last). Out: the page. `scripts/reliability` runs this.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reliability.md"
PROMISES, FIGURES = ROOT / "bench" / "promises.toml", ROOT / "bench" / "reliability.toml"
HEAD = """# What it promises, and what proves it

Made by `scripts/reliability`; a test keeps it in step. Each promise has a test that fails when it is broken. Where there is a figure, it is
the one measured last, with the day, the version, the command and the machine; `bench/*.py --record` measures it anew.
"""


def read(path: Path) -> dict[str, Any]:
    """A table of data; an empty one where there is no such file."""
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def page() -> str:
    """The page."""
    figures = read(FIGURES)
    return "\n".join([HEAD, *(line for part in read(PROMISES)["part"] for line in _part(part, figures))])


def _part(part: Mapping[str, Any], figures: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    yield from (f"## {part['title']}", "", part["says"].strip(), "", "| promise | gate | proved by | measured |", "|---|---|---|---|")
    for promise in part["promise"]:
        tests = "<br>".join(f"`{test.removeprefix('tests/')}`" for test in promise["tests"]) or "the figure alone"
        yield f"| {promise['says']} | {promise['gate']} | {tests} | {_figure(promise, figures)} |"
    yield ""


def _figure(promise: Mapping[str, Any], figures: Mapping[str, Mapping[str, str]]) -> str:
    if "figure" not in promise:
        return ""
    made = figures.get(promise["figure"])
    if made is None:
        return "not measured yet"
    return f"{made['figure']} ({made['on']}, {made['version']}, {made['machine']}: `{made['command']}`)"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
