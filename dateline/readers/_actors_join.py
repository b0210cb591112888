"""Joins the name mentions of one report that mean the same actor.

In: the name mentions in the order of the text. Out: `Group`s, each with its mentions and what the report calls it. Names are joined by
definition ("Libyan National Army (LNA)"), by the table of known actors, by initials, by what is left out ("Haftar", "the Security
Council") where only one fuller name fits. In doubt two names stay two actors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.ports import Language
from dateline.readers._actors_known import NOWHERE, Scene, settled
from dateline.readers._actors_short import PERSON, Key, fits, fuller, is_acronym
from dateline.readers._actors_words import kind_of_name, known_actor, lexicon, state_of
from dateline.readers._phrases import Hit, Phrases, Word, norm, words_of
from dateline.types import Mention

_BRACKET = re.compile(r"\s*[(\[]\s*(?:the\s+|or\s+)?[\"“']?(?P<words>[^()\[\]\n]{2,80}?)[\"”']?\s*[)\]]")
_TIE = {"PER": 0, "ORG": 1, "LOC": 2, "MISC": 3}


@dataclass(frozen=True, slots=True)
class Name:
    """One mention, cleaned: its name without title, article, possessive and brackets, the title before it, and the key it stands under."""

    mention: Mention
    name: str
    title: str
    key: str


@dataclass(frozen=True, slots=True)
class Group:
    """Mentions that mean one actor. `name` is the fullest name that the report has for it."""

    key: str
    label: str
    name: str
    names: tuple[Name, ...]
    aliases: tuple[str, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(n.mention for n in self.names)


@dataclass(frozen=True, slots=True)
class Rules:
    """The language's tables for names."""

    titles: Phrases[str]
    namelike: frozenset[str]
    particles: frozenset[str]
    suffixes: frozenset[str]
    demonyms: tuple[str, ...]
    tails: frozenset[str]
    inverted: tuple[str, ...]
    also_known: re.Pattern[str]


@lru_cache(maxsize=8)
def rules(language: Language) -> Rules:
    """The name tables of a language. Raises DataError when it has none."""
    table = language.table("actors")
    titles, generic = table["titles"], table["generic"]
    also = "|".join(re.escape(w) for w in sorted(generic["also_known"], key=len, reverse=True))
    return Rules(
        titles=Phrases([(w, "role") for w in titles["role"]] + [(w, "plain") for w in titles["plain"]]),
        namelike=frozenset(titles["namelike"]),
        particles=frozenset(titles["particles"]),
        suffixes=frozenset(titles["suffixes"]),
        demonyms=tuple(titles["demonyms"]),
        tails=frozenset(generic["tails"]),
        inverted=tuple(generic["inverted"]),
        also_known=re.compile(rf"[\s,(–—-]*(?:{also})\s+(?:the\s+|as\s+)?[\"“']?", re.IGNORECASE),
    )


def join(mentions: Sequence[Mention], text: str, language: Language, scene: Scene = NOWHERE) -> tuple[Group, ...]:
    """The groups that the name mentions form, in the order of their first mention. `scene` tells which body an acronym means."""
    names = [clean(m, language) for m in mentions]
    names = [n for n in names if n.key]
    defined = definitions(names, text, language)
    known = {n.key: _known_key(n, defined, language, scene) for n in names}
    keyed = {n.mention.id: known.get(n.key, n.key) for n in names}
    merged = fuller(_keys(names, keyed))
    return _groups(names, {i: merged.get(k, k) for i, k in keyed.items()}, defined)


def clean(mention: Mention, language: Language) -> Name:
    """A mention as a name."""
    table = rules(language)
    text = _bare(mention.text)
    words = words_of(text)
    start = 1 if len(words) > 1 and words[0].form in ("the", "a", "an") else 0
    title = ""
    if mention.label == PERSON:
        role, start = titles_before(words, start, language)
        title = text[words[role].start : words[start - 1].end] if role < start else ""
    end = _without_tail(words, language) if mention.label != PERSON else len(words)
    name = text[words[start].start : words[end - 1].end if end < len(words) else len(text)] if words else ""
    return Name(mention, name, title, key_of(name, mention.label, table))


def _bare(text: str) -> str:
    """A mention's text on one line, without what stands in brackets behind it, quotes round it, and a possessive."""
    line = re.sub(r"\s+", " ", text).split(" (")[0].strip(" \"“”'’,")
    line = line if re.search(r"\b[A-Z]\.$", line) else line.rstrip(".")
    return re.sub(r"(?:['’]s|(?<=s)['’])$", "", line)


def titles_before(words: Sequence[Word], start: int, language: Language) -> tuple[int, int]:
    """Where a person's titles begin and where the name behind them does ("U.S. Army General Joseph Votel": 2, 3); the same when none."""
    table = rules(language)
    role = first = start
    while first < len(words) - 1:
        plain = table.titles.at(words, first)
        hit = plain or _title_behind_side(words, first, language)
        after = hit.last + (words[hit.last].raw == ".") if hit and hit.last < len(words) else len(words)
        if hit is None or hit.phrase in table.namelike or after >= len(words) or not words[after].raw[0].isupper():
            break
        role, first = (role if plain and role > start else hit.first), after
    return (role, first) if first > start else (start, start)


def _title_behind_side(words: Sequence[Word], first: int, language: Language) -> Hit[str] | None:
    """A role title behind the state, people or force that it belongs to ("Iraqi Prime Minister", "U.S. Army General")."""
    tables, table = lexicon(language), rules(language)
    side = next((h.last for t in (tables.known, tables.states, tables.modifiers) if (h := t.at(words, first))), None)
    if side is None and words[first].raw.istitle() and words[first].form.endswith(table.demonyms):
        side = first + 1
    if side is None or side >= len(words) - 1:
        return None
    hit = table.titles.at(words, side) or _title_behind_side(words, side, language)
    return hit if hit and hit.value == "role" else None


def _without_tail(words: Sequence[Word], language: Language) -> int:
    """How many words of a body's name are left without a small word that slipped in behind it, and without the plain word behind it
    ("LNA forces", but not "Iraqi forces")."""
    last = len(words)
    while last > 1 and words[last - 1].form in lexicon(language).stops:
        last -= 1
    if last < 2 or words[last - 1].form not in rules(language).tails or not words[last - 1].raw[0].islower():
        return last
    rest = " ".join(w.raw for w in words[: last - 1] if w.form not in ("the", "'s"))
    return last - 1 if is_acronym(rest) or kind_of_name(rest, language) else last


def key_of(name: str, label: str, table: Rules) -> str:
    """The look-up key of a name: for people without particles and suffixes, for bodies without the plain words behind them."""
    if label == PERSON:
        return " ".join(person_tokens(name, table))
    forms = [w.form for w in words_of(name) if not w.is_mark and w.form != "'s"]
    key = " ".join(forms)
    for head in table.inverted:
        if key.startswith(head + " "):
            return f"{key[len(head) + 1 :].removeprefix('the ')} {head.split()[0]}"
    return key


def person_tokens(name: str, table: Rules) -> tuple[str, ...]:
    """The tokens of a person's name that tell people apart ("Ahmed al-Mismari" -> ahmed, mismari)."""
    tokens = [t for w in words_of(name) if not w.is_mark for t in _split_particle(w.form, table)]
    strong = tuple(t for t in tokens if t not in table.particles and t not in table.suffixes and t != "'s")
    return strong or tuple(tokens)


def _split_particle(form: str, table: Rules) -> list[str]:
    head, _, rest = form.partition("-")
    return [rest] if rest and head in table.particles else [form]


def definitions(names: Sequence[Name], text: str, language: Language) -> dict[str, str]:
    """Keys that the report itself defines as another name's: short key -> full key, from brackets and "also known as"."""
    out: dict[str, str] = {}
    by_start = {n.mention.start: n for n in names}
    for name, following in zip(names, (*names[1:], None), strict=False):
        bracket = _BRACKET.match(text, name.mention.end)
        own = re.search(r"\(([^()]+)\)\s*$", name.mention.text)
        inner = own.group(1) if own else bracket.group("words") if bracket else ""
        inside = by_start.get(bracket.start("words")) if bracket else None
        if name.mention.label != PERSON:
            _define_bracket(name, inner, inside, rules(language), out)
        _define_alias(name, following, text, rules(language), out)
    return {k: v for k, v in out.items() if k != v and out.get(v) != k}


def _define_bracket(name: Name, inner: str, inside: Name | None, table: Rules, out: dict[str, str]) -> None:
    inner = re.split(r"[,;]", inner)[0].strip()
    key = key_of(inner, "ORG", table)
    if not key or not inner[0].isalnum():
        return
    if is_acronym(inner) and not is_acronym(name.name) and (fits(inner, name.name) or len(name.name.split()) > 2):
        out.setdefault(key, name.key)
    elif is_acronym(name.name) and " " in inner and fits(name.name, inner):
        out.setdefault(name.key, key)
    elif inside and inside.mention.label == name.mention.label == "ORG" and inside.mention.text == inner:
        out.setdefault(inside.key, name.key)


def _define_alias(name: Name, following: Name | None, text: str, table: Rules, out: dict[str, str]) -> None:
    if following is None or following.mention.start - name.mention.end > 40:
        return
    if table.also_known.fullmatch(text[name.mention.end : following.mention.start]):
        out.setdefault(following.key, name.key)


def _known_key(name: Name, defined: Mapping[str, str], language: Language, scene: Scene) -> str:
    """The key under which a name stands: what the report defines it as, else the known actor, else its own."""
    key = name.key
    for _ in range(3):
        key = defined.get(key, key)
    if key == name.key and is_acronym(name.name) and key in defined.values():
        return key
    known = settled(known_actor(name.name if key == name.key else key, language), scene)
    if name.mention.label == PERSON:
        return norm(known.name) if known and known.kind == "person" else key
    state = state_of(name.name, language)
    if state:
        return f"state {state.lower()}"
    return norm(known.name) if known else key


def _labels(names: Sequence[Name], keyed: Mapping[str, str]) -> dict[str, str]:
    """One label for each key: the most frequent."""
    votes: dict[str, Counter[str]] = {}
    for name in names:
        votes.setdefault(keyed[name.mention.id], Counter())[name.mention.label] += 1
    return {key: min(count, key=lambda label: (-count[label], _TIE[label])) for key, count in votes.items()}


def _keys(names: Sequence[Name], keyed: Mapping[str, str]) -> list[Key]:
    """Every key with its label, where it first stands, and the longest name under it."""
    first: dict[str, int] = {}
    surface: dict[str, str] = {}
    for name in names:
        key = keyed[name.mention.id]
        first.setdefault(key, name.mention.start)
        surface[key] = max(surface.get(key, ""), name.name, key=len)
    return [Key(key, label, first[key], surface[key]) for key, label in _labels(names, keyed).items()]


def _groups(names: Sequence[Name], keyed: Mapping[str, str], defined: Mapping[str, str]) -> tuple[Group, ...]:
    members: dict[str, list[Name]] = {}
    for name in names:
        members.setdefault(keyed[name.mention.id], []).append(name)
    labels = _labels(names, keyed)
    return tuple(_group(key, labels[key], found, defined) for key, found in members.items())


def _group(key: str, label: str, found: Sequence[Name], defined: Mapping[str, str]) -> Group:
    surfaces = list(dict.fromkeys(n.name for n in found))
    best = max(surfaces, key=lambda s: (not is_acronym(s), min(len(s), 60), -surfaces.index(s)))
    short = [k.upper() for k, full in defined.items() if label != PERSON and full == key and k.upper() not in surfaces and " " not in k]
    aliases = [s for s in surfaces if s != best] + short
    return Group(key, label, best, tuple(found), tuple(dict.fromkeys(aliases)))
