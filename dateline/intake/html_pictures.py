"""Captions and credits of the pictures of an article. In: the tree of a page and the paragraphs of its body. Out: `Picture`s in order.

The extraction of the body drops them, and they are evidence: they say what is to be seen, where and when. A caption is what a page marks
as one, or the few words that share a box with an image and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lxml import etree
from lxml.html import HtmlElement

from dateline.intake.html_tables import fold, marks, names, pattern, table, text_of

_TOKEN = r"(?:[A-ZÀ-Þ0-9][\w.'’&-]*|for|via|of|the|and|de|by|in|la|del|da|van|von|al|handout|file|pool|stringer|archive)"
_NAMES = rf"(?=[A-ZÀ-Þ]){_TOKEN}(?:[\s/,+&|-]+{_TOKEN}){{0,8}}"
_NEAR = 4  # how far up from a caption its image may stand
_SHORTEST, _LONGEST, _CREDIT_WORDS = 4, 120, 20
_TITLE_WORDS, _LINKED = 20, 0.9
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg)\b|#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A caption and a credit (either may be empty), and all the words of their place on the page."""

    caption: str
    credit: str
    whole: str


def pictures(area: HtmlElement) -> list[Picture]:
    """The pictures that stand in the article, each said once."""
    found: list[Picture] = []
    boxes: set[HtmlElement] = set()
    for element in area.iter(etree.Element):
        if any(up in boxes for up in element.iterancestors()) or not _is_place(element) or _stands_aside(element, area):
            continue
        boxes.add(element)
        for picture in _read(element):
            if not any(picture.caption in other.caption and picture.credit in (other.credit, "") for other in found):
                found.append(picture)
    return _paired(found)


def _paired(found: list[Picture]) -> list[Picture]:
    """A credit that stands alone right beside a caption without one belongs to it."""
    joined: list[Picture] = []
    for picture in found:
        last = joined[-1] if joined else None
        if last and not picture.caption and last.caption and not last.credit:
            joined[-1] = Picture(last.caption, picture.credit, f"{last.whole} {picture.whole}")
        else:
            joined.append(picture)
    return joined


def article(tree: HtmlElement, body: Sequence[str]) -> HtmlElement:
    """The smallest element that holds most of the body's paragraphs, and around it the one that may hold the picture on top."""
    known = set(body)
    holders: Counter[HtmlElement] = Counter()
    total = 0
    for element in tree.iter("p", "li", "blockquote", "div"):
        if (element.tag != "div" or not len(element)) and fold(element.text_content()) in known:
            total += 1
            holders.update(element.iterancestors())
    inner = next((e for e in _by_depth(holders) if holders[e] >= 0.8 * total), tree)
    outer = next((e for e in (inner, *inner.iterancestors()) if e.tag in ("article", "main")), None)
    if outer is None:
        outer = _titled(inner)
    return next((up for up in outer.iterancestors("main")), outer) if outer.tag == "article" else outer


def _titled(inner: HtmlElement) -> HtmlElement:
    """The smallest box around the paragraphs that also holds the page's title; the next box around them where there is none."""
    boxes = [up for up in inner.iterancestors() if up.tag not in ("body", "html")]
    return next((box for box in boxes if box.find(".//h1") is not None), boxes[0] if boxes else inner)


def _by_depth(holders: Counter[HtmlElement]) -> list[HtmlElement]:
    return sorted(holders, key=lambda e: -sum(1 for _ in e.iterancestors()))


def _is_place(element: HtmlElement) -> bool:
    """Whether the words of a picture stand in the element: it is called a caption or a credit and has an image near, or boxes one."""
    if element.tag == "figcaption" or (element.tag in names("caption_tags") and _is_called(element) and _has_image_near(element)):
        return True
    return element.tag in ("figure", "div", "li", "span", "table") and _boxes_image(element)


def _is_called(element: HtmlElement) -> bool:
    said = marks(element)
    if pattern("classes", "caption").search(said) or pattern("classes", "credit").search(said):
        return True
    return pattern("classes", "credit_inside").search(said) is not None and any(up.tag == "figure" for up in element.iterancestors())


def _is_image(element: HtmlElement) -> bool:
    return element.tag in names("images") or element.get("data-bg") is not None or element.get("data-src") is not None


def _has_image_near(element: HtmlElement) -> bool:
    ups = [element, *element.iterancestors()][: _NEAR + 1]
    return any(_is_image(e) for up in ups if up.tag not in ("body", "html", "article", "main") for e in up.iterdescendants(etree.Element))


def _boxes_image(element: HtmlElement) -> bool:
    """Whether the element is called after pictures, holds an image of its own, few words, and neither paragraphs of a story nor a title."""
    if element.tag != "figure" and not pattern("classes", "picture").search(marks(element)):
        return False
    if not any(_is_image(e) for e in element.iterdescendants(etree.Element)):
        return False
    if any(e.tag in names("no_picture") or _is_called(e) or e.tag == "figcaption" for e in element.iterdescendants(etree.Element)):
        return False
    return 0 < len(element.text_content().split()) <= _LONGEST


def _stands_aside(element: HtmlElement, area: HtmlElement) -> bool:
    """Whether the place belongs to a link to another page or a box beside the article."""
    if element.tag == "aside" or pattern("classes", "aside").search(marks(element)):
        return True
    for up in element.iterancestors():
        if up is area:
            return False
        if up.tag in names("aside") or (up.tag == "table" and not _is_frame(up)):
            return True
        if pattern("classes", "aside").search(marks(up)):
            return True
    return False


def _is_frame(table: HtmlElement) -> bool:
    """Whether a table is but the frame of a picture: it is called after captions, or holds an image and few words."""
    if pattern("classes", "caption").search(marks(table)):
        return True
    return len(table.text_content().split()) <= _LONGEST and any(_is_image(e) for e in table.iterdescendants(etree.Element))


def _read(element: HtmlElement) -> Iterator[Picture]:
    """The caption's words and, apart, the credit where the page marks it off."""
    whole, said = text_of(element), _said(element)
    own = _is_credit(element) and not pattern("classes", "caption").search(marks(element))
    credit = said if own else next((c for c in map(_said, _credits(element)) if c and len(c.split()) <= _CREDIT_WORDS), "")
    words = fold(said.replace(credit, " ", 1)) if credit else said
    words = pattern("lines", "before_caption").sub("", words, count=1).strip()
    words = pattern("lines", "after_caption").sub("", words, count=1).strip(" |·–—-")
    words = _once(words)
    words, tail = _inline(words) if not credit else (words, "")
    credit = pattern("lines", "before_credit").sub("", credit or tail, count=1).strip(" |·–—-")
    good = (
        sum(word.isalpha() for word in re.findall(r"[\w’']+", words)) >= _SHORTEST
        and len(words.split()) <= _LONGEST
        and not pattern("lines", "no_caption").search(words)
    )
    good = good and not _is_link(element, words)
    barred = pattern("lines", "no_caption").search(credit) or pattern("lines", "credit_no").search(credit)
    fit = credit if 0 < len(credit.split()) <= _CREDIT_WORDS and not barred else ""
    if good or fit:
        yield Picture(words if good else "", fit, whole)


def _is_link(element: HtmlElement, words: str) -> bool:
    """Whether the words are the title of another page that the picture leads to: one link, and no sentence."""
    if words[-1:] in '.”"' or len(words.split()) > _TITLE_WORDS:
        return False
    links = [e for e in element.iter("a") if not _IMAGE_FILE.search(e.get("href") or "#")]
    return any(len(text_of(link)) >= _LINKED * len(words) for link in links)


def _inline(words: str) -> tuple[str, str]:
    """A caption and the credit at its end, where its form shows that it is one: brackets, a label, a stroke before a name."""
    match = _tail().search(words)
    if match is None or match.start() < _SHORTEST or pattern("lines", "no_credit").fullmatch(match.group().strip()):
        return words, ""
    return words[: match.start()].strip(" |·–—-"), match.group().strip()


@cache
def _tail() -> re.Pattern[str]:
    """The forms of a credit at the end of a caption; NAMES in the table stands for up to nine words that are written with capitals."""
    return re.compile("(?:" + "|".join(table()["tails"]["credit"]).replace("NAMES", _NAMES) + r")\s*\.?$")


def _credits(element: HtmlElement) -> Iterator[HtmlElement]:
    parts = [e for e in element.iterdescendants(etree.Element) if not _is_image(e)]
    for name in ("credit", "credit_inside"):
        yield from (e for e in parts if pattern("classes", name).search(marks(e)))


def _unsaid(element: HtmlElement) -> Iterator[str]:
    """The words in a caption's place that are for the use of the page: buttons, lists of share links, links to a licence."""
    for part in element.iterdescendants(etree.Element):
        if part.tag in names("unsaid") or pattern("classes", "unsaid").search(marks(part)):
            yield text_of(part)


def _is_credit(element: HtmlElement) -> bool:
    return any(pattern("classes", name).search(marks(element)) for name in ("credit", "credit_inside")) and element.tag != "figcaption"


def _said(element: HtmlElement) -> str:
    """The words of a caption's place without those for the use of the page."""
    words = text_of(element)
    for part in _unsaid(element):
        words = fold(words.replace(part, " ", 1)) if part else words
    return words


def _once(words: str) -> str:
    """The words once, where a page says them twice on end (a short form and a long one)."""
    half = len(words) // 2
    return words[:half].strip() if half > 20 and words[:half].strip() == words[half:].strip() else words
