"""What is asked of a language. In: its code and what it is. Out: what is wrong with it, in words.

Its tables must be those that English has, or English's by way of `base`; its example must be read without a part that fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

from dateline import pipeline, plugged
from dateline.errors import DataError
from dateline.intake import document_from_bytes
from dateline.languages import SUPPORTED, parsed, table_of
from dateline.plugins import proving
from dateline.ports import Tongue

CODE = re.compile(r"[a-z]{2,3}$")


def problems(name: str, thing: Tongue) -> Iterator[str]:
    """What is wrong with a language."""
    if not CODE.match(name) or name in SUPPORTED:
        yield f"{name!r} is no code of a further language (two or three small letters)"
    if thing.base is not None and thing.base not in SUPPORTED:
        yield f"its base {thing.base!r} is not there; known: {', '.join(SUPPORTED)}"
        return
    with plugged.as_if_used(thing):
        found = [*_tables(thing)] or [*_read(thing)]
    yield from found


def _tables(thing: Tongue) -> Iterator[str]:
    """What is wrong with its files: of other names, missing, no TOML, or without a table that English's file has."""
    english = [f for f in resources.files("dateline.languages").joinpath("en").iterdir() if f.name.endswith(".toml")]
    names = {f.name for f in english}
    own = {f.name for f in thing.folder.iterdir() if f.name.endswith(".toml")}
    yield from (f"{name}: no table that is read; known: {', '.join(sorted(names))}" for name in sorted(own - names))
    for file in sorted(english, key=lambda f: f.name):
        try:
            table = table_of(thing, file.name.removesuffix(".toml"))
        except DataError as error:
            yield str(error)
            continue
        missing = sorted(parsed(file, file.name).keys() - table.keys())
        if missing:
            yield f"{file.name}: without {', '.join(missing)}"


def _read(thing: Tongue) -> Iterator[str]:
    document = document_from_bytes(thing.example.encode(), "example", given={"language": thing.name})
    readings = [pipeline.read_document(document, pipeline.READERS) for _ in range(2)]
    if readings[0] != readings[1]:
        yield "its example is read otherwise the second time"
    yield from (f"its example: {problem}" for problem in proving.fallen(readings[0]))
