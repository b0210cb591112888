"""Every filter against the same question asked of each record one by one, over places all around the world and days of two months."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from dateline.stores import open_store
from dateline.stores.dialect import match, match_columns
from dateline.stores.indexed import KM_A_DEGREE, REACH_KM, box_around, distance_km
from dateline.stores.search import SORTS, Found, Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Entity, Place, Reading, Record, Report, Span, TimeValue, Value, Voice, content_id, key

FIRST = date(2018, 1, 1)
KINDS = (("event", "attack"), ("event", "clash"), ("toll", "killed"), ("condition", "water"))
STANCES = ("stated", "claimed", "denied")
NAMES = ("North Bilad", "Marsa", "Al-Ḥasan", "Újfalu")
# Two corners far apart, one at the 180th meridian, one near the pole.
CORNERS = ((36.0, 37.0), (-17.0, 179.9), (70.0, -30.0))
TEXT = "Fighters of the Front attacked the well. Nobody at the hospital was hurt, residents said. "


def reading(number: int) -> Reading:
    chance = random.Random(number)
    text = TEXT + str(number)
    ident = content_id(text.encode())
    places = tuple(place(chance, n) for n in range(3))
    source = Span(text.index("residents"), text.index("residents") + 9)
    voice = Voice("v1", source, None, (), "indirect", "witness", entity="e1")
    return Reading(
        Report(ident, published=str(FIRST + timedelta(days=chance.randrange(60))), publisher=chance.choice(("Wire", "Post", None))),
        text,
        (),
        (),
        (Entity("e1", "The Front", "armed_group", ("Jabha",)),),
        places,
        (voice,),
        tuple(record(chance, ident, text, n, places) for n in range(6)),
        (),
    )


def place(chance: random.Random, number: int) -> Place:
    lat, lon = chance.choice(CORNERS)
    lat, lon = lat + chance.uniform(-1, 1), (lon + chance.uniform(-1, 1) + 180) % 360 - 180
    return Place(f"p{number}", chance.choice(NAMES), number, lat, lon, "SY", None, "PPL", chance.choice((1, 1, 2, 3, 4)))


def record(chance: random.Random, report: str, text: str, start: int, places: tuple[Place, ...]) -> Record:
    kind, type_ = chance.choice(KINDS)
    stance = chance.choice(STANCES)
    fields: dict[str, tuple[Value, ...]] = {}
    if chance.random() < 0.7:
        fields["time"] = (Value(0, 3, text[0:3], time=time(chance)),)
    if chance.random() < 0.7:
        fields["place"] = tuple(Value(3, 5, text[3:5], value=p.id) for p in chance.sample(places, chance.choice((1, 2))))
    if chance.random() < 0.5:
        fields["agent"] = (Value(0, 8, text[0:8], value="e1"),)
    evidence = Span(0, 40) if chance.random() < 0.5 else Span(41, len(TEXT))
    voice = None if stance == "stated" else "v1"
    ident = key("r", report, kind, start, start + 4)
    return Record(ident, kind, type_, stance, "actual", voice, start, start + 4, text[start : start + 4], evidence, fields, chance.random())


def time(chance: random.Random) -> TimeValue:
    first = FIRST + timedelta(days=chance.randrange(60))
    last = first + timedelta(days=chance.choice((0, 0, 3, 30)))
    how = chance.random()
    return TimeValue(None, None if how < 0.1 else str(first), None if 0.1 <= how < 0.2 else str(last))


@pytest.fixture(scope="module")
def store(places: Callable[[], Path | str]) -> Iterator[SqliteStore]:
    with open_store(places()) as opened:
        assert all(opened.put_all((r, r.text.encode()) for r in map(reading, range(80))))
        yield opened


def meets(since: str, until: str) -> Callable[[Found], bool]:
    def test(found: Found) -> bool:
        times = [v.time for v in found.record.fields.get("time", ()) if v.time]
        return any((t.first or "0") <= until and (t.last or "9") >= since for t in times)

    return test


def lies(inside: Callable[[Place], bool], reach: float) -> Callable[[Found], bool]:
    def test(found: Found) -> bool:
        named = {v.value for v in found.record.fields.get("place", ())}
        here = [p for p in found.reading.places if p.id in named and inside(p)]
        return any(REACH_KM[p.precision] <= max(reach, REACH_KM[2]) for p in here)

    return test


def near(lat: float, lon: float, km: float) -> Callable[[Found], bool]:
    return lies(lambda p: distance_km(p.lat or 0, p.lon or 0, lat, lon) <= km, km)


def boxed(south: float, north: float, west: float, east: float) -> Callable[[Found], bool]:
    def inside(p: Place) -> bool:
        lon = p.lon or 0
        return south <= (p.lat or 0) <= north and (west <= lon <= east if west <= east else lon >= west or lon <= east)

    return lies(inside, (north - south) * KM_A_DEGREE / 2)


QUESTIONS: list[tuple[Wanted, Callable[[Found], bool]]] = [
    (Wanted(), lambda f: True),
    (Wanted(kind="toll"), lambda f: f.record.kind == "toll"),
    (Wanted(kind=("toll", "condition"), stance="denied"), lambda f: f.record.kind in ("toll", "condition") and f.record.stance == "denied"),
    (Wanted(type="flood"), lambda f: False),
    (Wanted(source_type="witness"), lambda f: f.record.voice is not None),
    (Wanted(decision="none"), lambda f: True),
    (Wanted(decision="accept"), lambda f: False),
    (Wanted(publisher="wire"), lambda f: f.reading.report.publisher == "Wire"),
    (Wanted(since="2018-01-10", until="2018-01-12"), meets("2018-01-10", "2018-01-12")),
    (Wanted(since="2018-02-20"), meets("2018-02-20", "9")),
    (Wanted(until="2018-01-03"), meets("0", "2018-01-03")),
    *((Wanted(near=(*corner, km)), near(*corner, km)) for corner in CORNERS for km in (40.0, 90.0, 500.0)),
    (Wanted(box=(35.5, 36.5, 36.5, 37.5)), boxed(35.5, 36.5, 36.5, 37.5)),
    (Wanted(box=(-17.5, -16.0, 179.5, -179.5)), boxed(-17.5, -16.0, 179.5, -179.5)),
    (Wanted(box=(-90, 90, -180, 180)), boxed(-90, 90, -180, 180)),
    (
        Wanted(near=(36.0, 37.0, 100.0), since="2018-01-10", until="2018-01-30", kind="event"),
        lambda f: f.record.kind == "event" and near(36.0, 37.0, 100.0)(f) and meets("2018-01-10", "2018-01-30")(f),
    ),
    (Wanted(actor="jabha"), lambda f: "agent" in f.record.fields),
    (Wanted(source="residents jabha"), lambda f: f.record.voice is not None),
    (Wanted(source='"jabha residents"'), lambda f: f.record.voice is not None),
    (Wanted(source="nobody"), lambda f: False),
    (Wanted(place="ujfalu"), lambda f: any(p.name == "Újfalu" for p in named(f))),
    (Wanted(place="hasan"), lambda f: any(p.name == "Al-Ḥasan" for p in named(f))),
    (Wanted(place="al-hasan"), lambda f: any(p.name == "Al-Ḥasan" for p in named(f))),
    (Wanted(words="hospital"), lambda f: f.record.evidence.start == 41),
    (Wanted(words='"the well" front'), lambda f: f.record.evidence.start == 0),
    (Wanted(words="hosp* hurt", kind="toll"), lambda f: f.record.evidence.start == 41 and f.record.kind == "toll"),
    (Wanted(words="front hospital"), lambda f: False),
]


def named(found: Found) -> list[Place]:
    idents = {v.value for v in found.record.fields.get("place", ())}
    return [p for p in found.reading.places if p.id in idents]


@pytest.mark.parametrize(("wanted", "fits"), QUESTIONS)
def test_a_filter_finds_what_fits_and_nothing_else(store: SqliteStore, wanted: Wanted, fits: Callable[[Found], bool]) -> None:
    everything = list(store.records())
    assert len(everything) == 480
    expected = [f.record.id for f in everything if fits(f)]
    assert [f.record.id for f in store.records(wanted)] == expected
    counted = store.facets(wanted)
    assert all(sum(counts.values()) == len(expected) for name, counts in counted.items() if name in ("kind", "type", "stance", "decision"))


def test_most_filters_find_something(store: SqliteStore) -> None:
    found = [bool(list(store.records(wanted))) for wanted, _ in QUESTIONS]
    assert found.count(False) == 4


@pytest.mark.parametrize("sort", SORTS)
def test_orders_hold_all_and_pages_follow_one_another(store: SqliteStore, sort: str) -> None:
    whole = [f.record.id for f in store.records(Wanted(sort=sort))]
    assert len(set(whole)) == 480
    pages = [f.record.id for n in range(5) for f in store.records(Wanted(sort=sort, limit=100, offset=100 * n))]
    assert pages == whole


def test_orders_are_what_they_say(store: SqliteStore) -> None:
    sure = [f.record.confidence for f in store.records(Wanted(sort="confidence"))]
    assert all(a > b - 0.001 for a, b in pairwise(sure))
    days = [f.reading.report.published or "" for f in store.records(Wanted(sort="newest"))]
    assert days == sorted(days, reverse=True)
    times = [t.first or "" for f in store.records(Wanted(sort="time", since="2018-01-01")) if (t := f.record.fields["time"][0].time)]
    assert times == sorted(times)


def test_facets_of_all_count_publishers(store: SqliteStore) -> None:
    counts = store.facets()
    assert counts["publisher"] == store.facets(Wanted(since=None, kind=("event", "toll", "condition")))["publisher"]
    assert list(counts["kind"].values()) == sorted(counts["kind"].values(), reverse=True)


@pytest.mark.parametrize(("lat", "lon", "km"), [(0, 0, 10), (36, 37, 20), (80, 179, 300), (-89, 0, 500), (0, 180, 1)])
def test_a_box_holds_its_circle(lat: float, lon: float, km: float) -> None:
    south, north, west, east = box_around(lat, lon, km)
    chance = random.Random(1)
    for _ in range(2000):
        other = (max(-90.0, min(90.0, lat + chance.uniform(-6, 6))), lon + chance.uniform(-180, 180))
        if distance_km(lat, lon, *other) <= km:
            assert south <= other[0] <= north
            assert west <= other[1] <= east


def test_queries_are_words_and_nothing_else() -> None:
    assert match('"army officer" libya tripol*') == '"army officer" AND "libya" AND "tripol"*'
    assert match_columns({"source": '"Al-Hasan" NOT (x', "place": "", "actor": "wag*"}) == (
        'source : ("Al" AND "Hasan" AND "NOT" AND "x") AND actor : ("wag"*)'
    )


def test_a_place_is_found_by_what_its_report_calls_it_elsewhere(database: Path | str) -> None:
    text = "Fighters besieged al-Fashir. Water in the city was cut. The road to Kutum was open."
    places = tuple(Place(f"p{n}", name, n, 13.6, 25.3 + n, "SD", None, "PPL", 1) for n, name in enumerate(("El Fasher", "Kutum")))
    ident, records = content_id(text.encode()), []
    for words, value in (("al-Fashir", "p0"), ("the city", "p0"), ("Kutum", "p1")):
        start = text.index(words)
        where = {"place": (Value(start, start + len(words), words, value=value),)}
        record_id = key("r", ident, "event", start, start + 3)
        span = Span(0, len(text))
        records.append(
            Record(record_id, "event", "siege", "stated", "actual", None, start, start + 3, text[start : start + 3], span, where, 0.5)
        )
    with open_store(database) as kept:
        kept.put(Reading(Report(ident), text, (), (), (), places, (), tuple(records), ()), text.encode())
        found = [[f.record.fields["place"][0].text for f in kept.records(Wanted(place=name))] for name in ("fashir", "el fasher", "kutum")]
    assert found == [["al-Fashir", "the city"], ["al-Fashir", "the city"], ["Kutum"]]
