"""The screens as a client without scripts sees them: pages, the same as data, decisions, and words that try to be more than words."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from dateline.stores import open_store
from dateline.types import Doubt, Reading, content_id
from dateline.web.access import Who
from dateline.web.desk import Desk, Options
from dateline.web.routes import situations
from tests.web.conftest import Page

SCREENS = (
    "/",
    "/reports",
    "/queue",
    "/records",
    "/map",
    "/incidents",
    "/proposals",
    "/disputes",
    "/actors",
    "/places",
    "/history",
    "/settings",
    "/api",
)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</title><svg/onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;b&gt; \u202e \x00 \u2028",
)


def link(reading: Reading) -> str:
    return f"/report/{reading.report.id.removeprefix('sha256:')}"


@pytest.mark.parametrize("path", SCREENS)
def test_every_screen_has_a_heading_and_its_data(ana: TestClient, path: str) -> None:
    page = ana.get(path)
    assert page.status_code == 200
    assert len(re.findall("<h1", page.text)) == 1
    data = ana.get("/index.json" if path == "/" else f"{path}.json")
    assert data.headers["content-type"] == "application/json"
    assert isinstance(data.json(), dict)


@pytest.mark.parametrize("path", ["/reports", "/queue", "/records", "/map"])
def test_lists_are_tables_and_maps_too(ana: TestClient, path: str) -> None:
    rows = list(csv.DictReader(io.StringIO(ana.get(f"{path}.csv").text)))
    assert len(rows) == 5
    assert {"record", "stance", "quote", "source", "start"} <= set(rows[0])
    places = ana.get(f"{path}.geojson").json()
    assert places["type"] == "FeatureCollection"


def test_a_report_stands_beside_its_records(ana: TestClient, port_reading: Reading) -> None:
    page = ana.get(link(port_reading)).text
    assert page.count("data-card") == len(port_reading.records)
    for record in port_reading.records:
        assert f'id="{record.id}"' in page
        assert f'id="t-{record.id}"' in page
    assert "an army officer" in page
    assert "two places of this name" in page
    assert "set aside as page furniture" in page
    assert ana.get(f"{link(port_reading)}.json").json()["text"] == port_reading.text
    assert ana.get(f"{link(port_reading)}/raw").content == port_reading.text.encode()
    assert ana.get(f"{link(port_reading)}.csv").text.count("\r\n") == 5


def test_a_report_can_be_narrowed_to_a_kind(ana: TestClient, port_reading: Reading) -> None:
    page = ana.get(f"{link(port_reading)}?kind=toll").text
    assert page.count("data-card") == 1
    assert "1 of 4" in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=toll", 2),
        ("kind=toll,control", 4),
        ("kind=toll&kind=control", 4),
        ("stance=denied", 1),
        ("words=hospital", 1),
        ("place=marsa", 1),
        ("q=fled", 1),
    ],
)
def test_the_grammar_is_that_of_the_command_line(ana: TestClient, query: str, count: int) -> None:
    assert ana.get(f"/records?{query}").text.count("data-card") == count
    assert len(ana.get(f"/api/records?{query}").json()["records"]) == count
    assert ana.get(f"/records.json?{query}").json()["total"] == count


@pytest.mark.parametrize(
    "query", ["kind=nothing", "since=yesterday", "near=here", "box=1,2", "sort=odd", "page=0", "page=x", "limit=9999999999"]
)
def test_wrong_questions_are_told_what_there_is(ana: TestClient, query: str) -> None:
    answer = ana.get(f"/records?{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "error" in ana.get(f"/records.json?{query}").json()


def test_what_is_not_there_is_said_so(ana: TestClient) -> None:
    for path in ("/report/0000", "/record/r0000", "/incident/i0", "/nothing"):
        assert ana.get(path).status_code == 404, path
    assert str(Path.cwd()) not in ana.get("/report/0000").text


# ---------------------------------------------------------------- deciding


def test_a_decision_is_kept_with_who_and_why(ana: TestClient, port_reading: Reading) -> None:
    ident = port_reading.records[0].id
    answer = ana.post(f"/record/{ident}/decide", data={"verdict": "reject", "reason": "another town", "seen": "0", "back": "/queue"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    page = ana.get(f"/record/{ident}").text
    assert "rejected by ana" in page
    assert "another town" in page
    assert ana.get("/queue.json").json()["left"] == 4
    assert ana.get("/history.json").json()["entries"][0]["verdict"] == "reject"


def test_who_decides_on_what_has_changed_is_told(ana: TestClient, page: Page, port_reading: Reading) -> None:
    ident = port_reading.records[0].id
    with page.as_("analyst", "bob") as bob:
        assert bob.post(f"/record/{ident}/decide", data={"verdict": "accept", "seen": "0"}).status_code == 303
    late = ana.post(f"/record/{ident}/decide", data={"verdict": "reject", "reason": "my reason", "seen": "0"})
    assert late.status_code == 409
    assert "bob" in late.text
    assert "my reason" in late.text
    assert len(ana.get("/history.json").json()["entries"]) == 1
    seen = re.search(r'name="seen" value="(\d+)"', late.text)
    assert seen is not None
    again = ana.post(f"/record/{ident}/decide", data={"verdict": "reject", "reason": "my reason", "seen": seen[1]})
    assert again.status_code == 303
    assert [e["by"] for e in ana.get("/history.json").json()["entries"]] == ["ana", "bob"]


def test_who_edits_what_has_changed_is_told(ana: TestClient, page: Page, port_reading: Reading) -> None:
    ident = port_reading.records[1].id
    with page.as_("analyst", "bob") as bob:
        bob.post(f"/record/{ident}/edit", data={"field": "stance", "value": "alleged", "seen": "0"})
    late = ana.post(f"/record/{ident}/edit", data={"field": "place", "value": "the airport", "seen": "0"})
    assert late.status_code == 409
    assert "set place to the airport" in late.text


def test_the_last_decision_is_taken_back_and_can_only_be_once(ana: TestClient, port_reading: Reading) -> None:
    first, second = port_reading.records[0].id, port_reading.records[1].id
    for ident in (first, second):
        ana.post(f"/record/{ident}/decide", data={"verdict": "accept"})
    assert ana.post("/undo").headers["location"] == f"/record/{second}"
    assert ana.post("/undo", data={"number": "1"}).headers["location"] == f"/record/{first}"
    assert ana.post("/undo", data={"number": "1"}).status_code == 422
    assert ana.post("/undo").status_code == 422
    assert ana.get("/queue.json").json()["left"] == 5


def test_a_field_is_set_to_words_of_the_report(ana: TestClient, port_reading: Reading) -> None:
    ident = port_reading.records[1].id
    assert ana.post(f"/record/{ident}/edit", data={"field": "place", "value": "the airport"}).status_code == 303
    assert ana.post(f"/record/{ident}/edit", data={"field": "stance", "value": "alleged"}).status_code == 303
    told = ana.get(f"/record/{ident}.json").json()["record"]
    assert told["fields"]["place"][0]["text"] == "the airport"
    assert told["stance"] == "alleged"
    refused = ana.post(f"/record/{ident}/edit", data={"field": "place", "value": "words that are not there"})
    assert refused.status_code == 422
    assert "does not stand in the report" in refused.text
    assert ana.post(f"/record/{ident}/edit", data={"field": "colour", "value": "red"}).status_code == 422


def test_a_record_is_added_and_taken_back(ana: TestClient, port_reading: Reading) -> None:
    form = {"what": "event displacement", "words": "fled", "stance": "claimed", "source": "the Relief Office"}
    added = ana.post(f"{link(port_reading)}/add", data=form)
    assert added.status_code == 303
    ident = added.headers["location"].split("#")[1]
    page = ana.get(f"/record/{ident}").text
    assert "accepted by ana" in page
    assert "the Relief Office" in page
    assert ana.get(link(port_reading)).text.count("data-card") == 5
    assert ana.post(f"{link(port_reading)}/add", data=form).status_code == 422
    number = next(e["number"] for e in ana.get("/history.json").json()["entries"] if e["verdict"] == "add")
    assert ana.post("/undo", data={"number": number}).headers["location"] == link(port_reading)
    assert ana.get(link(port_reading)).text.count("data-card") == 4


def test_a_comment_decides_nothing(ana: TestClient, port_reading: Reading) -> None:
    ident = port_reading.records[0].id
    assert ana.post(f"/record/{ident}/decide", data={"verdict": "comment", "reason": "ask the desk"}).status_code == 303
    assert "ask the desk" in ana.get(f"/record/{ident}").text
    assert ana.get("/queue.json").json()["left"] == 5
    assert ana.post(f"/record/{ident}/decide", data={"verdict": "comment"}).status_code == 422
    assert ana.post(f"/record/{ident}/decide", data={"verdict": "maybe"}).status_code == 422


@pytest.mark.parametrize(
    "back", ["//example.org", "http://example.org/", "\\\\example.org", "/\\example.org", "javascript:alert(1)", "/a\nb"]
)
def test_the_way_back_stays_on_this_page(ana: TestClient, port_reading: Reading, back: str) -> None:
    ident = port_reading.records[0].id
    answer = ana.post(f"/record/{ident}/decide", data={"verdict": "accept", "back": back})
    assert answer.headers["location"] == f"/record/{ident}"


def test_links_between_records_are_judged_and_preferred_with_a_reason(ana: TestClient, port_reading: Reading) -> None:
    one, other = (r.id for r in port_reading.records[:2])
    assert ana.post("/judge", data={"left": one, "right": other, "verdict": "different"}).status_code == 303
    assert ana.post("/judge", data={"left": one, "verdict": "prefer"}).status_code == 422
    assert ana.post("/judge", data={"left": one, "verdict": "prefer", "reason": "was there"}).status_code == 303
    assert [e["verdict"] for e in ana.get("/history.json").json()["entries"]] == ["prefer", "different"]


def test_a_view_keeps_a_question(ana: TestClient) -> None:
    kept = ana.post("/views", data={"name": "doubtful", "asks": "stance=denied&page=3"})
    assert kept.headers["location"] == "/records?stance=denied"
    assert "doubtful" in ana.get("/records").text
    assert ana.post("/views", data={"name": "nothing", "asks": "page=2"}).status_code == 400
    assert ana.post("/views/drop", data={"name": "doubtful"}).status_code == 303
    assert "doubtful" not in ana.get("/records").text


def test_actors_and_places_are_facets(ana: TestClient) -> None:
    page = ana.get("/records?kind=control").text
    assert re.search(r"actor=%22Troops%22.*?Troops</span> <span class=\"count\">1", page)
    assert re.search(r"place=%22Marsa%22.*?Marsa</span> <span class=\"count\">1", page)
    chosen = ana.get('/records?kind=control&actor="Troops"').text
    assert chosen.count("data-card") == 1
    assert '✓ <span dir="auto">Troops' in chosen


def test_incidents_lay_sources_side_by_side(ana: TestClient, port_reading: Reading) -> None:
    ana.get("/incidents")
    page = ana.get(f"/incident/{port_reading.records[0].id}")
    assert page.status_code == 200
    assert "an army officer" in page.text
    assert "residents" in page.text


def test_the_situation_of_a_place_tells_its_gaps(ana: TestClient) -> None:
    page = ana.get("/situation?place=marsa&at=2018-06-20").text
    assert "an army officer" in page
    assert "Gap: nothing is said of" in page
    told = ana.get("/situation.json?place=marsa&at=2018-06-20").json()
    assert told["control"][0]["source"] == "an army officer"
    assert ana.get("/situation").status_code == 200
    assert ana.get("/situation?place=marsa&at=never").status_code == 400
    assert ana.get("/situation?place=nowhere&at=2018-06-20").text.count("Gap:") == 3


def test_of_a_wide_area_the_newest_reports_before_the_day_are_looked_at(ana: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "the newest" not in ana.get("/situation?place=marsa&at=2020-01-01").text
    monkeypatch.setattr(situations, "LOOKED_AT", 0)
    assert "only the newest 0 reports were looked at" in ana.get("/situation?place=marsa&at=2020-01-01").text
    assert ana.get("/situation.json?place=marsa&at=2001-01-01").json()["older_left_out"] is False


# ---------------------------------------------------------------- words that try to be more


def hostile(reading: Reading, words: str) -> Reading:
    """A reading whose text, names and messages all hold the words."""
    text = reading.text.replace("an army officer", f"an army officer {words}"[: len("an army officer") + len(words)])
    at = reading.text.index("an army officer") + len("an army officer")

    def moved(place: int) -> int:
        return place if place <= at else place + len(text) - len(reading.text)

    def shift(item):  # type: ignore[no-untyped-def]
        return replace(item, start=moved(item.start), end=moved(item.end))

    records = tuple(
        replace(
            shift(r),
            evidence=shift(r.evidence),
            fields={n: tuple(replace(shift(v), quantity=None) for v in vs) for n, vs in r.fields.items()},
        )
        for r in reading.records
    )
    records = tuple(
        replace(
            r,
            text=text[r.start : r.end],
            fields={n: tuple(replace(v, text=text[v.start : v.end]) for v in vs) for n, vs in r.fields.items()},
        )
        for r in records
    )
    voices = tuple(replace(v, source=shift(v.source), cue=shift(v.cue), content=tuple(shift(c) for c in v.content)) for v in reading.voices)
    return replace(
        reading,
        report=replace(
            reading.report, id=content_id(text.encode()), title=words, publisher=words, agency=words, url=words, authors=(words,)
        ),
        text=text,
        sections=tuple(shift(s) for s in reading.sections),
        mentions=(),
        entities=tuple(replace(e, name=f"{words} {e.id}", aliases=(words,), mentions=()) for e in reading.entities),
        places=tuple(replace(p, name=words, admin1=words, mentions=()) for p in reading.places),
        voices=voices,
        records=records,
        doubts=(Doubt(0, 5, "places", words),),
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words_on_every_screen(tmp_path: Path, port_reading: Reading, words: str) -> None:
    reading = hostile(port_reading, words)
    path = tmp_path / "hostile.db"
    with open_store(path) as store:
        store.put(reading, reading.text.encode())
        ident = store.reading(reading.report.id).records[0].id
    page = Page(Desk(Options(path, who=Who(words, "admin"))))
    with page.as_("admin", words) as client:
        assert client.post(f"/record/{ident}/decide", data={"verdict": "reject", "reason": words}).status_code == 303
        client.post("/views", data={"name": words, "asks": "kind=toll"})
        paths = (
            *SCREENS,
            link(reading),
            f"/record/{ident}",
            "/map?at=2019-01-01",
            f"/incident/{ident}",
            f"/situation?place={quote(words)}&at=2019-01-01",
            "/situation?place=a&at=2019-01-01",
            f"/records?words={quote(words)}",
            f"/{quote(words)}",
        )
        for path_ in paths:
            answer = client.get(path_)
            assert answer.status_code < 500, path_
            assert_tame(answer.text)
        json.loads(client.get(f"{link(reading)}.json").text)


def assert_tame(page: str) -> None:
    """No tag, attribute or address of the words has become one of the page."""
    tags = set(re.findall(r"<(script[^>]*|img[^>]*|svg/[^>]*)>", page))
    assert {t for t in tags if not re.fullmatch(r'script( type="module")? src="/static/(page|map|keys)\.js"( defer)?', t)} == set()
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', page))
    assert not re.search(r'(?:href|src|action)="\s*javascript:', page)
    assert "49" not in re.findall(r">\s*(49)\s", page)


# ---------------------------------------------------------------- furniture

WIRE = """Rebels take bridge

MARIB, May 3, 2021 (Harbour Wire) - Three soldiers were killed on Monday, a medic said.

Share this page

The governor said on Monday that 12 people were injured in Sanaa.

Our Standards: The Trust Principles.
"""


def test_furniture_that_was_taken_back_stays_so_and_can_be_put_aside_again(ana: TestClient, page: Page) -> None:
    where = ana.post("/paste", data={"words": WIRE}).headers["location"]
    chrome = [s for s in ana.get(f"{where}.json").json()["sections"] if s["role"] == "chrome"]
    before = ana.get(f"{where}.json").json()
    back = ana.post(f"{where}/take-back", data={"start": chrome[0]["start"], "end": chrome[0]["end"]})
    assert back.status_code == 303
    taken = ana.get(f"{where}.json").json()
    assert sum(s["role"] == "chrome" for s in taken["sections"]) == len(chrome) - 1
    assert {r["id"] for r in before["records"]} <= {r["id"] for r in taken["records"]}
    ana.post("/paste", data={"words": WIRE})
    assert ana.get(f"{where}.json").json() == taken
    assert ana.post("/undo").status_code == 303
    assert ana.get(f"{where}.json").json() == before
    assert ana.post(f"{where}/take-back", data={"start": 0, "end": 5}).status_code == 422


# ---------------------------------------------------------------- two of one, one of two


def test_a_record_is_split_and_made_whole_by_one_undo(ana: TestClient, port_reading: Reading) -> None:
    one = port_reading.records[0]
    before = ana.get(f"/record/{one.id}.json").json()["record"]
    assert "Split: it says two things" in ana.get(f"/record/{one.id}").text
    form = {"what": "event offensive", "words": "took the airport", "stays": ["holder"], "goes": ["time"], "seen": "0"}
    assert ana.post(f"/record/{one.id}/split", data=form).headers["location"] == f"/record/{one.id}"
    assert ana.get(link(port_reading)).text.count("data-card") == 5
    assert set(ana.get(f"/record/{one.id}.json").json()["record"]["fields"]) == {"holder"}
    ana.post("/undo")
    assert ana.get(f"/record/{one.id}.json").json()["record"] == before
    assert ana.get(link(port_reading)).text.count("data-card") == 4
    assert ana.post(f"/record/{one.id}/split", data=form | {"what": "event nothing"}).status_code == 422


def test_two_records_are_merged_and_parted_by_one_undo(ana: TestClient, page: Page, port_reading: Reading) -> None:
    kept, other = port_reading.records[1].id, port_reading.records[0].id
    before = ana.get(f"{link(port_reading)}.json").json()
    assert ana.post(f"/record/{kept}/merge", data={"other": other}).status_code == 303
    assert "holder" in ana.get(f"/record/{kept}.json").json()["record"]["fields"]
    assert f"merged into {kept}" in ana.get(f"/record/{other}").text
    with page.as_("analyst", "bob") as bob:
        late = bob.post(f"/record/{kept}/merge", data={"other": other, "seen": "0"})
    assert late.status_code == 409
    assert "merged with" in late.text
    ana.post("/undo")
    assert ana.get(f"{link(port_reading)}.json").json() == before
    assert ana.post(f"/record/{kept}/merge", data={"other": "r0"}).status_code == 422


def test_the_rest_of_a_report_is_accepted_and_taken_back_at_once(ana: TestClient, port_reading: Reading) -> None:
    first, *rest = (r.id for r in port_reading.records)
    ana.post(f"/record/{first}/decide", data={"verdict": "reject"})
    assert "Accept the 3 not judged" in ana.get(link(port_reading)).text
    assert ana.post(f"{link(port_reading)}/accept", data={"kind": "toll"}).headers["location"] == link(port_reading)
    assert "Accept the 2 not judged" in ana.get(link(port_reading)).text
    ana.post(f"{link(port_reading)}/accept")
    assert [ana.get(f"/record/{i}.json").json()["record"]["review"]["verdict"] for i in (first, *rest)] == ["reject", *["accept"] * 3]
    assert ana.post(f"{link(port_reading)}/accept").status_code == 422
    ana.post("/undo")
    assert "Accept the 2 not judged" in ana.get(link(port_reading)).text
    ana.post("/undo")
    ana.post("/undo")
    assert "Accept the 4 not judged" in ana.get(link(port_reading)).text


def test_a_comment_stands_on_every_card(ana: TestClient, port_reading: Reading) -> None:
    ident = port_reading.records[0].id
    ana.post(f"/record/{ident}/decide", data={"verdict": "comment", "reason": "ask the desk"})
    for path in ("/queue", "/records", "/map", link(port_reading), f"/record/{ident}"):
        assert "ask the desk" in ana.get(path).text, path
