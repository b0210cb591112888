"""Joins the names of one report into actors.

In: a draft with sections and name mentions. Out: entities with kind, aliases, mentions, and for people role and affiliation; and the
places where an actor is meant but not named, as mentions of the layer `actor` (label: the actor's kind).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from dateline.ports import Language, Reader
from dateline.readers._actors_join import Group, join, rules
from dateline.readers._actors_known import Known, Scene, settled
from dateline.readers._actors_nominal import Nominal, nominals
from dateline.readers._actors_people import Post, post_of
from dateline.readers._actors_short import PERSON, PLACE, is_acronym
from dateline.readers._actors_words import describe, kind_of_name, known_actor, lexicon, state_of
from dateline.readers._phrases import is_upper, norm, words_of
from dateline.readers._stance import lexicon as stance_lexicon
from dateline.types import Draft, Entity, Found, Mention, key, mention

NAME, OTHER = "name", "other"
PARTS = frozenset({"agent", "target", "holder", "from", "facility"})  # fields in which actors and things take part
OF_STATES = frozenset({"state_force", "government"})
DESCRIBED = frozenset({"armed_group", "state_force", "civilians", "facility"})


def read(draft: Draft, language: Language) -> Found:
    """The actors of a draft. Page furniture has none; a place is one only where it is a state or a seat of government that speaks."""
    names = [m for m in draft.layer(NAME) if (s := draft.section_at(m.start)) is None or s.role != "chrome"]
    scene = scene_of(draft, names, language)
    groups = [g for g in join(names, draft.text, language, scene) if _is_actor(g, draft.text, language)]
    rows = {g.key: row_of(g, language, scene) for g in groups}
    kinds = {g.key: kind_of(g, draft.text, language, rows[g.key]) for g in groups}
    found = nominals(groups, kinds, draft.text, language)
    posts = _posts(groups, draft.text, language)
    extra = tuple(mention("actor", kinds.get(n.key) or _forces_kind(n, posts, language), n.span, draft.text) for n in found)
    bare = [_entity(draft, g, kinds[g.key], posts.get(g.key, Post()), _meaning(g.key, found, extra)) for g in groups]
    own = [_known(entity, rows[g.key], language) for entity, g in zip(bare, groups, strict=True)]
    entities = (*_unique(own), *_unnamed(draft, found, extra, groups))
    described, others = described_in(draft, (*names, *extra), language)
    return Found(mentions=(*extra, *described), entities=(*entities, *others))


def scene_of(draft: Draft, names: Sequence[Mention], language: Language) -> Scene:
    """The year of the report, the countries that it names, and its names."""
    states = lexicon(language).states.find(words_of(draft.text), upper=is_upper(draft.text))
    countries = {hit.value for hit in states} | {p.country for p in draft.places if p.country}
    year = (draft.report.published or "")[:4]
    forms = frozenset(norm(m.text).removeprefix("the ") for m in names)
    return Scene(int(year) if year.isdecimal() else None, frozenset(countries), forms)


def row_of(group: Group, language: Language, scene: Scene) -> Known | None:
    """The row of the tables of known actors that a group is; one that the report only abbreviates likewise is none."""
    if group.label == PLACE or state_of(group.name, language):
        return None
    rows = (settled(known_actor(n, language), scene) for n in full_names(group))
    return next((r for r in rows if r and (r.kind == "person") == (group.label == PERSON)), None)


def full_names(group: Group) -> list[str]:
    """The names of a group without the acronyms of a name that is spelt out."""
    return [n for n in (group.name, *group.aliases) if n == group.name or not is_acronym(n)]


def described_in(draft: Draft, taken: Sequence[Mention], language: Language) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """Actors and things without a name that take part in what is told ("guerrillas", "a power substation"): one for each wording."""
    tags = [t for c in draft.analysis.candidates for t in c.fields if t.label in PARTS] if draft.analysis else []
    by_words: dict[tuple[str, str], list[Mention]] = {}
    for span in sorted({t.span for t in tags}):
        words = describe(span.of(draft.text), language)
        form = _bare(span.of(draft.text), language)
        if words.kind in DESCRIBED and words.head and form and not any(m.span.touches(span) for m in taken):
            found = mention("actor", words.kind, span, draft.text)
            taken = (*taken, found)
            by_words.setdefault((words.kind, form), []).append(found)
    entities = tuple(
        Entity(
            key("e", draft.document.id, "described", kind, form),
            form,
            kind,
            mentions=tuple(m.id for m in found),
            country=country_of(found[0].text, kind, language),
        )
        for (kind, form), found in by_words.items()
    )
    return tuple(m for found in by_words.values() for m in found), entities


def country_of(words: str, kind: str, language: Language) -> str | None:
    """The country (ISO code) of a state's forces and offices, where their name or description says it and says only one."""
    if kind not in OF_STATES:
        return None
    people = language.table("places_countries")["demonyms"]
    found = [w for w in words_of(words) if w.form != "'s" and not w.is_mark]
    codes = {code for w in found if (code := people.get(w.raw) or people.get(w.raw.title()) if w.raw[0].isupper() else None)}
    codes |= {hit.value for hit in lexicon(language).states.find(words_of(words), upper=is_upper(words))}
    return codes.pop() if len(codes) == 1 else None


def _bare(words: str, language: Language) -> str:
    """The words in look-up form without the articles and counts before them."""
    forms = norm(words).split()
    lead = frozenset(language.table("actors")["generic"]["leads"])
    while forms and (forms[0] in lead or forms[0].isdigit()):
        forms.pop(0)
    return " ".join(forms)


def kind_of(group: Group, text: str, language: Language, row: Known | None = None) -> str:
    """The kind of a group: people are persons; else that of its row in the tables, what the report calls it, what its name says, or
    `other`."""
    if group.label == PERSON and not _is_known_body(group.name, language):
        return "person"
    kinds = (found.kind for n in full_names(group) if (found := known_actor(n, language)))
    known = row.kind if row else next((kind for kind in kinds if kind != OTHER), None)
    if known:
        return known
    if group.label == PLACE or state_of(group.name, language):
        return "government"
    called = next((k for m in group.mentions if (k := _called(text, m, language))), None)
    return (
        called
        or next((k for n in (group.name, *group.aliases) if (k := kind_of_name(n, language))), None)
        or _described(group.name, language)
    )


def _is_known_body(name: str, language: Language) -> bool:
    """Whether a name marked as a person's is a body's that is known, and no surname ("Wagner")."""
    return (" " in name or is_acronym(name)) and known_actor(name, language) is not None


def _described(name: str, language: Language) -> str:
    """The kind that a describing name gives ("Assad regime", "Shia paramilitary groups"); a body is no person and no building."""
    kind = describe(name, language).kind
    return OTHER if kind in ("person", "facility") else kind


_LEAD = re.compile(r"(?:\b[\w'’-]+ ){1,3}$")
_TAIL = re.compile(r" (?P<words>[a-z]+)")
_APPOSED = re.compile(r", (?:an?|the) (?P<words>(?:[\w-]+ ){0,5}?[\w-]+)(?= (?:that|which|of|in|led|fighting|based|loyal|allied)\b|,)")
_TELLING = frozenset(("armed_group", "media", "ngo", "company", "political"))


def _called(text: str, m: Mention, language: Language) -> str | None:
    """The kind by which the report itself introduces a body: "the rebel group X", "X militants", "X, a militia that ..."."""
    lead = _LEAD.search(text[max(0, m.start - 50) : m.start])
    behind = [found["words"] for pattern in (_TAIL, _APPOSED) if (found := pattern.match(text[m.end : m.end + 80]))]
    for phrase in (*([lead.group().strip()] if lead else ()), *behind):
        told = describe(phrase, language)
        if told.kind in _TELLING and told.head and norm(phrase).split()[-1].startswith(told.head.split()[-1][:-2]):
            return told.kind
    return None


def _is_actor(group: Group, text: str, language: Language) -> bool:
    if group.label == PERSON and rules(language).titles.get(group.name):
        return False
    if group.label in (PERSON, "ORG"):
        return any(c.isupper() for c in group.name) or not any(c.islower() for c in group.name)
    if any(known_actor(n, language) for n in (group.name, *group.aliases)):
        return True
    return (
        group.label == PLACE
        and state_of(group.name, language, seats=True) is not None
        and any(_acts(text, m, language) for m in group.mentions)
    )


def _acts(text: str, m: Mention, language: Language) -> bool:
    """Whether a place speaks: a reporting verb follows it, or "according to" stands before it."""
    following = [w for w in words_of(text, m.end, min(len(text), m.end + 30)) if w.form not in _fillers(language)]
    return (
        bool(following)
        and stance_lexicon(language).cues.at(following, 0) is not None
        and not re.search(r"\b(?:in|at|from|of|near|to) (?:the )?$", text[max(0, m.start - 12) : m.start], re.IGNORECASE)
    )


@lru_cache(maxsize=8)
def _fillers(language: Language) -> frozenset[str]:
    return frozenset(language.table("stances")["fillers"]["words"])


def _posts(groups: Sequence[Group], text: str, language: Language) -> dict[str, Post]:
    """Role and affiliation of every person: the first that the report gives, a title when it gives no more."""
    bodies = [m for g in groups if g.label != PERSON for m in g.mentions]
    names = {m.text: g.name for g in groups if g.label != PERSON for m in g.mentions}
    out: dict[str, Post] = {}
    for group in (g for g in groups if g.label == PERSON):
        told = [post_of(text, m, bodies, language) for m in group.mentions]
        title = next((n.title for n in group.names if n.title and n.title.lower() not in language.table("actors")["titles"]["plain"]), "")
        role = next((p.role for p in told if p.role), title)
        affiliation = next((p.affiliation for p in told if p.affiliation), "")
        out[group.key] = Post(role, names.get(affiliation, affiliation))
    return out


def _meaning(group_key: str, found: Sequence[Nominal], extra: Sequence[Mention]) -> tuple[Mention, ...]:
    return tuple(m for n, m in zip(found, extra, strict=True) if n.key == group_key)


def _entity(draft: Draft, group: Group, kind: str, post: Post, meant: Sequence[Mention]) -> Entity:
    aliases = dict.fromkeys((*group.aliases, *(m.text for m in meant)))
    return Entity(
        id=key("e", draft.document.id, group.name),
        name=group.name,
        kind=kind,
        aliases=tuple(aliases),
        mentions=tuple(m.id for m in sorted((*group.mentions, *meant), key=lambda m: m.span)),
        role=post.role or None,
        affiliation=post.affiliation or None,
    )


def _known(entity: Entity, row: Known | None, language: Language) -> Entity:
    """The entity with the id and the country of its row in the tables, else with the country that its name says."""
    country = (row.country if row else "") or country_of(entity.name, entity.kind, language)
    return replace(entity, ident=row.ident if row else None, country=country or None)


def _unique(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Entities with two of one id told apart by their first mention."""
    seen: dict[str, int] = {}
    out = []
    for entity in entities:
        count = seen.get(entity.id, 0)
        seen[entity.id] = count + 1
        out.append(replace(entity, id=key(entity.id, entity.mentions[0]) if count else entity.id))
    return tuple(out)


def _forces_kind(nominal: Nominal, posts: Mapping[str, Post], language: Language) -> str:
    """A head of state's forces are the state's; anybody else's are an armed group."""
    role = posts[nominal.owner].role.lower() if nominal.owner else ""
    return "state_force" if any(role.endswith(w) for w in language.table("actors")["generic"]["heads_of_state"]) else "armed_group"


def _unnamed(draft: Draft, found: Sequence[Nominal], extra: Sequence[Mention], groups: Sequence[Group]) -> tuple[Entity, ...]:
    """One entity for each person whose forces have no name of their own."""
    names = {g.key: g.name for g in groups}
    by_owner: dict[str, list[Mention]] = {}
    for nominal, m in zip(found, extra, strict=True):
        if nominal.owner:
            by_owner.setdefault(nominal.owner, []).append(m)
    return tuple(_forces_entity(draft, names[owner], mentions) for owner, mentions in by_owner.items())


def _forces_entity(draft: Draft, owner: str, mentions: Sequence[Mention]) -> Entity:
    name, *others = dict.fromkeys(m.text for m in mentions)
    return Entity(
        key("e", draft.document.id, "forces", owner),
        name,
        mentions[0].label,
        tuple(others),
        tuple(m.id for m in mentions),
        affiliation=owner,
    )


READER = Reader("actors", frozenset({"sections", "analysis", "names"}), frozenset({"entities"}), read)
