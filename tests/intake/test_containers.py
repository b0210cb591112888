"""Containers: feeds, tables, JSON, web archives, ZIP and gzip; what each member becomes, what is set aside, and what is refused."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest

from dateline.errors import DatelineError, InputError
from dateline.intake import Guard, Part, columns, documents, documents_of
from dateline.types import Document, content_id

SAMPLES = Path(__file__).parents[2] / "samples"
TEXT = "The army said on Monday that it had taken the town, and residents said that the hospital was closed."
PAGE = f"<html><head><title>Derna</title></head><body><article>{f'<p>{TEXT}</p>' * 3}</article></body></html>".encode()


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard() as process:
        yield process


def read(path: Path, guard: Guard, **options: object) -> list[Document | InputError]:
    return list(documents(path, guard=guard, **options))


def summary(found: list[Document | InputError]) -> list[tuple[str | None, str]]:
    return [(f.report.ref, "read") if isinstance(f, Document) else (f.where.rpartition("/")[2], f.reason) for f in found]


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return path


def web_archive(*answers: tuple[int, str, bytes]) -> bytes:
    records = []
    for status, kind, body in answers:
        http = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/a\r\nContent-Length: {len(http)}\r\n"
        records.append(gzip.compress(f"{head}Content-Type: application/http\r\n\r\n".encode() + http + b"\r\n\r\n"))
    return b"".join(records)


def test_a_feed_gives_a_report_for_each_entry(guard: Guard) -> None:
    full, short = read(SAMPLES / "feed.xml", guard)
    assert isinstance(full, Document)
    assert isinstance(short, Document)
    assert (full.report.ref, full.report.published) == ("feed.xml#1", "2012-11-08T16:40")
    assert (full.report.publisher, full.report.authors) == ("Lakeside Wire", ("Ada Mirembe",))
    assert [s.role for s in full.sections] == ["headline", "body", "body", "caption"]
    assert full.doubts == ()
    assert "only the summary" in short.doubts[0].message
    assert "https://lakeside-wire.example/2012/11/cholera" in short.doubts[0].message


def test_atom_is_a_feed_too_and_an_entry_without_text_is_refused(tmp_path: Path, guard: Guard) -> None:
    feed = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title><entry><title>A</title><link href="https://w.example/a"/>
    <updated>2020-01-02T03:04:05Z</updated><content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry>
    <entry><title>B</title><link href="https://w.example/b"/></entry></feed>"""
    (tmp_path / "x.txt").write_text(feed)
    first, second = read(tmp_path / "x.txt", guard)
    assert isinstance(first, Document)
    assert first.text == f"A\n\n{TEXT}"
    assert isinstance(second, InputError)
    assert second.reason == "no text: the entry has only a title and a link (https://w.example/b)"


def test_a_table_gives_a_report_for_each_row(guard: Guard) -> None:
    one, two = read(SAMPLES / "incidents.csv", guard)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.report.ref, one.report.title, one.report.published) == ("kv-301", "Two killed at Kavo checkpoint", "2009-03-02")
    assert one.report.url == "https://kavo-radio.example/301"
    assert '"within days"' in two.text
    assert one.id == content_id(one.text.encode())


def test_columns_can_be_named_and_a_wrong_name_lists_the_right_ones(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "t.tsv").write_text(f"nr\twas\tkopf\n1\t{TEXT}\tDerna\n2\t\tLeer\n")
    found = read(tmp_path / "t.tsv", guard, columns=columns.parse("text=was, title=kopf,ref=nr"))
    assert summary(found) == [("1", "read"), ("t.tsv, row 2", "no text in this row")]
    (wrong,) = read(tmp_path / "t.tsv", guard, columns={"text": "what"})
    assert isinstance(wrong, InputError)
    assert wrong.reason == "no column 'what' (columns: nr, was, kopf)"
    (unnamed,) = read(tmp_path / "t.tsv", guard)
    assert isinstance(unnamed, InputError)
    assert "name it with --columns text=NAME" in unnamed.reason


@pytest.mark.parametrize("words", ["text", "text=", "nothing=body", "=body"])
def test_a_map_of_columns_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(DatelineError, match="fields: text, html, title"):
        columns.parse(words)


def test_parquet_is_read_by_its_well_known_names(tmp_path: Path, guard: Guard) -> None:
    table = pyarrow.table({"Headline": ["A", None], "Body": [TEXT, f"<p>{TEXT}</p><p>{TEXT}</p>"], "number": [1, 2]})
    pyarrow.parquet.write_table(table, tmp_path / "t.parquet")
    one, two = read(tmp_path / "t.parquet", guard)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert (one.report.ref, one.report.title, one.text) == ("t.parquet#1", "A", TEXT)
    assert two.text == f"{TEXT}\n\n{TEXT}"


def test_a_workbook_gives_the_rows_of_the_sheets_that_have_texts(tmp_path: Path, guard: Guard) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Log"
    for row in (("ID", "Date", "Text"), ("k1", datetime(2020, 1, 2, 3, 4), TEXT), (None, None, None), ("k2", "2020-01-03", None)):
        sheet.append(row)
    book.create_sheet("Sums").append(("District", "Killed"))
    book.save(tmp_path / "log.xlsx")
    notes: list[str] = []
    found = read(tmp_path / "log.xlsx", guard, note=notes.append)
    assert summary(found) == [("k1", "read"), ("log.xlsx!Log, row 2", "no text in this row")]
    assert isinstance(found[0], Document)
    assert found[0].report.published == "2020-01-02T03:04"
    assert notes[0].endswith("1 set aside (1 a sheet without a column for the text)")


def test_a_table_on_standard_input_is_one_when_its_columns_are_named(guard: Guard) -> None:
    raw = io.BytesIO(f"nr,was\n1,{TEXT.replace(',', ';')}\n".encode())
    (found,) = documents("-", stdin=raw, columns={"text": "was", "ref": "nr"}, guard=guard)
    assert isinstance(found, Document)
    assert found.report.ref == "1"


def test_json_arrays_and_wrapped_entries(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "a.json").write_text(json.dumps([{"id": 1, "text": TEXT}, {"id": 2}, "x"], indent=1))
    assert summary(read(tmp_path / "a.json", guard)) == [
        ("1", "read"),
        ("a.json, entry 2", "no text: neither `text` nor `html` has words"),
        ("a.json, entry 3", "no JSON object"),
    ]
    fields = {"title": "T", "body": TEXT, "date": "2020-01-02", "source": {"id": 1, "name": "Wire"}, "author": [{"name": "A"}, "B"]}
    wrapped = {"count": 1, "data": [{"id": 7, "fields": fields}]}
    (tmp_path / "b.json").write_text(json.dumps(wrapped, indent=1))
    (found,) = read(tmp_path / "b.json", guard)
    assert isinstance(found, Document)
    assert (found.report.ref, found.report.title, found.report.published) == ("7", "T", "2020-01-02")
    assert (found.report.publisher, found.report.authors) == ("Wire", ("A", "B"))


def test_readings_that_were_written_come_in_with_their_facts(tmp_path: Path, guard: Guard) -> None:
    report = {
        "id": "sha256:0",
        "ref": "kw-1",
        "title": "T",
        "published": "2024-03-12",
        "publisher": "Wire",
        "language": "en",
        "authors": ["A"],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps({"format": "dateline/1", "report": report, "text": TEXT, "sections": []}))
    (found,) = read(tmp_path / "a.jsonl", guard)
    assert isinstance(found, Document)
    assert (found.report.ref, found.report.title, found.report.published) == ("kw-1", "T", "2024-03-12")
    assert (found.report.publisher, found.report.authors) == ("Wire", ("A",))


def test_a_batch_line_that_is_too_long_does_not_stop_the_others(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "b.jsonl").write_text("\n".join([json.dumps({"text": TEXT}), json.dumps({"text": "a" * 5000}), json.dumps({"text": TEXT})]))
    found = read(tmp_path / "b.jsonl", guard, limit=1000)
    assert [reason.split(":")[0] for _, reason in summary(found)] == ["read", "over the size limit", "read"]
    assert [ref for ref, _ in summary(found)][::2] == ["b.jsonl#1", "b.jsonl#3"]


def test_a_web_archive_gives_its_articles_and_counts_the_rest(tmp_path: Path, guard: Guard) -> None:
    empty = b"<html><body><a href='/'>Home</a></body></html>"
    raw = web_archive((200, "text/html", PAGE), (200, "image/png", b"\x89PNG"), (404, "text/html", PAGE), (200, "text/html", empty))
    (tmp_path / "c.warc.gz").write_bytes(raw)
    notes: list[str] = []
    (found,) = read(tmp_path / "c.warc.gz", guard, note=notes.append)
    assert isinstance(found, Document)
    assert (found.report.ref, found.report.url, found.raw) == ("c.warc.gz@0", "https://x.example/a", PAGE)
    assert notes[0].endswith("3 set aside (1 not a page (image/png), 1 status 404, 1 no article text)")
    (tmp_path / "none.warc.gz").write_bytes(web_archive((404, "text/html", PAGE)))
    assert summary(read(tmp_path / "none.warc.gz", guard)) == [("none.warc.gz", "no report in it: 1 set aside (1 status 404)")]


def test_a_zip_gives_what_is_in_it_and_names_what_is_not_read(tmp_path: Path, guard: Guard) -> None:
    inner = packed(tmp_path / "inner.zip", {"deep.txt": TEXT.encode()}).read_bytes()
    members = {"a/b.html": PAGE, "../out.txt": TEXT.encode(), "/abs.txt": TEXT.encode(), "map.png": b"\x89PNG", ".x.txt": b"x"}
    members |= {"empty.txt": b"", "in.zip": inner, "report.pdf": (SAMPLES / "situation-report.pdf").read_bytes()}
    notes: list[str] = []
    found = read(packed(tmp_path / "all.zip", members), guard, note=notes.append)
    leads_out = "a name that leads out of the archive: not read"
    assert summary(found) == [
        ("all.zip!a/b.html", "read"),
        ("out.txt", leads_out),
        ("abs.txt", leads_out),
        ("all.zip!empty.txt", "empty"),
        ("all.zip!in.zip!deep.txt", "read"),
        ("all.zip!report.pdf", "read"),
    ]
    assert found[0].raw == PAGE  # type: ignore[union-attr]
    assert notes[0].endswith("2 set aside (1 named .png, 1 hidden)")


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("ppt/presentation.xml", b"<x/>", "binary (a PowerPoint presentation: save it as PDF)"),
        ("content.xml", b"<x/>", "binary (an OpenDocument file: save it as DOCX or PDF)"),
    ],
)
def test_other_office_formats_are_refused_by_name(tmp_path: Path, guard: Guard, name: str, raw: bytes, reason: str) -> None:
    assert summary(read(packed(tmp_path / "x.zip", {name: raw}), guard)) == [("x.zip", reason)]


def test_gzip_is_opened_and_names_what_is_in_it(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "story.txt.gz").write_bytes(gzip.compress(TEXT.encode()))
    (found,) = read(tmp_path / "story.txt.gz", guard)
    assert isinstance(found, Document)
    assert found.raw == TEXT.encode()


def bomb(of: bytes, times: int) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as stream:
        for _ in range(times):
            stream.write(of)
    return out.getvalue()


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz", "bomb.html.gz"])
def test_bombs_are_refused_before_they_are_large(tmp_path: Path, guard: Guard, name: str) -> None:
    (tmp_path / name).write_bytes(bomb(b" " * 1_000_000, 120))
    ((_, reason),) = summary(read(tmp_path / name, guard))
    assert "unpacks to more than" in reason or "over the size limit" in reason


def test_containers_in_containers_end_at_a_depth(tmp_path: Path, guard: Guard) -> None:
    raw = TEXT.encode()
    for _ in range(8):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("x.zip" if raw != TEXT.encode() else "x.txt", raw)
        raw = out.getvalue()
    (tmp_path / "n.zip").write_bytes(raw)
    ((_, reason),) = summary(read(tmp_path / "n.zip", guard))
    assert reason == "containers stand more than 4 deep in one another"


def test_patterns_and_folders(tmp_path: Path, guard: Guard) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.txt").write_text(TEXT + " B")
    (tmp_path / "sub" / "c.png").write_bytes(b"\x89PNG")
    assert len(read(tmp_path / "**" / "*.txt", guard)) == 2
    ((_, reason),) = summary(read(tmp_path / "*.pdf", guard))
    assert reason == "no file matches"
    notes: list[str] = []
    assert len(read(tmp_path, guard, note=notes.append)) == 2
    assert notes[0].endswith("1 set aside (1 named .png)")


def test_bytes_that_are_no_file_are_read_by_their_content(guard: Guard) -> None:
    part = Part("https://x.example/r", "r", (SAMPLES / "situation-report.pdf").read_bytes(), given={"url": "https://x.example/r"})
    (found,) = documents_of(part, guard=guard)
    assert isinstance(found, Document)
    assert (found.media_type, found.report.url) == ("application/pdf", "https://x.example/r")
