"""Raw bytes to a `Document`. In: the bytes of a text or a web page, and facts that came with them. Out: the document; plain text stays as
it came.

What cannot be read is an `InputError` that names the input and the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from dateline.errors import InputError
from dateline.intake.decode import DEFAULT_LIMIT, decode
from dateline.intake.language import detect, name_of
from dateline.intake.sniff import is_html
from dateline.languages import supported
from dateline.types import Document, Doubt, Report, content_id

FACTS = ("title", "url", "publisher", "agency", "authors", "credit", "published", "place", "language")
HTML = "text/html"
PLAIN = "text/plain"
_DAYS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%d-%b-%Y", "%d-%b-%y", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")
_FORMS = tuple(day + clock for day in _DAYS for clock in ("", " %H:%M", " %H:%M:%S"))


def document_from_bytes(
    raw: bytes,
    where: str,
    *,
    ref: str | None = None,
    given: Mapping[str, object] | None = None,
    media_type: str | None = None,
    force: bool = False,
    limit: int = DEFAULT_LIMIT,
) -> Document:
    """Make a document of the bytes of one report. `where` names the input in messages; `ref` is the giver's own name for it.

    `given` are facts that came with the input (title, url, publisher, published, ...) and win over what the text says; `media_type` is
    `text/plain` or `text/html`, sniffed when None. `force` reads an unsupported language all the same; `limit` is in bytes.
    Raises InputError for what is empty, too large, binary, no text, in an unsupported language, or a page without an article.
    """
    decoded = decode(raw, where, limit=limit)
    kind = media_type or (HTML if is_html(raw) or is_html(decoded.text[:8192].encode("utf-8")) else PLAIN)
    given = given or {}
    report = Report(id=content_id(raw), ref=ref)
    if kind == HTML:
        # Imported here because a plain text does without the machinery for pages.
        from dateline.intake import html

        page = html.read_page(decoded.text, where, url=_facts(given)[0].get("url"))
        document = Document(page.text, raw, replace(report, **page.facts), HTML, page.sections)
        document = replace(document, doubts=tuple(Doubt(0, len(page.text), "intake", message) for message in page.doubts))
    else:
        document = Document(decoded.text, raw, report, PLAIN)
    placed = tuple(d if kind == PLAIN else Doubt(0, len(document.text), d.reader, d.message) for d in decoded.doubts)
    return finished(replace(document, doubts=placed + document.doubts), where, given=given, force=force)


def finished(document: Document, where: str, *, given: Mapping[str, object], force: bool = False) -> Document:
    """The document with the facts that came with it, its language and the doubts about both. Raises InputError for a language that is not
    supported, unless by `force`."""
    facts, doubts = _facts(given)
    language, more = _language(_article(document), facts.get("language"), where, force=force)
    report = replace(document.report, **facts, given=frozenset(facts))
    return replace(document, report=replace(report, language=language), doubts=document.doubts + doubts + more)


def _article(document: Document) -> str:
    """The words of the document without what the container knows to be furniture."""
    return "\n".join(s.span.of(document.text) for s in document.sections if s.role != "chrome") or document.text


def _facts(given: Mapping[str, object]) -> tuple[dict[str, Any], tuple[Doubt, ...]]:
    """The given facts that a report has a place for, with the date as ISO 8601; a date that is none is not taken and leaves a doubt."""
    facts: dict[str, Any] = {}
    for name in FACTS:
        value = given.get(name)
        if isinstance(value, str) and value.strip():
            facts[name] = (value.strip(),) if name == "authors" else value.strip()
        elif name == "authors" and isinstance(value, (list, tuple)) and value:
            facts[name] = tuple(str(v) for v in value)
    published = facts.pop("published", None)
    if not isinstance(published, str):
        return facts, ()
    day = iso_date(published)
    if day is None:
        return facts, (Doubt(0, 0, "intake", f"the given date {published!r} is no date that can be read"),)
    return {**facts, "published": day}, ()


def iso_date(words: str) -> str | None:
    """A date as feeds, archives and tables write it (ISO 8601, with or without a time, RFC 2822, with the month as a word, or with day and
    month in figures where only one order is possible) as ISO 8601 to the minute; None for others."""
    if len(words) in (4, 7) and words[:4].isdigit() and (len(words) == 4 or (words[4] == "-" and words[5:].isdigit())):
        return words
    moment = _moment(words)
    if moment is None:
        return None
    return moment.date().isoformat() if ":" not in words else moment.strftime("%Y-%m-%dT%H:%M")


def _moment(words: str) -> datetime | None:
    for parse in (datetime.fromisoformat, parsedate_to_datetime, _written):
        try:
            return parse(words)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _written(words: str) -> datetime:
    """A day as tables write it. Raises ValueError for one that is none, or that could be two days."""
    folded = " ".join(words.replace(",", " ").split())
    found = {moment for form in _FORMS if (moment := _by_form(folded, form))}
    if len(found) != 1:
        raise ValueError(f"{words!r} is no day")
    return found.pop()


def _by_form(words: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(words, form)
    except ValueError:
        return None


def _language(text: str, given: str | None, where: str, *, force: bool) -> tuple[str | None, tuple[Doubt, ...]]:
    code = given or detect(text)
    if code is None or code.split("-")[0].lower() in supported():
        return (code.split("-")[0].lower() if code else None), ()
    known = ", ".join(name_of(c) for c in supported())
    if not force:
        raise InputError(where, f"language: {name_of(code)} (supported: {known}; use --force to read all the same)")
    return code, (Doubt(0, len(text), "intake", f"read by force as {name_of('en')}, though the language seems to be {name_of(code)}"),)
