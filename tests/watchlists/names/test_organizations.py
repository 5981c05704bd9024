import pytest

from watchlists.fold import Text
from watchlists.names import Listed, NameEngine


def found(text: str, *names: str, language: str | None = None) -> list[str]:
    engine = NameEngine.of([Listed(0, "organization", names)])
    return [text[slice(*one.span)] for one in engine.find([Text(""), Text(text)], language=language)]


FOUND = [
    ("Корпорация Тактическое ракетное вооружение", "Корпорации «Тактическое ракетное вооружение»"),
    ("Корпорация Тактическое ракетное вооружение", "«Тактического ракетного вооружения»"),
    ("Звезда-Стрела", "Звезды-Стрелы"),
    ("Звезда-Стрела", "Звезды — Стрелы"),
    ("Уралвагонзавод", "Уралвагонзаводом"),
    ("Ростех", "Ростехом"),
    ("Rostec", "Rostech"),
    ("Rostec", "Rostekh"),
    ("Rostec", "Rostiech"),
    ("Rostec", "Ростеха"),
    ("Almaz-Antey", "Алмаз-Антеем"),
    ("Концерн Калашников", "концерна «Калашников»"),
    ("Kalashnikov Concern", "Concern Kalashnikov"),
    ("Kalashnikov Concern", "концерна «Калашников»"),
    ("JSC Uralvagonzavod", "JSC Uralvagonzavod"),
    ("АО Кронштадт", "ОАО «Кронштадт»"),
    ("ФСБ", "ФСБ"),
    ("AT&T", "AT&T"),
]


@pytest.mark.parametrize(("name", "text"), FOUND, ids=map(" in ".join, FOUND))
def test_an_organization_is_found_however_it_is_written(name: str, text: str) -> None:
    assert len(found(f"They met {text} there.", name)) == 1


NOT_FOUND = [
    ("Tactical Missiles Corporation", "tactical missiles"),
    ("Tactical Missiles Corporation", "a tactical missile plant"),
    ("Defence Ministry", "the Defence Minister"),
    ("Rostec", "Rostelecom and Rostekhnadzor"),
    ("Ростех", "Ростехнадзор"),
    ("Kalashnikov Concern", "a Kalashnikov rifle"),
    ("АО Кронштадт", "в Кронштадте"),
    ("Asset Ltd", "the Asset is sold"),
    ("FSB", "Fsb-style"),
    ("AT&T", "look at t shirts"),
    ("Military Construction Company", "military camps; its construction company"),
]


@pytest.mark.parametrize(("name", "text"), NOT_FOUND, ids=map(" in ".join, NOT_FOUND))
def test_what_only_resembles_it_is_not_found(name: str, text: str) -> None:
    assert found(f"They saw {text} there.", name) == []


def test_a_short_acronym_says_nothing_in_a_headline_in_capitals() -> None:
    assert found("AN OAK FELL ON THE ROAD", "OAK") == []
    assert found("OAK, UEC and KRET have signed", "OAK") == ["OAK"]


def test_english_does_not_decline_names() -> None:
    assert found("the Rostecom of old", "Rostec") == []
    assert found("bil je z Rostecom", "Rostec") == ["Rostecom"]


def test_an_acronym_counts_after_the_full_name_that_it_is_made_of() -> None:
    text = "Европейска комисия реши. Говорител на ЕК потвърди."
    assert found(text, "Европейска комисия") == ["Европейска комисия", "ЕК"]
    assert found("Говорител на ЕК потвърди.", "Европейска комисия") == []


def test_an_acronym_given_in_brackets_counts() -> None:
    text = "Federal Security Service (FSB) said. The FSB denied."
    assert found(text, "Federal Security Service") == ["Federal Security Service", "FSB", "FSB"]


def test_a_listed_acronym_counts_spelt_out_beside_it() -> None:
    text = "Narodowy Fundusz Zdrowia zapłaci. NFZ milczy."
    assert found(text, "NFZ") == ["Narodowy Fundusz Zdrowia", "NFZ"]
