"""How firmly a thing is put: by the cue that reports it, and by the hedges and modal words around it.

In: a cue's words, or a text and the place of an anchor in it. Out: a stance, the type of a speech act, a modality with the words that
give it; None where nothing tells. Everything is read from the tables `stances` and `hedges` of the language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dateline.ports import Language
from dateline.readers._phrases import Hit, Phrases, Word, entries, words_of
from dateline.types import Span

STANCES = ("unverified", "denied", "alleged", "confirmed", "claimed")
WINDOW = 400


@dataclass(frozen=True, slots=True)
class Cues:
    """The language's cue tables, every verb in all its forms."""

    cues: Phrases[str]
    claims: Phrases[str]
    claim_order: tuple[str, ...]
    negated: Phrases[str]
    negations: Phrases[str]
    turned: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hedge:
    """One class of hedges: its value, how far it reaches, and its phrases by where they stand."""

    value: str
    reach: int
    before: Phrases[str]
    touching: Phrases[str]
    after: Phrases[str]
    inside: Phrases[str]
    anywhere: Phrases[str]
    kinds: frozenset[str]
    unless_after: frozenset[str]
    is_last: bool


@dataclass(frozen=True, slots=True)
class Hedges:
    """The language's hedge tables."""

    stance: tuple[Hedge, ...]
    modality: tuple[Hedge, ...]
    turns: Phrases[str]
    doubt: Phrases[str]
    doubt_subjects: frozenset[str]
    breaks: frozenset[str]
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Around:
    """The words of an anchor's sentence: before it (within its clause), inside it, after it, and all."""

    before: tuple[Word, ...]
    inside: tuple[Word, ...]
    after: tuple[Word, ...]
    sentence: tuple[Word, ...]


@lru_cache(maxsize=8)
def lexicon(language: Language) -> Cues:
    """The cue tables of a language. Raises DataError when it has none."""
    table = language.table("stances")
    irregular = table["irregular"]
    negated = {stance: verbs for stance, verbs in table["negated"].items() if stance != "words"}
    return Cues(
        cues=Phrases(_inflected({s: table["stance"][s] for s in STANCES}, irregular)),
        claims=Phrases(_inflected(table["claims"], irregular)),
        claim_order=tuple(table["claims"]),
        negated=Phrases(_inflected(negated, irregular)),
        negations=Phrases((w, w) for w in table["negated"]["words"]),
        turned=table["turned"],
    )


@lru_cache(maxsize=8)
def hedges(language: Language) -> Hedges:
    """The hedge tables of a language. Raises DataError when it has none."""
    table = language.table("hedges")
    return Hedges(
        stance=tuple(_hedge(value, row) for value, row in table["stance"].items()),
        modality=tuple(_hedge(value, row) for value, row in table["modality"].items()),
        turns=Phrases(entries(table["turn"])),
        doubt=Phrases((w, "unverified") for w in table["doubted"]["words"]),
        doubt_subjects=frozenset(table["doubted"]["subjects"]),
        breaks=frozenset(table["scope"]["breaks"]),
        articles=frozenset(table["scope"]["articles"]),
    )


def _hedge(value: str, row: Mapping[str, Any]) -> Hedge:
    def place(name: str) -> Phrases[str]:
        return Phrases((w, value) for w in row.get(name, ()))

    return Hedge(
        value=row.get("value", value),
        reach=row["reach"],
        before=place("before"),
        touching=place("touching"),
        after=place("after"),
        inside=place("inside"),
        anywhere=place("anywhere"),
        kinds=frozenset(row.get("kinds", ())),
        unless_after=frozenset(row.get("unless_after", ())),
        is_last=row.get("last", False),
    )


def forms(verb: str, irregular: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """A verb phrase with its first word in every form: base, third person, past, participle, -ing."""
    first, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    others = irregular.get(first) or _regular(first)
    return (verb, *(other + tail for other in others))


def _regular(verb: str) -> tuple[str, str, str]:
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    return verb + ("es" if verb.endswith(("s", "x", "ch", "sh")) else "s"), verb + "ed", verb + "ing"


def _inflected(table: Mapping[str, Sequence[str]], irregular: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str]]:
    return [(form, value) for value, verbs in table.items() for verb in verbs for form in forms(verb, irregular)]


def stance_of_cue(cue: str, language: Language) -> str | None:
    """The stance that a cue's words give ("has denied" -> denied, "could not confirm" -> unverified), None for words not in the table.

    The strongest of several wins, in the order of STANCES.
    """
    table, words = lexicon(language), words_of(cue)
    turned = _turned(words, table)
    if turned:
        return turned
    found = {hit.value for hit in table.cues.find(words)}
    return next((s for s in STANCES if s in found), None)


def _turned(words: Sequence[Word], table: Cues) -> str | None:
    """The stance of a verb that stands behind a negation."""
    negation = next(table.negations.find(words), None)
    hit = next(table.negated.find(words[negation.last :]), None) if negation else None
    return hit.value if hit else None


def claim_type_of_cue(cue: str, language: Language) -> str | None:
    """The claim type of a speech act's words ("has strongly condemned" -> condemns); None for plain reporting and unknown words."""
    table, words = lexicon(language), words_of(cue)
    if _turned(words, table) == "unverified":
        return None
    found = {hit.value for hit in table.claims.find(words)}
    claim = next((c for c in table.claim_order if c in found), None)
    is_negated = next(table.negations.find(words), None) is not None
    return table.turned.get(claim, claim) if claim and is_negated else claim


def hedge_stance(text: str, anchor: Span, language: Language, *, attributed: bool = False) -> str | None:
    """The stance that hedges around an anchor give it ("allegedly", "could not be verified"), None where there are none.

    `text` is a sentence or more, `anchor` a place in it. With `attributed` (the record rests on a voice) a next sentence that takes the
    source's word back counts as well ("Their account could not be checked.").
    """
    found = hedge_of(text, anchor, language)
    if (found is None or found[0] == "claimed") and attributed and doubted_after(text, anchor, language):
        return "unverified"
    return found[0] if found else None


def hedge_of(text: str, anchor: Span, language: Language) -> tuple[str, Span] | None:
    """The stance that a hedge in the anchor's own sentence gives, with the hedge's place. What is suspected is only what stands right
    behind the word: "suspected guerrillas dynamited a bridge" has no hedge on "dynamited"."""
    around, table = words_around(text, anchor, language), hedges(language)
    found = ((hedge.value, hit) for hedge in table.stance if (hit := _hits(hedge, around, table.articles)) is not None)
    return next(found, None)


def doubted_after(text: str, anchor: Span, language: Language) -> bool:
    """Whether the sentence behind the anchor's, in the same paragraph, says that what was told could not be checked."""
    table, rest = hedges(language), text[anchor.end : anchor.end + WINDOW].split("\n\n")[0]
    words = words_of(rest)
    ends = [i for i, w in enumerate(words) if w.raw in ".!?"]
    if not ends:
        return False
    following = words[ends[0] + 1 : ends[1] if len(ends) > 1 else len(words)]
    while following and following[0].is_mark:
        following = following[1:]
    return bool(following) and following[0].form in table.doubt_subjects and next(table.doubt.find(following), None) is not None


def modality_of(text: str, anchor: Span, language: Language, *, kind: str = "event") -> tuple[str, Span] | None:
    """The modality that the words around an anchor give it, with the words that do; None where it is plainly actual.

    The cue nearest before the anchor counts; words inside the anchor ("will stop") and after it ("was averted") as well. `kind` is the
    kind of the record: "no" and "not" negate an event, but say how a condition is.
    """
    around, table = words_around(text, anchor, language), hedges(language)
    classes = [h for h in table.modality if not h.kinds or kind in h.kinds]
    found = [(hit, h) for h in classes if (hit := _hits(h, around, table.articles)) is not None]
    strong = [f for f in found if not f[1].is_last] or found
    if not strong:
        return None
    span, hedge = max(strong, key=lambda f: (f[0].end, -f[0].start))
    turn = next(table.turns.find(around.sentence), None) if hedge.value == "expected" else None
    return (turn.value if turn else hedge.value), span


def settled_stance(guess: str, text: str, anchor: Span, language: Language, *, cue: str = "") -> str:
    """The stance of a record, from the model's guess and the words. `cue` is the cue of the voice that it rests on, empty without one.

    Words that doubt or accuse win over the guess (on the marked reports they are right nine times in ten), and a denying cue does.
    """
    hedge = hedge_stance(text, anchor, language, attributed=bool(cue))
    if hedge in ("unverified", "alleged"):
        return hedge
    told = stance_of_cue(cue, language)
    open_ = ("claimed", "alleged", "denied") if told == "alleged" else ("claimed", "alleged")
    return told if told in ("denied", "alleged", "unverified") and guess in open_ else guess


def settled_modality(guess: str, text: str, anchor: Span, language: Language, *, kind: str = "event") -> str:
    """The modality of a record: what the words around its anchor say, else the model's guess. Of a claim always actual: it was made."""
    told = modality_of(text, anchor, language, kind=kind)
    return "actual" if kind == "claim" else told[0] if told else guess


def settled_claim(guess: str, anchor: str, cue: str, language: Language) -> str:
    """The type of a claim: the speech act that its anchor names, or its cue, else the model's guess."""
    return claim_type_of_cue(anchor, language) or claim_type_of_cue(cue, language) or guess


@lru_cache(maxsize=64)  # a record's stance and its modality ask for the same words
def words_around(text: str, anchor: Span, language: Language) -> Around:
    """The words of the anchor's sentence, parted by the anchor."""
    start, end = max(0, anchor.start - WINDOW), min(len(text), anchor.end + WINDOW)
    words = words_of(text, start, end)
    before = [w for w in words if w.end <= anchor.start]
    after = [w for w in words if w.start >= anchor.end]
    sentence_before = before[_last(before, ".!?") :]
    sentence_after = after[: next((i for i, w in enumerate(after) if w.raw in ".!?"), len(after))]
    clause = sentence_before[max((i + 1 for i, w in enumerate(sentence_before) if w.form in hedges(language).breaks), default=0) :]
    inside = [w for w in words if anchor.start <= w.start and w.end <= anchor.end]
    return Around(tuple(clause), tuple(inside), tuple(sentence_after), (*sentence_before, *inside, *sentence_after))


def _last(words: Sequence[Word], marks: str) -> int:
    return max((i + 1 for i, w in enumerate(words) if w.raw in marks), default=0)


def _hits(hedge: Hedge, around: Around, articles: frozenset[str]) -> Span | None:
    """Where a hedge of the class stands, nearest to the anchor first."""
    for words, phrases in ((around.inside, hedge.inside), (around.sentence, hedge.anywhere)):
        found = next(phrases.find(words), None)
        if found:
            return _span(words, found.first, found.last)
    before = [s for s in (_touching(hedge, around.before, articles), _near(hedge, around.before)) if s]
    return max(before, key=lambda s: (s.end, -s.start)) if before else _following(hedge, around.after)


def _touching(hedge: Hedge, before: Sequence[Word], articles: frozenset[str]) -> Span | None:
    last = len(before)
    while last and before[last - 1].form in articles:
        last -= 1
    hits = [h for i in range(max(0, last - 4), last) if (h := hedge.touching.at(before, i)) and h.last in (last, len(before))]
    return _span(before, hits[0].first, hits[0].last) if hits else None


def _near(hedge: Hedge, before: Sequence[Word]) -> Span | None:
    hits = [
        h
        for i in range(len(before))
        if (h := hedge.before.at(before, i)) and len(before) - h.last <= hedge.reach and _is_cue(hedge, before, h)
    ]
    best = max(hits, key=lambda h: (h.last, -h.first), default=None)
    return _span(before, best.first, best.last) if best else None


def _is_cue(hedge: Hedge, words: Sequence[Word], hit: Hit[str]) -> bool:
    """Whether a phrase is the cue it looks like: no month ("on 5 May"), no governor that makes it actual."""
    first = words[hit.first]
    is_name = hit.first > 0 and first.raw.istitle() and not words[hit.first - 1].is_mark
    return not is_name and not (hit.first > 0 and words[hit.first - 1].form in hedge.unless_after)


def _following(hedge: Hedge, after: Sequence[Word]) -> Span | None:
    hits = [h for i in range(min(len(after), 4)) if (h := hedge.after.at(after, i))]
    return _span(after, hits[0].first, hits[0].last) if hits else None


def _span(words: Sequence[Word], first: int, last: int) -> Span:
    return Span(words[first].start, words[last - 1].end)
