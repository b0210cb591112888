"""A web page to an article. In: the decoded page. Out: `Page`: the article's text with its sections, and what the page says about itself.

trafilatura finds the body and the facts; it drops picture captions and credits, which are evidence, so a pass of our own over the same
tree brings those of the article back. A page without an article is an `InputError`, never an empty text.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.settings import Document as Article

from dateline.errors import InputError
from dateline.types import Section

NO_ARTICLE = "no article text"
_MANY_ELEMENTS, _MOST_ELEMENTS = 15_000, 50_000  # beyond the first the extraction's second opinion is left out, for time
_LAST_DAY = "2099-12-31"  # htmldate's own default is today, which would let the same page read differently tomorrow
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title|table)\b", re.IGNORECASE)
_STRUCTURE = re.compile(r"</?(?!(?:html|head|body|title|meta|p|h[1-6]|br|li|time|figcaption|script|style)\b)[a-zA-Z][^<>]*>")
_SCRIPT = re.compile(r"<(script|style|noscript|template)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")
_JSON_DATE = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{10,40})\"")


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page: its text, the sections that tile it, and its facts by the names of `types.Report`."""

    text: str
    sections: tuple[Section, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)


def is_html(raw: bytes) -> bool:
    """Whether the bytes look like a web page rather than plain text: they begin with a tag, or hold several tags of a page early on."""
    head = raw[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"<" and _TAG.search(head):
        return True
    return len(_TAG.findall(raw[:4096])) >= 4 and raw.lower().count(b"</") >= 4


def read_page(page: str, where: str, *, url: str | None = None) -> Page:
    """The article of a decoded page. `url` helps to find the site and the date. Raises InputError when the page has no article."""
    tree = _tree(page, where)
    elements = sum(1 for _ in tree.iter())
    if elements > _MOST_ELEMENTS:
        raise InputError(where, f"over the size limit: {elements:,} elements in the page (limit {_MOST_ELEMENTS:,})")
    found = trafilatura.bare_extraction(
        tree,
        url=url,
        fast=elements > _MANY_ELEMENTS,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": True, "max_date": _LAST_DAY},
    )
    body = _lines(found.text or "") if isinstance(found, Article) else []
    if not isinstance(found, Article) or not body or _is_wall(body):
        raise InputError(where, NO_ARTICLE)
    heads = {_fold("".join(h.itertext())) for h in found.body.iter("head")}
    title = _fold(found.title or "")
    published = _published(tree, found.date)
    blocks = _headers(title, found.author, published)
    blocks += [("headline" if _fold(line) in heads else "body", line) for line in body if _fold(line) != title]
    blocks += _pictures(tree, body)
    return _assemble(blocks, _facts(found, url, published))


def _tree(page: str, where: str) -> HtmlElement:
    """The parsed page. The parser gives up in silence on very deep nesting: then the tags that only nest are taken out first."""
    tree = _parse(page)
    letters = _letters(_ANY_TAG.sub(" ", _without_scripts(page)))
    if letters and (tree is None or _letters(tree.text_content()) < 0.3 * letters):
        tree = _parse(_STRUCTURE.sub(" ", _without_scripts(page)))
    if tree is None or not tree.text_content().strip():
        raise InputError(where, NO_ARTICLE)
    return tree


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


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip("-–•| \t")]


def _is_wall(body: list[str]) -> bool:
    """Whether what was found is only a notice that stands in place of an article, or too little to be one."""
    words = sum(len(line.split()) for line in body)
    return words < 4 or (words < 60 and any(_pattern("lines", "wall").search(line) for line in body))


@cache
def _pattern(table: str, name: str) -> re.Pattern[str]:
    """The pattern of that name in `pages.toml`; one for what stands before a caption only matches at the start."""
    tables = tomllib.loads(resources.files("dateline.intake").joinpath("pages.toml").read_text(encoding="utf-8"))
    joined = "|".join(tables[table][name])
    return re.compile(rf"^(?:{joined})\s*" if name.startswith("before") else joined, re.IGNORECASE)


def _fold(words: str) -> str:
    return " ".join(words.split())


def _headers(title: str, author: str | None, published: str | None) -> list[tuple[str, str]]:
    named = [("headline", title), ("byline", _fold((author or "").replace(";", ","))), ("timestamp", published or "")]
    return [(role, words) for role, words in named if words]


def _published(tree: HtmlElement, day: str | None) -> str | None:
    """The day that htmldate found, with the hour where the page's own metadata give one for the same day."""
    if day is None:
        return None
    for moment in _moments(tree):
        match = _MOMENT.match(moment)
        if match and match[1] == day and match[2] != "00:00":
            return f"{match[1]}T{match[2]}"
    return day


def _moments(tree: HtmlElement) -> Iterator[str]:
    yield from (str(v) for v in tree.xpath("//meta[contains(@property,'published_time') or @itemprop='datePublished']/@content"))
    for script in tree.iter("script"):
        if "json" in (script.get("type") or ""):
            yield from _JSON_DATE.findall(script.text or "")
    yield from (str(v) for v in tree.xpath("//time/@datetime"))


def _facts(found: Article, url: str | None, published: str | None) -> Mapping[str, Any]:
    authors = tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    facts = {
        "title": found.title,
        "url": url or found.url,
        "publisher": found.sitename or found.hostname,
        "authors": authors,
        "published": published,
    }
    return {name: value for name, value in facts.items() if value}


def _pictures(tree: HtmlElement, body: list[str]) -> list[tuple[str, str]]:
    """Captions and credits of the pictures that stand in the article, as they follow one another, without what the body already says."""
    area = _article(tree, body)
    told = " ".join(body)
    blocks: list[tuple[str, str]] = []
    for element in area.iter(etree.Element):
        if not _is_caption(element) or any(_is_caption(up) for up in element.iterancestors()) or _stands_aside(element, area):
            continue
        for role, words in _caption(element):
            if words not in told and not any(words in other for _, other in blocks):
                blocks.append((role, words))
    return blocks


def _article(tree: HtmlElement, body: list[str]) -> HtmlElement:
    """The smallest element that holds most of the body's paragraphs, and around it the one that may hold the picture on top."""
    known = set(body)
    holders: Counter[HtmlElement] = Counter()
    total = 0
    for element in tree.iter("p", "li", "blockquote"):
        if _fold(element.text_content()) in known:
            total += 1
            holders.update(element.iterancestors())
    inner = next((e for e in _by_depth(holders) if holders[e] >= 0.8 * total), tree)
    outer = next((e for e in (inner, *inner.iterancestors()) if e.tag in ("article", "main")), None)
    if outer is None:
        outer = inner.getparent() if inner.tag not in ("body", "html") and inner.getparent() is not None else inner
    return outer


def _by_depth(holders: Counter[HtmlElement]) -> list[HtmlElement]:
    return sorted(holders, key=lambda e: -sum(1 for _ in e.iterancestors()))


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or (
        element.tag in ("p", "div", "span", "small") and _pattern("classes", "caption").search(_marks(element)) is not None
    )


def _stands_aside(element: HtmlElement, area: HtmlElement) -> bool:
    """Whether the caption belongs to a link to another page or a box beside the article."""
    for up in element.iterancestors():
        if up is area:
            return False
        if up.tag in ("a", "aside", "nav", "footer", "table") or _pattern("classes", "aside").search(_marks(up)):
            return True
    return False


def _caption(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """The caption's words and, apart, its credit where the page marks it off."""
    marked = _pattern("classes", "credit")
    credits = [_fold(e.text_content()) for e in element.iterdescendants() if isinstance(e.tag, str) and marked.search(_marks(e))]
    words = _fold(element.text_content())
    credit = next((c for c in credits if c), "")
    if credit and words != credit:
        words = _fold(words.replace(credit, " "))
    elif credit:
        words = ""
    words = _pattern("lines", "before_caption").sub("", words, count=1).strip()
    if len(words.split()) >= 4 and not _pattern("lines", "no_caption").search(words):
        yield "caption", words
    if credit and len(credit.split()) <= 20:
        yield "credit", credit


def _assemble(blocks: list[tuple[str, str]], facts: Mapping[str, Any]) -> Page:
    sections, at = [], 0
    for role, words in blocks:
        sections.append(Section(role, at, at + len(words)))
        at += len(words) + 2
    return Page("\n\n".join(words for _, words in blocks), tuple(sections), facts)
