"""Web archives (WARC, packed or not). In: a part that is one. Out: its pages as parts; every other record is set aside with a reason.

A page of a crawl that turns out to hold no article, or is in another language, is set aside as well: it has not failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.intake.parts import Aside, Opened, Options, Part

_PAGES = ("text/html", "application/xhtml+xml")


def pages(part: Part, options: Options) -> Opened:
    """The pages (and the plain texts of a text archive) in the order of the archive."""
    # Imported here because hardly anybody needs it.
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    found = False
    with part.seekable(options.limits.held) as stream:
        records: Iterator[Any] = ArchiveIterator(stream, record_types=wanted, parse_http=True, auto_decode="all", quirks_mode=True)
        try:
            for record in records:
                found = True
                yield _record(part, record, options)
        except (OSError, ValueError) as error:
            yield InputError(part.where, f"damaged: {str(error)[:120]}")
            return
    if not found:
        yield InputError(part.where, "a web archive without pages")


def _record(part: Part, record: Any, options: Options) -> Part | InputError | Aside:
    from fastwarc.warc import WarcRecordType

    place = part.before + record.stream_pos
    name, where = f"{part.name}@{place}", f"{part.where}@{place}"
    content_type = (record.http_content_type or record.headers.get("Content-Type") or "").split(";")[0].strip().lower()
    status = record.http_headers.status_code if record.http_headers else 200
    if status != 200:
        return Aside(where, f"status {status}")
    plain = record.record_type == WarcRecordType.conversion and content_type == "text/plain"
    if content_type not in _PAGES and not plain:
        return Aside(where, f"not a page ({content_type[:60] or 'no content type'})")
    raw = record.reader.read(options.limits.report + 1)
    if len(raw) > options.limits.report:
        return InputError(where, f"over the size limit: more than {options.limits.report / 1e6:g} MB")
    if not raw.strip():
        return Aside(where, "empty")
    given = {"url": record.headers.get("WARC-Target-URI")}
    return Part(where, name, raw, "plain" if plain else "html", name, given, optional=True)
