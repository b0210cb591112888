"""Shards: the same for the same files, and what is in a stretch has the same name as in the whole file."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

from dateline import intake
from dateline.engines.shards import FILES, LINES, Piece, documents, plan
from dateline.errors import InputError
from dateline.types import Document

PAGE = "<html><head><title>Bridge hit</title></head><body><article><p>{text}</p></article></body></html>"
STORY = (
    "The bridge over the river was hit by two shells on Monday, the mayor of the town said, and four people who were crossing it died. " * 6
)


def names(found: list[Document | InputError]) -> list[str]:
    return [item.where if isinstance(item, InputError) else f"{item.report.ref} {item.id}" for item in found]


def whole(path: Path) -> list[str]:
    return names(list(intake.documents(path)))


def in_shards(path: Path) -> list[str]:
    with intake.Guard() as guard:
        return names([d for s in plan([str(path)]).shards for d in documents(s, ".", force=False, columns={}, guard=guard)])


def test_a_file_of_lines_is_cut_and_its_reports_keep_their_names(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    lines = [json.dumps({"text": f"Report {n}. {STORY}"}) for n in range(700)]
    lines[333] = "{broken"
    path.write_text("\n".join(lines), encoding="utf-8")
    shards = plan([str(path)]).shards
    assert len(shards) == -(-path.stat().st_size // LINES)
    assert sum(s.bytes for s in shards) == path.stat().st_size
    assert in_shards(path) == whole(path)
    assert f"{path}, line 334" in in_shards(path)


def record(number: int) -> bytes:
    noise = os.urandom(40_000).hex()  # does not pack well, so that the archive is large enough to be cut
    page = PAGE.format(text=f"Story {number}. {STORY}").replace("</head>", f"<!-- {noise} --></head>")
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n{page}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        f"WARC-Date: 2018-06-14T00:00:00Z\r\nWARC-Target-URI: http://news.example/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", mtime=0)


def test_a_packed_web_archive_is_cut_where_records_begin(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(map(record, range(70))))
    assert len(plan([str(path)]).shards) == 2
    assert in_shards(path) == whole(path)
    assert len(in_shards(path)) == 70


def test_small_files_go_together_and_the_order_stays(tmp_path: Path) -> None:
    for number in range(FILES + 3):
        (tmp_path / f"{number:03}.txt").write_text(f"{number} {STORY}", encoding="utf-8")
    (tmp_path / "notes.bin").write_bytes(b"nothing")
    found = plan([str(tmp_path), str(tmp_path / "absent.txt")])
    assert [len(s.pieces) for s in found.shards] == [FILES, 3]
    assert [str(error) for error in found.missing] == [f"{tmp_path / 'absent.txt'}: no such file or directory"]
    assert found.aside == 1
    assert [Path(p.path).name for s in found.shards for p in s.pieces][: FILES + 3] == [f"{n:03}.txt" for n in range(FILES + 3)]


def test_what_a_shard_is_follows_from_its_files(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text(STORY, encoding="utf-8")
    (shard,) = plan([str(path)]).shards
    assert plan([str(path)]).shards == (shard,)
    assert shard.key("a") != shard.key("b")
    path.write_text(STORY + STORY, encoding="utf-8")
    (changed,) = plan([str(path)]).shards
    assert changed.key("a") != shard.key("a")
    with intake.Guard() as guard:
        (error,) = documents(shard, ".", force=False, columns={}, guard=guard)
    assert str(error) == f"{path}: has changed since the run began"


def test_a_piece_knows_how_much_it_stands_for() -> None:
    assert Piece("a", 10, 0).bytes == 10
    assert Piece("a", 10, 0, 4, 9, 2).bytes == 5
