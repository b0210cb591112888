"""Finds time expressions. In: the words of a text as classes. Out: `Match`: which rule fits which words.

The rules are data (`times_rules.toml`), compiled once into one regular expression over classes. At words whose class begins no rule
none is tried, which is what makes it fast.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from dateline.errors import DataError
from dateline.ports import Language
from dateline.readers._times_words import Lexicon, Value, Words, lexicon

NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the grammar: how it makes a value, and the label of what it finds."""

    make: str
    label: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled rules, and the names of the classes by their character."""

    lexicon: Lexicon
    rules: tuple[Rule, ...]
    pattern: re.Pattern[str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Match:
    """Words `first` to `last` (exclusive) that a rule fits."""

    rule: Rule
    first: int
    last: int


@cache
def grammar(language: Language) -> Grammar:
    """The time grammar of the language. Raises DataError when a table is missing or a rule names a class that is not there."""
    lex = lexicon(language)
    table = language.table("times_rules")
    macros: dict[str, str] = {}
    for name, pattern in table["macro"].items():
        macros[name] = _expand(pattern, macros, lex)
    rules = tuple(Rule(r["make"], r["label"]) for r in table["rule"])
    whole = "|".join(f"(?P<r{n}>{_expand(r['pattern'], macros, lex)})" for n, r in enumerate(table["rule"]))
    skip = "".join(lex.codes[name] for name in table["skip"]["classes"])
    return Grammar(lex, rules, re.compile(f"(?![{skip}])(?:{whole})"), {code: name for name, code in lex.codes.items()})


def _expand(pattern: str, macros: Mapping[str, str], lex: Lexicon) -> str:
    """Class names become their characters, macros what they stand for; spaces only set the names apart."""
    unknown = [name for name in NAME.findall(pattern) if name not in macros and name not in lex.codes]
    if unknown:
        raise DataError(f"times_rules.toml: no class or macro is called {unknown[0]!r}")
    return NAME.sub(lambda m: macros.get(m.group()) or lex.codes[m.group()], pattern).replace(" ", "")


def matches(words: Words, rules: Grammar) -> Iterator[Match]:
    """The expressions in the order of the text; they never overlap."""
    for found in rules.pattern.finditer(words.classes):
        if found.end() > found.start():
            yield Match(rules.rules[int((found.lastgroup or "r0")[1:])], found.start(), found.end())


def values(words: Words, found: Match, rules: Grammar) -> list[tuple[str, Value]]:
    """The class names and values of the words of a match."""
    return [(rules.names[words.classes[n]], words.values[n]) for n in range(found.first, found.last)]
