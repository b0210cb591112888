"""The language of a report: told apart by script and by frequent words, silent where there is too little."""

from __future__ import annotations

import pytest

from dateline.intake.language import detect, name_of

TEXTS = {
    "en": "The army said on Monday that it had taken the town after days of fighting in the north, and that residents could return home.",
    "fr": "Les forces armées ont annoncé lundi que la ville avait été reprise après plusieurs jours de combats dans le nord du pays, "
    "selon un porte-parole du gouvernement qui s'exprimait à la télévision.",
    "es": "El ejército informó que al menos doce personas murieron en los enfrentamientos de la noche en el norte del departamento, "
    "según fuentes oficiales citadas por la prensa local.",
    "de": "Die Streitkräfte haben am Montag mitgeteilt, dass die Stadt nach mehreren Tagen Kampf im Norden des Landes wieder unter "
    "Kontrolle der Regierung ist und die Straße offen.",
    "ru": "Министерство обороны сообщило, что город был взят под контроль после нескольких дней боев на востоке страны.",
    "uk": "Міністерство оборони повідомило, що місто було взяте під контроль після кількох днів боїв на сході країни.",
    "ar": "أعلنت وزارة الدفاع أن القوات سيطرت على المدينة بعد أيام من القتال في شمال البلاد",
    "fa": "وزارت دفاع اعلام کرد که نیروها پس از چند روز نبرد در شمال کشور کنترل شهر را به دست گرفتند",
    "zh": "国防部表示，经过几天的战斗，政府军已经控制了该国北部的城市。居民将很快返回家园，医院重新开放，道路也已经恢复通行。",
    "ja": "国防省は、数日間の戦闘の後、政府軍が国の北部の都市を制圧したと発表した。住民は間もなく帰宅する見込みだと報道官は述べた。",
}


@pytest.mark.parametrize("code", TEXTS)
def test_language_is_told(code: str) -> None:
    assert detect(TEXTS[code]) == code


def test_capitals_do_not_matter() -> None:
    assert detect(TEXTS["en"].upper()) == "en"


@pytest.mark.parametrize("text", ["", "Al-Jazira", "Le président est mort.", "12 killed", "a 1 a 2 a 3 " * 30])
def test_little_text_is_no_language(text: str) -> None:
    assert detect(text) is None


def test_foreign_names_and_quotations_do_not_make_a_report_foreign() -> None:
    text = "The Comando de Operaciones Conjuntas said in Bogotá that four men of the Ejército de Liberación Nacional had surrendered. "
    assert detect(text + "Witnesses in Santa Cruz de la Sierra said “no es cierto”, and that they had seen two. " * 2) == "en"


def test_languages_have_names() -> None:
    assert name_of("fr") == "French"
    assert name_of("xx") == "xx"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Le président de la République a annoncé que les combats ont cessé dans la ville.", "fr"),
        ("Die Regierung hat am Montag mit der Räumung der Stadt begonnen.", "de"),
        ("Troops took the airport on Wednesday, an army officer said.", None),
        ("Clash in San Juan de la Maguana, La Vega and El Seibo kills 14", None),
        ("S I T U A T I O N O V E R V I E W in the north", None),
    ],
)
def test_a_short_text_tells_only_another_language_and_only_when_it_is_plain(text: str, code: str | None) -> None:
    assert detect(text) == code


def test_a_sentence_said_again_and_again_is_in_its_language() -> None:
    assert detect("El ejército informó que doce personas murieron en la noche. " * 3) == "es"
