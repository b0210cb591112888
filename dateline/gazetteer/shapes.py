"""The middle of a shape. In: a GeoJSON geometry. Out: latitude and longitude of a point in its midst, None where it has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

DEEPEST, TURN = 4, 360
Point = tuple[float, float]  # longitude, latitude: the order of GeoJSON


def middle(geometry: Any) -> Point | None:
    """Latitude and longitude of the middle of a geometry: the point itself, the centroid of its largest ring, or the mean of its points."""
    if not isinstance(geometry, dict):
        return None
    rings = [ring for ring in _rings(geometry) if len(ring) > 3]
    largest = max(rings, key=lambda ring: abs(_area(ring)), default=None)
    if largest is not None and _area(largest):
        lon, lat = _centroid(largest)
        return lat, lon
    points = list(_points(geometry.get("coordinates")))
    return (sum(p[1] for p in points) / len(points), sum(p[0] for p in points) / len(points)) if points else None


def _rings(geometry: dict[str, Any]) -> Iterator[list[Point]]:
    """The outer rings of a polygon or of several."""
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return
    for polygon in [coordinates] if geometry["type"] == "Polygon" else coordinates:
        if isinstance(polygon, list) and polygon:
            yield list(_points(polygon[0]))


def _points(coordinates: Any, depth: int = 0) -> Iterator[Point]:
    """Every position on the globe in nested lists of them, those that are none left out."""
    if not isinstance(coordinates, list) or depth > DEEPEST:
        return
    if len(coordinates) >= 2 and all(map(_is_degree, coordinates[:2])):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates:
        yield from _points(inner, depth + 1)


def _is_degree(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= TURN


def _area(ring: Sequence[Point]) -> float:
    """The signed area of a ring (shoelace formula)."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def _centroid(ring: Sequence[Point]) -> Point:
    """The centroid of a ring of some area, reckoned from its first point so that small rings lose no digits."""
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    pairs = list(zip(moved, (*moved[1:], moved[0]), strict=True))
    area = _area(moved)
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    return x0 + x, y0 + y
