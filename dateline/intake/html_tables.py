"""What web pages call their parts, from `pages.toml`. In: the name of a use. Out: its compiled pattern."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from lxml import etree
from lxml.html import HtmlElement


@cache
def table() -> Mapping[str, Any]:
    """The whole table, read once."""
    return tomllib.loads(resources.files("dateline.intake").joinpath("pages.toml").read_text(encoding="utf-8"))


@cache
def pattern(part: str, name: str) -> re.Pattern[str]:
    """The pattern of that name, any case; one for what stands `before` something only matches at the start, one `after` it at the end."""
    joined = "|".join(table()[part][name])
    form = rf"^(?:{joined})\s*" if name.startswith("before") else rf"\s*(?:{joined})$" if name.startswith("after") else joined
    return re.compile(form, re.IGNORECASE)


@cache
def names(name: str) -> frozenset[str]:
    """The list of names of tags or types of that name."""
    return frozenset(table()["names"][name])


def marks(element: HtmlElement) -> str:
    """What the page calls an element: its classes, its id, its property; camelCase is taken apart."""
    said = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop", "data-testid", "data-component", "data-qa"))
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", said)


def fold(words: str) -> str:
    """The words with single blanks between them."""
    return " ".join(words.split())


def squeezed(words: str) -> str:
    """The words without blanks: the same for a page that sets its parts apart by tags alone."""
    return "".join(words.split())


def alike(words: str) -> str:
    """The letters and figures of the words, small: the same for two forms of one title."""
    return "".join(filter(str.isalnum, words.casefold()))


def text_of(element: HtmlElement) -> str:
    """The words of an element without scripts, with a blank wherever a tag begins or ends that is not one of running text."""
    pieces: list[str] = []
    silent = 0
    for event, part in etree.iterwalk(element, events=("start", "end")):
        quiet = part.tag in names("silent")
        silent += quiet if event == "start" else -quiet
        if part.tag not in names("inline"):
            pieces.append(" ")
        piece = part.text if event == "start" else part.tail if part is not element else None
        if piece and not silent:
            pieces.append(piece)
    return fold("".join(pieces))
