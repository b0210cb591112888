"""Reports: the paste box, what is being read, the list of reports, and a report beside its records."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from dateline import kinds, output
from dateline.errors import InputError
from dateline.stores import edits, furniture
from dateline.stores.listing import Listed
from dateline.stores.reviews import Stands
from dateline.stores.search import Found, Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Record, Span
from dateline.web import jobs, marks
from dateline.web.asked import Asked, asked
from dateline.web.cards import Speakers, card, head, report_link
from dateline.web.desk import comments, last_seen, now
from dateline.web.pages import Pages
from dateline.web.shown import Ask, Shown, ask_of, render, screen

router = APIRouter(include_in_schema=False)
FACTS = ("title", "publisher", "published", "url")
LATEST = 8
VOICES = 200
BESIDE = 150  # records beside a text at once


# ---------------------------------------------------------------- the first screen


def home(ask: Ask) -> Shown:
    """The paste box, and what was read last."""
    return _home(ask)


def _home(ask: Ask, problem: InputError | None = None, words: str = "", given: dict[str, str] | None = None) -> Shown:
    latest, total = ask.store.reports(limit=LATEST)
    listed = [(head(item.report, item.opening), item) for item in latest]
    values = {"latest": listed, "total": total, "problem": problem, "words": words, "given": given or {}, "facts": FACTS}
    return Shown("home.html", values, lambda: _list_json(ask))


screen(router, "/", "home", home)


@router.post("/paste", name="paste")
def paste(
    request: Request,
    words: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "",
    publisher: Annotated[str, Form()] = "",
    published: Annotated[str, Form()] = "",
    url: Annotated[str, Form()] = "",
    force: Annotated[bool, Form()] = False,
    files: Annotated[list[UploadFile] | None, Form()] = None,
) -> Response:
    """Read what was pasted, or the files that were uploaded, and keep it."""
    ask = ask_of(request)
    given = {"title": title, "publisher": publisher, "published": published, "url": url}
    named = [file for file in files or [] if file.filename]
    if named and not words.strip():
        return RedirectResponse(f"/job/{_begin(ask, named, force=force).id}", 303)
    try:
        reading = jobs.read_words(ask.desk, words, given, force=force)
    except InputError as error:
        return render(ask, _home(ask, error, words, given), status=422)
    jobs.keep(ask.desk, reading, words.replace("\r\n", "\n").encode("utf-8", "replace"))
    return RedirectResponse(report_link(reading.report.id), 303)


def _begin(ask: Ask, files: list[UploadFile], *, force: bool) -> jobs.Job:
    folder = Path(tempfile.mkdtemp(prefix="dateline-"))
    names = {}
    for number, file in enumerate(files):
        path = folder / f"{number:03}-{jobs.UNSAFE.sub('_', file.filename or '')[-60:]}"
        path.write_bytes(file.file.read())
        names[path] = file.filename or path.name
    begun: jobs.Job = ask.request.app.state.jobs.begin(folder, names, force=force)
    return begun


def job(ask: Ask, ident: str) -> Shown:
    """How far the reading of uploaded files is."""
    found: jobs.Job | None = ask.request.app.state.jobs.get(ident)
    done = [{"report": item.id, "title": item.title, "records": count} for item, count in (found.done if found else [])]
    failed = [{"where": where, "reason": reason} for where, reason in (found.failed if found else [])]
    data = {"finished": found is None or found.finished, "done": done, "failed": failed}
    return Shown("job.html", {"job": found}, lambda: data)


screen(router, "/job/{ident}", "job", job)


# ---------------------------------------------------------------- reports


def reports(ask: Ask) -> Shown:
    """The reports that are kept, the newest first."""
    question = asked(ask.query)
    found, total = _listed(ask.store, question)
    listed = [(head(item.report, item.opening), item) for item in found]
    values = {"asked": question, "listed": listed, "pages": Pages(question, "/reports", total, len(found))}
    return Shown("reports.html", values, lambda: _list_json(ask), question.wanted)


def _listed(store: SqliteStore, question: Asked) -> tuple[list[Listed], int]:
    wanted = question.wanted
    return store.reports(words=wanted.words, publisher=wanted.publisher, limit=question.per_page, offset=question.before)


def _list_json(ask: Ask) -> dict[str, object]:
    found, total = _listed(ask.store, asked(ask.query))
    told = [output.report_json(i.report) | {"characters": i.characters, "records": i.records, "not_judged": i.left} for i in found]
    return {"total": total, "reports": told}


screen(router, "/reports", "reports", reports, ("json", "csv", "geojson"))


# ---------------------------------------------------------------- one report


def report(ask: Ask, ident: str) -> Shown:
    """A report with its records: the text left, the records right."""
    stands = ask.store.report(ident)
    found = found_in(stands)
    reading = stands.reading
    question = asked(ask.query, per_page=BESIDE)
    wanted = [(n, item) for n, item in enumerate(found, start=1) if _is_asked(question, item.record)]
    beside = wanted[question.before : question.before + question.per_page]
    ids = [item.record.id for _, item in beside]
    seen, said = last_seen(ask.store, ids), comments(ask.store, ids)
    speakers = Speakers(reading)
    kept = [card(i, seen.get(i.record.id, 0), n, speakers, tuple(said.get(i.record.id, ()))) for n, i in beside]
    values = {
        "reading": reading,
        "head": head(reading.report, reading.text),
        "blocks": marks.blocks(reading),
        "cards": kept,
        "here": {c.id for c in kept},
        "pages": Pages(question, report_link(reading.report.id), len(wanted), len(kept)),
        "total": len(found),
        "rest": sum(item.review is None or not item.review.verdict for _, item in wanted),
        "asked": question,
        "voices": voices(stands),
        "characters": len(reading.text),
        "fields": list(dict.fromkeys(name for kind in kinds.KINDS for name in kinds.kind(kind).fields)),
        "copies": copies_of(ask, reading.report.id),
    }
    return Shown("report.html", values, lambda: output.reviewed_json(reading, stands.reviews), Wanted(report=reading.report.id))


def copies_of(ask: Ask, ident: str) -> list[tuple[str, str]]:
    """The other reports that are the same text, as the last survey has it: links and names, the first that was published first."""
    survey = ask.request.app.state.surveyor.last
    group = next((g for g in survey.found.linked.copies if ident == g.origin or ident in g.copies), None)
    others = [i for i in (group.origin, *group.copies) if i != ident] if group else []
    return [(report_link(i), f"{survey.accounts[i].name} ({survey.accounts[i].publisher or 'source not named'})") for i in others]


def found_in(stands: Stands) -> list[Found]:
    """The records of a reading as the store would find them."""
    return [Found(stands.reading, record, stands.reviews.get(record.id)) for record in stands.reading.records]


def voices(stands: Stands) -> list[tuple[str, str, int]]:
    """Who speaks in the report, as what kind of source, and how many records rest on them; the most heard first."""
    told: Counter[tuple[str, str]] = Counter()
    speakers = Speakers(stands.reading)
    resting = Counter(record.voice for record in stands.reading.records)
    for record in {r.voice: r for r in stands.reading.records}.values():
        voice = speakers.voice(record)
        told[speakers.says(record), voice.source_type if voice else ""] += resting[record.voice]
    return [(name, kind, count) for (name, kind), count in sorted(told.items(), key=lambda item: (-item[1], item[0]))][:VOICES]


def _is_asked(question: Asked, record: Record) -> bool:
    asked_kinds, stances = question.chosen("kind"), question.chosen("stance")
    return (not asked_kinds or record.kind in asked_kinds) and (not stances or record.stance in stances)


screen(router, "/report/{ident}", "report", report, ("json", "csv", "geojson"))


@router.get("/report/{ident}/raw", name="report_raw")
def raw(request: Request, ident: str) -> Response:
    """The bytes that came in, as a file."""
    ask = ask_of(request)
    data, name = ask.store.raw(ident), ask.store.report(ident).reading.report.id.removeprefix("sha256:")[:16]
    headers = {"content-disposition": f'attachment; filename="{name}.bin"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.post("/report/{ident}/take-back", name="take_back")
def take_back(request: Request, ident: str, start: Annotated[int, Form()], end: Annotated[int, Form()]) -> Response:
    """Read furniture as part of the report after all: a decision that stays when the report is read anew, and can be undone."""
    ask = ask_of(request)
    stands = ask.store.report(ident).reading
    part = Span(start, end)
    if not any(s.role == furniture.ASIDE and part.holds(s.span) for s in stands.sections):
        raise edits.NoEdit("There is no page furniture at that place of the report.")
    anew = jobs.taken_back(ask.desk, stands, ask.store.raw(ident), start, end)
    said = furniture.taken_back(stands, anew, part, by=ask.who.name, at=now())
    with ask.desk.writing() as store:
        store.judge([said])
    return RedirectResponse(report_link(stands.report.id), 303)
