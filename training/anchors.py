"""Fits how readily an anchor of each kind, and the speaker of a record, are seen.

In: the development reports of records (never trained on) and the shipped weights. Out: for each kind the lean, and for events how much a
word of the language's table counts, that give the best F1 of records found, and found with their type, by the whole pipeline; for the
source and cue of a record the leans with the most voices right, for those of a cue the best F1 of attributions; kept in weights.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

from dateline import pipeline
from dateline.kinds import KINDS
from dateline.model import core
from dateline.types import Document, Reading, Record, Report, Span, Voice, content_id
from training.data import Json, load

LEANS = tuple(n / 4 for n in range(-4, 13))
HINTS = ((0.0, 0.0), (0.5, 0.5), (1.0, 1.0))
HINTED = ("event",)
WORTH = 0.012  # F1 that is given for the words of the table to count: they hold in reports that are unlike the development ones
SPEAKERS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def found(docs: Iterable[Json], kind: str) -> float:
    """Mean of two F1s of the records of a kind: one to one, when the anchors (or counts) share a character; and with the type right too."""
    right = typed = told = marked = 0
    for doc in docs:
        gold = [r for r in doc["records"] if r["kind"] == kind]
        own = [r for r in read(doc).records if r.kind == kind]
        marked, told = marked + len(gold), told + len(own)
        for record in own:
            match = next((g for g in gold if touch(record, g)), None)
            if match is not None:
                gold.remove(match)
                right += 1
                typed += record.type == match["type"]
    return (right + typed) / max(1, told + marked)


def read(doc: Json) -> Reading:
    """What the pipeline reads in a marked report."""
    raw = doc["text"].encode("utf-8")
    given = frozenset({"published"} if doc.get("published") else ())
    return pipeline.read_document(Document(doc["text"], raw, Report(content_id(raw), published=doc.get("published"), given=given)))


def touch(record: Record, gold: Json) -> bool:
    """Whether a record and a marked one stand on the same words: their anchors, or the counts of tolls."""
    spans = [(v["start"], v["end"]) for v in gold["fields"].get("count", [])] + [(gold["start"], gold["end"])]
    own = [(v.start, v.end) for v in record.fields.get("count", ())] + [(record.start, record.end)]
    return any(a < d and c < b for a, b in spans for c, d in own)


def fit(docs: Sequence[Json]) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """The best lean of each kind, and the hints of the kinds that have words; the smaller of equal ones."""
    shipped, leans, hints = core.load(), {}, {}
    for kind in KINDS:
        graded = []
        for hint, lean in product(HINTS if kind in HINTED else HINTS[:1], LEANS):
            shipped.anchor_lean[kind], shipped.hint[kind] = lean, hint
            graded.append((round(found(docs, kind), 4), -abs(lean), -hint[0], lean, hint))
        reached = max(graded)[0]
        best, _, _, leans[kind], hints[kind] = max((g for g in graded if g[0] > reached - WORTH), key=lambda g: (g[4], g[:3]))
        shipped.anchor_lean[kind], shipped.hint[kind] = leans[kind], hints[kind]
        print(f"{kind:10} lean {leans[kind]:+.2f} hint {hints[kind]} F1 {best:.3f}", flush=True)
    return leans, {k: h for k, h in hints.items() if any(h)}


def voiced(docs: Iterable[Json]) -> int:
    """How many of the records that are found rest on the marked voice: the same source, or the report itself."""
    right = 0
    for doc in docs:
        reading = read(doc)
        voices = {v.id: v for v in reading.voices}
        for record in reading.records:
            gold = next((g for g in doc["records"] if g["kind"] == record.kind and touch(record, g)), None)
            if gold is not None:
                right += same_voice(voices.get(record.voice or ""), gold["voice"])
    return right


def same_voice(voice: Voice | None, gold: Json | None) -> bool:
    """Whether both are the report's own voice, or their sources share a character or are both unnamed."""
    if voice is None or gold is None:
        return voice is None and gold is None
    marked = gold.get("source")
    if voice.source is None or not marked:
        return voice.source is None and not marked
    return voice.source.start < marked["end"] and marked["start"] < voice.source.end


def fit_speakers(docs: Sequence[Json]) -> dict[str, float]:
    """The leans of a record's source and cue; the smaller of equal ones."""
    shipped, graded = core.load(), []
    for source, cue in product(SPEAKERS, (-1.0, 0.0)):
        shipped.pair_lean |= {"record.source": source, "record.cue": cue}
        graded.append((voiced(docs), -abs(source), -abs(cue), {"record.source": source, "record.cue": cue}))
    best, _, _, leans = max(graded, key=lambda g: g[:3])
    shipped.pair_lean |= leans
    print(f"speakers   {leans} voices right {best}", flush=True)
    return leans


def attributed(docs: Iterable[Json]) -> float:
    """F1 of who says what: one to one, with half of the characters of the contents shared and sources that touch, or both unnamed."""
    right = told = marked = 0
    for doc in docs:
        spans = {s["id"]: Span(s["start"], s["end"]) for s in doc["spans"]}
        parts = [{role.lower(): [spans[i] for i in ids] for role, ids in r["args"].items()} for r in doc["relations"]]
        gold = [(next(iter(p.get("source", [])), None), p["content"]) for p in parts if p.get("content")]
        voices = read(doc).voices
        told, marked = told + len(voices), marked + len(gold)
        for voice in voices:
            match = next((g for g in gold if _agree(voice, *g)), None)
            if match is not None:
                gold.remove(match)
                right += 1
    return 2 * right / max(1, told + marked)


def _agree(voice: Voice, source: Span | None, content: Sequence[Span]) -> bool:
    own, other = ({i for s in part for i in range(s.start, s.end)} for part in (voice.content, content))
    sources = voice.source is None and source is None if None in (voice.source, source) else voice.source.touches(source)  # type: ignore[union-attr, arg-type]
    return sources and 2 * len(own & other) >= len(own | other)


def fit_attributions(docs: Sequence[Json]) -> dict[str, float]:
    """The leans of a cue's source and content; the smaller of equal ones."""
    shipped, graded = core.load(), []
    for source, content in product(SPEAKERS[1:4], SPEAKERS[1:3]):
        shipped.pair_lean |= {"voice.source": source, "voice.content": content}
        leans = {"pair.voice.source": source, "pair.voice.content": content}
        graded.append((round(attributed(docs), 4), -abs(source), -abs(content), leans))
    best, _, _, leans = max(graded, key=lambda g: g[:3])
    shipped.pair_lean |= {name.removeprefix("pair."): lean for name, lean in leans.items()}
    print(f"voices     {leans} F1 {best:.3f}", flush=True)
    return leans


def run(args: argparse.Namespace) -> None:
    """Print the fit; with --fit keep it."""
    path = Path(args.data) / "records_dev.jsonl.gz"
    if not path.is_file():
        raise SystemExit(f"{path}: the marked reports are not there")
    docs = load(path)
    leans, hints = fit(docs)
    speakers = fit_attributions(load(path.with_name("voices_dev.jsonl.gz"))) | fit_speakers(docs)
    if args.fit:
        card_path = core.WEIGHTS / "weights.json"
        card: Json = json.loads(card_path.read_text())
        card["lean"] |= {f"anchor.{kind}": lean for kind, lean in leans.items()} | speakers
        card_path.write_text(json.dumps(card | {"hint": hints}, indent=1) + "\n")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the fit."""
    parser.add_argument("--data", default="../shared/data")
    parser.add_argument("--fit", action="store_true", help="keep the leans and hints in weights.json of the shipped weights")
