"""A map as a notebook shows it. In: an open store, or readings. Out: `Map`, which draws itself and holds the GeoJSON of its records.

Nothing is fetched to draw it: outlines of countries are those that the package was built with; without them places stand on an empty sea.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from dateline import api
from dateline.ports import Share
from dateline.sitrep import drawing
from dateline.stores.search import ALL, Found, Wanted
from dateline.stores.sqlite import SqliteStore

STYLE = (
    ".dateline-map svg{width:100%;max-width:60em;background:#eef3f7;color:#1a1a1a}.dateline-map .land path{fill:#fafaf7;stroke:#b9b9b0;"
    "stroke-width:.5;vector-effect:non-scaling-stroke}.dateline-map .area{fill:#b9770e33;stroke:#b9770e;vector-effect:non-scaling-stroke}"
    ".dateline-map .point{fill:#c0392b}.dateline-map ol{max-width:60em}"
)
EXACT = {1: "", 2: ", or near it", 3: ", somewhere in this province", 4: ", somewhere in this country", 5: ", somewhere in this region"}


@dataclass(frozen=True, slots=True)
class Map:
    """Places with the records that name them. `geojson` is what `dateline export geojson` writes of the same records."""

    places: tuple[drawing.Located, ...]
    geojson: dict[str, Any]

    def _repr_html_(self) -> str:
        """The map and its legend as a notebook shows them."""
        if not self.places:
            return "<p>No place that is known.</p>"
        legend = "".join(f'<li dir="auto">{_told(at)}</li>' for at in self.places)
        return f'<div class="dateline-map"><style>{STYLE}</style>{drawing.map_svg(self.places)}<ol>{legend}</ol></div>'


def _told(at: drawing.Located) -> str:
    what = ", ".join(dict.fromkeys(f"{f.record.kind} {f.record.type.replace('_', ' ')} ({f.record.stance})" for f in at.found))
    return f"<strong>{escape(at.place.name)}</strong>{EXACT[at.place.precision]}: {escape(what)}"


def map_of(source: api.Source, *, wanted: Wanted = ALL, redacted: bool = False) -> Map:
    """The map of the wanted records of a store, or of readings. A place that is known roughly is drawn as the area that it may be in."""
    source = source if isinstance(source, SqliteStore) else tuple(source)
    found = tuple(_found(api.chooser(source, wanted, redacted=redacted)()))
    out = io.BytesIO()
    api.export("geojson", source, out, wanted=wanted, redacted=redacted)
    return Map(tuple(drawing.located(found)), json.loads(out.getvalue()))


def _found(shares: Iterator[Share]) -> Iterator[Found]:
    for share in shares:
        yield from (Found(share.reading, record, share.reviews.get(record.id)) for record in share.records)
