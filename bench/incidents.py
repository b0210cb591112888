"""The own set of incidents: invented happenings at real places, told by several reports each, with what contradicts what marked.

In: a half of `marked/incidents` (dev or check). Out: `Told` reports with the ranges that tell of each incident, and `Plant` pairs.
A file has reports (`# key incidents | day | publisher | title`, then paragraphs `x: words` of incident x, `-: words` of none, `= key`
for the paragraphs of another report; `{x: words}` inside one tell of x), planted contradictions (`! kind: key "words" / key "words"`) and
updates (`~ kind: ...`). Of words that stand in a report more than once, those after the title are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dateline import pipeline
from dateline.errors import DataError
from dateline.intake.text import document_from_bytes
from dateline.types import Reading, Span

HERE = Path(__file__).parent / "marked" / "incidents"
INNER = re.compile(r"\{(\w): ([^}]*)\}")
PLANT = re.compile(r'([!~]) ([\w ]+): (\w+) "([^"]+)" / (\w+) "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Told:
    """A report of the set; `ranges` are the paragraphs that tell of an incident, by the incident's name."""

    key: str
    day: str
    publisher: str
    text: str
    ranges: tuple[tuple[Span, str], ...]
    copies: str | None

    def incident_at(self, where: Span) -> str | None:
        """The incident that a place of the text tells of."""
        return next((name for span, name in self.ranges if span.touches(where)), None)


@dataclass(frozen=True, slots=True)
class Plant:
    """Two places that contradict (`update` False) or follow one another (`update` True): report and span each."""

    kind: str
    left: tuple[str, Span]
    right: tuple[str, Span]
    update: bool


def half(name: str) -> tuple[list[Told], list[Plant]]:
    """The reports and plants of one half. Raises DataError for a line that says nothing, or words that are not there."""
    told: list[Told] = []
    plants: list[Plant] = []
    for path in sorted((HERE / name).glob("*.txt")):
        mine = dict(_reports(path))
        told += mine.values()
        plants += [_plant(path, line, mine) for line in path.read_text(encoding="utf-8").splitlines() if line[:2] in ("! ", "~ ")]
    return told, plants


def _reports(path: Path) -> Iterable[tuple[str, Told]]:
    paragraphs: dict[str, list[tuple[str, str]]] = {}
    for block in re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, *lines = block.strip().splitlines()
        names, day, publisher, title = (part.strip() for part in head.split(" | "))
        key, letters = names.split()
        body: list[tuple[str, str]] = []
        copies = None
        for line in lines:
            if line.startswith("= "):
                copies = line[2:].strip()
                body += paragraphs[copies]
            elif re.match(r"[a-z-]: ", line):
                body.append((line[0], line[3:]))
            elif line.strip() and line[:2] not in ("! ", "~ "):
                raise DataError(f"{path.name}: {line!r} is neither report, paragraph nor mark")
        paragraphs[key] = body
        yield key, _told(path.stem, key, day, publisher, [(letters if len(letters) == 1 else "-", title), *body], copies)


def _told(file: str, key: str, day: str, publisher: str, parts: list[tuple[str, str]], copies: str | None) -> Told:
    text, ranges = "", list[tuple[Span, str]]()
    for letter, marked in parts:
        words, inner = _unmarked(marked)
        ranges[:0] = [(Span(len(text) + a, len(text) + b), f"{file}/{other}") for a, b, other in inner]
        if letter != "-":
            ranges.append((Span(len(text), len(text) + len(words)), f"{file}/{letter}"))
        text += words + "\n\n"
    return Told(f"{file}/{key}", day, publisher, text.strip() + "\n", tuple(ranges), f"{file}/{copies}" if copies else None)


def _unmarked(words: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The words without their inner marks, and where each of those stood."""
    inner = []
    while found := INNER.search(words):
        words = words[: found.start()] + found[2] + words[found.end() :]
        inner.append((found.start(), found.start() + len(found[2]), found[1]))
    return words, inner


def _plant(path: Path, line: str, reports: dict[str, Told]) -> Plant:
    found = PLANT.fullmatch(line.strip())
    if not found:
        raise DataError(f"{path.name}: {line!r} is no mark")
    sign, kind, one, said, other, against = found.groups()
    return Plant(kind, _place(path, reports[one], said), _place(path, reports[other], against), sign == "~")


def _place(path: Path, report: Told, words: str) -> tuple[str, Span]:
    start = report.text.lower().find(words.lower(), len(report.text.split("\n")[0]) if report.text.lower().count(words.lower()) > 1 else 0)
    if start < 0:
        raise DataError(f"{path.name}: {report.key} does not say {words!r}")
    return report.key, Span(start, start + len(words))


def read(report: Told) -> Reading:
    """What the program reads in the report."""
    given = {"published": report.day, "publisher": report.publisher}
    return pipeline.read_document(document_from_bytes(report.text.encode("utf-8"), report.key, ref=report.key, given=given))
