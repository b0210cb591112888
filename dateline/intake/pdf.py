"""PDF reports. In: the bytes of one. Out: its text in reading order: headings, paragraphs, rows; running heads and feet as chrome.

pdfium finds the words and their boxes; the order, the columns and the paragraphs are found here. Pages without text are told as a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.intake import _print
from dateline.intake._lines import Piece, lines
from dateline.intake.content import Content, has_words, placed
from dateline.intake.parts import Options, Part

_PAGES = 500
_PIECES = 20_000  # of one page
_SHOWN = 8
_NO_BREAKS = {0x0D: " ", 0x0A: None}


def read(part: Part, raw: bytes, options: Options) -> Content:
    """The report. Raises InputError when it is damaged, needs a password, or has no text."""
    # Imported here because a plain text does without it.
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(raw)
        count = len(pdf)
        pages = [lines(list(_pieces(pdf[number]))) for number in range(min(count, _PAGES))]
    except pypdfium2.PdfiumError as error:
        said = "encrypted: needs a password" if "password" in str(error).lower() else f"no PDF that can be read: {str(error)[:120]}"
        raise InputError(part.where, said) from error
    printed = _print.read(pages)
    text, sections, origins = placed(((role, _print.plain(words)) for role, words in printed.blocks), printed.places)
    if not has_words(text):
        raise InputError(part.where, f"no text in its {count} pages: they are pictures" if count else "a PDF without pages")
    return Content(text, "application/pdf", sections, doubts=tuple(_doubts(pages, count, printed.joined)), origins=origins)


def _pieces(page: Any) -> Iterator[Piece]:
    """The words of a page with their boxes, in the order in which they were written."""
    text = page.get_textpage()
    for number in range(min(text.count_rects(), _PIECES)):
        box = text.get_rect(number)
        words = text.get_text_bounded(*box).translate(_NO_BREAKS)
        if words.strip():
            bottom, top = _line_box(text, box)
            yield Piece(words, box[0], bottom, box[2], top)


def _line_box(text: Any, box: tuple[float, float, float, float]) -> tuple[float, float]:
    """The lower and the upper edge of the line: those of the font where they can be had, which do not depend on the letters."""
    left, bottom, _, top = box
    index = text.get_index(left + 1, (bottom + top) / 2, 2, 2)
    if index is None:
        return bottom, top
    _, low, _, high = text.get_charbox(index, loose=True)
    return (low, high) if low < top and high > bottom and 0 < high - low < 4 * (top - bottom) + 4 else (bottom, top)


def _doubts(pages: list[list[Piece]], count: int, joined: list[str]) -> Iterator[str]:
    if count > len(pages):
        yield f"{count} pages: those after the first {len(pages)} were not read"
    empty = [str(number) for number, page in enumerate(pages, start=1) if not page]
    if empty:
        yield f"pages without text, which may be pictures: {', '.join(empty[:20])}{' …' if len(empty) > 20 else ''}"
    words = list(dict.fromkeys(joined))
    if words:
        more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
        yield f"joined where a line ends in a hyphen: {', '.join(words[:_SHOWN])}{more}"
