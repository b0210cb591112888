"""The trained core at work: one pass of the encoder over a report and one of the pair head over what it found.

In: the text and its sentences. Out: `Analysis`. Runs on onnxruntime with int8 weights; the windows of one report form one batch and
reports are never mixed, so the same text always gives the same analysis, on any number of threads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from dateline.errors import DataError
from dateline.kinds import KINDS
from dateline.model import labels, pairs
from dateline.model.decode import Floats, Run, Tagged, log_softmax, runs_of
from dateline.model.trees import heads_of
from dateline.model.words import Pieces, Words, cut, windows
from dateline.types import Analysis, Candidate, Cue, Span, Tag

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
DIGITS = 4  # of a score: what more the arithmetic gives differs from machine to machine
WEIGHTS = Path(__file__).parent / "weights"
LIMIT = 240  # word pieces a window, as in training
CLS, SEP = 101, 102
PART = 0.65  # a source that shares so much with a tagged one is that one
TOPICS = ("of", "about")
LIKELY = 0.02  # classes below this probability are not listed
TYPE_ROWS = {name: [i for i, (k, _) in enumerate(labels.TYPES) if k == name] for name in KINDS}
CLASS_SIZES = [len(s) for s in (labels.TYPES, labels.STANCES, labels.MODALITIES, labels.STATUSES, labels.CUE_STANCES, labels.SOURCE_TYPES)]
PAIR_ROWS = {name: i for i, name in enumerate(labels.PAIRS)}
RECORD_ROWS = [PAIR_ROWS[f"record.{f}"] for f in labels.FIELDS]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A span of words in a window from which others are read."""

    kind: str
    run: Run


@dataclass(frozen=True, slots=True)
class Window:
    """One window's words (offset into the report's words), its tag logits and hidden states."""

    first: int
    names: Floats
    voices: Floats
    anchors: Floats
    upos: Floats
    relations: Floats
    arcs: Floats
    hidden: Floats


Telling = Mapping[str, Collection[str]]
NOTHING_TOLD: Telling = MappingProxyType({})


class Core:
    """The weights in memory. Make one with `load()`."""

    def __init__(self, folder: Path, threads: int) -> None:
        self.card = check(folder)
        self._pieces = Pieces(_tokenizer(folder))
        self._encoder = _session(folder / "encoder.onnx", threads)
        self._pairs = _session(folder / "pairs.onnx", 1)
        lean: Mapping[str, float] = self.card.get("lean", {})
        self._name_lean = lean.get("name", 0.0)
        self._voice_lean = [lean.get(f"voice.{r}", 0.0) for r in labels.VOICES]
        self.anchor_lean = {k: lean.get(f"anchor.{k}", 0.0) for k in KINDS}
        self.hint: dict[str, Sequence[float]] = self.card.get("hint", {})
        self.pair_lean = {p: lean.get(f"pair.{p}", lean.get(p, 0.0)) for p in labels.PAIRS}

    def words(self, text: str, sentences: Sequence[Span]) -> Words:
        """The words of a text as the encoder sees them."""
        return cut(text, sentences, self._pieces)

    def analyse(self, text: str, sentences: Sequence[Span], telling: Telling = NOTHING_TOLD) -> Analysis:
        """What the model sees in the sentences of a text. `telling` are words (lower case) that speak for anchors of a kind: there the
        decoder leans towards one, elsewhere away from it. An empty text gives an empty analysis."""
        words = self.words(text, sentences)
        bounds = windows(words, LIMIT)
        if not bounds:
            return Analysis((), (), (), (), (), (), (), ())
        sentence_of = np.repeat(np.arange(len(words.sentences)), [b - a for a, b in words.sentences])
        found = [_Part(w, _page(text, words, w), sentence_of[w.first : w.first + len(w.names)]) for w in self._encode(words, bounds)]
        tagged = runs_of([Tagged(p.window.names[None], self._name_lean, p.fences) for p in found])
        names = [p.page.tag(labels.NAMES[r.label], r) for p, (spans,) in zip(found, tagged, strict=True) for r in spans]
        cues, candidates = self._read_pairs(found, telling)
        upos, relations, heads = zip(*(row for p in found for row in _syntax(p.window, p.sentence)), strict=True)
        return Analysis(
            words=words.spans,
            sentences=tuple(Span(words.spans[a].start, words.spans[b - 1].end) for a, b in words.sentences),
            upos=tuple(labels.UPOS[u] for u in upos),
            heads=heads,
            relations=tuple(labels.RELATIONS[r] for r in relations),
            names=tuple(names),
            cues=tuple(cues),
            candidates=tuple(candidates),
        )

    def _encode(self, words: Words, bounds: Sequence[tuple[int, int]]) -> list[Window]:
        pieces = [[p for w in words.pieces[a:b] for p in w] for a, b in bounds]
        shape = (len(bounds), max(map(len, pieces)) + 2)
        ids, shapes, breaks, mask = (np.zeros(shape, np.int64) for _ in range(4))
        first = np.zeros((len(bounds), max(b - a for a, b in bounds)), np.int64)
        for n, (a, b) in enumerate(bounds):
            ids[n, : len(pieces[n]) + 2] = [CLS, *pieces[n], SEP]
            mask[n, : len(pieces[n]) + 2] = 1
            sizes = np.array([len(p) for p in words.pieces[a:b]])
            starts = 1 + np.concatenate([[0], np.cumsum(sizes)[:-1]])
            first[n, : b - a] = starts
            shapes[n, 1 : 1 + sizes.sum()] = np.repeat(words.shapes[a:b], sizes)
            breaks[n, starts] = words.breaks[a:b]
        out = self._encoder.run(None, {"ids": ids, "shapes": shapes, "breaks": breaks, "mask": mask, "first": first})
        return [_window(a, b - a, [o[n] for o in out]) for n, (a, b) in enumerate(bounds)]

    def _hinted(self, window: Window, page: Page, telling: Telling) -> Floats:
        """The anchors' logits by kind [5, W, 3], "outside" made less likely at words that tell of the kind and more likely at others."""
        logits = np.ascontiguousarray(window.anchors.transpose(1, 0, 2))
        for kind, words in telling.items():
            more, less = self.hint.get(kind, (0.0, 0.0))
            told = np.array([page.text[s.start : s.end].lower() in words for s in page.spans])
            logits[KINDS.index(kind), :, 0] += np.where(told, -more, less).astype(np.float32)
        return logits

    def _read_pairs(self, parts: Sequence[_Part], telling: Telling) -> tuple[list[Cue], list[Candidate]]:
        anchors = [Tagged(self._hinted(p.window, p.page, telling), list(self.anchor_lean.values()), p.fences) for p in parts]
        voices = [Tagged(np.ascontiguousarray(p.window.voices.transpose(1, 0, 2)), self._voice_lean, p.fences) for p in parts]
        found = runs_of([*anchors, *voices])
        spoken = found[len(parts) :]
        triggers = [_triggers(a, v) for a, v in zip(found, spoken, strict=False)]
        scores = [self._pair_scores(p.window.hidden, p.sentence, t) for p, t in zip(parts, triggers, strict=True)]
        fields = self._pair_runs([logits for _, logits in scores], [p.fences for p in parts])
        cues: list[Cue] = []
        candidates: list[Candidate] = []
        for part, some, (classes, _), spans, said in zip(parts, triggers, scores, fields, spoken, strict=True):
            records = sum(t.kind in KINDS for t in some)
            candidates += [self._candidate(part.page, t, classes[k], spans[k]) for k, t in enumerate(some[:records])]
            sources = {(t.run.first, t.run.last): classes[k] for k, t in enumerate(some) if t.run in said[0]}
            cues += self._cues(part.page, some[records:], classes[records:], spans[records:], said, sources)
        return cues, candidates

    def _pair_scores(self, hidden: Floats, sentence: Ints, triggers: Sequence[Trigger]) -> tuple[Floats, Floats]:
        size = len(sentence)
        if not triggers:
            return np.zeros((0, sum(CLASS_SIZES)), np.float32), np.zeros((0, size, len(labels.PAIRS), 3), np.float32)
        first = np.array([t.run.first for t in triggers])
        last = np.array([t.run.last for t in triggers])
        place = np.arange(size)[None]
        spread = ((place >= first[:, None]) & (place <= last[:, None])).astype(np.float32)
        spread /= spread.sum(1, keepdims=True)
        kind = np.array([labels.TRIGGERS.index(t.kind) for t in triggers])
        given = {"hidden": hidden, "spread": spread, "first": first, "last": last, "kind": kind}
        given |= {"distance": pairs.distances(first, last, size), "step": pairs.steps(sentence, first)}
        classes, logits = self._pairs.run(None, given)
        return classes, logits

    def _pair_runs(self, logits: Sequence[Floats], fences: Sequence[Bools]) -> list[list[list[tuple[str, Run]]]]:
        """For every window the spans of every trigger, with the name of their row; logits of a window [K, W, PAIRS, 3]."""
        lean = np.array(list(self.pair_lean.values()), np.float32)
        places, tagged = [], []
        for part, barred in zip(logits, fences, strict=True):
            gain = np.maximum(part[..., 1], part[..., 2]) - part[..., 0]
            hopeful = (gain.max(1) + lean > 0).nonzero()  # elsewhere no span can beat none
            places.append(list(zip(*(h.tolist() for h in hopeful), strict=True)))
            tagged.append(Tagged(np.ascontiguousarray(part.transpose(0, 2, 1, 3)[hopeful]), lean[hopeful[1]], barred))
        out: list[list[list[tuple[str, Run]]]] = [[[] for _ in part] for part in logits]
        for spans, rows, of_part in zip(out, places, runs_of(tagged), strict=True):
            for (k, row), found in zip(rows, of_part, strict=True):
                spans[k] += [(labels.PAIRS[row], s) for s in found]
        return out

    def _candidate(self, page: Page, trigger: Trigger, classes: Floats, spans: Sequence[tuple[str, Run]]) -> Candidate:
        types, stances, modalities, statuses, _, _ = np.split(classes, np.cumsum(CLASS_SIZES)[:-1])
        rows = TYPE_ROWS[trigger.kind]
        return Candidate(
            anchor=page.tag(trigger.kind, trigger.run),
            types=_shares(types[rows], [labels.TYPES[i][1] for i in rows]),
            stances=_shares(stances, labels.STANCES),
            modalities=_shares(modalities, labels.MODALITIES),
            statuses=_shares(statuses, labels.STATUSES),
            fields=tuple(page.tag(name.removeprefix("record."), s) for name, s in spans if name.startswith("record.")),
        )

    def _cues(
        self,
        page: Page,
        triggers: Sequence[Trigger],
        classes: Floats,
        fields: Sequence[Sequence[tuple[str, Run]]],
        voices: Sequence[Sequence[Run]],
        sources: Mapping[tuple[int, int], Floats],
    ) -> list[Cue]:
        """Every cue with its source and content; then every content that no cue explains, with its source."""
        out: list[Cue] = []
        said: list[Run] = []
        parts = list(zip(triggers, classes, fields, strict=True))
        for trigger, scores, spans in [p for p in parts if p[0].kind == "cue"]:
            content = _tidy([s for name, s in spans if name == "voice.content"], voices[2])
            source = _whole(_best(page, trigger.run, [s for name, s in spans if name == "voice.source"]), voices[0])
            said += content
            out.append(_cue(page, trigger.run, source, content, scores, sources))
        for trigger, scores, spans in [p for p in parts if p[0].kind == "content" and p[0].run in voices[2]]:
            if not any(_shared(trigger.run, s) for s in said):
                source = _whole(_best(page, None, [s for name, s in spans if name == "voice.source"]), voices[0])
                out.append(_cue(page, None, source, [trigger.run], scores, sources))
        return out


@dataclass(frozen=True, slots=True)
class Page:
    """The words of a window in the text."""

    text: str
    spans: Sequence[Span]

    def tag(self, label: str, run: Run) -> Tag:
        """A run of words as a labelled range of characters."""
        return Tag(label, self.spans[run.first].start, self.spans[run.last].end, round(run.score, DIGITS))

    def between(self, left: Run, right: Run) -> str:
        """The words between two runs, the last word of the left one too where it is a preposition."""
        words = self.text[self.spans[left.last].end : self.spans[right.first].start].strip().lower()
        return words or self.spans[left.last].of(self.text).lower()


@dataclass(frozen=True, slots=True)
class _Part:
    """A window, its words in the text, and the number of each word's sentence."""

    window: Window
    page: Page
    sentence: Ints

    @property
    def fences(self) -> Bools:
        """Which words begin a sentence: no span runs over them."""
        barred: Bools = np.diff(self.sentence, prepend=self.sentence[:1]) != 0
        return barred


def _page(text: str, words: Words, window: Window) -> Page:
    return Page(text, words.spans[window.first : window.first + len(window.names)])


def _triggers(anchors: Sequence[Sequence[Run]], voices: Sequence[Sequence[Run]]) -> list[Trigger]:
    """What the pair head is asked about: anchors of records, cues, contents, and sources (as contents)."""
    found = [Trigger(kind, r) for kind, some in zip(KINDS, anchors, strict=True) for r in some]
    for kind, label in (("cue", "cue"), ("content", "content"), ("content", "source")):
        found += [Trigger(kind, r) for r in voices[labels.VOICES.index(label)]]
    return found


def _cue(
    page: Page, cue: Run | None, source: Run | None, content: Sequence[Run], scores: Floats, sources: Mapping[tuple[int, int], Floats]
) -> Cue:
    _, _, _, _, stances, types = np.split(scores, np.cumsum(CLASS_SIZES)[:-1])
    if source and (source.first, source.last) in sources:
        types = np.split(sources[source.first, source.last], np.cumsum(CLASS_SIZES)[:-1])[5]
    kind = labels.SOURCE_TYPES[int(types.argmax())] if source else "anonymous"
    parts = [p for p in (cue, source, *content) if p]
    return Cue(
        cue=page.tag("cue", cue) if cue else None,
        source=page.tag("source", source) if source else None,
        content=tuple(page.tag("content", c) for c in content),
        stance=labels.CUE_STANCES[int(stances.argmax())],
        source_type=kind,
        score=round(min(p.score for p in parts), DIGITS),
    )


def _tidy(content: Sequence[Run], tagged: Sequence[Run]) -> list[Run]:
    """Contents of a cue with the bounds of the tagged content that they mostly cover: the tagger sees ends better."""
    out = []
    for run in content:
        close = [t for t in tagged if _shared(run, t) >= 0.6]
        best = max(close, key=lambda t: _shared(run, t), default=run)
        if best not in out:
            out.append(best)
    return out


def _shared(a: Run, b: Run) -> float:
    """Jaccard of the words of two runs."""
    both = min(a.last, b.last) - max(a.first, b.first) + 1
    return max(both, 0) / (max(a.last, b.last) - min(a.first, b.first) + 1)


def _best(page: Page, cue: Run | None, found: Sequence[Run]) -> Run | None:
    """The likeliest source; what stands behind "said of" is what is spoken of, where there is another."""
    others = [r for r in found if cue is None or page.between(cue, r) not in TOPICS]
    return max(others or found, key=lambda r: r.score, default=None)


def _whole(source: Run | None, tagged: Sequence[Run]) -> Run | None:
    """The source with the bounds of the tagged source that it is mostly a part of."""
    if source is None:
        return None
    near = max(tagged, key=lambda t: _shared(source, t), default=None)
    return near if near is not None and _shared(source, near) >= PART else source


def _shares(logits: Floats, names: Sequence[str]) -> dict[str, float]:
    """Likely names with their probabilities, likeliest first."""
    shares = np.exp(log_softmax(logits.astype(np.float32)))
    order = np.argsort(-shares, kind="stable")
    return {names[i]: float(shares[i]) for i in order if shares[i] >= LIKELY}


def _window(first: int, size: int, out: Sequence[Floats]) -> Window:
    names, voices, anchors, upos, relations, arcs, hidden = (o[:size] for o in out)
    return Window(first, names, voices, anchors, upos, relations, np.concatenate([arcs[:, :size], arcs[:, -1:]], 1), hidden)


def _syntax(window: Window, sentence: Ints) -> list[tuple[int, int, int]]:
    """Part of speech, relation and head (report-wide number, -1 = root) of each word; a head lies in the same sentence."""
    size = len(sentence)
    arcs = window.arcs.copy()
    arcs[:, :size][sentence[:, None] != sentence[None]] = -np.inf
    arcs[np.arange(size), np.arange(size)] = -np.inf
    heads = heads_of(arcs)
    heads = np.where(heads == size, -1, heads + window.first)
    return list(zip(window.upos.argmax(1).tolist(), window.relations.argmax(1).tolist(), heads.tolist(), strict=True))


def _tokenizer(folder: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _session(path: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def check(folder: Path) -> dict[str, Any]:
    """The weights' card. Raises DataError when a file is missing, altered, or trained for other labels."""
    card_path = folder / "weights.json"
    if not card_path.is_file():
        raise DataError(f"the weights are missing: {card_path}")
    card: dict[str, Any] = json.loads(card_path.read_text(encoding="utf-8"))
    if card["labels"] != labels.digest():
        raise DataError(f"{card_path}: the weights were trained for other labels than this version has")
    for name, digest in card["sha256"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            raise DataError(f"{folder / name}: the file is damaged (its SHA-256 is not the one in weights.json)")
    return card


@cache
def load(folder: Path = WEIGHTS, threads: int = 1) -> Core:
    """The core, loaded once. One thread serves a report in a tenth of a second; many reports are spread over processes. Raises
    DataError as `check` does."""
    return Core(folder, threads)
