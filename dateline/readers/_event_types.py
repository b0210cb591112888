"""What kind of event a report speaks of: the model's shares and the words together.

In: the model's shares by type, the text, the anchor and its sentence. Out: a type and how sure it is. The anchor's own words count
most; the words around decide only between types that the anchor leaves open. Words and weights are the language's table `events`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateline.ports import Language
from dateline.readers._phrases import Hit, Phrases, Word, plural, words_of
from dateline.readers._stance import forms
from dateline.types import Span

Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The language's table of event words: phrases of anchors and of their surroundings, each with weights by type."""

    anchors: Phrases[Weights]
    near: Phrases[Weights]
    breaks: frozenset[str]
    weights: Weights


@lru_cache(maxsize=8)
def lexicon(language: Language) -> Lexicon:
    """The event words of a language. Raises DataError when it has none."""
    table = language.table("events")
    anchors: dict[str, dict[str, float]] = {}
    for phrase, lean in _anchor_rows(table):
        anchors[phrase] = _stronger(anchors.get(phrase, {}), lean)  # a form of two words ("storm") may be either
    near: dict[str, dict[str, float]] = {}
    for row in table["near"]:
        for word in row["words"]:
            near[word] = _stronger(near.get(word, {}), row["types"])
    return Lexicon(
        anchors=Phrases(anchors.items()),
        near=Phrases(near.items()),
        breaks=frozenset(table["scope"]["breaks"]),
        weights=table["weights"],
    )


def _anchor_rows(table: Mapping[str, Any]) -> Iterator[tuple[str, Weights]]:
    for row in table["anchor"]:
        lean = dict.fromkeys(table["groups"][row["open"]], 0.0) if "open" in row else {}
        lean |= row["lean"]
        yield from ((word, lean) for word in (*row.get("words", ()), *row.get("nouns", ())))
        yield from ((form, lean) for verb in row.get("verbs", ()) for form in forms(verb, table["irregular"]))
        yield from ((plural(noun), lean) for noun in row.get("nouns", ()))


def _stronger(one: Weights, other: Weights) -> dict[str, float]:
    """The larger of two weights for every type."""
    return {t: max(w.get(t, -math.inf) for w in (one, other)) for t in (*one, *other)}


def settled_event(shares: Mapping[str, float], text: str, anchor: Span, sentence: Span, language: Language) -> tuple[str, float]:
    """The type of an event and how sure it is (0 to 1).

    `shares` are the model's shares of the likely types, may be empty; the anchor and the sentence that holds it are places of `text`.
    Where no word tells, the model's likeliest type is returned with its share. Raises ValueError when neither tells anything.
    """
    found = word_weights(shares, text, anchor, sentence, language)
    if not found:
        if not shares:
            raise ValueError("no shares, and no word that tells the type")
        best = max(shares, key=lambda t: shares[t])
        return best, shares[best]
    table = lexicon(language).weights
    logs = {t: table["model"] * math.log(max(shares.get(t, 0.0), table["floor"])) + found.get(t, 0.0) for t in (*shares, *found)}
    best = max(logs, key=lambda t: logs[t])
    return best, 1 / sum(math.exp(v - logs[best]) for v in logs.values())


def word_weights(shares: Mapping[str, float], text: str, anchor: Span, sentence: Span, language: Language) -> dict[str, float]:
    """What the words say, as weights by type: those of the anchor, and those around it for the types that are open. Empty when they
    say nothing."""
    words, table = words_of(text, min(sentence.start, anchor.start), max(sentence.end, anchor.end)), lexicon(language)
    inside = [i for i, w in enumerate(words) if w.start < anchor.end and anchor.start < w.end]
    if not inside:
        return {}
    own = _own(words, inside[0], inside[-1] + 1, table)
    around = _around(words, inside[0], inside[-1] + 1, table)
    is_open = own.keys() if own else shares.keys()
    return {t: own.get(t, 0.0) + around.get(t, 0.0) for t in is_open if own or t in around}


def _own(words: Sequence[Word], first: int, last: int, table: Lexicon) -> dict[str, float]:
    """What the phrases that touch the anchor say, the strongest for each type."""
    weights: dict[str, float] = {}
    for hit in _touching(words, first, last, table.anchors):
        weights = _stronger(weights, hit.value)
    return weights


def _touching(words: Sequence[Word], first: int, last: int, phrases: Phrases[Weights]) -> list[Hit[Weights]]:
    """The phrases that share a word with the anchor, longest first, without overlap."""
    found = [h for i in range(max(0, first - 3), last) if (h := phrases.at(words, i)) and h.last > first]
    kept: list[Hit[Weights]] = []
    for hit in sorted(found, key=lambda h: (h.first - h.last, h.first)):
        if all(hit.last <= k.first or k.last <= hit.first for k in kept):
            kept.append(hit)
    return kept


def _around(words: Sequence[Word], first: int, last: int, table: Lexicon) -> dict[str, float]:
    """What the words around say: each phrase once, those of another clause less."""
    weights, reach = table.weights, int(table.weights["reach"])
    start = max(0, first - reach)
    window = words[start : last + reach]
    total: dict[str, float] = {}
    for hit in {h.phrase: h for h in table.near.find(window)}.values():
        share = weights["clause"] if _same_clause(words, start + hit.first, first, last, table.breaks) else weights["sentence"]
        for type_, weight in hit.value.items():
            total[type_] = min(weights["most"], total.get(type_, 0.0) + share * weight)
    return total


def _same_clause(words: Sequence[Word], place: int, first: int, last: int, breaks: frozenset[str]) -> bool:
    between = words[place:first] if place < first else words[last:place]
    return not any(w.form in breaks for w in between)
