"""Records of all kinds, on real text with the shipped weights: what is found, with whose voice, how firmly, in which words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import checks, output, pipeline
from dateline.languages import load
from dateline.readers._fields import fields_of
from dateline.readers._records import unbroken
from dateline.types import Candidate, Document, Draft, Reading, Record, Report, Span, Tag, content_id

TEXT = (
    "Rebels of the Liberation Front shelled the town of Gardez on Monday, killing at least 12 civilians, the Defence Ministry said. "
    "A spokesman for the Front denied that its fighters had fired on the town.\n\n"
    "The only hospital in the town has been closed since 3 March. About 2,000 families have fled to Kabul, according to the Red Cross. "
    "Government forces captured the airport on Tuesday. The United Nations called on both sides to stop the fighting."
)


def told_document(text: str) -> Document:
    return Document(text, text.encode(), Report(id=content_id(text.encode())))


def read(text: str) -> Reading:
    raw = text.encode("utf-8", "surrogatepass")
    return pipeline.read_document(Document(text, raw, Report(content_id(raw), published="2015-03-12", given=frozenset({"published"}))))


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(TEXT)


def one(reading: Reading, kind: str, type_: str) -> Record:
    return next(r for r in reading.records if (r.kind, r.type) == (kind, type_))


def source(reading: Reading, record: Record) -> str | None:
    voice = next((v for v in reading.voices if v.id == record.voice), None)
    return voice.source.of(TEXT) if voice and voice.source else None


def test_an_event_has_its_agent_place_and_day(reading: Reading) -> None:
    shelling = one(reading, "event", "shelling")
    assert shelling.stance == "claimed"
    assert source(reading, shelling) == "the Defence Ministry"
    assert "Rebels" in shelling.fields["agent"][0].text
    time = shelling.fields["time"][0].time
    assert time is not None
    assert (time.first, time.last) == ("2015-03-09", "2015-03-09")


def test_a_toll_keeps_its_bounds(reading: Reading) -> None:
    killed = one(reading, "toll", "killed")
    count = killed.fields["count"][0]
    assert count.text == "at least 12"
    assert count.quantity is not None
    assert (count.quantity.low, count.quantity.high, count.quantity.approx) == (12, None, True)
    assert killed.fields["of"][0].text == "civilians"


def test_a_denial_is_denied(reading: Reading) -> None:
    denial = one(reading, "claim", "denies")
    assert denial.stance == "denied"
    assert (source(reading, denial) or "").startswith("A spokesman")


def test_a_service_has_a_status_since_a_day(reading: Reading) -> None:
    hospital = one(reading, "condition", "health")
    assert hospital.fields["status"][0].value == "closed"
    since = hospital.fields["since"][0].time
    assert since is not None
    assert (since.first, since.last) == ("2015-03-03", None)
    assert hospital.stance == "stated"
    assert hospital.voice is None


def test_ground_changes_hands(reading: Reading) -> None:
    captured = one(reading, "control", "captures")
    assert "forces" in captured.fields["holder"][0].text
    assert "airport" in captured.fields["place"][0].text


def test_records_rest_on_their_own_sentence(reading: Reading) -> None:
    for record in reading.records:
        assert record.evidence.start <= record.start < record.end <= record.evidence.end
        assert 0 < record.confidence <= 1


def test_the_reading_keeps_the_contract(reading: Reading) -> None:
    assert checks.check(output.as_json(reading)) == []


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400) | st.lists(st.sampled_from(TEXT.split()), max_size=80).map(" ".join))
def test_any_text_gives_a_sound_reading(text: str) -> None:
    found = read(text)
    assert checks.check(output.as_json(found)) == []
    assert not [d for d in found.doubts if "could not be read" in d.message]


def test_the_same_text_gives_the_same_reading() -> None:
    assert output.as_json(read(TEXT)) == output.as_json(read(TEXT))


def test_who_has_been_accused_is_not_the_accuser() -> None:
    text = "Army forces have been accused of repeated summary killings in previous campaigns."
    found = read(text)
    accusation = next(r for r in found.records if (r.kind, r.type) == ("claim", "accuses"))
    voice = next((v for v in found.voices if v.id == accusation.voice), None)
    assert accusation.stance == "alleged"
    assert voice is None or voice.source is None


def test_a_time_behind_an_apposition_belongs_to_the_verb_before_it() -> None:
    found = read("The army surrounded Derna, a city of 125,000 people, in 2016 and tightened its blockade last year.")
    surrounded = next(r for r in found.records if r.text == "surrounded")
    time = surrounded.fields["time"][0].time
    assert time is not None
    assert (time.first, time.last) == ("2016-01-01", "2016-12-31")


def place_of_words(text: str, words: str, speaker: str | None = None) -> str | None:
    """The name of the place that these words of a report mean as a record's place, said by the speaker."""
    told = read(text)
    draft = Draft(told_document(text), told.report, told.sections, None, told.mentions, told.entities, told.places)
    span = Span(text.index(words), text.index(words) + len(words))
    said = Span(text.index(speaker), text.index(speaker) + len(speaker)) if speaker else None
    candidate = Candidate(Tag("event", 0, 5, 0.9), {}, {}, {}, {}, (Tag("place", span.start, span.end, 0.9),))
    (value,) = fields_of(draft, candidate, ("place",), said, load("en"))["place"]
    return {p.id: p.name for p in told.places}.get(value.value or "")


HERE = (
    "TRIPOLI, Libya (Wire) - Fighting went on in Misrata, said a resident of the western Zarruq neighborhood.\n\n"
    "“We left after a bomb exploded here,” said Omar Haddad, another Zarruq resident."
)


def test_here_is_where_the_speaker_is_said_to_be_or_where_the_report_was_written() -> None:
    assert place_of_words(HERE, "here", "Omar Haddad, another Zarruq resident") == "Zarruq"
    assert place_of_words(HERE, "here") == "Tripoli"


def test_the_city_is_the_one_named_last() -> None:
    assert place_of_words("Rebels left Homs and Aleppo in Syria. A bomb went off in the city on Tuesday.", "the city") == "Aleppo"
    assert place_of_words("Rebels left Homs and Aleppo in Syria. A bomb went off in the country.", "the country") == "Syria"
    assert place_of_words("Rebels left Aleppo in Syria. A bomb went off in the province.", "the province") is None


def test_an_anchor_does_not_break_off_at_a_hyphen() -> None:
    text = "Troops re-captured the town."
    proposal = Candidate(Tag("control", 7, 10, 0.9), {}, {}, {}, {}, ())
    assert unbroken(text, proposal).anchor.span.of(text) == "re-captured"
    whole = Candidate(Tag("control", 7, 18, 0.9), {}, {}, {}, {}, ())
    assert unbroken(text, whole) == whole


def test_two_parts_of_one_count_are_one_toll_with_the_whole_count() -> None:
    told = read("An estimated 27,400 people (about 4,900 households) have been displaced from Gardez since 8 March.")
    tolls = [r for r in told.records if r.kind == "toll"]
    assert [r.text for r in tolls] == ["An estimated 27,400", "about 4,900"]
    assert all(r.fields["count"][0].text == r.text for r in tolls)
    targets = [v.text for r in told.records if r.kind == "event" for v in r.fields.get("target", ())]
    assert not [t for t in targets if t in ("An", "An estimated", "27,400")]


def test_a_count_that_a_speaker_rejects_is_denied() -> None:
    told = read("“We buried eleven of our fighters, not forty,” said a commander of the Front, who gave his name as Moussa.")
    stances = {r.text: r.stance for r in told.records if r.kind == "toll"}
    assert stances.get("forty") == "denied"
    assert all(stance == "claimed" for words, stance in stances.items() if words != "forty")


def test_an_event_that_is_named_and_told_by_its_verb_is_one_record() -> None:
    told = read("On 27 June, an airstrike hit a minibus in Hodeidah in Yemen. The next day rebels shelled the port.")
    strikes = [r for r in told.records if r.type == "airstrike"]
    assert [r.text for r in strikes] == ["airstrike"]
    assert any("minibus" in v.text for v in strikes[0].fields["target"])


def test_a_part_of_a_hundred_counts_nobody() -> None:
    told = read("The company said that 70 percent of the users were without power. About 60 people were hurt, police said.")
    assert [r.text for r in told.records if r.kind == "toll"] == ["About 60"]
