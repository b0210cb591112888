"""What the proofs say of plug-ins that break the contract: an intake, a gazetteer and a language, each wrong in one way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline import plugged
from dateline.plugins import gazetteers, intakes, tongues
from dateline.ports import Gazetteer, Intake, Spot, Story, Tongue

EXAMPLE = b"#notes\nTwo people were killed in Derna, a doctor said.\n"


def opens(raw: bytes) -> Iterator[Story]:
    for line in raw.decode().splitlines()[1:]:
        yield Story(line)


NOTES = Intake("notes", "notes", (".note",), lambda head, name: head.startswith(b"#notes"), opens, EXAMPLE)
SITE = Spot("Mile 19", 9.87, 28.44, "SS", "PPLX")
SITES = Gazetteer("sites", "sites", lambda name: (SITE,) if name == "Mile 19" else (), ("Mile 19",))


def test_good_ones_have_no_problem() -> None:
    assert list(intakes.problems("notes", NOTES)) == []
    assert list(gazetteers.problems("sites", SITES)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"knows": lambda head, name: True}, "it takes a text for its own"),
        ({"knows": lambda head, name: False}, "it does not know its own example"),
        ({"suffixes": ("NOTE",)}, "suffixes begin with a dot and are small: NOTE"),
        ({"opens": lambda raw: []}, "its example: no report in it (notes)"),
        ({"opens": lambda raw: 1 / 0}, "its example: damaged: ZeroDivisionError: division by zero"),
        ({"opens": lambda raw: [Story(" ")]}, "its example: no text"),
    ],
)
def test_an_intake_is_told_what_is_wrong(change: dict[str, object], problem: str) -> None:
    found = list(intakes.problems("notes", replace(NOTES, **change)))  # type: ignore[arg-type]
    assert any(told.startswith(problem) for told in found), found


def test_an_intake_that_wavers_or_takes_a_name_that_is_taken() -> None:
    calls: list[int] = []

    def wavers(raw: bytes) -> Iterator[Story]:
        calls.append(1)
        yield Story(f"Two people were killed {len(calls)}.")

    assert "the same file gives other reports the second time" in list(intakes.problems("notes", replace(NOTES, opens=wavers)))
    assert "dateline has a kind of this name" in list(intakes.problems("html", NOTES))


@pytest.mark.parametrize(
    ("spot", "problem"),
    [
        (replace(SITE, lat=95.0), "'Mile 19': 95.0, 28.44 is no point on the earth"),
        (replace(SITE, country="South Sudan"), "'Mile 19': 'South Sudan' is no country; write its code of two letters, as SD"),
        (replace(SITE, feature="camp"), "'Mile 19': 'camp' is no code of GeoNames, as PPL"),
        ("Mile 19", "'Mile 19': it is a str, no dateline.ports.Spot"),
    ],
)
def test_a_gazetteer_is_told_what_is_wrong(spot: object, problem: str) -> None:
    index = replace(SITES, named=lambda name: (spot,) if name == "Mile 19" else ())  # type: ignore[arg-type, return-value]
    assert problem in list(gazetteers.problems("sites", index))


def test_a_gazetteer_that_knows_everything_or_not_its_own_example() -> None:
    assert "it gives a place for 'Qzxwvk'" in list(gazetteers.problems("sites", replace(SITES, named=lambda name: (SITE,))))
    assert "it does not know its own example 'Elsewhere'" in list(gazetteers.problems("sites", replace(SITES, examples=("Elsewhere",))))
    assert "it names no examples, by which it could be proved" in list(gazetteers.problems("sites", replace(SITES, examples=())))


def tongue(folder: Path, name: str = "xx", base: str | None = "en") -> Tongue:
    return Tongue(name, "a language", folder, ("dey",), "Two people were killed in Derna on Monday, a doctor said.", base)


def test_a_language_is_told_what_is_wrong(tmp_path: Path) -> None:
    assert list(tongues.problems("xa", tongue(tmp_path, "xa"))) == []
    (tmp_path / "moods.toml").write_text("glad = 1\n")
    assert [p.split(":")[0] for p in tongues.problems("xb", tongue(tmp_path, "xb"))] == ["moods.toml"]
    (tmp_path / "moods.toml").unlink()
    (tmp_path / "times.toml").write_text("no toml")
    assert next(iter(tongues.problems("xc", tongue(tmp_path, "xc")))).startswith("languages/xc/times.toml: ")
    (tmp_path / "times.toml").unlink()
    assert "language 'xd' has no table 'actors'" in list(tongues.problems("xd", tongue(tmp_path, "xd", base=None)))
    assert next(iter(tongues.problems("English", tongue(tmp_path)))).startswith("'English' is no code of a further language")
    assert list(tongues.problems("xe", tongue(tmp_path, "xe", base="fr"))) == ["its base 'fr' is not there; known: en"]


def test_what_is_proved_is_in_use_only_meanwhile(tmp_path: Path) -> None:
    with plugged.as_if_used(NOTES):
        assert plugged.used(Intake) == (NOTES,)
        assert plugged.used(Tongue) == ()
    assert plugged.used(Intake) == ()
