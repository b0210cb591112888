"""The formats that kept readings are written in. In: readings in the form of the contract, and an open text file. Out: the file's lines.

EXPORTERS is the whole list, for the command line, the API and the docs. Adding one: a function, a line here, a test pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dateline.exports.lines import jsonl
from dateline.exports.tables import csv
from dateline.ports import Exporter

EXPORTERS: Mapping[str, Exporter] = MappingProxyType({"jsonl": jsonl, "csv": csv})
