"""Which names of a report are shorter forms of which fuller ones.

In: the keys that the names stand under. Out: short key -> full key, only where one fuller key fits: initials ("LNA"), a person's surname
or initials, the beginning or the end of a body's name ("Security Council").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dateline.readers._phrases import words_of

PERSON, PLACE = "PER", "LOC"
_LINKS = frozenset(("of", "in", "for"))


@dataclass(frozen=True, slots=True)
class Key:
    """What names stand under: the key, its label, where it first stands in the text, and the longest name under it."""

    key: str
    label: str
    first: int
    name: str

    @property
    def tokens(self) -> list[str]:
        return self.key.split()


def fuller(keys: Sequence[Key]) -> dict[str, str]:
    """The full key of every short one that has just one."""
    index = _index([k for k in keys if k.label != PLACE and not k.key.startswith("state ")])
    out: dict[str, str] = {}
    for key in keys:
        fitting = [k for k in _candidates(key, index) if k.label == key.label and _is_short_of(key, k)]
        longest = [k for k in fitting if not any(o is not k and _is_short_of(k, o) for o in fitting)]
        if len(longest) == 1 and _may_follow(key, longest[0]):
            out[key.key] = longest[0].key
    return out


def _index(keys: Sequence[Key]) -> dict[str, list[Key]]:
    """The keys by each of their tokens, by the first letter of each, and by their initials: so that a name is compared with few others."""
    index: dict[str, list[Key]] = {}
    for key in keys:
        marks = {*key.tokens, *(t[0] + "." for t in key.tokens), *(f"={i}" for i in initials(key.name))}
        for mark in sorted(marks):
            index.setdefault(mark, []).append(key)
    return index


def _candidates(key: Key, index: Mapping[str, list[Key]]) -> Iterator[Key]:
    longest = max(key.tokens, key=len, default="")
    mark = longest if len(longest) > 1 else longest + "."
    if key.label != PERSON and is_acronym(key.name):
        mark = "=" + "".join(c for c in key.name.lower() if c.isalpha())
    yield from (k for k in index.get(mark, ()) if k.key != key.key)


def _may_follow(short: Key, full: Key) -> bool:
    """A single name stands for a person only behind the full name, or when it is the surname."""
    return short.label != PERSON or full.first <= short.first or len(short.tokens) > 1 or short.key == full.tokens[-1]


def _is_short_of(short: Key, full: Key) -> bool:
    """Whether one key is a shorter form of another."""
    few, many = short.tokens, full.tokens
    if short.label == PERSON:
        return len(few) < len(many) and _is_subsequence(few, many)
    if is_acronym(short.name):
        return not is_acronym(full.name) and fits(short.name, full.name)
    if not 1 < len(few) < len(many):
        return False
    return many[-len(few) :] == few or (many[: len(few)] == few and many[len(few)] not in _LINKS)


def _is_subsequence(few: Sequence[str], many: Sequence[str]) -> bool:
    rest = iter(many)
    return all(any(_same_token(a, b) for b in rest) for a in few)


def _same_token(short: str, full: str) -> bool:
    return short == full or (len(short) == 1 and full.startswith(short))


def is_acronym(word: str) -> bool:
    """Whether a word is written like initials ("LNA", "U.N.", "M-19", "SLM/A")."""
    bare = word.replace(".", "")
    return " " not in bare and 2 <= len(bare) <= 10 and bare[0].isupper() and sum(c.isupper() for c in bare) >= max(2, len(bare) // 2)


def fits(acronym: str, name: str) -> bool:
    """Whether the letters of an acronym are the initials of a name's words, small words left out or not, in order."""
    return "".join(c for c in acronym.lower() if c.isalpha()) in initials(name)


def initials(name: str) -> tuple[str, str]:
    """The initials of a name's capitalised words, and of all its words."""
    parts = [p for w in words_of(name) if not w.is_mark for p in w.raw.split("-") if p]
    return "".join(p[0].lower() for p in parts if p[0].isupper()), "".join(p[0].lower() for p in parts)
