"""Map, timeline and list under one filter. In: a question in the grammar of the command line, an area, a day. Out: drawings and the list.

Few records are drawn one by one, many are counted by cells of the earth. At a chosen day, who is said to hold ground and how services are
said to stand are layers of their own: the latest statement about each, with who says it and how firmly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from fastapi import APIRouter

from dateline import output, show
from dateline.asking import AskedWrongly
from dateline.link.facts import Fact
from dateline.link.spots import Spot
from dateline.stores.indexed import OPEN_BEGINNING, OPEN_END, REACH_KM, Box, day_number, days
from dateline.stores.search import Found, Wanted
from dateline.types import Place
from dateline.web import drawn
from dateline.web.asked import Asked, asked
from dateline.web.cards import cards
from dateline.web.desk import vendored
from dateline.web.pages import Pages
from dateline.web.routes.incidents import surveyed
from dateline.web.shown import Ask, Shown, screen
from dateline.web.survey import Survey

router = APIRouter(include_in_schema=False)
DRAWN = 250
LISTED = 25
STOOD = 300
FINE = 0.25
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest statement about who holds a place, or how a service stands there."""

    fact: Fact
    spot: Spot
    what: str
    day: str


def map_(ask: Ask) -> Shown:
    """The records that are asked for on a map, on a timeline and in a list."""
    question = asked(ask.query, sort="time", per_page=LISTED)
    wanted = replace(question.wanted, limit=None, offset=0)
    total = sum(ask.store.facets(wanted)["kind"].values())
    if total > DRAWN and not question.first("sort"):
        question = asked(ask.query, sort="newest", per_page=LISTED)  # to sort all by their times takes long
    few = list(ask.store.records(replace(wanted, limit=DRAWN))) if total <= DRAWN else []
    here = few[question.before : question.before + question.per_page] if few else page_of(ask, question)
    at = at_day(ask)
    standing = stands_at(surveyed(ask)[0], wanted, at) if at else []
    view, spots, times = drawing(ask, question, wanted, few, standing)
    values = {
        "asked": question,
        "cards": cards(ask.store, here, question.before + 1),
        "view": view,
        "spots": spots,
        "times": times,
        "at": at,
        "standing": [(s, _mark(s, view)) for s in standing],
        "total": total,
        "pages": Pages(question, "/map", total, len(here)),
        "outlines": outlines(view),
        "extra": {"at": at} if at else {},
        "ago": drawn.ago,
        "library": vendored("maplibre-gl.mjs") is not None,
    }
    return Shown("map.html", values, lambda: data(question, total, here, spots, standing), wanted)


screen(router, "/map", "map", map_, ("json", "csv", "geojson"))


def page_of(ask: Ask, question: Asked) -> list[Found]:
    """The records of the page that is asked for."""
    return list(ask.store.records(replace(question.wanted, limit=question.per_page, offset=question.before)))


def data(question: Asked, total: int, here: Sequence[Found], spots: Sequence[drawn.Spot], standing: Sequence[Standing]) -> Json:
    """The screen as data."""
    marks = [
        {"lat": -s.y, "lon": s.x, "km": round(s.ry * 111.2, 1), "area": s.is_area, "records": s.count, "label": s.label} for s in spots
    ]
    told = [
        {"place": s.spot.name, "what": s.what, "says": s.fact.says, "stance": s.fact.stance, "day": s.day, "record": s.fact.id}
        for s in standing
    ]
    records = [output.found_json(item.reading, item.record, item.review) for item in here]
    return {"total": total, "page": question.page, "records": records, "marks": marks, "standing": told}


def outlines(view: drawn.View) -> str | None:
    """The file with the outlines of the world that fit the view; None where the build had none."""
    name = "world-near.svg" if view.is_near else "world.svg"
    return f"/static/vendor/{name}" if vendored(name) else None


# ---------------------------------------------------------------- drawing


@dataclass(frozen=True, slots=True)
class Times:
    """The timeline: bars of counts, or of single records in lanes, with its first and last day."""

    first: str
    last: str
    bins: list[drawn.Bin]
    bars: list[drawn.Bar]
    lanes: int


def drawing(
    ask: Ask, question: Asked, wanted: Wanted, few: Sequence[Found], standing: Sequence[Standing]
) -> tuple[drawn.View, list[drawn.Spot], Times | None]:
    """The view, the marks on it, and the timeline."""
    box = wanted.box
    if few:
        placed = _placed(few)
        view = drawn.view_of([(p.lat or 0, p.lon or 0, _km(p)) for p, _ in placed], box)
        return view, [_spot(question, p, items, view) for p, items in placed], _single(few)
    spread = ask.store.spread(wanted, size=FINE)
    everywhere = [(lat, lon, 20.0) for lat, lon, _ in spread.cells]
    view = drawn.view_of(everywhere or [(s.spot.lat or 0, s.spot.lon or 0, 20.0) for s in standing], box)
    size = drawn.cell_size(view)
    cells = drawn.coarser(spread.cells, size)
    spots = [drawn.cell(lat, lon, count, size, _cell_link(question, lat, lon, size), view) for lat, lon, count in cells]
    return view, spots, _counted(spread.days)


def _km(place: Place) -> float:
    return min(REACH_KM[place.precision], REACH_KM[4])


def _placed(few: Iterable[Found]) -> list[tuple[Place, list[Found]]]:
    """The places with a point that records name, the least exact first, so that the exact lie above them."""
    held: dict[tuple[float, float, int], tuple[Place, list[Found]]] = {}
    for item in few:
        known = {p.id: p for p in item.reading.places}
        for value in item.record.fields.get("place", ()):
            place = known.get(value.value or "")
            if place and place.lat is not None and place.lon is not None:
                held.setdefault((place.lat, place.lon, place.precision), (place, []))[1].append(item)
    return sorted(held.values(), key=lambda pair: (-pair[0].precision, pair[0].name))


def _spot(question: Asked, place: Place, items: Sequence[Found], view: drawn.View) -> drawn.Spot:
    first = items[0].record
    told = f"{first.kind} {first.type.replace('_', ' ')} ({first.stance}), {show.says(items[0].reading, first)}"
    label = f"{place.name}: {told}" if len(items) == 1 else f"{place.name}: {len(items)} records"
    link = f"/record/{first.id}" if len(items) == 1 else question.link("/records", place=f'"{place.name}"')
    return drawn.spot(place.lat or 0, place.lon or 0, place.precision, len(items), label, link, view)


def _cell_link(question: Asked, lat: float, lon: float, size: float) -> str:
    half = size / 2
    edges = (max(-90.0, lat - half), max(-180.0, lon - half), min(90.0, lat + half), min(180.0, lon + half))
    return question.link("/map", box=",".join(f"{edge:.3f}" for edge in edges))


def _single(few: Sequence[Found]) -> Times | None:
    """Records one by one; those without a day are in the list alone."""
    spans = [(item.record.id, *span) for item in few if (span := _span(item)) is not None]
    if not spans:
        return None
    begins = [(begin if begin != OPEN_BEGINNING else end, 1) for _, begin, end in spans]
    ends = [(end if end != OPEN_END else begin, 1) for _, begin, end in spans]
    first, _ = drawn.edges(sorted(begins))
    _, last = drawn.edges(sorted(ends))
    bars, lanes = drawn.bars(spans, first, max(first, last))
    return Times(drawn.day(first), drawn.day(max(first, last)), [], bars, lanes)


def _span(item: Found) -> tuple[int, int] | None:
    first, last = days(item.record)
    start, end = day_number(first), day_number(last)
    if start is None and end is None:
        return None
    return OPEN_BEGINNING if start is None else start, OPEN_END if end is None else end


def _counted(found: Sequence[tuple[int, int]]) -> Times | None:
    counted = drawn.bins(found)
    return Times(counted[0].first, counted[-1].last, counted, [], 0) if counted else None


# ---------------------------------------------------------------- how things stand


def at_day(ask: Ask) -> str | None:
    """The day at which layers are asked for. Raises AskedWrongly for words that are none."""
    words = ask.request.query_params.get("at", "").strip()
    try:
        return date.fromisoformat(words).isoformat() if words else None
    except ValueError as error:
        raise AskedWrongly(f"at: {words!r} is no day; write it as 2018-06-14") from error


def stands_at(survey: Survey, wanted: Wanted, at: str) -> list[Standing]:
    """The latest statement before the end of a day about who holds each place and how each service stands there."""
    last = day_number(at) or 0
    latest: dict[tuple[str, str], Standing] = {}
    for fact in takewhile(lambda f: (f.first or 0) <= last, survey.standing):
        for spot in fact.spots:
            if spot.lat is not None and spot.lon is not None and _inside(spot, wanted.box):
                subject = "control" if fact.kind == "control" else fact.type
                latest[f"{spot.geonameid or spot.name}", subject] = Standing(fact, spot, _what(fact), drawn.day(fact.first or 1))
    return sorted(latest.values(), key=lambda s: (s.spot.name, s.what))[:STOOD]


def _mark(item: Standing, view: drawn.View) -> drawn.Spot:
    return drawn.spot(item.spot.lat or 0, item.spot.lon or 0, 1, 1, item.what, f"/record/{item.fact.id}", view)


def _inside(spot: Spot, box: Box | None) -> bool:
    if box is None:
        return True
    south, north, west, east = box
    lat, lon = spot.lat or 0.0, spot.lon or 0.0
    return south <= lat <= north and (west <= lon <= east if west <= east else lon >= west or lon <= east)


def _what(fact: Fact) -> str:
    type_ = fact.type.replace("_", " ")
    if fact.kind == "control":
        who = next((s.words for s in fact.values if s.field in ("holder", "from")), "nobody named")
        return f"{type_}: {show.line(who)}"
    return f"{type_}: {fact.status or 'no status told'}"
