"""A web page to an article. In: the decoded page. Out: `Page`: the article's text with its sections, and what the page says about itself.

trafilatura finds the body and the facts; captions and credits, which it drops, come back from the same tree, and what is no article stays
behind it as furniture. A page without an article is an `InputError` that says what the page is, never an empty text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document as Article

from dateline.errors import InputError
from dateline.intake import html_aside, html_body, html_facts, html_walls
from dateline.intake.html_facts import Structured
from dateline.intake.html_pictures import Picture, article, pictures
from dateline.intake.html_tables import alike, fold, squeezed
from dateline.intake.html_tree import NO_ARTICLE, parsed
from dateline.intake.sniff import is_html
from dateline.types import Section

__all__ = ["NO_ARTICLE", "Page", "is_html", "read_page"]

_MANY_ELEMENTS = 15_000  # beyond this the extraction's second opinion is left out, for time
_LAST_DAY = "2099-12-31"  # htmldate's own default is today, which would let the same page read differently tomorrow
_LONGER, _AGAIN = 2.0, 5
_LEFT_OUT = "{} characters of page furniture are not kept: there is too much of it"


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page: its text, the sections that tile it, its facts by the names of `types.Report`, and doubts about it."""

    text: str
    sections: tuple[Section, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def read_page(page: str, where: str, *, url: str | None = None) -> Page:
    """The article of a decoded page. `url` helps to find the site and the date. Raises InputError when the page has no article: a consent
    page, a paywall's stub, a check for robots, one without words."""
    tree, doubts = parsed(page, where)
    html_body.without_layout(tree)
    html_body.without_popups(tree)
    data = html_facts.structured(tree)
    words = tree.text_content()
    found = _extracted(tree, url)
    body = _body(found, data)
    linking = html_aside.linking(tree)
    refused = html_walls.reason([line for line in body if squeezed(line) not in linking], words, closed=data.closed)
    if refused or found is None:
        raise InputError(where, refused or NO_ARTICLE)
    area = article(tree, body)
    aside = linking | html_aside.boxed(tree, body)
    body = html_body.whole(tree, body, area)
    title = html_facts.title(tree, fold(found.title or ""))
    published = html_facts.published(tree, found.date)
    blocks = _headers(title, found.author, published)
    blocks += _told(body, title, _heads(found), aside, shown := pictures(area))
    blocks += _shown(shown)
    rest, left = html_aside.rest(tree, [w for _, w in blocks])
    blocks += [("chrome", words) for words in rest]
    return _assemble(
        blocks,
        _facts(found, data, url or html_facts.canonical(tree), published) | {"title": title} | html_facts.modified(tree, data, published),
        (*doubts, *_left(left), *html_walls.doubt(body, words, closed=data.closed)),
    )


def _extracted(tree: HtmlElement, url: str | None) -> Article | None:
    found = trafilatura.bare_extraction(
        tree,
        url=url,
        fast=sum(1 for _ in tree.iter()) > _MANY_ELEMENTS,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"original_date": True, "extensive_search": True, "max_date": _LAST_DAY},
    )
    return found if isinstance(found, Article) else None


def _body(found: Article | None, data: Structured) -> list[str]:
    """The lines of the body: the extraction's, or the page's own structured text where that has far more and holds what was found."""
    body = _lines(found.text or "") if found else []
    own = _lines(data.body)
    if own and _size(own) > _LONGER * _size(body) and "<" not in data.body:
        return own
    return body


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip("-–•| \t")]


def _heads(found: Article) -> frozenset[str]:
    return frozenset(fold("".join(h.itertext())) for h in found.body.iter("head"))


def _headers(title: str, author: str | None, published: str | None) -> list[tuple[str, str]]:
    named = [("headline", title), ("byline", fold((author or "").replace(";", ","))), ("timestamp", published or "")]
    return [(role, words) for role, words in named if words]


def _told(body: Sequence[str], title: str, heads: frozenset[str], aside: frozenset[str], shown: Sequence[Picture]) -> list[tuple[str, str]]:
    """The lines of the article with their roles: no title twice, no line that a picture says, nothing said twice, links set aside."""
    blocks: list[tuple[str, str]] = []
    before: set[str] = set()
    titles = {alike(title), *(alike(part) for part in html_facts.parts(title) if len(part.split()) >= _AGAIN)}
    for line in body:
        bare = line.removeprefix("- ").strip("| ")
        if alike(bare) in titles or (bare in before and len(bare.split()) >= _AGAIN) or any(_says(picture, bare) for picture in shown):
            continue
        before.add(bare)
        blocks.append(("chrome" if squeezed(bare) in aside else "headline" if line in heads else "body", line))
    return blocks


def _says(picture: Picture, line: str) -> bool:
    return line in (picture.whole, picture.caption, picture.credit) or (
        bool(picture.caption) and line == f"{picture.caption} {picture.credit}"
    )


def _shown(shown: Sequence[Picture]) -> list[tuple[str, str]]:
    return [(role, words) for p in shown for role, words in (("caption", p.caption), ("credit", p.credit)) if words]


def _left(count: int) -> tuple[str, ...]:
    return (_LEFT_OUT.format(f"{count:,}"),) if count else ()


def _facts(found: Article, data: Structured, url: str | None, published: str | None) -> dict[str, Any]:
    authors = data.authors or tuple(name.strip() for name in (found.author or "").split(";") if name.strip())
    facts = {
        "url": url or found.url,
        "publisher": found.sitename or data.publisher or found.hostname,
        "agency": html_facts.agency(authors, ()),
        "authors": authors,
        "published": published,
    }
    return {name: value for name, value in facts.items() if value}


def _assemble(blocks: Sequence[tuple[str, str]], facts: Mapping[str, Any], doubts: tuple[str, ...]) -> Page:
    sections, at = [], 0
    for role, words in blocks:
        sections.append(Section(role, at, at + len(words)))
        at += len(words) + 2
    return Page("\n\n".join(words for _, words in blocks), tuple(sections), facts, doubts)
