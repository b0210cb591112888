"""The table of event words: types of the contract, groups that exist, no entry twice, and anchors that give the type they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from dateline import languages
from dateline.kinds import kind
from dateline.readers._event_types import settled_event
from dateline.types import Span

EN = languages.load("en")
TABLE = EN.table("events")
TYPES = set(kind("event").types)
FORMS = ("verbs", "nouns", "words")


def entries() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every anchor's entry, with the name of its list and the types that its row leans to."""
    for row in TABLE["anchor"]:
        yield from ((entry, name, tuple(row["lean"])) for name in FORMS for entry in row.get(name, ()))


def firm_entries() -> list[tuple[str, str]]:
    """Entries that stand for one type alone (not a noun of one type and a verb of another), with the type."""
    rows = Counter(entry for entry, _, _ in entries())
    return sorted((entry, lean[0]) for entry, _, lean in entries() if rows[entry] == 1 and len(lean) == 1)


def test_every_type_is_one_of_the_contract() -> None:
    named = {t for row in TABLE["anchor"] for t in row["lean"]} | {t for row in TABLE["near"] for t in row["types"]}
    assert named | {t for group in TABLE["groups"].values() for t in group} <= TYPES


def test_every_type_has_words_that_name_it() -> None:
    assert {t for row in TABLE["anchor"] for t in row["lean"]} == TYPES


def test_groups_that_rows_open_exist_and_are_used() -> None:
    opened = {row["open"] for row in TABLE["anchor"] if "open" in row}
    assert opened == set(TABLE["groups"])


def test_no_entry_stands_twice_among_the_anchors() -> None:
    for name in FORMS:
        counts = Counter(entry for entry, where, _ in entries() if where == name)
        assert [entry for entry, n in counts.items() if n > 1] == [], name


def test_no_entry_stands_twice_in_one_row_of_words_around() -> None:
    for row in TABLE["near"]:
        assert [w for w, n in Counter(row["words"]).items() if n > 1] == [], row["types"]


def test_entries_are_in_lower_case() -> None:
    words = [entry for entry, _, _ in entries()] + [w for row in TABLE["near"] for w in row["words"]]
    assert [w for w in words if w != w.lower() or w != w.strip()] == []


def test_irregular_verbs_are_used() -> None:
    firsts = {verb.split()[0] for row in TABLE["anchor"] for verb in row.get("verbs", ())}
    assert set(TABLE["irregular"]) <= firsts


@pytest.mark.parametrize(("entry", "expected"), firm_entries())
def test_an_anchor_of_one_type_gives_it(entry: str, expected: str) -> None:
    assert settled_event({}, entry, Span(0, len(entry)), Span(0, len(entry)), EN)[0] == expected
