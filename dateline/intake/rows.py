"""Reports in rows: JSON Lines, JSON, CSV and TSV, Parquet. In: a part that holds many. Out: one part a row, with the facts of its columns.

The raw bytes of a row's report are the UTF-8 of its text (or page), so that its id is that of its content.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

from dateline.errors import InputError
from dateline.intake.columns import mapped, table
from dateline.intake.decode import encoding_of
from dateline.intake.parts import Opened, Options, Part
from dateline.intake.sniff import HEAD, is_html

_BLANK = b"\xef\xbb\xbf \t\r\n"
_FACTS = ("title", "url", "publisher", "agency", "authors", "credit", "published", "place", "language")
_CELLS = 2_000  # columns of a table


def json_lines(part: Part, options: Options) -> Opened:
    """One object a line. A line that is none is an error of its own."""
    empty = True
    with part.open() as stream:
        for number, line in enumerate(_lines(stream, 2 * options.limits.report), start=1 + part.before):
            where = f"{part.where}, line {number}"
            if line is None:
                empty = False
                yield InputError(where, f"over the size limit: a line of more than {2 * options.limits.report / 1e6:g} MB")
            elif line.strip(_BLANK):
                empty = False
                yield _json_line(line, where, f"{part.name}#{number}", options)
    if empty:
        yield InputError(part.where, "empty")


def json_whole(part: Part, options: Options) -> Opened:
    """An array of objects, an object that holds one, or a single object."""
    found = _parsed(part.bytes(options.limits.held))
    if isinstance(found, str):
        yield InputError(part.where, found)
        return
    entries = _entries(found)
    if not entries:
        yield InputError(part.where, "no JSON object with a text in it")
    for number, entry in enumerate(entries, start=1):
        yield _object(entry, f"{part.where}, entry {number}", f"{part.name}#{number}", options)


def separated(part: Part, options: Options) -> Opened:
    """A table of values that commas, semicolons, tabs or bars separate; its first row names the columns."""
    head = part.head(HEAD)
    if not head.strip(_BLANK):
        yield InputError(part.where, "empty")
        return
    encoding = encoding_of(head, part.where)
    csv.field_size_limit(options.limits.report)
    with part.open() as stream, io.TextIOWrapper(stream, encoding, errors="replace", newline="") as text:
        try:
            yield from _table(part, options, csv.reader(_no_nulls(text), delimiter=_delimiter(head.decode(encoding, "replace"))))
        except csv.Error as error:
            yield InputError(part.where, f"no table: {error}")


def parquet(part: Part, options: Options) -> Opened:
    """A Parquet file; only the columns that are used are read."""
    # Imported here because it is large and hardly anybody needs it.
    import pyarrow as arrow
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(part.seekable(options.limits.held))
        columns = mapped(file.schema_arrow.names, options.columns, part.where)
        batches = file.iter_batches(batch_size=64, columns=sorted(set(columns.values())))
        rows = (row for batch in batches for row in batch.to_pylist())
        for number, row in enumerate(rows, start=1):
            yield row_part({f: row[c] for f, c in columns.items()}, f"{part.where}, row {number}", f"{part.name}#{number}", batch=False)
    except (arrow.ArrowException, OSError) as error:
        yield InputError(part.where, f"no Parquet file that can be read: {str(error).splitlines()[0][:120]}")


def _lines(stream: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """The lines of a stream; None for one that is over the limit, the rest of which is passed over."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(limit)
        yield None


def _json_line(line: bytes, where: str, name: str, options: Options) -> Part | InputError:
    entry = _parsed(line)
    if isinstance(entry, str):
        return InputError(where, entry)
    return _object(entry, where, name, options) if isinstance(entry, dict) else InputError(where, "no JSON object")


def _parsed(raw: bytes) -> Any:
    """The value, or the reason (a string) when there is none; a value that is itself a string is no value here."""
    try:
        entry = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except (json.JSONDecodeError, RecursionError) as error:
        return f"no JSON object: {error.msg if isinstance(error, json.JSONDecodeError) else 'nested too deep'}"
    except ValueError:
        return "no JSON object: a number of too many digits"
    return entry if isinstance(entry, (dict, list)) else "no JSON object"


def _entries(found: Any) -> list[Any]:
    """The objects of an array; of an object that has no text of its own those of its longest array."""
    if isinstance(found, list):
        return found
    if any(isinstance(found.get(name), str) for name in ("text", "html")):
        return [found]
    arrays = [v for v in found.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    return max(arrays, key=len) if arrays else [found]


def _object(entry: Any, where: str, name: str, options: Options) -> Part | InputError:
    """An object as a part: by the batch form's names, else by well-known names, also inside what APIs wrap entries in."""
    if not isinstance(entry, dict):
        return InputError(where, "no JSON object")
    if not options.columns and any(isinstance(entry.get(field), str) for field in ("text", "html")):
        facts = _reading_facts(entry) or {**{f: entry.get(f) for f in _FACTS}, "ref": entry.get("id")}
        return row_part({**facts, "text": entry.get("text"), "html": entry.get("html")}, where, name)
    inner: dict[str, Any] = next((entry[w] for w in table()["wrapped"]["names"] if isinstance(entry.get(w), dict)), {})
    values = {**entry, **inner}
    try:
        columns = mapped([str(k) for k, v in values.items() if v not in (None, "", [], {})], options.columns, where)
    except InputError as error:
        return error if options.columns else InputError(where, "no text: neither `text` nor `html` has words")
    return row_part({field: values.get(column) for field, column in columns.items()}, where, name, batch=False)


def _reading_facts(entry: Mapping[str, Any]) -> dict[str, Any] | None:
    """The facts of a reading that dateline wrote (`dateline read --json`, the export `jsonl`): they stand under `report`."""
    report = entry.get("report")
    if not str(entry.get("format")).startswith("dateline/") or not isinstance(report, dict):
        return None
    return {f: report.get(f) for f in (*_FACTS, "ref")}


def _table(part: Part, options: Options, rows: Iterator[list[str]]) -> Opened:
    names = [name.strip("\ufeff \t") for name in next((row for row in rows if any(row)), [])]
    if len(names) > _CELLS:
        yield InputError(part.where, f"no table: {len(names):,} columns")
        return
    columns = mapped(names, options.columns, part.where)
    number = 0
    for number, row in enumerate((row for row in rows if any(cell.strip() for cell in row)), start=1):
        cells = dict(zip(names, row, strict=False))
        yield row_part({f: cells.get(c) for f, c in columns.items()}, f"{part.where}, row {number}", f"{part.name}#{number}", batch=False)
    if not number:
        yield InputError(part.where, "a table without rows")


def row_part(values: Mapping[str, Any], where: str, name: str, *, batch: bool = True) -> Part | InputError:
    """A row as a part. In the batch form `text` is plain text; elsewhere it may hold a page, or a piece of one."""
    field = next((f for f in ("text", "html") if isinstance(values.get(f), str) and values[f].strip()), None)
    if field is None:
        return InputError(where, "no text: neither `text` nor `html` has words" if batch else "no text in this row")
    raw = values[field].encode("utf-8", "replace")
    kind = "page" if field == "html" else "plain" if batch else markup(raw)
    ref = values.get("ref")
    given = {f: _fact(values[f]) for f in _FACTS if values.get(f)}
    return Part(where, name, raw, kind, name if ref in (None, "") else str(ref), given)


def _fact(value: Any) -> object:
    """A fact as text or a list of texts; days and moments as ISO 8601, of an object its name."""
    if isinstance(value, dict):
        return _fact(next((value[n] for n in ("name", "title") if value.get(n)), None))
    if isinstance(value, (list, tuple)):
        return tuple(words for words in map(_fact, value) if words)
    if value is None or isinstance(value, str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def markup(raw: bytes) -> str:
    """Whether the bytes are plain text, a page, or a piece of one (`fragment`)."""
    if not is_html(raw):
        return "plain"
    head = raw[:4096].lower()
    return "html" if b"<html" in head or b"<body" in head or b"<!doctype" in head else "fragment"


def _delimiter(head: str) -> str:
    """What separates the columns: the sign that is most frequent in the first line, outside quotes."""
    line = next((line for line in head.splitlines() if line.strip()), "")
    bare = "".join(line.split('"')[::2])
    return max(",;\t|", key=lambda sign: (bare.count(sign), sign == ","))


def _no_nulls(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\0", "") for line in lines)
