"""Words for comparing texts. In: text. Out: stems, bags of weighted stems, and how much two bags share.

A stem weighs the more the rarer it is in news (the language's table `links_common`), so that a weight depends on no other report. Stems are
Snowball's (M. F. Porter, 2001).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

import Stemmer

from dateline import languages

Bag = Mapping[str, float]

WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
POSSESSIVE = ("'s", "’s")
LANGUAGE = "en"


@cache
def table(name: str = "links") -> Mapping[str, Any]:
    """The language's table of that name."""
    return languages.load(LANGUAGE).table(name)


@cache
def _stemmer() -> Any:
    return Stemmer.Stemmer("english", 0)  # 0: words are kept below


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word in small letters."""
    small = word.casefold()
    for ending in POSSESSIVE:
        small = small.removesuffix(ending)
    return str(_stemmer().stemWord(small))


@lru_cache(maxsize=4096)
def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's words, in order."""
    return tuple(stem(part) for word in WORD.findall(text) for part in word.split("-"))


@cache
def _weights() -> tuple[Mapping[str, float], float]:
    rows = table("links_common")
    return {word: float(weight) for weight, words in rows["weights"].items() for word in words}, float(rows["rare"])


def weight(word: str) -> float:
    """How much a stem says: nothing for one that every report holds."""
    weights, rare = _weights()
    return weights.get(word, rare)


@lru_cache(maxsize=4096)
def content(text: str) -> frozenset[str]:
    """The stems of a text that say something."""
    least = table()["content"]["least"]
    return frozenset(s for s in stems(text) if len(s) > 1 and weight(s) >= least)


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[str]:
    """The stems of a text's rare words in capitals."""
    least = table()["content"]["name"]
    found = (part for word in WORD.findall(text) for part in word.split("-"))
    return frozenset(s for part in found if part[:1].isupper() and len(part) > 1 for s in (stem(part),) if weight(s) >= least)


def bag(texts: Iterable[str], *, without: Collection[str] = ()) -> Bag:
    """The stems of some texts, each weighed by how rare and (by its logarithm) how frequent it is, to length one."""
    counts = Counter(s for text in texts for s in stems(text) if len(s) > 1 and s not in without)
    weighed = {s: (1 + math.log(n)) * w for s, n in counts.items() if (w := weight(s))}
    length = math.sqrt(sum(w * w for w in weighed.values()))
    return {s: w / length for s, w in weighed.items()} if length else {}


def cosine(one: Bag, other: Bag) -> float:
    """How much two bags share, from 0 to 1."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(w * large[s] for s, w in small.items() if s in large)


def shared(one: frozenset[str], other: frozenset[str]) -> float:
    """How much two sets of stems share, by weight: of the smaller one, from 0 to 1."""
    if not one or not other:
        return 0.0
    return sum(map(weight, one & other)) / min(sum(map(weight, one)), sum(map(weight, other)))
