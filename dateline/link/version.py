"""Which linker this is. In: nothing. Out: a digest of all that decides what is linked, so that what another one made is not used."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from dateline.link.words import LANGUAGE

TABLES = ("links.toml", "links_common.toml", "actors_known.toml")


@cache
def linker() -> str:
    """A digest of the modules and tables of this part, and of the language's tables that it uses."""
    digest = hashlib.sha256()
    own = [p for p in resources.files("dateline.link").iterdir() if p.name.endswith((".py", ".toml"))]
    language = resources.files("dateline.languages").joinpath(LANGUAGE)
    for file in (*sorted(own, key=lambda p: p.name), *(language.joinpath(name) for name in TABLES)):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
