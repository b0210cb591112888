"""What kind of thing bytes are. In: the first bytes of an input, and its name as a hint. Out: the name of a kind, such as `text` or `pdf`.

The content decides; the name only where the content leaves it open (a table looks like a text). Nothing is parsed here.
"""

from __future__ import annotations

import json
import re
import zlib

from dateline import plugged
from dateline.ports import Intake

HEAD = 65_536
# How a name must end for its kind to be taken where the bytes leave it open.
NAMED = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".eml": "mail",
}
NAMES = {
    **NAMED,
    ".txt": "text",
    ".text": "text",
    ".json": "json",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".pdf": "pdf",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".zip": "zip",
    ".gz": "gzip",
}
_BLANK = b"\xef\xbb\xbf \t\r\n"
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|meta|title|table)\b", re.IGNORECASE)
_FEED = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|RDF)[\s>]")
_XML_LEAD = re.compile(rb"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*", re.DOTALL)
_HEADER = re.compile(rb"[!-9;-~]{2,60}:(?:[ \t].*)?$")
_MAIL = frozenset(
    {b"from", b"to", b"date", b"subject", b"message-id", b"mime-version", b"received", b"return-path", b"content-type", b"delivered-to"}
)
_SURELY_MAIL = frozenset({b"message-id", b"mime-version", b"received", b"return-path"})


def kind_of(head: bytes, name: str = "") -> str:
    """The kind of an input: text, html, pdf, docx (every ZIP is `zip` here), mail, feed, jsonl, json, csv, parquet,
    warc, zip, gzip, tar or xml.

    `head` is its beginning (`HEAD` bytes are enough); `name` may be empty. What is none of these is `text`, which decoding then judges.
    The kinds of plug-ins in use are asked first.
    """
    other = next((intake.name for intake in plugged.used(Intake) if intake.knows(head, name)), None)
    if other:
        return other
    named = NAMED.get(suffix_of(name))
    words = None if named == "jsonl" else _by_words(head.lstrip(_BLANK))
    narrow = head.replace(b"\0", b"").lstrip(b"\xff\xfe")  # the letters of a page in UTF-16
    return _by_magic(head) or words or named or ("html" if is_html(head) or is_html(narrow) else "text")


def is_named(suffix: str) -> bool:
    """Whether files with that suffix are looked for in folders and archives."""
    return suffix in NAMES or any(suffix in intake.suffixes for intake in plugged.used(Intake))


def suffix_of(name: str) -> str:
    """The last suffix of a name in lower case: `.html`."""
    dot = name.rfind(".", max(name.rfind("/"), name.rfind("\\")) + 2)
    return name[dot:].lower() if dot > 0 else ""


def is_html(raw: bytes) -> bool:
    """Whether the bytes look like a web page rather than plain text: they begin with a tag, or hold several tags of a page early on."""
    head = raw[:2048].lstrip(_BLANK)
    if head[:1] == b"<" and _TAG.search(head):
        return True
    return len(_TAG.findall(raw[:4096])) >= 4 and raw.lower().count(b"</") >= 4


def _by_magic(head: bytes) -> str | None:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return "zip"
    if head[:2] == b"\x1f\x8b":
        return "warc" if _unpacked(head).startswith(b"WARC/") else "gzip"
    if head[:4] == b"PAR1":
        return "parquet"
    if head[:5] == b"WARC/":
        return "warc"
    return "tar" if head[257:262] == b"ustar" else None


def _by_words(head: bytes) -> str | None:
    """By how the words begin: objects, a feed, a letter."""
    if head[:1] == b"{":
        line, _, rest = head.partition(b"\n")
        entry = _object(line)
        if isinstance(entry, dict) and not rest.strip() and not {"text", "html"} & entry.keys():
            return "json"  # one object, such as the answer of a service, that may hold many
        return "jsonl" if isinstance(entry, dict) or len(line) >= HEAD - 3 else _json_object(head)
    if head[:1] == b"[" and head[1:].lstrip()[:1] in (b"{", b"]"):
        return "json"
    if head[:1] == b"<":
        lead = _XML_LEAD.match(head)
        root = head[lead.end() if lead else 0 :]
        return "feed" if _FEED.match(root) else "xml" if head[:5] == b"<?xml" and root[:1] == b"<" and not _TAG.match(root) else None
    return "mail" if _is_mail(head) else None


def _object(line: bytes) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _json_object(head: bytes) -> str | None:
    """One object over several lines: its first line is a brace, or a brace and a quoted name."""
    return "json" if re.match(rb"\{\s*\"[^\"\n]{1,80}\"\s*:", head) else None


def _is_mail(head: bytes) -> bool:
    """Whether it begins with the header of a letter: nothing but header lines, some of them such as only letters have."""
    names: set[bytes] = set()
    for line in head.replace(b"\r\n", b"\n").split(b"\n"):
        if line[:1] in (b" ", b"\t") and names:
            continue
        if not _HEADER.match(line):
            break
        names.add(line.split(b":", 1)[0].lower())
    return len(names & _MAIL) >= 3 and bool(names & _SURELY_MAIL)


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, 64)
    except zlib.error:
        return b""
