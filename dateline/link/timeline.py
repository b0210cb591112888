"""Incidents, control and conditions day by day. In: an overview. Out: `Moment` values in the order of their days.

An incident stands on its first day; a statement about control or a service on the day of which it speaks. What has no day is not placed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dateline.link import compare
from dateline.link.disputes import Side
from dateline.link.incidents import Incident
from dateline.link.overview import Overview

TOLD = ("killed", "injured", "abducted", "detained", "missing", "displaced", "houses_destroyed", "agent")


@dataclass(frozen=True, slots=True)
class Moment:
    """What is said to have happened on a day: in a few words, with the sides of its main fields, and whether they are disputed."""

    day: int
    last: int
    what: str
    incident: str
    state: str
    reports: int
    independent: int
    fields: tuple[tuple[str, tuple[Side, ...]], ...]
    disputed: tuple[str, ...]


def moments(found: Overview) -> list[Moment]:
    """All that has a day, the earliest first."""
    return sorted(_moments(found), key=lambda m: (m.day, m.last, m.incident))


def _moments(found: Overview) -> Iterator[Moment]:
    for incident in found.linked.incidents:
        days = _days(incident)
        if days:
            yield Moment(
                *days,
                what=compare.title(incident),
                incident=incident.id,
                state=incident.state,
                reports=len(incident.reports),
                independent=incident.independent,
                fields=tuple(
                    (f.name, f.sides) for f in compare.fields(incident, found.linked.origins) if f.name in (*TOLD, "status", "holder")
                ),
                disputed=tuple(dict.fromkeys(d.field for d in found.disputes_of(incident))),
            )


def _days(incident: Incident) -> tuple[int, int] | None:
    """First and last day; of a condition, which mostly has none of its own, the day of its report."""
    days = [h.days for h in incident.happenings if h.days]
    if not days and incident.happenings[0].theme.startswith("condition"):
        days = [(h.published, h.published) for h in incident.happenings if h.published]
    return (min(d[0] for d in days), max(d[1] for d in days)) if days else None
