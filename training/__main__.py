"""`python -m training VERB`: train, export, evaluate, or `all`: the one command that makes the shipped weights from the data."""

from __future__ import annotations

import argparse
from pathlib import Path

from dateline.model import core
from training import anchors, card, confidence, evaluate, export, train


def main() -> None:
    """Dispatch on the verb."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    trainer = verbs.add_parser("train", help="train and keep checkpoints; a second call goes on where the first stopped")
    train.add_arguments(trainer)
    exporter = verbs.add_parser("export", help="write the ONNX files that ship from a run's weights")
    export.add_arguments(exporter)
    evaluator = verbs.add_parser("evaluate", help="print what the weights reach on the development parts")
    evaluate.add_arguments(evaluator)
    ready = verbs.add_parser("anchors", help="fit how readily an anchor of each kind is seen, by the whole pipeline")
    anchors.add_arguments(ready)
    curves = verbs.add_parser("confidence", help="print how far the shipped confidence can be counted on, and fit it")
    confidence.add_arguments(curves)
    carder = verbs.add_parser("card", help="write the model card from the figures kept with the weights")
    card.add_arguments(carder)
    everything = verbs.add_parser("all", help="train, export and evaluate: the one command that makes the weights")
    for part in (train, export):
        part.add_arguments(everything)
    args = parser.parse_args()
    if args.verb == "all":
        make_all(args)
    else:
        parts = {"train": train.run, "export": export.run, "evaluate": evaluate.run, "card": card.run}
        parts |= {"anchors": anchors.run, "confidence": confidence.run}
        parts[args.verb](args)


def make_all(args: argparse.Namespace) -> None:
    """Train, export, evaluate."""
    train.run(args)
    export.run(args)
    evaluate.run(argparse.Namespace(weights=args.to, data=args.data, fit=True))
    if Path(args.to).resolve() == core.WEIGHTS.resolve():
        anchors.run(argparse.Namespace(data=args.data, fit=True))
        confidence.run(argparse.Namespace(data=args.data, fit=True))
    card.run(argparse.Namespace(weights=args.to, card="docs/model-card.md"))


if __name__ == "__main__":
    main()
