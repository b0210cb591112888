"""The page of promises is in step with its inputs, and every test that it names is there."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Script = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def made(script: Script) -> ModuleType:
    return script("scripts/reliability.py")


@cache
def functions(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def promises(made: ModuleType) -> list[dict[str, Any]]:
    return [promise for part in made.read(made.PROMISES)["part"] for promise in part["promise"]]


def test_the_page_is_in_step(made: ModuleType) -> None:
    assert made.PAGE.read_text(encoding="utf-8") == made.page(), "run scripts/reliability"


def test_every_test_that_is_named_is_there(made: ModuleType) -> None:
    for promise in promises(made):
        for test in promise["tests"]:
            path, _, name = test.partition("::")
            assert name in functions(path), test


def test_every_promise_has_a_test_or_a_figure_and_every_figure_a_command_that_is_there(made: ModuleType) -> None:
    figures = made.read(made.FIGURES)
    named = {promise.get("figure") for promise in promises(made)}
    assert set(figures) <= named
    for promise in promises(made):
        assert promise["tests"] or promise["figure"] in figures, promise["says"]
    for figure in figures.values():
        assert (ROOT / figure["command"].split()[0]).is_file()
        assert {"figure", "on", "version", "machine"} <= figure.keys()
