"""The reports that were marked for training: every span holds its words, every value is a listed one, and they become examples."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice, pairwise

import pytest

from dateline.kinds import KINDS, MODALITIES, STANCES, kind
from dateline.model import core, labels
from dateline.model.words import Pieces
from training.data import Json, examples, marked_here, records

DOCS = marked_here(".")


def spans(doc: Json) -> Iterator[Json]:
    for record in doc["records"]:
        yield record
        yield from (v for vs in record["fields"].values() for v in vs)
        yield from (part for part in ((record["voice"] or {}).get(role) for role in ("source", "cue")) if part)


def test_there_are_many_and_no_two_share_an_id() -> None:
    assert len(DOCS) >= 318
    assert len({d["id"] for d in DOCS}) == len(DOCS)


@pytest.mark.parametrize("doc", DOCS, ids=lambda d: d["id"])
def test_marks_fit_their_report(doc: Json) -> None:
    for span in spans(doc):
        assert doc["text"][span["start"] : span["end"]] == span["text"]
    for record in doc["records"]:
        assert record["kind"] in KINDS
        known = kind(record["kind"])
        assert record["type"] in known.types
        assert set(record["fields"]) <= set(known.fields)
        assert record["stance"] in STANCES
        assert record["modality"] in MODALITIES
        assert record["stance"] != "stated" or record["voice"] is None


def test_reports_become_examples_that_hold_their_anchors() -> None:
    texts = list(records(islice(DOCS, 6), Pieces(core._tokenizer(core.WEIGHTS))))
    cut = list(examples(texts, random.Random(1), 120))
    for text in texts:
        assert text.anchors is not None
        assert any(any(tags) for tags in text.anchors)
        assert all(0 <= t.first <= t.last < len(text.words.spans) for t in text.triggers)
        assert {labels.TRIGGERS[t.kind] for t in text.triggers} <= set(KINDS)
    assert sum(e.last - e.first for e in cut) == sum(len(t.words.spans) for t in texts)


@pytest.mark.parametrize("doc", marked_here("voices"), ids=lambda d: d["id"])
def test_who_says_what_fits_its_text(doc: Json) -> None:
    known = {s["id"]: s for s in doc["spans"]}
    assert all(doc["text"][s["start"] : s["end"]] == s["text"] for s in known.values())
    for relation in doc["relations"]:
        assert {role.lower() for role in relation["args"]} <= set(labels.VOICES)
        assert all(ident in known for idents in relation["args"].values() for ident in idents)
        assert (relation.get("attrs") or {}).get("stance", "claimed") in labels.CUE_STANCES


def test_names_fit_their_text_and_do_not_overlap() -> None:
    for doc in marked_here("names"):
        spans = sorted((s["start"], s["end"]) for s in doc["spans"])
        assert all(0 <= a < b <= len(doc["text"]) for a, b in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        assert {s["label"] for s in doc["spans"]} <= set(labels.NAMES)


def test_a_report_marked_with_names_too_is_learned_with_them() -> None:
    named = {d["id"]: d for d in marked_here("names")}
    doc = next(d for d in DOCS if d["id"] in named)
    (text,) = records([doc], Pieces(core._tokenizer(core.WEIGHTS)), named)
    assert text.names is not None
    assert sum(t % 2 for t in text.names) == len(named[doc["id"]]["spans"])
