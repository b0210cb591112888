"""What the page takes from npm, copied when the package is built. In: `web-build` with its lock file, and npm. Out: `static/vendor`: the
library of the zooming map with its licence, and outlines of the world as SVG and as GeoJSON, converted here from world-atlas (TopoJSON).

Imports nothing of dateline: the build runs this before the package can be imported. Without npm nothing is copied and the page draws
without outlines.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

Ring = list[tuple[float, float]]
STAMP = "made-from.txt"
COPIED = {
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/LICENSE.txt": "maplibre-gl-LICENSE.txt",
    "world-atlas/LICENSE": "world-atlas-LICENSE.txt",
}
FAR, NEAR = "world-atlas/countries-110m.json", "world-atlas/countries-50m.json"
WAIT_SECONDS = 300
LOWEST = -85.0  # degrees: the projection of the zooming map ends there


def stamp(sources: Path) -> str:
    """What the files are made from: the lock file and this module."""
    made = hashlib.sha256(Path(__file__).read_bytes())
    made.update((sources / "package-lock.json").read_bytes())
    return made.hexdigest()


def fresh(sources: Path, target: Path) -> bool:
    """Whether the files are there and were made from these sources."""
    kept = target / STAMP
    return kept.is_file() and kept.read_text(encoding="utf-8") == stamp(sources)


def build(sources: Path, target: Path) -> str | None:
    """Fetch what the lock file names and write the files; the reason in words where that is not possible."""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not there"
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(sources / name, scratch)
        command = [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000"]
        try:
            done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, timeout=WAIT_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"npm failed: {error}"
        if done.returncode:
            return f"npm failed: {done.stderr.strip().splitlines()[-1:] or done.returncode}"
        write(Path(scratch) / "node_modules", target)
    (target / STAMP).write_text(stamp(sources), encoding="utf-8")
    return None


def write(modules: Path, target: Path) -> None:
    """Copy and convert from a folder of npm packages."""
    target.mkdir(parents=True, exist_ok=True)
    for source, name in COPIED.items():
        shutil.copyfile(modules / source, target / name)
    far, near = (json.loads((modules / name).read_text(encoding="utf-8")) for name in (FAR, NEAR))
    (target / "world.svg").write_text(svg(far, digits=1), encoding="utf-8")
    (target / "world-near.svg").write_text(svg(near, digits=2), encoding="utf-8")
    (target / "world.geojson").write_text(json.dumps(geojson(near), separators=(",", ":")), encoding="utf-8")


# ---------------------------------------------------------------- outlines


def svg(topology: dict[str, Any], *, digits: int) -> str:
    """Countries as one symbol `land`; a degree is a unit, and north is up."""
    paths = []
    for _, polygons in countries(topology):
        path = "".join(_path(turn, digits) for polygon in polygons for ring in polygon for turn in _turns(ring))
        paths.append(f'<path vector-effect="non-scaling-stroke" d="{path}"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg"><g id="land" fill-rule="evenodd">{"".join(paths)}</g></svg>'


def _path(ring: Ring, digits: int) -> str:
    """A ring as a closed path of relative steps; steps of nothing are left out."""
    points = [(round(x, digits), round(-y, digits)) for x, y in ring]
    start = last = points[0]
    steps = []
    for x, y in points[1:-1]:
        dx, dy = round(x - last[0], digits), round(y - last[1], digits)
        if dx or dy:
            steps.append(f"{dx:g} {dy:g}")
            last = (x, y)
    return f"M{start[0]:g} {start[1]:g}l{' '.join(steps)}z" if len(steps) > 1 else ""


def geojson(topology: dict[str, Any]) -> dict[str, Any]:
    """Countries as GeoJSON: outlines and names."""
    features = []
    for name, polygons in countries(topology):
        lines = [[[[round(x, 2), round(max(LOWEST, y), 2)] for x, y in ring] for ring in polygon] for polygon in polygons]
        features.append({"type": "Feature", "properties": {"name": name}, "geometry": {"type": "MultiPolygon", "coordinates": lines}})
    return {"type": "FeatureCollection", "features": features}


def countries(topology: dict[str, Any]) -> Iterator[tuple[str, list[list[Ring]]]]:
    """The name and the polygons (an outline, then its holes) of every country of a topology (TopoJSON specification, version 1)."""
    arcs = list(_arcs(topology))
    for shape in topology["objects"]["countries"]["geometries"]:
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", [])
        yield shape.get("properties", {}).get("name", ""), [[_unwrapped(_ring(arcs, line)) for line in part] for part in parts]


def _arcs(topology: dict[str, Any]) -> Iterator[Ring]:
    """Arcs as degrees: they are kept as whole steps from point to point."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * kx + x0, y * ky + y0))
        yield points


def _ring(arcs: list[Ring], line: Iterable[int]) -> Ring:
    """Arcs joined to a ring; one with a number below zero runs backwards."""
    ring: Ring = []
    for number in line:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def _unwrapped(ring: Ring) -> Ring:
    """A ring that goes on beyond 180 degrees where it crosses that line, instead of jumping; one around a pole is closed there."""
    found, turn = [ring[0]], 0.0
    for (x0, _), (x, y) in pairwise(ring):
        turn += -360.0 if x - x0 > 180 else 360.0 if x0 - x > 180 else 0.0
        found.append((x + turn, y))
    if turn:
        pole = 90.0 if sum(y for _, y in ring) > 0 else -90.0
        found += [(found[-1][0], pole), (found[0][0], pole), found[0]]
    return found


def _turns(ring: Ring) -> Iterator[Ring]:
    """A ring, and the same once around the world where it goes beyond the edge."""
    yield ring
    if max(x for x, _ in ring) > 180:
        yield [(x - 360, y) for x, y in ring]
    if min(x for x, _ in ring) < -180:
        yield [(x + 360, y) for x, y in ring]
