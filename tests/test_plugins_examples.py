"""The plug-ins of examples/plugins: built as a wheel, installed, proved against the contract, and used for what they are for."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from dateline import api, errors, intake, pipeline, plugged, plugins
from dateline.cli import cli
from dateline.intake.parts import Part
from dateline.types import Reading

ROOT = Path(__file__).parent.parent
wheels = pytest.importorskip("hatchling.builders.wheel")
SORTS = {"headlines": "exporter", "undated": "reader", "hotline": "intake", "camps": "gazetteer", "pcm": "language"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it is installed: its wheel, unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    (wheel,) = wheels.WheelBuilder(str(ROOT / "examples" / "plugins")).build(directory=str(folder / "dist"), versions=["standard"])
    with ZipFile(wheel) as packed:
        packed.extractall(folder / "lib")
    return folder / "lib"


@pytest.fixture(autouse=True)
def installed(site: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(site))
    plugged.forget()
    yield
    plugged.forget()
    for name in [n for n in sys.modules if n.startswith("dateline_examples")]:
        del sys.modules[name]


@pytest.mark.parametrize("name", SORTS)
def test_each_keeps_the_contract(name: str) -> None:
    assert plugins.check(name) == []


def test_all_are_listed_with_their_sort_and_whether_they_are_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PLUGINS", "camps")
    done = CliRunner().invoke(cli, ["plugin", "list", "--json"])
    told = {entry["name"]: entry for entry in map(json.loads, done.output.splitlines()) if entry["package"] == "dateline-examples"}
    assert {name: entry["sort"] for name, entry in told.items()} == SORTS
    assert {name for name, entry in told.items() if entry["used"]} == {"headlines", "camps"}


def test_an_exporter_needs_no_name(port_reading: Reading) -> None:
    out = io.BytesIO()
    api.export("headlines", [port_reading], out)
    assert out.getvalue().count(b"\n") == len(port_reading.records)


def test_a_reader_adds_what_it_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Two people were killed in Derna."
    assert not any(d.reader == "undated" for d in api.read_text(text).doubts)
    monkeypatch.setenv("DATELINE_PLUGINS", "undated")
    reading = api.read_text(text)
    assert [d.message for d in reading.doubts if d.reader == "undated"] == ["a toll without a day of its own"]
    assert reading.report.tables[-1] == "reader:undated dateline-examples-1.0"


def test_an_intake_opens_files_of_its_kind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from dateline_examples.hotline import EXAMPLE  # type: ignore[import-not-found]

    (tmp_path / "calls.hotline").write_bytes(EXAMPLE)
    before = list(intake.documents(tmp_path))
    assert [str(e) for e in before if isinstance(e, errors.InputError)]
    monkeypatch.setenv("DATELINE_PLUGINS", "hotline")
    first, second = intake.documents(tmp_path)
    assert isinstance(first, intake.Document)
    assert first.text.startswith("Two people were killed")
    assert (first.report.published, first.report.publisher) == ("2017-05-03T08:10", "Hotline, desk 2")
    assert first.report.ref == "calls.hotline#1"
    assert [d.message for d in first.doubts] == ["taken down from a call"]
    assert isinstance(second, intake.Document)


def test_what_an_intake_raises_is_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PLUGINS", "hotline")
    (found,) = intake.documents_of(Part("bad.hotline", "bad.hotline", b"hotline log 1\nno call\n"))
    assert isinstance(found, errors.InputError)
    assert found.reason.startswith("damaged: ValueError")
    (found,) = intake.documents_of(Part("empty.hotline", "empty.hotline", b"hotline log 1\n"))
    assert str(found) == "empty.hotline: no report in it (the log of a hotline)"


def test_a_gazetteer_knows_more_places(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Shelling of Zamzam camp in North Darfur, Sudan, killed 14 people on Monday, residents said."
    before = {p.name for p in api.read_text(text).places}
    monkeypatch.setenv("DATELINE_PLUGINS", "camps")
    places = {p.name: p for p in api.read_text(text).places}
    assert "Zamzam camp" not in before
    camp = places["Zamzam camp"]
    assert (camp.lat, camp.lon, camp.country, camp.admin1, camp.feature) == (13.49, 25.32, "SD", "Northern Darfur", "STLMT")


def test_a_language_is_told_by_its_words_and_read_with_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    from dateline_examples.pcm import EXAMPLE  # type: ignore[import-not-found]

    monkeypatch.setenv("DATELINE_PLUGINS", "pcm")
    read = {}
    for code in ("en", "pcm"):
        document = intake.document_from_bytes(EXAMPLE.encode(), "example", given={"language": code, "published": "2020-05-12"})
        read[code] = pipeline.read_document(document)
    (day,) = (m for m in read["pcm"].mentions if m.layer == "time")
    assert (day.text, day.time and day.time.first) == ("yestaday", "2020-05-11")
    assert not any(m.layer == "time" for m in read["en"].mentions)
    units = {code: [m.quantity.unit for m in reading.mentions if m.quantity] for code, reading in read.items()}
    assert units["pcm"] == ["person", "person"] != units["en"]
    told = "Dem sey soja don kpai 14 pipo for di market wen di pipo dey go house. Na so e be, dem kon run comot go bush with dem pikin."
    assert intake.document_from_bytes(told.encode(), "told").report.language == "pcm"


def test_without_its_name_a_language_is_refused() -> None:
    with pytest.raises(errors.InputError, match="language: pcm"):
        intake.document_from_bytes(b"Gunmen don kpai 14 pipo.", "example", given={"language": "pcm"})
