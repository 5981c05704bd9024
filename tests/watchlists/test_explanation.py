from pathlib import Path

import pytest

from watchlists import Match, Matcher, Term, Watchlist
from watchlists.explanation import explain
from watchlists.names import Reason
from watchlists.names.found import SCORES

CHEMEZOV = Term(name="Sergei Chemezov", kind="person", context=["Rostec"])
ROSTEC = Term(name="Rostec", kind="organization", aliases=["Ростех"], acronyms=["RT"])
ARRESTS = Term(name="Arrests", kind="query", query="arrest* NEAR/5 plant")
PHRASE = Term(name="missile plant", kind="phrase")
UAC = Term(name="United Aircraft Corporation", kind="organization", acronyms=["UAC"])
DOCS = Path(__file__).parents[2] / "docs"


def explained(text: str, term: Term, number: int = 0) -> list[str]:
    matcher = Matcher(Watchlist(name="test", terms=[term]))
    return explain(matcher.find(title="", text=text, possible=True)[number])


def test_each_part_of_a_name_is_told_with_its_case_and_how_alike_it_is() -> None:
    assert explained("Беседа с С. Чемезовым.", CHEMEZOV) == [
        "«С» = Sergei: initial",
        "«Чемезовым» = Chemezov: instrumental case, transliteration 0.96",
        "score 0.94, counted: another case, initials, or a usual spelling in another language",
    ]


def test_a_family_name_names_the_full_name_that_vouches_for_it_and_where_it_stands() -> None:
    assert explained("Sergei Chemezov came. Chemezov's plan.", CHEMEZOV, 1) == [
        "«Chemezov» = Chemezov: as it is listed",
        "counted because the full name «Sergei Chemezov» at 0 stands in the article",
        "score 0.80, counted: a part of the name, which the article vouches for",
    ]


def test_a_family_name_names_the_context_that_vouches_for_it_and_where_it_stands() -> None:
    assert explained("Chemezov left Rostec.", CHEMEZOV)[1] == (
        "counted because its context «Rostec» at 14 stands in the article"
    )


def test_a_family_name_that_nothing_vouches_for_is_only_possible() -> None:
    assert explained("Chemezov left.", CHEMEZOV)[1:] == [
        "a family name alone: neither the full name nor a context of the term stands in the article",
        "score 0.40, only possible: a family name, or a firm without its legal form, that nothing vouches for; it never alerts",
    ]


@pytest.mark.parametrize(
    ("text", "term", "said"),
    [
        ("Rostec grows", ROSTEC, "it stands as it is listed"),
        ("Ростех растёт", ROSTEC, "it stands as the alias is listed"),
        ("RT grows", ROSTEC, "it is the acronym, in exactly its case"),
        ("a missile plant", PHRASE, "it is the phrase, as it is listed"),
        ("arrested at the plant", ARRESTS, "it stands for arrest* of the query, which is fulfilled"),
    ],
)
def test_what_stands_as_it_is_listed_says_as_what(text: str, term: Term, said: str) -> None:
    assert explained(text, term)[0] == said


def test_a_rule_that_is_not_known_is_told_by_its_name() -> None:
    match = Match("t", "text", 0, 3, "abc", "Abd", "guess", 0.7, reasons=(Reason(0, 3, "abd", "guess", "", 0.7),))
    assert explain(match)[0] == "«abc» = Abd: guess 0.70"


def test_the_documentation_tells_what_each_score_means() -> None:
    page = (DOCS / "why.md").read_text("utf-8")
    assert [meaning for _, meaning in SCORES if meaning not in page] == []
    assert [highest for highest, _ in SCORES] == sorted(highest for highest, _ in SCORES)
    assert SCORES[-1][0] == 1.0
