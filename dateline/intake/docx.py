"""Word documents (.docx). In: the bytes of one. Out: its paragraphs and tables in their order; running heads and feet as chrome.

A row of a table is a line, its cells parted by bars. Headings by their style are headlines.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.intake.content import Content, has_words, tiled
from dateline.intake.parts import Options, Part

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DEPTH = 4


def read(part: Part, raw: bytes, options: Options) -> Content:
    """The document. Raises InputError when it is damaged, unpacks to too much, or has no words."""
    # Imported here because a plain text does without it.
    from docx import Document as open_word
    from docx.opc.exceptions import PackageNotFoundError
    from lxml import etree

    try:
        _check_size(part, raw, options)
        word = open_word(io.BytesIO(raw))
        blocks = list(_blocks(word))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, EOFError, etree.XMLSyntaxError) as error:
        raise InputError(
            part.where, f"no Word document that can be read: {(str(error).splitlines() or [type(error).__name__])[0][:120]}"
        ) from error
    text, sections = tiled(blocks)
    if not has_words(text):
        raise InputError(part.where, "no text in the document" + (": only pictures" if word.inline_shapes else ""))
    pictures = len(word.inline_shapes)
    doubts = (f"{pictures} pictures, which were not read",) if pictures else ()
    return Content(text, MEDIA_TYPE, sections, doubts=doubts)


def _check_size(part: Part, raw: bytes, options: Options) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > min(options.limits.held, max(options.limits.ratio * len(raw), options.limits.report)):
        raise InputError(part.where, f"unpacks to {size / 1e6:.0f} MB, which its size does not warrant: not unpacked")


def _blocks(word: Any) -> Iterator[tuple[str, str]]:
    heads, feet = _furniture(word)
    yield from (("chrome", words) for words in heads)
    yield from _inside(word, _DEPTH)
    yield from (("chrome", words) for words in feet)


def _inside(container: Any, depth: int) -> Iterator[tuple[str, str]]:
    for item in container.iter_inner_content():
        if hasattr(item, "rows"):
            yield from (("body", row) for row in _rows(item, depth))
        else:
            yield _role(item), " ".join(item.text.split())


def _role(paragraph: Any) -> str:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    if style.startswith(("heading", "title", "subtitle")):
        return "headline"
    return "caption" if style.startswith("caption") else "body"


def _rows(table: Any, depth: int) -> Iterator[str]:
    """The rows of a table; a cell that spans several columns or rows is said once a row."""
    for row in table.rows:
        cells: list[str] = []
        last = None
        for cell in row.cells:
            if cell._tc is not last:
                cells.append(_cell(cell, depth - 1))
            last = cell._tc
        if any(cells):
            yield " | ".join(cells).strip()


def _cell(cell: Any, depth: int) -> str:
    if not depth:
        return " ".join(cell.text.split())
    return " ".join(words for _, words in _inside(cell, depth) if words)


def _furniture(word: Any) -> tuple[list[str], list[str]]:
    """What stands over and under the pages, each line once."""
    heads: dict[str, None] = {}
    feet: dict[str, None] = {}
    for section in word.sections:
        for area, into in (
            (section.header, heads),
            (section.first_page_header, heads),
            (section.footer, feet),
            (section.first_page_footer, feet),
        ):
            if not area.is_linked_to_previous:
                into.update(dict.fromkeys(words for _, words in _inside(area, _DEPTH) if words))
    return list(heads), list(feet)
