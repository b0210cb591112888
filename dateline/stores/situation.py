"""The situation of a place on a day, as it is said to be. In: the records about the place that are kept, and the day. Out: who is said to
hold it, how services are said to stand, the latest tolls, each by who says it and with its age; and what nobody says anything about.

Nothing is decided between sources: of each source the latest word of a kind stands beside those of the others. What was published or
happened after the day plays no part, and neither does what people rejected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dateline import kinds
from dateline.stores.indexed import days
from dateline.stores.search import Found
from dateline.types import Record, Review, Value

HOLDERS = ("holder", "from")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says: `says` is the holder, the status or the count in words, `where` the words of the place; `day` when it holds of,
    `dated` whether that is the record's own time or only its report's day; `age` in days, counted to the day that is asked about;
    `inferred` whether the record names no place and its report speaks of no other."""

    found: Found
    says: str
    where: str
    source: str
    day: str
    dated: str
    age: int
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """What is said of a place: who holds it, the conditions by sector, the tolls by type, the latest first. `silent` are the sectors that
    nobody speaks of, `undated` how many statements have no day at all, `reports` how many reports speak of the place."""

    control: tuple[Statement, ...]
    conditions: Mapping[str, tuple[Statement, ...]]
    tolls: Mapping[str, tuple[Statement, ...]]
    silent: tuple[str, ...]
    undated: int
    reports: int


def situation(found: Iterable[Found], at: date) -> Situation:
    """The situation that the records tell of, on the given day."""
    told = [item for item in found if item.record.kind in _SAYS and not _is_rejected(item)]
    dated = [statement for item in told if (statement := _statement(item, at))]
    undated = sum(_day(item) is None for item in told)
    conditions = _grouped(dated, "condition")
    return Situation(
        control=_latest([s for s in dated if s.found.record.kind == "control"], lambda s: (s.source, _place(s.found), s.says.casefold())),
        conditions=conditions,
        tolls=_grouped(dated, "toll"),
        silent=tuple(sector for sector in kinds.kind("condition").types if sector not in conditions),
        undated=undated,
        reports=len({s.found.reading.report.id for s in dated}),
    )


def with_inferred(found: Iterable[Found], reviews_of: Callable[[str], Mapping[str, Review]]) -> Iterator[Found]:
    """The records of a place, and after those of each report that names no other place its records that name none: they can only be meant
    to be there. `reviews_of` gives what people decided about the records of a report."""
    for report, some in groupby(found, key=lambda item: item.reading.report.id):
        items = list(some)
        yield from items
        reading, known = items[0].reading, {item.record.id for item in items}
        if all(record.id in known for record in reading.records if _is_placed(record)):
            reviews = reviews_of(report)
            yield from (Found(reading, r, reviews.get(r.id)) for r in reading.records if r.kind in _SAYS and "place" not in r.fields)


def _is_placed(record: Record) -> bool:
    """Whether a place of the record was resolved."""
    return any(v.value for v in record.fields.get("place", ()))


def _is_rejected(item: Found) -> bool:
    return item.review is not None and item.review.verdict == "reject"


def _grouped(statements: Sequence[Statement], kind: str) -> dict[str, tuple[Statement, ...]]:
    of_kind = [s for s in statements if s.found.record.kind == kind]
    types = [t for t in kinds.kind(kind).types if any(s.found.record.type == t for s in of_kind)]
    return {
        t: _latest([s for s in of_kind if s.found.record.type == t], lambda s: (s.source, _place(s.found), _facility(s.found.record)))
        for t in types
    }


def _place(item: Found) -> tuple[str, ...]:
    """Which places a record is about: what they mean, else their words."""
    return tuple(v.value or v.text.casefold() for v in item.record.fields.get("place", ()))


def _facility(record: Record) -> str:
    return " ".join(v.text.casefold() for v in record.fields.get("facility", ()))


def _latest(statements: Sequence[Statement], key: Callable[[Statement], object]) -> tuple[Statement, ...]:
    """Of each source the latest word on each place, the latest first."""
    ordered = sorted(statements, key=lambda s: (s.age, s.found.reading.report.id, s.found.record.start))
    kept: dict[object, Statement] = {}
    for statement in ordered:
        kept.setdefault(key(statement), statement)
    return tuple(kept.values())


def _statement(item: Found, at: date) -> Statement | None:
    """The record as a statement; None where it has no day, or speaks of or was published on a later one."""
    when, published = _day(item), _published(item)
    if when is None or (published and published > at.isoformat()):
        return None
    day, dated = when
    if day > at.isoformat():
        return None
    age = (at - date.fromisoformat(day)).days
    where = ", ".join(v.text for v in item.record.fields.get("place", ()))
    return Statement(item, _SAYS[item.record.kind](item), where, _source(item), day, dated, age, inferred=not where)


def _day(item: Found) -> tuple[str, str] | None:
    """The day that a record holds of: the last of its own that is closed, else its first, else the day of its report."""
    first, last = days(item.record)
    published = _published(item)
    own = last or first
    if own and _is_day(own):
        return min(own, published) if last and published and first and first <= published else own, "own time"
    return (published, "report") if published else None


def _published(item: Found) -> str | None:
    day = (item.reading.report.published or "")[:10]
    return day if _is_day(day) else None


def _is_day(words: str) -> bool:
    try:
        return bool(date.fromisoformat(words))
    except ValueError:
        return False


def _source(item: Found) -> str:
    """Who says it: the name of the actor, the words of the source, or the report with its publisher."""
    voice = next((v for v in item.reading.voices if v.id == item.record.voice), None)
    if voice is None:
        by = item.reading.report.agency or item.reading.report.publisher
        return f"the report ({by})" if by else "the report"
    named = next((e.name for e in item.reading.entities if e.id == voice.entity), None)
    return named or (voice.source.of(item.reading.text) if voice.source else f"nobody named ({voice.source_type})")


def _holder(item: Found) -> str:
    who = [f"{name}: {_name(item, v)}" for name in HOLDERS for v in item.record.fields.get(name, ())]
    return f"{item.record.type} ({', '.join(who) or 'nobody named'})"


def _name(item: Found, value: Value) -> str:
    return next((e.name for e in item.reading.entities if e.id == value.value), value.text)


def _status(item: Found) -> str:
    status = ", ".join(dict.fromkeys(v.value or v.text for v in item.record.fields.get("status", ()))) or "no status"
    facility = ", ".join(v.text for v in item.record.fields.get("facility", ()))
    return f"{status} ({facility})" if facility else status


def _count(item: Found) -> str:
    counts = ", ".join(v.text for v in item.record.fields.get("count", ())) or item.record.text
    of = ", ".join(v.text for v in item.record.fields.get("of", ()))
    return f"{counts} ({of})" if of else counts


_SAYS: Mapping[str, Callable[[Found], str]] = {"control": _holder, "condition": _status, "toll": _count}
