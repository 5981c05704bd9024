import pytest

from watchlists.fold import Text
from watchlists.names import Found, Listed, NameEngine
from watchlists.names.people.names import parse_person

ENGLISH = NameEngine.of([Listed(0, "person", ("Sergei Chemezov",), context=True)])
RUSSIAN = NameEngine.of([Listed(0, "person", ("Сергей Чемезов",))])


def found(text: str, *names: str, language: str | None = None) -> list[str]:
    engine = NameEngine.of([Listed(0, "person", names)])
    return [text[slice(*one.span)] for one in engine.find([Text(""), Text(text)], language=language)]


FULL = [
    "Sergey Chemezov",
    "Serhiy Chemezov",
    "Sergej Tschemesow",
    "Sergueï Tchemezov",
    "Serguéi Chémezov",
    "Siergiej Czemiezow",
    "Sergej Čemezov",
    "Sergey Çemezov",
    "Sergejus Čemezovas",
    "SERGEI CHEMEZOV",
    "Chemezov Sergei",
    "Chemezov, Sergei Viktorovich",
    "Sergei Viktorovich Chemezov",
    "Sergei V. Chemezov",
    "S. Chemezov",
    "S.V. Chemezov",
    "S. V. Chemezov",
    "Сергей Чемезов",
    "Сергеем Чемезовым",
    "Сергію Чемезову",
    "С.В. Чемезова",
    "Чемезов С.В.",
    "Чемезову Сергею Викторовичу",
    "СЕРГЕЙ ЧЕМЕЗОВ",
    "Sergei\u00a0Chemezov",
    "Sergei\nChemezov",
    "Ser\u00adgei Che\u200bmezov",
    "Серге́й Че́мезов",
    "Ｓｅｒｇｅｉ Ｃｈｅｍｅｚｏｖ",
]


@pytest.mark.parametrize("engine", [ENGLISH, RUSSIAN], ids=["listed in English", "listed in Russian"])
@pytest.mark.parametrize("text", FULL)
def test_a_name_is_found_however_it_is_written(engine: NameEngine, text: str) -> None:
    assert len(engine.find([Text(""), Text(f"Yesterday {text} spoke.")])) == 1


def test_a_name_in_small_letters_is_found_as_it_is_listed() -> None:
    assert found("so sergei chemezov wrote", "Sergei Chemezov") == ["sergei chemezov"]
    assert found("so sergey chemezov wrote", "Sergei Chemezov") == []


OTHERS = [
    "Stanislav Chemezov",
    "Чемезова Екатерина",
    "Екатерина Чемезова",
    "Е. Чемезова",
    "K. Chemezov",
    "Чемезов А. С.",
    "Sergei Chemezov-Petrov",
    "Sergei Chernov",
    "Sergei. Chemezov",
    "Sergei, Chemezov",
    "Chemezov replaced Sergei Ivanov",
    "Chemezov, Sergei Ivanov and others",
    "Chemezov",
]


@pytest.mark.parametrize("engine", [ENGLISH, RUSSIAN], ids=["listed in English", "listed in Russian"])
@pytest.mark.parametrize("text", OTHERS)
def test_another_person_is_not_found(engine: NameEngine, text: str) -> None:
    assert engine.find([Text(""), Text(f"Yesterday {text} spoke.")]) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("George H. W. Bush", "George W. Bush"),
        ("Donald Trump Jr.", "Donald Trump"),
        ("Donald Trump", "Donald Trump Jr."),
        ("Дмитрий Анатольевич Медведев", "Дмитрий Николаевич Медведев"),
        ("Paul Smith", "Paula Smith"),
        ("Joseph Bowden", "Джо Байдън"),
        ("Jill Biden", "Jilla Bidna"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("Kim Jong Un", "Kim Jong-il"),
        ("Ким Чен Ын", "Ким Чен Ир"),
        ("Andrei Belkov", "Andrei Belikov"),
        ("Andrei Belkov", "Андрей Беликов"),
        ("Рустем Умеров", "Рустам Умаров"),
        ("Petr Pavel", "Petra Pavlová"),
        ("Petr Pavel", "Petr Pavlov"),
        ("Sergei Shoigu", "К. С. Шойгу"),
        ("Sergei Chemezov", "Sergei Ivanov and Stanislav Chemezov"),
        ("Сергей Чемезов", "Сергей Иванов и Станислав Чемезов"),
        ("Donald Trump", "Donalda Trumpa juniora"),
    ],
)
def test_a_name_that_differs_in_one_part_is_another(name: str, text: str) -> None:
    assert found(f"Here {text} spoke.", name) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Bill Clinton", "Bill and Hillary Clinton"),
        ("Марк Шульц", "Марк и Патриша Шульц"),
        ("Joe Biden", "Joe in Jill Biden"),
        ("José Ortega y Gasset", "José Ortega y Gasset"),
    ],
)
def test_a_conjunction_may_join_two_people_of_one_name_or_the_halves_of_it(name: str, text: str) -> None:
    assert found(f"Here {text} spoke.", name) == [text]


def test_an_initial_that_is_also_a_conjunction_is_an_initial() -> None:
    assert found("редактор И. Л. Шестаков", "И. Л. Шестаков") == ["И. Л. Шестаков"]


def test_a_family_name_counts_after_the_full_name_and_before_it() -> None:
    text = "Chemezov left. Sergei Chemezov is back. Chemezov’s plans are known."
    assert found(text, "Sergei Chemezov") == ["Chemezov", "Sergei Chemezov", "Chemezov"]


def test_a_family_name_with_another_first_name_does_not_count() -> None:
    text = "Sergei Chemezov and Stanislav Chemezov met. Chemezov left."
    assert found(text, "Sergei Chemezov") == ["Sergei Chemezov"]


def test_the_one_who_is_named_more_often_keeps_the_family_name() -> None:
    text = "Donald Trump spoke. Donald Trump left. Melania Trump stayed. Trump was angry."
    assert found(text, "Donald Trump")[-1] == "Trump"
    assert found(text, "Melania Trump") == ["Melania Trump"]


def test_a_mans_case_form_is_no_woman() -> None:
    assert found("Джилл Байден. О Байдене.", "Джилл Байден") == ["Джилл Байден"]


def test_a_given_name_and_patronymic_count_after_the_full_name() -> None:
    text = "Борис Николаевич Ельцин уехал. О Борисе Николаевиче помнят. Борис Петрович тоже."
    assert found(text, "Борис Николаевич Ельцин") == ["Борис Николаевич Ельцин", "Борисе Николаевиче"]


def test_context_vouches_for_a_family_name_alone() -> None:
    texts = [Text(""), Text("Chemezov left.")]
    alone = ENGLISH.find(texts, supported={0})
    assert [(one.rule, one.possible) for one in alone] == [("surname in context", False)]
    assert ENGLISH.find(texts, supported=()) == []


def test_a_family_name_without_any_of_these_is_possible_when_asked_for() -> None:
    one = RUSSIAN.find([Text(""), Text("Чемезов уехал.")], possible=True)
    two = RUSSIAN.find([Text(""), Text("Чемезов уехал. Чемезову позвонили.")], possible=True)
    assert [(f.score, f.possible) for f in one] == [(0.4, True)]
    assert [(f.score, f.possible) for f in two] == [(0.6, True), (0.588, True)]


def test_a_match_says_why() -> None:
    text = "С. В. Чемезов и Мантуров. О Чемезове."
    first, second = RUSSIAN.find([Text(""), Text(text)])
    assert (first.form, first.rule, first.score) == ("Сергей Чемезов", "initial", 0.96)
    assert [(text[r.start : r.end], r.listed, r.rule) for r in first.reasons] == [
        ("С", "сергей", "initial"),
        ("Чемезов", "чемезов", "exact"),
    ]
    assert second == Found(
        term=0,
        field=1,
        words=(6, 6),
        span=(28, 36),
        form="Сергей Чемезов",
        rule="surname after full name",
        score=0.784,
        reasons=second.reasons,
    )
    assert [(r.rule, r.detail) for r in second.reasons] == [
        ("case form", "prepositional"),
        ("surname after full name", "«С. В. Чемезов» at 0"),
    ]


@pytest.mark.parametrize(
    ("listed", "parts"),
    [
        ("Sergei Chemezov", ("sergei", (), "chemezov")),
        ("Chemezov, Sergei Viktorovich", ("sergei", ("viktorovich",), "chemezov")),
        ("Чемезов Сергей Викторович", ("сергей", ("викторович",), "чемезов")),
        ("Крылов Антон", ("антон", (), "крылов")),
        ("Симоньян М. С.", ("м", ("с",), "симоньян")),
        ("Xi Jinping", ("jinping", (), "xi")),
        ("Ким Чен Ын", ("чен", ("ын",), "ким")),
        ("Ursula von der Leyen", ("ursula", (), "leyen")),
        ("Al Gore", ("al", (), "gore")),
    ],
)
def test_a_listed_name_has_parts(listed: str, parts: tuple[str, tuple[str, ...], str]) -> None:
    person = parse_person(listed, 0)
    assert person is not None
    assert (person.given, person.middle, person.family) == parts


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Том Ридли", "губернатор Том Ридли"),
        ("Эдгар По", "писатель Эдгар По"),
        ("Ли Со Ён", "космонавт Ли Со Ён"),
        ("Samo Kranjc", "danes Samo Kranjc"),
        ("Al Gore", "демократ Эл Гор"),
        ("Al Gore", "демократ Ал Гор"),
        ("Владимир Круглов", "слова [губернатора Владимира] Круглова"),
        ("Усама Рахимов", "лидера Усамы Рахимова"),
        ("Abraham Wexler", "Авраама Векслера"),
    ],
)
def test_a_name_that_is_also_another_word_is_a_name_beside_a_family_name(name: str, text: str) -> None:
    assert len(found(f"Вчера {text}: рассказ.", name)) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Вячеслав Дзиркалн", "Владислав Дзиркалн"),
        ("Ярослав Петренко", "Станіслав Петренко"),
        ("Christine Baker", "Christopher Baker"),
        ("Jonathan Ernst", "Joni Ernst"),
    ],
)
def test_two_full_names_with_one_short_form_are_two_names(name: str, text: str) -> None:
    assert found(f"Here {text} spoke.", name) == []


def test_a_particle_belongs_to_the_family_name_of_another() -> None:
    text = "Марин Ле Гофф победила. Её отец Жан Ле Гофф рад."
    assert found(text, "Жан Ле Гофф") == ["Жан Ле Гофф"]


def test_a_family_name_like_a_patronymic_is_none() -> None:
    text = "Александр Воробьёв уехал. Не только для Александра Белова это новость."
    assert found(text, "Александр Воробьёв") == ["Александр Воробьёв"]


def test_a_word_in_another_case_is_no_given_name_of_what_follows() -> None:
    assert found("Джо Байден. Мир Байдена рухнул.", "Джо Байден") == ["Джо Байден", "Байдена"]
    assert found("Сергей Чемезов. Екатерина Чемезова ушла.", "Сергей Чемезов") == ["Сергей Чемезов"]


def test_a_womans_form_is_no_mans_name() -> None:
    assert found("Petr Dvořák odešel. Dvořáková zůstala.", "Petr Dvořák") == ["Petr Dvořák"]


def test_a_family_name_alone_is_spelt_as_in_the_full_name() -> None:
    text = "Al Gore lost. “Gre” is no name. Gore’s book; Гор."
    assert found(text, "Al Gore") == ["Al Gore", "Gore", "Гор"]


def test_the_son_is_not_the_father() -> None:
    text = "Джо Байден уехал. Байдену-младшему позвонили. Байден вернулся."
    assert found(text, "Джо Байден") == ["Джо Байден", "Байден"]


def test_a_dash_may_stand_before_the_generation() -> None:
    assert found("Был Джордж Буш — младший.", "Джордж Буш-младший") == ["Джордж Буш"]
    assert found("Был Джордж Буш — младший.", "Джордж Буш") == []
