"""What the processes of linking an archive do: parts become accounts, pairs of reports proposals, groups incidents.

In: names of files, numbers of reports. Out: Parquet files, each whole or not at all. Every function depends on nothing but its input, so
that what is there already need not be made again.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pyarrow.parquet as pq

from dateline import output
from dateline.errors import DatelineError
from dateline.link import blocks, compare, copies, incidents, kept, near
from dateline.link.accounts import Account, account_of
from dateline.link.happenings import Happening
from dateline.link.incidents import Incident, Proposal
from dateline.types import Reading

ROWS = 512
HELD = 1200  # accounts that a process holds unpacked
TOLD, TERM, COPY = 0, 1, 2  # what a key is of

Rows = list[dict[str, Any]]

ACCOUNTS = arrow.schema(
    [("number", arrow.int64()), ("report", arrow.string()), ("day", arrow.string()), ("runs", arrow.int32()), ("kept", arrow.binary())]
)
KEYS = arrow.schema([("of", arrow.int8()), ("key", arrow.int64()), ("number", arrow.int64())])
TELLS = arrow.schema([("happening", arrow.string()), ("number", arrow.int64())])
PROPOSALS = arrow.schema(
    [("left", arrow.string()), ("right", arrow.string()), ("score", arrow.float64()), ("reasons", arrow.list_(arrow.string()))]
)
ALIKE = arrow.schema([("one", arrow.string()), ("other", arrow.string())])
PLACES = arrow.struct([("name", arrow.string()), ("geonameid", arrow.int64()), ("lat", arrow.float64()), ("lon", arrow.float64())])
INCIDENTS = arrow.schema(
    [
        ("id", arrow.string()),
        ("title", arrow.string()),
        ("state", arrow.string()),
        ("first", arrow.string()),
        ("last", arrow.string()),
        ("places", arrow.list_(PLACES)),
        ("reports", arrow.list_(arrow.string())),
        ("independent", arrow.int32()),
        ("sure", arrow.float64()),
        ("records", arrow.list_(arrow.list_(arrow.string()))),
        ("disputed", arrow.list_(arrow.string())),
    ]
)


class Table:
    """A Parquet file that gets its name when it is whole."""

    def __init__(self, path: Path, schema: arrow.Schema) -> None:
        self._path, self._draft, self._schema = path, path.with_suffix(".new"), schema
        self._rows: Rows = []
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Table:
        self._writer = pq.ParquetWriter(self._draft, self._schema, compression="zstd")
        return self

    def add(self, rows: Iterable[dict[str, Any]], most: int = 20000) -> None:
        self._rows += rows
        if len(self._rows) >= most:
            self._flush()

    def _flush(self) -> None:
        if self._writer:
            self._writer.write_table(arrow.Table.from_pylist(self._rows, self._schema))
        self._rows = []

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush()
        if self._writer:
            self._writer.close()
        if kind is None:
            self._draft.replace(self._path)
        else:
            self._draft.unlink(missing_ok=True)


# ---------------------------------------------------------------- parts to accounts


def readings(part: Path) -> Iterator[Reading]:
    """The readings of a part that a batch run wrote. Raises DatelineError for a file that is no such part."""
    try:
        for batch in pq.ParquetFile(part).iter_batches(batch_size=64, columns=["line"]):
            for line in batch.column(0).to_pylist():
                told = json.loads(line)
                if "failed" not in told:
                    yield output.from_json(told.get("reading", told))
    except (OSError, KeyError, ValueError, arrow.ArrowException) as error:
        raise DatelineError(f"{part}: no part of an archive that can be linked: {error}") from error


def taken(part: Path, folder: Path, name: str) -> int:
    """Write the accounts of a part, and what they are found by; how many there are. The keys come last: where they are, all is."""
    count = 0
    with (
        Table(folder / f"keys-{name}.parquet", KEYS) as keys,
        Table(folder / f"accounts-{name}.parquet", ACCOUNTS) as accounts,
        Table(folder / f"tells-{name}.parquet", TELLS) as tells,
    ):
        for reading in readings(part):
            account = account_of(reading)
            row = {"number": account.number, "report": account.report, "day": account.published, "runs": len(account.sketch.runs)}
            accounts.add([row | {"kept": kept.packed(account)}], ROWS)
            tells.add({"happening": h.id, "number": account.number} for h in account.happenings)
            keys.add({"of": of, "key": key, "number": account.number} for of, key in keys_of(account))
            count += 1
    return count


def keys_of(account: Account) -> Iterator[tuple[int, int]]:
    """All that a report is found by."""
    for of, found in ((TOLD, account.told), (TERM, account.gist.keys), (COPY, account.sketch.keys)):
        for key in found:
            yield of, key


# ---------------------------------------------------------------- accounts again


class Accounts:
    """The accounts of an archive by their numbers; those asked for last are held."""

    def __init__(self, path: Path) -> None:
        self._rows = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        self._held: OrderedDict[int, Account] = OrderedDict()

    def __enter__(self) -> Accounts:
        return self

    def __exit__(self, *_: object) -> None:
        self._rows.close()

    def __getitem__(self, number: int) -> Account:
        account = self._held.pop(number, None)
        if account is None:
            account = kept.unpacked(self._rows.execute("SELECT kept FROM accounts WHERE number = ?", (number,)).fetchone()[0])
        self._held[number] = account
        if len(self._held) > HELD:
            self._held.popitem(last=False)
        return account


def gathered(parts: Sequence[Path], path: Path) -> None:
    """Put the accounts of all parts where they are found by their numbers. A report that is in several parts is taken once."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    rows = sqlite3.connect(draft)
    rows.execute("CREATE TABLE accounts (number INTEGER PRIMARY KEY, kept BLOB NOT NULL)")
    for part in parts:
        for batch in pq.ParquetFile(part).iter_batches(batch_size=ROWS, columns=["number", "kept"]):
            found = zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)
            rows.executemany("INSERT OR IGNORE INTO accounts VALUES (?, ?)", found)
        rows.commit()
    rows.close()
    draft.replace(path)


# ---------------------------------------------------------------- pairs to proposals


Cuts = Mapping[tuple[int, int], int]


def compared(pairs: Path, accounts: Path, cuts: Cuts, out: Path) -> int:
    """Score the happenings of pairs of reports (each report first with itself); how many proposals there are."""
    count = 0

    def counts(of: int) -> Callable[[int, int, int], bool]:
        return lambda key, one, other: max(one, other) <= cuts.get((of, key), blocks.LAST)

    with Accounts(accounts) as known, Table(out, PROPOSALS) as table:
        for one, other in _pairs(pairs):
            a, b = known[one], known[other]
            found = near.within(a) if one == other else near.between(a, b, counts(TOLD), counts(TERM))
            made = [p for x, y in found if (p := incidents.proposal(x, y, {a.report: a, b.report: b})) and p.score >= incidents.KEPT]
            table.add({"left": p.left, "right": p.right, "score": p.score, "reasons": list(p.reasons)} for p in made)
            count += len(made)
    return count


def _pairs(path: Path) -> Iterator[tuple[int, int]]:
    for batch in pq.ParquetFile(path).iter_batches(batch_size=8192):
        yield from zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)


def copied(pairs: Path, accounts: Path, out: Path) -> int:
    """Which of some pairs of reports are copies; how many are."""
    count = 0
    with Accounts(accounts) as known, Table(out, ALIKE) as table:
        for one, other in _pairs(pairs):
            a, b = known[one].sketch, known[other].sketch
            if copies.likeness(a, b).is_copy:
                count += 1
                table.add([dict(zip(("one", "other"), sorted((a.report, b.report)), strict=True))])
    return count


# ---------------------------------------------------------------- groups to incidents


def put_together(groups: Path, accounts: Path, origins: Mapping[str, str], out: Path) -> int:
    """Make incidents of groups of happenings that are tied together; how many there are."""
    count = 0
    with Accounts(accounts) as known, Table(out, INCIDENTS) as table:
        for batch in pq.ParquetFile(groups).iter_batches(batch_size=1024):
            for group in batch.to_pylist():
                made = list(_incidents(group, known, origins))
                table.add((row(i, origins) for i in made), 4000)
                count += len(made)
    return count


def _incidents(group: dict[str, Any], known: Accounts, origins: Mapping[str, str]) -> list[Incident]:
    mine = [known[number] for number in sorted(set(group["numbers"]))]
    told: dict[str, Happening] = {h.id: h for a in mine for h in a.happenings}
    found = {(p["left"], p["right"]): Proposal(p["left"], p["right"], p["score"], tuple(p["reasons"])) for p in group["proposals"]}
    part = [told[ident] for ident in sorted(group["happenings"])]
    return incidents.group_part(part, found, (), (), origins, {a.report: a for a in mine})


def row(incident: Incident, origins: Mapping[str, str]) -> dict[str, Any]:
    """An incident as a row of the table."""
    from dateline.link.forms import incident_facts

    facts = incident_facts(incident)
    told = sorted({f"{d.kind} {d.field}" for d in compare.disputes(incident, origins)}) if len(incident.reports) > 1 else []
    return facts | {"records": [[f.id for f in h.facts] for h in incident.happenings], "disputed": told}


def workers() -> int:
    """How many processes to work with."""
    return max(1, min(os.cpu_count() or 1, 8))
