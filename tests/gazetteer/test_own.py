"""The user's own places: taken in, found before the shipped ones, taken out again; an import that is cut short goes on."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from dateline import languages
from dateline.errors import DataError, DatelineError, InputError
from dateline.gazetteer import importing, own
from dateline.gazetteer.atlas import Atlas
from dateline.gazetteer.index import Entry, open_gazetteer
from dateline.gazetteer.resolve import Context, Name, resolve

ASKED = importing.Asked(("P", "A", "L", "S"))
CAMPS = """name,lat,lon,country,feature,aliases
Zamzam,13.489,25.313,SD,camp,Zam Zam
Quarter X,36.2,37.15,,neighbourhood,
Paris,13.5,25.4,SD,,
"""


def take_in(home: Path, name: str, text: str, asked: importing.Asked = ASKED) -> tuple[importing.Done, list[InputError]]:
    home.mkdir(exist_ok=True)
    path = home.parent / name
    path.write_text(text, encoding="utf-8")
    wrong: list[InputError] = []
    return importing.take_in(home, path, asked, lambda words: None, wrong.append), wrong


def index(home: Path) -> own.OwnPlaces:
    return own.OwnPlaces(home)


def dump(*rows: tuple[int, str, str, str]) -> str:
    """Lines of a GeoNames dump: id, name, class and code, country."""
    return "".join(
        f"{i}\t{name}\t{name}\tOther {name}\t13.1\t25.2\t{code}\t{country}\t\t01\t\t\t\t300\t\t5\tx\ty\n" for i, name, code, country in rows
    )


def test_places_are_found_in_any_spelling_with_the_areas_that_they_lie_in(tmp_path: Path) -> None:
    done, wrong = take_in(tmp_path / "home", "camps.csv", CAMPS)
    assert (done.rows, done.failed, wrong) == (3, 0, [])
    (camp,) = index(tmp_path / "home").named("zam-zam")
    assert (camp.name, camp.feature, camp.country, camp.own, camp.minor) == ("Zamzam", "CMP", "SD", True, False)
    assert open_gazetteer().area(camp) == "Northern Darfur"


def test_a_place_without_a_country_has_that_of_the_nearest_town(tmp_path: Path) -> None:
    take_in(tmp_path / "home", "camps.csv", CAMPS)
    (quarter,) = index(tmp_path / "home").named("Quarter X")
    assert (quarter.country, open_gazetteer().area(quarter)) == ("SY", "Aleppo")


def test_the_users_place_goes_before_a_shipped_one_that_says_no_more(tmp_path: Path) -> None:
    take_in(tmp_path / "home", "camps.csv", CAMPS + "Sake,-1.57,29.04,CD,,\n")
    atlas = Atlas(open_gazetteer(), languages.load("en"), index(tmp_path / "home"))
    sake, paris = atlas.candidates("Sake"), atlas.candidates("Paris")
    assert [(e.country, e.own) for e in sake] == [("CD", True)]
    assert [e.country for e in paris if e.own] == ["SD"]
    assert len(paris) > 1
    france = atlas.country("FR")
    chosen = resolve([Name("Sake", sake, 1), Name("Paris", paris, 1), Name("France", (france,), 3)], Context({}))
    assert [choice.entry.country for choice in chosen if choice.entry] == ["CD", "FR", "FR"]


def test_one_place_of_both_indexes_is_the_users(tmp_path: Path) -> None:
    shipped = next(e for e in open_gazetteer().named("Derna") if e.country == "LY" and e.is_town)
    take_in(tmp_path / "home", "LY.txt", dump((shipped.geonameid or 0, "Derna", "P\tPPL", "LY")))
    atlas = Atlas(open_gazetteer(), languages.load("en"), index(tmp_path / "home"))
    assert [e.row >= own.FIRST for e in atlas.candidates("Derna") if e.geonameid == shipped.geonameid] == [True]


def test_areas_that_are_shipped_are_left_out(tmp_path: Path) -> None:
    done, _ = take_in(tmp_path / "home", "SD.txt", dump((1, "Northern Darfur", "A\tADM1", "SD"), (2, "Bir Y", "P\tPPL", "SD")))
    assert (done.rows, done.left_out) == (1, 1)


def test_only_the_countries_that_are_wanted(tmp_path: Path) -> None:
    text = dump((1, "Bir Y", "P\tPPL", "SD"), (2, "Bir Z", "P\tPPL", "TD"))
    done, _ = take_in(tmp_path / "home", "all.txt", text, importing.Asked(("P",), frozenset({"TD"})))
    assert (done.rows, [e.country for e in own.places(tmp_path / "home")]) == (1, ["TD"])


def test_names_of_codes_say_in_which_area_a_place_lies(tmp_path: Path) -> None:
    asked = importing.Asked(("P",), codes=(("SD.01", "Khartoum"),))
    take_in(tmp_path / "home", "SD.txt", dump((1, "Bir Y", "P\tPPL", "SD")), asked)
    assert open_gazetteer().area(index(tmp_path / "home").named("Bir Y")[0]) == "Khartoum"


def test_a_list_of_the_same_name_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    take_in(tmp_path / "home", "camps.csv", CAMPS)
    take_in(tmp_path / "home", "camps.csv", CAMPS.replace("Zamzam", "Abu Shouk").replace("Zam Zam", ""))
    assert [e.name for e in own.places(tmp_path / "home")] == ["Abu Shouk", "Quarter X", "Paris"]
    assert index(tmp_path / "home").named("Zamzam") == ()
    assert [s.rows for s in own.sources(tmp_path / "home")] == [3]


def test_a_list_can_be_taken_out(tmp_path: Path) -> None:
    take_in(tmp_path / "home", "camps.csv", CAMPS)
    take_in(tmp_path / "home", "SD.txt", dump((1, "Bir Y", "P\tPPL", "SD")))
    importing.remove(tmp_path / "home", "camps.csv")
    assert [e.name for e in own.places(tmp_path / "home")] == ["Bir Y"]
    with pytest.raises(DatelineError, match=r"there are: SD\.txt"):
        importing.remove(tmp_path / "home", "camps.csv")


class Cut(Exception):
    """What ends an import in the middle."""


def cut_after(batches: int) -> importing.Tell:
    left = [batches]

    def tell(words: str) -> None:
        left[0] -= 1
        if not left[0]:
            raise Cut

    return tell


def kept(home: Path) -> list[tuple[object, ...]]:
    database = sqlite3.connect(home / own.INDEX)
    found = database.execute("SELECT * FROM place ORDER BY id").fetchall() + database.execute("SELECT * FROM name").fetchall()
    database.close()
    return found


def test_an_import_that_is_cut_short_goes_on_and_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    text = dump(*((n, f"Bir {n}x", "P\tPPL", "SD") for n in range(1, 8))) + "broken\n"
    whole, _ = take_in(tmp_path / "whole", "SD.txt", text)
    path, home = tmp_path / "SD.txt", tmp_path / "home"
    with pytest.raises(Cut):
        importing.take_in(home, path, ASKED, cut_after(2), lambda problem: None)
    assert own.sources(home) == ()
    wrong: list[InputError] = []
    done = importing.take_in(home, path, ASKED, lambda words: None, wrong.append)
    assert (done.resumed, done.rows, whole.rows) == (4, 3, 7)
    assert [p.where for p in wrong] == [f"{path}:8"]
    assert kept(home) == kept(tmp_path / "whole")
    assert [(s.rows, s.failed) for s in own.sources(home)] == [(7, 1)]


def test_another_list_waits_until_the_first_is_whole_or_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH", 1)
    home = tmp_path / "home"
    (tmp_path / "SD.txt").write_text(dump((1, "Bir A", "P\tPPL", "SD"), (2, "Bir B", "P\tPPL", "SD")), encoding="utf-8")
    with pytest.raises(Cut):
        importing.take_in(home, tmp_path / "SD.txt", ASKED, cut_after(1), lambda problem: None)
    with pytest.raises(DatelineError, match=r"SD\.txt was cut short"):
        take_in(home, "camps.csv", CAMPS)
    assert importing.forget(home)
    assert take_in(home, "camps.csv", CAMPS)[0].rows == 3


def test_a_list_without_a_place_changes_nothing(tmp_path: Path) -> None:
    take_in(tmp_path / "home", "camps.csv", CAMPS)
    with pytest.raises(InputError, match="no place in it"):
        take_in(tmp_path / "home", "none.csv", "name,lat,lon\nA,91,0\n")
    assert [s.name for s in own.sources(tmp_path / "home")] == ["camps.csv"]
    assert take_in(tmp_path / "home", "more.csv", "name,lat,lon\nBir A,13,25\n")[0].rows == 1


def test_an_index_that_is_not_what_its_seal_says_is_refused(tmp_path: Path) -> None:
    take_in(tmp_path / "home", "camps.csv", CAMPS)
    seal = tmp_path / "home" / own.SEAL
    good = json.loads(seal.read_text(encoding="utf-8"))
    for bad in ('{"format": 99}', json.dumps(good | {"size": 1}), "{"):
        seal.write_text(bad, encoding="utf-8")
        with pytest.raises(DataError, match="import your places again"):
            own.OwnPlaces(tmp_path / "home")
    seal.write_text(json.dumps(good), encoding="utf-8")
    (tmp_path / "home" / own.INDEX).unlink()
    with pytest.raises(DataError, match="missing"):
        own.OwnPlaces(tmp_path / "home")


def test_an_entry_of_the_users_is_no_doubt_abroad() -> None:
    camp = Entry(own.FIRST + 1, None, "Sake", "PPL", -1.57, 29.04, "CD", own=True)
    france = Entry(1, None, "France", "PCLI", 46.5, 2.5, "FR", population=66_000_000)
    assert resolve([Name("Sake", (camp,), 1), Name("France", (france,), 3)], Context({}))[0].entry == camp
