"""What of a page is no article. In: the tree and the paragraphs of the article. Out: paragraphs that only link elsewhere, and the words
of the rest of the page, to be kept as furniture that can be shown and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lxml import etree
from lxml.html import HtmlElement

from dateline.intake.html_tables import fold, marks, names, pattern

_LINK_SHARE, _LINK_WORDS = 0.9, range(3, 26)
_BOX_SHARE = 0.3
_SHORT = 60
_MOST = 20_000  # characters of furniture that are kept


def linking(tree: HtmlElement) -> frozenset[str]:
    """The words of every block that is nothing but one link to elsewhere, as titles of other stories are."""
    found = set()
    for link in tree.iter("a"):
        words = fold(link.text_content())
        target = link.get("href") or ""
        if len(words.split()) in _LINK_WORDS and "#" not in target and not target.startswith(("mailto:", "tel:")):
            block = next((up for up in link.iterancestors() if up.tag in names("blocks")), link)
            whole = fold(block.text_content())
            if len(words) >= _LINK_SHARE * len(whole):
                found.add(whole)
    return frozenset(found)


def boxed(area: HtmlElement, body: Sequence[str]) -> frozenset[str]:
    """The words of the blocks in small boxes of the article that the page calls promotions, newsletters, related stories."""
    most = _BOX_SHARE * sum(map(len, body))
    found: set[str] = set()
    for element in area.iterdescendants(etree.Element):
        if element.tag in names("boxes") and pattern("classes", "aside").search(marks(element)) and len(element.text_content()) < most:
            found |= {fold(e.text_content()) for e in element.iter(etree.Element) if e.tag in names("blocks")}
    return frozenset(w for w in found if w)


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
