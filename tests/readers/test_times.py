"""Time expressions: what is found, which days it means, and what stays open."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import languages
from dateline.errors import DataError
from dateline.readers import _times_grammar, _times_words, times
from dateline.readers._times_resolve import MAKERS
from dateline.readers._times_values import value_in
from dateline.types import Document, Draft, Mention, Report, Section, Span

ENGLISH = languages.load("en")
THURSDAY = "2018-06-14"


def read(text: str, published: str | None = THURSDAY, sections: tuple[Section, ...] = ()) -> list[Mention]:
    report = Report("test", published=published)
    return list(times.read(Draft(Document(text, text.encode(), report), report, sections), ENGLISH).mentions)


def days(text: str, published: str | None = THURSDAY) -> list[tuple[str, str | None, str | None]]:
    return [(m.text, m.time.first, m.time.last) for m in read(text, published) if m.time]


RELATIVE = [
    ("Shelling began on Wednesday.", "Wednesday", "2018-06-13", "2018-06-13"),
    ("It was hit on Thursday.", "Thursday", "2018-06-14", "2018-06-14"),
    ("Talks will open on Monday.", "Monday", "2018-06-18", "2018-06-18"),
    ("They met last Friday.", "last Friday", "2018-06-08", "2018-06-08"),
    ("He died yesterday evening.", "yesterday evening", "2018-06-13", "2018-06-13"),
    ("Rain is forecast for tomorrow.", "tomorrow", "2018-06-15", "2018-06-15"),
    ("Prices rose last month.", "last month", "2018-05-01", "2018-05-31"),
    ("Prices rose last week.", "last week", "2018-06-04", "2018-06-10"),
    ("Prices rose this year.", "this year", "2018-01-01", "2018-06-14"),
    ("A shell fell two days ago.", "two days ago", "2018-06-12", "2018-06-12"),
    ("It closed three weeks ago.", "three weeks ago", "2018-05-24", "2018-05-24"),
    ("Over the past five days they fled.", "the past five days", "2018-06-09", "2018-06-14"),
    ("The road has been cut for nine days.", "nine days", "2018-06-05", "2018-06-14"),
    ("It was quiet overnight.", "overnight", "2018-06-13", "2018-06-14"),
    ("It was quiet over the weekend.", "the weekend", "2018-06-09", "2018-06-10"),
    ("It was quiet this past weekend.", "this past weekend", "2018-06-09", "2018-06-10"),
    ("He was shot the day before yesterday.", "the day before yesterday", "2018-06-12", "2018-06-12"),
    ("Power failed on the 9th.", "the 9th", "2018-06-09", "2018-06-09"),
    ("Power failed on the 20th.", "the 20th", "2018-05-20", "2018-05-20"),
    ("They left last summer.", "last summer", "2017-06-01", "2017-08-31"),
    ("It was opened this morning.", "this morning", "2018-06-14", "2018-06-14"),
    ("It happened several weeks ago.", "several weeks ago", None, "2018-06-14"),
]


@pytest.mark.parametrize(("text", "words", "first", "last"), RELATIVE)
def test_relative_times_hang_on_publication(text: str, words: str, first: str | None, last: str | None) -> None:
    assert (words, first, last) in days(text)


ABSOLUTE: list[tuple[str, str, str, str | None]] = [
    ("on June 11", "June 11", "2018-06-11", "2018-06-11"),
    ("on 24 Oct 88 (AFP)", "24 Oct 88", "1988-10-24", "1988-10-24"),
    ("on Friday, March 12, 2004, in", "Friday, March 12, 2004", "2004-03-12", "2004-03-12"),
    ("on 5th June 2015", "5th June 2015", "2015-06-05", "2015-06-05"),
    ("in May 2011", "May 2011", "2011-05-01", "2011-05-31"),
    ("in early May 2011", "early May 2011", "2011-05-01", "2011-05-10"),
    ("in mid-January 1945", "mid-January 1945", "1945-01-11", "1945-01-20"),
    ("at the end of 1944", "the end of 1944", "1944-09-01", "1944-12-31"),
    ("in 2015", "2015", "2015-01-01", "2015-12-31"),
    ("in the 1990s", "the 1990s", "1990-01-01", "1999-12-31"),
    ("in the late 1980s", "the late 1980s", "1987-01-01", "1989-12-31"),
    ("in the 20th century", "the 20th century", "1900-01-01", "1999-12-31"),
    ("in the third quarter of 1990", "the third quarter of 1990", "1990-07-01", "1990-09-30"),
    ("in the spring of 1957", "the spring of 1957", "1957-03-01", "1957-05-31"),
    ("in the second week of March 1999", "the second week of March 1999", "1999-03-08", "1999-03-14"),
    ("on 2016-10-24", "2016-10-24", "2016-10-24", "2016-10-24"),
    ("on 24/10/2016", "24/10/2016", "2016-10-24", "2016-10-24"),
    ("the night of 30 May", "the night of 30 May", "2018-05-30", "2018-05-31"),
    ("on 3-4 May 1904", "3-4 May 1904", "1904-05-03", "1904-05-04"),
    ("in H1 2023", "H1 2023", "2023-01-01", "2023-06-30"),
    ("in the week ending 11 June", "the week ending 11 June", "2018-06-05", "2018-06-11"),
    ("in the year 2011", "the year 2011", "2011-01-01", "2011-12-31"),
    ("since 9/11", "9/11", "2001-09-11", None),
    ("on Good Friday", "Good Friday", "2018-03-30", "2018-03-30"),
    ("on 18/6", "18/6", "2018-06-18", "2018-06-18"),
    ("on 29 February", "29 February", "2016-02-29", "2016-02-29"),
    ("on Christmas Day 1991", "Christmas Day 1991", "1991-12-25", "1991-12-25"),
    ("ON 12 MAY 1989 IN", "12 MAY 1989", "1989-05-12", "1989-05-12"),
]


@pytest.mark.parametrize(("text", "words", "first", "last"), ABSOLUTE)
def test_dates_name_their_days(text: str, words: str, first: str, last: str | None) -> None:
    assert (words, first, last) in days(text)


RELATIONS = [
    ("besieged since 2016", "since", "2016-01-01", None),
    ("displaced until June 11", "until", None, "2018-06-11"),
    ("as of 31 May", "by", None, "2018-05-31"),
    ("by 3 May 1945", "by", None, "1945-05-03"),
    ("between 29 April and 1 May", "during", "2018-04-29", "2018-05-01"),
    ("from May to early June", "during", "2018-05-01", "2018-06-10"),
    ("from 31 May - 2 June", "during", "2018-05-31", "2018-06-02"),
    ("no later than 15 June", "by", None, "2018-06-15"),
    ("before sunrise on Sunday", "before", "2018-06-10", "2018-06-10"),
]


@pytest.mark.parametrize(("text", "relation", "first", "last"), RELATIONS)
def test_the_word_before_tells_the_relation(text: str, relation: str, first: str | None, last: str | None) -> None:
    value = read(text)[0].time
    assert value is not None
    assert (value.relation, value.first, value.last) == (relation, first, last)


VALUES = [
    ("for three years", "DURATION", "P3Y"),
    ("a two-hour battle", "DURATION", "PT2H"),
    ("the next 12 to 18 months", "DURATION", "P12M"),
    ("a couple of years", "DURATION", "P2Y"),
    ("every day", "SET", "P1D"),
    ("on Tuesday nights", "SET", "XXXX-WXX-2TNI"),
    ("daily", "SET", "P1D"),
    ("at 11.13pm Friday", "TIME", "2018-06-08T23:13"),
    ("at 0830 GMT", "TIME", "2018-06-14T08:30Z"),
    ("at about 04:30 local time", "TIME", "2018-06-14T04:30"),
    ("at 1930 on 30 October 1989", "TIME", "1989-10-30T19:30"),
    ("at four in the afternoon", "TIME", "2018-06-14T16:00"),
    ("noon Thursday", "TIME", "2018-06-14T12:00"),
    ("it is now closed", "DATE", "PRESENT_REF"),
    ("in 480 BC", "DATE", "BC0480"),
    ("earlier this year", "DATE", "2018"),
]


@pytest.mark.parametrize(("text", "label", "value"), VALUES)
def test_labels_and_timex_values(text: str, label: str, value: str) -> None:
    assert (label, value) in [(m.label, m.time.value) for m in read(text) if m.time]


NOT_TIMES = [
    "He may march on the capital.",
    "A 14-year-old boy was hurt.",
    "An estimated 1000 people fled.",
    "Security Council Resolution 1483 was adopted.",
    "Four in five houses burned; the fall of Phuoc Binh followed.",
    "The Long March ended.",
    "Three-quarters of the city, 1/4 of the port.",
]


@pytest.mark.parametrize("text", NOT_TIMES)
def test_what_is_no_time(text: str) -> None:
    assert days(text) == []


def test_a_story_hangs_on_its_own_year() -> None:
    text = "In March 1944 the front broke. On 12 April the town fell; two days later the bridge was blown. In early May they left."
    assert [d[1] for d in days(text, None)] == ["1944-03-01", "1944-04-12", "1944-04-14", "1944-05-01"]


def test_a_year_in_a_report_of_the_day_holds_for_its_sentence() -> None:
    found = days("The bridge was built in May 1988 and closed in July. It was hit on June 2.")
    assert [d[1] for d in found] == ["1988-05-01", "1988-07-01", "2018-06-02"]


def test_without_a_date_relative_times_stay_open_and_one_doubt_says_so() -> None:
    report = Report("test")
    text = "It was hit on Friday and again yesterday."
    found = times.read(Draft(Document(text, b"", report), report), ENGLISH)
    assert [(m.text, m.time.first, m.time.last) for m in found.mentions if m.time] == [("Friday", None, None), ("yesterday", None, None)]
    assert len(found.doubts) == 1
    assert "no date" in found.doubts[0].message


def test_the_dateline_gives_the_day_when_nobody_else_does() -> None:
    text = "Bogota, 24 Oct 88 (REUTER) -- An offensive today left 35 dead."
    sections = (Section("dateline", 0, 29), Section("body", 30, len(text)))
    assert [m.time.first for m in read(text, None, sections) if m.time] == ["1988-10-24", "1988-10-24"]


def test_an_order_of_figures_that_is_left_open_is_a_doubt() -> None:
    report = Report("test")
    text = "It closed on 06/05/2018."
    found = times.read(Draft(Document(text, b"", report), report), ENGLISH)
    assert [(m.text, m.time.first) for m in found.mentions if m.time] == [("06/05/2018", None)]
    assert "either order" in found.doubts[0].message


def test_hours_of_a_log_are_no_years() -> None:
    found = read("0715 Patrol left.\n1410 Two bursts.\n1745 Vehicle seen.\n", "2016-05-13")
    assert {m.label for m in found} == {"TIME"}
    assert {m.time.first for m in found if m.time} == {"2016-05-13"}


def test_page_furniture_is_not_read() -> None:
    text = "2 years ago\nIt was hit on Wednesday."
    sections = (Section("chrome", 0, 11), Section("body", 12, len(text)))
    assert [m.text for m in read(text, THURSDAY, sections)] == ["Wednesday"]


def test_a_feast_of_the_moon_has_no_days() -> None:
    assert days("They fasted during Ramadan.") == [("Ramadan", None, None)]


VALUE_IN = [
    ("since", "closed on 5 June", ("2018-06-05", None)),
    ("until", "open until Friday", (None, "2018-06-15")),
    ("time", "in 1968 and 1969", ("1968-01-01", "1969-12-31")),
    ("time", "at about 2300 on 4 June", ("2018-06-04", "2018-06-04")),
]


@pytest.mark.parametrize(("field", "text", "expected"), VALUE_IN)
def test_value_in_reads_the_time_of_a_field(field: str, text: str, expected: tuple[str | None, str | None]) -> None:
    value = value_in(text, read(text), Span(0, len(text)), field)
    assert value is not None
    assert (value.first, value.last) == expected


def test_value_in_without_a_time_is_none() -> None:
    assert value_in("no time here", read("no time here"), Span(0, 12)) is None


@pytest.mark.parametrize("published", ["2018", "2018-06", "2018-13-40", "not a date", "", "２０18-06-14"])
def test_a_date_that_is_no_day_counts_as_none(published: str) -> None:
    assert times.day_of(published) is None


def test_a_date_with_a_time_is_a_day() -> None:
    assert times.day_of("2018-06-14T16:19") == date(2018, 6, 14)


PIECES = """
On in the last next past 31 29 30 12 1944 0830 9999 1000 '88 480 BC 12th third May March Feb. February Sept June Monday Mondays Sat week
weeks year years day days quarter century decade 1990s ago later earlier before after since until by from to and - , . ; two dozen a
few half several every each early late mid end of beginning morning night noon 11.13pm 10:75 25:99 24/10/88 31/02/2016 2016-02-30 o'clock
a.m. GMT Ramadan Easter Christmas New Year's Eve now recently million hundred 100000 hence this that at within for weekend spring fall
"""


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split()), max_size=25), st.sampled_from([None, THURSDAY, "0001-01-01", "9999-12-31", "2016-02-29"]))
def test_any_words_of_time_are_read_without_failing(pieces: list[str], published: str | None) -> None:
    check(" ".join(pieces), published)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    check(text, THURSDAY)


def check(text: str, published: str | None) -> None:
    end = 0
    for m in read(text, published):
        assert text[m.start : m.end] == m.text
        assert m.start >= end
        assert m.text.strip()
        assert m.time is not None
        if m.time.first and m.time.last:
            assert m.time.first <= m.time.last
        end = m.end


class Broken:
    """A language whose tables contradict themselves."""

    code = "xx"

    def __init__(self, **tables: dict[str, Any]) -> None:
        self.tables = tables

    def table(self, name: str) -> Mapping[str, Any]:
        return self.tables.get(name) or ENGLISH.table(name)


def test_a_word_in_two_classes_is_refused() -> None:
    with pytest.raises(DataError, match="'soon' is in two classes"):
        _times_words.lexicon(Broken(times={"NOW": {"soon": 1}, "AHEAD": {"soon": 2}}))


def test_a_rule_with_an_unknown_class_is_refused() -> None:
    rules = {"macro": {}, "skip": {"classes": []}, "rule": [{"make": "date", "label": "DATE", "pattern": "MONHT DAY"}]}
    with pytest.raises(DataError, match="'MONHT'"):
        _times_grammar.grammar(Broken(times_rules=rules))


def test_every_rule_has_a_maker() -> None:
    makes = {rule["make"] for rule in ENGLISH.table("times_rules")["rule"] if rule["label"]}
    assert makes == set(MAKERS)


@pytest.mark.parametrize("piece", ["one ", "1 ", "12 March ", "the last ", "twenty-", "about ", "hundred and ", "every "])
def test_long_runs_of_one_word_take_no_long_time(piece: str) -> None:
    start = time.process_time()
    check(piece * 5000, THURSDAY)
    assert time.process_time() - start < 5
