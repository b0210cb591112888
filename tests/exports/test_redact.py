"""What redaction takes out of a reading, and that everything else stays where it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dateline import checks, output
from dateline.exports import EXPORTERS, redact
from dateline.ports import Share
from dateline.types import Entity, Mention, Reading, Review, Span, Value

Write = Callable[..., bytes]


@pytest.fixture
def witnessed(port_reading: Reading) -> Reading:
    name = "an army officer"
    start = port_reading.text.index(name)
    where = Span(start, start + len(name))
    person = Entity("e9", "Amina Haddad", "person", ("Haddad",), ("n77",))
    voices = tuple(replace(v, entity="e9", source_type="witness") if v.id == "v1" else v for v in port_reading.voices)
    mention = Mention("n77", "name", "PER", where.start, where.end, name, entity="e9")
    text = port_reading.text.replace(name, "Amina F. Haddad")
    assert len(text) == len(port_reading.text)
    facts = replace(port_reading.report, title="Haddad speaks", credit="C. Amera")
    return replace(
        port_reading,
        text=text,
        report=facts,
        entities=(*port_reading.entities, person),
        mentions=(*port_reading.mentions, replace(mention, text="Amina F. Haddad")),
        voices=voices,
    )


def test_names_of_private_persons_are_masked_letter_by_letter(witnessed: Reading) -> None:
    clean = redact.redact(witnessed)
    assert "Haddad" not in output.dumps(output.as_json(clean))
    assert "Amina" not in clean.text
    assert len(clean.text) == len(witnessed.text)
    assert "█████ █. ██████ said" in clean.text
    assert clean.report.title == "██████ speaks"
    assert (clean.report.authors, clean.report.credit) == ((), None)


def test_offsets_stay_true(witnessed: Reading) -> None:
    clean = output.as_json(redact.redact(witnessed))
    assert checks.check(clean) == checks.check(output.as_json(witnessed))
    for record in clean["records"]:
        assert clean["text"][record["start"] : record["end"]] == record["text"]


@pytest.mark.parametrize("name", [n for n in EXPORTERS if EXPORTERS[n].is_text])
def test_no_format_tells_the_name(name: str, write: Write, witnessed: Reading) -> None:
    assert b"Haddad" not in write(name, witnessed, redacted=True)


def test_a_role_that_is_no_office_makes_nobody_public(witnessed: Reading) -> None:
    brother = tuple(replace(e, role="brother") if e.id == "e9" else e for e in witnessed.entities)
    assert "Haddad" not in output.dumps(output.as_json(redact.redact(replace(witnessed, entities=brother))))


def test_who_speaks_in_confidence_is_masked_whatever_the_role(witnessed: Reading) -> None:
    officer = tuple(replace(e, role="general") if e.id == "e9" else e for e in witnessed.entities)
    assert "Haddad" not in output.dumps(output.as_json(redact.redact(replace(witnessed, entities=officer))))


def test_one_who_holds_an_office_is_no_private_person(witnessed: Reading) -> None:
    officer = tuple(replace(e, role="spokesman") if e.id == "e9" else e for e in witnessed.entities)
    voices = tuple(replace(v, source_type="official") for v in witnessed.voices)
    assert redact.redact(replace(witnessed, entities=officer, voices=voices)).text == witnessed.text


def test_a_source_without_a_body_is_confidential(port_reading: Reading) -> None:
    clean = redact.redact(port_reading)
    assert "█████████ denied" in clean.text
    assert "an army officer said" in clean.text
    assert "the Relief Office" in clean.text


def test_exact_places_are_known_less_exactly(port_reading: Reading) -> None:
    (place,) = redact.redact(port_reading).places
    assert (place.precision, place.geonameid, place.lat, place.lon) == (2, None, 31.5, -25.2)


def test_named_sites_are_masked_and_others_are_not(port_reading: Reading) -> None:
    assert "The hospital was closed" in redact.redact(port_reading).text
    closed = port_reading.records[3]
    start = port_reading.text.index("the Relief Office")
    site = Value(start, start + 17, "the Relief Office")
    named = replace(port_reading, records=(replace(closed, fields=dict(closed.fields) | {"facility": (site,)}),))
    assert "███ ██████ ██████" in redact.redact(named).text


def test_a_site_without_a_name_is_not_masked(bridge: Reading) -> None:
    assert "the market" in redact.redact(bridge).text
    named = tuple(replace(e, name="Dalo market") if e.kind == "facility" else e for e in bridge.entities)
    assert "███ ██████" in redact.redact(replace(bridge, entities=named)).text


def test_who_judged_is_not_told(port_reading: Reading) -> None:
    review = Review("accept", "A. Nalyst", "2023-01-01T00:00:00Z", "seen by A. Nalyst")
    ident = port_reading.records[0].id
    (share,) = redact.redacted([Share(port_reading, port_reading.records[:1], {ident: review})])
    assert (share.reviews[ident].verdict, share.reviews[ident].by, share.reviews[ident].reason) == ("accept", "a reviewer", None)
