"""Names of people, organisations and places.

In: the analysis. Out: mentions of layer `name` with the labels PER, ORG and LOC: what the model found, mended by what is known without
it: the table of actors, the titles before people's names, and that one name of a report means one thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dateline.ports import Language, Reader
from dateline.readers._actors_join import titles_before
from dateline.readers._actors_known import Known, named_as_written
from dateline.readers._actors_short import PERSON
from dateline.readers._actors_words import lexicon
from dateline.readers._names_upper import upper_bodies
from dateline.readers._phrases import Word, is_upper, words_of
from dateline.types import Draft, Found, Mention, Span, mention

BODY = "ORG"
TABLED = 0.5  # score of a name that only the table knows
AGREED = 2.0  # a label that has so many times the weight of every other is that of all
SURE = 0.8  # least score of a name that is looked for in the rest of the report


def read(draft: Draft, language: Language) -> Found:
    """The names of the draft, each with its probability."""
    if draft.analysis is None:
        return Found()
    found = [t for t in draft.analysis.names if any(map(str.isalpha, t.span.of(draft.text)))]
    names = [bare(mention("name", t.label, t.span, draft.text, score=t.score), draft.text, language) for t in found]
    known = [*known_bodies(draft, language), *shouted_bodies(draft, language)]
    return Found(mentions=tuple(again(draft, agreed(joined(names, known)))))


def bare(name: Mention, text: str, language: Language) -> Mention:
    """A person's name without the title before it, a body's without its people ("Fighters of the ...")."""
    words = words_of(text, name.start, name.end)
    if len(words) < 2:
        return name
    first = titles_before(words, 0, language)[1] if name.label == PERSON else people_before(words, language)
    return mention("name", name.label, Span(words[first].start, name.end), text, score=name.score) if first else name


def people_before(words: Sequence[Word], language: Language) -> int:
    """Where the name of a body begins behind those who belong to it: 0 where nobody stands before it."""
    table = language.table("actors")["upper"]
    if words[0].form not in table["people"] or words[1].form not in table["belonging"]:
        return 0
    first = 3 if words[2:3] and words[2].form == "the" else 2
    return first if first < len(words) else 0


def known_bodies(draft: Draft, language: Language) -> Iterator[Mention]:
    """Well-known actors in the sentences that were read, written as names are."""
    table, shouted = lexicon(language).known, is_upper(draft.text)
    for sentence in draft.analysis.sentences if draft.analysis else ():
        words = words_of(draft.text, sentence.start, sentence.end)
        for hit in table.find(words, upper=shouted or is_upper(sentence.of(draft.text))):
            span = Span(words[hit.first].start, words[hit.last - 1].end)
            if named_as_written(span.of(draft.text), hit.phrase) and draft.text[span.start].isupper():
                yield mention("name", _label(hit.value), span, draft.text, score=TABLED)


def shouted_bodies(draft: Draft, language: Language) -> Iterator[Mention]:
    """Bodies by the grammar of their names, in a text wholly in capitals."""
    if draft.analysis is None or not is_upper(draft.text):
        return
    proper = {w.start for w, pos in zip(draft.analysis.words, draft.analysis.upos, strict=True) if pos == "PROPN"}
    for sentence in draft.analysis.sentences:
        words = words_of(draft.text, sentence.start, sentence.end)
        for span in upper_bodies(words, lambda w: w.start in proper, language):
            yield mention("name", BODY, span, draft.text, score=TABLED)


def _label(row: Known) -> str:
    return PERSON if row.kind == "person" else BODY


def joined(names: Sequence[Mention], known: Sequence[Mention]) -> list[Mention]:
    """The names of the model and the known ones: a known one of several words takes the place of what the model has of it."""
    out = list(names)
    for actor in known:
        touching = [n for n in out if n.span.touches(actor.span)]
        within = all(actor.span.holds(n.span) for n in touching) and " " in actor.text
        if not touching or within:
            out = [n for n in out if n not in touching] + [replace(actor, score=max([actor.score, *(n.score for n in touching)]))]
    return sorted(out, key=lambda n: n.span)


def agreed(names: Sequence[Mention]) -> list[Mention]:
    """The names, each with the label that the same name has in most of the report."""
    weights: dict[str, Counter[str]] = {}
    for n in names:
        weights.setdefault(n.text, Counter())[n.label] += n.score  # type: ignore[assignment]
    return [replace(n, label=_settled(n.label, weights[n.text])) for n in names]


def _settled(label: str, weights: Counter[str]) -> str:
    best, weight = weights.most_common(1)[0]
    return best if weight >= AGREED * (weights.total() - weight) else label


def again(draft: Draft, names: Sequence[Mention]) -> list[Mention]:
    """The names, and where a sure one stands once more as a proper noun."""
    sure = {n.text: n.label for n in names if n.score >= SURE and len(n.text) > 2}
    taken = [n.span for n in names]
    new = [
        mention("name", sure[span.of(draft.text)], span, draft.text, score=TABLED)
        for span in _proper(draft)
        if span.of(draft.text) in sure and not any(span.touches(t) for t in taken)
    ]
    return sorted([*names, *new], key=lambda n: n.span)


def _proper(draft: Draft) -> Iterator[Span]:
    """The runs of proper nouns of the draft."""
    if draft.analysis is None:
        return
    run: list[Span] = []
    for word, pos in zip(draft.analysis.words, draft.analysis.upos, strict=True):
        if run and (pos != "PROPN" or draft.text[run[-1].end : word.start].strip(" \xa0")):
            yield Span(run[0].start, run[-1].end)
            run = []
        run += [word] if pos == "PROPN" else []
    if run:
        yield Span(run[0].start, run[-1].end)


READER = Reader("names", frozenset({"analysis"}), frozenset({"names"}), read)
