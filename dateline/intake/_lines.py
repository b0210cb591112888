"""Lines of a page that is set for print. In: pieces of text with their boxes. Out: lines, and the order in which they are read.

Columns are found by cutting a page where nothing is printed (after Nagy and Seth's recursive X-Y cut): across where a white strip parts two
columns of prose, else along the widest white band. Cells of one row of a table stay on one line, parted by bars.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

_GUTTER = 0.8  # of a line's height: the least white between columns
_SPACE = 0.7  # of a line's height: the most white between words of one line
_MARK = 4.0  # the most white between the mark of an item and its words
_PROSE = 18  # characters that the middle line of a column of prose has at least
_ALIGNED = 0.6  # share of the lines with one beside them from which on two columns are a table
_DEEP = 40
_ITEM = re.compile(r"[^\w\s]|\(?\w{1,2}[.)]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a box: left, bottom, right and top, in points from the lower left corner."""

    words: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def beside(self, other: Piece) -> bool:
        """Whether the two stand on one line: the lower of them shares at least half of its height."""
        shared = min(self.top, other.top) - max(self.bottom, other.bottom)
        return shared >= 0.5 * max(min(self.height, other.height), 0.1)

    def aligned(self, other: Piece) -> bool:
        """Whether the two are cells of one row: of one size, and with their feet on one line."""
        apart = abs(self.bottom - other.bottom) + abs(self.height - other.height)
        return apart <= 0.2 * max(self.height, other.height)


def lines(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that follow one another on one line, without a wide gap, joined."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and last.beside(piece) and piece.left - last.right >= -0.5 * last.height and _is_near(last, piece):
            found[-1] = _joined(last, piece)
        elif piece.words.strip():
            found.append(piece)
    return [replace(line, words=line.words.strip(" \t\r\n")) for line in found]


def columns(page: Sequence[Piece]) -> list[list[Piece]]:
    """The lines of a page in the order in which they are read, a list for each stretch of one column."""
    return [_rows(area) for area in _areas(list(page), _DEEP)]


def _is_near(left: Piece, right: Piece) -> bool:
    """Whether two pieces of a line are no further apart than words are; an item of a list may be further from its mark."""
    most = _MARK if _ITEM.fullmatch(left.words.strip()) else _SPACE
    return right.left - left.right <= most * max(left.height, right.height)


def _joined(left: Piece, right: Piece) -> Piece:
    """Two pieces as one, as high as the longer of them: a raised number does not make a line higher."""
    gap = right.left - left.right
    space = " " if gap > 0.15 * max(left.height, right.height) and not left.words.endswith(" ") and not right.words.startswith(" ") else ""
    base = left if len(left.words) >= len(right.words) else right
    return Piece(left.words + space + right.words, left.left, base.bottom, max(left.right, right.right), base.top)


def _areas(page: list[Piece], depth: int) -> Iterator[list[Piece]]:
    if len(page) < 2 or not depth:
        if page:
            yield page
        return
    height = median(line.height for line in page)
    for at in _gaps([(line.left, line.right) for line in page], _GUTTER * height):
        left, right = [p for p in page if p.right <= at], [p for p in page if p.right > at]
        if _are_columns(left, right):
            yield from _areas(left, depth - 1)
            yield from _areas(right, depth - 1)
            return
    bands = _gaps([(line.bottom, line.top) for line in page], 0.25 * height)
    for at in bands[:1] if _may_hold_columns(page) else ():
        yield from _areas([p for p in page if p.bottom >= at], depth - 1)
        yield from _areas([p for p in page if p.bottom < at], depth - 1)
        return
    yield page


def _may_hold_columns(page: list[Piece]) -> bool:
    """Whether some line has another beside it at all: a page of one column is not cut."""
    ordered = sorted(page, key=lambda p: -p.middle)
    return any(a.beside(b) for a, b in itertools.pairwise(ordered))


def _gaps(spans: list[tuple[float, float]], least: float) -> list[float]:
    """The middles of the stretches that no span covers, the widest first."""
    found: list[tuple[float, float]] = []
    reached = None
    for first, last in sorted(spans):
        if reached is not None and first - reached >= least:
            found.append((reached - first, (reached + first) / 2))
        reached = last if reached is None else max(reached, last)
    return [at for _, at in sorted(found)]


def _are_columns(left: list[Piece], right: list[Piece]) -> bool:
    """Whether two sides are columns that are read one after the other, and not cells of a table."""
    small, large = sorted((left, right), key=len)
    if min(median(len(line.words) for line in side) for side in (left, right)) >= _PROSE:
        return True
    aligned = sum(any(line.aligned(other) for other in large) for line in small)
    return len(small) >= 3 and aligned < _ALIGNED * len(small)


def _rows(area: list[Piece]) -> list[Piece]:
    """The lines of a column from top to bottom; what stands on one row is one line, and so are the lines of a cell."""
    rows: list[list[Piece]] = []
    for line in sorted(area, key=lambda p: (-p.middle, p.left)):
        if rows and rows[-1][0].beside(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    whole: list[list[Piece]] = []
    foot = 0.0
    for row in (_cells(sorted(row, key=lambda p: p.left)) for row in rows):
        if whole and foot - row[0].bottom <= 1.5 * row[0].height and _continues(whole[-1], row):
            whole[-1] = _wrapped(whole[-1], row)
        else:
            whole.append(row)
        foot = row[0].bottom
    return [_row(row) for row in whole]


def _cells(row: list[Piece]) -> list[Piece]:
    """The pieces of a row, those joined that are no further from one another than words are."""
    cells = row[:1]
    for piece in row[1:]:
        if _is_near(cells[-1], piece):
            cells[-1] = _joined(cells[-1], piece)
        else:
            cells.append(piece)
    return cells


def _continues(before: list[Piece], row: list[Piece]) -> bool:
    """Whether a row is the next line of some cells of the one before it: each of its pieces begins where a cell begins."""
    starts = [cell.left for cell in before]
    under = all(any(abs(piece.left - start) <= 2 for start in starts) for piece in row)
    inner = abs(row[0].left - starts[0]) > 2 or row[0].words[:1].islower()
    return len(row) < len(before) and under and inner


def _wrapped(before: list[Piece], row: list[Piece]) -> list[Piece]:
    """The cells with their next line."""
    lower = {min(range(len(before)), key=lambda n: abs(before[n].left - piece.left)): piece for piece in row}
    return [
        Piece(f"{cell.words} {lower[n].words}", cell.left, cell.bottom, max(cell.right, lower[n].right), cell.top) if n in lower else cell
        for n, cell in enumerate(before)
    ]


def _row(cells: list[Piece]) -> Piece:
    if len(cells) == 1:
        return cells[0]
    words = " | ".join(cell.words for cell in cells)
    return Piece(words, cells[0].left, min(c.bottom for c in cells), max(c.right for c in cells), max(c.top for c in cells))
