"""Writes the model card from the figures that were kept with the weights.

In: `weights.json`. Out: `docs/model-card.md`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from training.train import PASSES

SETS = {
    "records": (
        "own record-level marking of 107 open texts (re3d without BBC, GeoVirus, GUM news, WikiWars train), of 152 reports written for it, "
        "of the reports in `training/marked`, 350 of them with their names, and of 140 more open texts (re3d without BBC, GeoVirus, "
        "WikiWars train, EWT weblogs)",
        "marking CC BY 4.0; texts CC BY 2.5, CC BY 4.0, CC BY-SA 3.0, OGL 3.0, CC BY 3.0 AU, public domain",
    ),
    "voices": (
        "own marking of who says what in 336 open news texts (GeoVirus, MEANTIME, re3d without BBC, GUM news), and in the texts of "
        "`training/marked/voices`",
        "marking CC BY 4.0; texts CC BY 2.5 / 3.0, CC BY-SA 3.0, OGL 3.0, CC BY 3.0 AU, public domain",
    ),
    "ewt": ("UD English EWT, UNER EWT names, PropBank EWT roles (train parts)", "CC BY-SA 4.0"),
    "gum": ("GUM syntax, genres news, interview, academic, bio, court, voyage", "CC BY 4.0; texts CC BY 2.5 / 4.0, CC BY-SA 3.0"),
    "wikigold": ("WikiGold names", "CC BY 4.0"),
    "btc": ("Broad Twitter Corpus names", "CC BY 4.0"),
    "wnut17": ("WNUT-17 names (train and dev parts)", "CC BY 4.0"),
    "crossner": ("CrossNER politics names (train and dev parts)", "MIT; Wikipedia text CC BY-SA"),
}
HEAD = """# Model card: the trained core

**What it is.** One MiniLM-L6 encoder (all-MiniLM-L6-v2, Apache-2.0) with embeddings for word shapes and line breaks, tag heads (names,
voices, record anchors, parts of speech, relations, heads) and one pair head (the fields of a record, source and content of a cue, roles of
a predicate; type, stance, modality, status of a trigger). int8 ONNX, run by onnxruntime; nothing is downloaded or called at run time.

**What it is for.** Reading English reports of conflict and crisis inside dateline, which checks and completes its proposals. It is not
meant to be used for decisions about people.

**Licence of the weights.** CC BY-SA 4.0 (some of the training data is share-alike); the code is Apache-2.0.

**Made by** `python -m training all` from the marked data (`--data FOLDER`): joint training, every batch from one set, AdamW with warm-up
and linear decay, bf16 matrix products, one seed; then int8 export and the fit of the decoder's leans on the development parts, which are
never trained on.
"""
LIMITS = """
## Limits

- English only. Trained on edited news, situation reports and statements; speech, chat and poor translations read worse.
- The development reports of records are few (19): a figure of a rare kind (conditions, control) moves by several points with one report.
- Organisations and names of places in crisis text are the weakest names; the gazetteer and the actor tables complete them.
- A record is read inside a window of 240 word pieces; a speaker further back is found by rules.
- The leans of the decoder are fitted on the same development parts on which the figures below are measured: take the figures as a
  little kind.
"""


def render(card: dict[str, dict[str, Any]]) -> str:
    """The model card as Markdown."""
    lines = [HEAD, "## Training data", "", "| set | what | licence | passes |", "|---|---|---|---|"]
    lines += [f"| {name} | {what} | {licence} | {PASSES[name]:g} |" for name, (what, licence) in SETS.items()]
    lines += [LIMITS, "## Figures of the shipped int8 weights on the development parts", ""]
    lines += [
        "Names, voices: exact F1. Anchors and fields (given the anchor): F1 by overlap. Classes: share right, given the anchor or cue.",
        "",
    ]
    figures = card.get("figures", {})
    lines += ["| head | figure |", "|---|---|", *(f"| {name} | {value:.3f} |" for name, value in figures.items())]
    lines += ["", "## Files", "", "| file | SHA-256 |", "|---|---|", *(f"| {n} | `{d}` |" for n, d in card["sha256"].items()), ""]
    return "\n".join(lines)


def run(args: argparse.Namespace) -> None:
    """Write the card."""
    card = json.loads((Path(args.weights) / "weights.json").read_text(encoding="utf-8"))
    Path(args.card).write_text(render(card), encoding="utf-8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the card."""
    parser.add_argument("--weights", default="dateline/model/weights")
    parser.add_argument("--card", default="docs/model-card.md")
