import pytest
from petrovich.enums import Case, Gender
from petrovich.main import Petrovich

from watchlists.fold import fold
from watchlists.names.spelling.cases import readings, stems
from watchlists.names.spelling.sounds import keys

CASES = (Case.GENITIVE, Case.DATIVE, Case.ACCUSATIVE, Case.INSTRUMENTAL, Case.PREPOSITIONAL)
ORACLE = Petrovich()
MEN = "Сергей Денис Андрей Вячеслав Анатолий Рустем Павел Лев Пётр Илья Никита Юрий Игорь Александр Дмитрий Михаил"
WOMEN = "Екатерина Мария Анна Ольга Любовь Наталья Юлия Эльвира Татьяна"
FAMILIES = (
    "Чемезов Мантуров Шойгу Белоусов Сердюков Путин Лавров Зеленский Порошенко Толстой Навальный Щербак Мельник Горький"
    " Трамп Байден Макрон Меркель Соловей Заяц Кравец Сечин Миллер Кириенко Черных Дуда Ткач Король Гоголь Ковальчук"
)
WOMENS_FAMILIES = "Чемезова Голикова Набиуллина Захарова Меркель Зеленская Дуда Толстая"


def lemmas(form: str) -> set[str]:
    return {reading.lemma for reading in readings(fold(form), spelt=form.lower())}


@pytest.mark.parametrize("case", CASES)
def test_each_russian_case_form_is_a_form_of_its_name(case: Case) -> None:
    forms = {
        *((name, ORACLE.firstname(name, case, Gender.MALE)) for name in MEN.split()),
        *((name, ORACLE.firstname(name, case, Gender.FEMALE)) for name in WOMEN.split()),
        *((name, ORACLE.lastname(name, case, Gender.MALE)) for name in FAMILIES.split()),
        *((name, ORACLE.lastname(name, case, Gender.FEMALE)) for name in WOMENS_FAMILIES.split()),
    }
    assert [(name, form) for name, form in sorted(forms) if fold(name) not in lemmas(form)] == []


FORMS = {
    "Зеленський": "Зеленського Зеленському Зеленським",
    "Сергій": "Сергія Сергію Сергієві Сергієм",
    "Павло": "Павла Павлові Павлом",
    "Яків": "Якова Яковом",
    "Ольга": "Ольги Ользі Ольгу Ольгою",
    "Наталія": "Наталії Наталією",
    "Duda": "Dudy Dudzie Dudę Dudą",
    "Trump": "Trumpa Trumpowi Trumpem Trumpie Trumpovi Trumpu Trumpovo Trumpův Trumpom",
    "Marek": "Marka Markiem Markovi",
    "Kaczyński": "Kaczyńskiego Kaczyńskiemu Kaczyńskim",
    "Babiš": "Babiše Babišovi Babišem Babišův Babišovu Babišových",
    "Biden": "Bidna Bidnu Bidnom Bidnova Bidnovega Bidena Bidenem",
    "Carter": "Carterja Carterju Carterjem Carterjev",
    "Fauci": "Faucija Fauciego Faucimu Faucího Faucim",
    "Ziobro": "Ziobry Ziobrze Ziobrę Ziobrą",
    "Joe": "Joego Joeja Joem Joea",
    "Melania": "Melanii Melanią Melanię",
    "Jože": "Jožeta Jožetu Jožetom",
    "Mike": "Mikeom",
    "Hamáček": "Hamáčka Hamáčkovi Hamáčkem",
    "Paweł": "Pawła Pawle Pawłem Pawłowi",
    "Merkel": "Merkelová Merkelové",
    "Piotr": "Piotra Piotrze",
    "Janša": "Janše Janši Janšo Janševa",
    "Jiří": "Jiřího Jiřímu Jiřím",
    "Novotný": "Novotného Novotnému Novotným",
    "Тръмп": "Тръмпа Тръмпът",
    "Čemezov": "Čemezovs Čemezovas",
    "Putin": "Putins",
}


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_other_languages_are_forms_of_their_name(name: str) -> None:
    assert [form for form in FORMS[name].split() if fold(name) not in lemmas(form)] == []


def test_a_womans_family_name_is_not_a_form_of_a_mans_but_in_the_genitive() -> None:
    found = {reading.lemma: reading for reading in readings("чемезова")}
    assert (found["чемезов"].case, found["чемезов"].gender) == ("genitive", "m")
    assert "чемезов" not in lemmas("Чемезовой")
    assert "мантуров" not in lemmas("Мантурово")


def test_czech_tells_a_woman_from_a_possession_by_a_long_vowel() -> None:
    assert {reading.gender for reading in readings("trumpova", spelt="trumpová") if reading.lemma == "trump"} == {"f"}
    assert "possessive" in {reading.case for reading in readings("trumpova", spelt="trumpova")}


@pytest.mark.parametrize(
    "form", ["чемезовым", "зеленского", "павла", "bidna", "hamacka", "trumpovega", "kaczynskiego", "марии"]
)
def test_the_quick_stems_sound_like_every_reading(form: str) -> None:
    quick = set().union(*map(keys, stems(form)))
    assert all(keys(reading.lemma) & quick for reading in readings(form))
