"""Spans out of logits under the BIO constraints."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dateline.model.decode import NEVER, Run, log_softmax, runs, viterbi

OUT, BEGIN, IN = [4.0, 0, 0], [0, 4.0, 0], [0, 0, 4.0]


def found(*rows: list[float], lean: float = 0.0) -> list[tuple[int, int]]:
    return [(r.first, r.last) for r in runs(np.array([rows], np.float32), lean)[0]]


def test_spans_begin_and_go_on() -> None:
    assert found(OUT, BEGIN, IN, OUT, BEGIN) == [(1, 2), (4, 4)]
    assert found(BEGIN, BEGIN) == [(0, 0), (1, 1)]
    assert found(OUT, OUT) == []


def test_an_inside_without_a_begin_becomes_a_span_or_nothing() -> None:
    assert found(OUT, IN, IN, IN) == [(0, 3)] or found(OUT, IN, IN, IN) == [(1, 3)]
    assert found(IN)[:1] in ([(0, 0)], [])


def test_a_lean_finds_what_was_almost_there() -> None:
    doubtful = [1.0, 0.5, 0.0]
    assert found(OUT, doubtful, OUT) == []
    assert found(OUT, doubtful, OUT, lean=1.0) == [(1, 1)]


def test_scores_are_probabilities_of_the_tags() -> None:
    run = runs(np.array([[BEGIN, IN]], np.float32))[0][0]
    expected = float(np.exp(log_softmax(np.array(BEGIN, np.float32))[1]))
    assert run == Run(0, 0, 1, run.score)
    assert abs(run.score - expected) < 1e-6


@given(st.lists(st.tuples(*[st.floats(-3, 3, width=32)] * 5), min_size=1, max_size=5))
def test_viterbi_finds_the_best_allowed_sequence(rows: list[tuple[float, ...]]) -> None:
    scores = np.array([rows], np.float32)

    def total(tags: tuple[int, ...]) -> float:
        before = (0, *tags)
        broken = sum(t in (2, 4) and b not in (t - 1, t) for b, t in zip(before, tags, strict=False))
        return broken * float(NEVER) + sum(float(scores[0, i, t]) for i, t in enumerate(tags))

    best = max(total(tags) for tags in product(range(5), repeat=len(rows)))
    assert abs(total(tuple(viterbi(scores)[0].tolist())) - best) < 1e-4
