"""One record made two, two of a report made one, all of a report accepted. In: forms. Out: back to where it was, with what was written at
once and can be undone at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dateline.stores import edits
from dateline.stores.reshape import By, Part, accepted, merge, split
from dateline.stores.search import Found
from dateline.web.cards import report_link
from dateline.web.desk import now
from dateline.web.routes.judging import decided
from dateline.web.shown import Ask, ask_of

router = APIRouter(include_in_schema=False)
Fields = Annotated[list[str] | None, Form(max_length=40)]
Reason = Annotated[str, Form(max_length=2000)]
Seen = Annotated[int | None, Form()]


@router.post("/record/{ident}/split", name="split")
def split_record(
    request: Request,
    ident: str,
    what: Annotated[str, Form(max_length=100)],
    words: Annotated[str, Form(max_length=1000)],
    goes: Fields = None,
    stays: Fields = None,
    seen: Seen = None,
    reason: Reason = "",
) -> Response:
    """Make two records of one that says two things; `goes` are the fields of the new one, `stays` those that the old one keeps."""
    ask, found = _found(request, ident)
    kind, _, type_ = what.partition(" ")
    part = Part(kind, type_, words, frozenset(goes or ()), frozenset(stays or ()))
    reading = ask.store.report(found.reading.report.id).reading
    made = split(reading, found.record, part, _by(ask, reason))
    form: dict[str, str | list[str]] = {"what": what, "words": words, "goes": goes or [], "stays": stays or [], "reason": reason}
    return decided(ask, found, made, seen, "", form)


@router.post("/record/{ident}/merge", name="merge")
def merge_records(
    request: Request, ident: str, other: Annotated[str, Form(max_length=200)], seen: Seen = None, reason: Reason = ""
) -> Response:
    """Make one record of two of the same report: this one stays, the other is rejected and what it says besides is taken over."""
    ask, found = _found(request, ident)
    reading = ask.store.report(found.reading.report.id).reading
    second = next((r for r in reading.records if r.id == other.strip()), None)
    if second is None:
        raise edits.NoEdit("Only records of the same report can be merged; of two reports say that they tell of the same happening.")
    made = merge(reading, found.record, second, _by(ask, reason))
    return decided(ask, found, made, seen, "", {"other": other, "reason": reason})


@router.post("/report/{ident}/accept", name="accept_rest")
def accept_rest(
    request: Request, ident: str, kind: Annotated[str, Form()] = "", stance: Annotated[str, Form()] = "", reason: Reason = ""
) -> Response:
    """Accept all records of a report that nobody judged, or those of a kind and a stance; undone at once."""
    ask = ask_of(request)
    stands = ask.store.report(ident)
    judged = {r for r, review in stands.reviews.items() if review.verdict}
    rest = [r for r in stands.reading.records if r.id not in judged and kind in ("", r.kind) and stance in ("", r.stance)]
    if not rest:
        raise edits.NoEdit("No record is left here that nobody judged.")
    with ask.desk.writing() as store:
        store.judge(accepted(stands.reading, rest, _by(ask, reason)))
    return RedirectResponse(report_link(stands.reading.report.id), 303)


def _found(request: Request, ident: str) -> tuple[Ask, Found]:
    ask = ask_of(request)
    return ask, ask.store.record(ident)


def _by(ask: Ask, reason: str) -> By:
    return By(ask.who.name, now(), reason.strip() or None)
