"""Records in PROV-O: read by rdflib, and asked in SPARQL where each comes from."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dateline.exports import prov
from dateline.ports import Share, Wish
from dateline.types import Reading, Review

rdflib = pytest.importorskip("rdflib")
Write = Callable[..., bytes]
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
ASKED = """
PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX dl: <urn:dateline:terms:> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?record ?report ?says ?stance ?words ?software WHERE {
  ?record a dl:Record, prov:Entity ; prov:wasDerivedFrom ?report ; prov:wasAttributedTo ?agent ; prov:wasGeneratedBy ?reading ;
    dl:stance ?stance ; dl:words ?words .
  ?agent a prov:Agent ; rdfs:label ?says .
  ?reading a prov:Activity ; prov:used ?report ; prov:wasAssociatedWith ?program .
  ?program a prov:SoftwareAgent ; rdfs:label ?software .
  ?report a prov:Entity, dl:Report . }
"""


def graph(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The document as rdflib reads it, with the network cut."""

    def cut(*args: object, **more: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket, "create_connection", cut)
    return rdflib.Graph().parse(data=data.decode(), format="json-ld")


def test_each_record_says_where_it_comes_from(write: Write, bridge: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {str(row.record): row for row in graph(write("prov", bridge), monkeypatch).query(ASKED)}
    assert set(rows) == {f"urn:dateline:record:{r.id}" for r in bridge.records}
    for record in bridge.records:
        row = rows[f"urn:dateline:record:{record.id}"]
        assert (str(row.stance), str(row.words), str(row.report)) == (record.stance, record.text, f"urn:{bridge.report.id}")
        assert str(row.software).startswith("dateline ")
    assert {str(row.says) for row in rows.values()} == {"police", "A doctor", "The Front"}


def test_what_the_report_says_itself_is_its_publishers(write: Write, make: Any, said: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = make("Shells hit Dalo.", said("event", "shelling", "hit"))
    (row,) = graph(write("prov", reading), monkeypatch).query(ASKED)
    assert str(row.says) == "Wire"
    nameless = replace(reading, report=replace(reading.report, publisher=None))
    (row,) = graph(write("prov", nameless), monkeypatch).query(ASKED)
    assert str(row.says) == "the publisher of the report, which it does not name"


def test_values_keep_their_words_and_what_they_mean(write: Write, bridge: Reading) -> None:
    nodes = {node["id"]: node for node in json.loads(write("prov", bridge))["@graph"]}
    fight = nodes[f"urn:dateline:record:{bridge.records[0].id}"]
    place = next(f for f in fight["field"] if f["name"] == "place")
    assert (place["label"], place["place"], place["lat"]) == ("Dalo", "https://sws.geonames.org/7001/", 10.25)
    dead = nodes[f"urn:dateline:record:{bridge.records[2].id}"]
    assert next((f["low"], f["high"]) for f in dead["field"] if f["name"] == "count") == (18, 22)
    for node in nodes.values():
        for value in node.get("field", ()):
            assert bridge.text[value["start"] : value["end"]] == value["words"]


def test_every_word_is_in_the_context(write: Write, bridge: Reading) -> None:
    document = json.loads(write("prov", bridge))
    used = {name for node in document["@graph"] for part in (node, *node.get("field", ())) for name in part}
    types = {t for node in document["@graph"] for t in node.get("type", ())}
    assert (used | types) <= set(prov.context())


def test_what_people_decided_is_an_activity_with_its_person(bridge: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    record, out = bridge.records[0], io.BytesIO()
    review = Review("reject", "Ana", "2026-01-31T12:00:00Z", "another day")
    prov.prov(lambda: [Share(bridge, (record,), {record.id: review})], out, Wish())
    asked = """PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX dl: <urn:dateline:terms:> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      SELECT ?record ?verdict ?who ?at ?reason WHERE { ?record prov:wasInfluencedBy ?review . ?review a dl:Review ; dl:verdict ?verdict ;
      dl:reason ?reason ; prov:endedAtTime ?at ; prov:wasAssociatedWith ?person . ?person rdfs:label ?who . }"""
    (row,) = graph(out.getvalue(), monkeypatch).query(asked)
    assert (str(row.record), str(row.verdict), str(row.who)) == (f"urn:dateline:record:{record.id}", "reject", "Ana")
    assert (row.at.toPython().isoformat(), str(row.reason)) == ("2026-01-31T12:00:00+00:00", "another day")
