"""What a link asks for, in the grammar of the command line. In: the query of an address. Out: `Asked`: what the store is asked,
which page of it, and links that ask for a little more or less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from dateline import asking
from dateline.asking import AskedWrongly
from dateline.stores.search import Wanted

PER_PAGE = 50
MOST = 500
LAST_PAGE = 10_000
OFTEN = frozenset(asking.lists())
ALIAS = {"q": "words", "from": "since", "to": "until", "source_type": "source-type"}
OWN = ("page", "limit")
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: `wanted` of the store, the number of the page (from 1), how many on it, and the query as it came."""

    wanted: Wanted
    page: int
    per_page: int
    pairs: Pairs

    @property
    def before(self) -> int:
        """How many records come before this page."""
        return (self.page - 1) * self.per_page

    def chosen(self, name: str) -> tuple[str, ...]:
        """The values that the query has for a name."""
        return tuple(value for key, value in self.pairs if key == name)

    def first(self, name: str) -> str:
        """The value of the query for a name, empty where there is none."""
        return next(iter(self.chosen(name)), "")

    def link(self, path: str, **changes: str | int | None) -> str:
        """A link to `path` with the same question, some of its values changed (None: taken away). It begins at the first page again."""
        kept = [(key, value) for key, value in self.pairs if key not in changes and (key != "page" or "page" in changes)]
        return _address(path, kept + [(key, str(value)) for key, value in changes.items() if value is not None])

    def toggled(self, path: str, name: str, value: str) -> str:
        """A link that asks for this value as well, or no longer where it was asked for."""
        kept = [pair for pair in self.pairs if pair != (name, value) and pair[0] != "page" and (name in OFTEN or pair[0] != name)]
        return _address(path, kept if (name, value) in self.pairs else [*kept, (name, value)])

    @property
    def words(self) -> dict[str, str]:
        """The question in the words of the grammar, as views keep it."""
        return {name: ",".join(self.chosen(name)) for name, _ in self.pairs if name not in OWN}

    @property
    def is_all(self) -> bool:
        """Whether nothing is asked for in particular."""
        return not set(self.words) - {"sort"}


def _address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


def asked(query: Iterable[tuple[str, str]], *, sort: str = "report", per_page: int = PER_PAGE) -> Asked:
    """Understand a query. Names that are no part of the grammar are left alone. Raises AskedWrongly for words that mean nothing."""
    named = ((ALIAS.get(name, name), value.strip()) for name, value in query)
    several = ((name, part) for name, value in named for part in (value.split(",") if name in OFTEN else [value]))
    pairs = tuple(dict.fromkeys((name, value) for name, value in several if value and (name in asking.NAMES or name in OWN)))
    last = {name: value for name, value in pairs if name not in OFTEN}
    words = {name: ",".join(v for n, v in pairs if n == name) for name in dict(pairs) if name in OFTEN}
    words |= {"sort": sort} | {name: value for name, value in last.items() if name not in OWN}
    page, limit = _number("page", last.get("page", "1"), LAST_PAGE), _number("limit", last.get("limit", str(per_page)), MOST)
    return Asked(asking.wanted(words), page, limit, pairs)


def _number(name: str, value: str, most: int) -> int:
    if not (value.isascii() and value.isdecimal() and 1 <= int(value[:9]) <= most):
        raise AskedWrongly(f"{name}: {value!r} is no number from 1 to {most}")
    return int(value)
