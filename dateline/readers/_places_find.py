"""Finds toponyms. In: the text, the names that the model saw, an `Atlas` and the language's words around places. Out: `Toponym`s, each with
everything that it can mean; one without a candidate is a place by its context that no table knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.gazetteer.atlas import Atlas
from dateline.ports import Language
from dateline.readers._places_judge import judged, linked, named_lands
from dateline.readers._places_match import chain, fitted, matches
from dateline.readers._places_unknown import unknown
from dateline.readers._places_words import Toponym, lexicon, page_of
from dateline.types import Mention, Span


def find(text: str, names: Sequence[Mention], blind: Sequence[Span], atlas: Atlas, language: Language) -> list[Toponym]:
    """The toponyms of a text outside its blind spans. `names` are the mentions of the layer of names, none when there is no model."""
    page = page_of(text, names, atlas, lexicon(language))
    known = chain(page, [t for t in fitted(page, matches(page)) if not any(b.touches(t.span) for b in blind)])
    page = replace(page, lands=named_lands(page, known))
    kept = linked(page, judged(page, known))
    taken = [t.span for t in kept] + [n.span for n in names] + list(blind)
    return kept + [t for t in unknown(page, kept) if not any(s.touches(t.span) for s in taken)]
