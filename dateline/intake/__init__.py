"""Where reports come in. In: a path, a folder, a pattern or standard input. Out: one `Document` or one `InputError` for each report.

Formats are told apart by their content. Plain text is read here; whatever is parsed is parsed in a process of its own (`guard`).
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from glob import glob
from pathlib import Path
from typing import BinaryIO

from dateline.errors import InputError
from dateline.intake.decode import DEFAULT_LIMIT
from dateline.intake.guard import Guard, item
from dateline.intake.parts import Aside, Item, Limits, Options, Part, tried
from dateline.intake.sniff import HEAD, NAMES, is_named, kind_of
from dateline.intake.text import document_from_bytes
from dateline.intake.unfold import unfold
from dateline.types import Document

__all__ = ["DEFAULT_LIMIT", "Guard", "Part", "document_from_bytes", "documents", "documents_of", "is_url", "parts_of"]

# The kinds that are read in this process: nothing of them is parsed but lines of JSON.
PLAIN = frozenset({"text", "plain"})
LINES = "jsonl"
NOT_FETCHED = "not fetched: nothing leaves this machine unless you ask for it; with --fetch it is fetched"
OTHER_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def documents(
    source: str | os.PathLike[str],
    *,
    stdin: BinaryIO | None = None,
    force: bool = False,
    limit: int = DEFAULT_LIMIT,
    columns: Mapping[str, str] | None = None,
    guard: Guard | None = None,
    note: Callable[[str], None] | None = None,
) -> Iterator[Document | InputError]:
    """Every report of a source, in a fixed order. `-` is standard input (`stdin`, the process's own when None).

    A folder is walked with its sub-folders in sorted order and gives the files named like reports; a pattern (`reports/**/*.html`) gives
    what it matches. What cannot be read is yielded as an InputError in its place, so that the others go on. `limit` is the size limit of
    one report in bytes; `columns` says which column of a table holds what; `guard` is a process to use instead of an own one; `note` is
    told in a line what of a container or a folder was set aside, because it is no report.
    """
    options = Options(force, dict(columns or {}), replace(Limits(), report=limit))
    with ExitStack() as stack:
        parts = _standard_input(stdin, stack) if str(source) == "-" else parts_of(str(source))
        yield from _told(str(source), parts, options, guard or stack.enter_context(Guard()), note)


def documents_of(
    part: Part,
    *,
    force: bool = False,
    columns: Mapping[str, str] | None = None,
    guard: Guard | None = None,
    note: Callable[[str], None] | None = None,
) -> Iterator[Document | InputError]:
    """Every report of something that is no file: bytes that were fetched or sent (`Part(name, name, raw)`). Else as `documents`."""
    with ExitStack() as stack:
        options = Options(force, dict(columns or {}))
        yield from _told(part.where, [part], options, guard or stack.enter_context(Guard()), note)


def _told(
    source: str, parts: Iterable[Part | InputError | Aside], options: Options, guard: Guard, note: Callable[[str], None] | None
) -> Iterator[Document | InputError]:
    """The documents and the errors of the parts; what was set aside is counted, and is an error when there is nothing else."""
    aside: Counter[str] = Counter()
    told = False
    for part in parts:
        for found in _items(part, options, guard):
            if isinstance(found, Aside):
                aside[found.reason] += 1
            else:
                told = True
                yield found
    if aside:
        reasons = f"{aside.total()} set aside ({', '.join(f'{count} {reason}' for reason, count in aside.most_common())})"
        if not told:
            yield InputError(source, f"no report in it: {reasons}")
        elif note:
            note(f"{source}: {reasons}")


def is_url(source: str) -> bool:
    """Whether a source is meant as an address of the web. Nothing here fetches it: see `fetch`."""
    return source[:8].lower().startswith(("http://", "https://"))


def parts_of(source: str) -> Iterator[Part | InputError | Aside]:
    """What a source names, not opened yet: a file, the files of a folder or of a pattern in sorted order; an InputError where there is
    none."""
    path = Path(source)
    if is_url(source):
        yield InputError(source, NOT_FETCHED)
    elif OTHER_ADDRESS.match(source) and not path.exists():
        yield InputError(source, "an address that is not fetched; known: http, https")
    elif path.is_dir():
        yield from _folder(path)
    elif not path.exists() and any(sign in source for sign in "*?["):
        matches = sorted(Path(match) for match in glob(source, recursive=True))
        yield from (Part(str(match), match.name, match) for match in matches if match.is_file())
        if not matches:
            yield InputError(source, "no file matches")
    else:
        yield Part(source, path.name, path)


def _folder(path: Path) -> Iterator[Part | InputError | Aside]:
    found = False
    for file in sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p, path)):
        if is_named(file.suffix.lower()):
            found = True
            yield Part(str(file), file.name, file)
        else:
            yield Aside(str(file), f"named {file.suffix}" if file.suffix else "without a suffix")
    if not found:
        yield InputError(str(path), f"no report in the folder (looked for {', '.join(sorted(NAMES))})")


def _hidden(file: Path, top: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(top).parts)


def _standard_input(stdin: BinaryIO | None, stack: ExitStack) -> Iterator[Part]:
    """Standard input as a part: kept in memory when it is a plain text, else in a file of its own until it is read."""
    stream = stdin or sys.stdin.buffer
    head = stream.read(HEAD)
    where = "standard input"
    if tried(lambda: kind_of(head), where) in PLAIN:
        yield Part(where, "-", head + stream.read(DEFAULT_LIMIT * 10))
        return
    file = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-")), "input")
    with file.open("wb") as copy:
        copy.write(head)
        shutil.copyfileobj(stream, copy)
    yield Part(where, "-", file)


def _items(part: Part | InputError | Aside, options: Options, guard: Guard) -> Iterator[Item]:
    """The documents of a part: plain text here, everything else in the guarded process."""
    if not isinstance(part, Part):
        yield part
        return
    kind = part.kind or tried(lambda: kind_of(part.head(HEAD), part.name), part.where)
    if isinstance(kind, InputError):
        yield kind
        return
    if kind == "text" and part.name == "-" and options.columns:
        kind = "csv"  # whoever names columns means a table, and there is no name to tell it by
    known = replace(part, kind=kind)
    if kind == LINES:
        for line in unfold(known, options):
            yield from _items(line, options, guard)
    elif kind in PLAIN:
        yield item(known, options)
    else:
        yield from guard.items(known, options)
