"""What belongs to a period. In: the records that are asked for, and what linking says. Out: `Gathered`: statements, happenings, disputes.

A record belongs to the period that its own time meets; one without a time to that in which its report was published. What people rejected
plays no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dateline.link.disputes import Dispute
from dateline.link.forms import iso
from dateline.link.overview import Overview
from dateline.link.timeline import Moment, moments
from dateline.stores.indexed import days
from dateline.stores.search import Found
from dateline.stores.situation import Situation, situation
from dateline.types import Report

REJECTED = "reject"


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day (ISO)."""

    since: str
    until: str

    def meets(self, first: str, last: str) -> bool:
        """Whether some days lie in it."""
        return first <= self.until and last >= self.since


@dataclass(frozen=True)
class Gathered:
    """What the page tells: the records of the period, how things stand on its last day, what happened, what is disputed, and the reports
    that any of it rests on, in the order of their days. `undated` counts the records that have no day at all."""

    period: Period
    found: tuple[Found, ...]
    stands: Situation
    moments: tuple[Moment, ...]
    disputes: tuple[Dispute, ...]
    overview: Overview
    reports: tuple[Report, ...]
    undated: int


def gather(found: Iterable[Found], overview: Overview, period: Period, report_of: Callable[[str], Report]) -> Gathered:
    """All that belongs to a period, of the records that are asked for; `report_of` gives the facts of a report by its id."""
    asked = [f for f in found if f.review is None or f.review.verdict != REJECTED]
    kept = tuple(f for f in asked if (span := span_of(f)) and period.meets(*span))
    facts = {f.record.id for f in kept}
    incidents = {i.id for i in overview.linked.incidents if any(fact.id in facts for fact in i.facts)}
    told = tuple(m for m in moments(overview) if m.incident in incidents and period.meets(iso(m.day) or "", iso(m.last) or ""))
    disputes = tuple(d for d in overview.disputes if any(s.fact.id in facts for side in d.sides for s in side.statements))
    named = {f.reading.report.id for f in kept} | set(_beside(told, disputes, overview))
    return Gathered(
        period=period,
        found=kept,
        stands=situation(kept, date.fromisoformat(period.until)),
        moments=told,
        disputes=disputes,
        overview=overview,
        reports=tuple(sorted(map(report_of, named), key=lambda r: (r.published or "", r.id))),
        undated=sum(span_of(f) is None for f in asked),
    )


def _beside(told: Iterable[Moment], disputes: Iterable[Dispute], overview: Overview) -> Iterator[str]:
    """The reports that tell of the happenings and speak in the disputes, whether or not their records are asked for."""
    wanted = {m.incident for m in told}
    yield from (report for i in overview.linked.incidents if i.id in wanted for report in i.reports)
    yield from (s.fact.report for d in disputes for side in d.sides for s in side.statements)


def span_of(found: Found) -> tuple[str, str] | None:
    """The days that a record speaks of: its own, else that of its report. What goes on goes on until its report, as far as is told."""
    first, last = days(found.record)
    published = day_of(found.reading.report)
    if first or last:
        begin = first or last or ""
        return begin, last or max(begin, published or "")
    return (published, published) if published else None


def day_of(report: Report) -> str | None:
    """The day of a report; None where it is not known to the day."""
    words = (report.published or "")[:10]
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        return None
