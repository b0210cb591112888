"""What of a page is no article. In: the tree and the paragraphs of the article. Out: paragraphs that only link elsewhere, and the words
of the rest of the page, to be kept as furniture that can be shown and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree
from lxml.html import HtmlElement

from dateline.intake.html_tables import fold, marks, names, pattern, squeezed

_LINK_SHARE, _LINK_WORDS = 0.9, range(3, 26)
_TEASERS, _TEASER_WORDS = 3, 45
_BOX_SHARE = 0.3
_SHORT = 60
_MOST = 20_000  # characters of furniture that are kept


def linking(tree: HtmlElement) -> frozenset[str]:
    """The words (squeezed) of every block that is nothing but one link to elsewhere, as titles of other stories are, and of every box in a
    row of like boxes that each hold such a link and hardly more."""
    found: set[str] = set()
    rows: dict[object, set[HtmlElement]] = {}
    for link in tree.iter("a"):
        block = _link_block(link)
        if block is None:
            continue
        found |= {squeezed(block.text_content()), squeezed(link.text_content())}
        for box in (up for up in (block, *block.iterancestors()) if up.tag in names("teasers")):
            rows.setdefault((box.getparent(), box.tag, box.get("class")), set()).add(box)
    for row in rows.values():
        if len(row) >= _TEASERS:
            found |= {squeezed(box.text_content()) for box in row if len(box.text_content().split()) <= _TEASER_WORDS}
    return frozenset(found)


def _link_block(link: HtmlElement) -> HtmlElement | None:
    """The block that holds nothing but this link to another page."""
    words = fold(link.text_content())
    target = link.get("href") or ""
    if len(words.split()) not in _LINK_WORDS or "#" in target or target.startswith(("mailto:", "tel:")):
        return None
    block = next((up for up in link.iterancestors() if up.tag in names("blocks")), link)
    return block if len(words) >= _LINK_SHARE * len(_own(block)) else None


def _own(block: HtmlElement) -> str:
    """The words of a block that stand in no block within it."""
    inner = [e for e in block if e.tag in names("blocks")]
    pieces = [block.text or "", *((e.tail or "") if e in inner else e.text_content() + (e.tail or "") for e in block)]
    return fold(" ".join(pieces))


def boxed(tree: HtmlElement, body: Sequence[str]) -> frozenset[str]:
    """The words (squeezed) of the blocks in small boxes that the page calls promotions, newsletters, related stories. Boxes of one kind
    that together hold much of the article are how the page sets its paragraphs."""
    known = {squeezed(line) for line in body}
    most = _BOX_SHARE * sum(map(len, known))
    kinds: dict[str, set[str]] = {}
    for element in tree.iterdescendants(etree.Element):
        if element.tag in names("boxes") and pattern("classes", "aside").search(marks(element)) and len(element.text_content()) < 2 * most:
            kind = kinds.setdefault(element.get("class") or marks(element), set())
            kind |= {squeezed(e.text_content()) for e in element.iter(etree.Element) if _is_said(e)}
    return frozenset(w for kind in kinds.values() if sum(map(len, kind & known)) < most for w in kind if w)


def _is_said(element: HtmlElement) -> bool:
    """Whether an element can be a line of the article by itself."""
    return element.tag in names("blocks") or len(element.text_content().split()) in _LINK_WORDS


def rest(tree: HtmlElement, told: Iterable[str]) -> tuple[list[str], int]:
    """The blocks of the page whose words the article does not hold, in the order of the page (short ones that follow one another as one, a
    line each), and how many characters were left out because there are too many."""
    said = " ".join(told)
    kept: list[str] = []
    size = left = 0
    short = False
    for words in _blocks(tree):
        if words in said or not any(c.isalnum() for c in words):
            continue
        if size + len(words) > _MOST:
            left += len(words)
            continue
        size += len(words)
        if len(words) < _SHORT and kept and short:
            kept[-1] += f"\n{words}"
        else:
            kept.append(words)
        short = len(words) < _SHORT
    return kept, left


def _blocks(tree: HtmlElement) -> Iterator[str]:
    """The words of the page block by block. Not recursive: nesting may be thousands deep."""
    silent = 0
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in names("blocks"):
            words = fold("".join(pieces))
            pieces = []
            if words:
                yield words
        if tag in names("silent"):
            silent += 1 if event == "start" else -1
        piece = element.text if event == "start" else element.tail
        if piece and not silent:
            pieces.append(piece)
    if words := fold("".join(pieces)):
        yield words
