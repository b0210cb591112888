"""Spelling-blind keys of place names. In: a name as anybody writes it. Out: the key under which the index keeps it.

`fold` forgets case, marks, apostrophes, hyphens and spaces; `spellings` adds the forms with and without an Arabic article; `skeleton`
keeps consonant classes only, for transliterations that nobody can list.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

FORMAT = 1  # of the index: raised when its tables or its keys change
SPECIAL = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ı": "i",
        "ə": "a",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ŋ": "n",
        "ħ": "h",
        "ƙ": "k",
        "ɗ": "d",
        "ɓ": "b",
    }
)
BREAK = re.compile(r"[^a-z0-9'ʼ‘’ʻ`´ʿʾ]+")
SILENT = re.compile(r"['ʼ‘’ʻ`´ʿʾ]")
SHORT = {"saint": "st", "sainte": "st", "ste": "st", "mount": "mt", "fort": "ft", "and": "", "the": ""}
ARTICLE = re.compile(r"(?:a[dlnrstz]|a[dst]h|e[dlnrstz]|e[dst]h|ul)$")
JOINED = re.compile(r"(?:al|el)(?=[bcdfghjklmnpqrstvwxz]|[aeiou]{1,2}[a-z]{3})")
CLASSES = str.maketrans({"q": "k", "c": "k", "g": "k", "x": "k", "z": "s", "j": "s", "v": "f", "p": "b"})
DIGRAPHS = (
    ("kh", "h"),
    ("gh", "k"),
    ("dh", "d"),
    ("th", "t"),
    ("sh", "s"),
    ("ch", "s"),
    ("ph", "f"),
    ("zh", "s"),
    ("ts", "s"),
    ("dj", "s"),
)


def plain(name: str) -> str:
    """The name in lower-case Latin letters without marks; other scripts stay as they are."""
    marked = unicodedata.normalize("NFKD", name.casefold().translate(SPECIAL))
    return "".join(c for c in marked if not unicodedata.combining(c))


def words(name: str) -> list[str]:
    """The words of a name, spelled plainly, with the usual short forms (St., Mt., Ft.)."""
    found = SILENT.sub("", BREAK.sub(" ", plain(name))).split()
    short = [SHORT.get(word, word) for word in found]
    return [word for word in short if word] or found


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The key of a name: its plain words run together, with one spelling of a leading Arabic article."""
    parts = words(name)
    if len(parts) > 1 and ARTICLE.match(parts[0]):
        parts[0] = "al"
    return "".join(parts)


@lru_cache(maxsize=16384)
def spellings(name: str) -> tuple[str, ...]:
    """The keys to ask for, best first: as written, then without its Arabic article, or with one."""
    key = fold(name)
    bare = JOINED.sub("", key, count=1)
    return (key, bare) if bare != key and len(bare) > 3 else (key, "al" + key)


@lru_cache(maxsize=65536)
def skeleton(name: str) -> str:
    """The consonant classes of a name, doubled ones once, without its article; empty when too short to tell names apart."""
    letters = JOINED.sub("", fold(name), count=1)
    for pair, single in DIGRAPHS:
        letters = letters.replace(pair, single)
    bones = re.sub(r"[aeiouywh0-9]", "", letters[:1].replace("h", "H").replace("w", "W") + letters[1:]).translate(CLASSES).casefold()
    bones = re.sub(r"(.)\1+", r"\1", bones)
    return bones if len(bones) >= 3 else ""
