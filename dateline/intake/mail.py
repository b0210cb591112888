"""Letters (.eml). In: the bytes of one. Out: its text with subject, date and sender as facts; attachments are listed as a doubt.

The plain text is taken when it says as much as the page that comes with it; else the page is read as any other.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from contextlib import suppress
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from dateline.errors import InputError
from dateline.intake import fragment
from dateline.intake.content import Content, has_words, printable, tiled
from dateline.intake.parts import Options, Part

_PARTS = 1_000
_HEADER_CHARS = 10_000


def read(part: Part, raw: bytes, options: Options) -> Content:
    """The letter. Raises InputError when it has no text."""
    if raw.count(b"\n--") > 5 * _PARTS:  # the library takes seconds for thousands of parts
        raise InputError(part.where, f"over the size limit: a letter of more than {_PARTS:,} parts")
    # By the older policy: the newer one parses every header in full, and takes seconds for odd ones.
    letter = message_from_bytes(raw.removeprefix(BOM_UTF8))
    pieces = [piece for _, piece in zip(range(_PARTS), letter.walk(), strict=False)]
    plain, page = _first(pieces, "text/plain"), _first(pieces, "text/html")
    attached = [_name(piece) for piece in pieces if _is_attached(piece)]
    doubts = (f"attachments that were not read: {', '.join(attached)}",) if attached else ()
    given = _facts(letter)
    if page and len(plain.split()) < 0.5 * len(fragment.text(page).split()):
        return _of_page(part, page, given, doubts)
    if not has_words(plain):
        raise InputError(part.where, "no text in the letter" + (f", only attachments: {', '.join(attached)}" if attached else ""))
    return Content(printable(plain), "message/rfc822", given=given, doubts=doubts)


def _of_page(part: Part, page: str, given: dict[str, object], doubts: tuple[str, ...]) -> Content:
    """The letter's page as any other page; one that is no article of a site, but set in tables as letters are, is taken block by block."""
    from dateline.intake import html

    whole = fragment.blocks(page)
    try:
        article = html.read_page(page, part.where)
        blocks = [(s.role, s.span.of(article.text)) for s in article.sections if s.role not in ("timestamp", "byline")]
    except InputError:
        blocks = []
    text, sections = tiled(blocks if len(blocks) > 0.5 * len(whole) else whole)
    if not has_words(text):
        raise InputError(part.where, "no text in the letter")
    return Content(text, "message/rfc822", sections, given=given, doubts=doubts)


def _facts(letter: Message[str, str]) -> dict[str, object]:
    sender = _header(letter, "from")
    name = sender.split("<")[0].strip(" \"'") or sender.strip(" <>")
    facts = {"title": _header(letter, "subject"), "publisher": name, "published": _date(_header(letter, "date"))}
    return {key: value for key, value in facts.items() if value} | ({"authors": (name,)} if name else {})


def _header(letter: Message[str, str], name: str) -> str:
    return _decoded(str(letter.get(name, ""))[:_HEADER_CHARS])[:1000]


def _decoded(words: str) -> str:
    """The words of a header; the raw ones where they cannot be decoded."""
    with suppress(ValueError, LookupError, MessageError):
        words = str(make_header(decode_header(words)))
    return " ".join(printable(words).split())


def _date(words: str) -> str:
    try:
        return parsedate_to_datetime(words).strftime("%Y-%m-%dT%H:%M") if words else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _is_attached(piece: Message[str, str]) -> bool:
    return not piece.is_multipart() and (piece.get_content_disposition() == "attachment" or piece.get_content_maintype() != "text")


def _first(pieces: list[Message[str, str]], kind: str) -> str:
    return next((_words(p) for p in pieces if p.get_content_type() == kind and not p.is_multipart() and not _is_attached(p)), "")


def _words(piece: Message[str, str]) -> str:
    raw = piece.get_payload(decode=True)
    raw = raw if isinstance(raw, bytes) else b""
    for encoding in (piece.get_content_charset(), "utf-8"):
        try:
            return raw.decode(encoding or "utf-8").replace("\r\n", "\n")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("cp1252", "replace").replace("\r\n", "\n")


def _name(piece: Message[str, str]) -> str:
    return _decoded((piece.get_filename() or "")[:_HEADER_CHARS])[:200] or piece.get_content_type()
