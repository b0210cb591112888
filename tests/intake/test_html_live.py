"""Live blogs: one report for each entry, with its own address and time; other pages stay whole."""

from __future__ import annotations

from pathlib import Path

from dateline.intake import documents
from dateline.types import Document

HEAD = (
    '<html lang="en"><head><title>Strait live</title><link rel="canonical" href="https://obs.example/live"></head>'
    "<body><h1>Strait live</h1>"
)
TOLD = (
    "The army says it has encircled the port of Hald and that the road to the west is closed.",
    "Power is out in the northern half of the island after a substation was hit, the operator says.",
    "A shell has landed beside the hospital in Hald and wounded three nurses, its director says.",
)


def entry(number: int) -> str:
    moment = f"2021-11-02T1{number}:05:00+01:00"
    told = f'<time datetime="{moment}">{number}h ago</time><p>{TOLD[number]}</p>'
    return f'<div class="live-post" id="b{number}">{told}<button>Share</button></div>'


def read(tmp_path: Path, page: str) -> list[Document]:
    path = tmp_path / "live.html"
    path.write_text(page, encoding="utf-8")
    found = list(documents(path))
    assert all(isinstance(d, Document) for d in found), found
    return [d for d in found if isinstance(d, Document)]


def test_each_entry_is_a_report(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + "".join(map(entry, range(3))) + "</body></html>")
    assert [d.text for d in found] == list(TOLD)
    assert [d.report.url for d in found] == [f"https://obs.example/live#b{n}" for n in range(3)]
    assert [d.report.published for d in found] == [f"2021-11-02T1{n}:05" for n in range(3)]
    assert {d.report.title for d in found} == {"Strait live"}


def test_structured_entries_are_taken(tmp_path: Path) -> None:
    updates = ",".join(
        f'{{"headline": "Entry {n}", "articleBody": "{TOLD[n]}", "datePublished": "2021-11-02T1{n}:05:00Z", "url": "https://obs.example/live#u{n}"}}'
        for n in range(3)
    )
    data = f'<script type="application/ld+json">{{"@type": "LiveBlogPosting", "liveBlogUpdate": [{updates}]}}</script>'
    found = read(tmp_path, HEAD + data + "<p>Loading</p></body></html>")
    assert [(d.report.title, d.report.url) for d in found] == [(f"Entry {n}", f"https://obs.example/live#u{n}") for n in range(3)]
    assert all(told in d.text for told, d in zip(TOLD, found, strict=True))


def test_an_article_with_dated_teasers_stays_whole(tmp_path: Path) -> None:
    story = "".join(f"<p>{told} {told}</p>" for told in TOLD)
    teasers = "".join(
        f'<div class="post"><time datetime="2021-11-0{n}">x</time><a href="/{n}">Other story number {n}</a></div>' for n in range(1, 4)
    )
    page = HEAD.replace("Strait live", "Port encircled") + f'<nav class="live-feed"></nav><article>{story}</article>{teasers}</body></html>'
    (found,) = read(tmp_path, page)
    assert all(told in found.text for told in TOLD)


def test_what_stands_over_the_entries_comes_first(tmp_path: Path) -> None:
    points = (
        "The port of Hald has been encircled since the morning, both armies say.",
        "About 4,000 people are waiting for boats on the northern beach, according to the harbour office.",
    )
    over = "".join(f"<li>{point}</li>" for point in points) + '<li><a href="/other">Five charts on the price of bread this winter</a></li>'
    page = f'{HEAD}<ul class="key-points">{over}</ul>{"".join(map(entry, range(3)))}</body></html>'
    first, *others = read(tmp_path, page)
    assert [line for line in first.text.splitlines() if line] == list(points)
    assert first.report.url == "https://obs.example/live#introduction"
    assert len(others) == len(TOLD)
