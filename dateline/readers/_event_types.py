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


@lru_cache(maxsize=8)
def anchor_words(language: Language) -> frozenset[str]:
    """The single words, in all their forms, that can name an event."""
    return frozenset(phrase for phrase, _ in _anchor_rows(language.table("events")) if " " not in phrase)


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
    table = lexicon(language)
    words = words_of(text, *_paragraph(text, anchor, int(table.weights["context"])))
    inside = [i for i, w in enumerate(words) if w.start < anchor.end and anchor.start < w.end]
    if not inside:
        return {}
    first, last = inside[0], inside[-1] + 1
    named = _touching(words, first, last, table.anchors)
    own: dict[str, float] = {}
    for hit in named:
        own = _stronger(own, hit.value)
    spoken = frozenset(i for hit in named for i in range(hit.first, hit.last))
    around = _around(words, first, last, sentence, spoken, table)
    is_open = own or {t: 0.0 for t in shares if t in around}
    return {t: weight + around.get(t, 0.0) for t, weight in is_open.items()}


def telling(shares: Mapping[str, float], text: str, anchor: Span, sentence: Span, language: Language) -> list[tuple[Span, Weights]]:
    """The phrases that speak for types: those of the anchor, and those of its sentence for the types that are open, with their weights."""
    table, open_ = lexicon(language), set(shares) | set(word_weights(shares, text, anchor, sentence, language))
    words = words_of(text, sentence.start, max(sentence.end, anchor.end))
    inside = [i for i, w in enumerate(words) if w.start < anchor.end and anchor.start < w.end]
    own = _touching(words, inside[0], inside[-1] + 1, table.anchors) if inside else []
    spoken = {i for hit in own for i in range(hit.first, hit.last)}
    hits = own + [h for h in table.near.find(words) if h.first not in spoken and open_ & h.value.keys()]
    return [(Span(words[h.first].start, words[h.last - 1].end), h.value) for h in hits]


def _touching(words: Sequence[Word], first: int, last: int, phrases: Phrases[Weights]) -> list[Hit[Weights]]:
    """The phrases that share a word with the anchor, longest first, without overlap."""
    found = [h for i in range(max(0, first - 3), last) if (h := phrases.at(words, i)) and h.last > first]
    kept: list[Hit[Weights]] = []
    for hit in sorted(found, key=lambda h: (h.first - h.last, h.first)):
        if all(hit.last <= k.first or k.last <= hit.first for k in kept):
            kept.append(hit)
    return kept


def _paragraph(text: str, anchor: Span, most: int) -> tuple[int, int]:
    """Where the anchor's paragraph starts and ends, at most so many characters away."""
    start, end = max(0, anchor.start - most), min(len(text), anchor.end + most)
    before, after = text.rfind("\n\n", start, anchor.start), text.find("\n\n", anchor.end, end)
    return before + 2 if before >= 0 else start, after if after >= 0 else end


def _around(words: Sequence[Word], first: int, last: int, sentence: Span, spoken: frozenset[int], table: Lexicon) -> dict[str, float]:
    """What the words around say: each phrase once, those farther off less, and each further one for the same type less again. Words at
    the indices `spoken` named the event already."""
    nearest: dict[str, float] = {}
    leans: dict[str, Weights] = {}
    for hit in (h for h in table.near.find(words) if h.first not in spoken):
        nearest[hit.phrase] = max(nearest.get(hit.phrase, 0.0), _share(words, hit, first, last, sentence, table))
        leans[hit.phrase] = hit.value
    said: dict[str, list[float]] = {}
    for phrase, share in nearest.items():
        for type_, weight in leans[phrase].items():
            said.setdefault(type_, []).append(share * weight)
    further = table.weights["further"]
    return {t: sum(w * further**n for n, w in enumerate(sorted(found, reverse=True))) for t, found in said.items()}


def _share(words: Sequence[Word], hit: Hit[Weights], first: int, last: int, sentence: Span, table: Lexicon) -> float:
    """How much a word around counts: most in the anchor's clause, less in another of the sentence, least outside."""
    if not sentence.start <= words[hit.first].start < sentence.end:
        return table.weights["paragraph"]
    between = words[hit.last : first] if hit.last <= first else words[last : hit.first]
    return table.weights["sentence" if any(w.form in table.breaks for w in between) else "clause"]
