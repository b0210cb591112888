"""What people see in the terminal. In: readings and records. Out: lines of text and tables, free of anything that a terminal obeys.

Nothing here decides: each cell is what the reading says, its exact words first.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dateline.stores.search import Found, Hit
from dateline.types import Entry, Quantity, Reading, Reason, Record, Review, TimeValue, Value, Voice

SHORT_ID = 9
SHORT_HASH = 19
RECORD = re.compile(r"r[0-9a-f]{12}")
SHOWN_DOUBTS = 8
TIMES = ("time", "since", "until")
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
COLUMNS = ("id", "record", "stance", "who says", "words", "where", "when")
FIXED = 3
WORDS = COLUMNS.index("words")
GAP = 2
NARROW = 10
DECIDED = {"accept": "accepted", "reject": "rejected", "unsure": "unsure"}
WIDE = 200


def console() -> Console:
    """Standard output: as wide as the terminal or as COLUMNS says, else wide enough for most rows."""
    out = Console(highlight=False)
    return out if out.is_terminal or "COLUMNS" in os.environ else Console(highlight=False, width=WIDE)


def clean(words: str) -> str:
    """Words as they may be shown: without the characters that a terminal takes for commands."""
    return COMMANDS.sub("\ufffd", words.replace("\r\n", "\n"))


def line(words: str) -> str:
    """Words on one line."""
    return " ".join(clean(words).split())


def headline(reading: Reading) -> str:
    """One line about the report: title, its giver's name for it, agency or publisher, day."""
    report = reading.report
    title = report.title or reading.text.strip().split("\n", 1)[0][:80] or report.id
    facts = (report.ref, report.agency or report.publisher, report.published or "no date")
    return line(title) + "".join(f"   {line(fact)}" for fact in facts if fact)


def table(found: Iterable[Found], *, width: int, numbered: bool = False, report: bool = False) -> Table:
    """Records as rows of one line, long cells cut to the width; `numbered` counts them before their ids, `report` names the day and
    title of each one's report."""
    rows = [cells(item) + ((_report(item.reading),) if report else ()) for item in found]
    if numbered:
        rows = [(f"{number:>2} {row[0]}", *row[1:]) for number, row in enumerate(rows, start=1)]
    names = [*COLUMNS, *(["report"] if report else [])]
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for name, size in zip(names, _widths([tuple(names), *rows], width), strict=True):
        shown.add_column(name, width=size, overflow="ellipsis", no_wrap=True)
    for row in rows:
        shown.add_row(*map(Text, row))
    return shown


def _widths(rows: Sequence[tuple[str, ...]], width: int) -> list[int]:
    """The widths of the columns: what their cells need, the widest cut first until all fit. Ids, records and stances are never cut,
    and the words may be twice as wide as others."""
    needs = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    loose = range(FIXED, len(needs))
    while sum(needs) + GAP * len(needs) > width and max(needs[FIXED:]) > NARROW:
        widest = max(loose, key=lambda n: needs[n] / (2 if n == WORDS else 1))
        needs[widest] -= 1
    return needs


def _report(reading: Reading) -> str:
    day = (reading.report.published or "no date")[:10]
    return f"{day} {line(reading.report.title or '')[:40]}".strip()


def cells(found: Found) -> tuple[str, ...]:
    """The cells of one record, in the order of COLUMNS."""
    record = found.record
    stance = record.stance if record.modality == "actual" else f"{record.stance}, {record.modality}"
    who = says(found.reading, record)
    stance += decided(found.review)
    kind = f"{record.kind} {record.type}"
    return record.id[:SHORT_ID], kind, stance, who, words(record), places(record), times(record)


def decided(review: Review | None) -> str:
    """What people decided, behind the stance: ` [accepted]`, ` [edited]`; nothing where nobody did."""
    if review is None:
        return ""
    done = [DECIDED[review.verdict]] if review.verdict else []
    return f" [{', '.join([*done, *(['edited'] if review.edits else [])])}]"


def says(reading: Reading, record: Record) -> str:
    """Who says it: the words of the source, and who relays it; a stated record is the report's own."""
    voice = _voice(reading, record.voice)
    if voice is None:
        return "the report" if record.stance == "stated" else "nobody named"
    relay = _voice(reading, voice.told_by)
    return _source(reading, voice) + (f" (told by {_source(reading, relay)})" if relay else "")


def _source(reading: Reading, voice: Voice) -> str:
    return line(voice.source.of(reading.text)) if voice.source else f"nobody named ({voice.source_type})"


def _voice(reading: Reading, ident: str | None) -> Voice | None:
    return next((v for v in reading.voices if v.id == ident), None)


def words(record: Record) -> str:
    """The record's own words, then those of its values."""
    others = {name: values for name, values in record.fields.items() if name not in (*TIMES, "place")}
    fields = {name: ", ".join(dict.fromkeys(_word(name, v) for v in values)) for name, values in others.items()}
    rest = [f"{name}: {said}" for name, said in fields.items() if said != line(record.text)]
    return "; ".join([line(record.text), *rest])


def _word(name: str, value: Value) -> str:
    """The words of a value; of a status what it means, for its words are mostly the record's own."""
    words = line(value.value or value.text) if name == "status" else line(value.text)
    return f"{words} [{value.stance}]" if value.stance else words


def places(record: Record) -> str:
    """Where, in the report's words."""
    return ", ".join(line(v.text) for v in record.fields.get("place", ()))


def times(record: Record) -> str:
    """When: the days, or the words where no day could be told."""
    return ", ".join(when(name, v) for name in TIMES for v in record.fields.get(name, ()))


def when(name: str, value: Value) -> str:
    """A time: its day, its first and last day, or its words."""
    days = span_of_days(value.time)
    open_start = name == "since" and value.time is not None and value.time.relation != "since"
    return (f"since {days}" if open_start and days else days) or f"“{line(value.text)}”"


def span_of_days(time: TimeValue | None) -> str:
    """`2018-06-13`, `2018-06-01 to 2018-06-11`, `since 2018-06-01`, `until 2018-06-11`; empty when nothing is known."""
    if time is None or not (time.first or time.last):
        return ""
    if time.first == time.last:
        return time.first or ""
    if time.first is None or time.last is None:
        return f"since {time.first}" if time.first else f"until {time.last}"
    return f"{time.first} to {time.last}"


def counted(quantity: Quantity | None) -> str:
    """`14000 or more`, `45 to 55`, `14`; empty when there is no count."""
    if quantity is None:
        return ""
    low, high = quantity.low, quantity.high
    if low is None or high is None:
        return f"{low:g} or more" if low is not None else f"{high:g} or fewer" if high is not None else ""
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


# ---------------------------------------------------------------- one report, one record


def report_lines(reading: Reading) -> Iterator[str]:
    """A report with its records marked in the text: `[words]3` is what record 3 rests on. Page furniture is left out."""
    report = reading.report
    yield headline(reading)
    facts = {"id": report.id, "url": report.url, "place": report.place, "authors": ", ".join(report.authors), "credit": report.credit}
    yield from (f"{name}: {line(fact)}" for name, fact in facts.items() if fact)
    yield ""
    yield marked(reading)
    yield ""


def marked(reading: Reading) -> str:
    """The text with `[` before and `]n` after the words of record n."""
    edges: dict[int, list[tuple[int, int, str]]] = {}
    for number, record in enumerate(reading.records, start=1):
        edges.setdefault(record.start, []).append((1, -record.end, "["))
        edges.setdefault(record.end, []).append((0, -record.start, f"]{number}"))
    cut = [s for s in reading.sections if s.role == "chrome"]
    pieces, last = [], 0
    for at in sorted({*edges, *(s.start for s in cut), *(s.end for s in cut), len(reading.text)}):
        if not any(s.start <= last < s.end for s in cut):
            pieces.append(clean(reading.text[last:at]))
        pieces += [mark for _, _, mark in sorted(edges.get(at, []))]
        last = at
    return re.sub(r"\n\s*\n\s*", "\n\n", "".join(pieces)).strip()


def record_lines(found: Found) -> Iterator[str]:
    """Everything about one record: what, how firmly, who, the evidence, each value with its words and their place in the text."""
    reading, record = found.reading, found.record
    yield f"{record.id}  {record.kind} {record.type}  {record.stance}  {record.modality}  sure {record.confidence:.2f}"
    yield f"says: {says(reading, record)}" + _cue(reading, record)
    yield f"words: “{line(record.text)}” [{record.start}:{record.end}]"
    yield f"evidence: “{line(record.evidence.of(reading.text))}” [{record.evidence.start}:{record.evidence.end}]"
    for name, values in record.fields.items():
        yield from (f"{name}: “{line(v.text)}” [{v.start}:{v.end}]{_meaning(reading, v)}" for v in values)
    yield from _review_lines(found)
    yield f"report: {headline(reading)}"
    yield f"        {reading.report.id}"


def _review_lines(found: Found) -> Iterator[str]:
    """Who decided what about a record, when and why; what stood before in what was changed."""
    review = found.review
    if review and review.verdict:
        yield f"{DECIDED[review.verdict]} by {line(review.by)}, {review.at}{_because(review.reason)}"
    if review and review.on:
        yield f"        decided when it was: {line(review.on)}"
    for edit in review.edits if review else ():
        was = edit.was if isinstance(edit.was, str) else ", ".join(f"“{line(v.text)}” [{v.start}:{v.end}]" for v in edit.was)
        yield f"{edit.field} changed by {line(edit.by)}, {edit.at}{_because(edit.reason)}; was: {was or 'nothing'}"


def entry_line(entry: Entry, orphan: bool) -> str:
    """An entry of the ledger: its number, what was decided about what, by whom, when and why, and what the record was."""
    judged = entry.judgement
    what = f"takes back {judged.undoes}" if judged.undoes else " ".join(filter(None, (judged.verdict, _short(judged.right))))
    set_to = judged.extra.get("word") or ", ".join(f"“{v['text']}”" for v in json.loads(judged.extra.get("values", "[]")))
    parts = (
        f"{entry.number:>4} {_short(judged.left)}",
        f"{what}: {line(set_to)}" if set_to else what,
        f"by {line(judged.by)}, {judged.at}{_because(judged.reason)}",
        line(judged.extra.get("on", "")),
        "the record is there no longer" if orphan else "",
    )
    return "   ".join(part for part in parts if part)


def _short(ident: str) -> str:
    """An id as far as people need it; names of fields stay whole."""
    return ident[:SHORT_HASH] if ident.startswith("sha256:") else ident[:SHORT_ID] if RECORD.fullmatch(ident) else ident


def _because(reason: str | None) -> str:
    return f": {line(reason)}" if reason else ""


def _cue(reading: Reading, record: Record) -> str:
    voice = _voice(reading, record.voice)
    return f"  cue “{line(voice.cue.of(reading.text))}” [{voice.cue.start}:{voice.cue.end}]" if voice and voice.cue else ""


def _meaning(reading: Reading, value: Value) -> str:
    """What a value means beyond its words."""
    named = {e.id: f"{e.name} ({e.kind})" for e in reading.entities} | {p.id: _place(reading, p.id) for p in reading.places}
    means = named.get(value.value or "", value.value or "") or span_of_days(value.time) or counted(value.quantity)
    return "".join(f"  {line(part)}" for part in (means, value.stance) if part)


def _place(reading: Reading, ident: str) -> str:
    place = next(p for p in reading.places if p.id == ident)
    where = f"{place.lat:.4f},{place.lon:.4f}" if place.lat is not None and place.lon is not None else "no point"
    return f"{place.name}, {place.country or 'no country'} ({where}, precision {place.precision})"


def hit_lines(hit: Hit) -> Sequence[str]:
    """A report that was found: its headline, and the words in their context."""
    return [headline(hit.reading) + f"   {hit.reading.report.id[:19]}", f"  {line(hit.snippet)}"]


def doubts(reading: Reading) -> list[str]:
    """What the program does not know: a line each, the same one once, and how many more there are."""
    said = list(dict.fromkeys(f"doubt ({d.reader}): {line(d.message)}" + _about(reading, d.start, d.end) for d in reading.doubts))
    more = len(said) - SHOWN_DOUBTS
    return said[:SHOWN_DOUBTS] + ([f"and {more} more doubts; --json has them all"] if more > 0 else [])


def counts(reading: Reading) -> str:
    """`7 records, 2 doubts, 4 pieces of page furniture set aside`."""
    chrome = sum(s.role == "chrome" for s in reading.sections)
    aside = f", {_many(chrome, 'piece')} of page furniture set aside" if chrome else ""
    return f"{_many(len(reading.records), 'record')}, {_many(len(reading.doubts), 'doubt')}{aside}"


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"


def _about(reading: Reading, start: int, end: int) -> str:
    about = line(reading.text[start:end])
    return f" “{about[:60]}”" if about and len(about) < 200 else ""


def reasons(reading: Reading, found: Iterable[Reason]) -> Iterator[str]:
    """Each record on a line, and below it what led to each of its parts: the value, who speaks for it, in which words."""
    records = {r.id: r for r in reading.records}
    for ident, group in groupby(found, key=lambda r: r.record):
        record = records[ident]
        yield f"{ident[:SHORT_ID]} {record.kind} {record.type} “{line(record.text)}” {record.stance}"
        for part, grounds in groupby(group, key=lambda r: r.part):
            yield f"    {part:<11} " + "; ".join(_ground(reading, r) for r in grounds)
        yield ""


def _ground(reading: Reading, reason: Reason) -> str:
    said = f" “{line(reason.words.of(reading.text))}”" if reason.words else ""
    score = "" if reason.score is None else f" {reason.score:.2f}"
    return f"{line(reason.value)} ({reason.by}{score}{said})"
