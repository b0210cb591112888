"""Part files: what was read of a shard. In: lines. Out: a file that is there whole or not at all, and its lines again.

Parts lie in a folder, or wherever fsspec can write (`s3://bucket/run`). JSON Lines, packed, or Parquet; the same lines in both.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import posixpath
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from dateline.errors import DatelineError

SUFFIXES = {"jsonl": ".jsonl.gz", "parquet": ".parquet"}
QUICK = 1  # how hard gzip tries: what a run writes is mostly read once
ROWS = 256  # of a group of a Parquet file


def write(folder: str, name: str, form: str, lines: Iterable[bytes]) -> tuple[int, str]:
    """Write a part; how many lines it has and their SHA-256. A line ends with a line feed. It has its name only when all is on the disk."""
    digest, count = hashlib.sha256(), 0

    def told() -> Iterator[bytes]:
        nonlocal count
        for line in lines:
            digest.update(line)
            count += 1
            yield line

    with _fresh(folder, name) as out:
        _FORMS[form](out, told())
    return count, digest.hexdigest()


def read(folder: str, name: str) -> Iterator[dict[str, Any]]:
    """The lines of a part, as they were written. Raises DatelineError when it cannot be read."""
    try:
        with _opened(folder, name) as stream:
            if name.endswith(SUFFIXES["parquet"]):
                yield from map(json.loads, _parquet_lines(stream))
            else:
                with gzip.GzipFile(fileobj=stream) as unpacked:
                    yield from map(json.loads, unpacked)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DatelineError(f"{folder}/{name}: the part cannot be read: {error}") from error


def is_there(folder: str, name: str) -> bool:
    """Whether a part is there."""
    if is_local(folder):
        return Path(folder, name).is_file()
    files, root = _remote(folder)
    return bool(files.exists(posixpath.join(root, name)))


def remove(folder: str, name: str) -> None:
    """Remove a part that is no longer wanted, if it is there."""
    if is_local(folder):
        Path(folder, name).unlink(missing_ok=True)
    elif is_there(folder, name):
        files, root = _remote(folder)
        files.rm(posixpath.join(root, name))


def _json_lines(out: IO[bytes], lines: Iterable[bytes]) -> None:
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=QUICK, mtime=0, filename="") as packed:
        for line in lines:
            packed.write(line)


def _parquet(out: IO[bytes], lines: Iterable[bytes]) -> None:
    """A row a report: what one asks for first in columns of its own, and the whole line."""
    # Imported here because it is large, and JSON Lines need none of it.
    import pyarrow as arrow
    import pyarrow.parquet as pq

    names = ("id", "ref", "title", "url", "publisher", "published", "language")
    schema = arrow.schema(
        [*((n, arrow.string()) for n in names), ("records", arrow.int32()), ("reason", arrow.string()), ("line", arrow.binary())]
    )
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        rows: list[dict[str, Any]] = []
        for line in lines:
            entry = json.loads(line)
            reading, failed = entry.get("reading", {}), entry.get("failed", {})
            facts = {n: reading.get("report", {}).get(n) for n in names}
            rows.append({**facts, "records": len(reading.get("records", ())), "reason": failed.get("reason"), "line": line})
            if len(rows) == ROWS:
                writer.write_table(arrow.Table.from_pylist(rows, schema))
                rows.clear()
        if rows:
            writer.write_table(arrow.Table.from_pylist(rows, schema))


_FORMS = {"jsonl": _json_lines, "parquet": _parquet}


def _parquet_lines(stream: IO[bytes]) -> Iterator[bytes]:
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(io.BytesIO(stream.read())).iter_batches(batch_size=ROWS, columns=["line"]):
        yield from batch.column(0).to_pylist()


def is_local(folder: str) -> bool:
    return "://" not in folder


@contextmanager
def _fresh(folder: str, name: str) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is whole and on the disk, and leaves nothing behind otherwise."""
    draft = f".{name}.{uuid4().hex[:8]}"
    if not is_local(folder):
        files, root = _remote(folder)
        files.makedirs(root, exist_ok=True)
        with files.open(posixpath.join(root, draft), "wb") as out:
            yield out
        files.mv(posixpath.join(root, draft), posixpath.join(root, name))
        return
    path = Path(folder, draft)
    try:
        with path.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        path.replace(Path(folder, name))
    finally:
        path.unlink(missing_ok=True)
    sync_folder(Path(folder))


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def _opened(folder: str, name: str) -> Iterator[IO[bytes]]:
    if is_local(folder):
        with Path(folder, name).open("rb") as stream:
            yield stream
        return
    files, root = _remote(folder)
    with files.open(posixpath.join(root, name), "rb") as stream:
        yield stream


def _remote(folder: str) -> tuple[Any, str]:
    """The file system of an address, and the folder in it. Raises DatelineError where fsspec, or what it needs, is not installed."""
    try:
        import fsspec

        return fsspec.core.url_to_fs(folder)  # type: ignore[no-any-return]
    except (ImportError, ValueError) as error:
        raise DatelineError(f"{folder}: cannot be written to ({error}); `pip install 'dateline[cluster]'` brings fsspec") from error
