"""How many, side by side: the tolls of an incident. In: facts. Out: statements of totals, and which of them clash, in value or in scope.

Counts contradict only when no number fits both, they count the same people, and none is the other brought up to date. A part may not exceed
the whole. A toll of the whole province beside a smaller one of the town differs in scope.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from dateline.link.disputes import Statement, statement
from dateline.link.facts import Fact, one_voice
from dateline.link.incidents import Incident
from dateline.link.themes import table
from dateline.link.words import table as language_table

EVERYBODY = "people"
_SMALLER = re.compile(r",| in | near | of (?=[^ ]+ in )")
LISTED = 60  # characters between two counts of one list


def is_total(fact: Fact) -> bool:
    """Whether a toll gives the number of all, of this happening alone."""
    count = fact.count
    said = fact.modality == "actual" and fact.stance != "denied"
    return bool(said and count and count.role in ("total", "one") and count.best is not None and not count.sums)


def totals(tolls: Sequence[Fact], type_: str) -> list[Statement]:
    """The totals of a type: of several by one source in one report about the same people, the largest; the others are parts of it. Where
    they stand in one sentence ("a colonel and three conscripts"), they may also add up."""
    told = [f for f in tolls if counted_as(f) == type_]
    several = {f.report for f in told if _role(f) == "total"}
    of_type = [f for f in told if f.report not in several or _role(f) == "total"]
    groups: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in of_type:
        groups.setdefault((fact.report, fact.who, _side(fact)), []).append(fact)
    largest = {f.id for group in groups.values() for f in group if _best(f) == max(map(_best, group))}
    kept = [_loosest(f, [o for o in of_type if o.report == f.report]) for f in of_type if f.id in largest]
    beside = {f.id: [o for o in told if (o.report, o.quote_start) == (f.report, f.quote_start)] for f in kept}
    return [statement(_summed(f, beside[f.id]), counted(f)) for f in kept]


def _loosest(fact: Fact, beside: Sequence[Fact]) -> Fact:
    """The toll with the loosest bounds that its report gives the same figure: a headline leaves out the "at least", and that a toll
    has risen."""
    alike = [f.count for f in beside if f.count and f.count.side == _side(fact) and _best(f) == _best(fact)]
    lows, highs = [c.low for c in alike], [c.high for c in alike]
    if fact.count is None or not alike:
        return fact
    rising = any(c.rising for c in alike)
    low, high = min((n for n in lows if n is not None), default=None), max((n for n in highs if n is not None), default=None)
    return replace(fact, count=replace(fact.count, low=None if None in lows else low, high=None if None in highs else high, rising=rising))


def _summed(fact: Fact, beside: Sequence[Fact]) -> Fact:
    joined = [f for f in beside if f.id != fact.id and _listed_with(f, fact)]
    ones, others = [f.count.best for f in joined if f.count and _role(f) == "one"], [f for f in joined if _role(f) != "one"]
    more = ones + [f.count.high for f in others if f.count and _side(f) == _side(fact)]
    if fact.count is None or fact.count.high is None or not more:
        return fact
    return replace(fact, count=replace(fact.count, high=None if None in more else fact.count.high + sum(h for h in more if h is not None)))


def _listed_with(one: Fact, other: Fact) -> bool:
    """Whether two counts of a sentence stand in one list: close to each other."""
    return max(one.start, other.start) - min(one.end, other.end) <= LISTED


def counted_as(fact: Fact) -> str:
    """The type of a toll as it is compared: some types are words for one thing."""
    return str(table()["counts"]["alike"].get(fact.type, fact.type))


def _best(fact: Fact) -> float:
    return (fact.count.best if fact.count else None) or 0.0


def _role(fact: Fact) -> str:
    return fact.count.role if fact.count else ""


def _side(fact: Fact) -> str:
    return fact.count.side if fact.count else EVERYBODY


def counted(fact: Fact) -> str:
    """A count in a few words: `14 or more`, `31`, `12 (fighters)`."""
    count = fact.count
    if count is None or count.best is None:
        return "unknown"
    side_of = "" if count.side == EVERYBODY else f" ({count.side})"
    if count.low is None or count.high is None:
        return f"{count.best:g} or {'more' if count.high is None else 'fewer'}{side_of}"
    return (f"{count.low:g}" if count.low == count.high else f"{count.low:g} to {count.high:g}") + side_of


def clash(one: Statement, other: Statement) -> bool:
    a, b = one.fact.count, other.fact.count
    if a is None or b is None or one_voice(one.fact, other.fact):
        return False
    if scopes_differ(one.fact, other.fact):
        return False
    if a.side != b.side:
        return (a.above(b) and b.side == EVERYBODY) or (b.above(a) and a.side == EVERYBODY)
    return not a.meets(b) and not updates(one.fact, other.fact) and not updates(other.fact, one.fact)


def series(incident: Incident) -> list[tuple[Fact, Fact]]:
    """Tolls of which one is the other brought up to date: each with the nearest before it."""
    tolls = [f for f in incident.facts if is_total(f)]
    found: dict[str, tuple[Fact, Fact]] = {}
    for later in tolls:
        for earlier in tolls:
            nearer = later.id not in found or (_best(earlier), earlier.published or 0) > (
                _best(found[later.id][0]),
                found[later.id][0].published or 0,
            )
            if _side(earlier) == _side(later) and updates(earlier, later) and nearer:
                found[later.id] = (earlier, later)
    return list(found.values())


def updates(earlier: Fact, later: Fact) -> bool:
    """Whether a toll is the other one brought up to date: larger, not told before it, and told as a rising one or by the same source."""
    a, b = earlier.count, later.count
    if a is None or b is None or counted_as(earlier) != counted_as(later) or (not b.above(a) and (b.best or 0) <= (a.best or 0)):
        return False
    in_time = (earlier.published or 0) < (later.published or 0)
    grows = earlier.type in table()["counts"]["growing"]
    return in_time and (b.rising or grows or (earlier.who == later.who and earlier.report != later.report))


# ---------------------------------------------------------------- scope


def scope_clash(one: Statement, other: Statement) -> bool:
    """Whether two totals differ because they are of different extent: no number fits both, and one is of more than the other."""
    a, b = one.fact.count, other.fact.count
    if a is None or b is None or a.side != b.side or a.meets(b) or one_voice(one.fact, other.fact):
        return False
    return scopes_differ(one.fact, other.fact)


def scopes_differ(one: Fact, other: Fact) -> bool:
    """Whether the larger of two tolls is said to be of a whole province or district, or the smaller of the town alone."""
    small, large = sorted((one, other), key=_best)
    if not _is_wide(large) or _is_wide(small):
        return False
    return bool(_words("whole").search(large.quote)) or (bool(_places(small)) and bool(_words("alone").search(small.quote)))


def _places(fact: Fact) -> list[str]:
    """The words of the places that a toll itself names."""
    return [said.words for said in fact.values if said.field == "place"]


def _is_wide(fact: Fact) -> bool:
    """Whether a toll is of a province, a district or a country: so say the words of every place that it names, before "in" or a comma."""
    said = _places(fact)
    return bool(said) and all(_words("wide").search(_SMALLER.split(words)[0]) for words in said)


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(language_table()['scope'][name])})\b", re.IGNORECASE)
