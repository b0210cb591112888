"""Bytes to text. In: the raw bytes of a report. Out: the decoded text without a byte order mark, the encoding, and doubts about it.

Nothing else about the text changes: offsets stay true to what came in. What is no text at all is an `InputError` with its reason.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from dateline.errors import InputError
from dateline.types import Doubt

DEFAULT_LIMIT = 10_000_000
_SAMPLE = 40_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "zip or office document"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"GIF8", "GIF picture"),
    (b"\xd0\xcf\x11\xe0", "old office document"),
    (b"SQLite format 3\x00", "SQLite database"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"(\xb5/\xfd", "zstandard"),
    (b"7z\xbc\xaf", "7z"),
    (b"{\\rtf", "rich text"),
    (b"\x7fELF", "program"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SHORT = 16  # bytes of which a mark and a few blanks may be all
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WESTERN = re.compile(r"cp125[02478]|latin|iso8859_?(?:1|2|3|4|9|10|13|14|15|16)$|mac_|hp_roman8|cp(?:037|273|437|500|775|85\d|86[0135])$")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the name of the encoding it came in, and what is doubtful about it."""

    text: str
    encoding: str
    doubts: tuple[Doubt, ...] = ()


def decode(raw: bytes, where: str, *, limit: int = DEFAULT_LIMIT) -> Decoded:
    """Decode the bytes of a report: byte order mark, UTF-8, UTF-16, the page's own charset, else detection.

    `limit` is the size in bytes above which nothing is read. Raises InputError for what is empty, too large, binary or no text.
    """
    if len(raw) > limit:
        raise InputError(where, f"over the size limit: {len(raw) / 1e6:.1f} MB (limit {limit / 1e6:g} MB)")
    if not raw.strip():
        raise InputError(where, "empty")
    kind = next((name for magic, name in _MAGIC if raw.startswith(magic)), None)
    if kind:
        raise InputError(where, f"binary ({kind})")
    text, encoding = _text_of(raw, where)
    if not text.strip("\ufeff \t\r\n\x0b\x0c\x00\xa0"):
        raise InputError(where, "empty" if len(raw) < _SHORT else "not text: nothing in it can be read")
    if len(_CONTROLS.findall(text)) > 0.01 * len(text) + 1:
        raise InputError(where, "binary")
    if not re.search(r"[^\W\d_]", text):
        raise InputError(where, "not text: no letter in it")
    if text.count("\ufffd") > 0.1 * len(text):
        raise InputError(where, "not text: no encoding fits")
    return Decoded(text, encoding, tuple(_doubts(text, encoding)))


def encoding_of(head: bytes, where: str) -> str:
    """The encoding of a long text by its beginning, which may end in the middle of a character. Raises InputError when none fits."""
    whole = head[: head.rfind(b"\n") + 1] or head
    encoding = _text_of(whole, where)[1]
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _text_of(raw: bytes, where: str) -> tuple[str, str]:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(name, errors="replace"), name
    sixteen = _sixteen(raw)
    if sixteen:
        return raw.decode(sixteen, errors="replace"), sixteen
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = _declared(raw) or _nearly_utf8(raw) or _detected(raw, where)
        return raw.decode(encoding, errors="replace"), encoding


def _sixteen(raw: bytes) -> str | None:
    """UTF-16 without a mark: the zero bytes stand on one side only."""
    sample = raw[: _SAMPLE & ~1]
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if half and odd > 0.6 * half and even < 0.02 * half + 1:
        return "utf-16-le"
    return "utf-16-be" if half and even > 0.6 * half and odd < 0.02 * half + 1 else None


def _declared(raw: bytes) -> str | None:
    """The charset that a page names in its head, when the bytes bear it out."""
    found = _CHARSET.search(raw, 0, 4096)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        raw[:_SAMPLE].decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    return None if name == "utf-8" else name


def _nearly_utf8(raw: bytes) -> str | None:
    """UTF-8 with a few damaged places, as a cut or a careless join leaves it: most of its multi-byte characters are whole."""
    text = raw[:_SAMPLE].decode("utf-8", errors="replace")
    damaged = text.count("\ufffd")
    whole = sum(1 for c in text if c > "\x7f") - damaged
    return "utf-8" if whole > 4 * damaged else None


def _detected(raw: bytes, where: str) -> str:
    """The likeliest encoding. Among the Western single-byte ones it is Windows-1252, which all real reports of that kind are."""
    sample = raw[:_SAMPLE]
    if _reads_western(sample):
        return "cp1252"
    best = from_bytes(sample).best()
    if best is None:
        raise InputError(where, "binary" if b"\x00" in sample else "not text: no encoding fits")
    return "cp1252" if _WESTERN.match(best.encoding) else best.encoding


def _reads_western(sample: bytes) -> bool:
    """Whether the few bytes beyond ASCII are what English text has in Windows-1252: quotation marks, dashes, accented letters in words."""
    high = [b for b in sample if b > 0x7F]
    fit = sum(b in b"\x85\x91\x92\x93\x94\x95\x96\x97\xa0\xa3\xa7\xa9\xab\xb0\xb4\xb7\xbb" or b >= 0xC0 for b in high)
    return b"\x00" not in sample and len(high) < 0.08 * len(sample) and fit >= 0.9 * len(high)


def _doubts(text: str, encoding: str) -> list[Doubt]:
    found = []
    if encoding != "utf-8":
        found.append(Doubt(0, len(text), "intake", f"decoded as {encoding}, which was detected, not UTF-8"))
    damaged = text.count("\ufffd")
    if damaged:
        first = text.index("\ufffd")
        found.append(Doubt(first, first + 1, "intake", f"{damaged} characters could not be decoded"))
    return found
