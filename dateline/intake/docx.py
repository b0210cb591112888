"""Word documents (.docx). In: the bytes of one. Out: its paragraphs and tables in their order; running heads and feet as chrome.

A row of a table is a line, its cells parted by bars. Headings by their style are headlines. Text boxes and notes come after the story.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from dateline.errors import InputError
from dateline.intake.content import Content, has_words, placed
from dateline.intake.parts import Options, Part
from dateline.types import Origin

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P = _W + "p"
_SIGNS = {_W + "tab": " ", _W + "br": " ", _W + "cr": " ", _W + "noBreakHyphen": "-", _P: " ", _W + "tc": " "}
# What is no text where it stands: what was deleted or moved away, text boxes, and the second form of what older programs cannot show.
_OUTSIDE = frozenset(
    (
        *(_W + name for name in ("del", "moveFrom", "txbxContent", "sdtPr", "pPr", "rPr", "instrText")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    )
)


def read(part: Part, raw: bytes, options: Options) -> Content:
    """The document. Raises InputError when it is damaged, or has no words."""
    # Imported here because a plain text does without it.
    from docx import Document as open_word
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        word = open_word(io.BytesIO(raw))
        blocks = list(_blocks(word))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, EOFError, etree.XMLSyntaxError) as error:
        raise InputError(
            part.where, f"no Word document that can be read: {(str(error).splitlines() or [type(error).__name__])[0][:120]}"
        ) from error
    text, sections, origins = placed(*zip(*blocks, strict=True)) if blocks else ("", (), ())
    if not has_words(text):
        raise InputError(part.where, "no text in the document" + (": only pictures" if word.inline_shapes else ""))
    pictures = len(word.inline_shapes)
    doubts = (f"{pictures} pictures, which were not read",) if pictures else ()
    return Content(text, MEDIA_TYPE, sections, doubts=doubts, origins=origins)


def _blocks(word: Any) -> Iterator[tuple[tuple[str, str], tuple[Origin, ...]]]:
    """Every block, and its number among the paragraphs and rows of the story where it is of it."""
    styles = {style.style_id: (style.name or "").lower() for style in word.styles}
    heads, feet = _furniture(word, styles)
    yield from ((("chrome", words), ()) for words in heads)
    for number, block in enumerate(_inside(word.element.body, styles), start=1):
        yield block, (Origin(0, 0, paragraph=number),)
    yield from ((block, ()) for block in _boxes(word.element.body, styles))
    yield from ((("body", words), ()) for words in _notes(word))
    yield from ((("chrome", words), ()) for words in feet)


def _inside(container: Any, styles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Paragraphs and rows in their order, also those in form fields and in tracked changes, which the library passes over."""
    waiting = list(reversed(container))
    while waiting:
        element = waiting.pop()
        if element.tag == _P:
            yield _role(element, styles), _words(element)
        elif element.tag == _W + "tbl":
            yield from (("body", row) for row in _rows(element))
        elif element.tag not in _OUTSIDE:
            waiting.extend(reversed(element))


def _words(element: Any) -> str:
    """The text in it as it reads when all tracked changes are taken, without that of text boxes."""
    pieces, waiting = [], list(reversed(element))
    while waiting:
        node = waiting.pop()
        if node.tag == _W + "t":
            pieces.append(node.text or "")
        elif node.tag not in _OUTSIDE:
            pieces.append(_SIGNS.get(node.tag, ""))
            waiting.extend(reversed(node))
    return " ".join("".join(pieces).split())


def _role(paragraph: Any, styles: Mapping[str, str]) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = "" if style is None else styles.get(style.get(_W + "val"), "")
    if name.startswith(("heading", "title", "subtitle")):
        return "headline"
    return "caption" if name.startswith("caption") else "body"


def _rows(table: Any) -> Iterator[str]:
    """The rows of a table; a cell that spans several columns or rows is said once."""
    for row in table.iterchildren(_W + "tr", _W + "sdt", _W + "ins"):
        cells = [_cell(cell) for cell in row.iter(_W + "tc") if next(cell.iterancestors(_W + "tbl")) is table]
        if any(cells):
            yield " | ".join(cells)


def _cell(cell: Any) -> str:
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return "" if merged is not None and merged.get(_W + "val") != "restart" else _words(cell)


def _boxes(body: Any, styles: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What stands in text boxes, after the story; each box once, though it is kept in two forms."""
    for box in body.iter(_W + "txbxContent"):
        if not any(up.tag in _OUTSIDE and up.tag != _W + "txbxContent" for up in box.iterancestors()):
            yield from _inside(box, styles)


def _notes(word: Any) -> Iterator[str]:
    """Footnotes and endnotes."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for rel in word.part.rels.values():
        if rel.reltype.rsplit("/", 1)[-1] in ("footnotes", "endnotes") and not rel.is_external:
            for note in etree.fromstring(rel.target_part.blob, parser):
                if note.get(_W + "type") is None:
                    yield _words(note)


def _furniture(word: Any, styles: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """What stands over and under the pages, each line once."""
    heads: dict[str, None] = {}
    feet: dict[str, None] = {}
    for section in word.sections:
        areas = ((section.header, heads), (section.first_page_header, heads), (section.footer, feet), (section.first_page_footer, feet))
        for area, into in areas:
            if not area.is_linked_to_previous:
                into.update(dict.fromkeys(words for _, words in _inside(area._element, styles) if words))
    return list(heads), list(feet)
