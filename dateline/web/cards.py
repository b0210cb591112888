"""What a screen says about a record and a report. In: what the store found. Out: `Card` and `Head`, plain words ready to be shown.

Every card has who says it, how firmly and in which words, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dateline import show
from dateline.stores.search import Found
from dateline.stores.sqlite import SqliteStore
from dateline.types import Entry, Place, Reading, Record, Report, Review, Value, Voice
from dateline.web.desk import comments as comments_on
from dateline.web.desk import last_seen

AROUND = 160
PRECISION = {1: "exact site or town", 2: "district, or near a town", 3: "province or region", 4: "country", 5: "wider than a country"}


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a field: its words, what they mean beyond the words, its own stance, and its place in the text."""

    field: str
    words: str
    means: str
    stance: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Head:
    """A report in one line: `link` is its permalink."""

    id: str
    link: str
    title: str
    by: str
    day: str
    language: str


@dataclass(frozen=True, slots=True)
class Card:
    """A record as every screen shows it. `before`, `words` and `after` are the evidence around the record's own words; `seen` is the number
    of the last entry of the ledger about it."""

    id: str
    link: str
    in_text: str
    kind: str
    type: str
    stance: str
    modality: str
    says: str
    cue: str
    source_type: str
    before: str
    words: str
    after: str
    lines: tuple[Line, ...]
    where: str
    when: str
    sure: float
    review: Review | None
    seen: int
    head: Head
    number: int
    comments: tuple[Entry, ...] = ()


class Speakers:
    """Who speaks in a reading; made once for a reading of which much is shown."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._voices = {v.id: v for v in reading.voices}

    def voice(self, record: Record) -> Voice | None:
        """The voice that a record rests on."""
        return self._voices.get(record.voice or "")

    def says(self, record: Record) -> str:
        """Who says it, as the terminal has it."""
        voice = self.voice(record)
        relay = self._voices.get(voice.told_by or "") if voice else None
        return show.says(replace(self._reading, voices=tuple(v for v in (voice, relay) if v)), record)


def head(report: Report, text: str) -> Head:
    """A report as one line."""
    title = report.title or text.strip().split("\n", 1)[0][:100] or report.id
    by = report.agency or report.publisher or "source not named"
    return Head(report.id, report_link(report.id), title, by, (report.published or "no date")[:10], report.language or "")


def report_link(ident: str) -> str:
    """The permalink of a report."""
    return f"/report/{ident.removeprefix('sha256:')}"


def card(found: Found, seen: int = 0, number: int = 0, speakers: Speakers | None = None, comments: tuple[Entry, ...] = ()) -> Card:
    """A record with everything that is shown about it; `speakers` are those of its reading, where they are known."""
    reading, record = found.reading, found.record
    speakers = speakers or Speakers(reading)
    voice = speakers.voice(record)
    before, after = around(reading.text, record)
    return Card(
        id=record.id,
        link=f"/record/{record.id}",
        in_text=f"{report_link(reading.report.id)}#t-{record.id}",
        kind=record.kind,
        type=record.type.replace("_", " "),
        stance=record.stance,
        modality=record.modality,
        says=speakers.says(record),
        cue=show.line(voice.cue.of(reading.text)) if voice and voice.cue else "",
        source_type=voice.source_type.replace("_", " ") if voice else "",
        before=before,
        words=record.text,
        after=after,
        lines=tuple(lines(reading, record)),
        where=show.places(record),
        when=show.times(record),
        sure=record.confidence,
        review=found.review,
        seen=seen,
        head=head(reading.report, reading.text),
        number=number,
        comments=comments,
    )


def around(text: str, record: Record) -> tuple[str, str]:
    """The evidence before and after the record's own words; of a long one what is near, cut between words."""
    before = text[min(record.evidence.start, record.start) : record.start]
    after = text[record.end : max(record.evidence.end, record.end)]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return before, after


def lines(reading: Reading, record: Record) -> Iterator[Line]:
    """Every value of every field, with what it means."""
    places = {p.id: p for p in reading.places}
    names = {e.id: f"{e.name} ({e.kind.replace('_', ' ')})" for e in reading.entities}
    for name, values in record.fields.items():
        for value in values:
            yield Line(name, value.text, means(name, value, names, places), value.stance, value.start, value.end)


def means(field: str, value: Value, names: dict[str, str], places: dict[str, Place]) -> str:
    """What a value means beyond its words; empty where the words are all there is."""
    if place := places.get(value.value or ""):
        return placed(place)
    if value.time is not None:
        return show.span_of_days(value.time) or "no day could be told"
    if value.quantity is not None:
        return show.counted(value.quantity)
    known = names.get(value.value or "", value.value or "")
    return "" if known == value.text else known


def placed(place: Place) -> str:
    """A place in words, with how exactly it is known."""
    parts = dict.fromkeys(p for p in (place.name, place.admin1, place.country) if p)
    return f"{', '.join(parts)} ({PRECISION.get(place.precision, 'not known how exactly')})"


def cards(store: SqliteStore, found: Sequence[Found], first: int = 1) -> list[Card]:
    """The cards of records, numbered in their order, with what was said of them until now."""
    ids = [item.record.id for item in found]
    seen, said = last_seen(store, ids), comments_on(store, ids)
    return [card(i, seen.get(i.record.id, 0), n, None, tuple(said.get(i.record.id, ()))) for n, i in enumerate(found, start=first)]
