"""Sections: what each line of a report is, the facts of its head, and that no word is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import languages
from dateline.intake import document_from_bytes, documents
from dateline.readers._datelines import datelines
from dateline.readers._header import dates
from dateline.readers.sections import READER
from dateline.types import Document, Draft, Found

SAMPLES = Path(__file__).parents[2] / "samples"
STORY = "Troops of the Council took the bridge on Monday, residents said, and about 40 families fled to the hills in the night."


def read(source: str | Document) -> tuple[Found, str]:
    document = source if isinstance(source, Document) else document_from_bytes(source.encode(), "x", force=True)
    return READER.read(Draft(document, document.report, document.sections), languages.load("en")), document.text


def roles(source: str | Document) -> list[tuple[str, str]]:
    found, text = read(source)
    return [(s.role, " ".join(s.span.of(text).split())) for s in found.sections or ()]


def sample(name: str) -> Document:
    (document,) = documents(SAMPLES / name)
    assert isinstance(document, Document)
    return document


DATELINES = [
    ("DERNA, Libya (Reuters) - On", "DERNA, Libya", None, "Reuters"),
    ("Bogota, 24 Oct 88 (REUTER) -- [Text] According", "Bogota", "1988-10-24", "Reuters"),
    ("SANAA (AP) — The", "SANAA", None, "AP"),
    ("CARACAS, Feb. 3 (UPI) - Troops", "CARACAS", None, "UPI"),
    ("PORT-AU-PRINCE, Jan 5 (Xinhua) -- A", "PORT-AU-PRINCE", None, "Xinhua"),
    ("(New York, March 3, 2015) – The", "New York", "2015-03-03", None),
    ("GENEVA, 12 May - A", "GENEVA", None, None),
    ("[Text] The", None, None, None),
    ("SOFIA (BULGARIA), 31 MAR 89 (BTA) -- [TEXT] MR", "SOFIA", "1989-03-31", "BTA"),
    ("MALABANG, Philippines (Straits Wire), 26 Aug. 2019 — Nothing", "MALABANG, Philippines", "2019-08-26", "Straits Wire"),
    ("GENEVA (15 March 2022) – UN", "GENEVA", "2022-03-15", None),
    ("ST. LOUIS (AP) — A", "ST. LOUIS", None, "AP"),
    ("(CNN) -- Rebels", None, None, "CNN"),
    ("NGARAMA, Saturday - A", "NGARAMA", None, None),
    ("Voice of the Ridge in Arabic 1215 GMT 4 Aug 86 -- [Excerpts] A", None, "1986-08-04", "Voice of the Ridge"),
]


@pytest.mark.parametrize(("line", "place", "published", "agency"), DATELINES)
def test_datelines(line: str, place: str | None, published: str | None, agency: str | None) -> None:
    found = datelines().find(line)
    assert found is not None
    assert (found.place, found.published, found.agency) == (place, published, agency)
    assert line[: found.end] == line.rsplit(" ", 1)[0]


@pytest.mark.parametrize(
    "line",
    [
        "UNICEF - the agency",
        "The army – which",
        "HEALTH - The clinic",
        "LNA forces - who have",
        "Ms Haddad (34) - a teacher",
        "On Monday, 19 August 2019. We",
        "The army said on 19 August 2019. We",
        "HIGHLIGHTS: The",
        "• Dalo - The",
    ],
)
def test_no_dateline(line: str) -> None:
    assert datelines().find(line) is None


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("June 14, 2018 / 4:19 PM", "2018-06-14"),
        ("As of 31 May 2021", "2021-05-31"),
        ("05 - 20 May 2020", "2020-05-20"),
        ("14/03/2022", "2022-03-14"),
        ("2018-06-14T16:19:00", "2018-06-14"),
        ("Country Brief September 2020", "2020-09"),
        ("the 3rd of June 1999", "1999-06-03"),
        ("03/04/2022", None),
        ("31 February 2020", None),
        ("On 24 October 12 people died", None),
    ],
)
def test_dates(line: str, value: str | None) -> None:
    assert next((s.value for s in dates().stamps(line)), None) == value


@pytest.mark.parametrize(
    ("words", "time"), [("4:19 PM", "16:19"), ("12:05 a.m.", "00:05"), ("0930 GMT", "09:30"), ("18.00 hrs", "18:00"), ("25:00", None)]
)
def test_clock_times(words: str, time: str | None) -> None:
    assert dates().time(words) == time


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("2 years ago", "chrome"),
        ("Slideshow (7 Images)", "chrome"),
        ("0 : 0", "chrome"),
        ("Our Standards: The Meridian Principles.", "chrome"),
        ("Advertisement", "chrome"),
        ("Share this article", "chrome"),
        ("We use cookies to improve your experience. Manage preferences", "chrome"),
        ("landscape-tablet-and-above", "chrome"),
        ("Basin Situation Report. 7 | 2", "chrome"),
        ("Page 3 of 7", "chrome"),
        ("© 2022 The Observer. All rights reserved.", "chrome"),
        ("Facebook  X  Copy link", "chrome"),
        ("Read more: Five things to know about the tunnel", "chrome"),
        ("Reporting by Ines Okafor; Editing by Petra Hale", "byline"),
        ("Writing by Aidan Low and Mark Hein", "byline"),
        ("REUTERS/Esam Omran", "credit"),
        ("Photo: L. Maisur / Ridge Pictures", "credit"),
        ("SITUATION OVERVIEW", "headline"),
        ("Water and sanitation", "headline"),
        ("17:44", "timestamp"),
        ("• Three boreholes were put out of service.", "body"),
        ("Read more: What is a cluster munition?", "chrome"),
        ("He added:", "body"),
        ("Neither account could be verified.", "body"),
        ("“No.”", "body"),
    ],
)
def test_lines_have_their_roles(line: str, role: str) -> None:
    assert (role, " ".join(line.split())) in roles(f"{STORY}\n\n{line}\n\n{STORY.replace('Monday', 'Friday')}")


def test_a_wire_page_is_taken_apart() -> None:
    document = sample("wire-page.txt")
    found = roles(document)
    assert ("timestamp", "September 2, 2021 / 6:41 PM") in found
    assert ("chrome", "/ 3 years ago") in found
    assert ("dateline", "KASSOULE, Marenda (Meridian Press) -") in found
    assert ("credit", "MERIDIAN/Samba Lefort") in found
    assert [role for role, words in found if words.startswith("Women fill")] == ["caption"]
    furniture = ("Home |", "Advertisement", "Slideshow", "Our Standards", "Read more", "0 : 0", "• ", "4 Min")
    assert {role for role, words in found if words.startswith(furniture)} == {"chrome"}
    assert sum(role == "body" for role, _ in found) == 9
    report = read(document)[0].report
    assert report is not None
    assert report.title == "Rebels and army both claim river town as water runs out"
    assert (report.published, report.agency, report.place) == ("2021-09-02T18:41", "Meridian Press", "KASSOULE, Marenda")
    assert report.authors == ("Ines Okafor", "Daniel Roth")
    assert report.credit == "MERIDIAN/Samba Lefort"


@pytest.mark.parametrize(
    ("name", "published", "title"),
    [
        ("radio-monitor.txt", "1989-05-11", None),
        ("press-statement.txt", "2015-03-03", "Varenia: Investigate Killings During Tarsk Raid"),
        ("flash-update.txt", "2023-03-14", "LOWER SENNA BASIN: Conflict and floods"),
        ("live-blog.txt", "2020-11-19", "LIVE: Shelling resumes around Ardesh as talks stall"),
        ("ceasefire-log.txt", "2016-06-07", "JOINT MONITORING GROUP, SECTOR EAST"),
        ("page.html", "2008-08-08T18:25", "Shelling empties villages along the Zemo road"),
    ],
)
def test_samples_have_their_date_and_title(name: str, published: str, title: str | None) -> None:
    report = read(sample(name))[0].report
    assert report is not None
    assert (report.published, report.title) == (published, title)


def test_evidence_is_never_furniture() -> None:
    for name in ("flash-update.txt", "press-statement.txt", "live-blog.txt", "ceasefire-log.txt", "radio-monitor.txt"):
        lost = [words for role, words in roles(sample(name)) if role == "chrome" and len(words.split()) > 14]
        assert lost == []


def test_given_facts_win() -> None:
    text = f"June 14, 2018 / 4:19 PM / 2 years ago\n\nRebels take the bridge at dawn\n\nDERNA, Libya (Reuters) - {STORY}"
    document = document_from_bytes(text.encode(), "x", given={"published": "2018-06-15", "title": "Given"})
    report = READER.read(Draft(document, document.report), languages.load("en")).report
    assert report is not None
    assert (report.published, report.title, report.agency) == ("2018-06-15", "Given", "Reuters")


def test_no_date_leaves_a_doubt() -> None:
    found, _ = read(STORY)
    assert found.report is not None
    assert found.report.published is None
    assert [d.reader for d in found.doubts] == ["sections"]


LINES = st.sampled_from(
    [
        STORY,
        "2 years ago",
        "HEALTH",
        "• Tents",
        "By A. Low",
        "DERNA, Libya (AP) - Troops",
        "x-y-z",
        "©",
        "Photo: X",
        "14 May 1999",
        "0 : 0",
        "[Text]",
    ]
)


@settings(deadline=None)
@given(st.lists(st.one_of(LINES, st.text(max_size=30)), min_size=1, max_size=12), st.sampled_from(["\n", "\n\n", "\r\n"]))
def test_sections_tile_any_text(lines: list[str], end: str) -> None:
    text = end.join([STORY, *lines]).encode("utf-8", "replace").decode()
    document = document_from_bytes(STORY.encode(), "x")
    found = READER.read(Draft(Document(text, b"", document.report), document.report), languages.load("en"))
    sections = found.sections or ()
    held = [i for s in sections for i in range(s.start, s.end)]
    assert len(held) == len(set(held))
    assert set(held) >= {i for i, c in enumerate(text) if not c.isspace()}
    assert all(s.span.of(text) == s.span.of(text).strip() != "" for s in sections)
    assert all(0 <= d.start <= d.end <= len(text) for d in found.doubts)


def test_what_tells_of_a_count_is_read_among_furniture() -> None:
    told = "Observers counted 41 explosions between Friday noon and Saturday evening."
    around = ["Share article", "Most read", "A village without a street name", told, "Feedback", "Sign in"]
    found = {words: role for role, words in roles("\n\n".join([STORY, *around]))}
    assert found[told] == "body"
    assert found["Feedback"] == "chrome"
