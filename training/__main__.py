"""`python -m training VERB`: train, export, evaluate, or `all`: the one command that makes the shipped weights from the data."""

from __future__ import annotations

import argparse

from training import train


def main() -> None:
    """Dispatch on the verb."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    trainer = verbs.add_parser("train", help="train and keep checkpoints; a second call goes on where the first stopped")
    train.add_arguments(trainer)
    args = parser.parse_args()
    if args.verb == "train":
        train.run(args)


if __name__ == "__main__":
    main()
