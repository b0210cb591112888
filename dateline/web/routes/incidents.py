"""Happenings that several reports tell of: the list, one laid side by side, disputes, and people's word on what belongs together.

Columns are sources, rows are fields. Nothing is merged into one truth; a copy stands beside the report that it repeats and is no further
source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from dateline.link import compare, forms
from dateline.link.disputes import Dispute, Statement
from dateline.link.incidents import Incident, Proposal
from dateline.stores import edits
from dateline.types import Judgement
from dateline.web.asked import Asked, asked
from dateline.web.cards import report_link
from dateline.web.desk import now
from dateline.web.pages import Pages
from dateline.web.routes.judging import safe
from dateline.web.shown import Ask, Shown, ask_of, screen
from dateline.web.survey import Survey

router = APIRouter(include_in_schema=False)
JUDGED = ("same", "different", "unsure")
VERDICTS = (*JUDGED, "prefer")
CAUSES = ("a different time", "a different area", "another way of counting", "a real dispute")


# ---------------------------------------------------------------- the list


def incidents(ask: Ask) -> Shown:
    """What is told of, several reports' happenings first."""
    question, (survey, fresh) = asked(ask.query), surveyed(ask)
    listed = _listed(survey, question)
    here = listed[question.before : question.before + question.per_page]
    disputed = {d.incident for d in survey.disputes}
    values = {"asked": question, "survey": survey, "fresh": fresh, "items": [(i, compare.title(i), i.id in disputed) for i in here]}
    values["pages"] = Pages(question, "/incidents", len(listed), len(here))
    return Shown("incidents.html", values, lambda: incidents_json(ask))


def surveyed(ask: Ask) -> tuple[Survey, bool]:
    """The last survey, and whether it is of what is kept now."""
    found: tuple[Survey, bool] = ask.request.app.state.surveyor.survey()
    return found


def _listed(survey: Survey, question: Asked) -> list[Incident]:
    """The incidents whose titles hold the words that are asked for; those of more sources first, then the later ones."""
    words = (question.first("words") or question.first("place")).casefold().split()
    found = [i for i in survey.incidents if all(w in compare.title(i).casefold() for w in words)]
    return sorted(found, key=lambda i: (-min(i.independent, 2), -(i.happenings[0].published or 0), i.id))


def incidents_json(ask: Ask) -> dict[str, Any]:
    """The incidents of a page as data."""
    question, (survey, fresh) = asked(ask.query), surveyed(ask)
    listed = _listed(survey, question)
    here = listed[question.before : question.before + question.per_page]
    return {"at": survey.at, "fresh": fresh, "total": len(listed), "incidents": [incident_json(survey, i) for i in here]}


def incident_json(survey: Survey, item: Incident) -> dict[str, Any]:
    """An incident with what is said of it, field by field, and its disputes whole."""
    against = survey.found.disputes_of(item)
    return forms.incident_json(item, survey.origins, against) | {"disputes": [forms.dispute_json(d) for d in against]}


screen(router, "/incidents", "incidents", incidents)


# ---------------------------------------------------------------- one, side by side


@dataclass(frozen=True, slots=True)
class Column:
    """A source of an incident: who says it, in which reports (copies beside what they repeat)."""

    key: str
    says: str
    reports: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A field of an incident: for each column what it says, and whether the columns disagree."""

    name: str
    cells: tuple[tuple[tuple[str, Statement], ...], ...]
    disagree: str


def incident(ask: Ask, ident: str) -> Shown:
    """One happening, field by field, source by source."""
    survey, fresh = surveyed(ask)
    found = survey.incident(ident)
    if found is None:
        raise HTTPException(404)
    disputes = survey.found.disputes_of(found)
    columns = columns_of(found, survey)
    values = {
        "survey": survey,
        "fresh": fresh,
        "incident": found,
        "title": compare.title(found),
        "columns": columns,
        "rows": rows_of(found, survey, columns, disputes),
        "disputes": disputes,
        "proposals": _proposals(ask, found),
        "history": _history(ask, found),
        "causes": CAUSES,
        "preferred": _preferred(ask, found),
    }
    return Shown("incident.html", values, lambda: incident_json(survey, found))


def columns_of(found: Incident, survey: Survey) -> list[Column]:
    """The sources of an incident: one for each voice of each report that is no copy."""
    held: dict[str, tuple[str, dict[str, str]]] = {}
    for fact in found.facts:
        held.setdefault(_column(fact.report, fact.who, survey), (fact.says, {}))[1][fact.report] = survey.accounts[fact.report].name
    return [Column(key, says, tuple((report_link(i), name) for i, name in reports.items())) for key, (says, reports) in held.items()]


def _column(report: str, who: str, survey: Survey) -> str:
    return f"{survey.origins.get(report, report)} {who}"


def rows_of(found: Incident, survey: Survey, columns: Sequence[Column], disputes: Iterable[Dispute]) -> list[Row]:
    """What is said of each field, cell by cell."""
    against = {d.field: d.kind for d in disputes}
    rows = []
    for field in compare.fields(found, survey.origins):
        cells: dict[str, list[tuple[str, Statement]]] = {column.key: [] for column in columns}
        for side in field.sides:
            for said in side.statements:
                cells[_column(said.fact.report, said.fact.who, survey)].append((side.value, said))
        rows.append(Row(field.name, tuple(tuple(_once(cells[c.key])) for c in columns), against.get(field.name, "")))
    return rows


def _once(said: Sequence[tuple[str, Statement]]) -> list[tuple[str, Statement]]:
    """What one source says, each value with its words once."""
    return list({(value, s.words): (value, s) for value, s in reversed(said)}.values())[::-1]


def _proposals(ask: Ask, found: Incident) -> list[tuple[Proposal, str]]:
    """The pairs that make it an incident, with what a person said of each."""
    said = {pair: e.judgement.verdict for pair, e in _judged(ask, found).items()}
    return [(p, said.get((p.left, p.right)) or said.get((p.right, p.left), "")) for p in found.proposals]


def _judged(ask: Ask, found: Incident) -> Mapping[tuple[str, str], Any]:
    from dateline.stores import ledger

    ids = [f.id for f in found.facts]
    return ledger.latest(ask.store.ledger.standing_on(ids, ("same", "different", "unsure"))) if ids else {}


def _history(ask: Ask, found: Incident) -> list[Any]:
    ids = [f.id for f in found.facts]
    return ask.store.ledger.standing_on(ids, VERDICTS)[::-1] if ids else []


def _preferred(ask: Ask, found: Incident) -> Any:
    entries = ask.store.ledger.standing_on([f.id for f in found.facts], ("prefer",))
    return entries[-1] if entries else None


screen(router, "/incident/{ident}", "incident", incident)


def proposals(ask: Ask) -> Shown:
    """Pairs of which the program thinks that they are one happening, and nobody said so yet; the least sure first."""
    question, (survey, fresh) = asked(ask.query), surveyed(ask)
    found = {(p.left, p.right): p for i in survey.incidents if len(i.reports) > 1 for p in i.proposals}
    said = _said(ask, sorted({ident for pair in found for ident in pair}))
    left = sorted((p for pair, p in found.items() if frozenset(pair) not in said), key=lambda p: (p.score, p.left, p.right))
    here = left[question.before : question.before + question.per_page]
    facts = survey.found.facts
    values = {"asked": question, "survey": survey, "fresh": fresh, "pairs": [(p, facts[p.left], facts[p.right]) for p in here]}
    values |= {"pages": Pages(question, "/proposals", len(left), len(here)), "report_link": report_link, "done": len(found) - len(left)}
    data = {"at": survey.at, "fresh": fresh, "total": len(left), "proposals": [forms.proposal_json(p) for p in here]}
    return Shown("proposals.html", values, lambda: data)


def _said(ask: Ask, idents: Sequence[str]) -> frozenset[frozenset[str]]:
    """The pairs that people judged, whichever way round."""
    entries = ask.store.ledger.standing_on(idents, JUDGED) if idents else []
    return frozenset(frozenset((e.judgement.left, e.judgement.right)) for e in entries)


screen(router, "/proposals", "proposals", proposals)


def disputes(ask: Ask) -> Shown:
    """Where reports disagree, the latest first."""
    question, (survey, fresh) = asked(ask.query), surveyed(ask)
    words = question.first("words").casefold().split()
    found = [d for d in survey.disputes if all(w in d.about.casefold() for w in words)]
    here = found[question.before : question.before + question.per_page]
    values = {"asked": question, "survey": survey, "fresh": fresh, "disputes": here, "report_link": report_link}
    values["pages"] = Pages(question, "/disputes", len(found), len(here))
    return Shown("disputes.html", values, lambda: {"at": survey.at, "fresh": fresh, "disputes": [forms.dispute_json(d) for d in here]})


screen(router, "/disputes", "disputes", disputes)


@router.post("/judge", name="judge")
def judge(
    request: Request,
    left: Annotated[str, Form(max_length=200)],
    verdict: Annotated[str, Form()],
    right: Annotated[str, Form(max_length=200)] = "",
    reason: Annotated[str, Form(max_length=2000)] = "",
    cause: Annotated[str, Form(max_length=100)] = "",
    back: Annotated[str, Form()] = "",
) -> Response:
    """Say whether two records tell of the same, or which statement is preferred; that needs a reason."""
    ask = ask_of(request)
    if verdict not in VERDICTS:
        raise edits.NoEdit(f"{verdict!r} is no verdict; known: {', '.join(VERDICTS)}")
    if verdict == "prefer" and not reason.strip():
        raise edits.NoEdit("to prefer one statement to others needs a reason")
    words = "; ".join(part for part in (cause.strip(), reason.strip()) if part)
    left, right = sorted((left, right)) if right and verdict != "prefer" else (left, right)
    with ask.desk.writing() as store:
        store.ledger.add(Judgement(left, right, verdict, ask.who.name, now(), reason=words or None))
    return RedirectResponse(safe(back) or "/incidents", 303)
