"""Rows of other data sets as readings that keep the contract, stand beside reports, and come back out as they went in."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline import api, checks, imports, kinds, output
from dateline.cli import cli
from dateline.errors import InputError
from dateline.imports import rows
from dateline.stores import open_store
from dateline.types import Reading

ACLED = {
    "event_id_cnty": "TCD4711",
    "event_date": "2023-03-10",
    "year": "2023",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Basin Defence Force",
    "inter1": "State forces",
    "actor2": "Union of Khir",
    "inter2": "Rebel group",
    "iso": "148",
    "country": "Chad",
    "admin1": "Ouaddai",
    "location": "Dalo",
    "latitude": "10.2500",
    "longitude": "20.5000",
    "geo_precision": "1",
    "source": "Basin Radio",
    "notes": "On 10 March 2023, the Basin Defence Force and the Union of Khir clashed in Dalo. 14 fatalities.",
    "fatalities": "14",
    "timestamp": "1678752000",
}
UCDP = {
    "id": "501",
    "type_of_violence": "3",
    "dyad_name": "Union of Khir - Civilians",
    "side_a": "Union of Khir",
    "side_b": "Civilians",
    "source_original": "a health worker",
    "where_prec": "2",
    "where_coordinates": "Dalo",
    "adm_1": "Ouaddai",
    "latitude": "10.25",
    "longitude": "20.5",
    "country": "Chad",
    "date_start": "2023-03-09 00:00:00.000",
    "date_end": "2023-03-11 00:00:00.000",
    "best": "12",
    "low": "9",
    "high": "20",
}
STATE = {
    "type_of_violence": "1",
    "side_a": "Basin Defence Force",
    "side_b": "Union of Khir",
    "date_start": "2023-03-10",
    "date_end": "2023-03-10",
}
OWN = {"Category": "airstrike", "Date": "10 March 2023", "Town": "Dalo", "killed": "3", "who says": "a farmer", "free words": "burnt huts"}


def file(folder: Path, *found: Mapping[str, str], delimiter: str = ",", name: str = "table.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.DictWriter(out, list(found[0]), delimiter=delimiter)
        table.writeheader()
        table.writerows(found)
    return path


def only(name: str, path: Path, columns: Mapping[str, str] | None = None) -> Reading:
    (found,) = imports.readings(name, path, columns)
    assert isinstance(found, Reading), found
    assert checks.check(output.as_json(found)) == []
    assert output.as_json(output.from_json(output.as_json(found))) == output.as_json(found)
    return found


def test_a_row_of_acled(tmp_path: Path) -> None:
    reading = only("acled", file(tmp_path, ACLED))
    clash, killed = reading.records
    assert (reading.report.publisher, reading.report.ref, reading.report.published) == ("ACLED", "TCD4711", "2023-03-14")
    assert (clash.kind, clash.type, clash.stance, clash.text) == ("event", "clash", "claimed", "Armed clash")
    assert [e.kind for e in reading.entities] == ["state_force", "armed_group"]
    assert clash.fields["agent"][0].text == "Basin Defence Force"
    time = clash.fields["time"][0].time
    assert time is not None
    assert (time.first, time.last) == ("2023-03-10", "2023-03-10")
    (place,) = reading.places
    assert (place.name, place.country, place.precision, place.lat) == ("Dalo", "TD", 1, 10.25)
    assert "14 fatalities" in clash.evidence.of(reading.text)
    count = killed.fields["count"][0]
    assert (count.text, count.quantity and count.quantity.best) == ("14", 14)
    assert all(cell in reading.text for cell in ACLED.values())
    assert reading.voices[0].source is not None
    assert reading.voices[0].source.of(reading.text) == "Basin Radio"


def test_a_row_of_ucdp(tmp_path: Path) -> None:
    reading = only("ucdp", file(tmp_path, UCDP, delimiter=";"))
    attack, killed = reading.records
    assert (attack.type, [e.kind for e in reading.entities]) == ("attack", ["armed_group", "civilians"])
    count, time = killed.fields["count"][0].quantity, killed.fields["time"][0].time
    assert count is not None
    assert time is not None
    assert (count.low, count.best, count.high) == (9, 12, 20)
    assert (time.first, time.last) == ("2023-03-09", "2023-03-11")


def test_a_table_of_ones_own_keeps_every_column(tmp_path: Path) -> None:
    reading = only("csv", file(tmp_path, OWN, name="raids.csv"), {"type": "Category", "place": "Town", "source": "who says"})
    strike, killed = reading.records
    assert (strike.type, killed.type, reading.report.publisher) == ("airstrike", "killed", "raids")
    assert "free words: burnt huts" in reading.text


def test_no_dead_in_the_table_is_no_record_of_none(tmp_path: Path) -> None:
    assert [r.kind for r in only("acled", file(tmp_path, ACLED | {"fatalities": "0"})).records] == ["event"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"event_date": "soon"}, "'soon' is no day; write it as 2023-03-10"),
        ({"sub_event_type": "Other"}, "'Other' is no type that is taken in"),
        ({"actor1": ""}, "no actor1"),
        ({"fatalities": "many"}, "'many' is no number"),
        ({"latitude": "95"}, "95.0, 20.5 is no point on the earth"),
        ({"latitude": "north"}, "'north', '20.5000' is no point"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_on(tmp_path: Path, change: dict[str, str], reason: str) -> None:
    good, bad, last = imports.readings("acled", file(tmp_path, ACLED, ACLED | change, ACLED | {"event_id_cnty": "TCD4712"}))
    assert isinstance(good, Reading)
    assert isinstance(last, Reading)
    assert isinstance(bad, InputError)
    assert (bad.where, reason in bad.reason) == (f"{tmp_path / 'table.csv'}: line 3", True)


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file of ucdp: no column date_start"):
        list(imports.readings("ucdp", file(tmp_path, ACLED)))
    with pytest.raises(InputError, match="no column for type; say which one: --columns type=NAME"):
        list(imports.readings("csv", file(tmp_path, {"town": "Dalo"})))
    with pytest.raises(InputError, match="no column Village; there are: Category"):
        list(imports.readings("csv", file(tmp_path, OWN), {"place": "Village"}))
    with pytest.raises(InputError, match="no such file"):
        list(imports.readings("csv", tmp_path / "nothing.csv"))


def test_a_word_that_was_kept_from_being_a_formula_comes_back(tmp_path: Path) -> None:
    assert only("acled", file(tmp_path, ACLED | {"longitude": "'-20.5"})).places[0].lon == -20.5


def test_a_row_comes_out_as_it_went_in(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    same = {
        "acled": (
            "event_date",
            "time_precision",
            "sub_event_type",
            "actor1",
            "actor2",
            "inter1",
            "country",
            "location",
            "fatalities",
            "iso",
        ),
        "ucdp": ("type_of_violence", "side_a", "side_b", "where_prec", "date_start", "date_end", "best", "low", "high", "country"),
    }
    for name, row in (("acled", ACLED), ("ucdp", UCDP)):
        assert api.export(name, [only(name, file(tmp_path, row))], target) == {}
        with target.open(encoding="utf-8", newline="") as text:
            (out,) = csv.DictReader(text)
        assert {n: out[n] for n in same[name]} == {n: row[n] for n in same[name]}


def test_rows_on_the_same_happening_are_one_incident(tmp_path: Path) -> None:
    found = [only("acled", file(tmp_path, ACLED)), only("ucdp", file(tmp_path, UCDP | STATE))]
    (both,) = api.to_arrow(found, view="incident").to_pylist()
    assert (both["reports"], both["publishers"]) == (2, "UCDP GED | ACLED")
    assert (both["killed_low"], both["killed_high"]) == (9, 20)


def test_the_verb_keeps_the_rows_and_tells_how_many(tmp_path: Path) -> None:
    path, db = file(tmp_path, ACLED, ACLED | {"event_date": ""}), tmp_path / "d.db"
    done = CliRunner().invoke(cli, ["import", "acled", str(path), "--db", str(db)])
    assert done.exit_code == 1
    assert "1 row taken in, 0 known before, 1 failed" in done.output
    assert "line 3: no event_date" in done.output
    with open_store(db) as store:
        assert store.count() == (1, 2)
    again = CliRunner().invoke(cli, ["import", "acled", str(path), "--json", "--db", str(db)])
    assert '"new": 0, "known": 1, "failed": 1' in again.output
    wrong = CliRunner().invoke(cli, ["import", "csv", str(path), "--columns", "town=x", "--db", str(db)])
    assert (wrong.exit_code, "'town=x' is no FIELD=COLUMN" in wrong.output) == (2, True)


def test_the_codes_name_only_what_there_is() -> None:
    for name in ("acled", "ucdp"):
        for kind, type_ in rows.codes(name)["types"].values():
            assert type_ in kinds.kind(kind).types


def test_unknown_types_are_told_with_what_may_be_meant_and_the_list_once(tmp_path: Path) -> None:
    rows = [OWN | {"Category": "air strike"}, OWN | {"Category": "sheling"}, OWN | {"Category": "Mood"}]
    path, columns = file(tmp_path, *rows), "type=Category,place=Town"
    done = CliRunner().invoke(cli, ["import", "csv", str(path), "--columns", columns, "--db", str(tmp_path / "d.db")])
    assert done.exit_code == 1
    assert "'air strike' is no type that is taken in; did you mean airstrike" in done.output
    assert "'sheling' is no type that is taken in; did you mean shelling" in done.output
    assert "'Mood' is no type that is taken in\n" in done.output
    assert done.output.count("types that are taken in: clash, ") == 1
