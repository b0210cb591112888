"""Judging records: the queue, one record with its history, and the decisions themselves.

A decision names the last entry about its record that its judge had seen. Where somebody decided meanwhile, nothing is written: the page
says what they decided, keeps what was about to be said, and asks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dateline import kinds, output
from dateline.stores import edits, reviews
from dateline.stores.joined import is_name
from dateline.stores.search import Found
from dateline.types import Entry, Judgement, Record
from dateline.web.asked import asked
from dateline.web.cards import card, cards, report_link
from dateline.web.desk import COMMENT, Changed, comments, last_of, last_seen, now
from dateline.web.pages import Pages
from dateline.web.shown import Ask, Shown, ask_of, render, screen

router = APIRouter(include_in_schema=False)
PER_PAGE = 20
RECENT = 200
PART = "x-part"
SAID = (*reviews.VERDICTS, COMMENT)
NEAR = 40  # records that a record may be merged with
Form_ = Mapping[str, str | list[str]]


def queue(ask: Ask) -> Shown:
    """Records that nobody judged yet, the least sure first."""
    question = asked(ask.query, sort="unsure", per_page=PER_PAGE)
    wanted = question.wanted if question.wanted.decision else replace(question.wanted, decision="none")
    page = replace(wanted, limit=question.per_page, offset=question.before)
    found = list(ask.store.records(page))
    counts = ask.store.facets(replace(wanted, decision=None))["decision"]
    left = counts.get("none", 0)
    total = sum(counts.values())
    shown = cards(ask.store, found)
    values = {"asked": question, "cards": shown, "left": left, "done": total - left, "total": total}
    values["pages"] = Pages(question, "/queue", left if wanted.decision == "none" else None, len(found))
    return Shown("queue.html", values, lambda: _found_json(found) | {"left": left, "done": total - left}, wanted)


screen(router, "/queue", "queue", queue, ("json", "csv", "geojson"))


def _found_json(found: Sequence[Found]) -> dict[str, object]:
    return {"records": [output.found_json(item.reading, item.record, item.review) for item in found]}


# ---------------------------------------------------------------- one record


def record(ask: Ask, ident: str) -> Shown:
    """A record with all its words and everything that was ever decided about it."""
    found = ask.store.record(ident)
    entries = list(ask.store.ledger.entries(about=found.record.id))
    values = {
        "card": card(found, max((e.number for e in entries), default=0)),
        "found": found,
        "entries": told(entries),
        "kind": kinds.kind(found.record.kind),
        "stances": kinds.STANCES,
        "modalities": kinds.MODALITIES,
        "others": neighbours(found),
    }
    data = output.found_json(found.reading, found.record, found.review)
    alone = replace(found.reading, records=(found.record,))
    return Shown("record.html", values, lambda: data | {"history": [entry_json(e) for e in entries]}, alone=alone)


def neighbours(found: Found) -> list[tuple[int, Record]]:
    """The other records of the report with their numbers, those whose words are nearest first."""
    others = [(n, r) for n, r in enumerate(found.reading.records, start=1) if r.id != found.record.id]
    return sorted(others, key=lambda item: (item[1].kind != found.record.kind, abs(item[1].start - found.record.start)))[:NEAR]


screen(router, "/record/{ident}", "record", record, ("json", "csv", "geojson"))


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the ledger, and whether it still stands."""

    entry: Entry
    stands: bool


def told(entries: Sequence[Entry]) -> list[Told]:
    """Entries, the last first, with whether each still stands."""
    undone = {e.judgement.undoes for e in entries}
    return [Told(e, e.number not in undone and e.judgement.undoes is None) for e in sorted(entries, key=lambda e: -e.number)]


def entry_json(entry: Entry) -> dict[str, object]:
    """An entry of the ledger as data."""
    item = entry.judgement
    names = ("left", "right", "verdict", "by", "at", "score", "reason", "undoes", "machine")
    return {"number": entry.number} | {name: getattr(item, name) for name in names} | {"extra": dict(item.extra), "hash": entry.hash}


def history(ask: Ask) -> Shown:
    """Everything that was decided, the last first."""
    question = asked(ask.query)
    last = ask.store.ledger.head()
    first = (last.number if last else 0) - question.before
    entries = [ask.store.ledger.entry(number) for number in range(first, max(0, first - question.per_page), -1)]
    undone = {n for e in entries for n in [e.judgement.undoes] if n}
    values = {"asked": question, "entries": entries, "undone": undone, "mine": last_of_mine(ask), "called": called}
    values["pages"] = Pages(question, "/history", last.number if last else 0, len(entries))
    return Shown("history.html", values, lambda: {"entries": [entry_json(e) for e in entries]})


def called(facts: str, key: str) -> str:
    """The name that an entry about two names has for one of them; of another entry the beginning of its id."""
    return str(json.loads(facts)["name"]) if facts.startswith("{") else key[:24]


screen(router, "/history", "history", history)


def last_of_mine(ask: Ask) -> Entry | None:
    """The last decision of who asks that still stands."""
    return last_of(ask.store, ask.who.name)


# ---------------------------------------------------------------- deciding


@router.post("/record/{ident}/decide", name="decide")
def decide(
    request: Request,
    ident: str,
    verdict: Annotated[str, Form()],
    seen: Annotated[int | None, Form()] = None,
    reason: Annotated[str, Form(max_length=2000)] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Accept a record, reject it, mark it unsure, or say something about it without judging it."""
    ask = ask_of(request)
    if verdict not in SAID:
        raise edits.NoEdit(f"{verdict!r} is no verdict; known: {', '.join(SAID)}")
    if verdict == COMMENT and not reason.strip():
        raise edits.NoEdit("a comment without words")
    found = ask.store.record(ident)
    made = reviews.decision(found.reading, found.record, verdict, by=ask.who.name, at=now(), reason=reason.strip() or None)
    return decided(ask, found, [made], seen, back, {"verdict": verdict, "reason": reason})


@router.post("/record/{ident}/edit", name="edit")
def edit(
    request: Request,
    ident: str,
    field: Annotated[str, Form()],
    value: Annotated[str, Form(max_length=2000)] = "",
    seen: Annotated[int | None, Form()] = None,
    reason: Annotated[str, Form(max_length=2000)] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Set one field of a record to other words of the report, or to another listed value."""
    ask = ask_of(request)
    found = ask.store.record(ident)
    values = edits.values(ask.store.report(found.reading.report.id).reading, found.record, field, value)
    made = reviews.change(found.reading, found.record, field, values, by=ask.who.name, at=now(), reason=reason.strip() or None)
    return decided(ask, found, [made], seen, back, {"field": field, "value": value, "reason": reason})


@router.post("/report/{ident}/add", name="add")
def add(
    request: Request,
    ident: str,
    what: Annotated[str, Form(max_length=100)],
    words: Annotated[str, Form(max_length=1000)],
    stance: Annotated[str, Form()] = "stated",
    source: Annotated[str, Form(max_length=300)] = "",
    near: Annotated[int, Form(ge=0)] = 0,
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Add a record that the program did not find, on words of the report; `what` is its kind and type."""
    ask = ask_of(request)
    reading = ask.store.report(ident).reading
    kind, _, type_ = what.partition(" ")
    made = edits.added(reading, kind, type_, stance, words, near)
    told = reviews.addition(reading, made, by=ask.who.name, at=now(), reason=reason.strip() or None)
    said = edits.values(reading, made, reviews.SOURCE, source) if source.strip() else ()
    ask.desk.decide([told], None)
    if said:
        ask.desk.decide([reviews.change(reading, made, reviews.SOURCE, said, by=ask.who.name, at=now())], None)
    return RedirectResponse(f"{report_link(reading.report.id)}#{made.id}", 303)


@router.post("/undo", name="undo")
def undo(request: Request, number: Annotated[int | None, Form(ge=1, le=2**53)] = None, back: Annotated[str, Form()] = "") -> Response:
    """Take back a decision: the one of that number, or one's own last."""
    ask = ask_of(request)
    entry = ask.store.ledger.entry(number) if number else last_of_mine(ask)
    if entry is None:
        raise edits.NoEdit("You have decided nothing that could be taken back.")
    made = ask.desk.undo(entry.number, ask.who.name)
    if PART in request.headers:
        return _part(ask, made.judgement.left)
    return RedirectResponse(safe(back) or about(made.judgement.left), 303)


def about(left: str) -> str:
    """The link to what an entry is about: a record, a report, or names."""
    if is_name(left):
        return f"/{left.partition(':')[0]}"
    return report_link(left) if left.startswith("sha256:") else f"/record/{left}"


def decided(ask: Ask, found: Found, made: Sequence[Judgement], seen: int | None, back: str, form: Form_) -> Response:
    """Write decisions about a record, and go back to where they were taken; or say who decided meanwhile."""
    try:
        ask.desk.decide(made, seen, found.record.id)
    except Changed as error:
        return _changed(ask, found, error, back, form)
    if PART in ask.request.headers:
        return _part(ask, found.record.id)
    return RedirectResponse(safe(back) or f"/record/{found.record.id}", 303)


def _changed(ask: Ask, found: Found, error: Changed, back: str, form: Form_) -> Response:
    now_seen = max(e.number for e in error.entries)
    values = {
        "card": card(found, now_seen),
        "entries": error.entries,
        "form": form,
        "back": safe(back),
        "path_of_form": ask.request.url.path,
    }
    return render(ask, Shown("changed.html", values), status=409)


def _part(ask: Ask, ident: str) -> Response:
    """The record as it stands now, alone, for the script."""
    found = ask.store.record(ident)
    seen = last_seen(ask.store, [found.record.id])[found.record.id] if not ask.store.ledger.is_empty() else 0
    number = next((n for n, r in enumerate(found.reading.records, start=1) if r.id == found.record.id), 0)
    alone = ask.request.headers[PART] != "reader"
    said = comments(ask.store, [found.record.id]).get(found.record.id, [])
    return render(ask, Shown("part.html", {"card": card(found, seen, number, None, tuple(said)), "back": "", "alone": alone}))


def safe(back: str) -> str:
    """A way back that stays on this page."""
    parts = urlsplit(back)
    plain = back.startswith("/") and not back.startswith("//") and "\\" not in back and not any(c < " " for c in back)
    return back if plain and not parts.netloc and not parts.scheme else ""
