"""What the cells of known data sets mean. In: a row of ACLED, of UCDP GED, or of a user's own table. Out: a reading; InputError with the
reason for a row that is none.

Codes are in `codes.toml`. A figure of zero dead is no record: these data sets write it for "none mentioned" as well.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import cache
from importlib import resources
from typing import Any

from dateline import kinds
from dateline.errors import InputError
from dateline.exports.countries import countries
from dateline.imports.sheet import Sheet
from dateline.types import Place, Quantity, Reading, TimeValue, Value, key

Row = Mapping[str, str]
WEEK, MONTH = 3, 15  # days to each side of a middle


@cache
def codes(name: str) -> Mapping[str, Any]:
    """The table of a data set."""
    found: Mapping[str, Any] = tomllib.loads(resources.files("dateline.imports").joinpath("codes.toml").read_text(encoding="utf-8"))
    return found[name]  # type: ignore[no-any-return]


def day(words: str, where: str) -> date:
    """A calendar day as data sets write it. Raises InputError for what is none."""
    for pattern in ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S.%f", "%d %B %Y", "%d/%m/%Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(words.strip(), pattern).date()
        except ValueError:
            continue
    raise InputError(where, f"{words!r} is no day; write it as 2023-03-10")


def days(first: date, last: date) -> TimeValue:
    """A time from one day to another."""
    return TimeValue(first.isoformat() if first == last else f"{first}/{last}", first.isoformat(), last.isoformat())


def number(words: str, where: str) -> int:
    """A whole number. Raises InputError for what is none."""
    bare = words.strip().replace(",", "")
    if not re.fullmatch(r"\d+(\.0*)?", bare):
        raise InputError(where, f"{words!r} is no number")
    return int(float(bare))


def point(row: Row, names: tuple[str, str], where: str) -> tuple[float, float] | None:
    """Latitude and longitude. Raises InputError where they are none."""
    if not all(row.get(name, "").strip() for name in names):
        return None
    try:
        lat, lon = (float(row[name]) for name in names)
    except ValueError as error:
        raise InputError(where, f"{row[names[0]]!r}, {row[names[1]]!r} is no point") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InputError(where, f"{lat}, {lon} is no point on the earth")
    return lat, lon


def country_of(words: str) -> str | None:
    """The alpha-2 code of a country by its name, its codes, or its number."""
    asked = words.strip().casefold()
    for found in countries().values():
        if asked in (found.code.casefold(), found.iso3.casefold(), found.name.casefold(), str(found.numeric)):
            return found.code
    return None


def must(row: Row, names: list[str], where: str) -> None:
    """Raises InputError for a row that lacks what it cannot do without."""
    missing = [name for name in names if not row.get(name, "").strip()]
    if missing:
        raise InputError(where, f"no {', '.join(missing)}")


class UnknownTypeError(InputError):
    """A row of a type that no record has."""


def types(name: str) -> Mapping[str, list[str]]:
    """What a data set calls the types that are taken in, each with its kind and type."""
    if name == "csv":
        return {t: [k, t] for k in ("event", "control") for t in kinds.kind(k).types}
    found: Mapping[str, list[str]] = codes(name)["types"]
    return found


def typed(known: Mapping[str, list[str]], words: str, where: str) -> tuple[str, str]:
    """The kind and type of a row. Raises UnknownTypeError for a type that no record has."""
    if words not in known:
        near = get_close_matches(words, known, 3, 0.5)
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UnknownTypeError(where, f"{words!r} is no type that is taken in{meant}")
    kind, type_ = known[words]
    return kind, type_


def _place(sheet: Sheet, name: str, at: tuple[float, float] | None, country: str | None, admin1: str, precision: int) -> list[Value]:
    if not sheet.has(name):
        return []
    lat, lon = at or (None, None)
    ident = key("p", sheet.cell(name), lat, lon)
    return [sheet.place(name, Place(ident, sheet.cell(name), None, lat, lon, country, admin1 or None, None, precision))]


def acled(row: Row, where: str) -> Reading:
    """A row of ACLED."""
    rules = codes("acled")
    must(row, rules["must"], where)
    kind, type_ = typed(rules["types"], row["sub_event_type"].strip(), where)
    sheet = Sheet(row, (rules["type"], rules["notes"]))
    sheet.said_by(rules["source"], "other")
    inter = rules["inter"]
    first = [sheet.actor("actor1", inter.get(sheet.cell("inter1"), "other"))]
    second = [sheet.actor("actor2", inter.get(sheet.cell("inter2"), "other"))] if sheet.has("actor2") else []
    precision = number(row.get("geo_precision") or "2", where)
    country = country_of(row.get("iso") or row.get("country", ""))
    at = point(row, ("latitude", "longitude"), where)
    fields = {
        "place": _place(sheet, "location", at, country, sheet.cell("admin1"), min(precision, 3)),
        "time": [sheet.value("event_date", time=_acled_time(row, where))],
    }
    roles = ("holder", "from") if kind == "control" else ("agent", "target")
    sheet.add(kind, type_, rules["type"], [rules["notes"]], dict(zip(roles, (first, second), strict=True)) | fields)
    _toll(sheet, "killed", "fatalities", [rules["notes"]], fields, where)
    ref = sheet.cell(rules["ref"]) or None
    uploaded = row.get("timestamp", "").strip()
    published = datetime.fromtimestamp(int(uploaded), UTC).date().isoformat() if uploaded.isdecimal() else None
    title = f"{rules['publisher']} {ref or ''}: {sheet.cell(rules['type'])}, {sheet.cell('location')}, {row['event_date']}"
    return sheet.reading(sheet.report(ref=ref, title=title, publisher=rules["publisher"], published=published))


def _acled_time(row: Row, where: str) -> TimeValue:
    middle = day(row["event_date"], where)
    around = timedelta(days={"2": WEEK, "3": MONTH}.get(row.get("time_precision", "").strip(), 0))
    return days(middle - around, middle + around)


def ucdp(row: Row, where: str) -> Reading:
    """A row of UCDP GED."""
    rules = codes("ucdp")
    must(row, rules["must"], where)
    kind, type_ = typed(rules["types"], row["type_of_violence"].strip(), where)
    sheet = Sheet(row, (rules["type"], "side_a", "side_b", "best", rules["notes"]))
    sheet.said_by(rules["source"] if row.get(rules["source"], "").strip() else "source_office", "other")
    sides = [[sheet.actor(name, _side_kind(sheet.cell(name)))] if sheet.has(name) else [] for name in ("side_a", "side_b")]
    precision = rules["precision"].get(row.get("where_prec", "").strip(), 3)
    at = point(row, ("latitude", "longitude"), where)
    begin = day(row["date_start"], where)
    end = day(row["date_end"], where) if row.get("date_end", "").strip() else begin
    fields = {
        "place": _place(sheet, "where_coordinates", at, country_of(row.get("country", "")), sheet.cell("adm_1"), precision),
        "time": [sheet.value("date_start", time=days(begin, end))],
    }
    evidence = ["side_a", "side_b", "best", rules["notes"]]
    sheet.add(kind, type_, rules["type"], evidence, {"agent": sides[0], "target": sides[1]} | fields)
    low, high = (number(row.get(name) or row["best"], where) for name in ("low", "high"))
    _toll(sheet, "killed", "best", evidence, fields, where, low=low, high=high)
    ref = sheet.cell(rules["ref"]) or None
    title = f"{rules['publisher']} {ref or ''}: {sheet.cell('dyad_name')}, {sheet.cell('where_coordinates')}, {begin}"
    return sheet.reading(sheet.report(ref=ref, title=title, publisher=rules["publisher"]))


def _side_kind(name: str) -> str:
    if name.casefold().startswith("civilians"):
        return "civilians"
    return "government" if name.casefold().startswith("government of") else "armed_group"


def own(row: Row, where: str, publisher: str) -> Reading:
    """A row of a user's own table, its columns already named as dateline names them."""
    must(row, codes("csv")["must"], where)
    kind, type_ = typed(types("csv"), row["type"].strip(), where)
    sheet = Sheet(row, ("type", "agent", "target", "killed", "notes"))
    sheet.said_by("source", "other")
    roles = ("holder", "from") if kind == "control" else ("agent", "target")
    fields: dict[str, list[Value]] = {}
    if sheet.has("first"):
        begin = day(row["first"], where)
        fields["time"] = [sheet.value("first", time=days(begin, day(row["last"], where) if sheet.has("last") else begin))]
    at = point(row, ("latitude", "longitude"), where)
    fields["place"] = _place(sheet, "place", at, country_of(row.get("country", "")), sheet.cell("admin1"), 1 if at else 3)
    told = ["agent", "target", "killed", "notes"]
    actors = {role: [sheet.actor(n, "other")] for role, n in zip(roles, ("agent", "target"), strict=True) if sheet.has(n)}
    sheet.add(kind, type_, "type", told, actors | fields)
    for toll in ("killed", "injured", "displaced", "detained", "abducted"):
        _toll(sheet, toll, toll, ["type", "notes"], fields, where)
    ref = sheet.cell("id") or None
    title = f"{publisher} {ref or ''}: {sheet.cell('type')}, {sheet.cell('place')}, {sheet.cell('first')}"
    return sheet.reading(sheet.report(ref=ref, title=title, publisher=publisher))


def _toll(
    sheet: Sheet,
    type_: str,
    name: str,
    evidence: list[str],
    fields: Mapping[str, list[Value]],
    where: str,
    *,
    low: int | None = None,
    high: int | None = None,
) -> None:
    if not sheet.has(name) or not (best := number(sheet.cell(name), where)):
        return
    count = Quantity(best if low is None else low, best, best if high is None else high, low != high, "person")
    sheet.add("toll", type_, name, evidence, {"count": [sheet.value(name, quantity=count)], **fields})


READERS: Mapping[str, Callable[[Row, str], Reading]] = {"acled": acled, "ucdp": ucdp}
