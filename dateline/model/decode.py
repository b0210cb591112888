"""From logits to spans. In: scores by word. Out: the best sequence of spans under the BIO constraints, with probabilities.

Sequences are decoded by Viterbi with one hard rule (inside follows begin or inside of the same label) and a learned lean: a constant added to
every score but "outside", fitted on development data, so that recall and precision balance.
"""

from __future__ import annotations

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


def viterbi(scores: Floats, moves: Floats, start: Floats) -> NDArray[np.int64]:
    """The best tags of N sequences at once: scores [N, W, T], moves [T, T] from-to, start [T]. Returns [N, W]."""
    n, width, tags = scores.shape
    back = np.zeros((width, n, tags), np.int8)
    best = scores[:, 0] + start
    for w in range(1, width):
        options = best[:, :, None] + moves
        back[w] = options.argmax(1)
        best = options.max(1) + scores[:, w]
    out = np.zeros((n, width), np.int64)
    out[:, -1] = best.argmax(-1)
    rows = np.arange(n)
    for w in range(width - 1, 0, -1):
        out[:, w - 1] = back[w][rows, out[:, w]]
    return out


def bio_moves(labels: int) -> tuple[Floats, Floats]:
    """Moves and starts over O, B-1, I-1, B-2, I-2 ...: an inside tag follows its own begin or inside."""
    tags = 1 + 2 * labels
    moves, start = np.zeros((tags, tags), np.float32), np.zeros(tags, np.float32)
    for label in range(labels):
        inside = 2 + 2 * label
        moves[:, inside] = NEVER
        moves[[inside - 1, inside], inside] = 0
        start[inside] = NEVER
    return moves, start


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
    best = viterbi(leant, *bio_moves((logits.shape[-1] - 1) // 2))
    return [_runs(best[n].tolist(), scores[n]) if best[n].any() else [] for n in range(len(best))]


def _runs(tags: Sequence[int], scores: Floats) -> list[Run]:
    out: list[Run] = []
    begin = -1
    for w, tag in enumerate([*tags, 0]):
        if begin >= 0 and (tag == 0 or tag % 2):
            label = (tags[begin] - 1) // 2
            picked = scores[np.arange(begin, w), tags[begin:w]]
            out.append(Run(label, begin, w - 1, float(np.exp(picked.mean()))))
            begin = -1
        if tag % 2:
            begin = w
    return out
