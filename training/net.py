"""The network: a MiniLM-L6 encoder with word-shape and line-break embeddings, tag heads and one pair head.

In: batches of windows. Out: logits. Architecture of the encoder: BERT (Devlin et al. 2019) in the sizes of MiniLM (Wang et al. 2020);
the pair head conditions every word on a trigger by a conditional layer norm (Su 2019) and a relative position.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from dateline.model import labels
from dateline.model.words import BREAKS, SHAPES

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
VOCABULARY, POSITIONS = 30522, 512
PAIR, ARC = 256, 128
DISTANCES, SENTENCE_STEPS = 23, 5


class Layer(nn.Module):
    """One transformer layer, post-norm."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor, drop: float) -> Tensor:
        b, s, _ = x.shape
        q, k, v = self.qkv(x).view(b, s, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        scores = (q * (WIDTH // HEADS) ** -0.5) @ k.transpose(-1, -2) + mask.to(q.dtype)  # twice as fast to train here as the fused call
        seen = scores.softmax(-1).to(v.dtype) @ v
        seen = self.out(seen.transpose(1, 2).reshape(b, s, WIDTH))
        x = self.norm(x + F.dropout(seen, drop, self.training))
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), drop, self.training))


class Tags(NamedTuple):
    """Logits by word."""

    names: Tensor  # [B, W, 7]
    voices: Tensor  # [B, W, 3 roles, 3]
    anchors: Tensor  # [B, W, 5 kinds, 3]
    upos: Tensor
    relations: Tensor
    arcs: Tensor  # [B, W, W + 1]: the last column is the root
    hidden: Tensor  # [B, W, WIDTH]


class Classes(NamedTuple):
    """Logits by trigger."""

    types: Tensor
    stances: Tensor
    modalities: Tensor
    statuses: Tensor
    cue_stances: Tensor
    source_types: Tensor


class Core(nn.Module):
    """Encoder and heads."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.breaks = nn.Embedding(BREAKS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.breaks.weight)
        sizes = {"names": 7, "voices": 9, "anchors": 15, "upos": len(labels.UPOS), "relations": len(labels.RELATIONS)}
        self.sizes = list(sizes.values())
        self.bottom = nn.Linear(WIDTH, WIDTH)
        self.tags = nn.Linear(WIDTH, sum(self.sizes))
        self.arc_child = nn.Linear(WIDTH, ARC)
        self.arc_head = nn.Linear(WIDTH, ARC)
        self.arc_bilinear = nn.Linear(ARC, ARC, bias=False)
        self.arc_root = nn.Linear(ARC, 1)
        self.pair = PairHead()

    def forward(self, ids: Tensor, shapes: Tensor, breaks: Tensor, mask: Tensor, first: Tensor, drop: float = 0.0) -> Tags:
        """ids, shapes, breaks, mask: [B, S]; first: [B, W], the piece at which a word begins (0 for padding)."""
        place = torch.arange(ids.shape[1], device=ids.device)
        x = self.pieces(ids) + self.positions(place)[None] + self.shapes(shapes) + self.breaks(breaks)
        x = F.dropout(self.norm(x), drop, self.training)
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias, drop)
        hidden = torch.gather(x, 1, first[:, :, None].expand(-1, -1, WIDTH))
        low = F.dropout(F.gelu(self.bottom(hidden)) + hidden, drop, self.training)
        names, voices, anchors, upos, relations = self.tags(low).split(self.sizes, -1)
        b, w = first.shape
        child, head = F.gelu(self.arc_child(hidden)), F.gelu(self.arc_head(hidden))
        arcs = self.arc_bilinear(child) @ head.transpose(1, 2)
        arcs = torch.cat([arcs, self.arc_root(child)], -1)
        return Tags(names, voices.view(b, w, 3, 3), anchors.view(b, w, 5, 3), upos, relations, arcs, hidden)


class PairHead(nn.Module):
    """Reads the classes of triggers and, for every word, its part in each trigger's record, attribution or predicate."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes = [
            len(s) for s in (labels.TYPES, labels.STANCES, labels.MODALITIES, labels.STATUSES, labels.CUE_STANCES, labels.SOURCE_TYPES)
        ]
        self.kinds = nn.Embedding(len(labels.TRIGGERS), PAIR)
        self.trigger = nn.Linear(3 * WIDTH, PAIR)
        self.classes = nn.Linear(PAIR, sum(self.sizes))
        self.scale = nn.Linear(PAIR, PAIR)
        self.shift = nn.Linear(PAIR, PAIR)
        self.word = nn.Linear(WIDTH, PAIR)
        self.norm = nn.LayerNorm(PAIR)
        self.distance = nn.Embedding(DISTANCES, PAIR)
        self.step = nn.Embedding(SENTENCE_STEPS, PAIR)
        self.middle = nn.Linear(PAIR, PAIR)
        self.out = nn.Linear(PAIR, len(labels.PAIRS) * labels.BIO)

    def forward(
        self, hidden: Tensor, spread: Tensor, first: Tensor, last: Tensor, kind: Tensor, distance: Tensor, step: Tensor, drop: float = 0.0
    ) -> tuple[Tensor, Tensor]:
        """hidden: [W, WIDTH] of one window; spread: [K, W] weights that average a trigger's words; first, last, kind: [K]; distance, step:
        [K, W]. Returns class logits [K, all classes] and pair logits [K, W, PAIRS, 3]."""
        spot = torch.cat([hidden[first], hidden[last], spread @ hidden], -1)
        trigger = F.gelu(self.trigger(spot) + self.kinds(kind))
        trigger = F.dropout(trigger, drop, self.training)
        words = self.norm(self.word(hidden))
        x = words[None] * (1 + self.scale(trigger))[:, None] + self.shift(trigger)[:, None]
        x = F.gelu(x + self.distance(distance) + self.step(step))
        x = F.gelu(self.middle(F.dropout(x, drop, self.training))) + x
        out: Tensor = self.out(x)
        return self.classes(trigger), out.view(out.shape[0], out.shape[1], len(labels.PAIRS), labels.BIO)

    def split(self, classes: Tensor) -> Classes:
        """Class logits by layer."""
        return Classes(*classes.split(self.sizes, -1))


def start(weights: Path) -> Core:
    """A network with the encoder's published weights (`model.safetensors` of all-MiniLM-L6-v2) and fresh heads."""
    given, core = load_file(str(weights)), Core()
    state = core.state_dict()
    state["pieces.weight"] = given["embeddings.word_embeddings.weight"]
    state["positions.weight"] = given["embeddings.position_embeddings.weight"] + given["embeddings.token_type_embeddings.weight"][0]
    state["norm.weight"], state["norm.bias"] = given["embeddings.LayerNorm.weight"], given["embeddings.LayerNorm.bias"]
    for i in range(LAYERS):
        old, new = f"encoder.layer.{i}.", f"layers.{i}."
        for part in ("weight", "bias"):
            q, k, v = (given[f"{old}attention.self.{n}.{part}"] for n in ("query", "key", "value"))
            state[f"{new}qkv.{part}"] = torch.cat([q, k, v])
            for ours, theirs in (
                ("out", "attention.output.dense"),
                ("norm", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm2", "output.LayerNorm"),
            ):
                state[f"{new}{ours}.{part}"] = given[f"{old}{theirs}.{part}"]
    core.load_state_dict(state)
    return core
