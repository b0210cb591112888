"""A decoded page to its tree. In: the page as text. Out: the tree, and what is doubtful about it.

The parser gives up in silence on very deep nesting (beyond some three hundred elements it loses all or part of the words): the words of
the tree are counted against those of the page, and the tags that only nest are taken out where they are missing.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from dateline.errors import InputError

NO_ARTICLE = "no article text"
MOST_ELEMENTS = 50_000
NESTED = "the page nests its elements deeper than can be parsed: read without its structure, so that parts may have the wrong role"
_STRUCTURE = re.compile(r"</?(?!(?:html|head|body|title|meta|p|h[1-6]|br|li|time|figcaption|script|style)\b)[a-zA-Z][^<>]*>")
_SCRIPT = re.compile(r"<(script|style|noscript|template)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_ENOUGH = 0.3


def parsed(page: str, where: str) -> tuple[HtmlElement, tuple[str, ...]]:
    """The tree and doubts about it. Raises InputError for a page without words, and for one with too many elements."""
    tree = _parse(page)
    doubts: tuple[str, ...] = ()
    letters = _letters(_ANY_TAG.sub(" ", _without_scripts(page)))
    if letters and (tree is None or _letters(tree.text_content()) < _ENOUGH * letters):
        tree, doubts = _parse(_STRUCTURE.sub(" ", _without_scripts(page))), (NESTED,)
    if tree is None or not tree.text_content().strip():
        raise InputError(where, NO_ARTICLE)
    elements = sum(1 for _ in tree.iter())
    if elements > MOST_ELEMENTS:
        raise InputError(where, f"over the size limit: {elements:,} elements in the page (limit {MOST_ELEMENTS:,})")
    return tree, doubts


def _without_scripts(page: str) -> str:
    """The page without its scripts and styles; what follows one that is never closed is part of it. Linear in the page's length."""
    lowered, kept, at = page.lower(), [], 0
    for match in _SCRIPT.finditer(page):
        if match.start() >= at:
            kept.append(page[at : match.start()])
            at = lowered.find(f"</{match[1].lower()}", match.end())
            if at < 0:
                break
    return " ".join(kept) if at < 0 else " ".join([*kept, page[at:]])


def _parse(page: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _letters(words: str) -> int:
    return sum(map(len, words.split()))
