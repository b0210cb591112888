"""Settings: who is signed in, keys for programs, people, and what this install has. In: forms. Out: the page, with a new key shown once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from dateline.gazetteer import own as own_places
from dateline.languages import own as own_actors
from dateline.settings import home
from dateline.web import words
from dateline.web.access import table
from dateline.web.desk import vendored
from dateline.web.shown import Ask, Shown, ask_of, render, screen

router = APIRouter(include_in_schema=False)


def settings(ask: Ask) -> Shown:
    """The settings."""
    return _settings(ask)


def told(ask: Ask, words: str, problems: list[str], count: int) -> Response:
    """The settings with what an upload came to: in words, and the first of its wrong rows."""
    return render(ask, _settings(ask, label=words, problems=problems, wrong=count), status=200 if not count else 422)


def _settings(ask: Ask, made: str = "", label: str = "", problems: Sequence[str] = (), wrong: int = 0) -> Shown:
    shared = ask.desk.options.open_to is not None
    reports, records = ask.store.count()
    values = {
        "shared": shared,
        "users": ask.desk.users.all() if shared else {},
        "roles": table().roles,
        "rules": table().rules,
        "made": made,
        "label": label,
        "problems": problems,
        "wrong": wrong,
        "own_actors": len(own_actors.own_actors(home())),
        "own_places": own_places.sources(home()),
        "counts": (reports, records),
        "keys": words.keys(),
        "has_map": vendored("maplibre-gl.mjs") is not None,
    }
    return Shown("settings.html", values, lambda: {"reports": reports, "records": records, "name": ask.who.name, "role": ask.who.role})


screen(router, "/settings", "settings", settings)


@router.post("/settings/key", name="make_key")
def make_key(request: Request) -> Response:
    """A key for a program, with the role of who asks."""
    ask = ask_of(request)
    return render(ask, _settings(ask, ask.desk.sessions.begin(ask.who), "A key for a program. It is shown once and lasts a day:"))


@router.post("/settings/address", name="new_address")
def new_address(request: Request) -> Response:
    """A new address that lets another browser of this machine in, once."""
    ask = ask_of(request)
    if ask.desk.options.open_to is not None:
        return RedirectResponse("/settings", 303)
    return render(ask, _settings(ask, ask.desk.ticket_address(), "An address for another browser on this machine. It can be used once:"))


@router.post("/settings/user", name="add_user")
def add_user(
    request: Request, name: Annotated[str, Form()], role: Annotated[str, Form()], password: Annotated[str, Form(max_length=1000)]
) -> Response:
    """Let somebody in, or give them another role and password; they sign in anew."""
    ask = ask_of(request)
    ask.desk.users.add(name.strip(), role, password)
    ask.desk.sessions.end_all(name.strip())
    return RedirectResponse("/settings", 303)


@router.post("/settings/user/drop", name="drop_user")
def drop_user(request: Request, name: Annotated[str, Form()]) -> Response:
    """Let somebody in no longer."""
    ask = ask_of(request)
    ask.desk.users.drop(name)
    ask.desk.sessions.end_all(name)
    return RedirectResponse("/settings", 303)
