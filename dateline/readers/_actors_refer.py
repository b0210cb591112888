"""Which actor a stretch of a report means.

In: a draft whose actors are joined, and a span (an agent's words, a source's words). Out: the entity, or None where none is meant.
"""

from __future__ import annotations

from dateline.types import Draft, Entity, Mention, Span

LAYERS = frozenset(("name", "actor"))


def entity_at(draft: Draft, span: Span) -> Entity | None:
    """The actor that the words of a span mean: one whose mention lies in it; of several a nominal mention ("Haftar's forces") before a
    name inside it, the first body named before the rest ("LNA spokesman Ahmed al-Mismari" is the spokesman: people come first)."""
    owner = {i: e for e in draft.entities for i in e.mentions}
    inside = [m for m in draft.mentions if m.layer in LAYERS and m.id in owner and span.holds(m.span)]
    best = min(inside, key=lambda m: (_rank(m), m.start, -m.end), default=None)
    return owner[best.id] if best else None


def _rank(m: Mention) -> int:
    if m.layer == "actor":
        return 0
    return 1 if m.label == "PER" else 2
