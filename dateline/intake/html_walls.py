"""Pages that stand in place of an article. In: what was found of the article, and the page. Out: the reason to refuse it, or None.

A paywall's stub, a consent page, a check for robots, a page that is not there: each is refused by its name. A long text that mentions
cookies is none of these: only what is left when hardly any article is found counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from dateline.intake.html_tables import fold, pattern, table
from dateline.intake.html_tree import NO_ARTICLE

_LEAST, _NOTICE, _STUB, _PREVIEW, _STORY = 4, 60, 80, 250, 40
_DOUBTED = "the page is behind a paywall: it may hold only the beginning of the article"


def reason(body: Sequence[str], page: str, *, closed: bool) -> str | None:
    """Why the page is refused. `body` is what was found of the article, `page` the words of the whole page, `closed` whether the page
    says of itself that it is not free."""
    words = sum(len(line.split()) for line in body)
    other = sum(len(line.split()) for line in body if not _kind(line, 0, 1))
    kind = (_kind(" ".join(body), words, _NOTICE) if other < _STORY else None) or (
        _kind(page, len(page.split()), 2 * _NOTICE) if other < _STORY else None
    )
    if words < _LEAST:
        return f"{NO_ARTICLE}: {kind}" if kind else NO_ARTICLE
    if kind:
        return f"{NO_ARTICLE}: {kind}"
    if words < _STUB and _walled(body, page, closed=closed):
        return f"paywall: only the first {words} words of the article are on the page"
    return None


def doubt(body: Sequence[str], page: str, *, closed: bool) -> tuple[str, ...]:
    """What is doubtful about a short article of a page that speaks of a paywall."""
    return (_DOUBTED,) if sum(len(line.split()) for line in body) < _PREVIEW and _walled(body, page, closed=closed) else ()


def _walled(body: Sequence[str], page: str, *, closed: bool) -> bool:
    wall = pattern("walls", "paywall")
    return wall.search(" ".join(body)) is not None or (closed and wall.search(fold(page)) is not None)


def _kind(text: str, words: int, most: int) -> str | None:
    """Which notice a short text is."""
    if words >= most:
        return None
    return next((name for key, name in table()["walls"]["names"].items() if pattern("walls", key).search(text)), None)
