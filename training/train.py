"""Trains the core: one joint run over all sets, resumable.

In: marked data (`--data`), a folder for checkpoints (`--run`). Out: `RUN/core.pt` and a log. The same seed on the same machine and
thread count gives the same weights. Recipe: AdamW, linear warm-up and decay, clipping, every batch from one set, bf16 matrix products
where the processor has them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from dateline.model import labels, pairs
from dateline.model.words import UNKNOWN_SHAPE, Pieces
from training import base
from training.data import Example, Text, Trigger, everything, examples
from training.net import Core, start

PASSES = {"records": 11.0, "voices": 8.0, "ewt": 6.0, "gum": 2.0, "wikigold": 4.0, "btc": 1.0, "wnut17": 2.0, "crossner": 3.0}
LIMIT = 240
ROWS = {name: i for i, name in enumerate(labels.PAIRS)}


class Batch:
    """Windows of one set as tensors."""

    def __init__(self, items: Sequence[Example], rng: random.Random, blur: float) -> None:
        self.items = items
        pieces = [[p for w in e.text.words.pieces[e.first : e.last] for p in w] for e in items]
        width, words = max(map(len, pieces)) + 2, max(e.last - e.first for e in items)
        shape = (len(items), width)
        self.ids, self.shapes, self.breaks, self.mask = (np.zeros(shape, np.int64) for _ in range(4))
        self.first = np.zeros((len(items), words), np.int64)
        self.valid = np.zeros((len(items), words), bool)
        for b, e in enumerate(items):
            self._fill(b, e, pieces[b], hide=rng.random() < blur)

    def _fill(self, b: int, e: Example, pieces: list[int], *, hide: bool) -> None:
        row = [base.CLS, *pieces, base.SEP]
        self.ids[b, : len(row)] = row
        self.mask[b, : len(row)] = 1
        at = 1
        for n, i in enumerate(range(e.first, e.last)):
            size = len(e.text.words.pieces[i])
            self.first[b, n] = at
            shape = e.text.words.shapes[i]
            self.shapes[b, at : at + size] = UNKNOWN_SHAPE if hide and shape in (1, 2, 3, 4, 5) else shape
            self.breaks[b, at] = e.text.words.breaks[i]
            at += size
        self.valid[b, : e.last - e.first] = True

    def targets(self, name: str) -> Tensor | None:
        """One layer's targets, -100 where there are none; None when no window of the batch has the layer."""
        if all(getattr(e.text, name) is None for e in self.items):
            return None
        layers = [(b, getattr(e.text, name)[e.first : e.last]) for b, e in enumerate(self.items) if getattr(e.text, name) is not None]
        width = self.first.shape[1]
        extra = np.asarray(layers[0][1][:1]).shape[1:]
        out = np.full((len(self.items), width, *extra), -100, np.int64)
        for b, row in layers:
            out[b, : len(row)] = row
        if name == "heads":
            firsts = np.array([e.first for e in self.items])[:, None]
            local = np.where(out >= 0, out - firsts, -100)
            local = np.where(out == -1, width, local)
            out = np.where((local >= 0) & (local <= width), local, -100)
        out[out == -1] = -100
        return torch.from_numpy(out)


def tag_loss(logits: Tensor, target: Tensor | None, weight: float) -> Tensor:
    """Mean cross-entropy over the marked words."""
    if target is None:
        return logits.sum() * 0.0
    return weight * F.cross_entropy(logits.flatten(0, -2).float(), target.flatten(), ignore_index=-100)


def local_triggers(e: Example) -> list[Trigger]:
    """The triggers that lie wholly in the window."""
    return [t for t in e.text.triggers if t.first >= e.first and t.last < e.last]


def pair_targets(e: Example, triggers: Sequence[Trigger]) -> Tensor:
    """[K, W, PAIRS] BIO targets; -100 for rows that are not marked at a trigger."""
    out = np.full((len(triggers), e.last - e.first, len(labels.PAIRS)), -100, np.int64)
    for k, trigger in enumerate(triggers):
        out[k][:, list(trigger.active)] = 0
        for row, first, last in trigger.spans:
            a, b = max(first, e.first) - e.first, min(last, e.last - 1) - e.first
            if a <= b:
                out[k, a, row] = 1
                out[k, a + 1 : b + 1, row] = 2
    return torch.from_numpy(out)


def trigger_inputs(e: Example, triggers: Sequence[Trigger]) -> tuple[Tensor, ...]:
    """spread, first, last, kind, distance, step of the triggers of a window."""
    size = e.last - e.first
    first = np.array([t.first - e.first for t in triggers])
    last = np.array([t.last - e.first for t in triggers])
    spread = np.zeros((len(triggers), size), np.float32)
    for k, (a, b) in enumerate(zip(first, last, strict=True)):
        spread[k, a : b + 1] = 1 / (b - a + 1)
    sentence = np.zeros(e.text.words.sentences[-1][1], np.int64)
    for n, (a, b) in enumerate(e.text.words.sentences):
        sentence[a:b] = n
    local = sentence[e.first : e.last]
    kinds = np.array([t.kind for t in triggers])
    arrays = (spread, first, last, kinds, pairs.distances(first, last, size), pairs.steps(local, first))
    return tuple(torch.from_numpy(a) for a in arrays)


def trigger_losses(core: Core, batch: Batch, hidden: Tensor, drop: float) -> Tensor:
    """Losses of classes and pairs over all triggers of the batch, each a mean over triggers."""
    total, count = hidden.sum() * 0.0, 0
    for b, e in enumerate(batch.items):
        triggers = local_triggers(e)[:80]
        window = hidden[b, : e.last - e.first]
        if triggers:
            classes, logits = core.pair(window, *trigger_inputs(e, triggers), drop=drop)
            target = pair_targets(e, triggers)
            loss = F.cross_entropy(logits.float().flatten(0, 2), target.flatten(), ignore_index=-100, reduction="sum")
            parts = core.pair.split(classes.float())
            predicate = triggers[0].kind == labels.TRIGGERS.index("predicate")
            total = total + loss * (0.15 if predicate else 0.3)
            for part, name, weight in zip(
                parts[:5], ("type", "stance", "modality", "status", "cue_stance"), (1.0, 0.5, 0.5, 1.0, 0.5), strict=True
            ):
                wanted = torch.tensor([getattr(t, name) for t in triggers])
                if (wanted >= 0).any():
                    total = total + weight * F.cross_entropy(part, wanted, ignore_index=-1, reduction="sum")
            count += len(triggers)
        sources = [(a, z, t) for a, z, t in e.text.source_types if a >= e.first and z < e.last]
        if sources:
            fake = [Trigger(labels.TRIGGERS.index("content"), a, z, ()) for a, z, _ in sources]
            classes, _ = core.pair(window, *trigger_inputs(e, fake), drop=drop)
            wanted = torch.tensor([t for _, _, t in sources])
            total = total + 0.5 * F.cross_entropy(core.pair.split(classes.float()).source_types, wanted, reduction="sum")
            count += len(sources)
    return total / max(count, 1)


def loss_of(core: Core, batch: Batch, drop: float) -> Tensor:
    """The whole loss of a batch."""
    arrays = (batch.ids, batch.shapes, batch.breaks, batch.mask, batch.first)
    with torch.autocast("cpu", torch.bfloat16):
        tags = core(*(torch.from_numpy(a) for a in arrays), drop=drop)
        loss = tag_loss(tags.names, batch.targets("names"), 3.0)
        loss = loss + tag_loss(tags.voices, batch.targets("voices"), 6.0)
        loss = loss + tag_loss(tags.anchors, batch.targets("anchors"), 15.0)
        loss = loss + tag_loss(tags.upos, batch.targets("upos"), 0.7) + tag_loss(tags.relations, batch.targets("relations"), 0.7)
        heads = batch.targets("heads")
        if heads is not None:
            off = torch.from_numpy(np.concatenate([~batch.valid, np.zeros((len(batch.items), 1), bool)], 1))
            loss = loss + tag_loss(tags.arcs.float().masked_fill(off[:, None], -1e4), heads, 0.7)
        return loss + trigger_losses(core, batch, tags.hidden, drop)


def batches(sets: dict[str, list[Text]], passes: dict[str, float], rng: random.Random, size: int) -> list[tuple[str, list[Example]]]:
    """All batches of the run in a random order: windows of like length from one set, at most `size` padded pieces each."""
    out: list[tuple[str, list[Example]]] = []
    for name, texts in sets.items():
        items: list[Example] = []
        for _ in range(math.ceil(passes[name])):
            items += examples(texts, rng, LIMIT)
        rng.shuffle(items)
        items = items[: int(len(items) * passes[name] / math.ceil(passes[name]))]
        items.sort(key=lambda e: sum(len(p) for p in e.text.words.pieces[e.first : e.last]) + rng.random() * 30)
        out += [(name, group) for group in _groups(items, size)]
    rng.shuffle(out)
    return out


def _groups(items: Sequence[Example], size: int) -> Iterator[list[Example]]:
    group: list[Example] = []
    for e in items:
        width = sum(len(p) for p in e.text.words.pieces[e.first : e.last]) + 2
        if group and width * (len(group) + 1) > size:
            yield group
            group = []
        group.append(e)
    if group:
        yield group


def run(args: argparse.Namespace) -> None:
    """Train and save."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = random.Random(args.seed)
    folder = Path(args.run)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer, weights = base.files()
    sets = everything(Path(args.data), Pieces(tokenizer))
    todo = batches(sets, {k: v * args.scale for k, v in PASSES.items()}, rng, args.batch)
    core = start(weights)
    slow = [p for n, p in core.named_parameters() if n.startswith(("pieces", "positions", "norm", "layers"))]
    fast = [p for n, p in core.named_parameters() if not n.startswith(("pieces", "positions", "norm", "layers"))]
    peaks = (args.rate, args.rate * 4)
    optimiser = torch.optim.AdamW([{"params": slow}, {"params": fast}], lr=args.rate, weight_decay=0.01, fused=True)
    begin, saved = 0, folder / "state.pt"
    if saved.exists():
        state = torch.load(saved, weights_only=False)
        core.load_state_dict(state["core"])
        optimiser.load_state_dict(state["optimiser"])
        begin = state["step"]
    core.train()
    log, started, seen = (folder / "log.jsonl").open("a"), time.time(), 0
    sums: dict[str, list[float]] = {}
    for step in range(begin, len(todo)):
        name, items = todo[step]
        share = min((step + 1) / (0.06 * len(todo)), (len(todo) - step) / (0.94 * len(todo)))
        for group, peak in zip(optimiser.param_groups, peaks, strict=True):
            group["lr"] = peak * share
        loss = loss_of(core, Batch(items, rng, args.blur), args.drop)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(core.parameters(), 1.0)
        optimiser.step()
        seen += sum(len(p) for e in items for p in e.text.words.pieces[e.first : e.last])
        sums.setdefault(name, []).append(float(loss.detach()))
        if (step + 1) % 100 == 0 or step + 1 == len(todo):
            line = {"step": step + 1, "of": len(todo), "rate": round(seen / (time.time() - started))}
            line |= {k: round(sum(v) / len(v), 3) for k, v in sorted(sums.items())}
            log.write(json.dumps(line) + "\n")
            log.flush()
            sums = {}
        if (step + 1) % args.keep == 0:
            torch.save({"core": core.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1}, folder / "state.tmp")
            (folder / "state.tmp").replace(saved)
    torch.save(core.state_dict(), folder / "core.pt")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of training."""
    parser.add_argument("--data", default="../shared/data", help="folder of the marked data")
    parser.add_argument("--run", default="runs/core", help="folder for checkpoints and the log")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies the passes over every set")
    parser.add_argument("--batch", type=int, default=2500, help="padded word pieces in a batch")
    parser.add_argument("--rate", type=float, default=2e-4, help="peak learning rate of the encoder; the heads have four times it")
    parser.add_argument("--drop", type=float, default=0.1)
    parser.add_argument("--blur", type=float, default=0.2, help="share of windows whose letter shapes are hidden")
    parser.add_argument("--keep", type=int, default=400, help="steps between checkpoints")
