"""The facts that a report's own parts give. In: the parts with their roles. Out: title, date, agency, authors, credit and place.

A fact that is known already is never touched; a date that is missing or weak leaves a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dateline.readers._datelines import Dateline
from dateline.readers._furniture import Furniture
from dateline.readers._header import Stamp
from dateline.types import Doubt, Report, Span

_OPENING = re.compile(r"^(?:[•●▪■◦‣►▶➢✓·]\s*|[-–—*]\s+)+")
_PROPER = re.compile(r"[A-ZÀ-Þ][\w.'’-]*(?: (?:de|da|van|von|der|al|el|bin|ben|ibn|[A-ZÀ-Þ][\w.'’-]*)){0,4}")
_HEAD_CHARS = 1500
_STORY, _TITLE_LINE, _TABLE_LINE = 120, 120, 60


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the report with its role and, for a dateline, what it says."""

    role: str
    span: Span
    dateline: Dateline | None = None

    def words(self, text: str) -> str:
        """The words of the part with single blanks between them."""
        return " ".join(self.span.of(text).split())


def describe(report: Report, text: str, parts: Sequence[Part], tables: Furniture) -> tuple[Report, tuple[Doubt, ...]]:
    """The report with what its parts say where it said nothing, and a doubt when no sure date is found."""
    datelines = [p.dateline for p in parts if p.dateline]
    published, doubts = (report.published, ()) if report.published else _published(text, parts, tables)
    described = replace(
        report,
        title=report.title or _title(text, parts),
        published=published,
        agency=report.agency or next((d.agency for d in datelines if d.agency), None),
        authors=report.authors or tuple(dict.fromkeys(_authors(text, parts, tables))),
        credit=report.credit or _credit(text, parts),
        place=report.place or next((d.place for d in datelines if d.place), None),
    )
    return described, doubts


def _title(text: str, parts: Iterable[Part]) -> str | None:
    """The first headline before the story that says something (four words and more), else the first one."""
    titles: list[str] = []
    for part in parts:
        words = part.words(text)
        if part.role == "headline":
            titles.append(words)
        elif part.role == "body" and len(words) > _STORY:
            break
    return next((t for t in titles if len(t.split()) > 3), titles[0] if titles else None)


def _credit(text: str, parts: Iterable[Part]) -> str | None:
    """The first picture credit, without its brackets."""
    words = next((p.words(text) for p in parts if p.role == "credit"), None)
    return None if words is None else _OPENING.sub("", words).strip("()[]")


def _authors(text: str, parts: Iterable[Part], tables: Furniture) -> Iterator[str]:
    """The people whom bylines name as writing or reporting; those who only edit are not among them."""
    forms = tables.forms
    for part in parts:
        if part.role != "byline":
            continue
        for clause in part.words(text).split(";"):
            if forms["not_author"].match(clause.strip()):
                continue
            for piece in forms["between_names"].split(forms["by"].sub("", clause.strip(), count=1)):
                name = forms["after_name"].sub("", piece).strip(" ,.()")
                if _PROPER.fullmatch(name) and name.lower() not in tables.dates.table["agencies"]:
                    yield name


def _published(text: str, parts: Sequence[Part], tables: Furniture) -> tuple[str | None, tuple[Doubt, ...]]:
    """The day (and time) of publication: a time stamp's, a dateline's, one in the lines at the top, last the date over a table."""
    found = _stamped(text, parts, tables) or next((p.dateline.published for p in parts if p.dateline and p.dateline.published), None)
    found = found or _at_top(text, parts, tables)
    if found:
        return found, ()
    for part in parts:
        stamp = _over_table(text, part, tables)
        if stamp:
            message = "no date of publication: taken from this line, which may date something else"
            return stamp.value, (Doubt(part.span.start, part.span.end, "sections", message),)
    return None, (Doubt(0, 0, "sections", "no date of publication was found: relative times keep their words"),)


def _stamped(text: str, parts: Sequence[Part], tables: Furniture) -> str | None:
    """The date of a time stamp over the story or after its end, with its clock time; a day is better than a month."""
    last = max((p.span.end for p in parts if p.role == "body"), default=0)
    found: list[str] = []
    for part in parts:
        if part.role == "timestamp" and (part.span.start < _HEAD_CHARS or part.span.start >= last):
            words = part.words(text)
            stamp = next(tables.dates.stamps(words, short_years=True), None)
            if stamp:
                clock = tables.dates.time(words[: stamp.start]) or tables.dates.time(words[stamp.end :])
                found.append(f"{stamp.value}T{clock}" if clock and stamp.day else stamp.value)
    return next((f for f in found if len(f) > 7), found[0] if found else None)


def _at_top(text: str, parts: Iterable[Part], tables: Furniture) -> str | None:
    """The first full date in the lines over the story, else of a phrase that dates the report ("as of 31 May 2021")."""
    months: list[str] = []
    for part in parts:
        if part.span.start > _HEAD_CHARS:
            break
        words = part.words(text)[:_HEAD_CHARS]
        heading = part.role in ("headline", "chrome", "byline") or (len(words) <= _TITLE_LINE and words[-1] not in '.!?”"')
        for stamp in tables.dates.stamps(words, short_years=part.role == "headline"):
            if stamp.day and (heading or tables.contains["dates_report"].search(words[: stamp.start][-60:])):
                return stamp.value
            if heading and not stamp.day and part.role != "body":
                months.append(stamp.value)
    return months[0] if months else None


def _over_table(text: str, part: Part, tables: Furniture) -> Stamp | None:
    """The first day that a short line names, such as the heading of a table."""
    words = part.words(text)
    if len(words) > _TABLE_LINE or part.role == "chrome":
        return None
    return next((s for s in tables.dates.stamps(words) if s.day), None)
