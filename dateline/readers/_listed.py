"""Values beside those that the model marks: the other members of a list, and the name that a pronoun stands for.

In: the draft and a value or its span. Out: spans. What is not plain stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from dateline.ports import Language
from dateline.readers._spans import words_in
from dateline.types import Draft, Mention, Span

BETWEEN = re.compile(r"\s*(?:,|;|,?\s*(?:and|or|&|as well as))\s*(?:(?:in|at|the|and)\s+)*")
INTO = re.compile(r"\s*[,:(]?\s*(?:including|namely|such as|like|notably)\s+(?:(?:in|at|the)\s+)*")
SHORT = 3  # names that make a list rather than a pair
NEAR_BY = 400  # characters back in which the subject that a pronoun stands for is looked for


def beside(draft: Draft, span: Span) -> list[Span]:
    """The other places of the list that a place's span is a member of, or that follows it ("three districts, including A, B and C")."""
    run = next((r for r in _lists(draft) if any(m.span.touches(span) for m in r) or _leads(draft.text, span, r[0])), [])
    return [m.span for m in run if not m.span.touches(span)]


def _leads(text: str, span: Span, first: Mention) -> bool:
    return span.end <= first.start and INTO.fullmatch(text, span.end, first.start) is not None


def _lists(draft: Draft) -> list[list[Mention]]:
    """Places that follow each other with nothing but commas and "and" between, at least three."""
    runs: list[list[Mention]] = []
    for found in sorted(draft.layer("place"), key=lambda m: m.start):
        if runs and BETWEEN.fullmatch(draft.text, runs[-1][-1].end, found.start):
            runs[-1].append(found)
        else:
            runs.append([found])
    return [r for r in runs if len(r) >= SHORT]


def stood_for(draft: Draft, pronoun: Span, taken: Collection[Span], language: Language) -> Span | None:
    """The actor that a pronoun stands for: the nearest one before it that is the subject of its clause, that the pronoun can mean and that
    has no other part in what is told."""
    label = language.table("voices")["antecedents"].get(pronoun.of(draft.text).lower())
    if label is None or draft.analysis is None:
        return None
    begin = max(draft.text.rfind("\n\n", 0, max(0, pronoun.start - 2)), pronoun.start - NEAR_BY)
    kinds = {m: "PER" if e.kind == "person" else "ORG" for e in draft.entities for m in e.mentions}
    near = [m for m in draft.mentions if kinds.get(m.id) == label and begin <= m.start and m.end <= pronoun.start]
    fitting = [m for m in near if _is_subject(draft, m) and not any(m.span.touches(t) for t in taken)]
    return max(fitting, key=lambda m: m.start).span if fitting else None


def _is_subject(draft: Draft, found: Mention) -> bool:
    relations = draft.analysis.relations if draft.analysis else ()
    first, last = words_in(draft, found.span)
    return any(relations[i].startswith("nsubj") for i in range(first, last))


def on_its_side(values: Sequence[Span], anchor: Span, others: Sequence[Span]) -> list[bool]:
    """For each value whether to keep it: one beyond the anchor of another record of the same type is kept only where none is nearer."""
    crossing = [any(anchor.end <= o.start < v.start or v.end <= o.start < anchor.start for o in others) for v in values]
    return [not c or all(crossing) for c in crossing]
