"""The page itself. In: what belongs to a period. Out: HTML that stands alone: no scripts, nothing that is asked of another machine.

Whatever comes from a report is escaped. Each statement has its words, who says it, how firmly, and a link to the entry of its report.
Numbers of several sources stand beside one another and are never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from importlib import resources
from urllib.parse import urlsplit

from dateline.exports.statements import Statement as Told
from dateline.kinds import kind
from dateline.link.disputes import Dispute, Side
from dateline.link.forms import iso
from dateline.link.timeline import Moment
from dateline.sitrep import drawing
from dateline.sitrep.gather import Gathered, span_of
from dateline.stores.search import Found
from dateline.stores.situation import Statement
from dateline.types import Quantity, Report

QUOTED = 240  # letters of evidence around the words
NOT_OWN = ' <span class="note">(report)</span>'
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
EXACT = {1: "exact", 2: "near there", 3: "province", 4: "country", 5: "wider"}


def page(told: Gathered, asked: Mapping[str, str], *, rows: int, version: str) -> Iterator[str]:
    """The page in pieces. `asked` is shown as what was asked for, `rows` is the most that a table shows of what it has."""
    writer = _Writer(told, rows)
    title = f"Situation report, {told.period.since} to {told.period.until}"
    css = resources.files("dateline.sitrep").joinpath("sitrep.css").read_text(encoding="utf-8")
    yield f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><meta name="viewport" content="width=device-width">\n'
    yield f'<meta name="referrer" content="no-referrer"><style>\n{css}</style></head><body>\n<h1>{title}</h1>\n'
    yield writer.head(asked)
    yield from (writer.tolls(), writer.timeline(), writer.map(), writer.services(), writer.control(), writer.disputes(), writer.sources())
    yield f'<p class="note">Made by dateline {escape(version)} from what reports say. A machine read them: look at the words first.</p>\n'
    yield "</body></html>\n"


class _Writer:
    """Writes the sections of one page; knows the number of each report."""

    def __init__(self, told: Gathered, rows: int) -> None:
        self._told, self._rows = told, rows
        self._numbers = {report.id: number for number, report in enumerate(told.reports, 1)}

    def head(self, asked: Mapping[str, str]) -> str:
        told = self._told
        what = "; ".join(f"{name}: {words}" for name, words in asked.items())
        counts = f"{_many(len(told.found), 'record')} from {_many(len({f.reading.report.id for f in told.found}), 'report')}"
        undated = f" {_many(told.undated, 'record')} without any day left out." if told.undated else ""
        only = f"<p>Only {escape(what)}</p>" if what else ""
        return f"{only}<p>{counts}. What is said, by whom and how firmly; not what is so. Sources are never merged.{undated}</p>\n"

    # ------------------------------------------------------------ sections

    def tolls(self) -> str:
        of_type = [
            (type_, [f for f in self._told.found if (f.record.kind, f.record.type) == ("toll", type_)]) for type_ in kind("toll").types
        ]
        parts = [f"<h3>{_plain(type_)}: {_many(len(found), 'statement')}</h3>{self._tolls(found)}" for type_, found in of_type if found]
        return _section("Numbers, by source", parts, "No toll is told.")

    def _tolls(self, found: Sequence[Found]) -> str:
        rows = [
            (_count(told), _words(told, "of"), told.place_words() or "", _days(item), *self._who(item))
            for item in found
            for told in [_told(item)]
        ]
        return self._table(("how many", "who", "where", "when", "who says", "how firmly", "in which words"), rows)

    def timeline(self) -> str:
        period = self._told.period
        bars = drawing.days_svg(self._told.found, *(date.fromisoformat(day).toordinal() for day in (period.since, period.until)))
        shown = self._told.moments[: self._rows]
        items = "".join(f"<li>{self._moment(m)}</li>" for m in shown)
        edges = f'<p class="note">Records by the day on which what they tell began, {period.since} to {period.until}</p>' if bars else ""
        return _section(
            "Timeline",
            [f"{bars}{edges}<ul>{items}</ul>{self._more(self._told.moments)}"] if shown else [],
            "Nothing with a day of its own.",
        )

    def _moment(self, moment: Moment) -> str:
        days = f"{iso(moment.day)}" + (f" to {iso(moment.last)}" if moment.last != moment.day else "")
        incident = self._told.overview.incident(moment.incident)
        reports = f"{_many(moment.reports, 'report')}, {moment.independent} independent" if moment.reports > 1 else "one report"
        fields = "; ".join(f"{_plain(name)}: {' / '.join(_side(s) for s in sides)}" for name, sides in moment.fields)
        state = " (taken together by the program, judged by nobody)" if moment.state == "proposed" else ""
        disputed = f" <strong>disputed: {_plain(', '.join(moment.disputed))}</strong>" if moment.disputed else ""
        quote = _quote(incident.facts[0].quote, incident.facts[0].text)
        links = " ".join(self._link(report) for report in incident.reports)
        return f"<strong>{days}</strong> {escape(moment.what)}. {fields}{disputed}<br>{reports}{state} {links} {quote}"

    def map(self) -> str:
        places = drawing.located(self._told.found)
        shown = places[: self._rows]
        rows = [
            (
                str(number),
                f"{escape(at.place.name)}{f', {escape(at.place.country)}' if at.place.country else ''}",
                EXACT[at.place.precision],
                str(len(at.found)),
                " ".join(self._link(ident) for ident in dict.fromkeys(f.reading.report.id for f in at.found)),
            )
            for number, at in enumerate(shown, 1)
        ]
        table = self._table(("", "place", "how exact", "records", "reports"), rows, of=len(places))
        return _section("Map", [drawing.map_svg(shown) + table] if shown else [], "No place that is known.")

    def services(self) -> str:
        stands = self._told.stands
        parts = [f"<h3>{_plain(sector)}</h3>{self._standing(said)}" for sector, said in stands.conditions.items()]
        gap = f'<p class="gap">Nothing is said of: {_plain(", ".join(stands.silent))}.</p>' if stands.silent else ""
        return _section(
            f"Services, as they are said to stand on {self._told.period.until}",
            [*parts, gap] if parts else [],
            "Nobody speaks of services.",
        )

    def control(self) -> str:
        parts = [self._standing(self._told.stands.control)] if self._told.stands.control else []
        return _section(
            f"Control, as it is said to stand on {self._told.period.until}", parts, "Nobody is said to hold or to take a place."
        )

    def _standing(self, said: Sequence[Statement]) -> str:
        rows = [(escape(_plain(s.says)), escape(s.where) or "no place named", _aged(s), *self._who(s.found)) for s in said]
        return self._table(("what is said", "where", "as of", "who says", "how firmly", "in which words"), rows)

    def disputes(self) -> str:
        shown = self._told.disputes[: self._rows]
        parts = [self._dispute(d) for d in shown]
        return _section("Disputes", [*parts, self._more(self._told.disputes)] if parts else [], "No disagreement found.")

    def _dispute(self, dispute: Dispute) -> str:
        sides = "".join(f'<li class="side">{self._dispute_side(side)}</li>' for side in dispute.sides)
        return f"<h3>{_plain(dispute.field)} ({dispute.kind}): {escape(_plain(dispute.about))}</h3><ul>{sides}</ul>"

    def _dispute_side(self, side: Side) -> str:
        said = (
            f"{escape(s.fact.says)}, {_firm(s.fact.stance, s.fact.modality)}, {iso(s.fact.published) or 'no date'} "
            f"{self._link(s.fact.report)} {_quote(s.fact.quote, s.words)}"
            for s in side.statements[: self._rows]
        )
        return f"<strong>{escape(_plain(side.value))}</strong>: {'<br>'.join(said)}{self._more(side.statements)}"

    def sources(self) -> str:
        said: dict[tuple[str, str], list[Found]] = {}
        for item in self._told.found:
            said.setdefault((_told(item).claimant, item.reading.report.id), []).append(item)
        ordered = sorted(said.items(), key=lambda pair: (-len(pair[1]), pair[0][0], self._numbers[pair[0][1]]))
        rows = [(escape(name), self._link(report), str(len(found)), _stances(found)) for (name, report), found in ordered[: self._rows]]
        voices = self._table(("who says", "in", "records", "how firmly"), rows, of=len(ordered))
        entries = "".join(self._entry(report) for report in self._told.reports)
        return _section("Sources", [voices, f"<h3>Reports</h3><ol>{entries}</ol>"] if rows else [], "No report of this period.")

    def _entry(self, report: Report) -> str:
        origin = self._told.overview.linked.origins.get(report.id)
        title = escape(report.title or report.ref or "a report without title")
        shown = f'<a href="{escape(report.url, quote=True)}">{title}</a>' if report.url and _is_web(report.url) else title
        facts = ", ".join(escape(w) for w in (report.publisher or report.agency, report.published or "no date") if w)
        copy = f" Repeats {self._link(origin)}." if origin else ""
        return f'<li id="s{self._numbers[report.id]}">{shown}. {facts}.{copy} <span class="note">{escape(report.id[:19])}</span></li>'

    # ------------------------------------------------------------ parts

    def _who(self, item: Found) -> tuple[str, str, str]:
        """Who says it with a link to the report, how firmly, in which words."""
        told, record = _told(item), item.record
        by = f", {escape(told.publisher)}" if told.publisher else ""
        review = (
            f" ({escape(item.review.verdict)}ed by {escape(item.review.by)})" if item.review and item.review.verdict == "accept" else ""
        )
        return (
            f"{escape(told.claimant)}{by} {self._link(item.reading.report.id)}",
            _firm(record.stance, record.modality) + review,
            _quote(told.quote, record.text),
        )

    def _link(self, report: str) -> str:
        number = self._numbers.get(report)
        return f'<a href="#s{number}">[{number}]</a>' if number else "[another report]"

    def _table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], of: int | None = None) -> str:
        head = "".join(f'<th scope="col">{name}</th>' for name in heads)
        body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows[: self._rows])
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{self._rest(of or len(rows))}"

    def _more(self, items: Sequence[object]) -> str:
        return self._rest(len(items))

    def _rest(self, count: int) -> str:
        return f'<p class="note">and {count - self._rows} more that are not shown here</p>' if count > self._rows else ""


def _section(title: str, parts: Sequence[str], empty: str) -> str:
    return f"<section><h2>{title}</h2>\n{''.join(parts) or f'<p class=gap>{empty}</p>'}</section>\n"


def _told(item: Found) -> Told:
    return Told(item.reading, item.record, item.review)


def _count(told: Told) -> str:
    """The words of a count, and what they mean as a range."""
    value = told.first("count")
    words = escape(value.text if value else told.record.text)
    meant = _range(value.quantity) if value and value.quantity else words
    return words if meant == words else f'{words} <span class="firm">({meant})</span>'


def _range(count: Quantity) -> str:
    """`15`, `24 to 99`, `14,000 or more`."""
    low, high = (None if n is None else f"{n:,.10g}" for n in (count.low, count.high))
    if low is None or high is None:
        return f"{low} or more" if low else f"{high} or fewer" if high else "no number"
    return low if low == high else f"{low} to {high}"


def _words(told: Told, field: str) -> str:
    return escape(", ".join(v.text for v in told.record.fields.get(field, ())))


def _days(item: Found) -> str:
    """The days of a record, or that of its report, which is then said."""
    span = span_of(item)
    if span is None:
        return ""
    own = any(_told(item).days())
    days = " to ".join(f'<span class="firm">{day}</span>' for day in dict.fromkeys(span))
    return days if own else days + NOT_OWN


def _aged(said: Statement) -> str:
    return f'<span class="firm">{said.day}</span>{NOT_OWN if said.dated == "report" else ""}'


def _side(side: Side) -> str:
    who = dict.fromkeys(s.fact.says for s in side.statements)
    return f"{escape(_plain(side.value))} ({escape('; '.join(who))})"


def _firm(stance: str, modality: str) -> str:
    return f'<span class="firm {escape(stance)}">{escape(stance if modality == "actual" else f"{stance}, {modality}")}</span>'


def _quote(evidence: str, words: str) -> str:
    """The evidence as a quotation with the words marked; of a long one what stands around them."""
    found = evidence.find(words)
    at, length = (found, len(words)) if found >= 0 else (0, 0)
    start = 0 if len(evidence) <= QUOTED else max(0, at - QUOTED // 2)
    end = min(len(evidence), max(start + QUOTED, at + length))
    before, marked, after = evidence[start:at], evidence[at : at + length], evidence[at + length : end]
    middle = f"<mark>{escape(marked)}</mark>" if marked else ""
    cut = ("… " if start else "", " …" if end < len(evidence) else "")
    return f'<q dir="auto">{cut[0]}{escape(before)}{middle}{escape(after)}{cut[1]}</q>'


def _stances(found: Sequence[Found]) -> str:
    said = [f.record.stance for f in found]
    return ", ".join(f"{stance} {said.count(stance)}" for stance in dict.fromkeys(said))


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _is_web(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False
