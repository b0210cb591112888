"""Feeds (RSS, Atom). In: a part that is one. Out: a part for each entry, with its full text where the feed has it, else its summary.

The bytes of an entry are those of its text; a summary leaves a doubt that says where the whole is.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Mapping
from typing import Any

from dateline.errors import InputError
from dateline.intake import fragment
from dateline.intake.content import has_words
from dateline.intake.language import detect
from dateline.intake.parts import Opened, Options, Part

_CUT = re.compile(
    r"(?:\[?(?:\.\.\.|…)\]?|\[?(?:continue|read|keep) (?:reading|more)\b.{0,60})\s*$",
    re.IGNORECASE,
)
_NO_CHARACTER = re.compile(rb"&#(?:0*[1-9]\d{6,}|[xX]0*[1-9a-fA-F][0-9a-fA-F]{5,});?")  # beyond what there is; the library would raise
_FULL = 150  # words from which a description is taken for the whole


def entries(part: Part, options: Options) -> Opened:
    """The entries of a feed, in its order."""
    # Imported here because hardly anybody needs it.
    import feedparser

    raw = _NO_CHARACTER.sub(b"&#xFFFD;", part.bytes(options.limits.held))
    parsed = feedparser.parse(io.BytesIO(raw), sanitize_html=True, resolve_relative_uris=False)
    if not parsed.entries:
        known = parsed.get("version") or parsed.feed
        yield InputError(part.where, "a feed without entries" if known else "XML that is no feed that can be read")
    for number, entry in enumerate(parsed.entries, start=1):
        yield _entry(part, parsed.feed, entry, number)


def _entry(part: Part, feed: Mapping[str, Any], entry: Mapping[str, Any], number: int) -> Part | InputError:
    where, name = f"{part.where}, entry {number}", f"{part.name}#{number}"
    title = fragment.text(entry.get("title") or "").replace("\n", " ")
    markup, whole = _text(entry)
    words = fragment.text(markup)
    link = entry.get("link")
    if not has_words(words):
        reason = "no text: the entry has only a title and a link" if title else "empty"
        return InputError(where, reason + (f" ({link})" if link and title else ""))
    given = {
        "title": title,
        "url": link,
        "publisher": fragment.text(feed.get("title") or ""),
        "authors": tuple(a["name"] for a in entry.get("authors", ()) if a.get("name")),
        "published": _moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        "language": detect(words) or feed.get("language"),
    }
    doubts = () if whole else ("only the summary that the feed gives" + (f": the full text is at {link}" if link else ""),)
    return Part(where, name, markup.encode("utf-8", "replace"), "fragment", name, given, {"title": title}, doubts)


def _text(entry: Mapping[str, Any]) -> tuple[str, bool]:
    """The longest text of the entry, and whether it is the whole story rather than a summary."""
    full = max((c.get("value") or "" for c in entry.get("content", ())), key=len, default="")
    summary = entry.get("summary") or ""
    markup = full if len(full) >= len(summary) else summary
    words = fragment.text(markup)
    whole = bool(full) or len(words.split()) >= _FULL
    return markup, whole and not _CUT.search(words[-300:])


def _moment(parsed: time.struct_time | None) -> str | None:
    return time.strftime("%Y-%m-%dT%H:%M", parsed) if parsed else None
