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
    if x.shape[-1] == 3:  # a span of one label: three long sums are many times as quick as many short ones, and give the same
        return _log_softmax_of_three(x)
    high = x.max(-1, keepdims=True)
    shifted = x - high
    out: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return out


def _log_softmax_of_three(x: Floats) -> Floats:
    high = np.maximum(np.maximum(x[..., 0], x[..., 1]), x[..., 2])
    shifted = x - high[..., None]
    shares = np.exp(shifted)
    out: Floats = shifted - np.log(shares[..., 0] + shares[..., 1] + shares[..., 2])[..., None]
    return out


def viterbi(scores: Floats) -> NDArray[np.int64]:
    """The best allowed tags of N sequences at once: scores [N, W, 1 + 2 * labels] over O, B-1, I-1, B-2, I-2 ... Returns [N, W].

    An inside tag follows its own begin or inside and nothing else; every other step is free.
    """
    n, width, tags = scores.shape
    best = np.array(scores.transpose(1, 2, 0), order="C")  # word, tag, sequence: long rows for the sums below
    best[0, 2::2] = NEVER
    top, inner = np.empty(n, scores.dtype), np.empty((tags // 2, n), scores.dtype)
    begins, insides, rest = best[:, 1::2], best[:, 2::2], best[:, 0]
    for w in range(1, width):
        np.maximum(begins[w - 1], insides[w - 1], out=inner)
        np.maximum.reduce(inner, 0, out=top)
        np.maximum(top, rest[w - 1], out=top)
        rest[w] += top
        begins[w] += top
        insides[w] += inner
    return _traced(best)


def _traced(best: Floats) -> NDArray[np.int64]:
    """The tags of the best paths [N, W], from the scores of the best ways to each tag [W, tags, N]; of equals the first."""
    width, tags, n = best.shape
    back = np.empty((width, tags, n), np.int8)
    back[:] = best.argmax(1)[:, None]
    out = np.empty((width, n), np.int64)
    out[-1] = back[-1, 0]
    back[:, 2::2] = np.arange(1, tags, 2, dtype=np.int8)[:, None] + (best[:, 2::2] > best[:, 1::2])
    rows = np.arange(n)
    for w in range(width - 1, 0, -1):
        out[w - 1] = back[w - 1, out[w], rows]
    return np.ascontiguousarray(out.T)


@dataclass(frozen=True, slots=True)
class Tagged:
    """Sequences over the same words: logits [N, W, 1 + 2 * labels], the lean of all or of each; no span runs over a word with a fence
    before it [W]."""

    logits: Floats
    lean: Floats | Sequence[float] | float = 0.0
    fences: NDArray[np.bool_] | None = None


def runs(logits: Floats, lean: Floats | Sequence[float] | float = 0.0, fences: NDArray[np.bool_] | None = None) -> list[list[Run]]:
    """Spans of N sequences, as `runs_of` finds them."""
    return runs_of([Tagged(logits, lean, fences)])[0]


def runs_of(groups: Sequence[Tagged]) -> list[list[list[Run]]]:
    """Spans of every sequence of every group. All are decoded together, because a step costs the same for one sequence as for hundreds."""
    parts = [_hopeful(group) for group in groups]
    width, size = max((p[0].shape[1] for p in parts), default=0), sum(len(p[2]) for p in parts)
    out: list[list[list[Run]]] = [[[] for _ in range(len(group.logits))] for group in groups]
    if not size:
        return out
    leant = np.full((size, width, parts[0][0].shape[2]), NEVER, np.float32)
    leant[..., 0] = 0.0  # behind the end of a shorter sequence nothing is gained or lost
    first = 0
    for scores, some, _ in parts:
        leant[first : first + len(some), : scores.shape[1]] = some
        first += len(some)
    tags, first = viterbi(leant), 0
    for found, (scores, some, rows) in zip(out, parts, strict=True):
        of_part = tags[first : first + len(some), : scores.shape[1]]
        first += len(some)
        for n, spans in zip(rows, _runs(of_part, scores[rows]), strict=True):
            found[n] = spans
    return out


def _hopeful(group: Tagged) -> tuple[Floats, Floats, list[int]]:
    """The log-probabilities of a group; these with the lean, of the sequences in which a span can beat none; and the numbers of these."""
    if not group.logits.shape[0] or not group.logits.shape[1]:
        return group.logits, group.logits[:0], []
    scores = log_softmax(group.logits)
    leant = scores.copy()
    leant[..., 1:] += np.reshape(np.asarray(group.lean, np.float32), (-1, 1, 1))
    if group.fences is not None:
        leant[:, group.fences, 2::2] = NEVER
    rows = np.flatnonzero(np.any(leant[..., 1:] > leant[..., :1], axis=(1, 2)))
    return scores, leant[rows], rows.tolist()


def _runs(tags: NDArray[np.int64], scores: Floats) -> list[list[Run]]:
    """The spans of N sequences: tags [N, W], scores [N, W, tags]."""
    out: list[list[Run]] = [[] for _ in tags]
    begins = tags % 2 == 1
    where, first = begins.nonzero()
    goes_on = (tags > 0) & ~begins
    past = np.where(goes_on, tags.shape[1], np.arange(tags.shape[1]))  # of each word the next at or behind it that goes on with nothing
    past = np.minimum.accumulate(past[:, ::-1], 1)[:, ::-1]
    past = np.pad(past, ((0, 0), (0, 1)), constant_values=tags.shape[1])
    picked = np.take_along_axis(scores, tags[..., None], 2)[..., 0].astype(np.float64)
    found = zip(where.tolist(), first.tolist(), past[where, first + 1].tolist(), (tags[where, first] // 2).tolist(), strict=True)
    for n, a, b, label in found:
        out[n].append(Run(label, a, b - 1, math.exp(sum(picked[n, a:b].tolist()) / (b - a))))
    return out
