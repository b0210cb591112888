"""The plain formats: JSON Lines, CSV, XLSX, Parquet, GeoJSON, KML. In: records or incidents. Out: one row, feature or line each.

GeoJSON (RFC 7946) gives every row with all its cells as properties; one without a known place has no geometry, and so is not lost. A point
stands for the area that `precision` tells (1 town or site, 2 district, 3 province, 4 country, 5 wider).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from dateline import output
from dateline.exports import cases, sheets, tables
from dateline.exports.statements import statements
from dateline.ports import Share, Wish

Shares = Callable[[], Iterable[Share]]
NOTHING: Mapping[str, int] = {}
INCIDENT = "incident"
RECORD = "record"


def rows(shares: Shares, wish: Wish) -> tuple[Mapping[str, str], Iterator[Mapping[str, Any]]]:
    """The columns and the rows of the view that is wanted."""
    if wish.view == INCIDENT:
        return cases.columns(), (cases.row(c) for c in cases.cases(shares, wish))
    return tables.columns(), (tables.row(s) for s in statements(shares()))


def csv(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """One row a record or an incident, with a header."""
    sheets.write_csv(*rows(shares, wish), out, bom=wish.bom)
    return NOTHING


def xlsx(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """A workbook with one sheet."""
    left = sheets.write_xlsx(*rows(shares, wish), out, title=f"{wish.view or RECORD}s")
    return {"a sheet holds 1,048,576 rows": left} if left else NOTHING


def parquet(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """A Parquet file with typed columns."""
    sheets.write_parquet(*rows(shares, wish), out)
    return NOTHING


def jsonl(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """One reading a line, everything in it; with other views one record with all that it names, or one incident."""
    with sheets.lines(out) as text:
        for item in _lines(shares, wish):
            text.write(output.dumps(item) + "\n")
    return NOTHING


def _lines(shares: Shares, wish: Wish) -> Iterator[Mapping[str, Any]]:
    if wish.view == INCIDENT:
        yield from (cases.row(c) for c in cases.cases(shares, wish))
    elif wish.view == RECORD:
        for said in statements(shares()):
            yield output.found_json(said.reading, said.record, said.review)
    else:
        for share in shares():
            kept = {r.id for r in share.records}
            reading = output.reviewed_json(share.reading, share.reviews)
            yield reading | {"records": [r for r in reading["records"] if r["id"] in kept]}


def geojson(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """A collection of features, one a row; a line each, so that it can be read bit by bit."""
    with sheets.lines(out) as text:
        text.write('{"type": "FeatureCollection", "features": [')
        comma = "\n"
        for row in rows(shares, wish)[1]:
            text.write(comma + output.dumps(_feature(row)))
            comma = ",\n"
        text.write("\n]}\n")
    return NOTHING


def _feature(row: Mapping[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [row["lon"], row["lat"]]} if "lat" in row and "lon" in row else None
    return {"type": "Feature", "id": row.get("record") or row["incident"], "geometry": point, "properties": dict(row)}


def kml(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """KML 2.2: a placemark a row, with its days and all its cells; what has no point is counted and left out."""
    left = 0
    with sheets.lines(out) as text:
        text.write('<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>dateline</name>\n')
        for row in rows(shares, wish)[1]:
            if "lat" in row and "lon" in row:
                text.write(_placemark(row))
            else:
                left += 1
        text.write("</Document></kml>\n")
    return {"no place that is known": left} if left else NOTHING


def _placemark(row: Mapping[str, Any]) -> str:
    name = row.get("title") if "incident" in row else f"{row['kind']} {row['type']} ({row['stance']}): {row['words']}"
    span = "".join(f"<{tag}>{row[key]}</{tag}>" for tag, key in (("begin", "first_day"), ("end", "last_day")) if row.get(key))
    data = "".join(f"<Data name={quoteattr(key)}><value>{_xml(cell)}</value></Data>" for key, cell in row.items())
    return (
        f"<Placemark><name>{_xml(name)}</name><description>{_xml(row.get('quote') or row.get('quotes') or '')}</description>"
        f"{f'<TimeSpan>{span}</TimeSpan>' if span else ''}<ExtendedData>{data}</ExtendedData>"
        f"<Point><coordinates>{json.dumps(row['lon'])},{json.dumps(row['lat'])}</coordinates></Point></Placemark>\n"
    )


def _xml(value: Any) -> str:
    words = ("true" if value else "false") if isinstance(value, bool) else str(value)
    return escape(sheets.UNWRITABLE.sub("", words))
