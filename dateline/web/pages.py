"""Pages of a long list. In: what is asked for, and how many there are. Out: links to the pages before and after."""

from __future__ import annotations

from dataclasses import dataclass

from dateline.web.asked import Asked


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a page stands in its list. `total` is None where it was not counted."""

    asked: Asked
    path: str
    total: int | None
    here: int

    @property
    def first(self) -> int:
        """The number of the first item here."""
        return self.asked.before + 1

    @property
    def last(self) -> int:
        """The number of the last item here."""
        return self.asked.before + self.here

    @property
    def before(self) -> str | None:
        """The link to the page before."""
        return self.asked.link(self.path, page=self.asked.page - 1) if self.asked.page > 1 else None

    @property
    def after(self) -> str | None:
        """The link to the page after."""
        more = self.here == self.asked.per_page if self.total is None else self.last < self.total
        return self.asked.link(self.path, page=self.asked.page + 1) if more else None
