"""Takes containers apart. In: a part of any kind. Out: the reports in it as parts that are none, in a fixed order.

OPENERS is the whole list of containers; each opener yields parts, which may be containers again, to a bounded depth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module

from dateline.errors import InputError
from dateline.intake import others
from dateline.intake.parts import Opened, Options, Part, tried
from dateline.intake.sniff import HEAD, kind_of

# The module and the function that take a container of each kind apart, loaded when the first one comes.
OPENERS = {
    "zip": ("dateline.intake.packed", "unzip"),
    "gzip": ("dateline.intake.packed", "gunzip"),
    "warc": ("dateline.intake.warc", "pages"),
    "html": ("dateline.intake.html_live", "entries"),
    "feed": ("dateline.intake.feed", "entries"),
    "jsonl": ("dateline.intake.rows", "json_lines"),
    "json": ("dateline.intake.rows", "json_whole"),
    "csv": ("dateline.intake.rows", "separated"),
    "parquet": ("dateline.intake.rows", "parquet"),
    "xlsx": ("dateline.intake.sheets", "rows"),
}

REFUSED = {
    "tar": "binary (tar archive): unpack it, or pack it as ZIP",
    "xml": "XML that is neither a feed nor a page",
}


def unfold(part: Part, options: Options) -> Opened:
    """The part itself when it is a report, else what is in it. What cannot be opened is an InputError in its place; never raises."""
    kind = part.kind or tried(lambda: kind_of(part.head(HEAD), part.name), part.where)
    if isinstance(kind, InputError):
        yield kind
    elif kind in REFUSED:
        yield InputError(part.where, REFUSED[kind])
    elif kind not in OPENERS and not others.opener(kind or ""):
        yield replace(part, kind=kind)
    elif part.depth > options.limits.depth:
        yield InputError(part.where, f"containers stand more than {options.limits.depth} deep in one another")
    else:
        yield from _inside(replace(part, kind=kind), options)


def _inside(part: Part, options: Options) -> Opened:
    opened = _opener(part.kind or "")(part, options)
    while (inner := tried(lambda: next(opened, None), part.where)) is not None:
        if isinstance(inner, Part):
            yield from unfold(replace(inner, depth=part.depth + 1, extra={**part.extra, **inner.extra}), options)
        else:
            yield inner


def _opener(kind: str) -> Callable[[Part, Options], Opened]:
    other = others.opener(kind)
    if other:
        return partial(others.opened, other)
    module, function = OPENERS[kind]
    opener: Callable[[Part, Options], Opened] = getattr(import_module(module), function)
    return opener
