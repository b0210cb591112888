"""What the verbs about linked reports have in common. In: a database and options. Out: an overview, and lines of text about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dateline.settings import Where
from dateline.verbs.common import opened, progress

if TYPE_CHECKING:
    from dateline.link.disputes import Dispute, Side, Statement
    from dateline.link.incidents import Incident
    from dateline.link.overview import Overview
    from dateline.stores.sqlite import SqliteStore
    from dateline.types import Reading

SHOWN = 6

Verb = TypeVar("Verb", bound=Callable[..., Any])


def day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A calendar day. Raises BadParameter for words that are none."""
    from datetime import date

    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write it as 2018-06-14") from error


def chosen(verb: Verb) -> Verb:
    """The options that say which happenings are meant."""
    verb = click.option("--limit", type=click.IntRange(min=1), help="At most so many.")(verb)
    verb = click.option("--until", callback=day, metavar="DAY", help="Of this day or before.")(verb)
    verb = click.option("--since", callback=day, metavar="DAY", help="Of this day or after.")(verb)
    return click.option("--place", metavar="WORDS", help="With these words in the name of a place.")(verb)


def look(db: Where | None) -> Overview:
    """Everything that linking says about what is kept. Raises StoreError."""
    with opened(db) as store, progress(quiet=False) as tell:
        return of_store(store, tell)


def look_at(db: Where | None, report: str) -> tuple[Overview, str]:
    """One report with all that its happenings are tied to, and its whole id; quick however much is kept. Raises StoreError."""
    from dateline.link import overview
    from dateline.verbs._shelved import shelved

    with opened(db) as store, progress(quiet=False) as tell:
        ident = store.reading(report).report.id
        with shelved(store, tell) as (shelf, decided):
            return overview.of_linked(shelf.linked_with(ident, decided, partial(_report_of, store))), ident


def _report_of(store: SqliteStore, record: str) -> str | None:
    """The report of a record that people decided about; None where it is gone."""
    return store.record(record).reading.report.id if store.has_record(record) else None


def of_store(
    store: SqliteStore, tell: Callable[[str], None] = lambda words: None, seen: Callable[[Reading], Reading] | None = None
) -> Overview:
    """The overview of an open store, under the decisions that stand in its ledger; records that people rejected are left out. `seen` gives
    each reading as it is to be seen: redacted, say; what was worked out of whole ones is of no use then."""
    from dateline.link import overview
    from dateline.verbs._shelved import shelved

    if seen is None:
        with shelved(store, tell) as (shelf, decided):
            tell("linking")
            return overview.of_linked(shelf.linked(decided))
    entries = list(store.ledger.standing(machine=False))
    readings = overview.without(store.excerpts(), overview.rejected(entries))
    return overview.overview(map(seen, readings), overview.decisions(entries), tell)


def meets(incident: Incident, *, place: str | None, since: str | None, until: str | None) -> bool:
    """Whether an incident is of these days and this place."""
    from dateline.link.forms import iso

    days = [d for h in incident.happenings for d in h.windows]
    first, last = (iso(min((d[0] for d in days), default=None)) or "", iso(max((d[1] for d in days), default=None)) or "")
    names = " ".join(s.name for h in incident.happenings for s in h.spots) + " ".join(f.quote for f in incident.facts)
    in_time = (not since or last >= since) and (not until or "" < first <= until)
    return in_time and (not place or place.casefold() in names.casefold())


def reports(incident: Incident) -> str:
    """`3 reports, 2 independent`."""
    count = len(incident.reports)
    return f"{count} report{'' if count == 1 else 's'}" + (f", {incident.independent} independent" if count > 1 else "")


STATES = {"proposed": "proposed, judged by nobody", "judged": "judged", "single": "told by one report"}


def incident_lines(incident: Incident, found: Overview, *, long: bool) -> Iterator[str]:
    """An incident in a few lines: what, how many reports, what is said field by field, where it is disputed."""
    from dateline.link import compare, tolls
    from dateline.show import line

    sure = f", sure {incident.sure:.2f}" if incident.state == "proposed" else ""
    yield f"{incident.id}  {line(compare.title(incident))}   {reports(incident)}   [{STATES[incident.state]}{sure}]"
    for field in compare.fields(incident, found.linked.origins):
        if long or field.name not in ("when", "where"):
            yield f"    {field.name.replace('_', ' ')}: " + "; ".join(side_line(side, found, long=long) for side in field.sides)
    for earlier, later in tolls.series(incident):
        counts = f"{tolls.counted(earlier)} ({earlier.id[:9]}) -> {tolls.counted(later)} ({later.id[:9]})"
        yield f"    {later.type} brought up to date: {counts}"
    for dispute in found.disputes_of(incident):
        yield f"    disputed: {dispute.field.replace('_', ' ')} ({dispute.kind}) {dispute.id}"
    if long:
        yield from (f"    {p.left[:9]} and {p.right[:9]}: {p.score:.2f} ({', '.join(p.reasons)})" for p in incident.proposals)


def side_line(side: Side, found: Overview, *, long: bool) -> str:
    """`14 or more (the governor, Meridian Wire; 2 independent)`."""
    from dateline.show import line

    voices = dict.fromkeys(_voice(s, found) for s in side.statements)
    shown = list(voices) if long else list(voices)[:3]
    more = f" and {len(voices) - len(shown)} more" if len(voices) > len(shown) else ""
    return f"{line(side.value)} ({'; '.join(shown)}{more})"


def _voice(item: Statement, found: Overview) -> str:
    """Who says it, and in which report."""
    from dateline.show import line

    account = found.linked.accounts[item.fact.report]
    where = account.publisher or account.ref or account.report[:15]
    copied = " (copy)" if item.fact.report in found.linked.origins else ""
    return line(f"{item.fact.says}, {where}{copied}")


def dispute_lines(dispute: Dispute, found: Overview) -> Iterator[str]:
    """A dispute with its sides: who says what, when it was reported, in which words."""
    from dateline.link.forms import iso
    from dateline.show import line

    yield f"{dispute.id}  {dispute.kind}: {dispute.field.replace('_', ' ')}   {line(dispute.about)}" + (
        f"   {dispute.incident}" if dispute.incident else ""
    )
    for side in dispute.sides:
        count = f"{side.independent} independent" if side.independent > 1 else "1 voice"
        yield f"    {line(side.value)}   ({count})"
        for item in side.statements[:SHOWN]:
            words = f"“{line(item.words)}”"
            yield f"        {iso(item.fact.published) or 'no date'}  {item.fact.stance}  {_voice(item, found)}: {words}  {item.fact.id[:9]}"
        if len(side.statements) > SHOWN:
            yield f"        and {len(side.statements) - SHOWN} more; --json has them all"


def echo_all(blocks: Iterable[Iterable[str]], empty: str) -> None:
    """Blocks of lines on standard output; words on standard error where there are none."""
    any_ = False
    for block in blocks:
        click.echo("\n".join(block))
        any_ = True
    if not any_:
        click.echo(empty, err=True)


def first(items: Sequence[Any], limit: int | None) -> Sequence[Any]:
    """At most so many of the items."""
    return items if limit is None else items[:limit]
