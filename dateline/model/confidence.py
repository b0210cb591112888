"""How sure a record is, as a share that can be counted on.

In: the kind of a record and the raw score of its proposal. Out: the share of such records that are right (kind and type as a person marks
them), by a logistic curve for each kind, fitted on development reports and kept with the weights (Platt 1999).
"""

from __future__ import annotations

import math

from dateline.model import core

PLAIN = (0.0, 1.0)
LEAST = 1e-4


def calibrated(kind: str, score: float) -> float:
    """The calibrated confidence of a raw score (both 0 to 1); the raw score where the weights have no curve for the kind."""
    offset, slope = core.load().card.get("confidence", {}).get(kind, PLAIN)
    return 1 / (1 + math.exp(-(offset + slope * log_odds(score))))


def raw(kind: str, confidence: float) -> float:
    """The raw score behind a calibrated confidence."""
    offset, slope = core.load().card.get("confidence", {}).get(kind, PLAIN)
    return 1 / (1 + math.exp(-(log_odds(confidence) - offset) / slope))


def log_odds(share: float) -> float:
    """The logarithm of the odds; shares of 0 and 1 are taken for very nearly so."""
    held = min(max(share, LEAST), 1 - LEAST)
    return math.log(held / (1 - held))
