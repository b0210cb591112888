"""Counts as they can be compared. In: a toll record and its sentence. Out: `Count`: its interval, who is counted, and its role.

A part of another count ("including two children"), what comes on top ("another three"), and what was said before ("up from 11") are told
by the words around the count; they are no totals and contradict none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dateline.link.words import stem, stems, table
from dateline.types import Quantity, Record

BEFORE, AFTER = 48, 32
VAGUE = 3  # "dozens" may be a third as many, and any number more
END = r"[^,;.]{0,14}$"  # right before, but for an article or a hedge


@dataclass(frozen=True, slots=True)
class Count:
    """How many: low and high (None is open) and the best figure, which side is counted, and its role: total, one, part, more, before,
    or both (killed or hurt).
    `rising` is whether the words bring an earlier toll up to date, `sums` whether they span more than one happening."""

    low: float | None
    best: float | None
    high: float | None
    side: str
    role: str = "total"
    rising: bool = False
    sums: bool = False

    def meets(self, other: Count) -> bool:
        """Whether one number fits both."""
        return not self.above(other) and not other.above(self)

    def above(self, other: Count) -> bool:
        """Whether every number that fits this one is larger than every one that fits the other."""
        return self.low is not None and other.high is not None and self.low > other.high


def count_of(record: Record, quote: str) -> Count | None:
    """The count of a toll; None for other records and for tolls without a number."""
    found = [v for v in record.fields.get("count", ()) if v.quantity]
    if record.kind != "toll" or not found or found[0].quantity is None:
        return None
    value = found[0]
    quantity: Quantity = found[0].quantity
    at = value.start - record.evidence.start
    before, after = quote[max(0, at - BEFORE) : max(0, at)], quote[at + len(value.text) : at + len(value.text) + AFTER]
    vague = table()["counts"]["vague"]
    joined = _joined().match(after)
    of = " ".join(v.text for v in record.fields.get("of", ()))
    return Count(
        low=quantity.low / VAGUE if quantity.low is not None and quantity.phrase in vague else quantity.low,
        best=quantity.best,
        high=None if joined or quantity.phrase == "one" or quantity.phrase in vague else quantity.high,
        side=side_of(f"{value.text} {of}"),
        role=_role(before, after, value.text, of or after.lstrip(), quantity, dead=record.type == "killed"),
        rising=bool(_pattern("rising", "").search(quote) or _pattern("ordinal", "").search(value.text)),
        sums=_spans_several(_clause(quote, max(0, at))),
    )


def _spans_several(clause: str) -> bool:
    """Whether a count is of more than one happening; "since Monday's attack" it is of that one."""
    return bool(_pattern("sums", "").search(clause) or _since().search(clause))


@cache
def _since() -> re.Pattern[str]:
    return re.compile(rf"\bsince (?:{'|'.join(table()['counts']['since'])})(?!['’]s|\w*[a-z] attack)", re.IGNORECASE)


def _clause(quote: str, at: int) -> str:
    """The part of a sentence that a count is meant in: of a relative clause ("in which four died") only that, else all."""
    begin = max(quote.rfind(mark, 0, at) for mark in ",;") + 1
    own = quote[begin : min((i for mark in ",;" if (i := quote.find(mark, at)) >= 0), default=len(quote))]
    return own if _pattern("relative", "").match(own.lstrip()) else quote


def counted_type(record: Record, quote: str) -> str:
    """The type of a record; a count right after "wounding" or "injuring" is of the injured, whatever the reading made of it."""
    value = next((v for v in record.fields.get("count", ()) if v.quantity), None)
    if record.kind != "toll" or record.type != "killed" or value is None:
        return record.type
    at = value.start - record.evidence.start
    return "injured" if _pattern("hurting", END).search(quote[max(0, at - BEFORE) : max(0, at)]) else record.type


def _role(before: str, after: str, counted: str, of: str, quantity: Quantity, *, dead: bool = True) -> str:
    if _pattern("both", r"[^.;]{0,20}$").search(before):
        return "both"
    if _pattern("before", END).search(before):
        return "before"
    if _pattern("more", r"(?! than)").search(f"{counted} {of}") or _pattern("more", r"\s*$").search(before):
        return "more"
    if dead and _pattern("hurting", "").match(re.sub(r"^(?:of )?(?:the |those )?", "", of.lower())):
        return "more"  # "three of the wounded" who died come on top of the dead
    if _pattern("among", "").match(after.lstrip()):
        return "part"
    part = _pattern("part", r"[^.;]*$").search(before) or _pattern("part", "").search(re.split(r"[.;,]", after.lstrip(", "))[0])
    if part:
        return "part"
    return "one" if quantity.phrase == "one" or of.lower().startswith("of the ") else "total"


@cache
def _joined() -> re.Pattern[str]:
    """After a count: somebody is told beside those who are counted ("two brothers and their parents")."""
    return re.compile(rf"\s*(?:[^\s,.;]+\s+){{1,2}}and\s+(?:{'|'.join(table()['counts']['beside'])})\b", re.IGNORECASE)


@cache
def _pattern(name: str, tail: str) -> re.Pattern[str]:
    """The words of a row of the table, as a pattern, with what follows them."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, table()['counts'][name]))})\b{tail}", re.IGNORECASE)


@cache
def _sides() -> dict[str, str]:
    return {stem(word): side for side, words in table()["sides"].items() for word in words}


def side_of(words: str) -> str:
    """Who is counted by these words: one of the language's sides, else people in general."""
    known = _sides()
    return next((known[s] for s in reversed(stems(words)) if s in known), "people")
