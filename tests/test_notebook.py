"""The notebook of the examples: short, committed without output, and run for real from the first cell to the last."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "examples" / "sample.ipynb"


@pytest.fixture(scope="module")
def cells() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return found


def test_it_is_short_and_without_output(cells: list[dict[str, Any]]) -> None:
    assert len(cells) < 20
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.filterwarnings("default")
def test_it_runs_from_reading_to_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    pytest.importorskip("ipykernel")
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    (tmp_path / "examples").mkdir()
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path / "examples")}}).execute()
    shown = ["".join(output.get("data", {}).get("text/html", "")) for cell in notebook.cells for output in cell.get("outputs", ())]
    assert any("dateline-reading" in html and "<mark" in html for html in shown)
    (drawn,) = (html for html in shown if "dateline-map" in html)
    assert "<svg" in drawn
    assert "Kadugli" in drawn
    assert not any("http" in html for html in shown if "dateline-map" in html)
    assert (tmp_path / "examples" / "shelling.geojson").is_file()
