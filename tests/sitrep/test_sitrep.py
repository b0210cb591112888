"""A situation report: what belongs to a period, what the page says of it, and that it can do no harm."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.api import read_text
from dateline.cli import cli
from dateline.sitrep import drawing
from dateline.sitrep.gather import Period, span_of
from dateline.stores import open_store
from dateline.stores.search import Found
from dateline.types import Judgement, Reading, TimeValue
from dateline.web import drawn

JUNE = ("--since", "2018-06-01", "--until", "2018-06-30")


@pytest.fixture
def db(tmp_path: Path, port_reading: Reading, river_reading: Reading) -> Path:
    with open_store(tmp_path / "kept.db") as store:
        for reading in (port_reading, river_reading):
            store.put(reading, reading.text.encode())
    return tmp_path / "kept.db"


def run(db: Path, *arguments: object) -> Result:
    return CliRunner().invoke(cli, ["report", *(str(a) for a in arguments), "--db", str(db)], prog_name="dateline")


def page(db: Path, *arguments: object) -> str:
    result = run(db, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def section(text: str, head: str) -> str:
    (part,) = (p for p in text.split("<section>") if p.startswith(f"<h2>{head}"))
    return part


class Parsed(HTMLParser):
    """Tags with their attributes; says whether every tag that was opened is closed again."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_every_section_tells_what_was_said_by_whom_in_which_words(db: Path) -> None:
    text = page(db, *JUNE)
    tolls = section(text, "Numbers, by source")
    assert "More than 14,000 <span" in tolls
    assert "(14,000 or more)" in tolls
    assert "Relief Office, Wire" in tolls
    assert "<mark>More than 14,000</mark> civilians have fled" in tolls
    assert "fighters" not in tolls  # those are of the next year
    assert "closed (The hospital)" in section(text, "Services")
    assert "Nothing is said of: water" in section(text, "Services")
    control = section(text, "Control")
    assert "captures (holder: Troops)" in control
    assert 'class="firm denied">denied' in control
    assert "Fighting nears port as thousands flee" in section(text, "Sources")


def test_the_page_stands_alone_and_its_links_lead_somewhere(db: Path) -> None:
    text = page(db, *JUNE)
    parsed = Parsed(text)
    assert parsed.open == []
    assert {tag for tag, _ in parsed.tags} & {"script", "img", "link", "iframe", "object", "form"} == set()
    assert "url(" not in text
    assert "@import" not in text
    links = [attrs["href"] or "" for tag, attrs in parsed.tags if tag == "a"]
    ids = {attrs["id"] for _, attrs in parsed.tags if "id" in attrs}
    assert links
    assert {link.removeprefix("#") for link in links} <= ids
    assert page(db, *JUNE) == text


def test_what_a_report_says_cannot_become_markup(tmp_path: Path, port_reading: Reading) -> None:
    bad = "<script>alert(1)</script>\"'&"
    report = replace(port_reading.report, title=bad, publisher=bad, url="javascript:alert(1)")
    places = tuple(replace(p, name=bad) for p in port_reading.places)
    entities = tuple(replace(e, name=bad) for e in port_reading.entities)
    with open_store(tmp_path / "bad.db") as store:
        store.put(replace(port_reading, report=report, places=places, entities=entities), b"x")
    text = page(tmp_path / "bad.db", *JUNE)
    parsed = Parsed(text)
    assert parsed.open == []
    assert "script" not in {tag for tag, _ in parsed.tags}
    assert "&lt;script&gt;" in text
    assert not any((attrs.get("href") or "").startswith("javascript") for _, attrs in parsed.tags)


def test_a_saved_view_may_say_which_period(db: Path) -> None:
    with open_store(db) as store:
        store.save_view("june", {"since": "2018-06-01", "until": "2018-06-30", "kind": "toll"})
    assert page(db, "--view", "june") == page(db, *JUNE, "--kind", "toll")
    assert "Situation report, 2018-06-14 to 2018-06-30" in page(db, "--view", "june", "--since", "2018-06-14")


def test_a_report_from_the_web_is_linked(tmp_path: Path, port_reading: Reading) -> None:
    report = replace(port_reading.report, url="https://wire.example/a?b=1&c=2")
    with open_store(tmp_path / "web.db") as store:
        store.put(replace(port_reading, report=report), b"x")
    assert '<a href="https://wire.example/a?b=1&amp;c=2">' in page(tmp_path / "web.db", *JUNE)


def test_filters_rows_and_files(db: Path, tmp_path: Path) -> None:
    only = page(db, *JUNE, "--kind", "toll")
    assert "Only " in only
    assert "Nobody is said to hold" in only
    assert "and 1 more that are not shown here" in section(page(db, *JUNE, "--limit", 1), "Control")
    done = run(db, *JUNE, "-o", tmp_path / "june.html", "--json")
    told = json.loads(done.stdout)
    assert (told["reports"], told["records"]) == (1, 4)
    assert (tmp_path / "june.html").read_text(encoding="utf-8") == page(db, *JUNE)


def test_a_period_with_nothing_in_it_says_so(db: Path) -> None:
    text = page(db, "--since", "1990-01-01", "--until", "1990-01-02")
    assert "0 records from 0 reports" in text
    for words in (
        "No toll is told",
        "Nobody speaks of services",
        "No disagreement found",
        "No place that is known",
        "No report of this period",
    ):
        assert words in text


def test_what_people_rejected_is_left_out(db: Path, port_reading: Reading) -> None:
    toll = next(r for r in port_reading.records if r.kind == "toll")
    with open_store(db) as store:
        store.judge([Judgement(toll.id, "", "reject", "Ana", "2026-01-01T00:00:00Z")])
    assert "No toll is told" in page(db, *JUNE)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--until", "2018-06-30"), "say of which period"),
        (("--since", "2018-06-30", "--until", "2018-06-01"), "is after --until"),
        (("--since", "June", "--until", "2018-06-01"), "is no day"),
        ((*JUNE, "--json"), "--json needs -o FILE"),
        ((*JUNE, "--view", "none"), "none"),
    ],
)
def test_what_is_asked_wrongly_is_refused(db: Path, arguments: tuple[str, ...], reason: str) -> None:
    result = run(db, *arguments)
    assert result.exit_code != 0
    assert reason in result.stderr
    assert result.stdout == ""


def spans(reading: Reading, time: TimeValue | None) -> Iterator[tuple[str, str] | None]:
    (toll,) = (r for r in reading.records if r.kind == "toll")
    fields = {"time": tuple(replace(v, time=time) for v in toll.fields["time"])} if time else {}
    yield span_of(Found(reading, replace(toll, fields=fields)))


@pytest.mark.parametrize(
    ("time", "days"),
    [
        (TimeValue("2018-06-01", "2018-06-01", "2018-06-02"), ("2018-06-01", "2018-06-02")),
        (TimeValue("2018-06-01", "2018-06-01", None, "since"), ("2018-06-01", "2018-06-14")),
        (TimeValue("2018-07-01", "2018-07-01", None, "since"), ("2018-07-01", "2018-07-01")),
        (TimeValue("2018-06-01", None, "2018-06-01", "by"), ("2018-06-01", "2018-06-01")),
        (None, ("2018-06-14", "2018-06-14")),
    ],
)
def test_the_days_of_a_record(port_reading: Reading, time: TimeValue | None, days: tuple[str, str]) -> None:
    assert list(spans(port_reading, time)) == [days]
    undated = replace(port_reading, report=replace(port_reading.report, published="2018-06"))
    assert list(spans(undated, None)) == [None]


def test_a_period_meets_what_lies_across_it() -> None:
    june = Period("2018-06-01", "2018-06-30")
    assert june.meets("2018-01-01", "2018-12-31")
    assert june.meets("2018-06-30", "2018-06-30")
    assert not june.meets("2018-07-01", "2018-07-02")


def test_the_map_numbers_places_and_draws_only_outlines_that_it_shows(port_reading: Reading) -> None:
    (at,) = drawing.located([Found(port_reading, r) for r in port_reading.records])
    assert (at.place.name, len(at.found)) == ("Marsa", 1)
    svg = drawing.map_svg([at])
    assert "<title>1: Marsa, 1 record</title>" in svg
    assert 'class="point"' in svg
    assert drawing.bounds("M1 2l3 -4 -5 1z") == (-1.0, -2.0, 4.0, 2.0)
    near = drawn.view_of([(45.0, 10.0, 3.0)], None)
    whole = sum(map(len, drawing.outlines(drawn.view_of([], None))))
    assert sum(map(len, drawing.outlines(near))) < max(whole, 1_000_000)
    assert drawing.map_svg([]) == ""


def test_the_timeline_has_a_bar_for_each_day_with_something_on_it(port_reading: Reading) -> None:
    found = [Found(port_reading, r) for r in port_reading.records]
    since, until = (date.fromisoformat(day).toordinal() for day in JUNE[1::2])
    svg = drawing.days_svg(found, since, until)
    assert re.findall(r"<title>(.*?)</title>", svg) == ["2018-06-01: 1", "2018-06-05: 1", "2018-06-13: 1", "2018-06-14: 1"]
    assert drawing.days_svg(found, 1, 2) == ""


def test_a_long_period_has_bars_of_several_days(port_reading: Reading) -> None:
    found = [Found(port_reading, r) for r in port_reading.records]
    since, until = (date(year, 1, 1).toordinal() for year in (2010, 2020))
    labels = re.findall(r"<title>(.*?)</title>", drawing.days_svg(found, since, until))
    assert sum(int(label.rpartition(" ")[2]) for label in labels) == 4
    assert all(" to " in label for label in labels)


def test_who_else_tells_of_it_is_among_the_sources(tmp_path: Path, port_reading: Reading) -> None:
    facts = replace(port_reading.report, id="sha256:" + "0" * 64, title="Another paper", agency="Paper")
    records = tuple(replace(r, id=f"r{number:012}") for number, r in enumerate(port_reading.records))
    other = replace(port_reading, report=facts, records=records)
    with open_store(tmp_path / "two.db") as store:
        store.put(port_reading, b"x")
        store.put(other, b"y")
    text = page(tmp_path / "two.db", *JUNE, "--publisher", "Wire")
    assert "4 records from 1 report." in text
    assert "Another paper" in section(text, "Sources")
    assert "[another report]" not in section(text, "Timeline")


def test_what_two_reports_say_themselves_is_of_two_sources(db: Path, river_reading: Reading) -> None:
    stated = tuple(replace(r, voice=None, stance="stated") for r in river_reading.records)
    with open_store(db) as store:
        store.put(replace(river_reading, records=stated), river_reading.text.encode())
    text = section(page(db, "--since", "2018-06-01", "--until", "2019-06-30"), "Sources")
    assert re.findall(r'<td>the report</td><td><a href="#s(\d)">', text) == ["1", "2"]


def test_a_redacted_page_names_no_private_person(tmp_path: Path, port_reading: Reading) -> None:
    text = "Hawa Tutu said that two people were killed in Marsa on 12 June 2018."
    reading = read_text(text)
    with open_store(tmp_path / "kept.db") as store:
        store.put(replace(reading, report=replace(reading.report, published="2018-06-14", authors=("Bo Writer",))), text.encode())
    assert "Hawa Tutu" in page(tmp_path / "kept.db", *JUNE)
    hidden = page(tmp_path / "kept.db", *JUNE, "--redact")
    assert "Hawa" not in hidden
    assert "Tutu" not in hidden
    assert "████ ████" in hidden
    assert "redacted: yes" in hidden


def test_without_an_end_the_period_ends_with_the_newest_report(db: Path) -> None:
    text = page(db, "--since", "2018-06-01")
    (until,) = re.findall(r"<h1>Situation report, 2018-06-01 to (\d{4}-\d\d-\d\d)</h1>", text)
    with open_store(db) as store:
        assert until == max((store.reading(r.report.id).report.published or "")[:10] for r in store.excerpts())
