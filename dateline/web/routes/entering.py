"""Signing in and out. In: a ticket (the address that the program printed), or a name and a password. Out: a cookie."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from dateline.web.desk import Desk
from dateline.web.shown import templates

router = APIRouter(include_in_schema=False)


@router.get("/sign-in", name="sign_in")
def sign_in(request: Request) -> Response:
    """The page that asks who it is."""
    return _page(request, "")


@router.get("/enter", name="enter")
def enter_by_ticket(request: Request, ticket: str = "") -> Response:
    """Change the ticket of an address for a cookie; a ticket can be used once."""
    secret = _desk(request).sessions.redeem(ticket)
    return entered(request, secret) if secret else _page(request, "This address was used before, or is not complete.", 401)


@router.post("/enter", name="enter")
def enter_by_name(request: Request, name: Annotated[str, Form()] = "", password: Annotated[str, Form()] = "") -> Response:
    """Sign in with name and password."""
    who = _desk(request).users.check(name.strip(), password)
    return entered(request, _desk(request).sessions.begin(who)) if who else _page(request, "Name or password are wrong.", 401)


@router.post("/leave", name="leave")
def leave(request: Request) -> Response:
    """Sign out."""
    _desk(request).sessions.end(request.cookies.get(_desk(request).options.cookie))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(_desk(request).options.cookie)
    return answer


def entered(request: Request, secret: str) -> Response:
    """On to the first screen, with the cookie."""
    answer = RedirectResponse("/", 303)
    name = _desk(request).options.cookie
    answer.set_cookie(name, secret, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/")
    return answer


def _page(request: Request, words: str, status: int = 200) -> HTMLResponse:
    by_name = _desk(request).options.open_to is not None
    page = templates().get_template("sign_in.html").render(who=None, path="/sign-in", query="", ask=None, words=words, by_name=by_name)
    return HTMLResponse(page, status)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk
