"""What speaks for the role of a line of a report. In: its lines. Out: the features of each and its score for every role.

The patterns, the word lists and the weights are the language's table `sections`; only what a table cannot say is computed here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from dateline import languages
from dateline.readers._datelines import Datelines, datelines
from dateline.readers._header import Dates, dates
from dateline.readers._surroundings import Kinds, surroundings
from dateline.readers._text import is_item

_BULLET = re.compile(r"^(?:[•●▪■◦‣►▶➢✓·*o–—-]\s+|[•●▪■◦‣►▶➢✓·]+|(?:>>|»|›)\s*)")
_STOP = re.compile(r"[.!?…][\"'”’»)\]]*$")
_SENTENCE_STOP = re.compile(r"[a-z0-9)\]”\"’][.!?][\"'”’)]*\s+[\"“‘(\[]?[A-Z]")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,. ]*\d|\d")
_TOKEN = re.compile(r"[\w'’.-]*\w")
_BAR = re.compile(r"\s[|·•>»/]\s|\s{2,}[|·•>»/]?\s*")
_VOICE_TAG = re.compile(r"^\[[A-ZÀ-Þ][^\]a-z]{1,40}\]|^\[[Bb]egin ")
_SPEAKER = re.compile(r"^\[[A-Z][^\]]{1,40}\]|^[A-Z][\w .'-]{1,30}: [\"“A-Z]")
_PERSON = re.compile(r"^(?:[Bb]y |BY )?(?:[A-ZÀ-Þ][\w.'’-]+,? (?:and )?){1,3}[A-ZÀ-Þ][\w.'’-]+(?:, [\w ]{0,30})?$")
_NAME = r"(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w'’-]*)(?:[ -](?:[A-ZÀ-Þ]\.|[\w'’-]+)){0,4}"
_TEXT = r"(?:[^.()]|(?<=\b[A-Z])\.){3,70}"
_CASED = frozenset({"class_name"})
_EDGE = 400
_MARKED = 90
_SENTENCE = 60  # so is a sentence longer than this that tells of what befell people
_EVERYDAY = frozenset(
    {"returned", "population", "fighters", "other", "affected", "sick", "missing"}
)  # types whose words pages use of themselves
_SAYING = 260  # a paragraph longer than this is furniture only when more than one thing speaks for it
_SHORT, _LONG = 16, 24
_TELLING = 6  # words from which on a line with a stop, or an item with a count, says that something happened
_NO_TITLE = frozenset(
    {"only_date", "only_time", "only_age", "first_number", "menu", "crumbs", "class_name", "counter", "share", "cookie", "sign_up", "shown"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report (its wrapped parts joined by blanks) and whether the container already said that it is body."""

    words: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Furniture:
    """The compiled table of one language."""

    contains: Mapping[str, re.Pattern[str]]
    starts: Mapping[str, re.Pattern[str]]
    ends: Mapping[str, re.Pattern[str]]
    whole: Mapping[str, re.Pattern[str]]
    forms: Mapping[str, re.Pattern[str]]
    words: Mapping[str, frozenset[str]]
    weights: Mapping[str, Mapping[str, float]]
    kinds: Kinds
    change: float
    happenings: frozenset[str]
    dates: Dates
    datelines: Datelines

    def features(self, lines: Sequence[Line]) -> list[set[str]]:
        """The features of every line by its own words."""
        caps_text = _is_caps(lines)
        return [self._own(line, _BULLET.sub("", line.words).strip(), caps_text=caps_text) for line in lines]

    def surround(self, found: list[set[str]], lines: Sequence[Line]) -> None:
        """Add to the features of every line those of its neighbourhood."""
        self._around(found, [_BULLET.sub("", line.words).strip() for line in lines])

    def is_sure(self, features: set[str]) -> bool:
        """Whether a line is furniture whatever stands around it, by its own features."""
        return bool(features & self.kinds.sure)

    def scores(self, features: set[str]) -> dict[str, float]:
        """The score of every role for a line with these features."""
        return {role: math.fsum(weights.get(f, 0.0) for f in features) for role, weights in self.weights.items()}

    def _own(self, line: Line, words: str, *, caps_text: bool) -> set[str]:
        edge = words[:_EDGE] if len(words) <= 2 * _EDGE else f"{words[:_EDGE]} {words[-_EDGE:]}"
        found = {name for name, pattern in self.contains.items() if pattern.search(edge)}
        found |= {name for name, pattern in self.starts.items() if pattern.match(words)}
        found |= {name for name, pattern in self.ends.items() if pattern.search(words[-40:])}
        told = len(words) > _SENTENCE and _STOP.search(words) is not None and bool(self.happenings & set(_TOKEN.findall(words.lower())))
        if (told or len(words) > _SAYING) and len(found & self.kinds.sure - {"reading_time"}) < 2:
            found -= self.kinds.sure
        if len(words) < _EDGE:
            found |= {name for name, pattern in self.whole.items() if pattern.fullmatch(words)}
        found |= self._shape(line, words, edge, caps_text=caps_text) | self._dates(words)
        return found - {"telling"} if found & self.kinds.sure else found

    def _shape(self, line: Line, words: str, edge: str, *, caps_text: bool) -> set[str]:
        """Length, stops, verbs, capitals: what tells prose from titles."""
        tokens = _TOKEN.findall(edge)
        low = [t.lower() for t in tokens]
        stop, verb = bool(_STOP.search(words)), any(t in self.words["verbs"] for t in low)
        numbers, item = bool(_NUMBER.search(edge)), is_item(line.words)
        long = len(tokens) > _LONG or len(edge) < len(words)
        lettered = [t for t in tokens if t[0].isalpha() and len(t) > 3]
        menus = [t in self.words["menu"] for t in low if len(t) > 2 or t == "x"]
        named = {
            "any": True,
            "marked_body": line.marked,
            "marked_long": line.marked and len(words) > _MARKED,
            "short": 0 < len(tokens) <= _SHORT,
            "long": long,
            "stop": stop,
            "no_stop": not stop,
            "verb": verb,
            "sentence": stop and verb and len(tokens) > 6,
            "sentences": bool(_SENTENCE_STOP.search(edge)),
            "item": item,
            "quoted": words[:1] in "\"“‘'" and words != "",
            "numbers": numbers,
            "telling": len(tokens) >= _TELLING and ((stop and (verb or numbers)) or (item and verb and numbers)),
            "caps": not caps_text and words.isupper() and len(tokens) < _LONG,
            "lower": words[:1].islower(),
            "words_1": len(tokens) == 1,
            "words_2": len(tokens) == 2,
            "words_3": 2 < len(tokens) < 5,
            "words_5": 4 < len(tokens) < 9,
            "words_9": 8 < len(tokens) < _SHORT,
            "title_case": not caps_text and len(lettered) > 1 and sum(t[0].isupper() for t in lettered) >= 0.8 * len(lettered),
            "colon": words.endswith(":"),
            "heading_word": 0 < len(tokens) <= 7 and any(t in self.words["headings"] for t in low),
            "menu": bool(menus) and all(menus) and not set(low) <= self.words["headings"],
            "menu_heading": bool(menus) and all(menus) and set(low) <= self.words["headings"],
            "menu_part": len(menus) > 2 and 0.6 * len(menus) <= sum(menus) < len(menus),
            "lead_in": words[-1:] in (":", ",") and any(t in self.words["verbs"] or t.endswith("ed") for t in low),
            "menu_bar": len(_BAR.split(words)) > 3 and all(len(p.split()) < 5 for p in _BAR.split(words)),
            "voice_tag": bool(_VOICE_TAG.match(words)),
            "speaker": bool(_SPEAKER.match(words)),
            "names": len(tokens) <= 8 and bool(_PERSON.match(words)),
        }
        return {name for name, holds in named.items() if holds}

    def _dates(self, words: str) -> set[str]:
        if len(words) > _EDGE:
            return set()
        days = any(True for _ in self.dates.stamps(words, short_years=True))
        rest = self.contains["reading_time"].sub(" ", self.contains["age"].sub(" ", self.dates.without(words)))
        idle = self.words["around_dates"] | self.words["menu"]
        left = [t for t in _TOKEN.findall(rest.lower()) if t not in idle and not t.isdigit()]
        found = {"date"} if days else set()
        if left or not words:
            return found
        if days:
            return found | {"only_date"}
        if self.dates.time(words):
            return found | {"only_time"}
        return found | ({"only_age"} if self.contains["age"].search(words) else set())

    def _around(self, found: list[set[str]], plain: list[str]) -> None:
        """Features of the neighbourhood: the place in the report, repeated lines, runs of names of classes, what follows a link title."""
        classes = sum("class_name" in f for f in found)
        _add(found[0] if found else set(), first_number=bool(plain) and plain[0].isdigit())
        under = False
        for features, words in zip(found, plain, strict=True):
            _add(features, class_names="class_name" in features and classes > 2)
            under = "short" in features and (under or ("link_opener" in features and len(words.split()) < 5)) and "sentence" not in features
            _add(features, under_opener=under and "no_stop" in features and "link_opener" not in features)
        surroundings(found, plain, self.kinds)
        prose = [i for i, f in enumerate(found) if "prose" in f]
        top, bottom = (prose[0], prose[-1]) if prose else (len(found), len(found))
        lead = next((i for i, f in enumerate(found) if not f & _NO_TITLE), 0)
        for i, (features, words) in enumerate(zip(found, plain, strict=True)):
            _add(features, top=i < top, bottom=i > bottom, first=i == lead)
            _add(features, top_title=i < top and "no_stop" in features and len(words.split()) > 4)
            _add(features, leads=i + 1 < len(found) and bool({"sentence", "item", "long"} & found[i + 1]) and "no_stop" in features)


def _add(features: set[str], **named: bool) -> None:
    features.update(name for name, holds in named.items() if holds)


def _is_caps(lines: Sequence[Line]) -> bool:
    """Whether the whole report stands in capitals, as teleprinters wrote."""
    letters = [c for line in lines for c in line.words[:_EDGE] if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) > 0.8 * len(letters)


@cache
def furniture(language: str = "en") -> Furniture:
    """The table of a language, compiled once."""
    table: Mapping[str, Any] = languages.load(language).table("sections")
    return Furniture(
        contains=_patterns(table["contains"], "(?:{})"),
        starts=_patterns(table["starts"], "(?:{})"),
        ends=_patterns(table["ends"], "(?:{})$"),
        whole=_patterns(table["whole"], "(?:{})"),
        forms=_forms(table["forms"]),
        words={name: frozenset(words) for name, words in table["words"].items()},
        weights=table["weights"],
        change=table["kinds"]["change"],
        happenings=_happenings(language),
        kinds=Kinds(*(frozenset(table["kinds"][name]) for name in Kinds.__slots__)),
        dates=dates(language),
        datelines=datelines(language),
    )


def _happenings(language: str) -> frozenset[str]:
    """Words of tolls: a sentence with one of them tells of what befell people."""
    people = languages.load(language).table("tolls")["people"]
    return frozenset(word for name, words in people.items() if name not in _EVERYDAY for word in words if " " not in word)


def _patterns(table: Mapping[str, Sequence[str]], form: str) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(form.format("|".join(parts)), 0 if name in _CASED else re.IGNORECASE) for name, parts in table.items()}


def _forms(table: Mapping[str, Sequence[str]]) -> dict[str, re.Pattern[str]]:
    """The forms with their placeholders filled in; a form of an end keeps its capitals and stands after a blank or a stop."""
    agencies = "(?:" + "|".join(table["photo_agencies"]) + ")"
    forms = {name: "|".join(parts) for name, parts in table.items()}
    filled = {n: f.replace("AGENCY", agencies).replace("NAME", _NAME).replace("TEXT", _TEXT) for n, f in forms.items()}
    ends = {n: re.compile(rf"(?:(?<=[.!?\s”\"])|^)(?P<form>{f})\.?\s*$") for n, f in filled.items() if n.endswith("_end")}
    return {n: re.compile(f, re.IGNORECASE) for n, f in filled.items()} | ends
