"""Actors and places as all reports have them, one of them with all that is said, and proposals which of them are one. In: a survey.
Out: lists and screens, and people's word on two names.

A proposal rests on the names alone and says so; it changes nothing until a person judges it, and that can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from dateline import output
from dateline.link import compare
from dateline.stores import edits, joined, ledger
from dateline.stores.indexed import ACTORS as FIELDS
from dateline.stores.search import Found, Wanted
from dateline.types import Entry, Place
from dateline.web.alike import Pair, proposals
from dateline.web.asked import asked
from dateline.web.cards import cards
from dateline.web.desk import now
from dateline.web.pages import Pages
from dateline.web.routes.incidents import surveyed
from dateline.web.routes.judging import entry_json, safe
from dateline.web.shown import Ask, Shown, ask_of, screen
from dateline.web.survey import Named, Survey

router = APIRouter(include_in_schema=False)
COMPARED = 400
SHOWN = 20
LATEST = 8
LOOKED_AT = 120  # records whose words fit, until so many are found that name just this actor or place
WHAT = {"actors": "actor", "places": "place"}


def actors(ask: Ask) -> Shown:
    """The actors, those that most records name first."""
    return _names(ask, "actors")


def places(ask: Ask) -> Shown:
    """The places, those that most records name first."""
    return _names(ask, "places")


def _names(ask: Ask, what: str) -> Shown:
    question, (survey, fresh) = asked(ask.query), surveyed(ask)
    words = (question.first(WHAT[what]) or question.first("words")).casefold().split()
    every = _every(survey, what)
    found = [n for n in every if all(w in " ".join((n.name, *n.aliases)).casefold() for w in words)]
    here = found[question.before : question.before + question.per_page]
    pairs = judged(ask, proposals(every[:COMPARED]), what)
    values = {"asked": question, "survey": survey, "fresh": fresh, "what": what, "one": WHAT[what], "items": here}
    values |= {"pages": Pages(question, f"/{what}", len(found), len(here)), "pairs": pairs[:SHOWN], "more": max(0, len(pairs) - SHOWN)}
    data = {"at": survey.at, "fresh": fresh, "total": len(found), what: [_json(n) for n in here]}
    return Shown("names.html", values, lambda: data | {"proposals": [_pair_json(p) for p in pairs[:SHOWN]]})


def _every(survey: Survey, what: str) -> tuple[Named, ...]:
    return survey.actors if what == "actors" else survey.places


def _json(named: Named) -> dict[str, object]:
    facts = {"id": named.ident, "key": named.key, "name": named.name, "what": named.what, "aliases": list(named.aliases)}
    return facts | {"reports": named.reports, "records": named.records}


def _pair_json(pair: Pair) -> dict[str, object]:
    return {"left": _json(pair.left), "right": _json(pair.right), "why": pair.why, "verdict": pair.verdict or None}


def judged(ask: Ask, pairs: list[Pair], what: str) -> list[Pair]:
    """The proposals that nobody judged yet, and after them those that somebody did."""
    verdicts = {frozenset(pair): e.judgement.verdict for pair, e in ledger.latest(_entries(ask, what)).items()}
    told = [replace(p, verdict=verdicts.get(frozenset((p.left.key, p.right.key)), "")) for p in pairs]
    return sorted(told, key=lambda p: bool(p.verdict))


def _entries(ask: Ask, what: str) -> list[Entry]:
    """What people said of two names."""
    prefix = joined.ACTORS if what == "actors" else joined.PLACES
    return ask.store.ledger.standing_within(prefix, prefix[:-1] + ";")


screen(router, "/actors", "actors", actors)
screen(router, "/places", "places", places)


# ---------------------------------------------------------------- one of them


def actor(ask: Ask, ident: str) -> Shown:
    """One actor: its names, what it is said to do and to say, and who may be the same."""
    return _one(ask, "actors", ident)


def place(ask: Ask, ident: str) -> Shown:
    """One place: its names, what is said to have happened there, and which may be the same."""
    return _one(ask, "places", ident)


def _one(ask: Ask, what: str, ident: str) -> Shown:
    survey, fresh = surveyed(ask)
    every = _every(survey, what)
    named = next((n for n in every if n.ident == ident), None)
    if named is None:
        raise HTTPException(404, f"There is no such {WHAT[what]}; it may have been joined with another since.")
    pairs = [
        p for p in judged(ask, proposals([named, *(n for n in every[:COMPARED] if n is not named)]), what) if named in (p.left, p.right)
    ]
    held = {key for key, kept in ask.store.joined().kept(what).items() if joined.key_of(kept) == named.key}
    entries = [e for e in _entries(ask, what) if e.judgement.verdict == joined.SAME and {e.judgement.left, e.judgement.right} & held]
    parts = {name: list(islice(_of(ask, named, name), LATEST)) for name in (("actor", "source") if what == "actors" else ("place",))}
    records = [item for found in parts.values() for item in found]
    values = {"survey": survey, "fresh": fresh, "what": what, "one": WHAT[what], "named": named, "pairs": pairs, "entries": entries}
    values |= {
        "parts": {name: cards(ask.store, found) for name, found in parts.items()},
        "others": every[:COMPARED],
        "names": _called(ask, entries),
    }
    values |= {"incidents": list({i.id: i for r in records if (i := survey.holding(r.record.id))}.values())}
    data = _json(named) | {"proposals": [_pair_json(p) for p in pairs], "joined": [entry_json(e) for e in entries]}
    data |= {name: [output.found_json(i.reading, i.record, i.review) for i in found] for name, found in parts.items()}
    return Shown("named.html", values | {"title_of": compare.title}, lambda: data)


def _called(ask: Ask, entries: list[Entry]) -> dict[str, str]:
    """What each key of some entries is called."""
    names = ask.store.joined().names
    return {key: names.get(key, key) for e in entries for key in (e.judgement.left, e.judgement.right)}


def _of(ask: Ask, named: Named, part: str) -> Iterator[Found]:
    """The newest records that have the actor or the place in them, or rest on its word; one whose words are only like its name does not."""
    found = ask.store.records(Wanted(**{part: f'"{named.name}"'}, sort="newest", limit=LOOKED_AT))  # type: ignore[arg-type]
    return (item for item in found if _names_it(item, named, part))


def _names_it(item: Found, named: Named, part: str) -> bool:
    ids = {e.id for e in (item.reading.places if part == "place" else item.reading.entities) if joined.key_of(e) == named.key}
    if part == "source":
        return any(v.id == item.record.voice and v.entity in ids for v in item.reading.voices)
    fields = ("place",) if part == "place" else FIELDS
    return any(v.value in ids for name in fields for v in item.record.fields.get(name, ()))


screen(router, "/actor/{ident}", "actor", actor)
screen(router, "/place/{ident}", "place", place)


# ---------------------------------------------------------------- judging


@router.post("/names", name="judge_names")
def judge_names(
    request: Request,
    kept: Annotated[str, Form(max_length=200)],
    verdict: Annotated[str, Form()],
    other: Annotated[str, Form(max_length=300)] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Say whether two actors, or two places, are one. `kept` is the id of the one whose name stays, `other` the other's id or name."""
    ask = ask_of(request)
    if verdict not in joined.JUDGED:
        raise edits.NoEdit(f"{verdict!r} is no verdict; known: {', '.join(joined.JUDGED)}")
    survey, _ = surveyed(ask)
    main = next((n for n in (*survey.actors, *survey.places) if n.ident == kept), None)
    if main is None:
        raise edits.NoEdit("What is to be kept is not there any more; look at the list again.")
    second = _second(survey, main, other.strip())
    said = joined.judgement(main.item, second.item, verdict, by=ask.who.name, at=now(), reason=reason.strip() or None)
    with ask.desk.writing() as store:
        store.judge([said])
    return RedirectResponse(safe(back) or link(main), 303)


def link(named: Named) -> str:
    """The permalink of an actor or a place."""
    return f"/{'place' if isinstance(named.item, Place) else 'actor'}/{named.ident}"


def _second(survey: Survey, main: Named, other: str) -> Named:
    """The other of two, by id or by name. Raises NoEdit where none or several are so called."""
    every = survey.places if isinstance(main.item, Place) else survey.actors
    found = [n for n in every if n is not main and (n.ident == other or other.casefold() in (x.casefold() for x in (n.name, *n.aliases)))]
    exact = [n for n in found if n.ident == other or n.name.casefold() == other.casefold()]
    if len(exact or found) != 1:
        raise edits.NoEdit(f"{'several are' if exact or found else 'nobody else is'} called {other!r}; choose one from the list")
    return (exact or found)[0]
