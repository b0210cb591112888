"""Sources: files, folders, batches and standard input; every bad one gives its reason and the others go on."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.intake import document_from_bytes, documents
from dateline.types import Document, content_id

TEXT = "The army said on Monday that it had taken the town, and residents said that the hospital was closed."
FRENCH = (
    "Les forces armées ont annoncé lundi que la ville avait été reprise après plusieurs jours de combats dans le nord du pays, "
    "selon un porte-parole du gouvernement qui s'exprimait à la télévision."
)


def texts(found: list[Document | InputError]) -> list[str]:
    return [f.text if isinstance(f, Document) else f"! {f.reason}" for f in found]


def test_a_folder_is_read_in_order_and_bad_files_do_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT + " B")
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "d.html").write_text(f"<html><body><article>{f'<p>{TEXT}</p>' * 3}</article></body></html>")
    (tmp_path / ".hidden.txt").write_text(TEXT)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    found = list(documents(tmp_path))
    assert texts(found)[:2] == ["! empty", TEXT + " B"]
    assert len(found) == 3
    assert isinstance(found[2], Document)
    assert found[2].media_type == "text/html"
    assert TEXT in found[2].text


def test_an_empty_folder_and_a_missing_file_say_so(tmp_path: Path) -> None:
    assert "no report in the folder" in texts(list(documents(tmp_path)))[0]
    assert texts(list(documents(tmp_path / "none.txt"))) == ["! no such file or directory"]


def test_size_limit_names_the_size(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text(TEXT * 50)
    (error,) = documents(tmp_path / "big.txt", limit=1000)
    assert isinstance(error, InputError)
    assert error.reason.startswith("over the size limit")


def test_batch_lines_keep_order_facts_and_line_numbers(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "one", "text": TEXT, "published": "2018-06-14", "title": "T", "publisher": "P", "url": "https://x.example/1"}),
        "not json",
        "",
        json.dumps({"id": 7, "text": " "}),
        json.dumps(["text"]),
        json.dumps(
            {
                "id": "two",
                "html": f"<html><body><h1>Head</h1>{f'<p>{TEXT}</p>' * 3}</body></html>",
                "published": "Thu, 14 Jun 2018 16:19:00 GMT",
            }
        ),
    ]
    path = tmp_path / "batch.jsonl"
    path.write_text("\n".join(lines))
    one, bad, blank, array, two = documents(path)
    assert isinstance(one, Document)
    assert (one.report.ref, one.report.published, one.report.title) == ("one", "2018-06-14", "T")
    assert one.report.given == {"published", "title", "publisher", "url"}
    assert one.id == content_id(TEXT.encode())
    assert isinstance(bad, InputError)
    assert bad.where.endswith("batch.jsonl, line 2")
    assert isinstance(blank, InputError)
    assert "line 4" in blank.where
    assert isinstance(array, InputError)
    assert array.reason == "no JSON object"
    assert isinstance(two, Document)
    assert (two.report.ref, two.report.published) == ("two", "2018-06-14T16:19")


def test_a_date_that_is_none_leaves_a_doubt() -> None:
    document = document_from_bytes(TEXT.encode(), "x", given={"published": "last week"})
    assert document.report.published is None
    assert "published" not in document.report.given
    assert any("last week" in d.message for d in document.doubts)


@pytest.mark.parametrize(
    "raw", [TEXT.encode(), json.dumps({"text": TEXT}).encode(), f"<html><body>{f'<p>{TEXT}</p>' * 3}</body></html>".encode()]
)
def test_standard_input_is_sniffed(raw: bytes) -> None:
    (document,) = documents("-", stdin=io.BytesIO(raw))
    assert isinstance(document, Document)
    assert TEXT in document.text


def test_lone_surrogates_in_a_batch_do_not_break_it() -> None:
    (document,) = documents("-", stdin=io.BytesIO(b'{"id": "s", "text": "The army \\ud800 said that it had left."}'))
    assert isinstance(document, Document)
    assert document.raw == document.text.encode()


def test_other_languages_are_refused_by_name_and_read_by_force() -> None:
    with pytest.raises(InputError) as caught:
        document_from_bytes(FRENCH.encode(), "bulletin.txt")
    assert caught.value.reason == "language: French (supported: English; use --force to read all the same)"
    forced = document_from_bytes(FRENCH.encode(), "bulletin.txt", force=True)
    assert forced.report.language == "fr"
    assert any("French" in d.message for d in forced.doubts)


@pytest.mark.parametrize("words", ["Mon, 01 Jun 99999999999999999999 10:00:00 +0000", "2020-13-45", "Mon, 01 Jun 2015 10:00:00 +99999999"])
def test_an_impossible_date_costs_the_date_and_not_the_report(words: str) -> None:
    document = document_from_bytes(TEXT.encode(), "x", given={"published": words})
    assert document.report.published is None
    assert any("is no date that can be read" in d.message for d in document.doubts)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12 March 2019", "2019-03-12"),
        ("3 May 2019", "2019-05-03"),
        ("May 3, 2019", "2019-05-03"),
        ("03-May-2019", "2019-05-03"),
        ("2019/05/03 14:05", "2019-05-03T14:05"),
        ("25/06/2019", "2019-06-25"),
        ("06/25/2019", "2019-06-25"),
        ("05/05/2019", "2019-05-05"),
        ("05/06/2019", None),
        ("spring 2019", None),
    ],
)
def test_days_as_tables_write_them(words: str, day: str | None) -> None:
    assert document_from_bytes(TEXT.encode(), "x", given={"published": words}).report.published == day
