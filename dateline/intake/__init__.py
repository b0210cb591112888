"""Where reports come in. In: a path, a folder or standard input. Out: one `Document` or one `InputError` for each report, in order.

Plain text, web pages and the batch form (JSON Lines with `text` or `html` and facts) are told apart by their names and their content.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from dateline.errors import InputError
from dateline.intake.decode import DEFAULT_LIMIT
from dateline.intake.text import FACTS, HTML, PLAIN, document_from_bytes
from dateline.types import Document

__all__ = ["DEFAULT_LIMIT", "document_from_bytes", "documents"]

MEDIA_TYPES: Mapping[str, str] = {".html": HTML, ".htm": HTML, ".xhtml": HTML}
BATCH = (".jsonl", ".ndjson")
READABLE = (".txt", ".text", *MEDIA_TYPES, *BATCH)


def documents(
    source: str | os.PathLike[str], *, stdin: BinaryIO | None = None, force: bool = False, limit: int = DEFAULT_LIMIT
) -> Iterator[Document | InputError]:
    """Every report of a source, in a fixed order. `-` is standard input (`stdin`, the process's own when None).

    A folder is walked with its sub-folders in sorted order and gives the files named like texts, pages and batches. What cannot be read is
    yielded as an InputError in its place, so that the others go on. `limit` is the size limit of one report in bytes.
    """
    if str(source) == "-":
        yield from _stream("standard input", (stdin or sys.stdin.buffer).read(), force=force, limit=limit)
        return
    path = Path(source)
    if path.is_dir():
        yield from _folder(path, force=force, limit=limit)
        return
    yield from _file(path, force=force, limit=limit)


def _folder(path: Path, *, force: bool, limit: int) -> Iterator[Document | InputError]:
    found = False
    for file in sorted(p for p in path.rglob("*") if p.suffix.lower() in READABLE and p.is_file() and not _hidden(p, path)):
        found = True
        yield from _file(file, force=force, limit=limit)
    if not found:
        yield InputError(str(path), f"no report in the folder (looked for {', '.join(READABLE)})")


def _hidden(file: Path, top: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(top).parts)


def _file(path: Path, *, force: bool, limit: int) -> Iterator[Document | InputError]:
    where = str(path)
    batch = path.suffix.lower() in BATCH
    try:
        if batch:
            with path.open("rb") as lines:
                yield from _batch(where, lines, force=force, limit=limit)
            return
        size = path.stat().st_size
        raw = path.read_bytes() if size <= limit else b""
    except OSError as error:
        yield InputError(where, (error.strerror or str(error)).lower())
        return
    if size > limit:
        yield InputError(where, f"over the size limit: {size / 1e6:.1f} MB (limit {limit / 1e6:g} MB)")
        return
    yield _one(raw, where, media_type=MEDIA_TYPES.get(path.suffix.lower()), force=force, limit=limit)


def _stream(where: str, raw: bytes, *, force: bool, limit: int) -> Iterator[Document | InputError]:
    if _is_batch(raw):
        yield from _batch(where, raw.splitlines(), force=force, limit=limit)
    else:
        yield _one(raw, where, force=force, limit=limit)


def _is_batch(raw: bytes) -> bool:
    """Whether a stream is JSON Lines: its first line that is not blank is a JSON object."""
    head = raw.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] != b"{":
        return False
    return isinstance(_object(head.split(b"\n", 1)[0]), dict)


def _batch(where: str, lines: Iterable[bytes], *, force: bool, limit: int) -> Iterator[Document | InputError]:
    empty = True
    for number, line in enumerate(lines, start=1):
        if not line.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        empty = False
        yield _line(line, f"{where}, line {number}", force=force, limit=limit)
    if empty:
        yield InputError(where, "empty")


def _line(line: bytes, where: str, *, force: bool, limit: int) -> Document | InputError:
    """One line of a batch. The raw bytes of its report are the UTF-8 of its text (or page), so that the id is that of the content."""
    entry = _object(line)
    if not isinstance(entry, dict):
        return InputError(where, entry)
    field = next((name for name in ("text", "html") if isinstance(entry.get(name), str) and entry[name].strip()), None)
    if field is None:
        return InputError(where, "no text: neither `text` nor `html` has words")
    ref = entry.get("id")
    return _one(
        entry[field].encode("utf-8", "replace"),
        where,
        ref=None if ref is None else str(ref),
        given={name: entry[name] for name in FACTS if entry.get(name)},
        media_type=HTML if field == "html" else PLAIN,
        force=force,
        limit=limit,
    )


def _object(line: bytes) -> dict[str, Any] | str:  # the reason when it is none
    try:
        entry = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except (json.JSONDecodeError, RecursionError) as error:
        return f"no JSON object: {error.msg if isinstance(error, json.JSONDecodeError) else 'nested too deep'}"
    return entry if isinstance(entry, dict) else "no JSON object"


def _one(
    raw: bytes,
    where: str,
    *,
    ref: str | None = None,
    given: Mapping[str, object] | None = None,
    media_type: str | None = None,
    force: bool = False,
    limit: int = DEFAULT_LIMIT,
) -> Document | InputError:
    try:
        return document_from_bytes(raw, where, ref=ref, given=given, media_type=media_type, force=force, limit=limit)
    except InputError as error:
        return error
