"""The user's own list of actors: read, refused by line, kept, and taken into the language."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import languages
from dateline.errors import DataError, DatelineError, InputError
from dateline.languages import own

GOOD = "name,aliases,kind,country,id,since\nNorthern Accord Front,FAN | Accord Front,armed_group,td,X-1,2012\nHilltop Radio,,media,,,\n"


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_are_read_with_their_aliases(tmp_path: Path) -> None:
    rows, problems = own.read_actors(written(tmp_path / "a.csv", GOOD))
    assert problems == ()
    assert rows[0] == {
        "name": "Northern Accord Front",
        "aliases": ["FAN", "Accord Front"],
        "kind": "armed_group",
        "country": "TD",
        "wikidata": "X-1",
        "since": 2012,
    }
    assert rows[1] == {"name": "Hilltop Radio", "aliases": [], "kind": "media", "country": ""}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_usual_mark_parts_the_cells(tmp_path: Path, mark: str) -> None:
    rows, problems = own.read_actors(written(tmp_path / "a.csv", f"\ufeffName{mark}Kind\nHill Front{mark}armed_group\n"))
    assert ([row["name"] for row in rows], problems) == (["Hill Front"], ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,media", "no name"),
        ("A Front,,rebels", "'rebels' is no kind; known: person"),
        ("A Front,,media,Sudan", "'Sudan' is no country"),
        ("A Front,,media,SD,,soon", "'soon' is no year for since"),
        ("A Front,,media,SD,,1990,x,y,z", "9 cells, but the heading has 7"),
        ("Old Front,,media", "'Old Front' is already a name of 'Old Front'"),
        ("A Front,the Elders,media", "'the Elders' is already a name of 'Old Front'"),
        ('"A Front,,media', "unexpected end of data"),
    ],
)
def test_a_row_that_is_none_is_named_with_its_line(tmp_path: Path, row: str, reason: str) -> None:
    head = "name,aliases,kind,country,id,since,until\nOld Front,the Elders,armed_group\n"
    rows, problems = own.read_actors(written(tmp_path / "a.csv", head + row + "\n"))
    assert len(rows) == 1
    assert [p.where for p in problems] == [f"{tmp_path / 'a.csv'}:3"]
    assert reason in problems[0].reason


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "name,kind,colour\n"])
def test_a_file_without_the_heading_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="column"):
        own.read_actors(written(tmp_path / "a.csv", text))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"name,kind\n\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        own.read_actors(tmp_path / "a.csv")
    with pytest.raises(InputError, match="no such file"):
        own.read_actors(tmp_path / "b.csv")


def test_what_is_kept_is_what_was_read(tmp_path: Path) -> None:
    rows, _ = own.read_actors(written(tmp_path / "in.csv", GOOD))
    own.keep_actors(tmp_path / "home", rows)
    assert own.own_actors(tmp_path / "home") == rows
    assert own.merged(rows, [{**rows[1], "kind": "company"}])[0]["kind"] == "company"


def test_two_rows_of_one_name_are_not_kept(tmp_path: Path) -> None:
    rows, _ = own.read_actors(written(tmp_path / "in.csv", GOOD))
    with pytest.raises(DatelineError, match="already a name"):
        own.keep_actors(tmp_path, [*rows, {"name": "Other", "aliases": ["Accord Front"], "kind": "media", "country": ""}])
    assert own.own_actors(tmp_path) == ()


def test_a_language_has_the_list_and_changes_with_it(tmp_path: Path) -> None:
    assert own.language("en", tmp_path) is languages.load("en")
    rows, _ = own.read_actors(written(tmp_path / "in.csv", GOOD))
    own.keep_actors(tmp_path, rows)
    first = own.language("en", tmp_path)
    assert own.language("en", tmp_path) is first
    assert first.table("actors_own")["actor"] == rows
    assert set(first.table("own")) == {"actors"}
    own.keep_actors(tmp_path, rows[:1])
    assert own.language("en", tmp_path).table("own") != first.table("own")


def test_a_list_that_was_broken_by_hand_stops_the_reading(tmp_path: Path) -> None:
    written(tmp_path / own.ACTORS, "name,kind\nA,none\n")
    with pytest.raises(DataError, match=r"actors\.csv:2"):
        own.language("en", tmp_path)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.mktemp("any") / "a.csv", "name,kind,aliases\n" + text)
    rows, problems = own.read_actors(path)
    assert all(row["kind"] and row["name"] for row in rows)
    out = io.StringIO()
    own.write_actors(rows, out)
    assert all(p.where.startswith(str(path)) for p in problems)
    again, none = own.read_actors(written(path, out.getvalue()))
    assert (again, none) == (rows, ())
