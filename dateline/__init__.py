"""dateline: news of conflict and crisis, written down as attributed records.

`read("report.txt")` gives a `Reading`; `read_many`, `open_store`, `as_json` and the frozen types come beside it. Each name is loaded
when it is first used, so that `import dateline` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateline.api import export, read, to_arrow, to_models, to_pandas, to_polars
    from dateline.batch import Read, read_many
    from dateline.checks import check
    from dateline.errors import DataError, DatelineError, InputError, StoreError
    from dateline.exports import EXPORTERS
    from dateline.intake import documents
    from dateline.output import as_json, dumps, from_json
    from dateline.pipeline import read_document
    from dateline.sitrep.shown import map_of
    from dateline.stores import open_store
    from dateline.stores.search import Wanted
    from dateline.types import Document, Doubt, Entity, Mention, Place, Reading, Record, Report, Section, Span, Value, Voice

__version__ = "0.1.0"

__all__ = [
    "EXPORTERS",
    "DataError",
    "DatelineError",
    "Document",
    "Doubt",
    "Entity",
    "InputError",
    "Mention",
    "Place",
    "Read",
    "Reading",
    "Record",
    "Report",
    "Section",
    "Span",
    "StoreError",
    "Value",
    "Voice",
    "Wanted",
    "as_json",
    "check",
    "documents",
    "dumps",
    "export",
    "from_json",
    "map_of",
    "open_store",
    "read",
    "read_document",
    "read_many",
    "to_arrow",
    "to_models",
    "to_pandas",
    "to_polars",
]

_HOMES = {
    "dateline.api": ("export", "read", "to_arrow", "to_models", "to_pandas", "to_polars"),
    "dateline.batch": ("Read", "read_many"),
    "dateline.checks": ("check",),
    "dateline.errors": ("DataError", "DatelineError", "InputError", "StoreError"),
    "dateline.exports": ("EXPORTERS",),
    "dateline.intake": ("documents",),
    "dateline.output": ("as_json", "dumps", "from_json"),
    "dateline.pipeline": ("read_document",),
    "dateline.sitrep.shown": ("map_of",),
    "dateline.stores": ("open_store",),
    "dateline.stores.search": ("Wanted",),
    "dateline.types": (
        *("Document", "Doubt", "Entity", "Mention", "Place", "Reading"),
        *("Record", "Report", "Section", "Span", "Value", "Voice"),
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """A public name, loaded from its module. Raises AttributeError for another."""
    if name not in _HOME:
        raise AttributeError(f"module 'dateline' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted((*globals(), *_HOME))
