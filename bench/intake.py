"""Intake: captions and credits of web pages, furniture of pasted texts, on our own marked sets, and what a page costs beside its reading.

In: bench/marked/pages.json with its pages, and bench/marked/pastes.jsonl (bench/README.md says how they are marked). Out: a table for each
half: `dev` is what the rules were written by, `check` was only measured. Run `python bench/intake.py --help`.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline import languages, pipeline
from dateline.errors import InputError
from dateline.intake import document_from_bytes
from dateline.readers import sections
from dateline.types import Document, Draft

MARKED = Path(__file__).parent / "marked"
HALVES = ("dev", "check")
ARTICLE = ("headline", "body", "dateline", "caption")


@dataclass(frozen=True, slots=True)
class Parts:
    """A text and its parts: (role, start, end)."""

    text: str
    parts: tuple[tuple[str, int, int], ...]

    def words(self, *roles: str) -> list[str]:
        """The words of the parts with one of the roles."""
        return [self.text[start:end] for role, start, end in self.parts if role in roles]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", choices=HALVES, help="list what was missed and invented in this half")
    parser.add_argument("--time", action="store_true", help="also measure what the intake of a page adds to the time of reading")
    options = parser.parse_args()
    for half in HALVES:
        print(pages(half, show=options.show == half))
    for half in HALVES:
        print(pastes(half, show=options.show == half))
    if options.time:
        print(share())


def parts_of(document: Document) -> Parts:
    """The parts of a document as the reader of sections tells them apart."""
    found = sections.READER.read(Draft(document, document.report, document.sections, doubts=document.doubts), languages.load("en"))
    return Parts(document.text, tuple((s.role, s.start, s.end) for s in found.sections or ()))


def marked_pages(half: str) -> Iterator[tuple[Mapping[str, Any], bytes]]:
    """The marks and the bytes of the pages of a half."""
    for mark in json.loads((MARKED / "pages.json").read_text(encoding="utf-8")):
        if mark["half"] == half:
            yield mark, (MARKED / "pages" / mark["page"]).read_bytes()


def pages(half: str, *, show: bool) -> str:
    """Shares of pages with all captions and credits and no others, with a whole body, free of furniture, with the right day and title."""
    right = {"pictures": 0, "body": 0, "clean": 0, "day": 0, "title": 0}
    count = 0
    for mark, raw in marked_pages(half):
        count += 1
        try:
            document = document_from_bytes(raw, mark["page"])
        except InputError as error:
            print(error)
            continue
        for name, wrong in judged(mark, document).items():
            right[name] += not wrong
            if show and wrong:
                print(f"  {mark['page']}: {name}: {wrong}")
    return f"pages   {half:<6} {count:>3}  " + "  ".join(f"{name} {n / count:.3f}" for name, n in right.items())


def judged(mark: Mapping[str, Any], document: Document) -> dict[str, list[str]]:
    """What is wrong with a page, by what is asked of it."""
    parts = parts_of(document)
    captions, credits = parts.words("caption"), parts.words("credit")
    article = plain(" ".join(parts.words(*ARTICLE)))
    wrong = [f"- caption {c}" for c in mark["captions"] if not any(alike(c, other) for other in captions)]
    wrong += [f"- credit {c}" for c in mark["credits"] if not any(alike(c, other) for other in credits)]
    wrong += [f"+ caption {c}" for c in captions if not any(alike(other, c) for other in mark["captions"])]
    day = str(document.report.published)[:10]
    return {
        "pictures": wrong,
        "body": [p for p in mark["body"] if plain(p) not in article],
        "clean": [f for f in mark["furniture"] if plain(f) in article],
        "day": [] if day == mark["published"] else [day],
        "title": [] if plain(document.report.title or "") == plain(mark["title"]) else [str(document.report.title)],
    }


def plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower()))


def alike(marked: str, found: str) -> bool:
    """Whether the found words hold the marked ones and hardly any more (a label, brackets)."""
    one, other = plain(marked), plain(found)
    return f" {one} " in f" {other} " and len(other.split()) <= len(one.split()) + 3


def pastes(half: str, *, show: bool) -> str:
    """Precision, recall and F1 of furniture by character, blanks left out."""
    hits = invented = missed = count = 0
    for line in (MARKED / "pastes.jsonl").read_text(encoding="utf-8").splitlines():
        paste = json.loads(line)
        if paste["half"] != half:
            continue
        count += 1
        parts = parts_of(document_from_bytes(paste["text"].encode(), paste["id"], force=True))
        gold = letters(parts.text, paste["chrome"])
        found = letters(parts.text, [(start, end) for role, start, end in parts.parts if role == "chrome"])
        hits, invented, missed = hits + len(gold & found), invented + len(found - gold), missed + len(gold - found)
        if show:
            print_differences(paste["id"], parts, gold)
    p, r = hits / max(1, hits + invented), hits / max(1, hits + missed)
    return f"pastes  {half:<6} {count:>3}  f {2 * p * r / max(p + r, 1e-9):.3f}  p {p:.3f}  r {r:.3f}"


def letters(text: str, spans: Sequence[Sequence[int]]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}


def print_differences(name: str, parts: Parts, gold: set[int]) -> None:
    for role, start, end in parts.parts:
        own = letters(parts.text, [(start, end)])
        share_of = len(own & gold) / max(1, len(own))
        if (role == "chrome" and share_of < 1) or (role != "chrome" and share_of > 0):
            sign = "+" if role == "chrome" else "-"
            print(f"  {name}: {sign} {role} {share_of:.1f} {' '.join(parts.text[start:end].split())[:110]}")


def share() -> str:
    """What the intake of the pages takes beside the reading of their text, in processor time, after one round that warms the caches."""
    raws = [raw for half in HALVES for _, raw in marked_pages(half)]
    document_from_bytes(raws[0], "warm")
    pipeline.read_document(document_from_bytes(raws[0], "warm"))
    begun = time.process_time()
    documents = [document_from_bytes(raw, "page") for raw in raws]
    taken = time.process_time() - begun
    begun = time.process_time()
    for document in documents:
        pipeline.read_document(document)
    reading = time.process_time() - begun
    return f"time    {len(raws)} pages: intake {taken:.2f} s, reading {reading:.2f} s: intake adds {taken / reading:.0%}"


if __name__ == "__main__":
    main()
