"""The dateline with which a story begins. In: the beginning of a paragraph. Out: how far it reaches, its place, day and agency.

The forms are those of wire services, of radio monitors (with their brackets) and of press statements. No form is taken for a dateline
without proof: an agency, a date, a place in capitals before a dash.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dateline.readers._header import Dates, dates

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
_WORD = rf"(?:(?:ST|St|STE|Ste|MT|Mt|FT|Ft)\.|{_CAPITAL}[\w.'’-]*\w|{_CAPITAL})"
_ARTICLE = rf"(?:al|el|an|ar|as|ash|at|ad|az|ez|es)-{_CAPITAL}[\w'’-]+"
_JOIN = r"de|del|la|las|los|el|al|of|the|and|y|du|des|da|do|dos|upon|am|sur|van|den"
_NAME = rf"{_WORD}(?:\s{{1,2}}(?:{_WORD}|{_ARTICLE}|{_JOIN})){{0,5}}"
_PLACE = rf"(?P<place>(?-i:{_NAME}(?:\s?/\s?{_NAME})*(?:,\s+{_NAME}){{0,2}}?))"
_DASH = r"(?:[—–―‒]|--+|(?:(?<=\s)|(?<=\)))-(?=\s)|(?<=\w)-(?=\s)|:(?=\s)|=(?=\s))"
_BRACKETS = r"(?P<brackets>(?:\[[^\[\]]{2,120}\]\s*)*)"
_BRACKET = re.compile(r"\[([^\[\]]*)\]\s*")
_HEAD_CHARS = 320
_COLONS = (":", "=")
_LONG_LINE = 15


@dataclass(frozen=True, slots=True)
class Dateline:
    """The head of a story: how far it reaches, and the place, day (ISO) and agency that it names."""

    end: int
    place: str | None
    published: str | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class Datelines:
    """The forms of datelines in one language, compiled: a wire's, a statement's in brackets (with and without a date), a monitor's."""

    dates: Dates
    banned: frozenset[str]
    titles: frozenset[str]
    wire: re.Pattern[str]
    bracketed: re.Pattern[str]
    dated: re.Pattern[str]
    monitored: re.Pattern[str]

    def find(self, line: str, *, caps_text: bool = False, first: bool = True) -> Dateline | None:
        """The dateline of a paragraph, or None. `caps_text`: the whole report stands in capitals, so that they prove nothing; `first`:
        nothing of the story stands before, so that less proof is needed."""
        head = line[:_HEAD_CHARS]
        monitored = self.monitored.match(head)
        if monitored:
            return self._monitored(monitored)
        bracketed = (self.bracketed if first else self.dated).match(head)
        if bracketed and not self._known(bracketed["place"]) and not self._barred(bracketed["place"]):
            return self._made(bracketed, _plain(bracketed["place"]), None, bracketed.end())
        wire = self.wire.match(head)
        if wire is None:
            return self._heading(head) if first else None
        place, agency = self._named(wire)
        if not self._proof(wire, place, agency, caps_text=caps_text, first=first):
            return None
        return self._made(wire, place, agency, self._reach(wire, head))

    def _made(self, match: re.Match[str], place: str | None, agency: str | None, end: int) -> Dateline:
        found = match.groupdict()
        words = [found[name] for name in ("date", "date2", "paren") if found.get(name)]
        day = next((s.value for w in words for s in self.dates.stamps(w, short_years=True)), None)
        return Dateline(len(match.string[:end].rstrip()), self._without_days(place), day, agency)

    def _without_days(self, place: str | None) -> str | None:
        """The place without the name of a day after it (NGARAMA, Saturday)."""
        days = self.dates.table["weekdays"]["names"]
        parts = [p for p in (place or "").split(", ") if p.lower() not in days]
        return ", ".join(parts) or None

    def _reach(self, wire: re.Match[str], head: str) -> int:
        """The end of a wire's dateline, with the monitor's brackets and with a second dateline that those introduce."""
        again = self.wire.match(head, wire.end()) if wire["brackets"] else None
        last = again if again and again["place"] and (again["paren2"] or again["date"]) else wire
        return last.start("brackets") + self._headings(last["brackets"])

    def _monitored(self, match: re.Match[str]) -> Dateline:
        return self._made(match, None, _plain(match["station"]), match.start("brackets") + self._headings(match["brackets"]))

    def _heading(self, head: str) -> Dateline | None:
        """A text that begins with a monitor's own bracket: [Text]."""
        match = re.match(rf"\s*{_BRACKETS}", head)
        length = self._headings(match["brackets"]) if match else 0
        return Dateline(len(head[: match.start("brackets") + length].rstrip()), None, None, None) if match and length else None

    def _headings(self, words: str) -> int:
        """How much of a row of brackets is the monitor's heading: up to the last one that begins with a word of the table."""
        known = self.dates.table["words"]["brackets"]
        ends = [m.end() for m in _BRACKET.finditer(words) if (m[1].split() or [""])[0].lower().strip(",.:") in known]
        return ends[-1] if ends else 0

    def _named(self, wire: re.Match[str]) -> tuple[str | None, str | None]:
        """The place and the agency. A bracket right after a bare place and before a date is the place's country."""
        place, first, second = wire["place"], wire["paren"], wire["paren2"] or wire["slash"]
        country = wire["date"] and place and "," not in place and not self._known(first or "")
        if second is None and first is not None and not country and not self.dates.dates.search(first):
            second = first
        return _plain(place), self._agency(second)

    def _known(self, words: str) -> bool:
        return " ".join(words.lower().split()) in self.dates.table["agencies"]

    def _agency(self, words: str | None) -> str | None:
        plain = _plain(words)
        return None if plain is None else str(self.dates.table["agencies"].get(plain.lower(), plain))

    def _barred(self, place: str) -> bool:
        """Whether the words are no place: a heading of a situation report, the name of a day, a word that begins a sentence."""
        words = [w.lower().strip(".:") for w in re.split(r"[\s,/]+", place)]
        return words[0] in self.banned or not self.titles.isdisjoint(words)

    def _proof(self, wire: re.Match[str], place: str | None, agency: str | None, *, caps_text: bool, first: bool) -> bool:
        """Whether enough speaks for a dateline."""
        headed = bool(wire["brackets"] and self._headings(wire["brackets"]))
        if not (place or agency or headed) or (place and self._barred(place)):
            return False
        dated = any(wire[name] and not wire.string[: wire.start(name)].rstrip()[-1:].isalpha() for name in ("date", "date2"))
        if wire["dash"] in ("", "."):
            return bool(place and first and dated and self._has_year(wire) and len(place.split()) < 7)
        colon = wire["dash"] in _COLONS
        known = bool(agency and self._known(agency))
        if (colon and agency and not known) or wire.string[wire.end() : wire.end() + 1].islower():
            return False
        start = (place or "").replace("/", " ").replace(",", " ").split()[:1]
        caps = bool(start) and not caps_text and len(start[0]) > 3 and start[0].isupper()
        points = 3 * known + bool(agency) + 2 * dated + 2 * caps + 2 * headed
        points += (first and caps and len(wire.string.split()) >= _LONG_LINE) - 1 if colon else first and bool(place)
        return points >= 2 and (caps or points >= 3 or not place)

    def _has_year(self, wire: re.Match[str]) -> bool:
        return any(next(self.dates.stamps(wire[name] or ""), None) for name in ("date", "date2"))


def _plain(words: str | None) -> str | None:
    return None if words is None else " ".join(words.split())


@cache
def datelines(language: str = "en") -> Datelines:
    """The forms of a language, compiled once."""
    known = dates(language)
    day = known.bare
    wire = (
        rf"\s*(?:{_PLACE}\.?)?(?:\s*\((?P<paren>[^()]{{2,60}})\))?(?:[,.]?\s*(?P<date>{day}))?"
        rf"(?:[,.]?\s*(?:\((?P<paren2>[^()]{{2,60}})\)|/(?P<slash>[A-Za-z][\w .-]{{1,30}})/))?(?:[,.]?\s*(?P<date2>{day}))?"
        rf"\s*(?P<dash>{_DASH}|\.(?=\s)|$)\s*{_BRACKETS}"
    )
    bracketed = rf"\s*[(\[]{_PLACE}(?:,\s*(?P<date>{day}))?[)\]]\s*{_DASH}\s*"
    dated = rf"\s*[(\[]{_PLACE},\s*(?P<date>{day})[)\]]\s*{_DASH}\s*"
    monitored = (
        r"\s*(?P<station>[^\n.;]{4,70}?)(?:,? (?:monitored )?in \w+(?: to [\w ]{2,30}?)?)?,?\s+\d\d:?\d\d\s+(?:gmt|utc)\s+"
        rf"(?P<date>{day})\s*(?:{_DASH}|\.(?=\s)|(?=\[)|$)\s*{_BRACKETS}"
    )
    words = known.table["words"]
    banned = frozenset((*words["not_places"], *words["headings"], *known.table["months"], *known.table["weekdays"]["names"]))
    patterns = (re.compile(p, re.IGNORECASE) for p in (wire, bracketed, dated, monitored))
    return Datelines(known, banned, frozenset(words["headings"]), *patterns)
