"""Pages set for print to the text of a report. In: the lines of every page. Out: blocks of (role, words) in reading order.

Running heads and feet and page numbers are chrome. Lines become paragraphs, also over the end of a page; a word that is parted by a hyphen
at the end of a line is joined, unless the hyphen is its own.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from statistics import median
from typing import Any

from dateline.intake._lines import Piece, columns
from dateline.types import Origin

SOFT = "\x02"  # what pdfium writes for a hyphen that it takes for one of the typesetter's
_EDGE = 3  # lines at the top and at the foot of a page among which running heads are looked for
_BIG = 1.3  # times the height of most lines, from which on a line is a heading
_HEADING_WORDS = 25
_STOP = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_PARTED = re.compile(rf"([^\W\d_]+)(?:-|\u2010|\u00ad|{SOFT})$")
_CONTENTS = re.compile(r"(?:\. ?){5,}\d+$")  # a line of a table of contents
_CLOSED = re.compile(r"[\"“‘«'][^\"”’»]{1,40}[\"”’»']")  # a few words in quotation marks, which open no paragraph
_WORD = re.compile(r"\w+(?:-\w+)+")


@dataclass(slots=True)
class Printed:
    """The blocks of a report, where each stands, how high its letters are, and the words that were parted at line ends and are joined."""

    blocks: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[Origin, ...]] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph: its role, words, height, place; `flush` when it begins without the indent that paragraphs of its column begin with."""

    role: str
    words: str
    height: float
    place: Origin
    flush: bool


def read(pages: Sequence[Sequence[Piece]]) -> Printed:
    """The report that stands on the pages (each the lines of one page)."""
    heights = [line.height for page in pages for line in page]
    usual = median(heights) if heights else 1.0
    compounds = {m.lower() for page in pages for line in page for m in _WORD.findall(line.words)}
    running = _running(pages)
    out = Printed()
    for number, page in enumerate(pages, start=1):
        edge = {id(line) for line in page if _is_running(line, page, running)}
        for column in columns([line for line in page if id(line) not in edge]):
            _add(out, _paragraphs(column, number, usual, compounds, out.joined), compounds)
        for line in page:
            if id(line) in edge:
                out.blocks.append(("chrome", plain(line.words)))
                out.places.append((_place_of([line], number),))
                out.heights.append(line.height)
    return out


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("dateline.intake").joinpath("layout.toml").read_text(encoding="utf-8"))


@cache
def _numbers() -> frozenset[str]:
    return frozenset(_table()["page"]["numbers"])


def _fold(words: str) -> str:
    """The words in lower case with # for every number, so that the lines of all pages are the same."""
    return re.sub(r"\d+", "#", " ".join(words.lower().split()))


def _edges(page: Sequence[Piece]) -> list[Piece]:
    ordered = sorted(page, key=lambda line: -line.middle)
    return ordered if len(ordered) <= 2 * _EDGE else ordered[:_EDGE] + ordered[-_EDGE:]


def _place(line: Piece) -> tuple[str, int]:
    """What a line says and how high on the page, to a tenth of an inch."""
    return _fold(line.words), round(line.middle / 7.2)


def _running(pages: Sequence[Sequence[Piece]]) -> frozenset[tuple[str, int]]:
    """What stands at the same place at the top or the foot of two and of a third of the pages, with other numbers at most."""
    counts = Counter(place for page in pages for place in {_place(line) for line in _edges(page)})
    return frozenset(place for place, count in counts.items() if count >= max(2, len(pages) / 3))


def _is_running(line: Piece, page: Sequence[Piece], running: frozenset[tuple[str, int]]) -> bool:
    return any(line is edge for edge in _edges(page)) and (_place(line) in running or _fold(line.words) in _numbers())


def _paragraphs(column: Sequence[Piece], page: int, usual: float, compounds: set[str], joined: list[str]) -> Iterator[_Block]:
    shape = _shape(column, usual)
    for paragraph in _parted(column, shape):
        height = median(line.height for line in paragraph)
        words = ""
        for line in paragraph:
            words = _append(words, line.words, compounds, joined) if words else line.words
        role = (
            "chrome"
            if _CONTENTS.search(words)
            else "headline"
            if height >= _BIG * usual and len(words.split()) <= _HEADING_WORDS
            else "body"
        )
        yield _Block(role, words, height, _place_of(paragraph, page), shape.indents and not shape.indented(paragraph[0]))


def _place_of(found: Sequence[Piece], page: int) -> Origin:
    """The box around the lines on their page, to a tenth of a point; its range in the text comes later."""
    left, bottom = min(line.left for line in found), min(line.bottom for line in found)
    right, top = max(line.right for line in found), max(line.top for line in found)
    return Origin(0, 0, page, (round(left, 1), round(bottom, 1), round(right, 1), round(top, 1)))


def _margin(lefts: Sequence[float]) -> float:
    """Where the lines begin that are not indented: the leftmost place where many do, for a heading or a mark may stand further out."""
    counts = Counter(round(left / 3) for left in lefts)
    many = min(place for place, count in counts.items() if count >= 0.15 * len(lefts) or count == max(counts.values()))
    return min(left for left in lefts if round(left / 3) == many)


def _shape(column: Sequence[Piece], usual: float) -> _Shape:
    pitches = [a.middle - b.middle for a, b in itertools.pairwise(column)]
    pitch = min(median(pitches) if pitches else usual, 2.2 * usual)
    shape = _Shape(_margin([line.left for line in column]), max(line.right for line in column), pitch)
    ends = [after for line, after in itertools.pairwise(column) if _STOP.search(line.words) and shape.early(line, after)]
    few = sum(map(shape.indented, column)) < 0.5 * len(column)
    return replace(shape, indents=few and len(ends) > 1 and sum(map(shape.indented, ends)) >= 0.7 * len(ends))


def _parted(column: Sequence[Piece], shape: _Shape) -> Iterator[list[Piece]]:
    """The lines of a column, a list for each paragraph."""
    paragraph: list[Piece] = []
    for line in column:
        if paragraph and _begins(paragraph[-1], line, shape):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


@dataclass(frozen=True, slots=True)
class _Shape:
    """The margins of a column, the usual distance of its lines, and whether its paragraphs begin with an indent."""

    left: float
    right: float
    pitch: float
    indents: bool = False

    def indented(self, line: Piece) -> bool:
        return line.left > self.left + 0.6 * line.height

    def early(self, line: Piece, after: Piece) -> bool:
        """Whether the line ends though the first word of the next would have stood on it."""
        letter = (after.right - after.left) / max(len(after.words), 1)
        word = len(after.words.split(maxsplit=1)[0]) + 1.5
        return line.right + word * letter < self.right


def _begins(last: Piece, line: Piece, shape: _Shape) -> bool:
    """Whether a paragraph begins here: white above, another size, an item of a list, a row of a table, an indent, or an early end above."""
    apart = last.middle - line.middle > 1.35 * shape.pitch
    resized = not 0.8 < line.height / max(last.height, 0.1) < 1.25
    item = line.words[:1] in _table()["item"]["signs"]
    rows = any(" | " in words or _CONTENTS.search(words) for words in (line.words, last.words))
    if apart or resized or item or rows:
        return True
    early, ended = shape.early(last, line), _STOP.search(last.words) is not None
    indented = shape.indented(line) and not shape.indented(last) and last.words[:1] not in _table()["item"]["signs"]
    proper = line.words.lstrip("\"'“‘([«")[:1].isupper() and not _runs_on(last.words) and not _CLOSED.match(line.words)
    if shape.indents:
        begins = shape.indented(line) and (not shape.indented(last) or (early and (ended or proper)))
        return begins or (early and proper and not ended)
    return (indented and (ended or early)) or (early and (ended or proper))


def _runs_on(words: str) -> bool:
    """Whether the words end in the midst of a sentence: with a comma, a hyphen or a small word."""
    last = words.split()[-1] if words.split() else ""
    return last.endswith((",", "-", SOFT)) or (last.islower() and len(last) < 4)


def _append(words: str, line: str, compounds: set[str], joined: list[str]) -> str:
    """A line after the words before it, with a blank between them or, where a word was parted, as one word."""
    parted, follows = _PARTED.search(words), re.match(r"\w+", line)
    if parted is None or follows is None:
        return f"{plain(words)} {line}"
    stem, bare = parted[1], words[: parted.end(1)]
    own = f"{stem}-{follows[0]}".lower() in compounds or stem.lower() in _table()["hyphen"]["kept"]
    if own or not line[:1].islower():
        return f"{bare}-{line}"
    joined.append(stem + follows[0])
    return bare + line


def plain(words: str) -> str:
    """The words with the typesetter's hyphens as hyphens."""
    return words.replace(SOFT, "-")


def _add(out: Printed, blocks: Iterator[_Block], compounds: set[str]) -> None:
    """The blocks of the next column; a paragraph that runs over the end of the one before is put together. Notes in small print between
    the two are passed over."""
    for number, block in enumerate(blocks):
        before = _last(out, block.height) if number == 0 and block.role == "body" else None
        if before is not None and _goes_on(out.blocks[before][1], block):
            out.blocks[before] = ("body", _append(out.blocks[before][1], block.words, compounds, out.joined))
            out.places[before] += (block.place,)
        else:
            out.blocks.append((block.role, block.words))
            out.places.append((block.place,))
            out.heights.append(block.height)


def _last(out: Printed, height: float) -> int | None:
    """The last block of the story with letters of that height; None when a heading comes after it."""
    for at in reversed(range(len(out.blocks))):
        role = out.blocks[at][0]
        if role == "body" and 0.9 * height <= out.heights[at] <= 1.1 * height:
            return at
        if role == "headline" or (role == "body" and out.heights[at] > height):
            return None
    return None


def _goes_on(before: str, block: _Block) -> bool:
    if " | " in block.words or block.words[:1] in _table()["item"]["signs"]:
        return False
    return block.flush or (not _STOP.search(before) and (block.words[:1].islower() or _runs_on(before)))
