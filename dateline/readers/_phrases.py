"""Words and phrases of a stretch of text, for lexicons.

In: text, and phrases as the language's tables write them. Out: words with offsets, and where the phrases stand, longest first. A
phrase written in CAPITALS matches only words in capitals ("WHO"); any other matches in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|['’]s\b|\w+(?:[-.&/](?=\w)\w+|['’](?!s\b)\w+)*|[^\w\s]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


class Word(NamedTuple):
    """A word or a mark: its offsets, itself, and its form for looking up (lower case, straight quotes, no dots in initials). A tuple,
    because thousands are made for a report."""

    start: int
    end: int
    raw: str
    form: str

    @property
    def is_mark(self) -> bool:
        """Whether it is punctuation."""
        return not self.raw[0].isalnum() and self.form != "'s"


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase found: index of its first word and past its last, its value, and the phrase as the table has it."""

    first: int
    last: int
    value: T
    phrase: str


def words_of(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words and marks of `text[start:end]`, with offsets into `text`."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return tuple([Word(*m.span(), raw := m.group(), form_of(raw)) for m in found])


@lru_cache(maxsize=1 << 15)
def form_of(raw: str) -> str:
    """The look-up form of one word."""
    form = raw.translate(_QUOTES).lower()
    return form.replace(".", "") if _has_initials(form) else form


def norm(text: str) -> str:
    """A name or phrase in look-up form, its words joined by single blanks, marks left out."""
    return " ".join(w.form for w in words_of(text) if not w.is_mark)


def _has_initials(form: str) -> bool:
    return len(form) > 1 and "." in form and all(len(part) <= 1 for part in form.split("."))


class Phrases(Generic[T]):
    """Phrases with a value each. The same phrase twice keeps the first value."""

    def __init__(self, entries: Iterable[tuple[str, T]], *, ambiguous: Sequence[str] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str | None, T, str]]] = {}
        self._ambiguous = frozenset(a.lower() for a in ambiguous)
        seen: set[tuple[tuple[str, ...], str | None]] = set()
        for phrase, value in entries:
            forms = tuple(w.form for w in words_of(phrase))
            exact = phrase.replace(".", "") if is_capitals(phrase) else None
            if forms and (forms, exact) not in seen:
                seen.add((forms, exact))
                self._by_first.setdefault(forms[0], []).append((forms, exact, value, phrase))
        for rows in self._by_first.values():
            rows.sort(key=lambda row: (-len(row[0]), row[1] is None))

    def at(self, words: Sequence[Word], index: int, *, upper: bool = False) -> Hit[T] | None:
        """The longest phrase that begins at that word. With `upper` (a text wholly in capitals) ambiguous initials are passed over."""
        for forms, exact, value, phrase in self._by_first.get(words[index].form, ()):
            last = index + len(forms)
            if (
                last <= len(words)
                and (len(forms) == 1 or forms == tuple([w.form for w in words[index:last]]))
                and self._allows(words, index, exact, upper)
            ):
                return Hit(index, last, value, phrase)
        return None

    def find(self, words: Sequence[Word], *, upper: bool = False) -> Iterator[Hit[T]]:
        """Every phrase in the words from left to right, longest first, without overlap."""
        index = 0
        while index < len(words):
            if words[index].form not in self._by_first:
                index += 1
                continue
            hit = self.at(words, index, upper=upper)
            if hit:
                yield hit
            index = hit.last if hit else index + 1

    def get(self, text: str) -> T | None:
        """The value of the text as a whole, if it is one phrase."""
        words = words_of(text)
        hit = self.at(words, 0) if words else None
        return hit.value if hit and hit.last == len(words) else None

    def _allows(self, words: Sequence[Word], index: int, exact: str | None, upper: bool) -> bool:
        if exact is None:
            return True
        if upper and exact.lower() in self._ambiguous:
            return False
        return words[index].raw.replace(".", "").replace("’", "'").isupper()


def is_capitals(phrase: str) -> bool:
    """Whether a table's phrase is one word in capitals, and so matches only capitals."""
    return " " not in phrase and phrase.isupper()


def is_upper(text: str) -> bool:
    """Whether a text is wholly in capitals, as agencies once wrote."""
    if len(text) <= 20:
        return False
    letters = "".join(filter(str.isalpha, text))
    return len(letters) > 20 and sum(map(str.isupper, letters)) > 0.9 * len(letters)


def entries(table: Mapping[str, Sequence[str]], *, plurals: bool = False) -> Iterator[tuple[str, str]]:
    """The rows of a table `value = [phrases]`, with the regular plurals of the phrases when asked for; listed phrases come first."""
    for value, phrases in table.items():
        yield from ((phrase, value) for phrase in phrases)
    if plurals:
        for value, phrases in table.items():
            yield from ((plural(phrase), value) for phrase in phrases if not is_capitals(phrase))


def plural(phrase: str) -> str:
    """The regular English plural of a phrase's last word."""
    if phrase.endswith(("s", "x", "ch", "sh")):
        return phrase + "es"
    if phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        return phrase[:-1] + "ies"
    return phrase + "s"
