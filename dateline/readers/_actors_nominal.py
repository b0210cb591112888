"""Finds where a report means a named actor without naming it.

In: the text and the groups of names. Out: `Nominal`s: "the army" where only one actor of the report can be meant, and the forces of a
person ("Haftar's forces", "forces loyal to Haftar"), which are the body that the report says the person owns, else an actor of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dateline.ports import Language
from dateline.readers._actors_join import Group
from dateline.readers._actors_short import PERSON
from dateline.readers._phrases import words_of
from dateline.types import Span

FORCES = frozenset(("armed_group", "state_force"))
REACH = 60  # characters beside a name in which the report says what it is


@dataclass(frozen=True, slots=True)
class Nominal:
    """Words that mean the actor with that key; `owner` is the person's key for forces that have no name of their own."""

    span: Span
    key: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Patterns:
    """The language's patterns for nominal actors."""

    definite: re.Pattern[str]
    owned: re.Pattern[str]
    owner: re.Pattern[str]
    by_name: frozenset[str]
    by_kind: Mapping[str, str]
    by_description: Mapping[str, Beside]


@dataclass(frozen=True, slots=True)
class Beside:
    """How a report calls an actor by a word beside its name: before it, and behind it."""

    before: re.Pattern[str]
    behind: re.Pattern[str]

    def calls(self, group: Group, text: str) -> bool:
        """Whether the report calls the actor so anywhere."""
        around = ((text[max(0, m.start - REACH) : m.start], text[m.end : m.end + REACH]) for m in group.mentions)
        own = any(self.behind.search(f" {m.text.split(' ', 1)[1]}") for m in group.mentions if " " in m.text)
        return own or any(self.before.search(before) or self.behind.match(behind) for before, behind in around)


@lru_cache(maxsize=8)
def patterns(language: Language) -> Patterns:
    """The patterns that a language's tables give. Raises DataError when it has none."""
    generic = language.table("actors")["generic"]
    told = generic["by_description"]
    heads = "|".join(re.escape(w) for w in sorted({*generic["by_name"], *generic["by_kind"], *told}, key=len, reverse=True))
    owned, owners = ("|".join(re.escape(w) for w in sorted(generic[k], key=len, reverse=True)) for k in ("owned", "owners"))
    return Patterns(
        definite=re.compile(rf"\b[Tt]he (?P<head>{heads})(?:['’]s)?\b(?! (?:of|for|in)\b)(?! [A-Z])(?!-)"),
        owned=re.compile(rf"['’]s? (?:[a-z-]+ ){{0,2}}(?:{owned})\b"),
        owner=re.compile(rf"\b(?:{owned}) (?:{owners}) (?:the )?(?:[\w.-]+ ){{0,4}}$"),
        by_name=frozenset(generic["by_name"]),
        by_kind=generic["by_kind"],
        by_description={word: _beside(word, generic["described_groups"]) for word in told},
    )


def _beside(plural: str, groups: Sequence[str]) -> Beside:
    one = re.escape(plural.removesuffix("ies") + "y" if plural.endswith("ies") else plural.removesuffix("s"))
    kinds = "|".join(map(re.escape, groups))
    return Beside(
        before=re.compile(rf"\b(?:{one}|{plural})(?: (?:{kinds}))?(?: (?:of|from|with|called|named))?(?: the)? $", re.IGNORECASE),
        behind=re.compile(rf" {plural}\b| {one} (?:{kinds})\b|(?:,| is| are) (?:an?|the) (?:[\w-]+ ){{0,3}}{one}\b", re.IGNORECASE),
    )


def owners(groups: Sequence[Group], kinds: Mapping[str, str], text: str) -> dict[str, str]:
    """Which body a person is said to own: person's key -> body's key ("Haftar, who built up his Libyan National Army")."""
    people = [(m, g.key) for g in groups if g.label == PERSON for m in g.mentions]
    out: dict[str, str] = {}
    for group in groups:
        for body in group.mentions if kinds.get(group.key) in FORCES else ():
            before = text[max(0, body.start - 5) : body.start]
            if re.search(r"\b(?:his|her) $", before):
                near = [
                    (m, k) for m, k in people if m.end <= body.start and "\n\n" not in text[m.end : body.start] and body.start - m.end < 200
                ]
                out.update({near[-1][1]: group.key} if near else {})
            elif own := next((k for m, k in people if re.fullmatch(r"['’]s? ", text[m.end : body.start])), None):
                out[own] = group.key
    return out


def nominals(groups: Sequence[Group], kinds: Mapping[str, str], text: str, language: Language) -> tuple[Nominal, ...]:
    """The nominal mentions of the report's actors, none inside a name, in the order of the text."""
    taken = [m.span for g in groups for m in g.mentions]
    forces = list(_forces(groups, kinds, text, patterns(language)))
    definites = [n for n in _definites(groups, kinds, text, patterns(language)) if not any(n.span.touches(t) for t in taken)]
    return tuple(sorted({n.span: n for n in (*definites, *forces)}.values(), key=lambda n: (n.span, n.key)))


def _forces(groups: Sequence[Group], kinds: Mapping[str, str], text: str, table: Patterns) -> Iterator[Nominal]:
    owned = owners(groups, kinds, text)
    for group in groups:
        for m in group.mentions if group.label == PERSON else ():
            key = owned.get(group.key)
            tail = table.owned.match(text, m.end) or (table.owned.match(text, m.end - 2) if m.text.endswith(("'s", "’s")) else None)
            lead = table.owner.search(text[max(0, m.start - 80) : m.start])
            if tail:
                yield Nominal(Span(m.start, tail.end()), key or f"forces {group.key}", None if key else group.key)
            elif lead and "\n" not in lead.group():
                yield Nominal(Span(max(0, m.start - 80) + lead.start(), m.end), key or f"forces {group.key}", None if key else group.key)


def _definites(groups: Sequence[Group], kinds: Mapping[str, str], text: str, table: Patterns) -> Iterator[Nominal]:
    bodies = [g for g in groups if g.label != PERSON and kinds.get(g.key)]
    for found in table.definite.finditer(text):
        named_before = [g for g in bodies if g.mentions[0].start < found.start()]
        called = table.by_description.get(found.group("head"))
        meant = _called(called, named_before, kinds, text) if called else _meant(found.group("head"), named_before, kinds, table)
        if meant:
            yield Nominal(Span(found.start(), found.end("head")), meant.key)


def _called(beside: Beside, bodies: Sequence[Group], kinds: Mapping[str, str], text: str) -> Group | None:
    """The one armed group that was named, when the report calls it so; None in doubt."""
    armed = [g for g in bodies if kinds[g.key] == "armed_group"]
    return armed[0] if len(armed) == 1 and beside.calls(armed[0], text) else None


def _meant(head: str, bodies: Sequence[Group], kinds: Mapping[str, str], table: Patterns) -> Group | None:
    """The one body that a definite head may stand for, None in doubt."""
    by_name = [g for g in bodies if head in _heads(g, table)] if head in table.by_name else []
    if by_name:
        return by_name[0] if len(by_name) == 1 else None
    kind = table.by_kind.get(head)
    fitting = [g for g in bodies if kind and kinds.get(g.key) == kind]
    return fitting[0] if len(fitting) == 1 and not _heads(fitting[0], table) else None


def _heads(group: Group, table: Patterns) -> frozenset[str]:
    return frozenset(w.form for name in (group.name, *group.aliases) for w in words_of(name)) & table.by_name
