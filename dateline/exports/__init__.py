"""The formats that records can leave in. In: readings with those of their records that are wanted. Out: the bytes of a file.

EXPORTERS is the whole list of those that come with dateline, for the command line, the API and the page; `format_of` also finds those of
other packages (entry points `dateline.exporters`). Adding one: a function, a line here, a row in docs/exports.md, a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dateline import plugged
from dateline.errors import DataError
from dateline.exports import acled, hxl, idmc, plain, plover, prov, ucdp, webanno
from dateline.ports import Format

RECORD, INCIDENT = ("record",), ("incident",)
BOTH = RECORD + INCIDENT
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS = (
    Format("jsonl", "whole readings, one a line", ".jsonl", "application/jsonl", ("reading", *BOTH), plain.jsonl),
    Format("csv", "a table of text", ".csv", "text/csv", BOTH, plain.csv),
    Format("xlsx", "a workbook", ".xlsx", XLSX, BOTH, plain.xlsx, is_text=False),
    Format("parquet", "a table with types", ".parquet", "application/vnd.apache.parquet", BOTH, plain.parquet, is_text=False),
    Format("geojson", "places for maps and GIS", ".geojson", "application/geo+json", BOTH, plain.geojson),
    Format("kml", "places for Google Earth", ".kml", "application/vnd.google-earth.kml+xml", BOTH, plain.kml),
    Format("acled", "events in the columns of ACLED", ".csv", "text/csv", INCIDENT, acled.acled),
    Format("ucdp", "deadly events in the columns of UCDP GED", ".csv", "text/csv", INCIDENT, ucdp.ucdp),
    Format("plover", "events in the codes of PLOVER", ".jsonl", "application/jsonl", RECORD, plover.plover),
    Format("polecat", "events in the columns of POLECAT", ".tsv", "text/tab-separated-values", RECORD, plover.polecat),
    Format("hxl", "incidents with HXL hashtags", ".csv", "text/csv", INCIDENT, hxl.incidents),
    Format("hxl_displacement", "displaced people with HXL hashtags", ".csv", "text/csv", RECORD, hxl.displacement),
    Format("hxl_services", "services with HXL hashtags", ".csv", "text/csv", RECORD, hxl.services),
    Format("idmc", "displacement figures in the terms of IDMC", ".csv", "text/csv", RECORD, idmc.idmc),
    Format("annotations", "W3C Web Annotations", ".jsonld", "application/ld+json", RECORD, webanno.annotate),
    Format("prov", "records and where they come from, in PROV-O", ".jsonld", "application/ld+json", RECORD, prov.prov),
)
EXPORTERS: Mapping[str, Format] = MappingProxyType({f.name: f for f in FORMATS})


def format_of(name: str) -> Format:
    """The format of that name, of dateline or of another package. Raises DataError with the known ones for a name that none has."""
    if name in EXPORTERS:
        return EXPORTERS[name]
    others = plugged.points("exporter")
    if name not in others:
        raise DataError(f"{name!r} is no format; known: {', '.join([*EXPORTERS, *sorted(others)])}")
    found = plugged.load(others[name])
    if not isinstance(found, Format):
        raise DataError(f"the plug-in {name!r} is no dateline.ports.Format")
    return found
