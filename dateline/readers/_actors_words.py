"""What kind of actor a noun phrase means.

In: the words of a phrase ("suspected guerrillas", "a hospital official", "the Kenya Red Cross Society"). Out: `ActorWords`: its kind,
its head, the side that it speaks or fights for, and whether the actor itself is put as a suspicion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.ports import Language
from dateline.readers._actors_known import Known, known_actors
from dateline.readers._phrases import Hit, Phrases, Word, entries, is_upper, words_of

FORCE, PERSON, OTHER = "armed_group", "person", "other"


@dataclass(frozen=True, slots=True)
class ActorWords:
    """A noun phrase as an actor. `kind` is one of the entity kinds; `head` the word that decided it (empty: none known); `side` the
    kind of what a person or a force belongs to, None when the words do not say; `stance` is "alleged" for suspected actors."""

    kind: str
    head: str
    side: str | None = None
    stance: str | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The language's actor tables, ready for looking up."""

    known: Phrases[Known]
    states: Phrases[str]
    seats: Phrases[str]
    heads: Phrases[str]
    neutral: Phrases[str]
    modifiers: Phrases[str]
    names_first: Phrases[str]
    numbered: Phrases[str]
    names: tuple[tuple[str, Phrases[str]], ...]
    stops: frozenset[str]
    suspicion: frozenset[str]
    demonyms: tuple[str, ...]


@lru_cache(maxsize=8)
def lexicon(language: Language) -> Lexicon:
    """The actor tables of a language. Raises DataError when the language has none."""
    words, states = language.table("actors"), language.table("actors_states")
    ambiguous = words["upper"]["ambiguous"]
    return Lexicon(
        known=known_actors(language),
        states=Phrases(entries(states["states"]), ambiguous=ambiguous),
        seats=Phrases(entries(states["seats"])),
        heads=Phrases(entries(words["heads"], plurals=True)),
        neutral=Phrases(entries(words["neutral"], plurals=True)),
        modifiers=Phrases(entries(words["modifiers"])),
        names_first=Phrases(entries(words["names_first"])),
        numbered=Phrases(entries(words["names_numbered"])),
        names=tuple((kind, Phrases([(w, kind) for w in phrases])) for kind, phrases in words["names"].items()),
        stops=frozenset(words["plain"]["stops"]),
        suspicion=frozenset(words["plain"]["alleged"]),
        demonyms=tuple(words["titles"]["demonyms"]),
    )


def describe(words: str, language: Language) -> ActorWords:
    """What kind of actor the words of a noun phrase mean. Kind `other` with an empty head says that nothing is known about them."""
    all_words = words_of(words)
    head_words = first_group(all_words, language)
    stance = "alleged" if any(w.form in lexicon(language).suspicion for w in head_words[:3]) else None
    upper = is_upper(words)
    known = known_actor(words, language)
    if known:
        return ActorWords(known.kind, known.name, stance=stance, known=known)
    if state_of(words, language):
        return ActorWords("government", words.strip(), stance=stance)
    tables = lexicon(language)
    hit = last_hit((tables.heads, tables.neutral), all_words, upper=upper, before=len(head_words))
    if hit is None or _is_inside_name(head_words, hit):
        return _by_name(words, head_words, stance, language)
    side = _side(all_words, len(head_words), hit, language, upper=upper)
    neutral = tables.neutral.at(all_words, hit.first, upper=upper)
    kind = _colour(hit.value, side, is_neutral=neutral is not None)
    return ActorWords(kind, hit.phrase, side, stance)


def _by_name(words: str, head_words: Sequence[Word], stance: str | None, language: Language) -> ActorWords:
    """A phrase without a common noun as its head: a known actor behind an adjective ("Kurdish-led SDF"), else what the name says."""
    inner = list(lexicon(language).known.find(head_words, upper=is_upper(words)))
    if inner and inner[-1].last == len(head_words):
        return ActorWords(inner[-1].value.kind, inner[-1].value.name, stance=stance, known=inner[-1].value)
    named = kind_of_name(words, language)
    return ActorWords(named or OTHER, head_words[-1].raw if named else "", stance=stance)


def known_actor(words: str, language: Language) -> Known | None:
    """The well-known actor that the words name as a whole, leaving out an article."""
    rest = words_of(words)
    rest = rest[:-1] if rest and rest[-1].form == "'s" else rest
    starts = [0, 1] if len(rest) > 1 and rest[0].form == "the" else [0]
    hits = (lexicon(language).known.at(rest, start, upper=is_upper(words)) for start in starts if rest)
    return next((hit.value for hit in hits if hit and hit.last == len(rest)), None)


def kind_of_name(name: str, language: Language) -> str | None:
    """The kind that a proper name's own words give it ("Chindwin Defence Front" -> armed_group); None when they give none.

    What is named last counts most ("Ministry of Health" apart), and words inside brackets count for nothing.
    """
    known = known_actor(name, language)
    if known:
        return known.kind
    found = words_of(name.split("(")[0].replace("-", " "))
    tables = lexicon(language)
    decided = next((tables.numbered if _is_numbered(found) else tables.names_first).find(found), None)
    if decided:
        return decided.value
    best: tuple[int, int, str] | None = None
    for rank, (kind, phrases) in enumerate(tables.names):
        for hit in phrases.find(found):
            key = (hit.last - hit.first, -rank, kind)
            best = key if best is None or key[:2] > best[:2] else best
    if best:
        return best[2]
    inside = next(tables.known.find(found, upper=is_upper(name)), None)
    return inside.value.kind if inside else None


def _is_numbered(words: Sequence[Word]) -> bool:
    """Whether a name begins with a number ("4th", "216th", "25")."""
    return bool(words) and words[0].raw[0].isdecimal()


def state_of(words: str, language: Language, *, seats: bool = False) -> str | None:
    """The ISO code of the state that the words name as a whole (with `seats` also a capital that stands for its government)."""
    rest = tuple(w for w in words_of(words) if w.form not in ("the", "'s"))
    tables = lexicon(language)
    for phrases in (tables.states, tables.seats)[: 1 + seats]:
        hit = phrases.at(rest, 0, upper=is_upper(words)) if rest else None
        if hit and hit.last == len(rest):
            return hit.value
    return None


def first_group(words: Sequence[Word], language: Language) -> tuple[Word, ...]:
    """The words of a phrase up to the first that begins what only qualifies it (a preposition, a relative clause, a comma)."""
    stops = lexicon(language).stops
    for index, word in enumerate(words):
        if index and ((word.is_mark and word.raw not in "'\"“”") or word.form in stops) and any(w.raw[0].isalnum() for w in words[:index]):
            return tuple(words[:index])
    return tuple(words)


def last_hit(tables: Sequence[Phrases[str]], words: Sequence[Word], *, upper: bool = False, before: int | None = None) -> Hit[str] | None:
    """The phrase that ends last in the words; of two that end there the longest. With `before` it must begin before that word."""
    starts = range(len(words) if before is None else before)
    hits = [hit for table in tables for index in starts if (hit := table.at(words, index, upper=upper)) and not _is_owner(words, hit)]
    return max(hits, key=lambda h: (h.last, h.last - h.first), default=None)


def _is_owner(words: Sequence[Word], hit: Hit[str]) -> bool:
    """Whether a phrase only owns what follows it ("the army's opponents")."""
    return hit.last + 1 < len(words) and words[hit.last].form == "'s"


def _is_inside_name(words: Sequence[Word], hit: Hit[str]) -> bool:
    """Whether the head is a capitalised word before or in the middle of a longer name ("Army of Islam", "Human Rights Watch")."""
    if hit.last > len(words):
        return False
    capital = [w.raw[0].isupper() for w in words]
    inner = hit.first > 0 and capital[hit.last - 1] and hit.last - hit.first < len(words) - 1 and sum(capital) > hit.last - hit.first + 1
    return inner and not all(w.raw.isupper() for w in words if w.raw[0].isalpha())


def _side(words: Sequence[Word], cut: int, hit: Hit[str], language: Language, *, upper: bool) -> str | None:
    """The kind of what the head belongs to: the nearest word before it that tells, else the first after it."""
    tables = lexicon(language)
    before, after = words[: hit.first], words[max(cut, hit.last) :]
    near = last_hit((tables.modifiers, tables.heads), before, upper=upper)
    named = list(tables.known.find(words, upper=upper))
    if named and (near is None or named[0].first < cut):
        return named[0].value.kind
    if near is not None:
        return near.value
    state = next(tables.states.find(before, upper=upper), None) or (
        next(tables.states.find(after[1:4], upper=upper), None) if after and after[0].form == "of" else None
    )
    follows = next((h for table in (tables.heads, tables.modifiers) for h in table.find(after, upper=upper)), None)
    if follows is not None and follows.value not in (PERSON, "facility"):
        return follows.value
    return "government" if state or _has_demonym(before, tables.demonyms) else None


def _has_demonym(words: Sequence[Word], endings: tuple[str, ...]) -> bool:
    """Whether a state's adjective stands before the head, as in "Israeli forces"."""
    return any(w.raw.istitle() and len(w.form) > 3 and w.form.endswith(endings) for w in words)


def _colour(kind: str, side: str | None, *, is_neutral: bool) -> str:
    """The kind of a head, given the side: neutral forces take it, people stay people."""
    if not is_neutral or kind == PERSON or side is None:
        return kind
    if kind == FORCE:
        return {"government": "state_force", "political": FORCE, "civilians": FORCE, PERSON: FORCE}.get(side, side)
    return kind if side in (PERSON, "facility", "civilians") else side
