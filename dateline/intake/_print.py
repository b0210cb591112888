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
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from statistics import median
from typing import Any

from dateline.intake._lines import Piece, columns

SOFT = "\x02"  # what pdfium writes for a hyphen that it takes for one of the typesetter's
_EDGE = 3  # lines at the top and at the foot of a page among which running heads are looked for
_BIG = 1.3  # times the height of most lines, from which on a line is a heading
_HEADING_WORDS = 25
_STOP = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_PARTED = re.compile(rf"([^\W\d_]+)(?:-|\u2010|\u00ad|{SOFT})$")
_CONTENTS = re.compile(r"(?:\. ?){5,}\d+$")  # a line of a table of contents
_WORD = re.compile(r"\w+(?:-\w+)+")


@dataclass(slots=True)
class Printed:
    """The blocks of a report, and the words that were parted at the ends of lines and are joined in them."""

    blocks: list[tuple[str, str]] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)


def read(pages: Sequence[Sequence[Piece]]) -> Printed:
    """The report that stands on the pages (each the lines of one page)."""
    heights = [line.height for page in pages for line in page]
    usual = median(heights) if heights else 1.0
    compounds = {m.lower() for page in pages for line in page for m in _WORD.findall(line.words)}
    running = _running(pages)
    out = Printed()
    for page in pages:
        edge = {id(line) for line in page if _is_running(line, page, running)}
        for column in columns([line for line in page if id(line) not in edge]):
            _add(out, _paragraphs(column, usual, compounds, out.joined), compounds)
        out.blocks += [("chrome", plain(line.words)) for line in page if id(line) in edge]
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


def _paragraphs(column: Sequence[Piece], usual: float, compounds: set[str], joined: list[str]) -> Iterator[tuple[str, str]]:
    for paragraph in _parted(column, usual):
        big = median(line.height for line in paragraph) >= _BIG * usual
        words = ""
        for line in paragraph:
            words = _append(words, line.words, compounds, joined) if words else line.words
        role = "chrome" if _CONTENTS.search(words) else "headline" if big and len(words.split()) <= _HEADING_WORDS else "body"
        yield role, words


def _parted(column: Sequence[Piece], usual: float) -> Iterator[list[Piece]]:
    """The lines of a column, a list for each paragraph."""
    pitches = [a.middle - b.middle for a, b in itertools.pairwise(column)]
    pitch = median(pitches) if pitches else usual
    left, right = min(line.left for line in column), max(line.right for line in column)
    paragraph: list[Piece] = []
    for line in column:
        if paragraph and _begins(paragraph[-1], line, (left, right), min(pitch, 2.2 * usual)):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _begins(last: Piece, line: Piece, margins: tuple[float, float], pitch: float) -> bool:
    """Whether a paragraph begins here: white above, another size, an item of a list, a row of a table, or a line before that ends early."""
    left, right = margins
    apart = last.middle - line.middle > 1.35 * pitch
    resized = not 0.75 < line.height / max(last.height, 0.1) < _BIG and len(line.words) > 12 and len(last.words) > 3
    item = line.words[:1] in _table()["item"]["signs"]
    rows = any(" | " in words or _CONTENTS.search(words) for words in (line.words, last.words))
    short = last.right < right - 0.25 * (right - left)
    indented = line.left > left + 0.8 * line.height and last.left < left + 0.4 * line.height
    ended = _STOP.search(last.words) is not None
    return (
        apart
        or resized
        or item
        or rows
        or (ended and (short or indented))
        or (short and line.words[:1].isupper() and not _runs_on(last.words))
    )


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


def _add(out: Printed, blocks: Iterator[tuple[str, str]], compounds: set[str]) -> None:
    """The blocks of the next column; a paragraph that runs over the end of the one before is put together."""
    last = next((i for i in reversed(range(len(out.blocks))) if out.blocks[i][0] != "chrome"), None)
    for number, (role, words) in enumerate(blocks):
        if number == 0 and last is not None and role == "body" == out.blocks[last][0] and _goes_on(out.blocks[last][1], words):
            out.blocks[last] = ("body", _append(out.blocks[last][1], words, compounds, out.joined))
        else:
            out.blocks.append((role, words))


def _goes_on(before: str, words: str) -> bool:
    return not _STOP.search(before) and (words[:1].islower() or _runs_on(before)) and " | " not in words
