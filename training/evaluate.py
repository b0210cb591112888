"""What the shipped weights reach, head by head, and the leans of the decoder.

In: the weights' folder and the development parts of the data (never trained on). Out: a table of figures; with `--fit`, the lean of
every tag layer and pair row that gives the best F1 on them, written to weights.json with the figures.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dateline.kinds import KINDS
from dateline.model import core, labels
from dateline.model.decode import Floats, Run, runs
from dateline.model.words import windows
from training.data import Json, Text, Trigger, load, records, sentences_of_tokens, voices

GRID = np.arange(-1.5, 2.51, 0.25)
Spans = set[tuple[int, int]]


@dataclass
class Case:
    """Logits of one sequence (N words, 3 tags) and its gold spans of words."""

    logits: Floats
    gold: Spans


@dataclass(frozen=True)
class Score:
    """Hits, predicted, gold."""

    hits: float
    predicted: int
    gold: int

    @property
    def f(self) -> float:
        return 2 * self.hits / max(self.predicted + self.gold, 1)


def score(cases: Sequence[Case], lean: float, *, exact: bool) -> Score:
    """Spans found in all cases with a lean; a hit is the same span, or one that overlaps."""
    hits, predicted, gold = 0, 0, 0
    for case in cases:
        found = [(r.first, r.last) for r in runs(case.logits[None], lean)[0]]
        predicted, gold = predicted + len(found), gold + len(case.gold)
        if exact:
            hits += len(set(found) & case.gold)
        else:
            hits += sum(any(a <= d and c <= b for c, d in found) for a, b in case.gold)
    return Score(hits, predicted, gold)


def best(cases: Sequence[Case], *, exact: bool) -> tuple[float, float]:
    """The lean with the best F1, the smallest such, and that F1; F rises with overlap hits counted once a gold span."""
    graded = [(score(cases, float(lean), exact=exact).f, -abs(float(lean)), float(lean)) for lean in GRID]
    f, _, lean = max(graded)
    return lean, f


def local(spans: Sequence[tuple[int, int]], first: int, last: int) -> Spans:
    """Spans that lie in a window, counted from its first word."""
    return {(a - first, b - first) for a, b in spans if a >= first and b < last}


def seen(shipped: core.Core, text: Text) -> Iterator[tuple[int, int, Any]]:
    """First word, end and logits of each window."""
    bounds = windows(text.words, core.LIMIT)
    for (a, b), window in zip(bounds, shipped._encode(text.words, bounds), strict=True):
        yield a, b, window


def bio_spans(tags: Sequence[int]) -> list[tuple[int, int]]:
    """Spans of a BIO sequence of one label."""
    out: list[list[int]] = []
    for i, tag in enumerate(tags):
        if tag == 1:
            out.append([i, i])
        elif tag == 2 and out:
            out[-1][1] = i
    return [(a, b) for a, b in out]


def tag_cases(shipped: core.Core, texts: Sequence[Text], layer: str, count: int) -> list[list[Case]]:
    """Cases of a layer of several BIO rows, by row."""
    out: list[list[Case]] = [[] for _ in range(count)]
    for text in texts:
        rows = getattr(text, layer)
        spans = [bio_spans([r[n] for r in rows]) for n in range(count)]
        for a, b, window in seen(shipped, text):
            for n in range(count):
                out[n].append(Case(np.ascontiguousarray(getattr(window, layer)[:, n]), local(spans[n], a, b)))
    return out


def pair_cases(shipped: core.Core, texts: Sequence[Text]) -> tuple[dict[str, list[Case]], dict[str, list[bool]]]:
    """Cases of every pair row and right answers of every class, given the gold triggers."""
    cases: dict[str, list[Case]] = {}
    right: dict[str, list[bool]] = {}
    for text in texts:
        number = np.zeros(len(text.words.spans), np.int64)
        for n, (a, b) in enumerate(text.words.sentences):
            number[a:b] = n
        for a, b, window in seen(shipped, text):
            inside = [t for t in text.triggers if t.first >= a and t.last < b]
            if inside:
                given = [core.Trigger(labels.TRIGGERS[t.kind], Run(0, t.first - a, t.last - a, 1.0)) for t in inside]
                classes, logits = shipped._pair_scores(window.hidden, number[a:b], given)
                for k, trigger in enumerate(inside):
                    _add_rows(cases, trigger, logits[k], a, b)
                    _add_classes(right, trigger, classes[k])
    return cases, right


def _add_rows(cases: dict[str, list[Case]], trigger: Trigger, logits: Floats, a: int, b: int) -> None:
    for row in trigger.active:
        gold = local([(x, y) for r, x, y in trigger.spans if r == row], a, b)
        cases.setdefault(labels.PAIRS[row], []).append(Case(np.ascontiguousarray(logits[:, row]), gold))


def _add_classes(right: dict[str, list[bool]], trigger: Trigger, scores: Floats) -> None:
    parts = np.split(scores, np.cumsum(core.CLASS_SIZES)[:-1])
    for name, part in zip(("type", "stance", "modality", "status", "cue_stance"), parts, strict=False):
        wanted = getattr(trigger, name)
        if wanted >= 0:
            allowed = part
            if name == "type":
                rows = core.TYPE_ROWS[labels.TRIGGERS[trigger.kind]]
                allowed = np.full_like(part, -np.inf)
                allowed[rows] = part[rows]
            right.setdefault(name, []).append(int(allowed.argmax()) == wanted)


def syntax_figures(shipped: core.Core, texts: Sequence[Text]) -> dict[str, float]:
    """Parts of speech, attachment (UAS, LAS over words with a marked head) and names (exact F1)."""
    pos, uas, las = [], [], []
    hits = predicted = gold = 0
    for text in texts:
        number = np.zeros(len(text.words.spans), np.int64)
        for n, (a, b) in enumerate(text.words.sentences):
            number[a:b] = n
        for a, b, window in seen(shipped, text):
            if text.upos and text.heads and text.relations:
                for i, (u, r, h) in enumerate(core._syntax(window, number[a:b])):
                    pos.append(u == text.upos[a + i])
                    if text.heads[a + i] > -2:
                        uas.append(h == text.heads[a + i])
                        las.append(uas[-1] and r == text.relations[a + i])
            if text.names:
                want = {(s[0], s[1], lab) for lab in range(3) for s in local(name_spans(text.names, lab), a, b)}
                got = {(r.first, r.last, r.label) for r in runs(window.names[None], shipped._name_lean)[0]}
                hits, predicted, gold = hits + len(want & got), predicted + len(got), gold + len(want)
    return {
        "upos": float(np.mean(pos)),
        "uas": float(np.mean(uas)),
        "las": float(np.mean(las)),
        "names": 2 * hits / max(predicted + gold, 1),
    }


def name_spans(tags: Sequence[int], label: int) -> list[tuple[int, int]]:
    """Spans of one name label."""
    begin, inside = 1 + 2 * label, 2 + 2 * label
    return bio_spans([1 if t == begin else 2 if t == inside else 0 for t in tags])


def figures(folder: Path, data: Path) -> tuple[dict[str, float], dict[str, float]]:
    """All figures, and the best leans."""
    shipped = core.Core(folder, 2)
    pieces = shipped._pieces
    own = list(records(load(data / "records_dev.jsonl.gz"), pieces))
    said = list(voices(load(data / "voices_dev.jsonl.gz"), pieces))
    parsed = list(sentences_of_tokens(load(data / "train" / "ewt_dev.jsonl.gz"), pieces, use_names=True))
    out, lean = syntax_figures(shipped, parsed), {}
    for name, cases in zip(labels.VOICES, tag_cases(shipped, said, "voices", 3), strict=True):
        lean[f"voice.{name}"], out[f"voice.{name}"] = best(cases, exact=True)
    for name, cases in zip(KINDS, tag_cases(shipped, own, "anchors", 5), strict=True):
        lean[f"anchor.{name}"], out[f"anchor.{name}"] = best(cases, exact=False)
    for texts in (own, said):
        by_row, right = pair_cases(shipped, texts)
        for name, cases in by_row.items():
            row = f"pair.{name}" if name.startswith("voice.") else name  # the tags of voices have the plain names
            lean[row], out[row] = best(cases, exact=False)
        out |= {f"class.{name}": float(np.mean(hits)) for name, hits in right.items()}
    return out, lean


def run(args: argparse.Namespace) -> None:
    """Print the figures; with --fit keep them and the leans."""
    folder, data = Path(args.weights), Path(args.data)
    if not data.is_dir():
        raise SystemExit(f"{data}: the marked data is not there")
    out, lean = figures(folder, data)
    for name, value in out.items():
        print(f"{name:24} {value:.3f}" + (f"   lean {lean[name]:+.2f}" if name in lean else ""))
    if args.fit:
        card: Json = json.loads((folder / "weights.json").read_text())
        card |= {"lean": lean, "figures": {k: round(v, 4) for k, v in out.items()}}
        (folder / "weights.json").write_text(json.dumps(card, indent=1) + "\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of evaluation."""
    parser.add_argument("--weights", default="dateline/model/weights")
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--fit", action="store_true", help="keep the best leans and the figures in weights.json")
