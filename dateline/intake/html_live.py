"""Takes a live blog apart. In: a page as a part. Out: a part for what stands over its entries (if anything does) and for each of them, in
the order of the page; any other page as it is.

Each entry is a report of its own: its address is that of the page with the entry's name behind #, and it was published when the entry was.
Entries are those of the page's structured data (LiveBlogPosting), else repeated boxes that are called entries and tell their own time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, tostring

from dateline.errors import InputError
from dateline.intake import html_aside, html_facts
from dateline.intake.decode import decode
from dateline.intake.html_tables import fold, marks, pattern, squeezed
from dateline.intake.html_tree import parsed
from dateline.intake.parts import Opened, Options, Part

PAGE = "page"  # a page that is one report
_SIGN = re.compile(
    rb"live[\s_-]?blog|live[\s_-]?(?:post|entry|update|feed|event|coverage|ticker)|(?:key|post|timeline)-(?:event|entry)", re.IGNORECASE
)
_FEWEST, _WORDS, _SHARE = 3, 4, 0.4
_POINT, _INTRODUCTION = 6, 12  # words of a point over the entries, and of all of them


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a live blog: its name on the page, its title, when it was published, its markup."""

    name: str
    title: str
    published: str | None
    markup: str


def entries(part: Part, options: Options) -> Opened:
    """The entries of a live blog, or the page itself."""
    raw = part.bytes(options.limits.report)
    found = _found(raw, part.where) if _SIGN.search(raw) else None
    if found is None:
        yield replace(part, kind=PAGE)
        return
    tree, told = found
    facts = _facts(tree, part)
    address = str(part.given.get("url") or html_facts.canonical(tree) or part.name)
    for entry in told:
        given = {**facts, "url": f"{address}#{entry.name}", "title": entry.title or facts["title"], "published": entry.published}
        known = {name: value for name, value in {**part.given, **given}.items() if value}
        name = f"{part.ref or part.name}#{entry.name}"
        where = f"{part.where}#{entry.name}"
        yield Part(where, name, entry.markup.encode("utf-8", "replace"), "fragment", name, known, {**part.extra, "title": entry.title})


def _found(raw: bytes, where: str) -> tuple[HtmlElement, list[Entry]] | None:
    """The tree and the entries of a page that is a live blog; None for another page, and for one that cannot be read and says so later."""
    try:
        tree, _ = parsed(decode(raw, where, limit=len(raw)).text, where)
    except InputError:
        return None
    data = html_facts.structured(tree)
    told = list(_structured(data)) or list(_boxed(tree))
    return (tree, [*_introduction(tree, data, told), *_named(told)]) if len(told) >= _FEWEST else None


def _facts(tree: HtmlElement, part: Part) -> dict[str, Any]:
    data = html_facts.structured(tree)
    site = next((str(v) for v in tree.xpath("//meta[@property='og:site_name']/@content")), None)
    heading = next((fold(h.text_content()) for h in tree.iter("h1") if h.text_content().strip()), "")
    return {"publisher": site or data.publisher, "title": heading, "language": part.given.get("language")}


def _structured(data: html_facts.Structured) -> Iterator[Entry]:
    """The entries that the page's structured data give with their words."""
    updates = data.first("liveBlogUpdate")
    for update in updates if isinstance(updates, list) else []:
        body = update.get("articleBody") if isinstance(update, Mapping) else None
        if not isinstance(body, str) or len(body.split()) < _WORDS:
            continue
        markup = body if "</p>" in body else "".join(f"<p>{escape(line)}</p>" for line in body.splitlines() if line.strip())
        address = str(update.get("url") or update.get("@id") or "")
        name = address.rpartition("#")[2] if "#" in address else ""
        yield Entry(name, fold(str(update.get("headline") or "")), _text(update.get("datePublished")), markup)


def _boxed(tree: HtmlElement) -> Iterator[Entry]:
    """The largest group of boxes of one kind that are called entries and tell their time."""
    boxes = [e for e in tree.iter(etree.Element) if pattern("classes", "entry").search(marks(e)) and _moment(e) is not None]
    if not _is_live(tree, boxes):
        return
    outer = set(boxes)
    boxes = [e for e in boxes if not any(up in outer for up in e.iterancestors())]
    kinds = Counter((e.tag, (e.get("class") or "").split(" ")[0]) for e in boxes)
    usual = max(kinds, key=lambda k: kinds[k]) if kinds else None
    for box in boxes:
        if (box.tag, (box.get("class") or "").split(" ")[0]) == usual and len(box.text_content().split()) >= _WORDS:
            heading = next((fold(h.text_content()) for h in box.iter("h2", "h3", "h4") if not h.xpath(".//time")), "")
            yield Entry(box.get("id") or "", heading, _moment(box), _markup(box))


def _introduction(tree: HtmlElement, data: html_facts.Structured, told: Sequence[Entry]) -> Iterator[Entry]:
    """What the page tells over its first entry: its paragraphs and points, without links to elsewhere and boxes beside the story."""
    first = next((e for entry in told[:1] if entry.name for e in tree.xpath("//*[@id=$name]", name=entry.name)), None)
    own = next((a.get("articleBody") for a in data.articles if a.get("liveBlogUpdate")), None)
    words = list(dict.fromkeys(_over(tree, first))) if first is not None else [fold(_text(own) or "")]
    if sum(len(line.split()) for line in words) >= _INTRODUCTION:
        markup = "".join(f"<p>{escape(line)}</p>" for line in words)
        yield Entry("introduction", "", _text(data.first("datePublished")), markup)


def _over(tree: HtmlElement, first: HtmlElement) -> Iterator[str]:
    linking = html_aside.linking(tree)
    for element in tree.iter(etree.Element):
        if element is first:
            return
        words = fold(element.text_content()) if element.tag in ("p", "li") else ""
        if len(words.split()) >= _POINT and squeezed(words) not in linking and not _stands_aside(element):
            yield words


def _stands_aside(element: HtmlElement) -> bool:
    return any(up.tag in ("nav", "aside", "footer") or pattern("classes", "aside").search(marks(up)) for up in element.iterancestors())


def _is_live(tree: HtmlElement, boxes: Sequence[HtmlElement]) -> bool:
    """Whether the boxes are the page: they hold much of its words, and they or its title are called live."""
    words = sum(len(box.text_content().split()) for box in boxes)
    called = any("live" in marks(box).lower() for box in boxes)
    heading = " ".join(str(t) for t in tree.xpath("//title/text() | //h1//text()"))
    return words > _SHARE * len(tree.text_content().split()) and (called or pattern("lines", "live").search(heading) is not None)


def _markup(box: HtmlElement) -> str:
    """The box without its time, buttons and links to share, which are no words of the entry."""
    copy = deepcopy(box)
    copy.tail = None
    for part in [
        e for e in copy.iterdescendants(etree.Element) if e.tag in ("time", "button") or pattern("classes", "unsaid").search(marks(e))
    ]:
        part.drop_tree()
    return str(tostring(copy, encoding="unicode"))


def _moment(box: HtmlElement) -> str | None:
    """When an entry was published: the first machine-readable time in it, or in its own attributes."""
    own = [str(v) for v in box.xpath(".//time/@datetime | .//*[@itemprop='datePublished']/@content")]
    own += [box.get(name) or "" for name in ("data-published", "data-timestamp", "data-time", "data-block-time", "data-date")]
    return next((v for v in own if re.match(r"\d{4}-\d\d-\d\d", v)), None)


def _named(told: Sequence[Entry]) -> list[Entry]:
    """The entries with names that differ: those without one are numbered."""
    seen: Counter[str] = Counter()
    named = []
    for number, entry in enumerate(told, start=1):
        name = entry.name or f"entry-{number}"
        seen[name] += 1
        named.append(replace(entry, name=name if seen[name] == 1 else f"{name}-{seen[name]}"))
    return named


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
