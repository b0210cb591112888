"""A report that is a piece of a page (an entry of a feed, a cell of a table). In: its markup, and its title. Out: its blocks as text."""

from __future__ import annotations

import re

from dateline.errors import InputError
from dateline.intake import fragment
from dateline.intake.content import Content, has_words, tiled
from dateline.intake.decode import decode
from dateline.intake.parts import Options, Part

_SIGNED = re.compile(r"The post .{1,300} (?:appeared first on|first appeared on) .{1,200}")  # what a publishing program adds to entries


def read(part: Part, raw: bytes, options: Options) -> Content:
    """The piece under its title. Raises InputError when it has no words."""
    found = fragment.blocks(decode(raw, part.where, limit=options.limits.report).text)
    blocks = [("chrome" if _SIGNED.fullmatch(words) else role, words) for role, words in found]
    if not has_words("".join(words for _, words in blocks)):
        raise InputError(part.where, "no text in the markup")
    title = str(part.extra.get("title") or "")
    text, sections = tiled([("headline", title), *(b for b in blocks if b[1] != title)])
    return Content(text, "text/html", sections)
