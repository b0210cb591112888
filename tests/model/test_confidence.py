"""Confidence is a share that can be counted on: curves rise, can be taken back, and are fitted to what is right."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.kinds import KINDS
from dateline.model.confidence import calibrated, raw
from training.confidence import Graded, curves, held_out, shares, table


@pytest.mark.parametrize("kind", KINDS)
def test_a_surer_proposal_is_a_surer_record(kind: str) -> None:
    sure = [calibrated(kind, n / 20) for n in range(21)]
    assert sure == sorted(sure)
    assert 0 < sure[0] < sure[-1] < 1


@given(st.sampled_from(KINDS), st.floats(0.01, 0.99))
def test_the_raw_score_can_be_taken_back(kind: str, score: float) -> None:
    assert raw(kind, calibrated(kind, score)) == pytest.approx(score, abs=1e-6)


def boastful(size: int) -> list[Graded]:
    """Records whose raw score claims .9 and more, of which half are right, and humble ones that are nearly always right."""
    rng = random.Random(3)
    loud = [Graded(f"d{n % 7}", "event", 0.9 + 0.09 * rng.random(), rng.random() < 0.5) for n in range(size)]
    return loud + [Graded(f"d{n % 7}", "toll", 0.9 + 0.09 * rng.random(), rng.random() < 0.95) for n in range(size)]


def test_curves_bring_a_boastful_score_down_to_what_is_right() -> None:
    found = boastful(300)
    plain = table(shares(found, lambda report: dict.fromkeys(KINDS, (0.0, 1.0))))[1]
    fitted = table(shares(found, lambda report: curves(found)))[1]
    assert plain > 0.2
    assert fitted < 0.05


def test_every_report_is_judged_by_curves_that_never_saw_it() -> None:
    found = boastful(40)
    assert len(held_out(found)) == len(found)
    alone = [g for g in found if g.report == "d0"]
    others = curves([g for g in found if g.report != "d0"])
    assert set(shares(alone, lambda report: others)) <= set(held_out(found))
