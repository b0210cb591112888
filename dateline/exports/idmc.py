"""Displacement figures as IDMC's Helix has them. In: records. Out: one row a figure of people or houses, and why others are left out.

Codes are in `idmc.toml`. Every figure is a triangulation: which of several is recommended, what a household counts, and whether a number is
a stock or a flow are for the analyst to say. What is denied, or not said to be so, is no figure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

from dateline import __version__, output
from dateline.exports import sheets
from dateline.exports.cases import DENIED, HAPPENED, is_rejected
from dateline.exports.countries import country
from dateline.exports.deaths import table
from dateline.exports.statements import Statement, statements
from dateline.ports import Share, Wish
from dateline.types import Quantity

ROLE = "Triangulation"
SPANS = ((1, "Day"), (7, "Week"), (31, "Month"), (366, "Year"))


def idmc(shares: Callable[[], Iterable[Share]], out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """A table of displacement figures."""
    left: Counter[str] = Counter()
    columns = dict.fromkeys(table("idmc")["columns"], "string")
    sheets.write_csv(columns, rows(statements(shares()), left), out, bom=wish.bom)
    return left


def rows(found: Iterable[Statement], left: Counter[str]) -> Iterator[dict[str, Any]]:
    """The figures among the statements; tolls that are none are counted."""
    for said in found:
        if said.record.kind != "toll":
            continue
        count = said.count()
        if said.record.type not in table("idmc")["figure"]:
            left[f"no displacement figure: {said.record.type}"] += 1
        elif said.record.stance == DENIED or said.record.modality != HAPPENED or is_rejected(said):
            left["denied, rejected or not said to be so"] += 1
        elif count is None or count.best is None:
            left["no number"] += 1
        else:
            yield row(said, count)


def row(said: Statement, count: Quantity) -> dict[str, Any]:
    """A figure as a row."""
    rules, first, last = table("idmc"), *said.days()
    category, term = rules["figure"][said.record.type]
    if said.record.stance in rules["unverified"]["stances"]:
        category = rules["unverified"]["category"]
    accuracy = _accuracy(first, last)
    return {
        "id": said.record.id,
        "category": category,
        "term": _term(said) or term,
        "quantifier": quantifier(count),
        "reported": output.number(reported(count)),
        "reported_low": output.number(count.low),
        "reported_high": output.number(count.high),
        "unit": rules["unit"].get(count.unit or "person"),
        "role": ROLE,
        "displacement_occurred": "Unknown",
        "start_date": first,
        "start_date_accuracy": accuracy if first else None,
        "end_date": last,
        "end_date_accuracy": accuracy if last else None,
        "sources": said.publisher,
        "publication_date": said.reported,
        "claimant": said.claimant,
        "stance": said.record.stance,
        "modality": said.record.modality,
        "source_excerpt": " ".join(said.quote.split()),
        "calculation_logic": f"the report's words: {said.record.text}",
        "offsets": f"{said.record.start}-{said.record.end}",
        "report": said.reading.report.id,
        "dateline_version": __version__,
        **_where(said),
    }


def quantifier(count: Quantity) -> str:
    """How exact a number is said to be."""
    words = table("idmc")["quantifier"]
    if count.high is None:
        return str(words["at_least"])
    if count.low is None:
        return str(words["at_most"])
    return str(words["about" if count.approx or count.low != count.high else "exact"])


def reported(count: Quantity) -> float | None:
    """The number as it was reported: that of the words, not the middle that was made of a bound."""
    return count.low if count.high is None else count.high if count.low is None else count.best


def _term(said: Statement) -> str | None:
    words = re.findall(r"\w+", said.quote.casefold()) if said.record.type == "displaced" else []
    return next((term for word, term in table("idmc")["term"].items() if word in words), None)


def _accuracy(first: str | None, last: str | None) -> str | None:
    if not first or not last:
        return SPANS[0][1] if first or last else None
    length = (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days + 1
    return next((word for most, word in SPANS if length <= most), SPANS[-1][1])


def _where(said: Statement) -> dict[str, Any]:
    place = next(iter(said.places()), None)
    if place is None:
        return {"location": said.place_words()}
    found = country(place.country)
    cells = {
        "location": place.name,
        "latitude": place.lat,
        "longitude": place.lon,
        "accuracy": table("idmc")["accuracy"].get(str(place.precision)),
    }
    return cells | ({"country": found.name, "iso3": found.iso3} if found else {})
