"""`dateline actors` and `dateline places`: the user's own tables from the command line, and that readings use them and say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.cli import cli

ACTORS = "name,aliases,kind,country,id\nNorthern Accord Front,FAN | Accord Front,armed_group,TD,OWN-17\n,,media,,\n"
PLACES = "name,lat,lon,country,feature\nKassoule,13.2,21.1,TD,town\nNowhere,91,0,,\n"
REPORT = (
    "ABECHE, Chad, March 3, 2021 - The Northern Accord Front (FAN) took Kassoule on Tuesday. "
    "Three men were killed in Kassoule, the FAN said.\n"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments], prog_name="dateline")


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_of_actors_is_taken_in_shown_written_and_shortened(tmp_path: Path, home: Path) -> None:
    done = run("actors", "import", written(tmp_path / "a.csv", ACTORS))
    assert done.exit_code == 1
    assert f"{tmp_path / 'a.csv'}:3: no name" in done.stderr
    assert run("actors", "list").stdout == "Northern Accord Front (armed_group TD OWN-17): FAN, Accord Front\n"
    (row,) = (json.loads(line) for line in run("actors", "list", "accord", "--json").stdout.splitlines())
    assert (row["id"], row["aliases"]) == ("OWN-17", ["FAN", "Accord Front"])
    assert run("actors", "export").stdout == (home / "actors.csv").read_text(encoding="utf-8")
    assert run("actors", "remove", "northern accord front").exit_code == 0
    assert run("actors", "list").stdout == ""
    assert "not on the list" in run("actors", "remove", "X").output


def test_what_is_written_can_be_taken_in_again(tmp_path: Path) -> None:
    run("actors", "import", written(tmp_path / "a.csv", ACTORS))
    assert run("actors", "export", "--all", "-o", tmp_path / "all.csv").exit_code == 0
    again = run("actors", "import", "--replace", "--json", tmp_path / "all.csv")
    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)["rows"] == json.loads(again.stdout)["kept"] > 1000


def test_the_shipped_actors_can_be_asked_for() -> None:
    assert "Shining Path (armed_group PE 1969-)" in run("actors", "list", "--all", "sendero").stdout


def test_lists_of_places_are_taken_in_shown_and_taken_out(tmp_path: Path) -> None:
    done = run("places", "import", "--json", written(tmp_path / "p.csv", PLACES))
    assert done.exit_code == 1
    assert f"{tmp_path / 'p.csv'}:3: '91', '0'" in done.stderr
    assert json.loads(done.stdout) == {"file": str(tmp_path / "p.csv"), "places": 1, "failed": 1, "left_out": 0, "from_line": 0}
    assert run("places", "list").stdout == "p.csv: 1 place (csv, 1 row failed)\n"
    assert run("places", "list", "kass").stdout == "Kassoule (PPL TD) 13.20000 21.10000\n"
    assert json.loads(run("places", "list", "kass", "--json").stdout)["chosen"] is True
    assert run("places", "remove", "p.csv").exit_code == 0
    assert run("places", "list").stdout == ""
    assert "there are: none" in run("places", "remove", "p.csv").output


def test_of_many_bad_rows_only_the_first_are_named_one_by_one(tmp_path: Path) -> None:
    done = run("places", "import", written(tmp_path / "p.csv", PLACES + "Nowhere,91,0,,\n" * 30))
    assert done.stderr.count("no latitude") == 20
    assert "and 11 more rows" in done.stderr


def test_wrong_use_is_explained(tmp_path: Path) -> None:
    assert run("places", "import").exit_code == 2
    assert run("places", "import", "--forget").exit_code == 0
    assert "known: GeoNames" in run("places", "import", written(tmp_path / "a.pdf", "x")).output
    assert "no such file" in run("places", "import", tmp_path / "none.csv").output
    assert "no such file" in run("actors", "import", tmp_path / "none.csv").output


def test_a_reading_uses_the_tables_and_says_which(tmp_path: Path) -> None:
    report = written(tmp_path / "r.txt", REPORT)
    before = json.loads(run("read", "--json", "--no-store", report).stdout)
    run("actors", "import", written(tmp_path / "a.csv", ACTORS))
    run("places", "import", written(tmp_path / "p.csv", PLACES))
    after = json.loads(run("read", "--json", "--no-store", report).stdout)
    assert "tables" not in before["report"]
    assert [words.split()[0] for words in after["report"]["tables"]] == ["actors", "places"]
    (front,) = (e for e in after["entities"] if "FAN" in e["aliases"])
    assert (front["name"], front["kind"], front["ident"], front["country"]) == ("Northern Accord Front", "armed_group", "OWN-17", "TD")
    assert [(p["lat"], p["precision"]) for p in after["places"] if p["name"] == "Kassoule"] == [(13.2, 1)]
    assert "Kassoule" not in {p["name"] for p in before["places"]}
    assert json.loads(run("read", "--json", "--no-store", report).stdout) == after


def test_a_list_that_is_not_there_is_said_not_to_be_there(tmp_path: Path) -> None:
    result = run("places", "import", tmp_path / "none.csv")
    assert result.exit_code == 1
    assert f"{tmp_path / 'none.csv'}: no such file or directory" in result.stderr
    assert "no list of places is kept yet" in run("places", "list").stderr
    assert "no such actor is on your list" in run("actors", "list", "zeppelin").stderr


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    actors, places = written(tmp_path / "g.csv", "name,kind\nNorthern Accord Front,armed_group\n"), written(tmp_path / "p.csv", PLACES)
    home = written(tmp_path / "file", "no folder") / "home"
    monkeypatch.setenv("DATELINE_HOME", str(home))
    for verb, file in (("actors", actors), ("places", places)):
        result = run(verb, "import", file)
        assert result.exit_code == 1
        assert f"Error: {home}" in result.stderr
        assert isinstance(result.exception, SystemExit)
