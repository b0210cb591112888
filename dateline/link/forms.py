"""What linking found, as JSON. In: incidents, disputes, copies. Out: dictionaries in a fixed order, every value with who says it and where.

Days are written as ISO 8601; a statement names its report, record, source and the place of its words in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dateline.link import compare, tolls
from dateline.link.accounts import Account
from dateline.link.copies import Copies, Difference, Likeness
from dateline.link.disputes import Dispute, Side, Statement
from dateline.link.incidents import Incident, Proposal

Json = dict[str, Any]


def iso(day: int | None) -> str | None:
    """A day as ISO 8601."""
    return date.fromordinal(day).isoformat() if day else None


def incident_json(incident: Incident, origins: Mapping[str, str], disputes: Iterable[Dispute] = ()) -> Json:
    """An incident with its fields, its records, and what its proposals rest on."""
    return {
        **incident_facts(incident),
        "fields": {f.name: [side_json(s) for s in f.sides] for f in compare.fields(incident, origins)},
        "updates": [{"from": a.id, "to": b.id} for a, b in tolls.series(incident)],
        "records": [[f.id for f in h.facts] for h in incident.happenings],
        "proposals": [proposal_json(p) for p in incident.proposals],
        "disputes": [d.id for d in disputes],
    }


def incident_facts(incident: Incident) -> Json:
    """What an incident is: its title, days and places, and how many tell of it."""
    days = [h.days for h in incident.happenings if h.days]
    spots = {s.name: s for h in incident.happenings for s in h.spots if not s.is_area}
    return {
        "id": incident.id,
        "title": compare.title(incident),
        "state": incident.state,
        "first": iso(min((d[0] for d in days), default=None)),
        "last": iso(max((d[1] for d in days), default=None)),
        "places": [{"name": s.name, "geonameid": s.geonameid, "lat": s.lat, "lon": s.lon} for s in spots.values()],
        "reports": list(incident.reports),
        "independent": incident.independent,
        "sure": incident.sure,
    }


def proposal_json(proposal: Proposal) -> Json:
    """A pair that may be one happening, and why."""
    return {"left": proposal.left, "right": proposal.right, "score": proposal.score, "reasons": list(proposal.reasons)}


def dispute_json(dispute: Dispute) -> Json:
    """A dispute with its sides."""
    out: Json = {"id": dispute.id, "kind": dispute.kind, "field": dispute.field, "about": dispute.about, "incident": dispute.incident}
    return out | {"reported": iso(dispute.day), "sides": [side_json(s) for s in dispute.sides]}


def side_json(side: Side) -> Json:
    """A value with those who say it."""
    return {"value": side.value, "independent": side.independent, "statements": [statement_json(s) for s in side.statements]}


def statement_json(item: Statement) -> Json:
    """One statement: whose, how firm, in which words."""
    fact = item.fact
    out: Json = {"report": fact.report, "reported": iso(fact.published), "record": fact.id, "source": fact.says, "stance": fact.stance}
    return out | {"start": item.start, "end": item.end, "text": item.words}


def copies_json(group: Copies, accounts: Mapping[str, Account], alike: Mapping[str, tuple[Likeness, list[Difference]]]) -> Json:
    """Reports that are one text: the first, and each copy with how alike it is and where it differs."""
    return {"origin": report_json(accounts[group.origin]), "copies": [_copy_json(c, accounts, *alike[c]) for c in group.copies]}


def _copy_json(report: str, accounts: Mapping[str, Account], found: Likeness, differences: list[Difference]) -> Json:
    out = report_json(accounts[report]) | {"containment": round(found.containment, 4), "resemblance": round(found.resemblance, 4)}
    return out | {"differences": [{"what": d.what, "before": d.before, "after": d.after} for d in differences]}


def report_json(account: Account) -> Json:
    """A report in a few facts."""
    return {
        "id": account.report,
        "ref": account.ref,
        "title": account.name,
        "publisher": account.publisher,
        "published": account.published or None,
    }
