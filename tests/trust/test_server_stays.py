"""The page stays up and answers while a hostile file is parsed: a real server, and a file that its guard has to give up."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dateline.intake.guard import Bounds

STORY = "Rebels shelled the town of Harun on 3 May 2019, killing at least 12 people, a hospital official said. "
# A page of tables in tables, deep and long, which parsers go over again and again.
HOSTILE = ("<html><body>" + "<div><table><tr><td>" * 30_000 + STORY * 20 + "</td></tr></table></div>" * 30_000).encode()


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.host, self.cookie = parts.netloc, ""
        _, heads, _ = self.ask("GET", f"{parts.path}?{parts.query}")
        self.cookie = heads["set-cookie"].split(";")[0]

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, dict[str, str], bytes]:
        """Status, heads and body of an answer."""
        heads = {"Cookie": self.cookie, "Origin": f"http://{self.host}", "Content-Type": kind}
        with closing(http.client.HTTPConnection(self.host, timeout=60)) as connection:
            connection.request(method, path, body, {name: value for name, value in heads.items() if value})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def upload(self, **files: bytes) -> str:
        """Give files to be read; where the page tells how far it is."""
        edge = "edge-of-a-part"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="../../{name}.html"\r\n\r\n'.encode() + raw + b"\r\n"
            for name, raw in files.items()
        ]
        status, heads, _ = self.ask("POST", "/paste", b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}")
        assert status == 303
        return heads["location"]


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    command = [sys.executable, "-m", "dateline", "serve", "--db", str(tmp_path / "kept.db"), "--port", "0", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            yield Visitor(json.loads(running.stdout.readline())["address"])
        finally:
            running.terminate()
            running.wait(30)


def test_the_page_answers_while_a_hostile_file_is_parsed(visitor: Visitor, tmp_path: Path) -> None:
    good = f"<html><body><article><h1>Harun shelled</h1><p>{STORY * 3}</p></article></body></html>".encode()
    place = visitor.upload(hostile=HOSTILE, broken=zlib.compress(good), good=good)
    answers, finished, until = [], False, time.monotonic() + 300
    while not finished and time.monotonic() < until:
        for path in ("/reports", "/queue", f"{place}.json"):
            begun = time.monotonic()
            status, _, body = visitor.ask("GET", path)
            answers.append(time.monotonic() - begun)
            assert status == 200
        job = json.loads(body)
        finished = job["finished"]
        time.sleep(0.05)
    assert finished
    assert max(answers) < Bounds().clock, "an answer waited for the file"
    assert [item["title"] for item in job["done"]][-1:] == ["Harun shelled"], job
    assert all(item["reason"].strip() for item in job["failed"])
    assert len(job["done"]) + len(job["failed"]) == 3
    written = [folder / f"{name}.html" for folder in (tmp_path, *tmp_path.parents[:3]) for name in ("hostile", "broken", "good")]
    assert not any(path.exists() for path in written), "the names of files lead nowhere"
