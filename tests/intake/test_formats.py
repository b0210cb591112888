"""Formats of single reports: PDF, Word, letters; their order, their furniture, their facts, and why a damaged one is refused."""

from __future__ import annotations

import io
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from dateline.errors import InputError
from dateline.intake import _print
from dateline.intake._lines import Piece, columns, lines
from dateline.intake.leaf import read
from dateline.intake.parts import Options, Part
from dateline.types import Document, content_id

SAMPLES = Path(__file__).parents[2] / "samples"
TEXT = "The army said on Monday that it had taken the town of Derna, and residents said that the hospital was closed."


def document(raw: bytes, kind: str) -> Document:
    return read(Part("file", "file", raw, kind), Options())


def reason(raw: bytes, kind: str) -> str:
    with pytest.raises(InputError) as caught:
        document(raw, kind)
    return caught.value.reason


def words(found: Document, role: str) -> list[str]:
    return [s.span.of(found.text) for s in found.sections if s.role == role]


def tiles(found: Document) -> bool:
    held = {i for s in found.sections for i in range(s.start, s.end)}
    return all(i in held for i, c in enumerate(found.text) if not c.isspace())


@pytest.fixture(scope="module")
def pdf() -> Document:
    return document((SAMPLES / "situation-report.pdf").read_bytes(), "pdf")


def test_pdf_columns_are_read_one_after_the_other(pdf: Document) -> None:
    heads = words(pdf, "headline")
    assert heads[0] == "Varenia: Fighting empties the Orlo valley"
    assert heads[1:] == ["Highlights", "Overview", "Shelter", "Health", "Security", "Access", "Needs", "Background"]
    assert tiles(pdf)


def test_pdf_lines_become_paragraphs_and_parted_words_whole(pdf: Document) -> None:
    body = words(pdf, "body")
    assert any(line.startswith("• At least 17 civilians") and "could not be confirmed independently" in line for line in body)
    assert any("reached by telephone said" in line and line.endswith("mortars between houses.") for line in body)
    assert "A cross-border convoy" in pdf.text
    assert any("confirmed, telephone, authorities" in d.message for d in pdf.doubts)


def test_pdf_rows_of_tables_are_lines(pdf: Document) -> None:
    at = words(pdf, "body").index("District | Displaced | Killed | Injured")
    assert words(pdf, "body")[at + 1] == "Dravik | 2,100 | 12 | 30"


def test_pdf_running_heads_and_page_numbers_are_chrome(pdf: Document) -> None:
    running = "Varenia: Humanitarian Situation Report No. 11"
    assert words(pdf, "chrome") == [running, "Page 1 of 2", running, "Page 2 of 2"]


def test_pdf_keeps_its_bytes_and_damage_is_named(pdf: Document) -> None:
    raw = (SAMPLES / "situation-report.pdf").read_bytes()
    assert pdf.raw == raw
    assert pdf.id == content_id(raw)
    assert pdf.media_type == "application/pdf"
    assert reason(raw[:900], "pdf").startswith("no PDF that can be read")


def test_a_pdf_of_pictures_says_so() -> None:
    empty = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    empty += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj trailer<</Root 1 0 R>>\n%%EOF"
    assert reason(empty, "pdf") == "no text in its 1 pages: they are pictures"


def line(text: str, left: float, bottom: float, width: float = 200) -> Piece:
    return Piece(text, left, bottom, left + width, bottom + 10)


def test_prose_in_two_columns_is_cut_between_them_and_a_table_is_not() -> None:
    left = [line("The army said that the town of Orlo", 50, 700 - 12 * n) for n in range(6)]
    right = [line("Residents said that the market in it", 280, 700 - 12 * n) for n in range(6)]
    pairs = [piece for pair in zip(left, right, strict=True) for piece in pair]
    assert [[p.left for p in area] for area in columns(pairs)] == [[50] * 6, [280] * 6]
    cells = [line(word, x, 700 - 12 * n, 40) for n in range(4) for x, word in ((50, "Orlo"), (280, "900"))]
    assert [p.words for area in columns(cells) for p in area] == ["Orlo | 900"] * 4


def test_the_lines_of_a_cell_stay_in_their_cell() -> None:
    rows = [line("Orlo", 50, 700, 40), line("Armed men attacked the village and", 150, 700), line("11", 400, 700, 20)]
    rows += [line("killed eleven people, survivors said", 150, 688), line("in Pesk.", 150, 676, 40)]
    rows += [line("Pesk", 50, 658, 40), line("Nothing is known.", 150, 658), line("-", 400, 658, 10)]
    assert [p.words for area in columns(rows) for p in area] == [
        "Orlo | Armed men attacked the village and killed eleven people, survivors said in Pesk. | 11",
        "Pesk | Nothing is known. | -",
    ]


def test_a_box_of_figures_beside_the_story_is_read_after_it() -> None:
    story = [line("The army said that it had left the valley", 50, 700 - 12 * n, 250) for n in range(12)]
    box = [Piece("4,200", 400, 690 - 31 * n, 450, 708 - 31 * n) for n in range(4)]
    assert [[p.left for p in area] for area in columns([*story, *box])] == [[50] * 12, [400] * 4]


def test_a_mark_belongs_to_its_item() -> None:
    assert [p.words for p in lines([line("•", 50, 700, 4), line("The army said", 75, 700)])] == ["• The army said"]


def test_an_indent_begins_a_paragraph_and_a_line_without_one_at_the_top_goes_on() -> None:
    def paragraph(top: float, *words: str) -> list[Piece]:
        return [line(text, 62 if n == 0 else 50, top - 12 * n, 188 if n == 0 else 60 + 4 * len(text)) for n, text in enumerate(words)]

    first = [
        *paragraph(700, "The army said that it had left the", "whole valley."),
        *paragraph(676, "Residents of Orlo said on Monday", "that they saw it."),
    ]
    first += [
        *paragraph(652, "The mayor said that nobody in the", "town believed it."),
        line("The council left the upper valley.", 62, 628),
    ]
    second = [line("It came back in May, he said.", 50, 700, 150), *paragraph(688, "Nobody was there to say what it", "had wanted in it.")]
    second += [*paragraph(664, "The road to the south was open on", "Monday, he said.")]
    blocks = [words for _, words in _print.read([first, second]).blocks]
    assert blocks[3] == "The council left the upper valley. It came back in May, he said."
    assert len(blocks) == 6


def test_pieces_of_one_line_are_joined_with_the_blank_that_was_printed() -> None:
    assert [p.words for p in lines([line("re", 0, 10, 10), line("port", 10, 10, 20), line("of", 34, 10, 10)])] == ["report of"]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the govern-", "ment said", "the government said"),
        ("the govern" + _print.SOFT, "ment said", "the government said"),
        ("a cross-", "border convoy", "a cross-border convoy"),
        ("fighters of Al-", "Nasr left", "fighters of Al-Nasr left"),
        ("in the well-known mid-", "July raid", "in the well-known mid-July raid"),
        ("the army", "said", "the army said"),
    ],
)
def test_words_parted_at_the_end_of_a_line(before: str, after: str, joined: str) -> None:
    printed = _print.read([[line(before, 50, 700), line(after, 50, 688)]])
    assert [_print.plain(words) for _, words in printed.blocks] == [joined]


def test_a_paragraph_goes_on_over_the_page_and_the_foot_stands_after_it() -> None:
    first = [line("The council has held the upper valley", 50, 700), line("Page 1", 50, 20)]
    second = [line("since 2014, the office said.", 50, 700), line("Page 2", 50, 20)]
    assert _print.read([first, second]).blocks == [
        ("body", "The council has held the upper valley since 2014, the office said."),
        ("chrome", "Page 1"),
        ("chrome", "Page 2"),
    ]


def test_word_keeps_the_order_of_headings_tables_and_text() -> None:
    found = document((SAMPLES / "weekly-note.docx").read_bytes(), "docx")
    assert [s.role for s in found.sections][:4] == ["chrome", "headline", "body", "body"]
    at = words(found, "body").index("Day | Place | Killed | Source")
    assert words(found, "body")[at + 2] == "19 October | Tamba road | 4 | survivors"
    assert words(found, "body")[-1].startswith("The market in Lufu")
    assert tiles(found)


def test_word_says_a_merged_cell_once() -> None:
    word = docx.Document()
    table = word.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Orlo and Pesk"
    table.cell(0, 2).text = "900 displaced"
    out = io.BytesIO()
    word.save(out)
    assert words(document(out.getvalue(), "docx"), "body") == ["Orlo and Pesk | 900 displaced"]


def test_word_takes_what_tracked_changes_and_form_fields_hold_and_leaves_what_was_deleted() -> None:
    word = docx.Document()
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph = word.add_paragraph("Eleven people were killed")
    paragraph._p.append(parse_xml(f'<w:ins {names} w:id="1" w:author="x"><w:r><w:t> in Orlo</w:t></w:r></w:ins>'))
    paragraph._p.append(parse_xml(f'<w:del {names} w:id="2" w:author="x"><w:r><w:delText> in Pesk</w:delText></w:r></w:del>'))
    field = f"<w:sdt {names}><w:sdtContent><w:p><w:r><w:t>Dravik, 3 May 2016</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    word.element.body.insert(0, parse_xml(field))
    box = f"<w:r {names}><w:pict><w:txbxContent><w:p><w:r><w:t>Two are missing.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    paragraph._p.append(parse_xml(box))
    out = io.BytesIO()
    word.save(out)
    assert words(document(out.getvalue(), "docx"), "body") == [
        "Dravik, 3 May 2016",
        "Eleven people were killed in Orlo",
        "Two are missing.",
    ]


def test_a_letter_gives_its_facts_and_lists_what_is_attached() -> None:
    found = document((SAMPLES / "bulletin.eml").read_bytes(), "mail")
    report = found.report
    assert report.title == "Aruma: boats turned back, “no water for three days”"
    assert (report.published, report.publisher) == ("2015-04-14T07:00", "Harbour Monitor, Aruma desk")
    assert len(words(found, "body")) == 4
    assert "list-of-detained.pdf" in found.doubts[0].message


def test_the_plain_part_of_a_letter_is_taken_when_it_says_as_much() -> None:
    letter = EmailMessage()
    letter["From"], letter["Subject"], letter["Date"] = "desk@x.example", "Derna", "Mon, 01 Jun 2015 10:00:00 +0000"
    letter.set_content(TEXT)
    letter.add_alternative(f"<html><body><p>{TEXT}</p></body></html>", subtype="html")
    found = document(letter.as_bytes(), "mail")
    assert found.text.strip() == TEXT
    assert found.sections == ()
    assert found.report.authors == ("desk@x.example",)


def test_a_letter_of_attachments_only_is_refused_with_their_names() -> None:
    letter = EmailMessage()
    letter["Subject"] = "list"
    letter.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="map.png")
    assert reason(letter.as_bytes(), "mail") == "no text in the letter, only attachments: map.png"


def test_pdf_tells_the_page_and_the_box_of_every_part(pdf: Document) -> None:
    assert {(o.start, o.end) for o in pdf.origins} == {(s.start, s.end) for s in pdf.sections}
    assert {o.page for o in pdf.origins} == {1, 2}
    first = next(o for o in pdf.origins if pdf.text[o.start : o.end] == words(pdf, "headline")[0])
    assert first.page == 1
    assert first.box is not None
    left, bottom, right, top = first.box
    assert 0 <= left < right
    assert 0 <= bottom < top


def test_docx_tells_the_number_of_every_paragraph() -> None:
    word, raw = docx.Document(), io.BytesIO()
    for paragraph in ("Shells fell on the market of Tabrin on Monday.", "", "Two people were wounded, the clinic said."):
        word.add_paragraph(paragraph)
    word.save(raw)
    found = document(raw.getvalue(), "docx")
    assert [(o.paragraph, found.text[o.start : o.end][:6]) for o in found.origins] == [(1, "Shells"), (3, "Two pe")]
