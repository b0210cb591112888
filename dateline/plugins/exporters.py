"""What is asked of an exporter. In: its name and what it is. Out: what is wrong with it, in words."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from dateline.exports import EXPORTERS
from dateline.exports.statements import whole
from dateline.plugins.proving import sample
from dateline.ports import Format, Wish
from dateline.types import Reading

VIEWS = ("record", "incident", "reading")


def problems(name: str, thing: Format) -> Iterator[str]:
    """It has known views, writes the same bytes twice for nothing and for a reading, and says what it left out."""
    if name in EXPORTERS:
        yield "dateline has a format of this name, which wins"
    if not thing.views or not set(thing.views) <= set(VIEWS):
        yield f"its views are {thing.views!r}; allowed: {', '.join(VIEWS)}"
    for what, kept in (("nothing", ()), ("one reading", (sample(),))):
        yield from _written(thing, what, kept)


def _written(thing: Format, what: str, kept: tuple[Reading, ...]) -> Iterator[str]:
    for view in thing.views:
        outs = []
        for _ in range(2):
            out = io.BytesIO()
            left = thing.write(lambda: whole(kept), out, Wish(view))
            outs.append(out.getvalue())
            if not isinstance(left, Mapping) or not all(isinstance(n, int) for n in left.values()):
                yield f"{what}, {view}: it answers {left!r}, no counts of what was left out"
        if outs[0] != outs[1]:
            yield f"{what}, {view}: the same records give other bytes the second time"
        if thing.is_text and not _is_text(outs[0]):
            yield f"{what}, {view}: it says that it is text and is no UTF-8"


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
