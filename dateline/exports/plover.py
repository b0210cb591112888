"""Statements as PLOVER events, and as rows of POLECAT. In: records with their readings. Out: a JSON line or a row each, and why others are
left out.

Codes are in `plover.toml`. One statement is one event, as a coder of one story would write it. Only what is said to have happened is an
event: what is denied, unverified, negated or expected is none, for PLOVER's marks for these were never put to use. Who says it, how
firmly and in which words stands in `text`, `text_info` and `comment`, and in columns behind the forty of POLECAT.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from dateline import __version__, output
from dateline.exports import sheets
from dateline.exports.cases import AGENTS, HAPPENED, TARGETS, is_rejected
from dateline.exports.countries import country
from dateline.exports.deaths import FIRM, table
from dateline.exports.statements import Actor, Statement
from dateline.link.facts import facts_of
from dateline.link.happenings import happenings_of
from dateline.ports import Share, Wish
from dateline.types import Place

CLAIM = "claim"
WIKIDATA = re.compile(r"Q\d+")
NOBODY = Actor("", "", None, None)


@dataclass(frozen=True, slots=True)
class Event:
    """One statement in PLOVER's codes. `inferred` is whether its days are those of what is told around it."""

    statement: Statement
    type: str
    mode: str
    first: str
    last: str
    inferred: bool
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]

    @property
    def quad(self) -> int:
        return int(table("plover")["quad"][self.type][0])

    @property
    def score(self) -> float | None:
        found = table("plover")["quad"][self.type][1:]
        return float(found[0]) if found else None


def plover(shares: Callable[[], Iterable[Share]], out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """One event a line."""
    left: Counter[str] = Counter()
    with sheets.lines(out) as text:
        text.writelines(output.dumps(as_plover(e)) + "\n" for e in events(shares(), left))
    return left


def polecat(shares: Callable[[], Iterable[Share]], out: BinaryIO, wish: Wish) -> Mapping[str, int]:
    """A table with POLECAT's columns, tabs between them."""
    left: Counter[str] = Counter()
    rules = table("plover")["polecat"]
    columns = dict.fromkeys((*rules["columns"], *rules["more"]), "string")
    sheets.write_csv(columns, (as_polecat(e) for e in events(shares(), left)), out, bom=wish.bom, tab=True)
    return left


def events(shares: Iterable[Share], left: Counter[str]) -> Iterator[Event]:
    """The statements that are events; `left` counts the others by the reason."""
    for share in shares:
        around = {f.id: h.days for h in happenings_of(facts_of(share.reading)) for f in h.facts}
        for record in share.records:
            said = Statement(share.reading, record, share.reviews.get(record.id))
            event = coded(said, around.get(record.id))
            if isinstance(event, str):
                left[event] += 1
            else:
                yield event


def coded(said: Statement, around: tuple[int, int] | None) -> Event | str:
    """A statement as an event, or why it is none."""
    record, rules = said.record, table("plover")
    found = rules.get(record.kind, {}).get(record.type)
    if found is None:
        return f"no code: {record.kind} {record.type}"
    if record.stance not in FIRM or record.modality != HAPPENED or is_rejected(said):
        return "rejected" if is_rejected(said) else record.modality if record.modality != HAPPENED else record.stance
    first, last = said.days()
    inferred = not first and around is not None
    if inferred and around:
        first, last = (date.fromordinal(d).isoformat() for d in around)
    if not first and record.kind == CLAIM:
        first, inferred = said.reported, True
    if not first:
        return "no day that is known"
    actors, recipients = _sides(said)
    if record.type in rules["must_have"]["actor"] and not actors:
        return f"nobody named who did it: {record.type}"
    if found[0] in rules["must_have"]["recipient"] and not recipients:
        return f"nobody named whom it was done to: {record.type}"
    return Event(said, found[0], found[1], first[:10], (last or first)[:10], inferred, tuple(actors), tuple(recipients))


def _sides(said: Statement) -> tuple[list[Actor], list[Actor]]:
    if said.record.kind != CLAIM:
        cause = said.actors("cause") if said.record.type in table("plover")["must_have"]["actor"] else []
        return said.actors(*AGENTS) or [a for a in cause if a.entity], said.actors(*TARGETS)
    speaker = next((e for e in said.reading.entities if said.voice and e.id == said.voice.entity), None)
    words = said.source or ""
    actors = (
        [Actor(words, speaker.name, speaker.kind, speaker.id, None, speaker.country, speaker.ident)]
        if speaker
        else [Actor(words, words, None, None)]
        if words
        else []
    )
    return actors, said.actors("target", "about")


def sector(actor: Actor) -> str:
    """The sector of an actor; UNK where its kind and words leave it open."""
    rules = table("plover")
    words = f"{actor.name} {actor.words}".casefold().split()
    if actor.kind == "armed_group" and any(w in words for w in rules["rebels"]["words"]):
        return str(rules["rebels"]["sector"])
    return str(rules["sector"].get(actor.kind, "UNK"))


def _entity(actor: Actor) -> dict[str, Any]:
    found = country(actor.country)
    code = table("plover")["code"].get(actor.kind) or (found.iso3 if found else None)
    named = {"entity_text": actor.words, "raw_text": actor.words, "entity_name": actor.name}
    named |= {
        "wikidata_id": actor.ident if actor.ident and WIKIDATA.fullmatch(actor.ident) else "",
        "country_name": found.name if found else "",
    }
    return ({"code": code} if code else {}) | {"sector": sector(actor)} | {k: v for k, v in named.items() if v}


def as_plover(event: Event) -> dict[str, Any]:
    """An event in PLOVER's JSON; what is not known is not there."""
    said, report = event.statement, event.statement.reading.report
    evidence = said.record.evidence
    out: dict[str, Any] = {
        "id": said.record.id,
        "date": event.first,
        "enddate": event.last if event.last != event.first else None,
        "has_event": True,
        "actor": [_entity(a) for a in event.actors or (NOBODY,)],
        "recipient": [_entity(a) for a in event.recipients],
        "event": [event.type],
        "mode": [event.mode] if event.mode else [],
        "event_text": [said.record.text],
        "quad_code": event.quad,
        "event_scale": event.score,
        "event_loc": _location(event),
        "text": said.quote,
        "text_info": {"start": evidence.start, "end": evidence.end},
        "cite_info": {
            "corpus": report.id,
            "url": report.url,
            "title": report.title,
            "publication": said.publisher,
            "language": report.language,
            "coder": f"dateline {__version__}",
        },
        "coder": f"dateline {__version__}",
        "comment": comment(event),
    }
    out["cite_info"] = _kept(out["cite_info"])
    return _kept(out)


def _kept(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cell for name, cell in cells.items() if cell is not None and cell != [] and cell != {}}


def comment(event: Event) -> str:
    """How firmly it is said and by whom, and what was inferred."""
    said = event.statement
    told = f"stance={said.record.stance}; claimant={said.claimant}; anchor={said.record.start}-{said.record.end}"
    return told + ("; date inferred from what is told around it" if event.inferred else "")


def _location(event: Event) -> dict[str, Any] | None:
    value, places = event.statement.first("place"), event.statement.places()
    if not places:
        return {"extracted_place": value.text} if value else None
    return _kept({"extracted_place": value.text if value else None} | _resolved(places[0]))


def _resolved(place: Place) -> dict[str, Any]:
    found = country(place.country)
    return {
        "resolved_place": place.name,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "province": place.admin1,
        "country": found.name if found else place.country,
        "country_code": found.iso3 if found else None,
        "feature_code": place.feature,
        "resolution": table("plover")["resolution"].get(str(place.precision)),
    }


def as_polecat(event: Event) -> dict[str, Any]:
    """An event as a row of POLECAT; what is not known is the word None."""
    said, report, rules = event.statement, event.statement.reading.report, table("plover")
    place = next(iter(said.places()), None)
    found = country(place.country) if place else None
    words = said.first("place")
    cells = {
        "Event ID": said.record.id,
        "Event Date": event.first,
        "Event Type": event.type,
        "Event Mode": event.mode,
        "Intensity": event.score,
        "Quad Code": rules["quad_words"][str(event.quad)],
        **_party("Actor", event.actors),
        **_party("Recipient", event.recipients),
        "Placename": place.name if place else None,
        "City": place.name if place and (place.feature or "").startswith("PPL") else None,
        "Province": place.admin1 if place else None,
        "Country": found.iso3 if found else None,
        "Latitude": place.lat if place else None,
        "Longitude": place.lon if place else None,
        "GeoNames ID": place.geonameid if place else None,
        "Raw Placename": words.text if words else None,
        "Feature Type": place.feature if place else None,
        "Source": said.publisher,
        "Publication Date": said.reported,
        "Story People": _story(said, ("person",)),
        "Story Organizations": _story(
            said, ("armed_group", "state_force", "government", "political", "intergovernmental", "ngo", "media", "company")
        ),
        "Story Locations": "; ".join(p.name for p in said.reading.places),
        "Language": report.language,
        "Version": f"dateline {__version__}",
        "Dateline Stance": said.record.stance,
        "Dateline Claimant": said.claimant,
        "Dateline Quote": " ".join(said.quote.split()),
        "Dateline Start": said.record.start,
        "Dateline End": said.record.end,
        "Dateline Record": said.record.id,
        "Dateline Report": report.id,
    }
    names = (*rules["polecat"]["columns"], *rules["polecat"]["more"])
    return {n: rules["polecat"]["missing"] if cells.get(n) in (None, "") else cells[n] for n in names}


def _party(role: str, actors: tuple[Actor, ...]) -> dict[str, Any]:
    first = actors[0] if actors else None
    found = country(first.country) if first else None
    return {
        f"{role} Country": found.iso3 if found else None,
        f"{role} Name": first.name if first else None,
        f"Primary {role} Sector": sector(first) if first else None,
        f"{role} Sectors": "; ".join(dict.fromkeys(sector(a) for a in actors)),
        f"{role} Name Raw": "; ".join(a.words for a in actors),
    }


def _story(said: Statement, kinds: tuple[str, ...]) -> str:
    return "; ".join(e.name for e in said.reading.entities if e.kind in kinds)
