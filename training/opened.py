"""Openly licensed texts that were marked record by record here: the marks are kept in `marked/open`, the texts are not.

In: the folder of marked data, which holds the texts (`train/voices`, `wikiwars`, `train/ewt_train`). Out: documents with text and records,
as in `train/records`. A text that is not the one that was marked is an error.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]
MARKS = Path(__file__).parent / "marked" / "open"
EXCERPT = re.compile(r"wikiwars-(?P<doc>\w+):(?P<first>\d+)-(?P<last>\d+)")
CLITIC = re.compile(r" (n't|'s|'re|'ve|'ll|'d|'m|')(?= |$)")
CLOSING, OPENING = re.compile(r" ([.,;:!?%)\]])"), re.compile(r"([(\[$]) ")
QUOTED, HYPHEN = re.compile(r'" ([^"]*?) ?"'), re.compile(r"(\w) - (\w)")


def documents(folder: Path) -> list[Json]:
    """The marked documents. Raises ValueError where a text differs from the one that was marked."""
    texts = _Texts(folder)
    return [_with_text(mark, texts) for path in sorted(MARKS.glob("*.jsonl")) for mark in _lines(path.read_text(encoding="utf-8"))]


def _with_text(mark: Json, texts: _Texts) -> Json:
    text = texts.of(mark["id"])
    if hashlib.sha256(text.encode()).hexdigest() != mark["sha256"]:
        raise ValueError(f"{mark['id']}: the text is not the one that was marked")
    return {**mark, "text": text}


def _lines(content: str) -> Iterator[Json]:
    return (json.loads(line) for line in content.splitlines())


def _zipped(path: Path) -> Iterator[Json]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


class _Texts:
    """The texts by id."""

    def __init__(self, folder: Path) -> None:
        self.whole = {d["id"]: d["text"] for d in _zipped(folder / "train" / "voices.jsonl.gz")}
        self.wars = {d["id"]: d["text"] for d in _zipped(folder / "wikiwars.jsonl.gz")}
        self.sentences: dict[str, list[Sequence[str]]] = defaultdict(list)
        for row in _zipped(folder / "train" / "ewt_train.jsonl.gz"):
            self.sentences[row["id"].rsplit("-", 1)[0]].append(row["words"])

    def of(self, name: str) -> str:
        """The text of that id: a whole one, an excerpt of a war's history, or a web page put together from its words."""
        if excerpt := EXCERPT.fullmatch(name):
            return str(self.wars[excerpt["doc"]][int(excerpt["first"]) : int(excerpt["last"])])
        if name.startswith("ewt:"):
            return " ".join(map(prose, self.sentences[name.removeprefix("ewt:")]))
        return str(self.whole[name])


def prose(words: Sequence[str]) -> str:
    """Words of a treebank as running text."""
    text = CLOSING.sub(r"\1", CLITIC.sub(r"\1", " ".join(words)))
    return HYPHEN.sub(r"\1-\2", QUOTED.sub(r'"\1"', OPENING.sub(r"\1", text)))
