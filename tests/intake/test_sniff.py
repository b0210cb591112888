"""What kind bytes are: by their content, and by their name only where the content leaves it open."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from dateline.intake.sniff import kind_of

SAMPLES = Path(__file__).parents[2] / "samples"
LETTER = b"Message-ID: <1@x>\nFrom: a@x.example\nSubject: s\n\nThe army said"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("wire-page.txt", "text"),
        ("radio-monitor.txt", "text"),
        ("page.html", "html"),
        ("batch.jsonl", "jsonl"),
        ("situation-report.pdf", "pdf"),
        ("weekly-note.docx", "zip"),
        ("bulletin.eml", "mail"),
        ("feed.xml", "feed"),
    ],
)
def test_samples_are_known_without_their_names(name: str, kind: str) -> None:
    assert kind_of((SAMPLES / name).read_bytes()[:65_536]) == kind


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7 ...", "story.txt", "pdf"),
        (b"The army said.", "story.pdf", "text"),
        (b"a,b\n1,2\n", "t.csv", "csv"),
        (b"a,b\n1,2\n", "", "text"),
        (b"not json", "b.jsonl", "jsonl"),
        (b'{\n "text": "x"}', "", "json"),
        (b'[{"text": "x"}]', "", "json"),
        (b'{"articles": [{"content": "x"}]}', "", "json"),
        (b'{"text": "x"}', "", "jsonl"),
        (b'{"body": "x"}\n{"body": "y"}', "", "jsonl"),
        (b"[Text] The army said", "", "text"),
        (b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]>\n<rss version="2.0">', "", "feed"),
        (b"<?xml version='1.0'?><data>x</data>", "x.xml", "xml"),
        (b'<?xml version="1.0"?><html xmlns="x"><body>', "", "html"),
        (LETTER, "", "mail"),
        (b"From: our correspondent\nDate: Monday\nSubject: war\n\nThe army said", "", "text"),
        ("<html><body><p>x</p></body></html>".encode("utf-16"), "", "html"),
        (gzip.compress(b"WARC/1.0\r\n"), "", "warc"),
        (gzip.compress(b"The army"), "", "gzip"),
        (b"\x1f\x8b broken", "", "gzip"),
        (b"", "", "text"),
    ],
)
def test_content_decides_before_the_name(head: bytes, name: str, kind: str) -> None:
    assert kind_of(head, name) == kind


def test_a_plain_text_loads_nothing_that_other_formats_need() -> None:
    heavy = ["pypdfium2", "docx", "pyarrow", "feedparser", "fastwarc", "trafilatura", "lxml"]
    program = (
        "import sys; from dateline import intake; "
        f"list(intake.documents({str(SAMPLES / 'wire-page.txt')!r})); print([m for m in {heavy!r} if m in sys.modules])"
    )
    path = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=path)
    assert done.stdout.strip() == "[]"
