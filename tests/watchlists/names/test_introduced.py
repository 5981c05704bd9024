"""What an article itself says is the same: an acronym in brackets after a name, a name before an acronym in brackets."""

import pytest

from watchlists.explanation import explain
from watchlists.fold import Text
from watchlists.match import Match
from watchlists.names import Found, Listed, NameEngine


def find(text: str, *names: str) -> list[Found]:
    return NameEngine.of([Listed(term, "organization", (name,)) for term, name in enumerate(names)]).find(
        [Text(""), Text(text)]
    )


def found(text: str, *names: str) -> list[str]:
    return [text[slice(*one.span)] for one in find(text, *names)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "ВОЗ",
            "В Всемирной организации здравоохранения (ВОЗ) ждут.",
            ["Всемирной организации здравоохранения", "ВОЗ"],
        ),
        (
            "WHO",
            "Svetovna zdravstvena organizacija (WHO) svari. Pri Svetovni zdravstveni organizaciji molčijo.",
            ["Svetovna zdravstvena organizacija", "WHO", "Svetovni zdravstveni organizaciji"],
        ),
        ("FDA", "the U.S. Food and Drug Administration (FDA) said", ["Food and Drug Administration", "FDA"]),
        ("NATO", "Eine Sprecherin (NATO) sagte", ["NATO"]),
        ("ЛДПР", "министр обороны Иван Петров (ЛДПР) сказал", ["ЛДПР"]),
        ("CISA", "Он уволен. Управление (CISA) молчит.", ["CISA"]),
    ],
)
def test_the_full_name_before_a_listed_acronym_in_brackets_is_found_wherever_it_stands(
    name: str, text: str, expected: list[str]
) -> None:
    assert found(text, name) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Институт Роберта Коха", "В Институте Роберта Коха (RKI) ждут. RKI ответил.", 3),
        ("Zavod za gradbeništvo", "Zavod za gradbeništvo (ZAG) molči, ZAG čaka.", 3),
        ("Bank of England", "the Bank of England (UK) and the UK", 1),
        ("Министерство обороны", "Министерство обороны (РФ) сообщило, что РФ готова", 1),
        ("Bank of England", "the Bank of England (see BOEX there) and BOEX", 1),
    ],
)
def test_the_acronym_in_brackets_after_a_full_name_is_found_wherever_it_stands(
    name: str, text: str, expected: int
) -> None:
    assert len(found(text, name)) == expected


def test_a_name_before_brackets_takes_nothing_from_another_term() -> None:
    text = "Агентство защиты при Министерстве обороны (АЗМО) молчит."
    assert {one.term for one in find(text, "АЗМО", "Министерство обороны")} == {0, 1}


def test_a_name_before_brackets_is_explained() -> None:
    text = "Тюменская палата ремёсел (ТПРМ) молчит."
    first = find(text, "ТПРМ")[0]
    match = Match(
        "t", "text", *first.span, text[slice(*first.span)], first.form, first.rule, first.score, reasons=first.reasons
    )
    assert explain(match)[0] == "what the article gives in full before the short name in brackets"
