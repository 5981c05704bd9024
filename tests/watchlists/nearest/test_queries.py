"""Which part of a query is false: the words that a person reads."""

import pytest

from watchlists import Term
from watchlists.nearest import Article, nearest

ROSTEC = Term(name="Rostec", kind="organization")


def reasons(query: str, text: str, *, title: str = "", language: str | None = None, **fields: object) -> list[str]:
    term = Term(name="A query", kind="query", query=query, **fields)
    answer = nearest([ROSTEC, term], term, Article(title, text, language))
    assert answer.matches == []
    return [miss.reason for miss in answer.misses]


FAR = "They arrested, early in the morning of that very cold Friday, two men at the missile plant."


@pytest.mark.parametrize(
    ("query", "text", "reason"),
    [
        pytest.param('(arrest* OR detain*) NEAR/5 ("missile plant" OR factory)', FAR,
                     "NEAR/5: «arrested» at 5 and «missile plant» at 77 are 14 words apart, at most 5 are allowed", id="NEAR"),
        pytest.param("arrest* ONEAR/5 plant", "The plant where they arrested him",
                     "ONEAR/5: «plant» at 4 and «arrested» at 21 stand in the other order", id="ONEAR"),
        pytest.param("arrest* NEAR/5 factory", FAR, "factory stands nowhere in the article", id="one operand"),
        pytest.param("plant NOT football", "A plant and football", "NOT football: «football» stands at 12", id="NOT"),
        pytest.param("arrest* OR detain* OR treason", "Rain fell",
                     "none of arrest*, detain* and treason stands in the article", id="OR"),
        pytest.param("treason plant", "An old plant and its tresson",
                     "treason stands nowhere in the article; the nearest word is «tresson» (0.92)", id="the nearest word"),
        pytest.param("title:arrest*", "They were arrested",
                     "title:arrest*: «arrested» stands in the text at 10, not in the title", id="title"),
        pytest.param('case:"FSB"', "the fsb said", 'case:"FSB": «fsb» stands at 4, in another case', id="case"),
        pytest.param("plant @rostec", "a plant of Rostek",
                     "@rostec is not found: «Rostek» is spelt too far from Rostec (0.89 where 0.90 is needed)", id="a term"),
    ],
)  # fmt: skip
def test_a_false_part_is_told_in_words(query: str, text: str, reason: str) -> None:
    assert reasons(query, text)[0] == reason


def test_a_language_is_told_beside_the_one_of_the_article() -> None:
    assert reasons("plant lang:ru", "a plant", language="en") == ["lang:ru: the article is in en"]
    assert reasons("plant lang:ru", "a plant") == ["lang:ru: the article tells no language"]
    assert reasons("plant", "a plant", language="en", languages=["de"]) == [
        "the term is looked for in de only, and the article is in en"
    ]


def test_what_is_further_apart_than_any_near_allows_is_told_so() -> None:
    text = "arrested " + "and so on " * 40 + "plant"
    assert reasons("arrest* NEAR/5 plant", text) == [
        "NEAR/5: arrest* and plant stand more than 100 words apart or not in one field"
    ]
    assert reasons("arrest* NEAR/5 plant", "the plant", title="Two arrested")[0].endswith("or not in one field")


def test_every_false_part_of_an_and_is_told_and_none_that_is_true() -> None:
    assert reasons("plant NOT football AND (chess OR treason) title:rain", "plant football", title="Rain") == [
        "NOT football: «football» stands at 6",
        "none of chess and treason stands in the article",
    ]


def test_the_third_of_a_row_is_told_where_the_first_two_are_near() -> None:
    text = "arrested plant and after many words a fire"
    assert reasons("arrest* NEAR/2 plant NEAR/3 fire", text) == [
        "NEAR/3: «plant» at 9 and «fire» at 38 are 6 words apart, at most 3 are allowed"
    ]
