"""Lines of a page that is set for print. In: pieces of text with their boxes. Out: lines, and the order in which they are read.

Columns are found by cutting a page where nothing is printed (after Nagy and Seth's recursive X-Y cut): across where a white strip parts two
columns of prose, else along the widest white band. Cells of one row of a table stay on one line, parted by bars.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

_GUTTER = 0.8  # of a line's height: the least white between columns
_SPACE = 0.7  # of a line's height: the most white between words of one line
_PROSE = 18  # characters that the middle line of a column of prose has at least
_ALIGNED = 0.6  # share of the lines with one beside them from which on two columns are a table
_DEEP = 40


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


def lines(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that follow one another on one line, without a wide gap, joined."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and last.beside(piece) and -0.5 * last.height <= piece.left - last.right <= _SPACE * max(last.height, piece.height):
            found[-1] = _joined(last, piece)
        elif piece.words.strip():
            found.append(piece)
    return [replace(line, words=line.words.strip(" \t\r\n")) for line in found]


def columns(page: Sequence[Piece]) -> list[list[Piece]]:
    """The lines of a page in the order in which they are read, a list for each stretch of one column."""
    return [_rows(area) for area in _areas(list(page), _DEEP)]


def _joined(left: Piece, right: Piece) -> Piece:
    gap = right.left - left.right
    space = " " if gap > 0.15 * max(left.height, right.height) and not left.words.endswith(" ") and not right.words.startswith(" ") else ""
    return Piece(
        left.words + space + right.words,
        left.left,
        min(left.bottom, right.bottom),
        max(left.right, right.right),
        max(left.top, right.top),
    )


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
    aligned = sum(any(line.beside(other) for other in large) for line in small)
    return len(small) >= 3 and aligned < _ALIGNED * len(small)


def _rows(area: list[Piece]) -> list[Piece]:
    """The lines of a column from top to bottom; what stands on one row is one line."""
    rows: list[list[Piece]] = []
    for line in sorted(area, key=lambda p: (-p.middle, p.left)):
        if rows and rows[-1][0].beside(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_row(sorted(row, key=lambda p: p.left)) for row in rows]


def _row(cells: list[Piece]) -> Piece:
    words = cells[0].words
    for before, cell in itertools.pairwise(cells):
        words += (" | " if cell.left - before.right > _SPACE * max(before.height, cell.height) else " ") + cell.words
    return Piece(words, cells[0].left, min(c.bottom for c in cells), max(c.right for c in cells), max(c.top for c in cells))
