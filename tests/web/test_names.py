"""Actors and places on the page: proposals, one joined with another, one screen for each, and taken apart again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from dateline.stores import open_store
from dateline.types import Entity, Place, Reading
from dateline.web.alike import proposals
from dateline.web.desk import Desk
from dateline.web.survey import Named
from tests.web.conftest import Page


def named(name: str, *aliases: str, kind: str = "armed_group", records: int = 1) -> Named:
    item = Entity("e1", name, kind, aliases)
    return Named(f"actors:{kind}:{name.casefold()}", name, kind, aliases, 1, records, item)


def place(name: str, number: int | None = None) -> Named:
    item = Place("p1", name, number, None, None, None, None, None, 1)
    return Named(f"places:g{number}" if number else f"places:{name.casefold()}", name, "", (), 1, 1, item)


@pytest.mark.parametrize(
    ("left", "right", "why"),
    [
        (named("Front"), named("Front", kind="political"), "both are called “front”"),
        (named("Relief Office", "RO"), named("Office of Relief", "RO"), "both are called “ro”"),
        (named("Free Army of Nord"), named("FAN"), "one may be short for the other"),
        (named("Al-Nasr Brigade"), named("al Nasr brigade", kind="other"), "they differ only in spelling"),
        (place("Kharkiv", 1), place("Kharkov"), "their consonants agree"),
    ],
)
def test_what_speaks_for_two_names_being_one(left: Named, right: Named, why: str) -> None:
    (pair,) = proposals([left, right])
    assert (pair.left, pair.right, pair.why) == (left, right, why)


def test_nothing_speaks_for_others() -> None:
    assert proposals([named("Front"), named("Relief Office"), place("Marsa", 77), place("Bilad")]) == []


@pytest.fixture
def desk(desk: Desk, river_reading: Reading) -> Desk:
    """The river's report with an actor and a place of its own, called as nobody else is."""
    (record,), (voice,) = river_reading.records, river_reading.voices
    fields = dict(record.fields) | {"place": (replace(record.fields["place"][0], value="p1"),)}
    anew = replace(
        river_reading,
        entities=(Entity("e1", "Relief Office of Marsa", "ngo", aliases=("Relief Office",)),),
        places=(Place("p1", "Bilad", None, None, None, None, None, None, 1),),
        voices=(replace(voice, entity="e1"),),
        records=(replace(record, fields=fields),),
    )
    with open_store(desk.options.database) as store:
        store.put(anew, anew.text.encode())
    return desk


def ident(client: TestClient, what: str, name: str) -> str:
    return str(next(n["id"] for n in client.get(f"/{what}.json").json()[what] if n["name"] == name))


def names(client: TestClient, what: str = "actors") -> list[str]:
    return sorted(n["name"] for n in client.get(f"/{what}.json").json()[what])


def test_two_actors_are_joined_everywhere_and_taken_apart(ana: TestClient) -> None:
    assert names(ana) == ["Relief Office", "Relief Office of Marsa", "Troops"]
    page = ana.get("/actors").text
    assert "both are called “relief office”" in page
    kept, other = ident(ana, "actors", "Relief Office"), ident(ana, "actors", "Relief Office of Marsa")
    assert ana.post("/names", data={"kept": kept, "other": other, "verdict": "same", "back": "/actors"}).headers["location"] == "/actors"
    assert names(ana) == ["Relief Office", "Troops"]
    assert ana.get('/records.json?source="Relief Office"').json()["total"] == 2
    one = ana.get(f"/actor/{kept}")
    assert "are one, says" in one.text
    assert one.text.count("data-card") == 2
    assert ana.get(f"/actor/{other}").status_code == 404
    table = ana.get("/api/export?format=csv&source=office").text
    assert "Relief Office" in table
    assert "Relief Office of Marsa" not in table
    assert "Relief Office of Marsa" in ana.get("/history").text
    number = ana.get(f"/actor/{kept}.json").json()["joined"][0]["number"]
    assert ana.post("/undo", data={"number": number}).headers["location"] == "/actors"
    assert names(ana) == ["Relief Office", "Relief Office of Marsa", "Troops"]


def test_two_that_are_not_one_are_proposed_no_more_as_such(ana: TestClient) -> None:
    kept, other = ident(ana, "actors", "Relief Office"), ident(ana, "actors", "Relief Office of Marsa")
    ana.post("/names", data={"kept": kept, "other": other, "verdict": "different"})
    assert ana.get("/actors.json").json()["proposals"][0]["verdict"] == "different"
    assert len(names(ana)) == 3


def test_a_place_that_nobody_knew_lies_where_the_known_one_lies(ana: TestClient) -> None:
    kept = ident(ana, "places", "Marsa")
    assert ana.post("/names", data={"kept": kept, "other": "bilad", "verdict": "same"}).headers["location"] == f"/place/{kept}"
    assert names(ana, "places") == ["Marsa"]
    assert ana.get(f"/place/{kept}").text.count("data-card") == 2
    (found,) = ana.get("/records.json?place=Bilad").json()["records"]
    assert found["places"][0]["lat"] == 31.5


def test_words_that_name_nobody_join_nothing(ana: TestClient) -> None:
    kept = ident(ana, "actors", "Troops")
    for data in (
        {"kept": kept, "other": "Nobody of that name", "verdict": "same"},
        {"kept": "n0", "other": "Troops", "verdict": "same"},
        {"kept": kept, "other": "Relief Office", "verdict": "perhaps"},
    ):
        assert ana.post("/names", data=data).status_code == 422
    assert ana.get("/history.json").json()["entries"] == []


def test_who_only_reads_cannot_join(page: Page, ana: TestClient) -> None:
    kept = ident(ana, "actors", "Troops")
    with page.as_("reader") as reader:
        assert reader.post("/names", data={"kept": kept, "other": "Relief Office", "verdict": "same"}).status_code == 403
        assert 'name="verdict"' not in reader.get(f"/actor/{kept}").text.split("<main")[1].split("data-card")[0]
