"""Own actors and places by way of the settings: what is kept, what is wrong with a row, and that later readings use them."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import Page

PLACES = "name,lat,lon,country,aliases\nKassoule,11.5,-4.25,BF,Kasulé\n"
ACTORS = "name,kind,aliases,country\nRiver Guard,armed_group,RG,BF\n,armed_group,,\n"
TEXT = "KASSOULE, 3 May 2021 (Wire) - Three people were killed in Kassoule on Monday, a medic said."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def upload(client: TestClient, what: str, name: str, words: str) -> tuple[int, str]:
    answer = client.post(f"/settings/{what}", files={"file": (name, words.encode(), "text/csv")})
    return answer.status_code, answer.text


def test_a_list_of_places_is_taken_in_used_and_taken_out(ana: TestClient) -> None:
    status, page = upload(ana, "places", "../mine.csv", PLACES)
    assert status == 200
    assert "1 places of mine.csv are kept" in page
    read = ana.post("/api/read", json={"text": TEXT, "keep": False}).json()
    assert [p["lat"] for p in read["places"] if p["name"] == "Kassoule"] == [11.5]
    assert ana.post("/settings/places/drop", data={"name": "mine.csv"}).status_code == 303
    assert ana.post("/settings/places/drop", data={"name": "mine.csv"}).status_code == 422
    assert "No own list of places" in ana.get("/settings").text


def test_wrong_rows_are_named_and_the_others_kept(ana: TestClient) -> None:
    status, page = upload(ana, "actors", "actors.csv", ACTORS)
    assert status == 422
    assert "1 actors of actors.csv are kept" in page
    assert "1 row could not be taken" in page
    assert "1 own actor." in ana.get("/settings").text


def test_what_is_no_table_is_refused_with_a_reason(ana: TestClient) -> None:
    status, page = upload(ana, "places", "picture.png", "\x00\x01 no table")
    assert status == 422
    assert 'role="alert"' in page


def test_who_only_reads_adds_none(page: Page) -> None:
    with page.as_("reader") as reader:
        assert upload(reader, "places", "mine.csv", PLACES)[0] == 403
        assert "Add places" not in reader.get("/settings").text
