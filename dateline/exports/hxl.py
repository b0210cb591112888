"""Tables of the Humanitarian Exchange Language: incidents, displacement, services. In: records. Out: CSV with a row of hashtags below the
header, and why others are left out.

Columns and tags are in `hxl.toml`. Every row says who says it and how firmly; what is denied or unverified stays in the tables of
statements with that word in `#status+claim`, and an incident that nobody says happened is no row of the table of incidents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from dateline import __version__, output
from dateline.exports import cases as case_rows
from dateline.exports import sheets
from dateline.exports.acled import Left, firm
from dateline.exports.cases import Case, cases
from dateline.exports.countries import country
from dateline.exports.deaths import table
from dateline.exports.statements import Statement, statements
from dateline.exports.tables import JOINT
from dateline.ports import Share, Wish
from dateline.types import Place

Shares = Callable[[], Iterable[Share]]
Cells = dict[str, Any]


def incidents(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """One row an incident."""
    left: Counter[str] = Counter()
    _write("incidents", _incidents(cases(shares, wish), left), out, wish)
    return left


def displacement(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """One row a number of people who fled, came back, were brought away or are trapped."""
    _write("displacement", (_displaced(s) for s in statements(shares()) if _is_displacement(s)), out, wish)
    return {}


def services(shares: Shares, out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """One row a statement on a service."""
    _write("services", (_service(s) for s in statements(shares()) if s.record.kind == "condition"), out, wish)
    return {}


def _write(name: str, rows: Iterable[Cells], out: BinaryIO, wish: Wish) -> None:
    columns = table("hxl")[name]
    named = ({header: row.get(tag) for header, tag in columns} for row in rows)
    sheets.write_csv(dict.fromkeys((h for h, _ in columns), "string"), named, out, bom=wish.bom, heads=[[tag for _, tag in columns]])


def _where(place: Place | None, words: str | None = None) -> Cells:
    found = country(place.country) if place else None
    if place is None:
        return {"#loc+name": words}
    cells = {"#loc+name": place.name, "#geo+lat": place.lat, "#geo+lon": place.lon, "#adm1+name": place.admin1}
    return cells | ({"#country+name": found.name, "#country+code": found.iso3} if found else {})


def _incidents(found: Iterable[Case], left: Counter[str]) -> Iterator[Cells]:
    for case in found:
        try:
            yield _incident(case, firm(case))
        except Left as reason:
            left[str(reason)] += 1


def _incident(case: Case, said: list[Statement]) -> Cells:
    row = case_rows.row(case)
    codes = {e[0] for s in said if (e := table("plover").get(s.record.kind, {}).get(s.record.type))}
    cells = {
        "#meta+id": case.incident.id,
        "#date+occurred+start": row.get("first_day"),
        "#date+occurred+end": row.get("last_day"),
        "#date+reported": min((s.reported for s in case.statements if s.reported), default=None),
        "#event+type": JOINT.join(dict.fromkeys(s.record.type for s in said)),
        "#event+code+v_plover": JOINT.join(sorted(codes)),
        "#group+name+actor": row.get("agents"),
        "#group+name+target": row.get("targets"),
        "#meta+source": row.get("publishers"),
        "#meta+claimant": row.get("sources"),
        "#status+claim": row.get("stances"),
        "#meta+x_independent": case.incident.independent,
        "#description+x_disagreement": row.get("disagreements"),
        "#description+quote": row.get("quotes"),
        "#meta+x_evidence": JOINT.join(evidence(s) for s in case.statements),
        "#meta+x_version": __version__,
    }
    ends = {"min": "low", "max": "high"}
    cells |= {f"#affected+{t}+{e}": row.get(f"{t}_{end}") for t in ("killed", "injured", "displaced") for e, end in ends.items()}
    return cells | _where(case.places[0] if case.places else None)


def evidence(said: Statement) -> str:
    """Where a statement stands: its record, its offsets and the hash of its report."""
    return f"{said.record.id}@{said.record.start}-{said.record.end} of {said.reading.report.id}"


def _common(said: Statement) -> Cells:
    return {
        "#meta+id": said.record.id,
        "#date+reported": said.reported,
        "#meta+source": said.publisher,
        "#meta+claimant": said.claimant,
        "#status+claim": said.record.stance,
        "#status+x_modality": said.record.modality,
        "#description+quote": " ".join(said.quote.split()),
        "#meta+x_evidence": evidence(said),
        "#meta+x_version": __version__,
        **_where(next(iter(said.places()), None), said.place_words()),
    }


def _is_displacement(said: Statement) -> bool:
    return said.record.kind == "toll" and said.record.type in table("hxl")["indicator"]


def _displaced(said: Statement) -> Cells:
    count, of = said.count(), said.first("of")
    first, last = said.days()
    cells: Cells = {"#indicator+name": table("hxl")["indicator"][said.record.type], "#affected+type": of.text if of else None}
    cells |= {"#date+occurred+start": first, "#date+occurred+end": last, "#description+x_count": _count_words(said)}
    if count and count.unit == "household":
        cells["#affected+displaced+hh"] = output.number(count.best)
    elif count:
        ends = (("+min", count.low), ("", count.best), ("+max", count.high))
        cells |= {f"#affected+displaced+ind{end}": output.number(n) for end, n in ends}
    return _common(said) | cells


def _count_words(said: Statement) -> str | None:
    value = said.first("count")
    return value.text if value else None


def _service(said: Statement) -> Cells:
    facility = said.first("facility")
    first, last = said.days()
    return _common(said) | {
        "#date+start": first,
        "#date+end": last,
        "#sector+name": said.record.type,
        "#sector+cluster": table("hxl")["cluster"].get(said.record.type),
        "#service+name": facility.text if facility else said.record.type,
        "#status+service": said.status(),
    }
