"""From logits to spans. In: scores by word. Out: the best sequence of spans under the BIO constraints, with probabilities.

Sequences are decoded by Viterbi with one hard rule (inside follows begin or inside of the same label) and a learned lean: a constant
added to every score but "outside", fitted on development data, so that recall and precision balance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
NEVER = np.float32(-1e9)


@dataclass(frozen=True, slots=True)
class Run:
    """A span of words (last inclusive) with its label's number and probability."""

    label: int
    first: int
    last: int
    score: float


def log_softmax(x: Floats) -> Floats:
    """Log-probabilities over the last axis."""
    high = x.max(-1, keepdims=True)
    shifted = x - high
    out: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return out


def viterbi(scores: Floats) -> NDArray[np.int64]:
    """The best allowed tags of N sequences at once: scores [N, W, 1 + 2 * labels] over O, B-1, I-1, B-2, I-2 ... Returns [N, W].

    An inside tag follows its own begin or inside and nothing else; every other step is free.
    """
    n, width, tags = scores.shape
    by_word = np.ascontiguousarray(scores.transpose(1, 2, 0))  # word, tag, sequence: long rows for the sums below
    back = np.zeros((width, tags, n), np.int8)
    best = by_word[0].copy()
    best[2::2] = NEVER
    for w in range(1, width):
        top, who = best[0], np.zeros(n, np.int8)
        for tag in range(1, tags):
            better = best[tag] > top
            top, who = np.where(better, best[tag], top), np.where(better, np.int8(tag), who)
        goes_on = best[2::2] > best[1::2]
        back[w, 0] = who
        back[w, 1::2] = who
        back[w, 2::2] = np.arange(1, tags, 2, dtype=np.int8)[:, None] + goes_on
        step = np.empty_like(best)
        step[0] = top
        step[1::2] = top
        step[2::2] = np.where(goes_on, best[2::2], best[1::2])
        best = step + by_word[w]
    out = np.zeros((n, width), np.int64)
    out[:, -1] = best.argmax(0)
    rows = np.arange(n)
    for w in range(width - 1, 0, -1):
        out[:, w - 1] = back[w, out[:, w], rows]
    return out


def runs(logits: Floats, lean: Floats | Sequence[float] | float = 0.0, fences: NDArray[np.bool_] | None = None) -> list[list[Run]]:
    """Spans of N sequences: logits [N, W, 1 + 2 * labels]; lean a number or one for each sequence; no span runs over a word with a
    fence before it [W]."""
    if not logits.shape[0] or not logits.shape[1]:
        return [[] for _ in range(logits.shape[0])]
    scores = log_softmax(logits)
    leant = scores.copy()
    leant[..., 1:] += np.reshape(np.asarray(lean, np.float32), (-1, 1, 1))
    if fences is not None:
        leant[:, fences, 2::2] = NEVER
    hopeful = np.any(leant[..., 1:] > leant[..., :1], axis=(1, 2))  # elsewhere no span can beat none
    out: list[list[Run]] = [[] for _ in range(len(leant))]
    kept = np.flatnonzero(hopeful)
    for n, tags in zip(kept.tolist(), viterbi(leant[kept]).tolist() if len(kept) else (), strict=True):
        out[n] = _runs(tags, scores[n])
    return out


def _runs(tags: Sequence[int], scores: Floats) -> list[Run]:
    out: list[Run] = []
    if not any(tags):
        return out
    begin = -1
    for w, tag in enumerate([*tags, 0]):
        if begin >= 0 and (tag == 0 or tag % 2):
            label = (tags[begin] - 1) // 2
            mean = sum(float(scores[i, tags[i]]) for i in range(begin, w)) / (w - begin)
            out.append(Run(label, begin, w - 1, math.exp(mean)))
            begin = -1
        if tag % 2:
            begin = w
    return out
