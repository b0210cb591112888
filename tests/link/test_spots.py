"""How places stand to each other: by point and reach, by area, and by name where no gazetteer knows them."""

from __future__ import annotations

import pytest

from dateline.link.spots import best, kilometres, relation, spot_of
from tests.link.made import town

BENI, OICHA = town("Beni", 0.49, 29.47, country="CD", admin1="Nord Kivu"), town("Oicha", 0.63, 29.50, country="CD", admin1="Nord Kivu")
GOMA = town("Goma", -1.68, 29.22, country="CD", admin1="Nord Kivu")
KIVU = town("Nord Kivu", -0.5, 29.0, country="CD", admin1=None, precision=3)
CONGO, YEMEN = (
    town("Congo", -3.0, 23.0, country="CD", admin1=None, precision=4),
    town("Yemen", 15.5, 47.5, country="YE", admin1=None, precision=4),
)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BENI, BENI, "same"),
        (BENI, OICHA, "near"),
        (BENI, GOMA, "apart"),
        (BENI, KIVU, "within"),
        (KIVU, CONGO, "within"),
        (BENI, YEMEN, "apart"),
        (spot_of("the village of Makugwe"), spot_of("Makugwe"), "same"),
        (spot_of("Maarat al-Numan"), spot_of("Maaret al-Nu'man"), "same"),
        (spot_of("Makugwe"), spot_of("Ogossagou"), "unknown"),
        (spot_of("Makugwe"), BENI, "unknown"),
    ],
)
def test_relations_hold_both_ways(one, other, expected) -> None:  # type: ignore[no-untyped-def]
    assert relation(one, other) == expected
    assert relation(other, one) == expected


def test_a_capital_may_stand_for_its_province() -> None:
    city = town("Arauca", 7.09, -70.76, country="CO", admin1="Arauca")
    tame = town("Tame", 6.46, -71.73, country="CO", admin1="Arauca")
    assert relation(city, tame) == "within"


def test_a_point_outweighs_an_area() -> None:
    assert best([BENI, CONGO], [OICHA, CONGO]) == "near"
    assert best([BENI, CONGO], [GOMA, CONGO]) == "apart"
    assert best([KIVU], [CONGO]) == "within"


def test_distance_is_that_of_the_globe() -> None:
    assert kilometres(town("A", 0.0, 0.0), town("B", 0.0, 1.0)) == pytest.approx(111.2, abs=0.1)
