"""Which language a report is in. In: its text. Out: a language code, or None for a text too short or too mixed to say.

By the script of its letters, and in Latin script by the share of each language's frequent short words (`languages.toml`).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from dateline import plugged
from dateline.ports import Tongue

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAMPLE = 6_000
_ENOUGH_WORDS = 20
_ENOUGH_LETTERS = 40
_LEAST_SHARE = 0.12
_LEAST_KINDS = 5
_FEW_WORDS, _SHORT_SHARE, _SHORT_KINDS = 8, 0.3, 3


def detect(text: str) -> str | None:
    """The code of the likeliest language of the text; None when nothing speaks for any language. Of eight to twenty words only another
    language than English is told, when every third word is a frequent one of it; of fewer none."""
    sample = _sample(text)
    other = _by_script(sample)
    if other is not None:
        return other
    words = [w.lower().replace("’", "'") for w in _WORD.findall(sample)]
    if len(words) < _FEW_WORDS:
        return None
    words_known = _words() | {t.name: frozenset(t.words) for t in plugged.used(Tongue)}
    shares = {code: sum(w in known for w in words) / len(words) for code, known in words_known.items()}
    best = max(shares, key=lambda code: (shares[code], code == "en", code))
    kinds = len(words_known[best].intersection(w for w in words if len(w) > 1))  # spaced letters are no words
    if len(words) < _ENOUGH_WORDS:
        return best if _is_plain(shares, best, kinds) else None
    if shares["en"] >= _LEAST_SHARE and shares["en"] * 1.4 >= shares[best]:
        return "en"
    if shares[best] >= _LEAST_SHARE and kinds >= _LEAST_KINDS:
        return best
    return best if _is_plain(shares, best, kinds) else None


def _is_plain(shares: Mapping[str, float], best: str, kinds: int) -> bool:
    """Whether a text with few different words (a short one, or one that says the same again and again) is surely in that language."""
    return best != "en" and shares[best] >= max(_SHORT_SHARE, 3 * shares["en"]) and kinds >= _SHORT_KINDS


def name_of(code: str) -> str:
    """What the language with that code is called in a message."""
    other = next((t.says for t in plugged.used(Tongue) if t.name == code), code)
    return str(_table()["names"].get(code, other))


def _sample(text: str) -> str:
    """Three stretches, so that an English head over a foreign body does not decide."""
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    return text[:_SAMPLE] + " " + text[middle : middle + _SAMPLE] + " " + text[-_SAMPLE:]


def _by_script(sample: str) -> str | None:
    letters = Counter(c for c in sample if c.isalpha())
    total = letters.total()
    counts = {script: sum(n for c, n in letters.items() if first <= c <= last) for script, (first, last) in _scripts().items()}
    if total < _ENOUGH_LETTERS or sum(counts.values()) < 0.5 * total:
        return None
    if counts["Kana"] > 0.05 * total:
        return "ja"
    script = max(counts, key=lambda name: (counts[name], name))
    for code, signs in _table()["letters"][script]:
        if not signs or sum(letters[c] for c in signs) > 0.01 * total:
            return str(code)
    return None


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("dateline.intake").joinpath("languages.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in _table()["words"].items()}


@cache
def _scripts() -> Mapping[str, tuple[str, str]]:
    return {name: (chr(int(first, 16)), chr(int(last, 16))) for name, (first, last) in _table()["scripts"].items()}
