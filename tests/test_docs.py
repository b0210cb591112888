"""The docs name every verb, option, kind, type, stance, field and format there is, and nothing that is not there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

import dateline
from dateline import checks, kinds, plugged
from dateline.cli import cli
from dateline.exports import EXPORTERS
from dateline.plugins import exporters, gazetteers, intakes, readers

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "CHANGES.md", *sorted(DOCS.glob("*.md")))
STATUSES = kinds.kind("condition").values["status"]


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def parameters(command: click.Command) -> list[click.Parameter]:
    """What a verb takes, with what the verbs below it take."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    return [*command.params, *(p for inner in below for p in parameters(inner))]


def section(text: str, head: str) -> str:
    """The part of a page under a heading of the second level."""
    (part,) = (p for p in text.split("\n## ") if p.startswith(head))
    return part


def first_cells(text: str) -> list[str]:
    """The names that the rows of the tables begin with."""
    return re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)


@pytest.mark.parametrize("verb", cli.commands)
def test_every_verb_and_option_is_in_the_guide(verb: str) -> None:
    part = section(page("usage.md"), f"`dateline {verb}")
    for parameter in parameters(cli.commands[verb]):
        names = [name for name in parameter.opts if name.startswith("-")]
        common = parameter.name in ("as_json", "db")
        assert common or not names or any(f"{name}" in part for name in names), f"{verb} {names} is not in docs/usage.md"


def test_the_guide_names_no_verb_or_option_that_is_not_there() -> None:
    known = {name for command in cli.commands.values() for p in parameters(command) for name in p.opts} | {"--help"}
    text = page("usage.md") + (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) <= known
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL))
    assert set(re.findall(r"^(?:\$ )?dateline ([a-z]+)", blocks, flags=re.MULTILINE)) == set(cli.commands)


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_is_in_the_guide(name: str) -> None:
    assert name in first_cells(section(page("usage.md"), "`dateline export"))


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_the_codebook_lists_the_types_of_every_kind_and_no_others(kind: str) -> None:
    part = section(page("codebook.md"), f"`{kind}`").split("\n### ")[0]
    listed = [name for name in first_cells(part) if kind != "condition" or name not in STATUSES]
    assert sorted(listed) == sorted(kinds.kind(kind).types)
    for field in kinds.kind(kind).fields:
        assert f"`{field}`" in part, f"the field {field} of {kind} is not in docs/codebook.md"


def test_the_codebook_lists_stances_modalities_statuses_and_sources() -> None:
    text = page("codebook.md")
    assert first_cells(section(text, "Stance")) == list(kinds.STANCES)
    assert first_cells(section(text, "Modality")) == list(kinds.MODALITIES)
    assert [name for name in first_cells(section(text, "`condition`")) if name in STATUSES] == list(STATUSES)
    assert first_cells(section(text, "Voices")) == checks.listed()["source_types"]


def test_every_part_is_on_the_page_of_the_architecture() -> None:
    parts = {path.stem for path in (ROOT / "dateline").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    text = page("architecture.md")
    assert {part for part in parts - {"__init__", "__main__", "settings"} if f"`{part}`" not in text} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_commands_of_the_readme_are_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    scripts = set(re.findall(r"scripts/\w+", text))
    assert {"scripts/read", "scripts/test", "scripts/check"} <= scripts
    for name in scripts:
        assert (ROOT / name).stat().st_mode & 0o111, f"{name} cannot be run"
    for name in set(re.findall(r"samples/[\w.-]+", text)):
        assert (ROOT / name).is_file(), name


def test_the_changes_begin_with_this_version() -> None:
    first = re.search(r"^## (\S+)", (ROOT / "CHANGES.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert first is not None
    assert first[1] == dateline.__version__


def test_the_extras_are_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"web", "server", "cluster", "train", "docs", "models", "dev"} <= set(project["optional-dependencies"])


def test_the_output_in_the_readme_is_of_this_program() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(r"<!-- output -->\n```\n\$ dateline read (\S+)\n(.+?)\n```\n<!-- /output -->", text, flags=re.DOTALL)
    assert found, "scripts/readme puts it there"
    sample, shown = (ROOT / found[1]).read_text(encoding="utf-8"), found[2].splitlines()
    assert shown[0].split("   ")[0] in " ".join(sample.split())
    assert max(map(len, shown)) <= 118
    rows = [line for line in shown if re.match(r"r[0-9a-f]{8} ", line)]
    assert f"{len(rows)} records" in shown[-1]
    assert len(rows) >= 10
    assert {row.split()[1] for row in rows} <= set(kinds.KINDS)


def test_the_figures_are_the_floors() -> None:
    floors = tomllib.loads((ROOT / "bench" / "floors.toml").read_text(encoding="utf-8"))
    shown = {
        "records found": ("records", "found.f"),
        "... of the right type": ("records", "typed.f"),
        "values of their fields": ("records", "fields.f"),
        "stance right": ("records", "stance.value"),
        "who says it right": ("records", "voice.value"),
        "the whole record right": ("records", "whole.value"),
        "sources, cues": ("voices", "attribution.f"),
        "places: within 161 km": ("geo_geovirus", "all.acc161"),
        "places: the same": ("geo_lgl", "all.acc161"),
        "times: the value": ("tempeval3", "value.f"),
        "figures of displacement": ("displacement", "found.r"),
        "the article cut out": ("article_extraction", "f"),
    }
    rows = re.findall(r"^\| ([^|]+) \| (\.\d+)", page("limits.md"), flags=re.MULTILINE)
    assert len(rows) == len(shown)
    for words, figure in rows:
        (found,) = (key for key in shown if words.startswith(key))
        name, measure = shown[found]
        assert float(figure) == floors[name]["floors"][measure], words


def test_the_plugins_of_the_docs_keep_the_contract() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", page("extending.md"), flags=re.MULTILINE | re.DOTALL)
    proofs = {"exporter": exporters.problems, "reader": readers.problems, "intake": intakes.problems, "gazetteer": gazetteers.problems}
    proved = []
    for block in blocks:
        names: dict[str, object] = {}
        exec(compile(block, "docs/extending.md", "exec"), names)
        for sort, (_, port) in plugged.SORTS.items():
            for thing in (value for value in names.values() if isinstance(value, port)):
                proved.append(sort)
                if sort in proofs:
                    assert list(proofs[sort](thing.name, thing)) == []  # type: ignore[attr-defined]
    assert sorted(proved) == sorted(plugged.SORTS)
