"""What a page says about itself. In: its tree. Out: its own facts from JSON-LD, OpenGraph and other metadata, where they are there.

Structured data is preferred where it is the page's own word (moment of publication, authors, agency, canonical address); the day of
publication is htmldate's, which weighs all of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from dateline.intake.html_tables import fold, names, pattern

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)")
_JSON_DATE = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{10,40})\"")
_BETWEEN = re.compile(r"\s[|–—»·-]\s")
_MOST_NODES = 2_000
_MODIFIED = "|".join(
    f"//meta[{test}]/@content"
    for test in ("contains(@property,'modified_time')", "contains(@property,'updated_time')", "@itemprop='dateModified'")
)


@dataclass(frozen=True, slots=True)
class Structured:
    """The objects of the page's JSON-LD that are articles (or hold one), as one mapping after the other."""

    articles: tuple[Mapping[str, Any], ...] = ()

    def first(self, *keys: str) -> Any:
        """The first value of the first key that an article has."""
        return next((a[k] for k in keys for a in self.articles if a.get(k)), None)

    @property
    def body(self) -> str:
        """The text of the article, where the page gives it."""
        found = self.first("articleBody")
        return found if isinstance(found, str) else ""

    @property
    def closed(self) -> bool:
        """Whether the page says that it is not free."""
        return any(str(a.get("isAccessibleForFree")).lower() == "false" for a in self.articles)

    @property
    def authors(self) -> tuple[str, ...]:
        """The people that the page names as writers, in order."""
        found = self.first("author", "creator")
        named = [_name(one) for one in (found if isinstance(found, list) else [found])]
        return tuple(dict.fromkeys(n for n in named if n and 1 < len(n.split()) < 6 and not pattern("lines", "no_author").search(n)))

    @property
    def publisher(self) -> str | None:
        """Who publishes the page."""
        return _name(self.first("publisher")) or None


def structured(tree: HtmlElement) -> Structured:
    """The articles of the page's JSON-LD; what is no JSON is passed over."""
    found = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            found += [n for n in _nodes(_loaded(script.text or "")) if _types(n) & names("articles")]
    return Structured(tuple(found))


def _loaded(words: str) -> Any:
    try:
        return json.loads(words, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in the value, the outer ones first, up to a bounded number."""
    waiting, count = [value], 0
    while waiting and count < _MOST_NODES:
        here, count = waiting.pop(0), count + 1
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            yield here
            waiting += [v for v in here.values() if isinstance(v, (dict, list))]


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    found = node.get("@type")
    return frozenset(str(t) for t in (found if isinstance(found, list) else [found]))


def _name(value: Any) -> str:
    if isinstance(value, list):
        return _name(value[0]) if value else ""
    found = value.get("name") if isinstance(value, dict) else value
    return fold(found) if isinstance(found, str) and not found.startswith("http") else ""


def published(tree: HtmlElement, day: str | None) -> str | None:
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


def modified(tree: HtmlElement, data: Structured, published: str | None) -> dict[str, str]:
    """When the page says that it was last changed, to the minute, where that is later than its publication."""
    own = tree.xpath(_MODIFIED)
    moments = [match for value in (*own, data.first("dateModified")) if (match := _MOMENT.match(str(value)))]
    latest = max((f"{match[1]}T{match[2]}" for match in moments), default="")
    return {"modified": latest} if published and latest[: len(published)] > published else {}


def title(tree: HtmlElement, found: str) -> str:
    """The title: what was found, unless that is the site's name in the page's own title and a heading has the rest of it."""
    said = parts(fold(tree.findtext(".//title") or ""))
    if found in said[1:] and said[0] != found and said[0] in {fold(h.text_content()) for h in tree.iter("h1", "h2", "h3")}:
        return said[0]
    return found


def parts(title: str) -> list[str]:
    """The parts of a title that bars and dashes set apart: the story's, the section's, the site's."""
    return [fold(part) for part in _BETWEEN.split(title)]


def canonical(tree: HtmlElement) -> str | None:
    """The address that the page gives as its own."""
    found = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return next((str(u) for u in found if re.match(r"https?://[^/]+/.", str(u))), None)


def agency(authors: Iterable[str], lines: Iterable[str]) -> str | None:
    """The news agency, where the page names one as its writer or source."""
    known = pattern("lines", "agencies")
    return next((match.group().strip() for words in (*authors, *lines) if (match := known.fullmatch(words.strip()))), None)
