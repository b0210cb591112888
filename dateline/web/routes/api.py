"""The same for programs: reading, reports, records, incidents, exports. In: JSON and queries in the grammar of the command line. Out: the
forms of the output contract.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from dateline import output
from dateline.errors import InputError
from dateline.exports import EXPORTERS
from dateline.web import jobs
from dateline.web.asked import asked
from dateline.web.routes.finding import page_of
from dateline.web.routes.incidents import incidents_json
from dateline.web.routes.reading import reports as reports_screen
from dateline.web.shown import Shown, ask_of, dumps, exported, screen

router = APIRouter()
JSON = "application/json"
Listed = Annotated[list[str] | None, Query(description="one or several listed values of the codebook")]
Words = Annotated[str | None, Query()]
Day = Annotated[str | None, Query(description="a calendar day such as 2018-06-14")]
Page = Annotated[int, Query(ge=1, le=10_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
REFUSED: dict[int | str, dict[str, Any]] = {
    400: {"description": "The question means nothing; `error` says what there is"},
    401: {"description": "Nobody is signed in: send a key"},
    403: {"description": "Who asks may not do this"},
    404: {"description": "There is nothing of that id"},
    422: {"description": "What was sent is not whole, or it could not be read; `error` says why"},
    429: {"description": "Too many requests; `Retry-After` says in how many seconds the next may come"},
}


class ToRead(BaseModel):
    """A report to read. What is known about it wins over what its text says."""

    text: str = Field(min_length=1, max_length=10_000_000, examples=["Three people were killed in Marib on Monday, a medic said."])
    title: str | None = None
    publisher: str | None = None
    published: str | None = Field(default=None, examples=["2018-06-14"])
    url: str | None = None
    keep: bool = Field(default=True, description="keep the reading in the database")
    force: bool = Field(default=False, description="read an unsupported language all the same")


@router.post("/api/read", name="api_read", summary="Read a report", responses=REFUSED)
def read(request: Request, report: ToRead) -> Response:
    """Read one report and give its reading in the form of the output contract."""
    ask = ask_of(request)
    try:
        reading = jobs.read_words(ask.desk, report.text, report.model_dump(exclude={"text", "keep", "force"}), force=report.force)
    except InputError as error:
        return JSONResponse({"error": error.reason}, 422)
    if report.keep:
        jobs.keep(ask.desk, reading, report.text.replace("\r\n", "\n").encode("utf-8", "replace"))
    return Response(dumps(output.as_json(reading)), media_type=JSON)


@router.get("/api/reports", name="api_reports", summary="The reports that are kept, the newest first", responses=REFUSED)
def reports(request: Request, words: Words = None, publisher: Words = None, page: Page = 1, limit: Limit = 50) -> Response:
    """Facts about each report, and how many records it has."""
    return Response(dumps(reports_screen(ask_of(request)).data()), media_type=JSON)


@router.get("/api/records", name="api_records", summary="The records that are asked for", responses=REFUSED)
def records(
    request: Request,
    kind: Listed = None,
    type: Listed = None,
    stance: Listed = None,
    modality: Listed = None,
    source_type: Listed = None,
    decision: Listed = None,
    words: Words = None,
    source: Words = None,
    actor: Words = None,
    place: Words = None,
    publisher: Words = None,
    report: Words = None,
    near: Annotated[str | None, Query(description="latitude, longitude, kilometres", examples=["33.3,44.4,20"])] = None,
    box: Annotated[str | None, Query(description="south, west, north, east")] = None,
    since: Day = None,
    until: Day = None,
    sort: Annotated[str, Query(description="report, newest, time, confidence or unsure")] = "report",
    page: Page = 1,
    limit: Limit = 50,
) -> Response:
    """Each record stands alone: with its report, its voice, and the actors and places that it names."""
    ask = ask_of(request)
    question = asked(ask.query)
    found = [output.found_json(item.reading, item.record, item.review) for item in page_of(ask, question)]
    return Response(dumps({"page": question.page, "records": found}), media_type=JSON)


@router.get("/api/incidents", name="api_incidents", summary="What several reports tell of", responses=REFUSED)
def incidents(request: Request, page: Page = 1, limit: Limit = 50) -> Response:
    """Happenings with their reports, and where these disagree."""
    return Response(dumps(incidents_json(ask_of(request))), media_type=JSON)


@router.get("/api/export", name="api_export", summary="Records in one of the formats", responses=REFUSED)
def export(
    request: Request,
    format: Annotated[str, Query(description="a name of the list of formats")] = "jsonl",
    view: Annotated[str | None, Query(description="one row a record or an incident")] = None,
    redact: Annotated[bool, Query(description="leave out private persons, confidential sources and exact sites")] = False,
) -> Response:
    """The records that a query asks for, in the grammar of `/api/records`, in a format of `dateline export`."""
    ask = ask_of(request)
    pairs = [(name, value) for name, value in ask.query if name not in ("format", "view", "redact")]
    return exported(ask.store, format, asked(pairs).wanted, view=view, redacted=redact)


@router.get("/openapi.json", name="openapi", include_in_schema=False)
def openapi(request: Request) -> JSONResponse:
    """The description of the API (OpenAPI 3.1)."""
    return JSONResponse(request.app.openapi())


def about(ask: Any) -> Shown:
    """The API in words, from its description."""
    described: dict[str, Any] = ask.request.app.openapi()
    return Shown("api.html", {"paths": described["paths"], "formats": EXPORTERS.values()}, lambda: described)


screen(router, "/api", "help", about)
