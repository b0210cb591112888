"""What type of source speaks.

In: the words of a source ("a hospital official", "Titus Mung'ou, spokesman for Kenya Red Cross Society"), and the cue. Out: one of the
source types of the output contract; `other` when the words say nothing, `known_source_type` then says None.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.ports import Language
from dateline.readers._actors_words import first_group, kind_of_name, last_hit, lexicon
from dateline.readers._phrases import Phrases, Word, entries, is_upper, words_of
from dateline.types import Entity

ANONYMOUS, OTHER, OFFICIAL = "anonymous", "other", "official"


@dataclass(frozen=True, slots=True)
class Sources:
    """The language's source tables, ready for looking up."""

    strong: Phrases[str]
    weak: Phrases[str]
    organisation: Phrases[str]
    marks: Phrases[str]
    source_in: Phrases[str]
    titles: Phrases[str]
    pronouns: frozenset[str]
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
        pronouns=frozenset(table["pronouns"]["words"]),
        kinds=dict(table["kind"]),
    )


def source_type(words: str, language: Language, *, cue: str = "") -> str:
    """The source type of a source's words; `anonymous` when there is no source, `other` when nothing is known about it."""
    return known_source_type(words, language, cue=cue) or OTHER


def source_type_of(words: str, entity: Entity | None, language: Language) -> str:
    """As `source_type`, but what the report says elsewhere about the entity helps where the words alone do not ("Haftar", "he")."""
    own = known_source_type(words, language)
    if own or entity is None:
        return own or OTHER
    told = f"{entity.name}, {entity.role or ''} of {entity.affiliation or ''}" if entity.role or entity.affiliation else entity.name
    return known_source_type(told, language) or sources(language).kinds.get(entity.kind, OTHER)


def known_source_type(words: str, language: Language, *, cue: str = "") -> str | None:
    """The source type that the words themselves give, None when they give none (a bare name, a pronoun)."""
    found = words_of(words)
    if not any(w.raw[0].isalnum() for w in found):
        return ANONYMOUS
    table, upper = sources(language), is_upper(words)
    if next(table.marks.find(found), None) or next(table.source_in.find(found), None):
        return ANONYMOUS
    if len(found) == 1 and found[0].form in table.pronouns:
        return None
    for chunk in chunks(found):
        own = _chunk_type(chunk, found, language, upper=upper)
        if own:
            return own
    return _by_name(words, found, language, upper=upper)


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
    """The type that the head of a chunk gives, and for heads that say little, what stands around it."""
    table = sources(language)
    group = first_group(chunk, language)
    hit = last_hit((table.strong, table.weak), group, upper=upper)
    if hit is None:
        return None
    if table.strong.at(group, hit.first, upper=upper) == hit:
        return hit.value
    if hit.value != OFFICIAL:
        return hit.value
    return (
        _belongs_to(chunk[: hit.first], language, upper)
        or _belongs_to(chunk[hit.last :], language, upper)
        or _belongs_elsewhere(chunk, whole, language, upper)
        or OFFICIAL
    )


def _belongs_to(words: Sequence[Word], language: Language, upper: bool) -> str | None:
    """The type that a stretch beside a weak head points to; the first known body in it wins."""
    known = next(lexicon(language).known.find(words, upper=upper), None)
    if known:
        return sources(language).kinds.get(known.value.kind)
    moved = next(sources(language).organisation.find(words, upper=upper), None)
    if moved:
        return moved.value
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
    for phrases in (tables.states, tables.seats):
        hit = phrases.at(plain, 0, upper=upper) if plain else None
        if hit and hit.last == len(plain):
            return OFFICIAL
    kind = kind_of_name(words, language)
    if kind:
        return table.kinds.get(kind)
    head = last_hit((tables.heads,), first_group(found, language), upper=upper)
    if head and head.value in table.kinds:
        return table.kinds[head.value]
    title = next(table.titles.find(found, upper=upper), None)
    return title.value if title else None
