"""How a time bears on what is told. In: the words before an expression, its neighbours. Out: relation, and the days that it leaves open.

"Since 2016" begins with the year and is open; "until June 11" ends with the day; "between May and October" is one stretch.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from dateline.readers import _times_calendar as cal
from dateline.readers._times_context import Sense
from dateline.readers._times_grammar import Grammar
from dateline.readers._times_words import Words

if TYPE_CHECKING:
    from dateline.readers.times import Reading

RELATIONS = {
    "SINCE": "since",
    "FROM": "from",
    "BY": "by",
    "UNTIL": "until",
    "BEFORE": "before",
    "AFTER": "after",
    "DURING": "during",
    "BETWEEN": "between",
    "FOR": "for",
    "WITHIN": "within",
    "IN": "in",
}
# The relations that a value carries; finer ones only guide the resolving.
CARRIED = {"from": "since", "in": "on", "for": "during", "between": "during", "within": "during"}
JOINTS = frozenset({"to", "and", "until", "till", "through", "-", "–", "—"})

STRETCHES = JOINTS - {"and"}


def relation_before(words: Words, first: int, rules: Grammar) -> str:
    """The relation that the preposition before the expression tells."""
    names = [rules.names[code] for code in words.classes[max(0, first - 2) : first]]
    if names and names[-1] == "THE":
        names = names[:-1]
    if names[-2:] == ["AS", "OF"] or (names[-2:] == ["EARLIER", "THAN"] and words.lows[first - 2] == "later"):
        return "by"
    return RELATIONS.get(names[-1], "on") if names else "on"


def bounded(sense: Sense, relation: str, label: str) -> tuple[date | None, date | None]:
    """The days that remain when the relation opens one side; an hour before or by which something happened is still of its day."""
    if "/" in (sense.value or ""):
        return sense.first, sense.last
    if relation in ("since", "from"):
        return sense.first, None
    if label != "TIME" and relation in ("by", "until", "before"):
        return None, sense.last
    return sense.first, sense.last


def joined(readings: list[Reading], words: Words) -> list[Reading]:
    """Pairs like "from May to October" and "between 29 April and 1 May" share one stretch of days."""
    out = list(readings)
    for n in range(len(out) - 1):
        left, right = out[n], out[n + 1]
        gap = words.lows[left.match.last : right.match.first]
        opened = left.relation in ("since", "from", "between")
        if len(gap) != 1 or gap[0] not in (JOINTS if opened else STRETCHES):
            continue
        start, end = left.sense, right.sense
        if not opened and start.grain != end.grain:
            continue
        if not (start.first and end.last):
            continue
        first = start.first
        if first > end.last and (first - end.last).days > 60:
            first = cal.add_months(first, -12) or first
        if first <= end.last:
            out[n] = replace(left, sense=replace(start, first=first, last=end.last), relation="during")
            out[n + 1] = replace(right, sense=replace(end, first=first, last=end.last), relation="during")
    return out
