"""Linking an archive: reports that are too many for one memory. In: Parquet parts of readings. Out: a Parquet file with a row an incident.

Reports meet by their keys, joined in DuckDB, which spills to the disk what does not fit and fetches nothing from anywhere; pairs are scored
and groups are made by several processes. The result is that of `incidents.link` over the same readings. A run that was stopped goes on
where it stopped, in the same work folder.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline.errors import DatelineError
from dateline.link import archive_work as work
from dateline.link import blocks, copies, stories
from dateline.link.copies import Sketch
from dateline.link.incidents import tied_together
from dateline.link.themes import table
from dateline.link.version import linker

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "1500MB"
PAIRS = 40_000  # pairs of reports of one task
GROUPS = 4_000  # happenings of one task

Tell = Callable[[str], None]
Task = tuple[Path, Callable[..., int], tuple[Any, ...]]  # what it makes, how, and of what


@dataclass(frozen=True, slots=True)
class Linked:
    """What came of it: how many reports, pairs of reports that were compared, proposals, copies, and incidents, of which so many several
    reports tell."""

    reports: int
    pairs: int
    proposals: int
    copies: int
    incidents: int
    together: int


def link(
    parts: Sequence[Path], out: Path, folder: Path, *, jobs: int | None = None, memory: str = MEMORY, tell: Tell = lambda words: None
) -> Linked:
    """Link the readings of the parts, and write the incidents to `out`; `folder` is for what is worked with. Raises DatelineError for a
    part that cannot be read, and where DuckDB is not installed."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = list(dict.fromkeys(parts))
    names, jobs = [_name(p) for p in parts], jobs or work.workers()
    if jobs == 1:
        return _Run(folder, names, None, memory, tell).link(parts, out)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        return _Run(folder, names, pool, memory, tell).link(parts, out)


class _Run:
    """One linking: where parts and where what follows from all of them is worked on, its processes, and whom it tells how far it is."""

    def __init__(self, parts: Path, names: Sequence[str], pool: ProcessPoolExecutor | None, memory: str, tell: Tell) -> None:
        self.parts, self.names, self.pool, self.memory, self.tell = parts, names, pool, memory, tell
        self.folder = parts / hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()[:12]
        self.folder.mkdir(exist_ok=True)
        self.accounts = self.folder / "accounts.sqlite"

    def link(self, parts: Sequence[Path], out: Path) -> Linked:
        tasks = [(self.parts / f"keys-{n}.parquet", work.taken, (p, self.parts, n)) for p, n in zip(parts, self.names, strict=True)]
        self._each("reading parts", tasks)
        if not self.accounts.exists():
            work.gathered([self.parts / f"accounts-{n}.parquet" for n in self.names], self.accounts)
        with self._opened() as rows:
            pairs = self._pairs(rows)
            origins = self._origins(rows)
            proposals = self._proposals(rows)
            self._groups(rows)
            made = self._incidents(rows, origins, out)
            reports, together = (
                _one(rows, "SELECT count(*) FROM reports"),
                _one(rows, f"SELECT count(*) FROM '{out}' WHERE len(reports) > 1"),
            )
        return Linked(reports, pairs, proposals, len(origins), made, together)

    # ------------------------------------------------------------ steps

    def _opened(self) -> DuckDBPyConnection:
        try:
            import duckdb
        except ImportError as error:
            raise DatelineError("linking an archive needs DuckDB: pip install 'dateline[archive]'") from error
        off = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "allow_community_extensions": "false"}
        rows = duckdb.connect(config={**off, "memory_limit": self.memory, "threads": 2, "temp_directory": str(self.folder / "spilled")})
        rows.execute("SET preserve_insertion_order = false")
        for table_name in ("accounts", "keys", "tells"):
            files = [self.parts / f"{table_name}-{n}.parquet" for n in self.names]
            rows.execute(f"CREATE VIEW {table_name} AS SELECT * FROM {_file(*files)}")
        each = "any_value(report) AS report, any_value(day) AS day, any_value(runs) AS runs"
        rows.execute(f"CREATE TABLE reports AS SELECT number, {each} FROM accounts GROUP BY number")
        return rows

    def _pairs(self, rows: DuckDBPyConnection) -> int:
        """Which reports meet, and which keys too many have."""
        self.tell("which reports meet")
        first = "row_number() OVER (PARTITION BY of, key ORDER BY number) AS place, count(*) OVER (PARTITION BY of, key) AS held"
        rows.execute(f"CREATE TABLE met AS SELECT * FROM (SELECT *, {first} FROM (SELECT DISTINCT * FROM keys)) WHERE held > 1")
        rows.execute(f"CREATE TABLE cut AS SELECT of, key, number AS last FROM met WHERE held > {blocks.MOST} AND place = {blocks.MOST}")
        told = f"FROM met a JOIN met b ON a.of = b.of AND a.key = b.key AND a.number < b.number AND b.place <= {blocks.MOST}"
        alone = "SELECT number AS one, number AS other FROM reports"
        shared = f"SELECT DISTINCT a.number AS one, b.number AS other {told} WHERE a.of = {work.TOLD}"
        story = (
            f"SELECT a.number AS one, b.number AS other {told} WHERE a.of = {work.TERM} GROUP BY ALL HAVING count(*) >= {stories.SEVERAL}"
        )
        rows.execute(f"CREATE TABLE pairs AS {alone} UNION {shared} UNION {story}")
        text = "FROM met a JOIN met b ON a.of = b.of AND a.key = b.key AND a.number < b.number"
        rows.execute(
            f"CREATE TABLE texts AS SELECT DISTINCT a.number AS one, b.number AS other {text} "
            f"WHERE a.of = {work.COPY} AND (b.place <= {blocks.MOST} OR a.place = 1)"
        )
        return _one(rows, "SELECT count(*) FROM pairs") - _one(rows, "SELECT count(*) FROM reports")

    def _origins(self, rows: DuckDBPyConnection) -> dict[str, str]:
        """For every copy, the report that it repeats."""
        cut = self._cut(rows, "texts", "SELECT one, other FROM texts ORDER BY one, other", PAIRS)
        made = [(_like(p, "alike"), work.copied, (p, self.accounts, _like(p, "alike"))) for p in cut]
        self._each("comparing texts", made)
        rows.execute(f"CREATE TABLE alike AS {_all(made, work.ALIKE.names)}")
        pairs = rows.execute("SELECT one, other FROM alike ORDER BY ALL").fetchall()
        told = "SELECT report, day, runs FROM reports WHERE report IN (SELECT one FROM alike UNION SELECT other FROM alike)"
        sketches = {r: Sketch(r, day, frozenset(range(runs)), frozenset()) for r, day, runs in rows.execute(told).fetchall()}
        return copies.origins(copies.grouped(sketches, pairs))

    def _proposals(self, rows: DuckDBPyConnection) -> int:
        """Score the pairs."""
        cuts = {(of, key): last for of, key, last in rows.execute("SELECT * FROM cut").fetchall()}
        cut = self._cut(rows, "pairs", "SELECT one, other FROM pairs ORDER BY one, other", PAIRS)
        made = [(_like(p, "proposals"), work.compared, (p, self.accounts, cuts, _like(p, "proposals"))) for p in cut]
        self._each("comparing reports", made)
        rows.execute(f"CREATE TABLE proposals AS {_all(made, work.PROPOSALS.names)}")
        return _one(rows, "SELECT count(*) FROM proposals")

    def _groups(self, rows: DuckDBPyConnection) -> None:
        """Which happenings are tied together, however far."""
        self.tell("putting happenings together")
        least = table("weights")["incidents"]["least"]
        ties = rows.execute('SELECT "left", "right" FROM proposals WHERE score >= ?', [least]).fetchall()
        tied = tied_together({ident for tie in ties for ident in tie}, ties)
        rows.execute("CREATE TABLE tied (happening VARCHAR, root VARCHAR)")
        if tied:
            import pyarrow as arrow

            found = arrow.table({"happening": list(tied), "root": list(tied.values())})
            rows.register("found", found)
            rows.execute("INSERT INTO tied SELECT happening, root FROM found")
        rows.execute(
            "CREATE TABLE told AS SELECT t.happening, t.number, coalesce(root, t.happening) AS root "
            "FROM (SELECT DISTINCT * FROM tells) t LEFT JOIN tied USING (happening)"
        )
        each = "list({'left': p.left, 'right': p.right, 'score': p.score, 'reasons': p.reasons}) AS proposals"
        both = 'JOIN tied a ON p."left" = a.happening JOIN tied b ON p."right" = b.happening AND a.root = b.root'
        rows.execute(f"CREATE TABLE inside AS SELECT a.root, {each} FROM proposals p {both} GROUP BY a.root")

    def _incidents(self, rows: DuckDBPyConnection, origins: Mapping[str, str], out: Path) -> int:
        """Make the incidents, by their days."""
        told = "SELECT root, list(happening) AS happenings, list(number) AS numbers, min(number) AS first FROM told GROUP BY root"
        groups = (
            "SELECT happenings, numbers, coalesce(proposals, []) AS proposals, first, root "
            f"FROM ({told}) LEFT JOIN inside USING (root) ORDER BY first, root"
        )
        cut = self._cut(rows, "groups", groups, GROUPS)
        made = [(_like(p, "made"), work.put_together, (p, self.accounts, dict(origins), _like(p, "made"))) for p in cut]
        self._each("making incidents", made)
        draft = out.with_name(f".{out.name}.new")
        ordered = f"{_all(made, work.INCIDENTS.names)} ORDER BY first NULLS FIRST, id"
        rows.execute(f"COPY ({ordered}) TO {_quoted(str(draft))} (FORMAT parquet, COMPRESSION zstd)")
        draft.replace(out)
        return _one(rows, f"SELECT count(*) FROM {_file(out)}")

    # ------------------------------------------------------------ tasks

    def _cut(self, rows: DuckDBPyConnection, name: str, query: str, size: int) -> list[Path]:
        """The rows of a query in files of so many."""
        import pyarrow.parquet as pq

        files = []
        for number, batch in enumerate(rows.sql(query).to_arrow_reader(size)):
            path = self.folder / f"{name}-{number:06}.parquet"
            with pq.ParquetWriter(path.with_suffix(".new"), batch.schema) as writer:
                writer.write_batch(batch)
            files.append(path.with_suffix(".new").replace(path))
        return files

    def _each(self, doing: str, tasks: Sequence[Task]) -> None:
        """Do what is not done yet, in all processes."""
        left = [(run, given) for made, run, given in tasks if not made.exists()]
        done = len(tasks) - len(left)
        self.tell(f"{doing}: {done} of {len(tasks)}")
        for more, _ in enumerate(self._done(left), start=1):
            self.tell(f"{doing}: {done + more} of {len(tasks)}")

    def _done(self, left: Sequence[tuple[Callable[..., int], tuple[Any, ...]]]) -> Iterator[int]:
        """Each task's result as it comes: here, where there is but one process."""
        if self.pool is None:
            yield from (run(*given) for run, given in left)
            return
        yield from (future.result() for future in as_completed([self.pool.submit(run, *given) for run, given in left]))


def _all(made: Sequence[Task], columns: Sequence[str]) -> str:
    """A query for all that some tasks made."""
    if not made:
        return f"SELECT {', '.join(f'NULL AS {_column(c)}' for c in columns)} WHERE false"
    return f"SELECT {', '.join(map(_column, columns))} FROM {_file(*(path for path, _, _ in made))}"


def _column(name: str) -> str:
    return f'"{name}"'


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def _file(*paths: Path) -> str:
    return f"read_parquet([{', '.join(_quoted(str(p)) for p in paths)}])"


def _name(part: Path) -> str:
    """A name for what is made of a part: another file has another, and so has what another linker makes of it."""
    stat = part.stat()
    told = f"{part.resolve()}\n{stat.st_size}\n{stat.st_mtime_ns}\n{linker()}"
    return f"{part.stem}-{hashlib.sha256(told.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}"


def _like(path: Path, name: str) -> Path:
    """What is made of a file of tasks."""
    return path.with_name(f"{name}-of-{path.name}")


def _one(rows: DuckDBPyConnection, query: str) -> int:
    return int(rows.execute(query).fetchall()[0][0])


def cleared(folder: Path) -> None:
    """Remove what was worked with."""
    shutil.rmtree(folder, ignore_errors=True)


def parts_of(sources: Iterable[Path]) -> Iterator[Path]:
    """The Parquet files that are meant: files, and those of folders. Raises DatelineError for what is not there."""
    for source in sources:
        found = sorted(source.glob("*.parquet")) if source.is_dir() else [source]
        if not source.exists() or not found:
            raise DatelineError(f"{source}: {'no Parquet files in this folder' if source.exists() else 'there is no such file'}")
        yield from found
