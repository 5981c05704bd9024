"""The five sample articles: everybody a list would name in them is found by the name alone, in either script."""

from pathlib import Path

import pytest

from watchlists import Matcher, Term, Watchlist

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

LATIN = {
    "person": [
        "Denis Manturov", "Sergei Shoigu", "Sergei Chemezov", "Vladimir Putin", "Andrei Belkov", "Sergei Ivanov", "Yevgeny Smirnov",
        "Vyacheslav Prokofiev", "Vyacheslav Dzirkaln", "Anatoly Serdyukov",
    ],
    "organization": [
        "Rostec", "Federal Security Service", "RIA Novosti", "Tactical Missiles Corporation", "Zvezda-Strela", "Military Construction Company",
        "Ministry of Defence", "First Department", "Interfax", "Sputnik", "Foundation for Advanced Research", "The Moscow Times",
        "Defense Advanced Research Projects Agency", "Service for Military and Technical Assistance", "RBC",
    ],
}  # fmt: skip
CYRILLIC = {
    "person": [
        "Денис Мантуров", "Сергей Шойгу", "Сергей Чемезов", "Владимир Путин", "Андрей Белков", "Сергей Иванов", "Евгений Смирнов",
        "Вячеслав Прокофьев", "Вячеслав Дзиркалн", "Анатолий Сердюков",
    ],
    "organization": ["Ростех", "РИА Новости", "Звезда-Стрела", "Интерфакс"],
}  # fmt: skip

NAMED = {
    "000": (
        {"Denis Manturov", "Sergei Shoigu", "Federal Security Service", "RIA Novosti"},
        {"Денис Мантуров", "Сергей Шойгу", "РИА Новости"},
    ),
    "001": (
        {"Sergei Chemezov", "Vladimir Putin", "Rostec", "RBC"},
        {"Сергей Чемезов", "Владимир Путин", "Ростех"},
    ),
    "002": (
        {"Andrei Belkov", "Sergei Shoigu", "Sergei Ivanov", "Yevgeny Smirnov", "Military Construction Company", "Zvezda-Strela", "Ministry of Defence", "First Department"},
        {"Андрей Белков", "Сергей Шойгу", "Сергей Иванов", "Евгений Смирнов", "Звезда-Стрела"},
    ),
    "003": (
        {"Vladimir Putin", "Vyacheslav Prokofiev", "Tactical Missiles Corporation", "Sputnik"},
        {"Владимир Путин", "Вячеслав Прокофьев"},
    ),
    "004": (
        {"Vyacheslav Dzirkaln", "Anatoly Serdyukov", "Interfax", "The Moscow Times", "Foundation for Advanced Research", "Ministry of Defence", "Defense Advanced Research Projects Agency", "Service for Military and Technical Assistance"},
        {"Вячеслав Дзиркалн", "Анатолий Сердюков", "Интерфакс"},
    ),
}  # fmt: skip

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the five sample articles are not beside this checkout")


def found(names: dict[str, list[str]], seed: str) -> set[str]:
    terms = [
        Term(name=name, id=f"{i}-{kind}", kind=kind) for kind, some in names.items() for i, name in enumerate(some)
    ]
    listed = {term.id: term.name for term in terms}
    [article] = SEEDS.glob(f"{seed}_*.txt")
    text = article.read_text(encoding="utf-8")
    return {listed[match.term] for match in Matcher(Watchlist(name="test", terms=terms)).find(title="", text=text)}


@pytest.mark.parametrize("seed", NAMED)
def test_everybody_is_found_by_the_english_name(seed: str) -> None:
    assert found(LATIN, seed) == NAMED[seed][0]


@pytest.mark.parametrize("seed", NAMED)
def test_everybody_is_found_by_the_russian_name(seed: str) -> None:
    assert found(CYRILLIC, seed) == NAMED[seed][1]
