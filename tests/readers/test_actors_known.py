"""Well-known actors: which of several an acronym means, which are too young to be meant, the user's own list before the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dateline import languages
from dateline.languages import LanguageData
from dateline.readers import actors, names
from dateline.readers._actors_known import Scene, known_actors, named_as_written, settled
from dateline.readers._actors_words import known_actor
from dateline.types import Analysis, Document, Draft, Entity, Report, Span, content_id, mention

EN = languages.load("en")
ROWS: list[dict[str, Any]] = [
    {
        "name": "Northern Accord Front",
        "aliases": ["FAN", "Accord Front"],
        "kind": "armed_group",
        "country": "TD",
        "wikidata": "OWN-1",
        "since": 2012,
    },
    {"name": "Colonel Idris Mbeki", "aliases": ["the Lion of Biltine"], "kind": "person", "country": "TD", "wikidata": "OWN-2"},
    {"name": "FARC", "aliases": [], "kind": "political", "country": "CO", "wikidata": "OWN-3"},
    {"name": "Somali Nomad Army", "aliases": ["SNA"], "kind": "armed_group", "country": "SO", "wikidata": "OWN-4"},
]


def with_own(rows: list[dict[str, Any]]) -> LanguageData:
    own: Mapping[str, Mapping[str, Any]] = {"actors_own": {"actor": rows}, "places_own": {}, "own": {}}
    return LanguageData("en", own)


OWN = with_own(ROWS)


def draft(text: str, spans: dict[str, str], published: str | None = None) -> Draft:
    report = Report(content_id(text.encode()), published=published)
    found = [(text.index(words), words, label) for words, label in spans.items()]
    mentions = tuple(mention("name", label, Span(at, at + len(words)), text) for at, words, label in sorted(found))
    return Draft(Document(text, text.encode(), report), report, (), mentions=mentions)


def read(text: str, spans: dict[str, str], *, published: str | None = None, language: LanguageData = EN) -> list[Entity]:
    return [e for e in actors.READER.read(draft(text, spans, published), language).entities if e.mentions]


def test_a_known_actor_has_its_country_and_id() -> None:
    (entity,) = read("The CIA said so.", {"CIA": "ORG"})
    assert (entity.kind, entity.ident, entity.country) == ("government", "Q37230", "US")


@pytest.mark.parametrize(
    ("text", "country", "kind"),
    [
        ("The ELN attacked a post in Colombia.", "CO", "armed_group"),
        ("The ELN was beaten in Bolivia in 1967.", "BO", "armed_group"),
        ("The SNA lost a town in Somalia to al-Shabaab.", None, "other"),
        ("The SNA took a village in northern Syria.", "SY", "armed_group"),
        ("The UPC attacked Bunia in the Democratic Republic of the Congo.", "CD", "armed_group"),
        ("The UPC attacked Bambari in the Central African Republic.", "CF", "armed_group"),
    ],
)
def test_the_country_tells_whom_an_acronym_means(text: str, country: str | None, kind: str) -> None:
    entity = next(e for e in read(text, {text.split()[1]: "ORG"}, published="2024-01-01"))
    assert (entity.country, entity.kind) == (country, kind)


def test_a_spelt_out_name_tells_whom_an_acronym_means() -> None:
    text = "The People's Revolutionary Army of Argentina was gone. The ERP had been large."
    found = read(text, {"People's Revolutionary Army of Argentina": "ORG", "ERP": "ORG"})
    assert [(e.name, e.aliases, e.country) for e in found] == [("People's Revolutionary Army of Argentina", ("ERP",), "AR")]


def test_an_actor_younger_than_the_report_is_not_meant() -> None:
    text = "The RSF denied it."
    assert read(text, {"RSF": "ORG"}, published="2023-05-01")[0].country == "SD"
    assert read(text, {"RSF": "ORG"}, published="1989-05-01")[0].country is None


def test_the_users_rows_go_before_the_shipped_ones() -> None:
    text = "The Accord Front took Bao. The FAN denied it. The SNA fled Mali. The FARC came."
    found = {e.name: e for e in read(text, {"Accord Front": "ORG", "FAN": "ORG", "SNA": "ORG", "FARC": "ORG"}, language=OWN)}
    assert (found["Accord Front"].aliases, found["Accord Front"].ident) == (("FAN",), "OWN-1")
    assert (found["SNA"].ident, found["FARC"].ident, found["FARC"].kind) == ("OWN-4", "OWN-3", "political")


def test_a_row_of_the_users_takes_over_the_other_names_of_a_shipped_one() -> None:
    found = known_actor("Revolutionary Armed Forces of Colombia", OWN)
    assert found is not None
    assert (found.name, found.ident) == ("FARC", "OWN-3")


def test_a_person_of_the_users_list_is_known_without_the_title() -> None:
    (entity,) = read("Idris Mbeki, the Lion of Biltine, spoke.", {"Idris Mbeki": "PER", "the Lion of Biltine": "PER"}, language=OWN)
    assert (entity.kind, entity.ident) == ("person", "OWN-2")
    assert {entity.name, *entity.aliases} == {"Idris Mbeki", "Lion of Biltine"}


def test_names_are_found_as_they_are_written() -> None:
    assert named_as_written("the Independent Newspaper", "The Independent Newspaper")
    assert named_as_written("al-Qaeda", "Al-Qaeda")
    assert not named_as_written("The independent newspaper", "The Independent Newspaper")


def test_known_bodies_are_names_only_where_they_are_written_so() -> None:
    text = "The hindu festival ended. The Northern Accord Front spoke to The Hindu."
    bare = draft(text, {})
    analysis = Analysis((), (Span(0, len(text)),), (), (), (), (), (), ())
    found = names.READER.read(Draft(bare.document, bare.report, analysis=analysis), OWN).mentions
    assert [(m.text, m.label) for m in found] == [("Northern Accord Front", "ORG"), ("The Hindu", "ORG")]


def test_nothing_is_settled_where_two_fit_as_well() -> None:
    both = known_actors(EN).get("PTI")
    assert both is not None
    assert len(both.among) == 2
    assert settled(both, Scene()) is None
    assert settled(both, Scene(countries=frozenset({"IN"}))).name == "Press Trust of India"  # type: ignore[union-attr]
