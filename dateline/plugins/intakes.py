"""What is asked of an intake. In: its name and what it is. Out: what is wrong with it, in words.

It must know its own example and nothing that dateline reads already, give the same reports twice, and end on damaged bytes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.intake import others
from dateline.intake.parts import Aside, Options, Part, tried
from dateline.intake.sniff import HEAD, NAMES
from dateline.intake.unfold import OPENERS
from dateline.plugins.proving import SAMPLE
from dateline.ports import Intake

KNOWN = {
    "a text": (SAMPLE.encode(), "report.txt"),
    "a page": (b"<!doctype html><html><body><p>Two people were killed.</p></body></html>", "page.html"),
    "JSON Lines": (b'{"text": "Two people were killed."}\n', "reports.jsonl"),
    "a table": (b"text,published\nTwo people were killed.,2017-05-03\n", "reports.csv"),
    "a feed": (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "feed.xml"),
    "a PDF": (b"%PDF-1.7\n", "report.pdf"),
    "a ZIP": (b"PK\x03\x04", "reports.zip"),
}
DAMAGED = 30  # examples with bytes changed


def problems(name: str, thing: Intake) -> Iterator[str]:
    """What is wrong with an intake."""
    if name in OPENERS or name in set(NAMES.values()) or name in ("page", "plain", "fragment"):
        yield "dateline has a kind of this name"
    if wrong := [s for s in thing.suffixes if not s.startswith(".") or s != s.lower()]:
        yield f"suffixes begin with a dot and are small: {', '.join(wrong)}"
    yield from (f"it takes {what} for its own" for what, (head, file) in KNOWN.items() if thing.knows(head, file))
    if not thing.knows(thing.example[:HEAD], f"example{next(iter(thing.suffixes), '')}"):
        yield "it does not know its own example"
    yield from _opened(thing)


def _opened(thing: Intake) -> Iterator[str]:
    first, second = (_items(thing, thing.example) for _ in range(2))
    if first != second:
        yield "the same file gives other reports the second time"
    yield from (f"its example: {item.reason}" for item in first if isinstance(item, InputError))
    chance = random.Random(0)
    for _ in range(DAMAGED):
        _items(thing, _damaged(thing.example, chance))  # whatever it raises is a reason; that it ends is what is asked


def _items(thing: Intake, raw: bytes) -> list[Part | InputError | Aside]:
    part = Part("example", "example", raw, thing.name)
    found = tried(lambda: list(others.opened(thing, part, Options())), "example")
    return [found] if isinstance(found, InputError) else list(found)


def _damaged(raw: bytes, chance: random.Random) -> bytes:
    data = bytearray(raw[: chance.randint(0, len(raw))])
    for _ in range(min(len(data), 3)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)
