"""Sector and status of a condition, by its words.

In: the model's shares, and the words of the facility, the anchor and the status. Out: the sector or status that the words name where the
model is not sure of another; else the model's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from dateline.ports import Language
from dateline.readers._phrases import Phrases, entries, words_of

SURE_SECTOR, SURE_STATUS = 0.95, 0.6  # a model that is surer than this is not overruled by words


@lru_cache(maxsize=8)
def sectors(language: Language) -> Phrases[str]:
    """Sectors by phrase."""
    return Phrases(entries(language.table("conditions")["sectors"]))


@lru_cache(maxsize=8)
def statuses(language: Language) -> Phrases[str]:
    """Statuses by phrase."""
    return Phrases(entries(language.table("conditions")["statuses"]))


def settled_sector(shares: Mapping[str, float], places: Sequence[str], language: Language) -> tuple[str, float]:
    """The sector and its share; `places` are stretches of words, the most telling first."""
    return _settled(shares, next((s for p in places if (s := _named(p, sectors(language)))), None), SURE_SECTOR)


def settled_status(shares: Mapping[str, float], words: str, language: Language) -> str:
    """The status of a condition by the words of its status."""
    return _settled(shares, _named(words, statuses(language)), SURE_STATUS)[0]


def _named(words: str, table: Phrases[str]) -> str | None:
    """What the words name; None where they name nothing, or several things."""
    found = {hit.value for hit in table.find(words_of(words))}
    return next(iter(found)) if len(found) == 1 else None


def _settled(shares: Mapping[str, float], told: str | None, sure: float) -> tuple[str, float]:
    likely, share = next(iter(shares.items()))
    if told is None or told == likely or share >= sure:
        return likely, share
    return told, max(shares.get(told, 0.0), 1 - share)
