"""The page in a real browser: Debian's chromium by playwright. Where neither is there the tests are passed over, and say so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dateline.stores import open_store, reviews
from dateline.types import Reading
from dateline.web.desk import Desk
from tests.web.conftest import Visit

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (it comes with the extra dev)")
AXE = Path(__file__).parents[2] / "web-build" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
SCREENS = (
    "/",
    "/reports",
    "/queue",
    "/records",
    "/map",
    "/incidents",
    "/disputes",
    "/actors",
    "/places",
    "/history",
    "/settings",
    "/api",
    "/sign-in",
)
LATE = """path => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: path });
  for (const [name, value] of [["verdict", "accept"], ["seen", "0"]]) {
    const input = document.createElement("input");
    Object.assign(input, { name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}"""
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARABIC = "قالت وزارة الصحة إن 12 شخصا قتلوا"


def test_no_request_leaves_the_machine_and_no_script_fails(visit: Visit, port_reading: Reading) -> None:
    report = f"/report/{port_reading.report.id.removeprefix('sha256:')}"
    for path in (*SCREENS, report, f"/record/{port_reading.records[0].id}", "/map?at=2018-06-20", "/situation?place=marsa&at=2018-06-20"):
        visit.go(path)
    assert visit.elsewhere == []
    assert visit.problems == []


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not there (npm ci in web-build)")
@pytest.mark.parametrize(("scheme", "rules"), [("light", ALL_RULES), ("dark", ["color-contrast"])])
def test_axe_finds_nothing(visit: Visit, port_reading: Reading, scheme: str, rules: list[str]) -> None:
    visit.tab.emulate_media(color_scheme=scheme)
    report = f"/report/{port_reading.report.id.removeprefix('sha256:')}"
    found = {}
    for path in (*SCREENS, report, f"{report}#{port_reading.records[1].id}", f"/record/{port_reading.records[0].id}", "/map?at=2018-06-20"):
        visit.go(path)
        visit.tab.evaluate(AXE.read_text(encoding="utf-8"))
        result = visit.tab.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        if result["violations"]:
            found[path] = [(v["id"], [n["html"][:160] for n in v["nodes"][:2]]) for v in result["violations"]]
    assert found == {}


def test_a_whole_review_by_keyboard(visit: Visit, served: Desk) -> None:
    tab = visit.go("/queue")
    assert tab.locator("[data-card]").count() == 5
    assert tab.locator("[data-card].chosen").count() == 1
    for key in ("a", "x", "s"):
        tab.keyboard.press(key)
    playwright.expect(tab.locator(".verdict")).to_have_count(3)
    assert tab.locator("#left").inner_text() == "2"
    assert "unsure" in tab.locator("#status").inner_text()
    tab.keyboard.press("z")
    tab.wait_for_load_state()
    visit.shows("3 left")
    with open_store(served.options.database, write=False) as store:
        assert [e.judgement.verdict for e in store.ledger.entries()] == ["accept", "reject", "unsure", "undo"]
    tab.keyboard.press("/")
    tab.keyboard.type("ax?z")
    assert tab.locator("#find").input_value() == "ax?z"
    with open_store(served.options.database, write=False) as store:
        assert len(list(store.ledger.entries())) == 4


def test_keys_are_listed_and_editing_is_reached(visit: Visit) -> None:
    tab = visit.go("/queue")
    tab.keyboard.press("?")
    assert tab.locator("dialog#keys").is_visible()
    tab.keyboard.press("Escape")
    tab.keyboard.press("e")
    tab.wait_for_url(re.compile(r"/record/r[0-9a-f]+#edit"))
    assert tab.get_by_label("words").first.is_visible()


def test_two_people_at_once_lose_nothing(visit: Visit, served: Desk, port_reading: Reading) -> None:
    tab = visit.go("/queue")
    card = tab.locator("[data-card]").first
    ident = card.get_attribute("id")
    with served.writing() as store:
        found = store.record(ident)
        store.judge([reviews.decision(found.reading, found.record, "reject", by="bob", at="2024-01-01T00:00:00Z")])
    card.get_by_role("button", name=re.compile("Accept")).click()
    visit.shows("Mine all the same")
    assert "bob" in tab.locator("[data-changed]").inner_text()
    with open_store(served.options.database, write=False) as store:
        assert [e.judgement.by for e in store.ledger.entries()] == ["bob"]
    tab.get_by_role("button", name="Mine all the same").click()
    tab.wait_for_load_state()
    with open_store(served.options.database, write=False) as store:
        assert [(e.judgement.by, e.judgement.verdict) for e in store.ledger.entries()] == [("bob", "reject"), ("ana", "accept")]


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not there (npm ci in web-build)")
def test_axe_finds_nothing_where_sources_stand_side_by_side(visit: Visit, served: Desk, port_reading: Reading) -> None:
    record = port_reading.records[1].id
    actor = visit.go("/actors").locator("tbody th a").first.get_attribute("href")
    for path in (
        actor,
        f"/incident/{record}",
        "/situation?place=marsa&at=2018-06-20",
        "/records?kind=toll",
        "/nothing",
        f"/report/{port_reading.report.id.removeprefix('sha256:')}?kind=toll",
    ):
        tab = visit.go(path)
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        assert tab.evaluate("async () => (await axe.run()).violations.map(v => v.id)") == [], path
    with served.writing() as store:
        found = store.record(record)
        store.judge([reviews.decision(found.reading, found.record, "reject", by="bob", at="2024-01-01T00:00:00Z")])
    tab = visit.go("/")
    tab.evaluate(LATE, f"/record/{record}/decide")
    visit.shows("Somebody judged this meanwhile")
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    assert tab.evaluate("async () => (await axe.run()).violations.map(v => v.id)") == []


def test_text_and_records_are_linked_both_ways(visit: Visit, port_reading: Reading) -> None:
    report = f"/report/{port_reading.report.id.removeprefix('sha256:')}"
    first = port_reading.records[0]
    tab = visit.go(f"{report}#{first.id}")
    assert tab.locator(f"#{first.id}.chosen").count() == 1
    lit = "".join(tab.locator("mark.on").all_inner_texts())
    assert lit == first.evidence.of(port_reading.text)
    tab.locator("mark", has_text="was closed").click()
    assert tab.url.endswith(port_reading.records[3].id)


def test_all_of_it_works_without_scripts(browser: Any, served: Desk, port_reading: Reading) -> None:
    visit = Visit(browser, served, java_script_enabled=False)
    report = f"/report/{port_reading.report.id.removeprefix('sha256:')}"
    tab = visit.go(report)
    assert tab.locator("mark.a").count() == 4
    card = tab.locator(f"#{port_reading.records[2].id}")
    card.get_by_role("button", name=re.compile("Accept")).click()
    visit.shows("accepted by ana")
    assert tab.url.endswith(f"{report}#{port_reading.records[2].id}")
    visit.go("/queue")
    tab.get_by_role("button", name=re.compile("Undo")).click()
    visit.shows("5 left")
    visit.go("/map")
    assert tab.locator("svg.map a.spot").count() >= 1
    assert tab.locator(".needs-script:visible").count() == 0
    visit.context.close()


def test_right_to_left_words_keep_their_direction(visit: Visit) -> None:
    tab = visit.go("/")
    tab.locator("#words").fill(ARABIC)
    assert tab.locator("#words").evaluate("e => getComputedStyle(e).direction") == "rtl"
    tab.locator("#words").fill(
        f"MARSA, 3 May 2019 - Three people were killed on Friday, a medic said.\n\n{ARABIC}\n\nNobody else was hurt, he said."
    )
    tab.get_by_role("button", name="Read it").click()
    tab.wait_for_url(re.compile("/report/"), timeout=60_000)
    ways = [block.evaluate("e => getComputedStyle(e).direction") for block in tab.locator(".said").all()]
    assert ways.count("rtl") == 1
    assert ways.count("ltr") >= 2
    assert visit.problems == []


def test_a_phone_shows_all_without_scrolling_sideways(browser: Any, served: Desk, port_reading: Reading) -> None:
    visit = Visit(browser, served, viewport={"width": 360, "height": 740})
    for path in (*SCREENS, f"/report/{port_reading.report.id.removeprefix('sha256:')}", f"/record/{port_reading.records[0].id}"):
        tab = visit.go(path)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360, path
    visit.context.close()


def test_a_day_is_chosen_on_the_slider(visit: Visit) -> None:
    tab = visit.go("/map")
    slide = tab.locator("#slide")
    slide.focus()
    tab.keyboard.press("End")
    tab.keyboard.press("ArrowLeft")
    tab.wait_for_url(re.compile(r"at=20\d\d-\d\d-\d\d"))
    tab.get_by_role("heading", name=re.compile("As it is said to stand on")).wait_for()


def test_the_drawn_map_can_be_saved_as_a_picture(visit: Visit) -> None:
    tab = visit.go("/map")
    with tab.expect_download() as coming:
        tab.get_by_role("button", name="PNG").click()
    picture = Path(coming.value.path()).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 5000


SELECT = """(element, length) => {
  const range = document.createRange();
  range.setStart(element.firstChild, 0);
  range.setEnd(element.firstChild, length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""
SAMPLE = Path(__file__).parents[2] / "samples" / "wire-page.txt"
OTHER = """River town blast kills 12

Marib, Yemen, 3 May 2021 (Harbour Wire) - At least 12 people were killed when a missile struck a market in Marib on Monday, medics said.
"""
AGAINST = """Missile hits market in Marib

Marib, Yemen, 4 May 2021 (Desert Post) - A missile struck a market in Marib on Monday, killing 3 people, the governor said.
"""


def paste(visit: Visit, words: str) -> Any:
    tab = visit.go("/")
    tab.locator("#words").fill(words)
    tab.get_by_role("button", name="Read it").click()
    tab.wait_for_url(re.compile("/report/"), timeout=60_000)
    return tab


def test_the_whole_way_from_paste_to_export(visit: Visit) -> None:
    """As a new user would: paste the sample, correct a source, accept the rest, see the map, open a contradiction, take out a table."""
    tab = paste(visit, SAMPLE.read_text(encoding="utf-8"))
    cards = tab.locator("[data-card]")
    assert cards.count() > 20
    assert tab.locator("details.chrome").count() >= 3
    cards.nth(3).locator("blockquote").click()
    words = tab.locator("mark", has_text="Army spokesman").first
    words.evaluate(SELECT, 13)
    tab.locator("#pick").wait_for()
    assert "Army spokesma" in tab.locator("#pick q").inner_text()
    tab.locator("#pick select").select_option("source")
    tab.locator("#pick").get_by_role("button", name="Set").click()
    tab.wait_for_load_state()
    assert "edited: source" in tab.locator("[data-card]").nth(3).inner_text()
    tab.keyboard.press("j")
    for _ in range(4):
        tab.keyboard.press("a")
    playwright.expect(tab.locator(".v-accept")).to_have_count(4, timeout=20_000)
    paste(visit, OTHER)
    paste(visit, AGAINST)
    tab.get_by_role("link", name="Map").click()
    assert tab.locator("svg.map a.spot").count() >= 1
    visit.go("/disputes")
    for _ in range(20):
        if tab.locator("article.card", has_text="Harbour").count() or tab.locator("article.card", has_text="governor").count():
            break
        tab.wait_for_timeout(250)
        tab.reload()
    tab.locator("article.card", has_text="governor").get_by_role("link").first.click()
    visit.shows("DISAGREE")
    visit.go("/proposals")
    assert tab.locator("[data-card]").count() >= 1
    tab.keyboard.press("y")
    visit.shows("1 judged")
    visit.go("/records?kind=toll")
    tab.locator("#x-format").select_option("csv")
    with tab.expect_download() as coming:
        tab.get_by_role("button", name="Export").click()
    table = Path(coming.value.path()).read_text(encoding="utf-8-sig")
    assert "medics" in table
    assert table.count("\n") > 5
    assert visit.elsewhere == []
    assert visit.problems == []


def test_furniture_is_taken_back(visit: Visit) -> None:
    tab = paste(visit, SAMPLE.read_text(encoding="utf-8"))
    before = tab.locator("details.chrome").count()
    tab.locator("details.chrome summary").first.click()
    tab.get_by_role("button", name=re.compile("Take back")).first.click()
    tab.wait_for_load_state()
    assert tab.locator("details.chrome").count() == before - 1


def test_files_are_read_while_a_page_waits(visit: Visit) -> None:
    tab = visit.go("/")
    tab.locator("input[type=file]").set_input_files([SAMPLE, SAMPLE.with_name("page.html"), SAMPLE.with_name("batch.jsonl")])
    tab.get_by_role("button", name="Read it").click()
    tab.wait_for_url(re.compile("/job/"))
    tab.get_by_role("heading", name="Read", exact=True).wait_for(timeout=60_000)
    assert tab.locator("main li").count() >= 4
    tab.locator("main li a").first.click()
    tab.locator("[data-card]").nth(3).wait_for(state="attached")
