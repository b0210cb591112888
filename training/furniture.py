"""Fits what speaks for furniture in pasted texts: the weights of `chrome` and the cost of a change in `sections.toml` of English.

In: the marked pastes and pages of `bench/marked` (their half `dev`) and the reports of `training/marked`, which have hardly any furniture.
Out: the table with its new weights. A line's label depends on its features and on the label before it (a linear chain; Lafferty et al.
2001), fitted by maximum likelihood around a prior. `python -m training.furniture --write` reproduces the table that ships.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from lxml import html

from dateline.readers import sections
from dateline.readers._furniture import Furniture, Line, furniture

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "dateline" / "languages" / "en" / "sections.toml"
RECIPE = Path(__file__).parent / "furniture.toml"
UNKNOWN = -1
FURNITURE, STORY = 0.85, 0.15  # the share of a line's letters from which on it is the one, up to which it is the other
REPORTS = 300
NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Paste:
    """The lines of one text: the features of each, and whether it is furniture (1), not (0), or nobody can say (-1)."""

    features: list[set[str]]
    labels: list[int]
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the weights into the table; else they are only counted")
    options = parser.parse_args()
    recipe = tomllib.loads(RECIPE.read_text(encoding="utf-8"))
    tables = furniture("en")
    certain = frozenset(tomllib.loads(TABLE.read_text(encoding="utf-8"))["kinds"]["certain"])
    pastes = [*marked(tables), *paged(tables), *alone(tables, recipe["alone"]), *reports(tables)]
    weights, change = fitted(pastes, tables.kinds.sure, certain, recipe)
    print(f"{len(pastes)} texts, {len(weights)} weights, a change costs {change:.2f}")
    if options.write:
        TABLE.write_text(written(TABLE.read_text(encoding="utf-8"), weights, change), encoding="utf-8")


def development() -> Iterator[Mapping[str, Any]]:
    """The marked pastes that may be learned from."""
    for line in (ROOT / "bench" / "marked" / "pastes.jsonl").read_text(encoding="utf-8").splitlines():
        paste = json.loads(line)
        if paste["half"] == "dev":
            yield paste


def marked(tables: Furniture) -> Iterator[Paste]:
    """The marked pastes."""
    for paste in development():
        text = paste["text"]
        gold = {i for start, end in paste["chrome"] for i in range(start, end)}
        spans, features = sections.observed(text, tables)
        shares = [_share(text, span.start, span.end, gold) for span in spans]
        yield Paste(features, [UNKNOWN if STORY < share < FURNITURE else int(share > 0.5) for share in shares], 1.0)


def _share(text: str, start: int, end: int, gold: set[int]) -> float:
    letters = [i for i in range(start, end) if not text[i].isspace()]
    return sum(i in gold for i in letters) / max(1, len(letters))


def paged(tables: Furniture) -> Iterator[Paste]:
    """The marked pages as somebody pastes them whole, who presses select-all."""
    folder = ROOT / "bench" / "marked"
    for mark in json.loads((folder / "pages.json").read_text(encoding="utf-8")):
        if mark["half"] != "dev":
            continue
        tree = html.document_fromstring((folder / "pages" / mark["page"]).read_bytes(), parser=html.HTMLParser(encoding="utf-8"))
        text = "\n".join(_rendered(tree)) + "\n"
        spans, features = sections.observed(text, tables)
        told = [_plain(words) for words in (*mark["body"], *mark["captions"], *mark["credits"], mark["title"])]
        aside = [_plain(words) for words in mark["furniture"]]
        yield Paste(features, [_label(_plain(span.of(text)), told, aside, f) for span, f in zip(spans, features, strict=True)], 0.5)


def _label(words: str, told: Sequence[str], aside: Sequence[str], features: set[str]) -> int:
    """A line of the page by its marks. What is neither marked nor surely a part of the page's frame may be a date, a name, a summary."""
    if words and any(words in one or one in words for one in told if one):
        return 0
    if words and any(one in words for one in aside):
        return 1
    doubtful = {
        "byline",
        "staff",
        "only_date",
        "date",
        "names",
        "credit_end",
        "time_label",
        "caption_label",
        "credit_label",
        "words_9",
        "long",
    }
    return UNKNOWN if not words or doubtful & features else 1


def _rendered(tree: html.HtmlElement) -> list[str]:
    """The lines of a page as a browser shows them, near enough: a line for each block."""
    for silent in tree.xpath("//script | //style | //noscript | //template | //head | //svg | //select"):
        silent.drop_tree()
    for block in tree.iter(
        "p", "div", "li", "h1", "h2", "h3", "h4", "figcaption", "td", "header", "footer", "nav", "section", "article", "a", "br", "time"
    ):
        block.text = f"\n{block.text or ''}" if block.tag != "a" else block.text
        block.tail = f"\n{block.tail or ''}" if block.tag != "a" else block.tail
    return [line for line in (" ".join(words.split()) for words in tree.text_content().split("\n")) if line]


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words.lower()).strip()


def alone(tables: Furniture, story: Sequence[str]) -> Iterator[Paste]:
    """Every line that is sure to be furniture, alone between two paragraphs of a story."""
    for paste in development():
        for start, end in paste["chrome"]:
            words = paste["text"][start:end]
            if tables.is_sure(tables.features([Line(words)])[0]):
                spans, features = sections.observed(f"{story[0]}\n\n{words}\n\n{story[1]}\n", tables)
                if len(spans) == len(story) + 1:
                    yield Paste(features, [0, 1, 0], 0.2)


def reports(tables: Furniture) -> Iterator[Paste]:
    """Reports without furniture; nobody knows of their lines that look like it."""
    files = sorted((ROOT / "training" / "marked").glob("*.jsonl"))
    texts = [json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    for text in random.Random(1).sample(texts, min(len(texts), REPORTS)):
        features = sections.observed(text, tables)[1]
        yield Paste(features, [UNKNOWN if tables.is_sure(f) or f & {"page_number", "age", "repeated"} else 0 for f in features], 0.4)


def fitted(
    pastes: Sequence[Paste], sure: frozenset[str], certain: frozenset[str], recipe: Mapping[str, Any]
) -> tuple[dict[str, float], float]:
    """The weights of the features and the cost of a change. Weights of the recipe's `fixed` and of what is `certain` are not fitted."""
    names = sorted({name for paste in pastes for features in paste.features for name in features} | sure | certain)
    fixed = {**dict.fromkeys(certain, recipe["certain"]), **recipe["fixed"]}
    leans = {**dict.fromkeys(sure, recipe["sure"]), **recipe["prior"]}
    prior = torch.tensor([leans.get(name, 0.0) for name in names])
    given = torch.tensor([fixed.get(name, 0.0) for name in names])
    free = torch.tensor([float(name not in fixed) for name in names])
    data = _tensors(pastes, names)
    weights, change = prior.clone().requires_grad_(True), torch.tensor(recipe["change"], requires_grad=True)
    steps = torch.optim.LBFGS([weights, change], max_iter=recipe["steps"], line_search_fn="strong_wolfe")

    def step() -> float:
        steps.zero_grad()
        loss = _surprise(data, weights * free + given, change)
        loss = loss + recipe["hold"] * ((weights - prior) ** 2).sum() + (change - recipe["change"]) ** 2
        loss.backward()
        return float(loss.detach())

    steps.step(step)  # type: ignore[no-untyped-call]
    found = dict(zip(names, (weights * free + given).tolist(), strict=True)) | recipe["marked"]
    return {name: round(weight, 2) for name, weight in sorted(found.items()) if abs(weight) >= recipe["least"]}, max(
        0.0, float(change.detach())
    )


@dataclass(frozen=True, slots=True)
class _Data:
    features: torch.Tensor  # text, line, feature
    labels: torch.Tensor
    lines: torch.Tensor  # whether there is a line
    weights: torch.Tensor


def _tensors(pastes: Sequence[Paste], names: Sequence[str]) -> _Data:
    place = {name: i for i, name in enumerate(names)}
    longest = max(len(paste.features) for paste in pastes)
    features = torch.zeros(len(pastes), longest, len(names))
    labels = torch.full((len(pastes), longest), UNKNOWN)
    for row, paste in enumerate(pastes):
        labels[row, : len(paste.labels)] = torch.tensor(paste.labels)
        for line, own in enumerate(paste.features):
            features[row, line, [place[name] for name in own]] = 1.0
    lines = torch.tensor([[line < len(paste.features) for line in range(longest)] for paste in pastes])
    return _Data(features, labels, lines, torch.tensor([paste.weight for paste in pastes]))


def _surprise(data: _Data, weights: torch.Tensor, change: torch.Tensor) -> torch.Tensor:
    """How unlikely the labels are under the weights."""
    leans = data.features @ weights
    anything = torch.ones_like(data.lines)
    every = _total(data, leans, change, anything, anything)
    known = _total(data, leans, change, data.labels != 1, data.labels != 0)
    return (data.weights * (every - known)).sum()


def _total(data: _Data, leans: torch.Tensor, change: torch.Tensor, story: torch.Tensor, aside: torch.Tensor) -> torch.Tensor:
    """The sum over all allowed labellings, in logarithms (the forward pass of the chain)."""
    never = torch.tensor(NEVER)
    nought = torch.zeros_like(leans[:, 0])
    a, b = torch.where(story[:, 0], nought, never), torch.where(aside[:, 0], leans[:, 0], never)
    for line in range(1, leans.shape[1]):
        to_a = torch.where(story[:, line], torch.logaddexp(a, b - change), never)
        to_b = torch.where(aside[:, line], torch.logaddexp(a - change, b) + leans[:, line], never)
        a, b = torch.where(data.lines[:, line], to_a, a), torch.where(data.lines[:, line], to_b, b)
    return torch.logaddexp(a, b)


def written(table: str, weights: Mapping[str, float], change: float) -> str:
    """The text of the table with other weights."""
    start = table.index("[weights.chrome]")
    end = table.index("\n# ", start)
    lines = "".join(f"{name} = {weight}\n" for name, weight in weights.items())
    return re.sub(r"^change = .*$", f"change = {change:.2f}", f"{table[:start]}[weights.chrome]\n{lines}{table[end:]}", flags=re.MULTILINE)


if __name__ == "__main__":
    main()
