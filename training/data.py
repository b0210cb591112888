"""The training data as examples for the encoder.

In: the folder of marked data (its licences are listed in the model card). Out: `Text`s with word-level marks; `window` cuts them into
`Example`s of at most so many word pieces, with other cuts in every pass.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dateline.kinds import KINDS, kind
from dateline.model import labels
from dateline.model.words import Pieces, Words, cut, sentence_shapes, windows
from dateline.types import Span
from training import opened

Json = dict[str, Any]
SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])|\n+")
MARKED = Path(__file__).parent / "marked"
NAME_LABELS = {
    "PER": "PER",
    "ORG": "ORG",
    "LOC": "LOC",
    "person": "PER",
    "politician": "PER",
    "location": "LOC",
    "country": "LOC",
    "corporation": "ORG",
    "group": "ORG",
    "organisation": "ORG",
    "politicalparty": "ORG",
}


@dataclass
class Trigger:
    """A word span that others are read from: a record's anchor, a reporting cue, a content without cue, a predicate."""

    kind: int
    first: int
    last: int  # the last word itself
    active: tuple[int, ...]  # rows of labels.PAIRS that are marked here
    spans: list[tuple[int, int, int]] = field(default_factory=list)  # row, first word, last word
    type: int = -1
    stance: int = -1
    modality: int = -1
    status: int = -1
    cue_stance: int = -1


@dataclass
class Text:
    """A text with its marks in words; a layer that was not marked is None."""

    words: Words
    names: list[int] | None = None  # BIO over labels.NAMES
    voices: list[tuple[int, int, int]] | None = None  # BIO by role
    anchors: list[tuple[int, ...]] | None = None  # BIO by kind
    upos: list[int] | None = None
    relations: list[int] | None = None
    heads: list[int] | None = None  # -1 = root, -2 = not marked
    triggers: list[Trigger] = field(default_factory=list)
    source_types: list[tuple[int, int, int]] = field(default_factory=list)  # first, last, type


@dataclass
class Example:
    """One window of a text."""

    text: Text
    first: int
    last: int  # exclusive


def load(path: Path) -> list[Json]:
    """The lines of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sentences(text: str) -> list[Span]:
    """Sentences by a plain rule: enough to cut windows."""
    ends = [m.end() for m in SENTENCE_END.finditer(text)]
    return [Span(a, b) for a, b in zip([0, *ends], [*ends, len(text)], strict=True) if text[a:b].strip()]


class Finder:
    """Word numbers of character ranges."""

    def __init__(self, words: Words) -> None:
        self.spans = words.spans

    def of(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last word that share a character with the range."""
        inside = [i for i, s in enumerate(self.spans) if s.start < end and start < s.end]
        return (inside[0], inside[-1]) if inside else None


def _bio(size: int, spans: Iterable[tuple[int, int]]) -> list[int]:
    out = [0] * size
    for first, last in sorted(spans, key=lambda s: s[0] - s[1]):  # longest first: a nested span never cuts its host
        if not any(out[first : last + 1]):
            out[first : last + 1] = [1] + [2] * (last - first)
    return out


def records(docs: Iterable[Json], pieces: Pieces, named: Mapping[str, Json] = MappingProxyType({})) -> Iterator[Text]:
    """Documents marked at record level, with the names of those (by id) that were marked with names too."""
    types = {t: i for i, t in enumerate(labels.TYPES)}
    for doc in docs:
        words = cut(doc["text"], sentences(doc["text"]), pieces)
        find, size = Finder(words), len(words.spans)
        text, by_kind = Text(words), {name: [] for name in KINDS}  # type: ignore[var-annotated]
        for record in doc["records"]:
            anchor = find.of(record["start"], record["end"])
            if anchor is None:
                continue
            by_kind[record["kind"]].append(anchor)
            rows = [*kind(record["kind"]).fields, "source", "cue"]
            trigger = Trigger(
                labels.TRIGGERS.index(record["kind"]),
                *anchor,
                active=tuple(labels.PAIRS.index(f"record.{f}") for f in rows if f in labels.FIELDS),
                type=types[record["kind"], record["type"]],
                stance=labels.STANCES.index(record["stance"]),
                modality=labels.MODALITIES.index(record["modality"]),
            )
            values = [(name, v) for name, vs in record["fields"].items() for v in vs]
            voice = record.get("voice") or {}
            values += [(role, voice[role]) for role in ("source", "cue") if voice.get(role)]
            for name, value in values:
                span = find.of(value["start"], value["end"])
                if span and name in labels.FIELDS:
                    trigger.spans.append((labels.PAIRS.index(f"record.{name}"), *span))
                if name == "status":
                    trigger.status = labels.STATUSES.index(value["value"])
            if voice.get("source") and voice.get("source_type") in labels.SOURCE_TYPES:
                span = find.of(voice["source"]["start"], voice["source"]["end"])
                if span:
                    text.source_types.append((*span, labels.SOURCE_TYPES.index(voice["source_type"])))
            text.triggers.append(trigger)
        text.anchors = list(zip(*(_bio(size, by_kind[k]) for k in KINDS), strict=True))
        if doc["id"] in named:
            text.names = _name_tags(named[doc["id"]], find, size)
        yield text


def voices(docs: Iterable[Json], pieces: Pieces) -> Iterator[Text]:
    """Documents marked with source, cue and content of every attribution."""
    source_row, content_row = (labels.PAIRS.index(f"voice.{r}") for r in labels.VOICE_ROLES)
    for doc in docs:
        words = cut(doc["text"], sentences(doc["text"]), pieces)
        find, size = Finder(words), len(words.spans)
        text, spans = Text(words), {s["id"]: find.of(s["start"], s["end"]) for s in doc["spans"]}
        roles: dict[str, list[tuple[int, int]]] = {r: [] for r in labels.VOICES}
        for relation in doc["relations"]:
            parts = {role.lower(): [s for s in (spans[i] for i in ids) if s] for role, ids in relation["args"].items()}
            for role, found in parts.items():
                roles[role] += found
            marks = [(source_row, *s) for s in parts.get("source", [])]
            marked = relation.get("attrs") or {}
            stance = labels.CUE_STANCES.index(marked["stance"]) if marked.get("stance") in labels.CUE_STANCES else -1
            for cue in parts.get("cue", []):
                contents = [(content_row, *s) for s in parts.get("content", [])]
                trigger = Trigger(labels.TRIGGERS.index("cue"), *cue, (source_row, content_row), marks + contents, cue_stance=stance)
                text.triggers.append(trigger)
            for content in [] if parts.get("cue") else parts.get("content", []):
                text.triggers.append(Trigger(labels.TRIGGERS.index("content"), *content, (source_row,), list(marks), cue_stance=stance))
            if marked.get("source_type") in labels.SOURCE_TYPES:
                number = labels.SOURCE_TYPES.index(marked["source_type"])
                text.source_types += [(*s, number) for s in parts.get("source", [])]
        text.voices = list(zip(*(_bio(size, roles[r]) for r in labels.VOICES), strict=True))
        yield text


def names(docs: Iterable[Json], pieces: Pieces) -> Iterator[Text]:
    """Documents marked with name spans; labels outside the map are left out."""
    for doc in docs:
        words = cut(doc["text"], sentences(doc["text"]), pieces)
        if words.spans:
            yield Text(words, names=_name_tags(doc, Finder(words), len(words.spans)))


def _name_tags(doc: Json, find: Finder, size: int) -> list[int]:
    tags = [0] * size
    for span in doc["spans"]:
        label, place = NAME_LABELS.get(span["label"]), find.of(span["start"], span["end"])
        if label and place and not any(tags[place[0] : place[1] + 1]):
            base = 1 + 2 * labels.NAMES.index(label)
            tags[place[0] : place[1] + 1] = [base] + [base + 1] * (place[1] - place[0])
    return tags


def sentences_of_tokens(rows: Sequence[Json], pieces: Pieces, *, use_names: bool, together: int = 4) -> Iterator[Text]:
    """Token files (part of speech, heads, roles, names), several sentences that follow one another to a text."""
    for begin in range(0, len(rows), together):
        yield _join(rows[begin : begin + together], pieces, use_names)


def _join(rows: Sequence[Json], pieces: Pieces, use_names: bool) -> Text:
    spans: list[Span] = []
    shapes: list[int] = []
    ids: list[tuple[int, ...]] = []
    bounds: list[tuple[int, int]] = []
    text = Text(Words((), (), (), (), ()), names=[], upos=[], relations=[], heads=[])
    tagged, parsed = use_names, True
    offset = 0
    for row in rows:
        parts = _split_tokens(row["words"], pieces)
        starts = []
        base = len(spans)
        for token in parts:
            starts.append(len(spans))
            for part in token:
                spans.append(Span(offset, offset + len(part)))
                ids.append(pieces.of(part))
                offset += len(part)
            offset += 1
        bounds.append((base, len(spans)))
        shapes += sentence_shapes([p for token in parts for p in token])
        ends = [*starts[1:], len(spans)]
        tagged = tagged and row.get("ner") is not None
        parsed = parsed and row.get("upos") is not None
        for n, token in enumerate(parts):
            tag = (row.get("ner") or ["O"] * len(parts))[n]
            number = 0 if tag == "O" else 1 + 2 * labels.NAMES.index(tag[2:]) + (tag[0] == "I")
            text.names += [number] + [number + 1 if number % 2 else number] * (len(token) - 1)  # type: ignore[operator]
            if row.get("upos"):
                text.upos += [_index(labels.UPOS, row["upos"][n])] * len(token)  # type: ignore[operator]
                relation = _index(labels.RELATIONS, row["dep"][n].split(":")[0])
                text.relations += [relation] + [-1] * (len(token) - 1)  # type: ignore[operator]
                head = row["head"][n]
                text.heads += [-1 if head == 0 else starts[head - 1]] + [-2] * (len(token) - 1)  # type: ignore[operator]
        for frame in row.get("srl") or []:
            text.triggers.append(_frame(frame, starts, ends))
    text.words = Words(tuple(spans), tuple(shapes), tuple([0] * len(spans)), tuple(ids), tuple(bounds))
    if not tagged:
        text.names = None
    if not parsed:
        text.upos = text.relations = text.heads = None
    return text


def _split_tokens(tokens: Sequence[str], pieces: Pieces) -> list[list[str]]:
    out = []
    for token in tokens:
        found = cut(token, [Span(0, len(token))], pieces)
        out.append([s.of(token) for s in found.spans] or [token])
    return out


def _frame(frame: Json, starts: list[int], ends: list[int]) -> Trigger:
    rows = tuple(labels.PAIRS.index(f"predicate.{r}") for r in labels.PREDICATE_ROLES)
    trigger = Trigger(labels.TRIGGERS.index("predicate"), starts[frame["p"]], ends[frame["p"]] - 1, rows)
    tags = [*frame["tags"], "O"]
    begin = -1
    for n, tag in enumerate(tags):
        if begin >= 0 and not tag.startswith("I-"):
            role = tags[begin][2:]
            if role in labels.PREDICATE_ROLES:
                trigger.spans.append((labels.PAIRS.index(f"predicate.{role}"), starts[begin], ends[n - 1] - 1))
            begin = -1
        if tag.startswith("B-"):
            begin = n
    return trigger


def _index(known: tuple[str, ...], name: str) -> int:
    return known.index(name) if name in known else -1


def examples(texts: Sequence[Text], rng: random.Random, limit: int, *, vary: bool = True) -> Iterator[Example]:
    """Every text cut into windows; with `vary` of a length drawn anew for each text."""
    for text in texts:
        size = rng.choice((limit, limit, limit * 3 // 4, limit // 2)) if vary else limit
        for first, last in windows(text.words, size):
            yield Example(text, first, last)


def everything(folder: Path, pieces: Pieces) -> dict[str, list[Text]]:
    """All sets that weights may be trained on, by name. Test parts are left out."""
    train = folder / "train"
    own = load(train / "records.jsonl.gz") + load(train / "records_written.jsonl.gz") + marked_here(".") + opened.documents(folder)
    return {
        "records": list(records(own, pieces, {d["id"]: d for d in marked_here("names")})),
        "voices": list(voices(load(train / "voices.jsonl.gz") + marked_here("voices"), pieces)),
        "ewt": list(sentences_of_tokens(load(train / "ewt_train.jsonl.gz"), pieces, use_names=True)),
        "gum": list(sentences_of_tokens(load(train / "gum_train.jsonl.gz"), pieces, use_names=False)),
        "wikigold": list(sentences_of_tokens(load(train / "wikigold_tokens.jsonl.gz"), pieces, use_names=True)),
        "btc": list(names(load(folder / "btc.jsonl.gz"), pieces)),
        "wnut17": list(names(_not_test(load(folder / "wnut17.jsonl.gz")), pieces)),
        "crossner": list(names(_not_test(load(folder / "crossner_politics.jsonl.gz")), pieces)),
    }


def marked_here(folder: str) -> list[Json]:
    """The texts written and marked in this repository: records in the folder itself, who says what in `voices`, names in `names`."""
    return [
        json.loads(line) for path in sorted((MARKED / folder).glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()
    ]


def _not_test(docs: Iterable[Json]) -> list[Json]:
    return [d for d in docs if d["split"] in ("train", "dev")]
