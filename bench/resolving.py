"""Resolving places: the share of gold mentions told within 161 km, when where the names stand is given and only the place is asked.

In: the sets of places of `../shared/data` beside the repository. Out: accuracy by set, a mention without an answer counted wrong; exit
status 1 below a floor. Finding and resolving together is measured by `quality.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from sets import DATA, KIT

from dateline import languages
from dateline.gazetteer.atlas import open_atlas
from dateline.gazetteer.resolve import Context, resolve
from dateline.ports import Language
from dateline.readers import places
from dateline.readers._places_find import find
from dateline.readers._places_words import lexicon
from dateline.types import Span, mention

FLOORS = {("geo_geovirus", "dev"): 0.92, ("geo_lgl", "all"): 0.85}
NEAR = 161.0  # kilometres: 100 miles, the measure that all published figures use


def main() -> None:
    if not (KIT / "score.py").exists() or not DATA.exists():
        print(f"nothing measured: {KIT} or {DATA} is not there; bench/README.md says what it is")
        return
    sys.path[:0] = [str(KIT), str(KIT / "measures")]
    language, good = languages.load("en"), True
    for (name, split), floor in FLOORS.items():
        right = told_right(name, split, language)
        share = sum(right) / len(right)
        good &= share >= floor
        print(f"{name:14} {split:4} acc@161 {share:.3f} of {len(right)}   floor {floor:.3f} {'ok' if share >= floor else 'BELOW'}")
    sys.exit(0 if good else 1)


def told_right(name: str, split: str, language: Language) -> list[bool]:
    """For each gold mention with a point: whether it is told within reach of it."""
    from kit import load_gold

    return [hit for doc in load_gold(name, split) for hit in in_document(name, doc, language)]


def in_document(name: str, doc: Mapping[str, Any], language: Language) -> list[bool]:
    """The same for one document."""
    import places as measure

    text, atlas, words = doc["text"], open_atlas(language), lexicon(language)
    names = tuple(mention("name", "LOC", Span(s["start"], s["end"]), text) for s in doc["spans"] if s["start"] < s["end"])
    toponyms = find(text, names, [], atlas, language)
    groups = places.grouped(toponyms, words)
    context = Context(places.demonyms(text, atlas), frozenset(), atlas.telling)
    chosen = dict(zip(groups, resolve([places.named(g, toponyms, words) for g in groups.values()], context), strict=True))
    hits = []
    for span, gold in measure.gold_spans(name, doc).items():
        point, _ = measure.gold_place(name, gold)
        toponym = next((t for t in toponyms if t.span.touches(Span(*span))), None)
        entry = chosen[places.group_key(toponym, words)].entry if toponym else None
        if point:
            hits.append(entry is not None and measure.distance(point, (entry.lat, entry.lon)) <= NEAR)
    return hits


if __name__ == "__main__":
    main()
