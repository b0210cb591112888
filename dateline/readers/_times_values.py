"""What a stretch of text says as the time of a record. In: the time mentions and a span. Out: its days, open or shut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dateline.readers._times_relations import JOINTS
from dateline.types import Mention, Span, TimeValue


def value_in(text: str, mentions: Iterable[Mention], span: Span, field: str = "time") -> TimeValue | None:
    """What the words of a span say as the time of a record. `field` is time, since or until; `text` is that of the report.

    Of several expressions in the span a day wins over a clock time, and two that are joined ("in 1968 and 1969") are one stretch.
    Returns None when no time touches the span.
    """
    inside = [m for m in mentions if m.layer == "time" and m.time and m.span.touches(span)]
    dated = [m for m in inside if m.time and (m.time.first or m.time.last)]
    best = max(dated or inside, key=lambda m: (m.label == "DATE", min(m.end, span.end) - max(m.start, span.start)), default=None)
    if best is None or best.time is None:
        return None
    value = stretch(text, dated) or best.time
    if field == "since" and value.relation in ("on", "by", "during") and value.first:
        return replace(value, last=None, relation="since")
    if field == "until" and value.last and value.relation == "on":
        return replace(value, first=None, relation="until")
    return value


def stretch(text: str, dated: list[Mention]) -> TimeValue | None:
    """The stretch that two expressions make with a word like "and" or "to" between them."""
    if len(dated) != 2 or text[dated[0].end : dated[1].start].strip().lower() not in JOINTS:
        return None
    left, right = dated[0].time, dated[1].time
    if not (left and right and left.first and right.last and left.first <= right.last):
        return None
    return TimeValue(f"{left.value}/{right.value}", left.first, right.last, "during")
