"""Words for PostgreSQL's text search are cut and folded as SQLite's index does it."""

from __future__ import annotations

import sqlite3

import pytest

from dateline.stores.dialect import match
from dateline.stores.server.words import Part, anywhere, holds, in_names, labelled, parts, snippet, together, tokens, vector

TEXTS = (
    "Troops took the airport on Wednesday, an army-officer said: 14,000 fled.",
    "Bešić и Ёлка, Đorđe; l'hôpital d'Alep",
    "قُتل ثلاثة في الفاشر يوم ٣ أيار",
    "दिल्ली में क़ानून",
    "東京で三人が死亡した。",
    "x_y a.b C3-PO ½ №5",
)


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_those_of_sqlite(text: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'unicode61 remove_diacritics 2')")
    db.execute("CREATE VIRTUAL TABLE seen USING fts5vocab (words, instance)")
    db.execute("INSERT INTO words VALUES (?)", (text,))
    assert tokens(text) == [row[0] for row in db.execute("SELECT term FROM seen ORDER BY offset")]


@pytest.mark.parametrize(
    "asked", ["army officer", '"army officer"', "troop*", '"took the air*"', "army-officer", "AIRPORT 14,000", '"said 14"']
)
def test_what_holds_words_is_what_sqlite_finds(asked: str) -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2')")
    db.execute("INSERT INTO words VALUES ('The officer', ?)", (TEXTS[0],))
    found = bool(db.execute("SELECT 1 FROM words WHERE words MATCH ?", (match(asked),)).fetchone())
    assert holds("The officer", TEXTS[0], parts(asked)) is found


def test_queries() -> None:
    asked = parts('"army officer" libya tripol* - ""')
    assert asked == [Part(("army", "officer"), False), Part(("libya",), False), Part(("tripol",), True)]
    assert together(asked) == "('army' <-> 'officer') & ('libya') & ('tripol':*)"
    assert anywhere(asked) == "'army' & 'officer' & 'libya' & 'tripol':*"
    assert in_names(source="Relief Off*", place="", actor="\x00") == "'srelief' & 'soff':*"
    assert labelled(source="Relief", place="Marsa Coast", actor="") == "'pcoast' 'pmarsa' 'srelief'"


def test_a_vector_says_whether_it_knows_every_place() -> None:
    assert vector("A b", "b c") == ("'a':1 'b':2,5 'c':6", True)
    often, knows_all = vector(None, "the end " * 300)
    assert often is not None
    assert often.count(",") == 2 * 254
    assert not knows_all
    assert vector(None, " ".join(f"word{n}" for n in range(120_000))) == (None, False)


def test_a_snippet_shows_the_words_in_brackets() -> None:
    text = " ".join(f"w{n}" for n in range(50)) + " the Hospital was shut."
    shown = snippet((text, "title"), parts("hospital"))
    assert shown is not None
    assert shown.startswith(" ... w30 w31 ")
    assert shown.endswith(" w49 the [Hospital] was shut.")
    assert snippet((text.replace("shut.", "shut. " + text),), parts("hospital shut")) is not None
    assert snippet(("nothing here", "A title"), parts("title")) == "A [title]"
    assert snippet(("nothing",), parts("else")) is None
