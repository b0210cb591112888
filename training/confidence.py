"""Fits how sure a record is.

In: the development reports of records (never trained on) and the shipped weights. Out: a curve for each kind in weights.json, and a
reliability table: records in bins of confidence, the share that is right, and the expected calibration error (Naeini et al. 2015), each
report judged by curves that were fitted on the others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dateline.kinds import KINDS
from dateline.model import confidence, core
from training.anchors import read, touch
from training.data import Json, load

Curve = tuple[float, float]
STEPS, PULL = 50, 10.0
BINS = 10


class Graded(NamedTuple):
    """A record that was read: its report, kind, raw score, and whether a person marked it so."""

    report: str
    kind: str
    score: float
    right: bool


def graded(docs: Sequence[Json]) -> list[Graded]:
    """The records that are read in marked reports, each with whether it is right."""
    return [g for doc in docs for g in _grade(doc)]


def _grade(doc: Json) -> Iterator[Graded]:
    free = list(doc["records"])
    for record in sorted(read(doc).records, key=lambda r: -r.confidence):
        found = next((g for g in free if touch(record, g) and (record.kind, record.type) == (g["kind"], g["type"])), None)
        if found is not None:
            free.remove(found)
        yield Graded(doc["id"], record.kind, confidence.raw(record.kind, record.confidence), found is not None)


def curves(found: Sequence[Graded]) -> dict[str, Curve]:
    """A curve for each kind: an offset of its own, drawn towards the one of all kinds where records are few, and one slope."""
    x = np.array([confidence.log_odds(g.score) for g in found])
    own = np.array([[g.kind == kind for kind in KINDS] for g in found], float)
    weights = _logistic(np.column_stack([own, np.ones(len(found)), x]), np.array([g.right for g in found], float))
    return {kind: (round(float(weights[n] + weights[-2]), 4), round(float(weights[-1]), 4)) for n, kind in enumerate(KINDS)}


def _logistic(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logistic regression by Newton's method; the offsets of kinds are pulled to nought."""
    weights = np.zeros(x.shape[1])
    pull = np.array([PULL] * len(KINDS) + [1e-6, 1e-6])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + pull * weights
        weights -= np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + np.diag(pull), slope)
    return weights


def shares(found: Sequence[Graded], by: Callable[[str], Mapping[str, Curve]]) -> list[tuple[float, bool]]:
    """Confidence and rightness of each record, with the curves for its report."""
    out = []
    for g in found:
        offset, slope = by(g.report)[g.kind]
        out.append((float(1 / (1 + np.exp(-(offset + slope * confidence.log_odds(g.score))))), g.right))
    return out


def held_out(found: Sequence[Graded]) -> list[tuple[float, bool]]:
    """Confidence and rightness of each record, by curves that were fitted without its report."""
    fitted = {name: curves([g for g in found if g.report != name]) for name in {g.report for g in found}}
    return shares(found, fitted.__getitem__)


def table(pairs: Sequence[tuple[float, bool]]) -> tuple[list[tuple[str, int, float, float]], float]:
    """Rows of (bin, records, mean confidence, share right), and the expected calibration error."""
    rows, error = [], 0.0
    for n in range(BINS):
        inside = [(c, r) for c, r in pairs if n / BINS <= c < (n + 1) / BINS or (n == BINS - 1 and c == 1)]
        if inside:
            sure, right = (sum(v) / len(inside) for v in zip(*inside, strict=True))
            rows.append((f"{n / BINS:.1f}-{(n + 1) / BINS:.1f}", len(inside), sure, right))
            error += abs(sure - right) * len(inside) / len(pairs)
    return rows, error


def show(pairs: Sequence[tuple[float, bool]]) -> str:
    """The reliability table as text."""
    rows, error = table(pairs)
    lines = [f"{'confidence':12}{'records':>8}{'mean':>8}{'right':>8}"]
    lines += [f"{name:12}{size:8}{sure:8.3f}{right:8.3f}" for name, size, sure, right in rows]
    return "\n".join([*lines, f"expected calibration error {error:.3f} over {len(pairs)} records, each report held out"])


def run(args: argparse.Namespace) -> None:
    """Print the reliability table; with --fit keep the curves."""
    path = Path(args.data) / "records_dev.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"{path}: the marked reports are not there")
    found = graded(load(path))
    print(show(held_out(found)))
    if args.fit:
        card_path = core.WEIGHTS / "weights.json"
        card: Json = json.loads(card_path.read_text())
        card_path.write_text(json.dumps(card | {"confidence": curves(found)}, indent=1) + "\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the fit."""
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--fit", action="store_true", help="keep the curves in weights.json of the shipped weights")
