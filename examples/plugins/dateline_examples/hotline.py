"""An intake. In: the log of a hotline: a line that says what it is, then for each call a line with the moment, who took it, and the words,
parted by bars. Out: a report for each call."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.ports import Intake, Story

HEAD = b"hotline log"
EXAMPLE = b"""hotline log 1
2017-05-03T08:10|desk 2|Two people were killed when shells hit the market in Derna this morning, a caller said.
2017-05-03T09:40|desk 1|The hospital in Derna has been closed since Monday, a nurse said.
"""


def knows(head: bytes, name: str) -> bool:
    """Whether a file begins as such a log does."""
    return head.startswith(HEAD)


def opens(raw: bytes) -> Iterator[Story]:
    """The calls, in the order of the log. A line that is no call is a fault of the file."""
    for line in raw.decode("utf-8").splitlines()[1:]:
        at, desk, words = line.split("|", 2)
        yield Story(words, {"published": at, "publisher": f"Hotline, {desk}"}, ("taken down from a call",))


INTAKE = Intake("hotline", "the log of a hotline", (".hotline",), knows, opens, EXAMPLE)
