"""Web pages: body, facts, captions and credits; no article is an error and never an empty text."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.intake import document_from_bytes
from dateline.intake.html import read_page
from dateline.intake.sniff import is_html
from dateline.types import Document

SAMPLE = Path(__file__).parents[2] / "samples" / "page.html"
PARAGRAPH = "<p>The army shelled the town of Derna on Monday, residents said, and the hospital has been closed since then.</p>"


@pytest.fixture(scope="module")
def page() -> Document:
    return document_from_bytes(SAMPLE.read_bytes(), "page.html")


def words(document: Document, role: str) -> list[str]:
    return [s.span.of(document.text) for s in document.sections if s.role == role]


def test_facts_come_from_the_page(page: Document) -> None:
    report = page.report
    assert report.title == "Shelling empties villages along the Zemo road"
    assert report.published == "2008-08-08T18:25"
    assert report.authors == ("Nana Beridse",)
    assert report.publisher == "The Valley Observer"
    assert report.url == "https://valley-observer.example/2008/08/08/zemo-road"
    assert report.language == "en"


def test_body_is_there_and_furniture_is_not(page: Document) -> None:
    body = "\n".join(words(page, "body"))
    assert "a driver said" in body
    assert "41 wounded, six of them soldiers" in body
    for furniture in ("cookies", "Sign in", "Related", "spa quarter", "All rights reserved"):
        assert furniture not in body
    for kept in ("Sign in", "Related", "spa quarter", "All rights reserved"):
        assert any(kept in block for block in words(page, "chrome"))


def test_caption_and_credit_of_the_article_are_kept(page: Document) -> None:
    assert words(page, "caption") == [
        "A burnt-out car blocks the road between Zemo Khevi and Artani on Friday, hours after rockets hit the bus stop behind it."
    ]
    assert words(page, "credit") == ["Photo: L. Maisur / Ridge Pictures"]


def test_title_is_said_once_and_headings_are_headlines(page: Document) -> None:
    assert words(page, "headline") == ["Shelling empties villages along the Zemo road", "Hospital without power"]


def test_sections_tile_the_text(page: Document) -> None:
    held = {i for s in page.sections for i in range(s.start, s.end)}
    assert all(i in held for i, c in enumerate(page.text) if not c.isspace())


@pytest.mark.parametrize(
    "source",
    [
        "<html><body></body></html>",
        "<html><head><title>Reports</title></head><body><nav><a href='/'>Home</a></nav></body></html>",
        "<html><body><script>var x = 'The army shelled the town';</script></body></html>",
        "<html><body><p>We use cookies. Please enable JavaScript to read this page.</p></body></html>",
        "<!DOCTYPE html><html><body><!-- " + PARAGRAPH + " --></body></html>",
    ],
)
def test_no_article_is_an_error(source: str) -> None:
    with pytest.raises(InputError, match="no article text"):
        document_from_bytes(source.encode(), "page.html", media_type="text/html")


@pytest.mark.parametrize("depth", [300, 3000, 30000])
def test_deep_nesting_is_read(depth: int) -> None:
    source = "<html><body>" + "<div>" * depth + PARAGRAPH * 3 + "</div>" * depth + "</body></html>"
    assert "shelled the town of Derna" in document_from_bytes(source.encode(), "deep.html").text


def test_too_many_elements_are_refused_by_name() -> None:
    with pytest.raises(InputError, match="elements in the page"):
        read_page("<html><body>" + "<i>x</i>" * 61_000 + PARAGRAPH + "</body></html>", "big.html")


def test_charset_of_the_page_is_used() -> None:
    source = (
        f'<html><head><meta charset="windows-1251"></head><body>{PARAGRAPH * 3}<p>Спецназ вошёл в Дерну, the man shouted.</p></body></html>'
    )
    assert "Спецназ" in document_from_bytes(source.encode("cp1251"), "page.html").text


@pytest.mark.parametrize(
    ("raw", "page"),
    [
        (b"<!DOCTYPE html><html>", True),
        (b"\xef\xbb\xbf  <html lang='en'>", True),
        (b"The <b>army</b> said", False),
        (b"<CARACAS> 12 May", False),
        (b"Derna, Libya (Reuters) - x < y and y > z", False),
    ],
)
def test_pages_are_known_by_content(raw: bytes, page: bool) -> None:
    assert is_html(raw) is page


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("We use cookies. Before you continue, accept all or manage your choices.", "consent or cookie notice"),
        ("Checking your browser before you go on. This takes a moment.", "check for robots"),
        ("Sorry, the page was not found. 404.", "not found"),
        ("The army shelled the town on Monday. Subscribe to continue reading. Already a subscriber?", "paywall"),
    ],
)
def test_what_stands_in_place_of_an_article_is_told(words: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read_page(f"<html><body><main><p>{words}</p></main></body></html>", "page.html")


def test_a_mention_of_cookies_is_no_wall() -> None:
    story = f"{PARAGRAPH}{PARAGRAPH.replace('Derna', 'Tobruk')}{PARAGRAPH.replace('army', 'navy')}"
    story += "<p>The baker sold cookies and we use cookies.</p>"
    page = read_page(f"<html><body><article>{story}</article></body></html>", "x")
    assert "sold cookies" in page.text


BY = "J. Pelt/Northline"
CAPTION = "Women wait outside the shuttered bakery in the eastern half of Tabrin"
PICTURES = [
    f'<figure><img src="a"><figcaption>{CAPTION}<span class="img-copyright">J. Pelt/Northline</span></figcaption></figure>',
    f'<div class="photo-box"><img src="a"><div class="photo-desc">{CAPTION}</div><small class="photographer">{BY}</small></div>',
    f'<div class="hero"><img src="a"><div class="hero__credit">{BY}</div><div class="hero__caption"><p>{CAPTION}</p></div></div>',
    f'<div class="wp-caption"><img data-src="a"><p class="wp-caption-text">{CAPTION} <em class="credit">J. Pelt/Northline</em></p></div>',
    f'<div class="slide"><amp-img src="a"></amp-img><p class="caption">{CAPTION} <b class="credit">{BY}</b></p></div>',
]


CREDITS = [
    "(J. Pelt/Northline)",
    "[Joren Pelt/Northline]",
    "© J. Pelt / Northline",
    "Photograph: Joren Pelt",
    "| Joren Pelt",
    "— Northline",
]


@pytest.mark.parametrize("credit", CREDITS)
def test_a_credit_at_the_end_of_a_caption_is_told_apart(credit: str) -> None:
    source = (
        f'<article><h1>Bakery closed</h1>{PARAGRAPH}<figure><img src="a"><figcaption>{CAPTION} {credit}</figcaption></figure></article>'
    )
    found = document_from_bytes(f"<html><body>{source}</body></html>".encode(), "page.html")
    assert words(found, "caption") == [CAPTION]
    assert [c.strip("|— ") for c in words(found, "credit")] == [credit.strip("|— ")]


@pytest.mark.parametrize("picture", PICTURES)
def test_pictures_are_found_however_a_page_marks_them(picture: str) -> None:
    other = PARAGRAPH.replace("Derna", "Tobruk")
    source = f"<html><body><article><h1>Bakery closed</h1>{PARAGRAPH}{picture}{other}</article></body></html>"
    found = document_from_bytes(source.encode(), "page.html")
    assert words(found, "caption") == [CAPTION]
    assert words(found, "credit") == ["J. Pelt/Northline"]


def test_titles_of_other_stories_are_set_aside() -> None:
    link = '<p><a href="/other">Minister resigns over tender for flour</a></p>'
    source = f"<html><body><article><h1>Bakery closed</h1>{PARAGRAPH}{link}{PARAGRAPH.replace('Derna', 'Tobruk')}</article></body></html>"
    found = document_from_bytes(source.encode(), "page.html")
    assert any("Minister resigns" in block for block in words(found, "chrome"))
    assert not any("Minister resigns" in block for block in words(found, "body"))


def test_structured_data_name_the_writers() -> None:
    data = '{"@type": "NewsArticle", "author": [{"name": "Ilse Maron"}, {"name": "Joren Pelt"}], "publisher": {"name": "Northline"}}'
    source = f'<html><head><script type="application/ld+json">{data}</script></head><body><article>{PARAGRAPH * 2}</article></body></html>'
    report = document_from_bytes(source.encode(), "page.html").report
    assert (report.authors, report.publisher) == (("Ilse Maron", "Joren Pelt"), "Northline")


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<table><tr><td>",
        "<figure><figcaption>",
        "</figure>",
        "<a href=x>",
        "<script>",
        "<!--",
        "&amp;",
        "<",
        "]]>",
    ]
)
PIECES = st.lists(st.one_of(TAGS, st.text(max_size=12), st.just(PARAGRAPH)), max_size=25)


@settings(max_examples=60, deadline=None)
@given(PIECES)
def test_any_page_gives_words_or_a_reason(pieces: list[str]) -> None:
    raw = ("<html><body>" + "".join(pieces)).encode("utf-8", "replace")
    reason, text = "", ""
    try:
        document = document_from_bytes(raw, "x", media_type="text/html", force=True)
        text = document.text
        assert all(s.span.of(text).strip() for s in document.sections)
    except InputError as error:
        reason = error.reason
    assert bool(text.strip()) != bool(reason)


@pytest.mark.parametrize("piece", ["<script>", "<style x", "<!--", "<div ", "&#x41;", "<", "<b>"])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    started = process_time()
    with suppress(InputError):
        document_from_bytes(("<html><body>" + piece * 40_000 + PARAGRAPH).encode(), "x", media_type="text/html")
    assert process_time() - started < 5


STORY = (
    "Mortar rounds closed the last working bakery on the eastern bank on Monday, its owner said, leaving 6,000 people without bread.",
    "A spokesman for the brigade denied that its guns had fired, in a written reply to questions from this paper on Tuesday.",
    "The town council counted flour for three days in the schools where displaced families sleep since the fighting began.",
)


def told(body: str, head: str = "") -> Document:
    """A page with this body."""
    source = f"<html><head><title>Bakery closed</title>{head}</head><body><h1>Bakery closed</h1><article>{body}</article></body></html>"
    return document_from_bytes(source.encode(), "page.html", media_type="text/html")


def roles_of(document: Document, role: str) -> list[str]:
    return [s.span.of(document.text) for s in document.sections if s.role == role]


def test_a_drop_cap_is_no_caption() -> None:
    figure = '<figure><img src="a.jpg"><figcaption>Women wait outside the shuttered bakery on Monday</figcaption></figure>'
    found = told(figure.join(f'<p class="has-drop-cap">{line}</p>' for line in STORY))
    assert roles_of(found, "caption") == ["Women wait outside the shuttered bakery on Monday"]
    assert roles_of(found, "body") == list(STORY)


def test_what_pops_up_stands_in_no_sentence() -> None:
    popup = 'its <span>owner<span class="rollover-block">Karim Dold, baker of forty years, all articles</span></span> said'
    found = told("".join(f"<p>{line.replace('its owner said', popup)}</p>" for line in STORY))
    assert STORY[0] in roles_of(found, "body")
    assert any("baker of forty years" in words for words in roles_of(found, "chrome"))


def test_rows_of_titles_with_their_summaries_are_set_aside() -> None:
    rows = "".join(
        f'<li class="box"><h3><a href="/{n}">Winners of cup number {n}</a></h3><p>What the finals held.</p></li>' for n in "1234"
    )
    found = told("".join(f"<p>{line}</p>" for line in STORY) + f"<ul>{rows}</ul>")
    assert "Winners of cup" not in " ".join(roles_of(found, "body") + roles_of(found, "headline"))


def test_a_quotation_that_the_page_embeds_is_kept_in_its_place() -> None:
    quoted = "All sides must let the flour trucks pass tonight and tomorrow. — Mira Dold (@mira) March 14, 2022"
    found = told(f'<p>{STORY[0]}</p><blockquote class="twitter-tweet">{quoted}</blockquote><p>{STORY[1]}</p><p>{STORY[2]}</p>')
    assert found.text.index(STORY[0]) < found.text.index(quoted) < found.text.index(STORY[1])
    assert quoted in " ".join(roles_of(found, "body"))


@pytest.mark.parametrize(("modified", "expected"), [("2022-03-15T08:10:00Z", "2022-03-15T08:10"), ("2022-03-14T06:00:00Z", None)])
def test_the_day_of_a_change_is_kept_apart(modified: str, expected: str | None) -> None:
    moments = {"published": "2022-03-14T06:00:00Z", "modified": modified}
    head = "".join(f'<meta property="article:{name}_time" content="{moment}">' for name, moment in moments.items())
    found = told("".join(f"<p>{line}</p>" for line in STORY), head)
    assert (found.report.published, found.report.modified) == ("2022-03-14T06:00", expected)
