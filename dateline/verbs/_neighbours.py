"""One report among all that are kept. In: an open store and a reading. Out: the readings that may tell of the same.

The store's own indexes find them, so that linking one report costs the same however many are kept: records near its happenings' places on
their days, and, where no gazetteer knows the place, records of those days with its name. Those that most is found in come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateline.link.happenings import Happening
    from dateline.stores.search import Wanted
    from dateline.stores.sqlite import SqliteStore
    from dateline.types import Reading

DAYS = 3  # before and after
KM = 40.0
MOST = 8  # reports
ROWS = 200  # records that are looked at for one question


def neighbours(store: SqliteStore, reading: Reading) -> list[Reading]:
    """The reading and those beside it, as excerpts. Raises StoreError."""
    from dateline.link.accounts import account_of
    from dateline.stores import search
    from dateline.stores.indexed import document_of

    found = Counter[int]()
    for wanted in dict.fromkeys(w for h in account_of(reading).happenings for w in _asked(h)):
        found.update({document_of(row)[0] for row in islice(search.records(store.connection, wanted), ROWS)})
    nearest = sorted(found, key=lambda document: (-found[document], -document))[: MOST + 1]
    beside = (store.unpacked(document, whole=False) for document in nearest)
    return [reading, *(r for r in beside if r.report.id != reading.report.id)]


def _asked(happening: Happening) -> Iterator[Wanted]:
    """What to ask the store for, for one happening; nothing where it has neither days nor places."""
    from dateline.stores.search import Wanted

    for first, last in happening.windows:
        days = {"since": _iso(first - DAYS), "until": _iso(last + DAYS)}
        for spot in happening.spots:
            if spot.lat is not None and spot.lon is not None and not spot.is_area:
                yield Wanted(**days, near=(spot.lat, spot.lon, KM))  # type: ignore[arg-type]
            elif spot.lat is None and spot.names:
                yield Wanted(**days, words=max(spot.name.split(), key=len))  # type: ignore[arg-type]


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
