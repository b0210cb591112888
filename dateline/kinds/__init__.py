"""The ontology: record kinds, their types, fields and allowed values, from `*.toml`, loaded and checked once.

In: a kind's name. Out: `Kind`. Unknown names are refused with the allowed ones listed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from dateline.errors import DataError
from dateline.types import Record

KINDS = ("event", "toll", "condition", "control", "claim")
STANCES = ("stated", "claimed", "alleged", "denied", "unverified", "confirmed")
MODALITIES = ("actual", "negated", "expected", "intended", "possible")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `types` maps each type to its family; `values` lists the allowed values of closed fields."""

    name: str
    says: str
    fields: tuple[str, ...]
    types: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]


@cache
def kind(name: str) -> Kind:
    """The kind of that name. Raises DataError for an unknown one or for a table that contradicts itself."""
    if name not in KINDS:
        raise DataError(f"unknown kind {name!r}; allowed: {', '.join(KINDS)}")
    data = tomllib.loads(resources.files("dateline.kinds").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    listed = [(t, family) for family, types in data["types"].items() for t in types]
    if len({t for t, _ in listed}) != len(listed):
        raise DataError(f"kinds/{name}.toml lists a type twice")
    values = {field: tuple(allowed) for field, allowed in data.get("values", {}).items()}
    return Kind(name, data["says"], tuple(data["fields"]), dict(listed), values)


def problems(record: Record) -> list[str]:
    """What is wrong with a record against its kind, in words; empty when it is sound."""
    known = kind(record.kind)
    found = []
    if record.type not in known.types:
        found.append(f"type {record.type!r} is not one of {record.kind}")
    if record.stance not in STANCES:
        found.append(f"unknown stance {record.stance!r}")
    if record.modality not in MODALITIES:
        found.append(f"unknown modality {record.modality!r}")
    if record.stance == "stated" and record.voice is not None:
        found.append("stated, and yet with a voice")
    for name, values in record.fields.items():
        if name not in known.fields:
            found.append(f"field {name!r} is not one of {record.kind}")
        allowed = known.values.get(name)
        found += [f"{name} {v.value!r} is not allowed" for v in values if allowed and v.value not in allowed]
    return found
