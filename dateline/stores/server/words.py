"""Words of any script for PostgreSQL's text search. In: texts, and what a person types. Out: vectors and queries whose words are cut and
folded as SQLite's `unicode61` does it, and snippets.

The server's own parsers cut by language and know few scripts. Here every run of letters and digits is a word, small and without marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dateline.stores.dialect import NO_WORD, QUERY_PART

LONGEST = 500  # letters of a word that count; a vector takes no longer ones
MOST_POSITIONS, LAST_POSITION = 255, 16_383  # of a word in a vector, and of words in all
MOST_BYTES = 900_000  # a vector takes a megabyte
GAP = 2  # between title and text, so that no phrase reaches over
WINDOW = 24
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


class _Fold(dict[int, str]):
    """What stands for a character: its letter, small and bare; nothing for a mark on a letter; a space for what is in no word."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if 0x300 <= code <= 0x36F:
            folded = ""
        elif unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "Co":
            base = unicodedata.normalize("NFD", char)
            is_marked = base[0].isascii() and all(0x300 <= ord(c) <= 0x36F for c in base[1:])  # others keep their marks, as in SQLite
            folded = (base[0] if is_marked else char).lower()[:1]
        else:
            folded = " "
        self[code] = folded
        return folded


_FOLD = _Fold()


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return [word[:LONGEST] for word in text.translate(_FOLD).split()]


# ---------------------------------------------------------------- vectors


def vector(title: str | None, text: str) -> tuple[str | None, bool]:
    """A document's words as a vector, and whether it knows every place of each; None where it would be too large."""
    first, second = tokens(title or ""), tokens(text)
    places: dict[str, list[int]] = {}
    for at, word in (*enumerate(first, 1), *enumerate(second, len(first) + 1 + GAP)):
        places.setdefault(word, []).append(at)
    knows_all = len(first) + len(second) + GAP < LAST_POSITION and all(len(some) <= MOST_POSITIONS for some in places.values())
    if sum(len(word.encode("utf-8")) + 4 for word in places) + 2 * (len(first) + len(second)) > MOST_BYTES:
        return None, False
    return " ".join(f"'{word}':{','.join(map(str, some[:MOST_POSITIONS]))}" for word, some in places.items()), knows_all


def labelled(**names: str) -> str:
    """Words of several kinds in one vector, each with the first letter of its kind before it."""
    return " ".join(sorted({f"'{kind[0]}{word}'" for kind, words in names.items() for word in tokens(words)}))


# ---------------------------------------------------------------- queries


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a person types: words that stand together, the last of them perhaps only a beginning."""

    words: tuple[str, ...]
    begins: bool


def parts(asked: str) -> list[Part]:
    """What a person types, part by part: all words, "quoted words" together, wor* as a beginning."""
    found = []
    for phrase, word in QUERY_PART.findall(asked):
        if words := tokens((phrase or word).replace('"', "")):
            found.append(Part(tuple(words), word.endswith("*")))
    return found


def together(asked: Sequence[Part]) -> str:
    """A query for all parts, the words of each one after the other."""
    return " & ".join(f"({' <-> '.join(_lexemes(part))})" for part in asked)


def anywhere(asked: Sequence[Part]) -> str:
    """A query for all words of all parts, wherever they stand."""
    return " & ".join(lexeme for part in asked for lexeme in _lexemes(part))


def in_names(**asked: str) -> str:
    """A query for words of each kind among those that `labelled` wrote; empty where none are asked for."""
    bare = {kind: NO_WORD.sub(" ", unicodedata.normalize("NFC", words)) for kind, words in asked.items()}
    return " & ".join(lexeme for kind, words in bare.items() for part in parts(words) for lexeme in _lexemes(part, kind[0]))


def _lexemes(part: Part, before: str = "") -> list[str]:
    quoted = [f"'{before}{word}'" for word in part.words]
    return [*quoted[:-1], quoted[-1] + (":*" if part.begins else "")]


def holds(title: str | None, text: str, asked: Sequence[Part]) -> bool:
    """Whether a document holds every part, in its title or its text."""
    both = tokens(title or ""), tokens(text)
    return all(any(_stands_in(words, part) for words in both) for part in asked)


def _stands_in(said: Sequence[str], part: Part) -> bool:
    size = len(part.words)
    return any(_is(said[at : at + size], part) for at in range(len(said) - size + 1))


def _is(said: Sequence[str], part: Part) -> bool:
    last = said[-1].startswith(part.words[-1]) if part.begins else said[-1] == part.words[-1]
    return last and tuple(said[:-1]) == part.words[:-1]


# ---------------------------------------------------------------- snippets


def snippet(texts: Sequence[str], asked: Sequence[Part]) -> str | None:
    """The words around the place where most of what is asked for stands, in the first of the texts that has any of it, these in
    brackets."""
    for text in texts:
        found = [(match.start(), match.end(), _is_asked(match.group(), asked)) for match in WORD.finditer(text)]
        if any(hit for _, _, hit in found):
            return _cut(text, found)
    return None


def _is_asked(word: str, asked: Sequence[Part]) -> bool:
    folded = "".join(tokens(word))
    return any(
        folded.startswith(w) if part.begins and at == len(part.words) - 1 else folded == w for part in asked for at, w in _words(part)
    )


def _words(part: Part) -> Iterator[tuple[int, str]]:
    return iter(enumerate(part.words))


def _cut(text: str, found: Sequence[tuple[int, int, bool]]) -> str:
    hits = [at for at, (_, _, hit) in enumerate(found) if hit]
    first = max(hits, key=lambda at: (sum(at <= other < at + WINDOW for other in hits), -at))
    begin = max(0, min(first - WINDOW // 4, len(found) - WINDOW))
    shown = found[begin : begin + WINDOW]
    begun, ended = found[begin][0] if begin else 0, shown[-1][1] if begin + WINDOW < len(found) else len(text)
    said, at = [" ... "] if begin else [""], begun
    for start, end, hit in shown:
        said += [text[at:start], f"[{text[start:end]}]" if hit else text[start:end]]
        at = end
    return "".join([*said, text[at:ended], "" if ended == len(text) else " ... "])
