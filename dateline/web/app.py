"""The application. In: how it is started. Out: an ASGI application whose every route is in the table of roles.

Wrong input is answered with a page (or with JSON where data was asked for) that says what was wrong.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from dateline import __version__
from dateline.asking import AskedWrongly
from dateline.errors import DataError, DatelineError, StoreError
from dateline.web import routes
from dateline.web.access import Who, table
from dateline.web.desk import Desk
from dateline.web.guard import Guard
from dateline.web.jobs import Jobs
from dateline.web.shown import templates
from dateline.web.survey import Surveyor

DESCRIPTION = """The records of conflict and crisis reports that this machine keeps. Every value has its words, its source and how firmly
it is said. Sign in with the cookie of a browser, or with `Authorization: Bearer KEY`: settings give keys."""


class Refused(Exception):
    """A request that is not carried out: `status`, and why in words."""

    def __init__(self, status: int, words: str, *, wait: float = 0) -> None:
        super().__init__(words)
        self.status, self.words, self.wait = status, words, wait


def create(desk: Desk) -> Guard:
    """The application around what its routes share, wrapped in its guard. Makes the database where there is none. Raises StoreError."""
    _check()
    desk.ready()
    app = FastAPI(
        title="dateline",
        version=__version__,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(allowed)],
    )
    app.state.desk, app.state.jobs, app.state.surveyor = desk, Jobs(desk), Surveyor(desk)
    for router in routes.ROUTERS:
        app.include_router(router)
    for kind, answer in ANSWERS.items():
        app.add_exception_handler(kind, answer)
    app.mount("/static", StaticFiles(directory=str(resources.files("dateline.web").joinpath("static"))), name="static")
    return Guard(app, hosts=desk.options.hosts, limit=desk.options.limit)


def _check() -> None:
    """Raises DataError when a route has no rule, or a rule no route."""
    named = {route.name for router in routes.ROUTERS for route in router.routes if isinstance(route, APIRoute)}
    if named != set(table().rules):
        raise DataError(f"web/access.toml and the routes differ: {', '.join(sorted(named ^ set(table().rules)))}")


async def allowed(request: Request) -> None:
    """Passes a request whose sender may use its route, and has not asked too often. Raises Refused."""
    desk: Desk = request.app.state.desk
    name = request.scope["route"].name
    secret = secret_of(request)
    who = desk.sessions.who(secret)
    client = secret if who and secret else request.client.host if request.client else ""
    wait = desk.rates.wait(client, table().rules[name].rate)
    if wait:
        raise Refused(429, f"Too many requests. Try again in {wait:.0f} seconds.", wait=wait)
    if not table().allows(name, who.role if who else None):
        raise Refused(403 if who else 401, _forbidden(who, name))
    request.state.who = who or Who("", "")


def secret_of(request: Request) -> str | None:
    """The secret that came with a request: a browser's cookie, or a program's key."""
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    return key.strip() if kind.lower() == "bearer" else request.cookies.get(request.app.state.desk.options.cookie)


def _forbidden(who: Who | None, name: str) -> str:
    if who is None:
        return "Nobody is signed in."
    return f"{who.name} is signed in as {who.role}; this needs {table().rules[name].role}."


# ---------------------------------------------------------------- what went wrong


def _refused(request: Request, error: Refused) -> Response:
    if error.status == 401 and not _wants_data(request) and request.method == "GET":
        return RedirectResponse(f"{request.url_for('sign_in').path}", 303)
    answer = problem(request, error.status, error.words)
    if error.wait:
        answer.headers["retry-after"] = f"{error.wait + 1:.0f}"
    return answer


def _wrong(request: Request, error: DatelineError) -> Response:
    if isinstance(error, StoreError):
        status = 503 if isinstance(error.__cause__, sqlite3.Error) else 404 if " with the id " in str(error) else 422
        return problem(request, status, _without_path(request, str(error)))
    return problem(request, 400 if isinstance(error, AskedWrongly) else 422, str(error))


def _without_path(request: Request, words: str) -> str:
    """The reason of a store's error without the path of the file, which is nobody's business who only looks."""
    return words.removeprefix(f"{request.app.state.desk.options.database}: ")


def _no_page(request: Request, error: HTTPException) -> Response:
    return problem(request, error.status_code, "There is no such page." if error.status_code == 404 else str(error.detail))


def _no_form(request: Request, error: RequestValidationError) -> Response:
    parts = [f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors()]
    return problem(request, 422, "; ".join(parts))


ANSWERS: Mapping[type[Exception], Callable[[Request, Any], Response]] = {
    Refused: _refused,
    DatelineError: _wrong,
    HTTPException: _no_page,
    RequestValidationError: _no_form,
}


def problem(request: Request, status: int, words: str) -> Response:
    """Say what is wrong, as a page or as data."""
    if _wants_data(request):
        return JSONResponse({"error": words}, status)
    who = getattr(request.state, "who", None)
    page = templates().get_template("problem.html").render(who=who, path=request.url.path, query="", status=status, words=words, ask=None)
    return Response(page, status, media_type="text/html")


def _wants_data(request: Request) -> bool:
    path = request.url.path
    accepts = request.headers.get("accept", "")
    return path.startswith("/api/") or path.endswith((".json", ".csv", ".geojson")) or accepts.startswith("application/json")
