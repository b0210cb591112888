"""Imports go one way, readers keep to themselves, and the public names are there."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import dateline

PACKAGE = Path(dateline.__file__).parent
LAYERS = (
    ("types", "errors", "display"),
    ("ports",),
    ("kinds", "settings", "output", "plain", "plugged"),
    ("languages", "checks"),
    ("model", "gazetteer", "intake", "readers", "link", "stores", "exports", "imports", "measure"),
    ("pipeline", "show", "asking", "models"),
    ("engines",),
    ("batch",),
    ("api", "plugins", "doctor"),
    ("verbs", "web", "sitrep"),
    ("cli",),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
# Parts of one layer may use each other only where it is said here: readers ask the model and the gazetteer, links
# spell names as the gazetteer does, exports write incidents as links have them, the store knows countries by name, nobody asks readers.
BESIDE = {
    ("types", "display"),
    ("languages", "checks"),
    ("readers", "model"),
    ("readers", "gazetteer"),
    ("link", "gazetteer"),
    ("exports", "link"),
    ("imports", "exports"),
    ("imports", "intake"),
    ("verbs", "web"),
    ("verbs", "sitrep"),
    ("sitrep", "web"),
    ("stores", "gazetteer"),
}


@cache
def modules() -> tuple[str, ...]:
    """Every module of the package, by its dotted name below `dateline`."""
    names = [".".join(path.relative_to(PACKAGE).with_suffix("").parts) for path in sorted(PACKAGE.rglob("*.py"))]
    return tuple(name.removesuffix(".__init__") for name in names if name != "__init__")


def tree(module: str) -> ast.Module:
    path = PACKAGE.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imported(module: str) -> frozenset[str]:
    """What a module imports of the package, by dotted names below `dateline`; types alone do not count."""
    return frozenset(name.removeprefix("dateline.") for name in _names(tree(module)) if name.startswith("dateline."))


def _names(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            for alias in child.names:
                deeper = f"{child.module}.{alias.name}".removeprefix("dateline.")
                yield f"dateline.{deeper}" if deeper in modules() else child.module
        yield from _names(child)


@pytest.mark.parametrize("module", modules())
def test_imports_go_one_way(module: str) -> None:
    part = module.split(".")[0]
    assert part in LEVEL, f"{part} has no place in the order of the parts"
    for other in (name.split(".")[0] for name in imported(module) if "." in name or name in LEVEL):
        allowed = other == part or LEVEL[other] < LEVEL[part] or (part, other) in BESIDE
        assert allowed, f"{module} may not import {other}"


@pytest.mark.parametrize("module", [m for m in modules() if m.startswith("readers.")])
def test_readers_never_import_one_another(module: str) -> None:
    others = [n for n in imported(module) if n.startswith("readers.") and not n.split(".")[1].startswith("_")]
    assert others == []


def test_no_module_imports_the_package_front() -> None:
    guilty = [m for m in modules() for n in ast.walk(tree(m)) if isinstance(n, ast.ImportFrom) and n.module == "dateline" and _fronts(n)]
    assert guilty == []


def _fronts(node: ast.ImportFrom) -> bool:
    return any(alias.name in dateline.__all__ for alias in node.names)


def test_there_is_no_circle() -> None:
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way, module))
        if module not in done:
            for other in imported(module) & set(modules()):
                walk(other, (*way, module))
            done.add(module)

    for module in modules():
        walk(module, ())


@pytest.mark.parametrize("module", modules())
def test_every_module_says_what_comes_in_and_goes_out(module: str) -> None:
    words = ast.get_docstring(tree(module))
    assert words or not tree(module).body


def test_one_broad_guard_in_the_whole_package() -> None:
    broad = [
        m
        for m in modules()
        for n in ast.walk(tree(m))
        if isinstance(n, ast.ExceptHandler)
        and (n.type is None or ast.unparse(n.type) in ("Exception", "BaseException"))
        and not any(isinstance(inner, ast.Raise) for inner in ast.walk(n))
    ]
    assert broad == ["intake.parts", "pipeline"]


def test_the_public_names_are_there() -> None:
    code = "import dateline, sys; names = set(sys.modules); print([n for n in dateline.__all__ if getattr(dateline, n) is None])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert set(dateline.__all__) <= set(dir(dateline))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = dateline.nothing
