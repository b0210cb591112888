"""A report that is a piece of a page (an entry of a feed, a cell of a table). In: its markup, and its title. Out: its blocks as text."""

from __future__ import annotations

from dateline.errors import InputError
from dateline.intake import fragment
from dateline.intake.content import Content, has_words, tiled
from dateline.intake.decode import decode
from dateline.intake.parts import Options, Part


def read(part: Part, raw: bytes, options: Options) -> Content:
    """The piece under its title. Raises InputError when it has no words."""
    blocks = fragment.blocks(decode(raw, part.where, limit=options.limits.report).text)
    if not has_words("".join(words for _, words in blocks)):
        raise InputError(part.where, "no text in the markup")
    title = str(part.extra.get("title") or "")
    text, sections = tiled([("headline", title), *(b for b in blocks if b[1] != title)])
    return Content(text, "text/html", sections)
