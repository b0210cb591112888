"""Joining names into actors: reports of several wars and decades, written for these tests, with the names marked as a model marks them."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import languages
from dateline.readers import actors
from dateline.readers._actors_short import fits, is_acronym
from dateline.readers._actors_sources import known_source_type, source_type, source_type_of
from dateline.readers._actors_words import describe, kind_of_name, state_of
from dateline.readers._phrases import Phrases, norm, plural, words_of
from dateline.types import Document, Draft, Entity, Found, Report, Section, Span, content_id, mention

EN = languages.load("en")
TYPES = {"official", "armed_group", "witness", "medical", "intergovernmental", "ngo", "media", "social_media", "anonymous", "other"}


def draft(text: str, names: dict[str, str], *sections: Section) -> Draft:
    """A draft in which every occurrence of the names is a mention with its label, the longest first."""
    report = Report(content_id(text.encode()))
    taken: list[tuple[Span, str]] = []
    for name, label in sorted(names.items(), key=lambda n: -len(n[0])):
        for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(Span(*found.span()).touches(t) for t, _ in taken):
                taken.append((Span(*found.span()), label))
    mentions = tuple(mention("name", label, where, text) for where, label in sorted(taken))
    return Draft(Document(text, text.encode(), report), report, sections, mentions=mentions)


def read(text: str, names: dict[str, str]) -> dict[str, Entity]:
    """The actors of the text by name."""
    return {e.name: e for e in actors.READER.read(draft(text, names), EN).entities}


def only(found: dict[str, Entity], name: str) -> Entity:
    assert name in found, sorted(found)
    return found[name]


LIBYA = """The coalition council (CC) held the port. Haftar, who built up his Libyan National Army (LNA), tightened the blockade.

Forces loyal to Khalifa Haftar took two streets. Haftar's forces lost a tank. LNA forces have been accused of killings.
LNA spokesman Ahmed al-Mismari called for calm. "It is quiet," said Saleh Faraj, an officer patrolling areas under LNA control.
Mohamed Attia Feitouri, a resident of the western quarter, saw the army's trucks. Mismari denied it."""
LIBYA_NAMES = {
    "Haftar": "PER",
    "Khalifa Haftar": "PER",
    "Libyan National Army": "ORG",
    "LNA": "ORG",
    "Ahmed al-Mismari": "PER",
    "Mismari": "PER",
    "Saleh Faraj": "PER",
    "Mohamed Attia Feitouri": "PER",
}


def test_an_army_its_initials_its_owners_forces_and_the_army_are_one_actor() -> None:
    army = only(read(LIBYA, LIBYA_NAMES), "Libyan National Army")
    assert army.kind == "armed_group"
    assert set(army.aliases) >= {"LNA", "Forces loyal to Khalifa Haftar", "Haftar's forces", "the army"} - {
        "Forces loyal to Khalifa Haftar"
    }
    assert len(army.mentions) >= 6


def test_people_keep_role_and_affiliation_and_are_known_by_their_surname() -> None:
    found = read(LIBYA, LIBYA_NAMES)
    spokesman, officer, resident = (only(found, n) for n in ("Ahmed al-Mismari", "Saleh Faraj", "Mohamed Attia Feitouri"))
    assert (spokesman.role, spokesman.affiliation) == ("spokesman", "Libyan National Army")
    assert (officer.role, officer.affiliation) == ("officer", "Libyan National Army")
    assert (resident.role, resident.affiliation) == ("resident", None)
    assert spokesman.aliases == ("Mismari",)
    assert {e.kind for e in (spokesman, officer, resident)} == {"person"}


JOINED = [
    ("The Popular Liberation Army (EPL) burned a bus. The EPL fled.", "Popular Liberation Army", "EPL"),
    ("The Frente Democratico Nacional met. Then the FDN left.", "Frente Democratico Nacional", "FDN"),
    ("Monitors of the Joint Ceasefire Commission came. The JCC saw nothing.", "Joint Ceasefire Commission", "JCC"),
    ("The UN Security Council met in May. The Security Council met again.", "UN Security Council", "Security Council"),
    ("The Ministry of Health spoke. Later the Health Ministry was silent.", "Ministry of Health", "Health Ministry"),
    ("Daesh held it. ISIL left it.", "Daesh", "ISIL"),
    ("The Army of the Victorious Sect (Jaish al-Mansura) shot.", "Army of the Victorious Sect", "Jaish al-Mansura"),
    ("THE FARABUNDO MARTI FRONT (FMF) ATTACKED. THE FMF FLED.", "FARABUNDO MARTI FRONT", "FMF"),
]


@pytest.mark.parametrize(("text", "full", "alias"), JOINED, ids=[row[2] for row in JOINED])
def test_two_names_of_one_body_are_joined(text: str, full: str, alias: str) -> None:
    found = read(text, {full: "ORG", alias: "ORG"})
    assert list(found) == [full]
    assert alias in found[full].aliases


def test_initials_may_stand_before_the_name_in_brackets() -> None:
    found = read("The FDN (Frente Democratico Nacional) met.", {"FDN": "ORG", "Frente Democratico Nacional": "ORG"})
    assert [(e.name, e.aliases) for e in found.values()] == [("Frente Democratico Nacional", ("FDN",))]


@pytest.mark.parametrize(
    ("text", "full", "other", "alias"),
    [
        ("Rupert Colville spoke. According to Mr Colville, it goes on.", "Rupert Colville", "Mr Colville", "Colville"),
        ("Abboud Qanbar, also known as Abu Haidar, commanded.", "Abboud Qanbar", "Abu Haidar", "Abu Haidar"),
        ("General Joseph L. Votel came. Votel left.", "Joseph L. Votel", "Votel", "Votel"),
    ],
)
def test_two_names_of_one_person_are_joined(text: str, full: str, other: str, alias: str) -> None:
    found = read(text, {full: "PER", other: "PER"})
    assert [(e.name, e.aliases) for e in found.values()] == [(full, (alias,))]


@pytest.mark.parametrize(
    ("text", "names", "count"),
    [
        ("Ali Hassan met Omar Hassan. Hassan spoke.", {"Ali Hassan": "PER", "Omar Hassan": "PER", "Hassan": "PER"}, 3),
        ("The National Council and the National Congress met.", {"National Council": "ORG", "National Congress": "ORG"}, 2),
        ("The Lebanese News Agency (LNA) wrote of it.", {"Lebanese News Agency": "ORG", "LNA": "ORG"}, 1),
    ],
)
def test_in_doubt_names_stay_apart(text: str, names: dict[str, str], count: int) -> None:
    assert len(read(text, names)) == count


def test_a_name_that_the_report_defines_is_the_reports() -> None:
    agency = only(
        read("The Lebanese News Agency (LNA) wrote. The LNA added.", {"Lebanese News Agency": "ORG", "LNA": "ORG"}), "Lebanese News Agency"
    )
    assert agency.kind == "media"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("The Islamist group Sons of the Valley took it.", "Sons of the Valley", "armed_group"),
        ("The Northern Wind, a militia based in the hills, withdrew.", "Northern Wind", "armed_group"),
        ("Fighters of the Chindwin Defence Front left.", "Chindwin Defence Front", "armed_group"),
        ("The 4th Infantry Brigade came.", "4th Infantry Brigade", "state_force"),
        ("The 216th Constabulary Company came.", "216th Constabulary Company", "state_force"),
        ("The Karvina Coal Company closed.", "Karvina Coal Company", "company"),
        ("The Ministry of Defence denied it.", "Ministry of Defence", "government"),
        ("The Kenya Red Cross Society took them in.", "Kenya Red Cross Society", "ngo"),
        ("The weekly newspaper Horizonte wrote.", "Horizonte", "media"),
        ("The Justice Party won.", "Justice Party", "political"),
        ("UNHCR counted them.", "UNHCR", "intergovernmental"),
        ("Zawadi is not explained.", "Zawadi", "other"),
    ],
)
def test_the_kind_of_a_body_comes_from_what_it_is_called(text: str, name: str, kind: str) -> None:
    assert only(read(text, {name: "ORG"}), name).kind == kind


@pytest.mark.parametrize(
    ("text", "is_actor"),
    [
        ("Israel said it would answer.", True),
        ("He died in Israel.", False),
        ("Moscow has denied this.", True),
        ("People fled to Moscow.", False),
        ("Springfield said no.", False),
    ],
)
def test_a_state_is_an_actor_only_where_it_speaks(text: str, is_actor: bool) -> None:
    name = next(n for n in ("Israel", "Moscow", "Springfield") if n in text)
    found = read(text, {name: "LOC"})
    assert bool(found) is is_actor
    assert all(e.kind == "government" for e in found.values())


@pytest.mark.parametrize(
    ("text", "name", "role", "affiliation"),
    [
        ("A spokesman for the Relief Board, Anna Berg, told reporters.", "Anna Berg", "spokesman", "Relief Board"),
        ("Titus Mungo, spokesman for the Relief Board, spoke.", "Titus Mungo", "spokesman", "Relief Board"),
        ("Kristin Lund, 48, a farmer, fled.", "Kristin Lund", "farmer", None),
        ("Army spokesman Ousseni Tapsoba denied it.", "Ousseni Tapsoba", "spokesman", "Army"),
        ("President Virgilio Barco met them.", "Virgilio Barco", "President", None),
        ("Msgr Dario Castrillon, president of the Relief Board.", "Dario Castrillon", "president", "Relief Board"),
        ("Dario Castrillon walked home.", "Dario Castrillon", None, None),
    ],
)
def test_the_words_around_a_person_give_role_and_affiliation(text: str, name: str, role: str | None, affiliation: str | None) -> None:
    person = only(read(text, {name: "PER", "Relief Board": "ORG"}), name)
    assert (person.role, person.affiliation) == (role, affiliation)


def test_forces_of_a_person_without_a_body_are_an_actor_of_their_own() -> None:
    found = read(
        "President Amin Daoud fled. Daoud's troops held on, and forces loyal to Amin Daoud burned the mill.",
        {"Amin Daoud": "PER", "Daoud": "PER"},
    )
    forces = only(found, "Daoud's troops")
    assert (forces.kind, forces.affiliation, forces.aliases) == ("state_force", "Amin Daoud", ("forces loyal to Amin Daoud",))
    rebels = read("Foday Kamara hid. Kamara's men came back.", {"Foday Kamara": "PER", "Kamara": "PER"})
    assert only(rebels, "Kamara's men").kind == "armed_group"


def test_what_is_no_name_is_no_actor() -> None:
    assert read("Mme spoke, and the labor federations struck.", {"Mme": "PER", "labor federations": "ORG"}) == {}
    found = read("They called War Child for help. Human Rights Watch came.", {"War Child for": "ORG", "Human Rights Watch": "PER"})
    assert {n: e.kind for n, e in found.items()} == {"War Child": "ngo", "Human Rights Watch": "ngo"}


def test_page_furniture_has_no_actors() -> None:
    text = "The Relief Board spoke.\n\nRelated: Hamas"
    chrome = Section("chrome", text.index("Related"), len(text))
    found = actors.READER.read(draft(text, {"Relief Board": "ORG", "Hamas": "ORG"}, chrome), EN)
    assert [e.name for e in found.entities] == ["Relief Board"]


def test_ids_depend_on_the_report_and_the_name_alone() -> None:
    first, again = (actors.READER.read(draft(LIBYA, LIBYA_NAMES), EN) for _ in range(2))
    other = actors.READER.read(draft(LIBYA + " ", LIBYA_NAMES), EN)
    assert first == again
    assert {e.id for e in first.entities}.isdisjoint(e.id for e in other.entities)
    assert len({e.id for e in first.entities}) == len(first.entities)


def check(found: Found, given: Draft) -> None:
    """What holds for every reading: each entity has mentions that are there, each mention one owner at most, offsets tell the truth."""
    mentions = {m.id: m for m in (*given.mentions, *found.mentions)}
    owned = [i for e in found.entities for i in e.mentions]
    assert set(owned) <= set(mentions)
    assert len(owned) == len(set(owned))
    assert all(e.mentions and e.name for e in found.entities)
    assert all(given.text[m.start : m.end] == m.text for m in found.mentions)
    assert len({e.id for e in found.entities}) == len(found.entities)


PIECES = ["LNA", "Haftar", "Khalifa Haftar", "Libyan National Army", "(LNA)", "(", ")", "'s forces", "the army", ",", "an officer"]
PIECES += ["\n\n", "said", "the UN", "U.N.", "President", "."]


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(["PER", "ORG", "LOC", "MISC"]))
def test_any_order_of_words_gives_a_sound_reading(parts: list[str], label: str) -> None:
    given_draft = draft(
        " ".join(parts), {"LNA": "ORG", "Haftar": "PER", "Khalifa Haftar": "PER", "Libyan National Army": label, "UN": "ORG", "U.N": label}
    )
    check(actors.READER.read(given_draft, EN), given_draft)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 20))
def test_any_text_gives_a_sound_reading(text: str, start: int, size: int) -> None:
    base = draft(text, {})
    end = min(len(text), start + size)
    mentions = (mention("name", "ORG", Span(start, end), text),) if start < end else ()
    given_draft = Draft(base.document, base.report, mentions=mentions)
    check(actors.READER.read(given_draft, EN), given_draft)


@pytest.mark.parametrize(
    ("words", "kind", "side", "stance"),
    [
        ("suspected guerrillas", "armed_group", None, "alleged"),
        ("SUSPECTED FMLN GUERRILLAS", "armed_group", "armed_group", "alleged"),
        ("army troops", "state_force", "state_force", None),
        ("government forces", "state_force", "government", None),
        ("Israeli forces", "state_force", "government", None),
        ("rebel forces", "armed_group", "armed_group", None),
        ("opposition forces", "armed_group", "political", None),
        ("an LNA spokesman", "person", "armed_group", None),
        ("members of the Shining Path", "armed_group", "armed_group", None),
        ("local residents", "civilians", "government", None),
        ("two gunmen", "armed_group", None, None),
        ("the Defense Ministry", "government", None, None),
        ("UN peacekeepers", "intergovernmental", "intergovernmental", None),
        ("Kurdish-led SDF", "armed_group", None, None),
        ("Japan", "government", None, None),
        ("xyzzy", "other", None, None),
    ],
)
def test_a_noun_phrase_is_described(words: str, kind: str, side: str | None, stance: str | None) -> None:
    told = describe(words, EN)
    assert (told.kind, told.stance) == (kind, stance)
    assert told.side == side or kind in ("civilians", "intergovernmental")


@pytest.mark.parametrize(
    ("words", "type_"),
    [
        ("Army spokesman Colonel Ousseni Tapsoba", "official"),
        ("the district commissioner", "official"),
        ("Russia and Turkey", "official"),
        ("military sources", "official"),
        ("THE FOREIGN MINISTRY SPOKESPERSON", "official"),
        ("LNA spokesman Ahmed al-Mismari", "armed_group"),
        ("a spokesman for the Lashkar-e-Baltit", "armed_group"),
        ("the rebels' spokesman, Jean-Bosco Kiza", "armed_group"),
        ("Mohamed Attia Feitouri, a resident of the western Sheiha neighborhood", "witness"),
        ("Kristin Lund, 48", "witness"),
        ("two witnesses reached by phone", "witness"),
        ("a nurse there", "medical"),
        ("hospital sources", "medical"),
        ("Huseyin Sahin, the head doctor of the hospital in Van", "medical"),
        ("the International Organization for Migration", "intergovernmental"),
        ("WHO", "intergovernmental"),
        ("UN humanitarian coordinator for South Sudan, Eugene Owusu", "intergovernmental"),
        ("Titus Mungo, spokesman for Kenya Red Cross Society", "ngo"),
        ("two aid workers", "ngo"),
        ("South Korean news agency Yonhap", "media"),
        ("a 40-second clip", "social_media"),
        ("", "anonymous"),
        ("a source in the interior ministry", "anonymous"),
        ("someone familiar with the situation", "anonymous"),
        ("Father Dieudonné", "other"),
        ("he", "other"),
    ],
)
def test_a_source_has_a_type(words: str, type_: str) -> None:
    assert source_type(words, EN) == type_


def test_what_is_only_a_guess_is_not_known() -> None:
    assert known_source_type("the director", EN) is None
    assert source_type("the director", EN) == "official"
    assert known_source_type("Haftar", EN) is None
    assert known_source_type("Haftar", EN, cue="tweeted") == "social_media"


def test_what_the_report_says_elsewhere_types_a_bare_name() -> None:
    found = read(LIBYA, LIBYA_NAMES)
    assert source_type_of("Mismari", found["Ahmed al-Mismari"], EN) == "armed_group"
    assert source_type_of("he", found["Mohamed Attia Feitouri"], EN) == "witness"
    assert source_type_of("he", None, EN) == "other"


@given(st.text(max_size=80), st.text(max_size=20))
def test_any_words_have_a_source_type_and_a_description(words: str, cue: str) -> None:
    assert source_type(words, EN, cue=cue) in TYPES
    told = describe(words, EN)
    assert told == describe(words, EN)
    assert told.head == "" or told.kind != ""
    assert kind_of_name(words, EN) is None or kind_of_name(words, EN) != ""
    assert state_of(words, EN, seats=True) is None or len(state_of(words, EN, seats=True) or "") == 2


@given(st.text(max_size=120))
def test_words_stand_where_they_say_and_do_not_overlap(text: str) -> None:
    words = words_of(text)
    assert all(text[w.start : w.end] == w.raw and w.raw for w in words)
    assert all(a.end <= b.start for a, b in itertools.pairwise(words))
    assert norm(text) == norm(text).lower()


@given(st.lists(st.text("abc ", min_size=1, max_size=8), max_size=6), st.text("abc ", max_size=30))
def test_phrases_find_the_longest_and_never_overlap(entries: list[str], text: str) -> None:
    words = words_of(text)
    hits = list(Phrases((e, e) for e in entries).find(words))
    assert all(a.last <= b.first for a, b in itertools.pairwise(hits))
    assert all([w.form for w in words[h.first : h.last]] == [w.form for w in words_of(h.phrase)] for h in hits)


def test_capitals_match_capitals_only_and_never_plain_words_of_a_text_in_capitals() -> None:
    phrases = Phrases([("WHO", 1), ("who said", 2)], ambiguous=["WHO"])
    assert [h.value for h in phrases.find(words_of("The WHO and those who left"))] == [1]
    assert list(phrases.find(words_of("THOSE WHO LEFT"), upper=True)) == []


@pytest.mark.parametrize(
    ("one", "many"), [("rebel", "rebels"), ("family", "families"), ("boss", "bosses"), ("day", "days"), ("church", "churches")]
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=6).map(str.capitalize), min_size=2, max_size=6))
def test_initials_of_a_name_fit_it(words: list[str]) -> None:
    initials = "".join(w[0] for w in words)
    assert fits(initials, " ".join(words))
    assert is_acronym(initials)


CALLED = [
    ("FNU rebels came. Then the rebels left.", "the rebels"),
    ("The rebel group FNU came. Then the rebels left.", "the rebels"),
    ("The FNU, a small separatist group, came. The separatists left.", "The separatists"),
    ("Militants from the FNU came. The militants left.", "The militants"),
]


@pytest.mark.parametrize(("text", "words"), CALLED, ids=[row[1] + str(n) for n, row in enumerate(CALLED)])
def test_a_plural_means_the_only_armed_group_that_the_report_calls_so(text: str, words: str) -> None:
    text = "The Front for Northern Unity (FNU), an armed group, met. " + text
    front = only(read(text, {"Front for Northern Unity": "ORG", "FNU": "ORG"}), "Front for Northern Unity")
    assert words in front.aliases


@pytest.mark.parametrize(
    "text",
    [
        "The FNU, an armed group, came. Then the rebels left.",
        "FNU rebels came. The insurgents left.",
        "FNU rebels fought the Popular Valley Militia. Then the rebels left.",
        "FNU rebels came. The rebels of the north left.",
    ],
)
def test_a_plural_is_left_apart_in_doubt(text: str) -> None:
    found = read(text, {"FNU": "ORG", "Popular Valley Militia": "ORG"})
    assert not any("rebels" in alias or "insurgents" in alias for e in found.values() for alias in e.aliases)


@pytest.mark.parametrize(
    ("words", "kind", "country"),
    [
        ("Cameroonian troops", "state_force", "CM"),
        ("the army of Chad", "state_force", "TD"),
        ("Turkish and Russian troops", "state_force", None),
        ("Somali militants", "armed_group", None),
        ("government forces", "state_force", None),
        ("SALVADORAN ARMY", "state_force", "SV"),
    ],
)
def test_forces_and_offices_have_the_country_that_their_words_say(words: str, kind: str, country: str | None) -> None:
    assert actors.country_of(words, kind, EN) == country
