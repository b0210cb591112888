"""The user's own actors and places, in the settings. In: uploaded files as `dateline actors import` and `dateline places import` take them.
Out: tables that later readings use, and what is wrong with rows of a file.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from dateline import settings
from dateline.errors import InputError
from dateline.gazetteer import importing
from dateline.gazetteer import own as own_places
from dateline.gazetteer.formats import CLASSES
from dateline.languages import own as own_actors
from dateline.stores import edits
from dateline.web.jobs import UNSAFE
from dateline.web.routes.settings import told
from dateline.web.shown import Ask, ask_of

router = APIRouter(include_in_schema=False)
TOLD = 20  # wrong rows that are named one by one


@router.post("/settings/actors", name="add_actors")
def add_actors(request: Request, file: UploadFile) -> Response:
    """Add the actors of a table; a row of a name that is kept replaces it."""
    ask, home = ask_of(request), settings.home()
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = _saved(file, Path(folder))
        rows, problems = own_actors.read_actors(path)
    if rows:
        own_actors.keep_actors(home, own_actors.merged(own_actors.own_actors(home), rows))
    return _told(ask, f"{len(rows)} actors of {path.name} are kept", list(problems))


@router.post("/settings/places", name="add_places")
def add_places(request: Request, file: UploadFile) -> Response:
    """Add a list of places; one of the same name takes the place of the old."""
    ask = ask_of(request)
    problems: list[InputError] = []
    with tempfile.TemporaryDirectory(prefix="dateline-") as folder:
        path = _saved(file, Path(folder))
        done = importing.take_in(settings.home(), path, importing.Asked(tuple(CLASSES)), lambda words: None, problems.append)
    return _told(ask, f"{done.rows} places of {path.name} are kept", problems)


@router.post("/settings/places/drop", name="drop_places")
def drop_places(request: Request, name: Annotated[str, Form(max_length=200)]) -> Response:
    """Take a list of places out again."""
    if name not in {source.name for source in own_places.sources(settings.home())}:
        raise edits.NoEdit(f"no list of places is called {name!r}")
    importing.remove(settings.home(), name)
    return RedirectResponse("/settings#tables", 303)


def _saved(file: UploadFile, folder: Path) -> Path:
    """The upload as a file of its own name, by which a list of places is known."""
    path = folder / (UNSAFE.sub("_", Path(file.filename or "table.csv").name)[-80:].lstrip(".") or "table.csv")
    path.write_bytes(file.file.read())
    return path


def _told(ask: Ask, words: str, problems: list[InputError]) -> Response:
    return told(ask, words, [f"{Path(p.where).name}: {p.reason}" for p in problems[:TOLD]], len(problems))
