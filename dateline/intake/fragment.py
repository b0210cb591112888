"""A piece of a page, as feeds, letters and tables hold it: the story and nothing around it. In: its markup. Out: its words, in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "aside",
        "main",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "br",
        "hr",
    ]
)
_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SILENT = frozenset(("script", "style", "noscript", "template", "head", "title", "iframe", "svg", "object", "form", "button"))


def blocks(markup: str) -> list[tuple[str, str]]:
    """The words of the markup as (role, words): headline, caption or body, a block for each paragraph, item or row of a table.

    Markup without words, or that cannot be parsed, gives an empty list.
    """
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return []
    found: list[tuple[str, list[str]]] = [("body", [])]
    for role, piece in _pieces(tree):
        if piece is None:
            found.append((role, []))
        else:
            found[-1][1].append(piece)
    joined = ((role, " ".join("".join(pieces).split())) for role, pieces in found)
    return [(role, re.sub(r"(?: \|)+$", "", words)) for role, words in joined if words.strip("| ")]


def text(markup: str) -> str:
    """The words of the markup, a line for each block."""
    return "\n".join(words for _, words in blocks(markup))


def _pieces(tree: HtmlElement) -> Iterator[tuple[str, str | None]]:
    """The text as it follows one another; None where a block begins or ends. Not recursive: nesting may be thousands deep."""
    roles, silent = ["body"], 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            silent += tag in _SILENT
            if tag in _BLOCKS:
                roles.append("headline" if tag in _HEADS else "caption" if tag == "figcaption" else roles[-1])
                yield roles[-1], None
            words = element.text if tag else None
        else:
            silent -= tag in _SILENT
            if tag in _BLOCKS:
                roles.pop()
                yield roles[-1], None
            if tag in ("td", "th") and element.getnext() is not None:
                yield roles[-1], " | "
            words = element.tail
        if words and not silent:
            yield roles[-1], words
