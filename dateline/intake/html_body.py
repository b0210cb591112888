"""The lines of an article's body. In: the extraction's lines and the tree. Out: the lines in the order of the page, with what was lost.

The extraction at times drops the summary over a story, or every paragraph behind a box in its midst. Both are brought back: a short text
that the page calls a summary, and paragraphs that stand in the page just as those stand that were found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree
from lxml.etree import SubElement
from lxml.html import HtmlElement

from dateline.intake.html_tables import fold, marks, names, pattern, text_of

_SUMMARY, _PARAGRAPH = range(6, 90), 12
_LINKED, _ALIKE, _QUOTED = 0.4, 3, 6
_CELL_WORDS = 80

Signature = tuple[str, ...]


def without_layout(tree: HtmlElement) -> None:
    """Tables that only lay the page out (a cell holds a text of several paragraphs) become plain boxes: the tree is changed."""
    for table in list(tree.iter("table")):
        if any(_holds_story(cell) for cell in table.iter("td")):
            for part in [table, *(e for e in table.iter("tbody", "thead", "tr", "td", "th") if _own(e, table))]:
                part.tag = "div"


def without_popups(tree: HtmlElement) -> None:
    """Words that only show when something is pointed at go from the midst of sentences to the end of the page: the tree is changed."""
    ends = tree.find("body")
    for element in list(tree.iter("style", "span", "div")):
        if element.tag == "style":
            element.drop_tree()
        elif ends is not None and pattern("classes", "popup").search(element.get("class") or "") and _is_inline(element):
            box = SubElement(SubElement(ends, "footer"), "div")
            box.text = text_of(element)
            element.drop_tree()


def _is_inline(element: HtmlElement) -> bool:
    return any(up.tag == "p" for up in element.iterancestors())


def _holds_story(cell: HtmlElement) -> bool:
    return len(cell.text_content().split()) > _CELL_WORDS and sum(1 for _ in cell.iter("p", "br")) > 1


def _own(part: HtmlElement, table: HtmlElement) -> bool:
    return next((up for up in part.iterancestors("table")), table) is table


def whole(tree: HtmlElement, body: Sequence[str], area: HtmlElement) -> list[str]:
    """The body with its summary, its lost paragraphs and quotations, which come right after the paragraph that they follow in the page."""
    told = " ".join(body)
    known = {line.removeprefix("- ") for line in body}
    seen = Counter(_signature(e) for e in area.iter("p") if fold(e.text_content()) in known)
    usual = {signature for signature, count in seen.items() if count >= _ALIKE}
    after: dict[str, list[str]] = {}
    last = ""
    for element in area.iter("p", "blockquote"):
        words = text_of(element) if element.tag == "blockquote" else fold(element.text_content())
        if words in known:
            last = words
        elif last and words and words not in told and _is_lost(element, words, usual, known, area):
            after.setdefault(last, []).append(words)
            known |= {words, *(fold(e.text_content()) for e in element.iter("p"))}
    lines = [line for own in body for line in (own, *after.pop(own.removeprefix("- "), ()))]
    return [*_summary(area, told), *lines]


def _is_lost(element: HtmlElement, words: str, usual: set[Signature], known: set[str], area: HtmlElement) -> bool:
    """Whether the extraction has dropped a paragraph that stands like the others, or the whole of a quotation."""
    if element.tag == "p":
        return _signature(element) in usual and _is_paragraph(element, words, area)
    inner = [fold(e.text_content()) for e in element.iter("p")]
    return len(words.split()) >= _QUOTED and not known.intersection(inner) and not _in_aside(element, area)


def _summary(area: HtmlElement, told: str) -> Iterator[str]:
    """The first short text in the article that the page calls its summary, unless the body holds it."""
    for element in area.iter("p", "div", "h2", "span", "li", "strong"):
        if not pattern("classes", "summary").search(marks(element)):
            continue
        words = fold(element.text_content())
        if len(words.split()) in _SUMMARY:
            if words not in told and not _in_aside(element, area) and words[-1:] in ".?!…”\"'’":
                yield words
            return


def _signature(element: HtmlElement) -> Signature:
    up = element.getparent()
    return (element.get("class") or "", *(() if up is None else (str(up.tag), up.get("class") or "")))


def _is_paragraph(element: HtmlElement, words: str, area: HtmlElement) -> bool:
    linked = sum(len(fold(a.text_content())) for a in element.iter("a"))
    return len(words.split()) >= _PARAGRAPH and linked < _LINKED * len(words) and not _in_aside(element, area)


def _in_aside(element: HtmlElement, area: HtmlElement) -> bool:
    for up in element.iterancestors(etree.Element):
        if up is area:
            return False
        if up.tag in names("aside") or pattern("classes", "aside").search(marks(up)):
            return True
    return False
