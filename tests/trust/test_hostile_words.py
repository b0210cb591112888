"""Words that somebody chose to do harm stay words: in questions, in cells of tables, in the names of members of archives."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline import api
from dateline.cli import cli
from dateline.stores import open_store
from dateline.stores.search import Wanted
from dateline.stores.sqlite import SqliteStore
from dateline.types import Reading, content_id

COMMANDS = (
    *('"', "'", "''", "*", "(", ")", "^", ":", "-", "+", "{", "}", "NEAR", "NEAR(a b, 3)", "AND", "OR", "NOT", "title:", "rowid", "rank"),
    *(
        "; DROP TABLE ledger",
        "' OR 1=1 --",
        "\\",
        "%",
        "_",
        "\x00",
        "\u202e",
        "é",
        "مستشفى",
        "医院",
        "hospital",
        "Troops",
        "a*",
        "?",
        "?1",
        ":x",
        "$x",
    ),
)
words = st.lists(st.one_of(st.sampled_from(COMMANDS), st.text(max_size=8)), min_size=1, max_size=6).map(" ".join)
quiet = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def store(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> Iterator[SqliteStore]:
    with open_store(tmp_path / "kept.db") as opened:
        for reading in (port_reading, river_reading):
            opened.put(reading, reading.text.encode())
        yield opened


@quiet
@given(asked=words, name=st.sampled_from(("words", "source", "place", "actor", "publisher", "report")))
def test_no_words_of_a_question_are_a_command(store: SqliteStore, asked: str, name: str) -> None:
    for hit in store.search(asked, limit=5):
        assert hit.reading.text
    for found in store.records(Wanted(**{name: asked})):
        assert found.record.id
    assert list(store.reports(words=asked)[0]) is not None
    assert store.count() == (2, 5)


def test_what_is_asked_for_is_found_though_it_stands_among_signs(store: SqliteStore) -> None:
    for asked in ("hospital", '"hospital"', "hospital *", "(hospital)", "hospital; --", "hosp*"):
        assert len(list(store.search(asked))) == 1, asked


FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
begins = st.tuples(st.sampled_from(("", " ", "\u200b", "\ufeff", '"')), st.sampled_from(FORMULAS), st.text(max_size=12)).map("".join)


@quiet
@given(title=begins, publisher=begins)
def test_no_cell_of_a_table_begins_a_formula(port_reading: Reading, title: str, publisher: str) -> None:
    clean = [text.encode("utf-8", "replace").decode() for text in (title, publisher)]
    reading = replace(port_reading, report=replace(port_reading.report, title=clean[0], publisher=clean[1], authors=(clean[0],)))
    for name in ("csv", "acled"):
        out = io.BytesIO()
        api.export(name, [reading], out)
        rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8"), newline="")))
        cells = [cell for row in rows[1:] for cell in row]
        assert cells
        for cell in cells:
            assert not cell.startswith(FORMULAS) or is_number(cell), repr(cell)


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


MEMBERS = (
    "../evil.txt",
    "../../../../evil.txt",
    "/evil.txt",
    "C:\\evil.txt",
    "..\\evil.txt",
    "a/../../evil.txt",
    "evil\x01.txt",
    "~/evil.txt",
)
STORY = b"Rebels shelled the town of Harun on 3 May 2019, killing at least 12 people, a hospital official said.\n"


def test_no_member_of_an_archive_is_written_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    with zipfile.ZipFile(inner / "evil.zip", "w") as archive:
        for number, name in enumerate(MEMBERS):
            archive.writestr(zipfile.ZipInfo(name), STORY + str(number).encode())
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    monkeypatch.chdir(inner)
    before = sorted(p for p in tmp_path.rglob("*"))
    result = CliRunner().invoke(cli, ["read", "evil.zip", "--json", "--no-store"], prog_name="dateline")
    assert sorted(p for p in tmp_path.rglob("*")) == before
    assert not Path("/evil.txt").exists()
    assert "root:" not in result.stdout
    assert result.stdout.count("Harun") >= len(MEMBERS)


@pytest.mark.parametrize("name", ["../../out.csv", "a/b/../../../out.csv"])
def test_an_id_is_never_a_path(tmp_path: Path, store: SqliteStore, name: str) -> None:
    with pytest.raises(Exception, match="no report with the id"):
        store.reading(name)
    assert content_id(b"x").startswith("sha256:")
