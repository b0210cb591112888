"""Parts of what is joined: "the army and two militias" is two.

In: the analysis and a span. Out: the spans of the members where the span's noun is joined with others, else the span itself.
"""

from __future__ import annotations

from bisect import bisect_left

from dateline.types import Analysis, Span

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


def parts(analysis: Analysis, span: Span) -> tuple[Span, ...]:
    """The members of a span that joins nouns by commas and "and"; an apposition is not taken apart."""
    first = bisect_left(analysis.words, span.start, key=lambda w: w.start)
    last = bisect_left(analysis.words, span.end, key=lambda w: w.start)
    tops = [i for i in range(first, last) if not first <= analysis.heads[i] < last]
    if len(tops) != 1:
        return (span,)
    joined = [i for i in range(tops[0] + 1, last) if _joins(analysis, i, tops[0], first)]
    cuts = [c for c in (_cut(analysis, i, first) for i in joined) if c is not None]
    if not cuts or len(cuts) != len(joined):
        return (span,)
    begins = [first, *(b for _, b in cuts)]
    ends = [*(e for e, _ in cuts), last]
    return tuple(Span(analysis.words[b].start, analysis.words[e - 1].end) for b, e in zip(begins, ends, strict=True) if b < e)


def _joins(analysis: Analysis, i: int, top: int, first: int) -> bool:
    head = analysis.heads[i]
    chained = head == top or (first <= head < i and analysis.relations[head] == "conj" and analysis.heads[head] == top)
    joined = analysis.relations[i] == "conj" or any(analysis.heads[k] == i and analysis.relations[k] == "cc" for k in range(top + 1, i))
    return chained and joined and analysis.upos[i] in NOMINAL and analysis.upos[top] in NOMINAL


def _cut(analysis: Analysis, i: int, first: int) -> tuple[int, int] | None:
    """Where the member before the joined word ends and where its own begins; None where no mark or "and" stands between."""
    begin = i
    while (
        begin > first
        and analysis.relations[begin - 1] not in ("cc", "punct")
        and (analysis.heads[begin - 1] == i or analysis.heads[analysis.heads[begin - 1]] == i)
    ):
        begin -= 1
    end = begin
    while end > first and (analysis.upos[end - 1] == "CCONJ" or analysis.relations[end - 1] == "punct"):
        end -= 1
    return (end, begin) if first < end < begin else None
