import pytest

from watchlists.fold import Text
from watchlists.names import Listed, NameEngine


def found(text: str, *names: str, language: str | None = None) -> list[str]:
    engine = NameEngine([Listed(0, "organization", names)])
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


def two(text: str, *names: str) -> list[tuple[int, str]]:
    engine = NameEngine([Listed(number, "organization", (name,)) for number, name in enumerate(names)])
    return [(one.term, text[slice(*one.span)]) for one in engine.find([Text(""), Text(text)])]


def test_a_name_inside_the_longer_name_of_another_listed_one_is_not_found() -> None:
    text = "They met at the Bank of England Museum, not at the Bank of England."
    listed = ("Bank of England", "Bank of England Museum")
    assert two(text, *listed) == [(1, "Bank of England Museum"), (0, "Bank of England")]


def test_partners_that_a_hyphen_joins_are_both_named() -> None:
    names = [term for term, _ in two("They fly a Saab-Boeing jet.", "Saab", "Saab-Boeing")]
    assert names == [0, 1]


def test_a_name_that_follows_from_another_yields_to_the_listed_one() -> None:
    assert two("Об этом сообщил Минюст.", "Министерство юстиции", "Минюст") == [(1, "Минюст")]
    assert two("Об этом сообщил Минюст.", "Министерство юстиции") == [(0, "Минюст")]


def test_a_name_without_its_legal_form_counts_where_the_article_has_it_with_one() -> None:
    text = "Rheinmetall AG grew. Shares of Rheinmetall rose."
    assert found(text, "Rheinmetall AG") == ["Rheinmetall", "Rheinmetall"]
    assert found("Shares of Rheinmetall rose.", "Rheinmetall AG") == []


def test_a_family_name_after_a_given_name_is_a_person() -> None:
    assert found("Директор Сергей Сухой уволен.", "Сухой") == []
    assert found("Директор завода Сухой уволен.", "Сухой") == ["Сухой"]
    assert found("Der Rostec-Chef schweigt.", "Rostec") == ["Rostec"]


def test_the_bracketed_acronym_of_a_listed_name_is_a_name_of_its_own() -> None:
    name = "Агентство военных закупок (АВЗК)"
    assert found("В АВЗК опровергли.", name) == ["АВЗК"]
    assert found("В Агентстве военных закупок опровергли.", name) == ["Агентстве военных закупок"]
    assert found("В США опровергли.", "Агентство военных закупок (США)") == []


def test_an_acronym_is_not_spelt_out_by_chance() -> None:
    text = "Министр иногда думает, что МИД спит. Мир изменился давно."
    assert found(text, "МИД") == ["МИД"]


def test_a_kind_of_organization_alone_names_none() -> None:
    assert found("В администрации сообщили, что администрация против.", "Администрация") == []
    assert found("Так решил Институт, а не мэр.", "Институт") == ["Институт"]


def test_one_of_a_party_is_not_the_party() -> None:
    assert found("Vyhrál demokrat Jan Novák.", "demokraté") == []
    assert found("Vyhráli demokraté, demokratů je víc.", "demokraté") == ["demokraté", "demokratů"]


def test_a_party_is_found_by_the_adjective_of_its_members() -> None:
    assert found("Przemawiał lider Partii Republikańskiej.", "Republikanie") == ["Partii Republikańskiej"]
    assert found("Лидер Консервативной партии ушёл.", "консерваторы") == ["Консервативной партии"]


def test_an_adjective_names_nobody() -> None:
    assert found("Na Japonskem in v japonskih mestih.", "japonski") == []


def test_a_longer_acronym_with_dots_is_another_one() -> None:
    assert found("A.F.S.B. and F.S.B.I. met.", "FSB") == []
