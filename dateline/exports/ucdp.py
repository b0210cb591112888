"""Incidents as rows of UCDP GED. In: cases. Out: rows of 49 columns, one an incident with at least one death, and why others are left out.

Codes are in `ucdp.toml`. Low and high are the lowest and highest number that any source gives; best is the number that most sources give,
of several such the lowest. Who says it, how firmly and in which words stands in source_original and
where_description, with denials. As in UCDP, both sides must be known, and what is only denied, unverified or not actual is no event.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO

from dateline import __version__
from dateline.exports import deaths, sheets, sides
from dateline.exports.acled import Left, firm, notes, tags
from dateline.exports.cases import Case, cases
from dateline.exports.countries import country
from dateline.exports.deaths import Claim, table
from dateline.exports.statements import Actor, Statement
from dateline.ports import Share, Wish
from dateline.types import Place, Quantity, key

JOINT = "; "
STATE_BASED, NON_STATE, ONE_SIDED = 1, 2, 3
CELLS_A_DEGREE, CELLS_AROUND = 2, 720


def ucdp(shares: Callable[[], Iterable[Share]], out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """A table with the columns of UCDP GED."""
    left: Counter[str] = Counter()
    columns = dict.fromkeys(table("ucdp")["columns"], "string")
    sheets.write_csv(columns, rows(cases(shares, wish), left), out, bom=wish.bom)
    return left


def rows(found: Iterable[Case], left: Counter[str]) -> Iterator[dict[str, Any]]:
    """The rows of all incidents; `left` counts those that have none."""
    for case in found:
        try:
            yield coded(case)
        except Left as reason:
            left[str(reason)] += 1


def coded(case: Case) -> dict[str, Any]:
    """The row of an incident. Raises Left where UCDP has none for it."""
    rules = table("ucdp")
    said = [s for s in firm(case) if s.record.type in rules["events" if s.record.kind == "event" else "control"]]
    if not said:
        raise Left("no act of violence")
    claims = deaths.claims(case)
    low, best, high, split = figures(claims)
    if high < 1:
        raise Left("nobody is said to have been killed")
    violence, side_a, side_b = dyad(case)
    row = {"type_of_violence": violence, "side_a": side_a.name, "side_b": side_b.name, "dyad_name": f"{side_a.name} - {side_b.name}"}
    row |= {"id": int(key("", case.incident.id), 16), "relid": case.incident.id, "low": low, "best": best, "high": high}
    row |= {"gwnoa": _gw(side_a), "gwnob": _gw(side_b)}
    row |= _split(split, best, violence, side_a, side_b) | _when(case) | _where(case) | _sources(case, said)
    return row


# ---------------------------------------------------------------- how many


def figures(claims: list[Claim]) -> tuple[int, int, int, dict[str, int]]:
    """Low, best and high, and the best of each group."""
    best = {g: int(n) for g, n in _agreed(claims).items()}
    low = int(deaths.lowest(deaths.figure(claims, _low, min)))
    high = math.ceil(deaths.highest(deaths.figure(claims, _high, max)))
    middle = int(deaths.total({g: float(n) for g, n in best.items()}))
    return min(low, middle), middle, max(high, middle), best


def _low(count: Quantity) -> float:
    return count.low if count.low is not None else 0


def _high(count: Quantity) -> float:
    return next((n for n in (count.high, count.best, count.low) if n is not None), 0)


def _agreed(claims: Iterable[Claim]) -> dict[str, float]:
    """For each group the number that most sources give; of several the lowest. A copy repeats its sources and adds none."""
    said: dict[str, dict[float, set[str]]] = defaultdict(lambda: defaultdict(set))
    for claim in claims:
        said[claim.group][math.floor(claim.quantity.best or 0)].add(claim.who[1])
    return {group: min(numbers, key=lambda n: (-len(numbers[n]), n)) for group, numbers in said.items()}


def _split(best: Mapping[str, int], total: int, violence: int, side_a: Actor, side_b: Actor) -> dict[str, int]:
    """The best figure of each side, of civilians, and of those of whom nobody said who they were."""
    state = "deaths_a" if side_a.kind in table("ucdp")["state"] else None
    fighters = "deaths_b" if state and violence == STATE_BASED else None
    homes = {"civilians": "deaths_civilians", "troops": state, "fighters": fighters}
    found = dict.fromkeys(("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"), 0)
    for group, number in best.items():
        if (home := homes.get(group)) and number <= total - sum(found.values()):
            found[home] += number
    return found | {"deaths_unknown": total - sum(found.values())}


# ---------------------------------------------------------------- who, when, where, from whom


def dyad(case: Case) -> tuple[int, Actor, Actor]:
    """The type of violence and both sides, a state's first. Raises Left where a side is not known."""
    armed = (*table("ucdp")["state"], *table("ucdp")["group"])
    acting, met = sides.opposed(case)
    first = next((a for a in acting if a.kind in armed), None)
    second = next((t for t in met if t.kind in armed and first and sides.differ(first, t)), None)
    if first and second:
        first, second = sorted((first, second), key=lambda a: a.kind not in table("ucdp")["state"])
        return (STATE_BASED if first.kind in table("ucdp")["state"] else NON_STATE), first, second
    if first and (met or any(c.group == "civilians" for c in deaths.claims(case))):
        return ONE_SIDED, first, Actor("", table("ucdp")["civilians"], "civilians", None)
    raise Left("a side of the violence is not known")


def _gw(side: Actor) -> int | None:
    """The Gleditsch-Ward number of a state's side, where its country is known."""
    found = country(side.country) if side.kind in sides.STATE else None
    return found.gw if found else None


def _when(case: Case) -> dict[str, Any]:
    first, last = case.days
    if not first or not last:
        raise Left("no day that is known")
    begin, end = date.fromisoformat(first[:10]), date.fromisoformat(last[:10])
    length = (end - begin).days + 1
    precision = next((code for most, code in table("ucdp")["date_prec"] if length <= most), None)
    if precision is None:
        raise Left("the day is known to more than a year only")
    days = {"date_start": f"{begin} 00:00:00.000", "date_end": f"{end} 00:00:00.000"}
    return {"year": begin.year, "date_prec": precision, "event_clarity": 1 if length == 1 else 2} | days


def _where(case: Case) -> dict[str, Any]:
    precise = [p for p in case.places if p.lat is not None and p.lon is not None and str(p.precision) in table("ucdp")["where_prec"]]
    if not precise:
        raise Left("no place that is known")
    place = precise[0]
    found = country(place.country)
    row = {"where_prec": _where_prec(place), "where_coordinates": place.name, "adm_1": place.admin1, "latitude": place.lat}
    row |= {
        "longitude": place.lon,
        "geom_wkt": f"POINT ({place.lon} {place.lat})",
        "priogrid_gid": priogrid(place.lat or 0, place.lon or 0),
    }
    if found:
        row |= {"country": found.name, "country_id": found.gw, "region": found.ucdp_region}
    return row


def _where_prec(place: Place) -> int:
    rules = table("ucdp")
    return int(rules["adm2"] if place.feature == "ADM2" else rules["where_prec"][str(place.precision)])


def priogrid(lat: float, lon: float) -> int:
    """The number of the half-degree cell of PRIO-GRID that holds a point: cells are counted from 1 in the south-west, row by row."""
    across = min(int((lon + 180) * CELLS_A_DEGREE), CELLS_AROUND - 1)
    up = min(int((lat + 90) * CELLS_A_DEGREE), CELLS_AROUND // 2 - 1)
    return up * CELLS_AROUND + across + 1


def _sources(case: Case, said: list[Statement]) -> dict[str, Any]:
    reports = list({s.reading.report.id: s.reading.report for s in case.statements}.values())
    articles = [", ".join(f'"{w}"' for w in (r.publisher or r.agency, (r.published or "")[:10], r.title) if w) for r in reports]
    claimants = [f"{s.claimant} ({s.record.stance})" for s in case.statements]
    return {
        "number_of_sources": case.incident.independent,
        "source_article": JOINT.join(articles),
        "source_office": JOINT.join(dict.fromkeys(w for r in reports if (w := r.publisher or r.agency))),
        "source_date": JOINT.join(dict.fromkeys(r.published[:10] for r in reports if r.published)),
        "source_headline": JOINT.join(dict.fromkeys(r.title for r in reports if r.title)),
        "source_original": JOINT.join(dict.fromkeys(claimants)),
        "where_description": f"{notes(case, said)} [{tags(case, said)}]",
        "code_status": f"dateline {__version__}, not reviewed by UCDP",
    }
