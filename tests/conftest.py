"""Readings that the tests of the store, the exports and the command line share: written by hand, every part of the contract in use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dateline.types import (
    Doubt,
    Entity,
    Mention,
    Place,
    Quantity,
    Reading,
    Record,
    Report,
    Section,
    Span,
    TimeValue,
    Value,
    Voice,
    content_id,
    key,
)

PORT_TEXT = """Fighting nears port as thousands flee

MARSA, Kharan (Wire) - Troops took the airport on Wednesday, an army officer said, while residents denied that the port had fallen.

More than 14,000 civilians have fled since June 1, according to the Relief Office. The hospital was closed on June 5.

Share this page
"""

RIVER_TEXT = """Clashes on the river

Four or five fighters were killed near Bilad on 3 May 2019, the Front said.
"""


def span(text: str, words: str) -> Span:
    """Where the words stand in the text."""
    start = text.index(words)
    return Span(start, start + len(words))


def value(text: str, words: str, **more: object) -> Value:
    """A value with these words."""
    where = span(text, words)
    return Value(where.start, where.end, words, **more)  # type: ignore[arg-type]


def record(text: str, document: str, kind: str, type_: str, words: str, evidence: str, voice: str | None = None, **more: object) -> Record:
    """A record on these words; `fields`, `stance`, `modality` and `confidence` may be given."""
    where = span(text, words)
    parts = {"stance": "stated", "modality": "actual", "fields": {}, "confidence": 0.9} | more
    return Record(
        id=key("r", document, kind, type_, where.start, where.end),
        kind=kind,
        type=type_,
        voice=voice,
        start=where.start,
        end=where.end,
        text=words,
        evidence=span(text, evidence),
        **parts,  # type: ignore[arg-type]
    )


def port() -> Reading:
    """Four records of four kinds: a capture that residents deny, a displacement with an open bound, a closed hospital."""
    text = PORT_TEXT
    ident = content_id(text.encode())
    report = Report(
        ident,
        title="Fighting nears port as thousands flee",
        agency="Wire",
        authors=("A. Writer", "B. Writer"),
        published="2018-06-14T16:19",
        place="Marsa",
        language="en",
    )
    parts = [("headline", text.split("\n")[0]), ("dateline", "MARSA, Kharan (Wire) - ")]
    sections = [Section(role, span(text, words).start, span(text, words).end) for role, words in parts]
    body = Section("body", span(text, "Troops took").start, span(text, "June 5.").end)
    chrome = Section("chrome", span(text, "Share").start, span(text, "Share this page").end)
    marsa, office = span(text, "MARSA"), span(text, "the Relief Office")
    wednesday = TimeValue("2018-06-13", "2018-06-13", "2018-06-13")
    since = TimeValue("2018-06-01", "2018-06-01", None, "since")
    count = Quantity(14000, 14000, None, True, "person", "civilians", span(text, "civilians"), "more_than")
    officer = Voice(
        "v1",
        span(text, "an army officer"),
        span(text, "said"),
        (span(text, "Troops took the airport on Wednesday"),),
        "indirect",
        "official",
    )
    residents = Voice(
        "v2", span(text, "residents"), span(text, "denied"), (span(text, "that the port had fallen"),), "indirect", "witness", "denied"
    )
    relief = Voice(
        "v3",
        office,
        span(text, "according to"),
        (span(text, "More than 14,000 civilians have fled since June 1"),),
        "indirect",
        "intergovernmental",
        entity="e2",
        told_by="v1",
        score=0.91234,
    )
    first = "Troops took the airport on Wednesday, an army officer said"
    records = (
        record(
            text,
            ident,
            "control",
            "captures",
            "took",
            first,
            "v1",
            stance="claimed",
            fields={
                "holder": (value(text, "Troops", value="e1", stance="alleged"),),
                "place": (value(text, "the airport", value="p1"),),
                "time": (value(text, "Wednesday", time=wednesday),),
            },
            confidence=0.87654321,
        ),
        record(
            text,
            ident,
            "control",
            "loses",
            "fallen",
            "residents denied that the port had fallen",
            "v2",
            stance="denied",
            fields={"place": (value(text, "the port"),)},
        ),
        record(
            text,
            ident,
            "toll",
            "displaced",
            "More than 14,000",
            "More than 14,000 civilians have fled since June 1",
            "v3",
            stance="claimed",
            fields={
                "count": (value(text, "More than 14,000", quantity=count),),
                "of": (value(text, "civilians"),),
                "time": (value(text, "since June 1", time=since),),
            },
        ),
        record(
            text,
            ident,
            "condition",
            "health",
            "was closed",
            "The hospital was closed on June 5.",
            fields={
                "status": (value(text, "closed", value="closed"),),
                "facility": (value(text, "The hospital"),),
                "since": (value(text, "June 5", time=TimeValue("2018-06-05", "2018-06-05", "2018-06-05")),),
            },
        ),
    )
    return Reading(
        report=report,
        text=text,
        sections=(*sections, body, chrome),
        mentions=(
            Mention("n38", "name", "LOC", marsa.start, marsa.end, "MARSA", place="p1"),
            Mention("p38", "place", "PPLA", marsa.start, marsa.end, "MARSA", place="p1"),
            Mention("n9", "name", "ORG", office.start, office.end, "the Relief Office", entity="e2", score=0.71),
            Mention("t1", "time", "DATE", *_pair(text, "Wednesday"), "Wednesday", time=wednesday),
            Mention("q1", "quantity", "more_than", *_pair(text, "More than 14,000"), "More than 14,000", quantity=count),
        ),
        entities=(
            Entity("e1", "Troops", "state_force"),
            Entity("e2", "Relief Office", "intergovernmental", ("RO",), ("n9",), "agency", "e1"),
        ),
        places=(Place("p1", "Marsa", 77, 31.5, -25.25, "KH", "Coast", "PPLA", 1, ("n38", "p38")),),
        voices=(officer, residents, relief),
        records=records,
        doubts=(Doubt(marsa.start, marsa.end, "places", "two places of this name"),),
    )


def river() -> Reading:
    """One toll with a half number, by a voice whose entity is known though the text names no source span for its cue."""
    text = RIVER_TEXT
    ident = content_id(text.encode())
    count = Quantity(4, 4.5, 5, True, "person")
    voice = Voice(
        "v1", span(text, "the Front"), span(text, "said"), (span(text, "Four or five fighters were killed"),), "indirect", "armed_group"
    )
    made = record(
        text,
        ident,
        "toll",
        "killed",
        "Four or five",
        "Four or five fighters were killed near Bilad on 3 May 2019, the Front said.",
        "v1",
        stance="claimed",
        fields={
            "count": (value(text, "Four or five", quantity=count),),
            "of": (value(text, "fighters"),),
            "place": (value(text, "Bilad"),),
            "time": (value(text, "3 May 2019", time=TimeValue("2019-05-03", "2019-05-03", "2019-05-03")),),
        },
    )
    title = span(text, "Clashes on the river")
    return Reading(
        report=Report(ident, ref="r-2", title="Clashes on the river", published="2019-05-04", given=frozenset({"published"})),
        text=text,
        sections=(Section("headline", title.start, title.end), Section("body", title.end + 2, len(text) - 1)),
        mentions=(),
        entities=(),
        places=(),
        voices=(voice,),
        records=(made,),
        doubts=(),
    )


def _pair(text: str, words: str) -> tuple[int, int]:
    where = span(text, words)
    return where.start, where.end


@pytest.fixture(autouse=True, scope="session")
def no_tables_of_ones_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests may keep tables of actors and places: the tests read without them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATELINE_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def port_reading() -> Reading:
    return port()


@pytest.fixture
def river_reading() -> Reading:
    return river()
