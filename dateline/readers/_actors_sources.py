"""What type of source speaks.

In: the words of a source ("a hospital official", "Titus Mung'ou, spokesman for Kenya Red Cross Society"), and the cue. Out: one of the
source types of the output contract; `other` when the words say nothing, `known_source_type` then says None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from dateline.ports import Language
from dateline.readers._actors_words import describe, first_group, kind_of_name, last_hit, lexicon
from dateline.readers._phrases import Hit, Phrases, Word, entries, is_upper, words_of
from dateline.types import Entity

ANONYMOUS, OTHER, OFFICIAL = "anonymous", "other", "official"
UNSURE = ""  # a head that mostly means an official, with nothing beside it
AGES = (5, 110)


@dataclass(frozen=True, slots=True)
class Sources:
    """The language's source tables, ready for looking up."""

    strong: Phrases[str]
    weak: Phrases[str]
    organisation: Phrases[str]
    marks: Phrases[str]
    source_in: Phrases[str]
    titles: Phrases[str]
    cues: Phrases[str]
    pronouns: frozenset[str]
    unsure: frozenset[str]
    belonging: frozenset[str]
    kinds: dict[str, str]


@lru_cache(maxsize=8)
def sources(language: Language) -> Sources:
    """The source tables of a language. Raises DataError when the language has none."""
    table = language.table("sources")
    return Sources(
        strong=Phrases(entries(table["strong"], plurals=True)),
        weak=Phrases(entries(table["weak"], plurals=True)),
        organisation=Phrases(entries(table["organisation"])),
        marks=Phrases((w, ANONYMOUS) for w in table["anonymity"]["marks"]),
        source_in=Phrases((w, ANONYMOUS) for w in table["anonymity"]["source_in"]),
        titles=Phrases(entries(table["titles"])),
        cues=Phrases(entries(table["cues"])),
        pronouns=frozenset(table["pronouns"]["words"]),
        unsure=frozenset(table["unsure"]["words"]),
        belonging=frozenset(table["unsure"]["belonging"]),
        kinds=dict(table["kind"]),
    )


def source_type(words: str, language: Language, *, cue: str = "") -> str:
    """The source type of a source's words; `anonymous` when there is no source, `other` when nothing is known about it. Heads that are
    mostly officials ("the director") count as such: `known_source_type` is stricter."""
    known = known_source_type(words, language, cue=cue)
    if known:
        return known
    group = first_group(words_of(words), language)
    likely = last_hit((sources(language).weak,), group, upper=is_upper(words))
    return likely.value if likely else OTHER


def source_type_of(words: str, entity: Entity | None, language: Language, *, cue: str = "", guess: str | None = None) -> str:
    """As `source_type`, with all that a reader knows: the words, then what the report says elsewhere about the entity ("Haftar", "he"),
    then the model's guess, at last the words' likely meaning."""
    own = known_source_type(words, language, cue=cue)
    return own or (known_entity_type(entity, language) if entity else None) or guess or source_type(words, language, cue=cue)


def known_entity_type(entity: Entity, language: Language) -> str | None:
    """The source type that an entity's role, affiliation and kind give; None for a person of whom the report says no more."""
    post = " of ".join(p for p in (entity.role, entity.affiliation) if p)
    told = known_source_type(f"{entity.name}, {post}", language) if post else None
    return told or (source_type(post, language) if entity.role else None) or sources(language).kinds.get(entity.kind)


def known_source_type(words: str, language: Language, *, cue: str = "") -> str | None:
    """The source type that the words themselves give, or the cue where they do not; None for a bare name, a pronoun, "the director"."""
    by_words = _type_of_words(words, language)
    by_cue = next(sources(language).cues.find(words_of(cue)), None)
    return by_words or (by_cue.value if by_cue else None)


def _type_of_words(words: str, language: Language) -> str | None:
    found = words_of(words)
    if not any(w.raw[0].isalnum() for w in found):
        return ANONYMOUS
    table, upper = sources(language), is_upper(words)
    if next(table.marks.find(found), None) or next(table.source_in.find(found), None):
        return ANONYMOUS
    if len(found) == 1 and found[0].form in table.pronouns and not (found[0].raw.isupper() and len(found[0].raw) > 1):
        return None
    told = [_chunk_type(chunk, found, language, upper=upper) for chunk in chunks(found)]
    best = next((t for t in told if t), None)
    if best or UNSURE in told:
        return best
    return _by_name(words, found, language, upper=upper) or _by_age(found)


def _by_age(found: Sequence[Word]) -> str | None:
    """Reports give the age of ordinary people: a name and a number ("Kristiyana Vulcheva, 48") is a witness."""
    has_age = any(a.raw in ",(" and b.raw.isdecimal() and len(b.raw) < 4 and AGES[0] <= int(b.raw) <= AGES[1] for a, b in pairwise(found))
    return "witness" if has_age and found[0].raw[0].isupper() else None


def chunks(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """The words between commas, brackets and dashes."""
    out: list[list[Word]] = [[]]
    for word in words:
        if word.is_mark and word.raw in ",;()[]–—-:":
            out.append([])
        else:
            out[-1].append(word)
    return [tuple(c) for c in out if c]


def _chunk_type(chunk: Sequence[Word], whole: Sequence[Word], language: Language, *, upper: bool) -> str | None:
    """The type that the head of a chunk gives, and for heads that say little, what stands around it; UNSURE, None for no head."""
    table = sources(language)
    group = first_group(chunk, language)
    hit = last_hit((table.strong, table.weak), chunk, upper=upper, before=len(group))
    if hit is None:
        return None
    if _is_title(hit, chunk):
        return table.titles.get(hit.phrase) or hit.value
    if table.strong.at(chunk, hit.first, upper=upper) == hit:
        return hit.value
    beside = _belongs_to(chunk[: hit.first], language, upper, nearest=-1) or _belongs_to(chunk[hit.last :], language, upper)
    if hit.value not in (OFFICIAL, ANONYMOUS):
        return beside if beside == "armed_group" else hit.value
    return beside or _belongs_elsewhere(chunk, whole, language, upper) or _alone(hit, group, table)


def _is_title(hit: Hit[str], chunk: Sequence[Word]) -> bool:
    """Whether a head is a title before a name ("Father Dieudonné"), and no relation."""
    follows = chunk[hit.last : hit.last + 1]
    return bool(follows) and hit.value == "witness" and chunk[hit.first].raw.istitle() and follows[0].raw[0].isupper()


def _alone(hit: Hit[str], group: Sequence[Word], table: Sources) -> str:
    """The type of a weak head with nothing beside it; UNSURE where that would be a guess."""
    is_guess = hit.value == OFFICIAL and (hit.phrase in table.unsure or any(w.form in table.belonging for w in group[: hit.first]))
    return UNSURE if is_guess else hit.value


def _belongs_to(words: Sequence[Word], language: Language, upper: bool, *, nearest: int = 0) -> str | None:
    """The type that a stretch beside a weak head points to; a known body wins, then the word nearest to the head."""
    known = next(lexicon(language).known.find(words, upper=upper), None)
    if known:
        return sources(language).kinds.get(known.value.kind)
    moved = list(sources(language).organisation.find(words, upper=upper))
    if moved:
        return moved[nearest].value
    named = [w.raw for w in words if w.raw[0].isupper()]
    kind = kind_of_name(" ".join(named), language) if named else None
    return sources(language).kinds.get(kind) if kind and kind != "facility" else None


def _belongs_elsewhere(chunk: Sequence[Word], whole: Sequence[Word], language: Language, upper: bool) -> str | None:
    """What the other chunks of the source point to, looking only at known bodies."""
    rest = [w for w in whole if w not in chunk]
    known = next(lexicon(language).known.find(rest, upper=upper), None)
    return sources(language).kinds.get(known.value.kind) if known else None


def _by_name(words: str, found: Sequence[Word], language: Language, *, upper: bool) -> str | None:
    """The type of a bare name: a known body, a state, an organisation's own words, at last a title."""
    tables, table = lexicon(language), sources(language)
    known = next(tables.known.find(found, upper=upper), None)
    if known:
        return table.kinds.get(known.value.kind)
    plain = tuple(w for w in found if w.form not in ("the", "'s"))
    if plain and _are_states(plain, language, upper=upper):
        return OFFICIAL
    described = describe(words, language)
    if described.head and described.kind in table.kinds and described.kind != "facility":
        return table.kinds[described.kind]
    title = next(table.titles.find(found, upper=upper), None)
    return title.value if title else None


def _are_states(words: Sequence[Word], language: Language, *, upper: bool) -> bool:
    """Whether the words are names of states, or of the capitals that stand for them, and nothing else ("Russia and Turkey")."""
    tables, index = lexicon(language), 0
    while index < len(words):
        hit = tables.states.at(words, index, upper=upper) or tables.seats.at(words, index, upper=upper)
        if hit is None and (index == 0 or words[index].form not in ("and", ",", "or")):
            return False
        index = hit.last if hit else index + 1
    return True
