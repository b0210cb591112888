"""The same report gives the same records: on any number of threads, whatever ends its lines, in whatever normal form, with or
without a mark of byte order, with blanks at the ends of its lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dateline import checks, intake, output, pipeline
from dateline.errors import InputError
from dateline.model import core
from dateline.readers._text import sentences
from dateline.types import Document, Reading

SAMPLES = Path(__file__).parents[2] / "samples"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))}
TEXTS["accents"] = (
    "BÉCHIRVILLE, 4 May 2019 (Agence) – Fighters of Béchir Konaté’s group shelled Bešić on 3 May 2019, killing at least 12 civilians,\n"
    "said Zoë Müller, a spokeswoman for the Órgão de Saúde.\n\nThe hospital in São João was closed on Tuesday, residents said.\n"
)
FORMS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "byte order mark": lambda text: "\ufeff" + text,
    "blanks": lambda text: text.replace("\n", " \t\n") + "  ",
    "all of it": lambda text: "\ufeff" + unicodedata.normalize("NFD", text).replace("\n", "  \r\n"),
}


def read(text: str) -> Reading:
    return pipeline.read_document(intake.document_from_bytes(text.encode(), "here"))


def said(reading: Reading) -> dict[str, Any]:
    """A reading without offsets and what follows from them: all words in one form, every blank a space."""
    return {part: plainly(found, {}) for part, found in output.as_json(reading).items() if part not in ("text", "format")}


def plainly(found: Any, numbers: dict[str, int]) -> Any:
    """Ids become the order in which they come first; offsets go; words are written one way."""
    if isinstance(found, dict):
        kept = {name: value for name, value in found.items() if name not in ("start", "end", "id")}
        return {name: plainly(value, numbers) for name, value in kept.items()}
    if isinstance(found, list):
        return [plainly(value, numbers) for value in found]
    if not isinstance(found, str):
        return found
    if found[1:].isalnum() and len(found) == 13 and found[0] in "revpm":
        return numbers.setdefault(found, len(numbers))
    return " ".join(unicodedata.normalize("NFC", found).split())


@pytest.fixture(scope="module")
def plain() -> dict[str, dict[str, Any]]:
    """What is said in each text as it stands here."""
    return {name: said(read(text)) for name, text in TEXTS.items()}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TEXTS)
def test_the_same_words_give_the_same_records(plain: dict[str, dict[str, Any]], name: str, form: str) -> None:
    text = FORMS[form](TEXTS[name])
    reading = read(text)
    assert reading.text == text.removeprefix("\ufeff")
    assert checks.check(output.as_json(reading)) == []
    other = said(reading)
    for part in ("sections", "records", "voices", "entities", "places", "doubts", "report"):
        assert without_mentions(other[part]) == without_mentions(plain[name][part]), part
    assert len(other["mentions"]) == len(plain[name]["mentions"])


def without_mentions(found: Any) -> Any:
    """Ids of mentions are made of offsets."""
    return [{k: v for k, v in item.items() if k != "mentions"} for item in found] if isinstance(found, list) else found


@pytest.mark.parametrize("name", ["page.html", "bulletin.eml", "feed.xml", "incidents.csv", "batch.jsonl", "four-accounts.jsonl"])
@pytest.mark.parametrize("form", ["CRLF", "byte order mark"])
def test_files_of_other_formats_too(tmp_path: Path, name: str, form: str) -> None:
    text = (SAMPLES / name).read_bytes().decode().replace("\r\n", "\n")
    found = [words(tmp_path, name, text), words(tmp_path, name, FORMS[form](text))]
    assert found[0] == found[1]
    assert found[0]


def words(folder: Path, name: str, text: str) -> list[str]:
    """The texts of the reports of a file, with their titles and dates, in one form."""
    path = folder / name
    path.write_bytes(text.encode())
    found = list(intake.documents(path))
    assert [item for item in found if isinstance(item, InputError)] == []
    return [" ".join(f"{d.report.title} {d.report.published} {d.text}".split()) for d in found if isinstance(d, Document)]


@pytest.mark.parametrize("threads", [2, 4])
def test_no_number_of_threads_shows(threads: int) -> None:
    alone, together = core.load(threads=1), core.load(threads=threads)
    for text in TEXTS.values():
        assert together.analyse(text, sentences(text)) == alone.analyse(text, sentences(text))


def test_reasons_point_into_the_text_as_it_came() -> None:
    text = TEXTS["wire-page.txt"]
    for form in ("CRLF", "NFD"):
        (reading, reasons), (_, expected) = (
            pipeline.explain(intake.document_from_bytes(words.encode(), "here")) for words in (FORMS[form](text), text)
        )
        assert {r.record for r in reasons} == {r.id for r in reading.records}
        assert [" ".join(r.words.of(reading.text).split()) if r.words else None for r in reasons] == [
            " ".join(r.words.of(text).split()) if r.words else None for r in expected
        ]


@pytest.mark.parametrize("name", TEXTS)
def test_the_bytes_that_a_text_came_in_decide_nothing(name: str) -> None:
    """Ids are made of the bytes; what is read may not hang on their order."""
    document = intake.document_from_bytes(TEXTS[name].encode(), "here")
    found = [said(pipeline.read_document(replace(document, report=replace(document.report, id=f"sha256:{n}")))) for n in range(3)]
    assert found[0] == found[1] == found[2]
