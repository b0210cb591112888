"""Which actor a stretch of text names. In: the draft with names and entities, a span. Out: the entity's id, or None."""

from __future__ import annotations

from dateline.types import Draft, Span


def entity_at(draft: Draft, span: Span | None) -> str | None:
    """The actor whose mention covers most of the span; of equals the first. None where no mention of an actor touches it."""
    if span is None:
        return None
    owners = {m: e.id for e in draft.entities for m in e.mentions}
    inside = [m for m in draft.mentions if m.id in owners and m.start < span.end and span.start < m.end]
    best = max(inside, key=lambda m: (min(m.end, span.end) - max(m.start, span.start), -m.start), default=None)
    return owners[best.id] if best else None
