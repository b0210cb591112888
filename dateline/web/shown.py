"""Screens: one address, several forms. In: what a view gives. Out: a page, and under the same address with `.json`, `.csv` or `.geojson`
the same as data.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, BinaryIO

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from dateline import __version__, api, kinds, output
from dateline.errors import DatelineError
from dateline.exports import format_of
from dateline.stores.search import ALL, Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading
from dateline.web import words
from dateline.web.access import Who, table
from dateline.web.desk import Desk

Json = dict[str, Any]
CHUNK = 1 << 16
JSON = "application/json"


@dataclass(frozen=True)
class Ask:
    """A request with everything that a view needs."""

    request: Request
    desk: Desk
    who: Who

    @property
    def store(self) -> SqliteStore:
        """The database, for reading."""
        return self.desk.store

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query of the address, in order."""
        return list(self.request.query_params.multi_items())

    def may(self, route: str) -> bool:
        """Whether who asks may use that route."""
        return table().allows(route, self.who.role)


@dataclass(frozen=True)
class Shown:
    """What a view gives: the template with its values, the same as JSON, and which records are behind it, for tables and
    maps: those that are wanted of the store, or those of one reading alone."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    data: Callable[[], Json] = dict
    wanted: Wanted = ALL
    alone: Reading | None = None


View = Callable[..., Shown]


def ask_of(request: Request) -> Ask:
    """The request as views take it: somebody is signed in."""
    return Ask(request, request.app.state.desk, request.state.who)


def screen(router: APIRouter, path: str, name: str, view: View, formats: Iterable[str] = ("json",)) -> None:
    """Serve a view under `path` as a page, and under `path.json` and so on as data, all by the rule of one name."""
    base = "/index" if path == "/" else path

    def page(request: Request) -> Response:
        ask = ask_of(request)
        return render(ask, view(ask, **request.path_params))

    for form in formats:
        router.add_api_route(f"{base}.{form}", _data(view, form), name=name, include_in_schema=False)
    router.add_api_route(path, page, name=name, include_in_schema=False, response_class=HTMLResponse)


def _data(view: View, form: str) -> Callable[[Request], Response]:
    def data(request: Request) -> Response:
        ask = ask_of(request)
        shown = view(ask, **request.path_params)
        return (
            Response(dumps(shown.data()), media_type=JSON)
            if form == "json"
            else exported([shown.alone] if shown.alone else ask.store, form, shown.wanted)
        )

    return data


def dumps(data: Json) -> str:
    """Data as JSON that can be sent: half surrogate pairs escaped."""
    return output.dumps(data)


def render(ask: Ask, shown: Shown, *, status: int = 200) -> HTMLResponse:
    """A view as a page."""
    common = {"ask": ask, "who": ask.who, "path": ask.request.url.path, "query": ask.request.url.query}
    return HTMLResponse(templates().get_template(shown.template).render(**common, **shown.values), status_code=status)


@cache
def templates() -> Environment:
    """The templates; whatever stands in a report is escaped, and a name that is not there is an error."""
    made = Environment(
        loader=PackageLoader("dateline.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.globals |= {"version": __version__, "kinds": kinds, "t": words.said, "stance_words": words.stances()}
    made.filters |= {"plain": words.plain, "sure": words.sure, "moment": words.moment, "number": words.number}
    return made


# ---------------------------------------------------------------- data


def exported(source: api.Source, form: str, wanted: Wanted, *, view: str | None = None, redacted: bool = False) -> Response:
    """The records that are asked for in one of the formats, from a file that is gone when it is sent. Raises DatelineError."""
    known = format_of(form)
    out = tempfile.TemporaryFile("w+b")  # noqa: SIM115  (it is closed when it is sent)
    try:
        api.export(form, source, out, wanted=wanted, view=view, redacted=redacted)
    except DatelineError:
        out.close()
        raise
    out.seek(0)
    media = f"{known.media_type}; charset=utf-8" if known.is_text else known.media_type
    named = {"content-disposition": f'attachment; filename="dateline{known.suffix}"'}
    return StreamingResponse(_pieces(out), media_type=media, headers=named)


def _pieces(out: BinaryIO) -> Iterator[bytes]:
    with out:
        while piece := out.read(CHUNK):
            yield piece
