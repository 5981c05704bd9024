import pytest

from watchlists import Match, Matcher, Term, Watchlist
from watchlists.query import QueryError, parse_query

PLANT = "Police arrested two men at a missile plant near Perm; both deny treason."
CHEMEZOV = Term(name="Sergei Chemezov", kind="person", aliases=["Чемезов"], exclude=["Chemezov street"])


def find(query: str, text: str, *terms: Term, title: str = "", language: str | None = None) -> list[Match]:
    term = Term(name="The query", kind="query", query=query)
    matches = Matcher(Watchlist(name="test", terms=(term, *terms))).find(title=title, text=text, language=language)
    return [match for match in matches if match.term == "the-query"]


def found(query: str, text: str, *terms: Term, title: str = "", language: str | None = None) -> list[str]:
    return [match.text for match in find(query, text, *terms, title=title, language=language)]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("treason", ["treason"]),
        ("TREASON", ["treason"]),
        ("spy", []),
        ('"missile plant"', ["missile plant"]),
        ('"plant missile"', []),
        ("“missile-plant”", ["missile plant"]),
        ("plant treason", ["plant", "treason"]),
        ("plant AND treason", ["plant", "treason"]),
        ("plant and treason", []),
        ("plant AND spy", []),
        ("spy OR treason", ["treason"]),
        ("spy OR treason OR plant", ["plant", "treason"]),
        ("plant NOT football", ["plant"]),
        ("plant AND NOT police", []),
        ("NOT football plant", ["plant"]),
        ("arrest*", ["arrested"]),
        ("*rested", ["arrested"]),
        ("a*sted", ["arrested"]),
        ("pl?nt", ["plant"]),
        ("plan?", ["plant"]),
        ("plant?", []),
        ("spy OR plant treason", ["plant", "treason"]),
        ("(spy OR plant) treason", ["plant", "treason"]),
        ("(spy OR plant) spy", []),
        ("NOT (spy OR football) plant", ["plant"]),
        ("men's OR deny", ["deny"]),
    ],
)
def test_words_and_operators(query: str, words: list[str]) -> None:
    assert found(query, PLANT) == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("arrested NEAR/2 men", ["arrested", "men"]),
        ("arrested NEAR/1 men", []),
        ("men NEAR/2 arrested", ["arrested", "men"]),
        ("men ONEAR/2 arrested", []),
        ("arrested ONEAR/2 men", ["arrested", "men"]),
        ('arrested NEAR/5 "missile plant"', ["arrested", "missile plant"]),
        ('arrested NEAR/4 "missile plant"', []),
        ("(arrest* OR detain*) NEAR/15 (plant OR works)", ["arrested", "plant"]),
        ("arrested NEAR/2 men NEAR/4 plant", ["arrested", "men", "plant"]),
        ("police NEAR/4 plant NEAR/4 men", []),
        ("men NEAR/4 plant NEAR/9 missile", ["men", "missile", "plant"]),
        ("plant NEAR/5 plant", []),
        ('"missile plant" NEAR/5 plant', []),
        ("plant NEAR/2 perm OR spy", ["plant", "Perm"]),
        ("plant NEAR/2 perm AND NOT treason", []),
        ("NOT plant NEAR/1 perm AND treason", ["treason"]),
    ],
)
def test_near_counts_words_and_binds_tightest(query: str, words: list[str]) -> None:
    assert found(query, PLANT) == words


def test_near_shows_only_the_words_that_are_near() -> None:
    text = "plant " + "x " * 30 + "plant fire" + " x" * 30 + " fire"
    assert [match.start for match in find("plant NEAR/3 fire", text)] == [66, 72]


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("title:plant", ["title"]),
        ("plant", ["title", "text"]),
        ("title:(fire OR plant) perm", ["title", "text"]),
        ("title:perm", []),
        ('"plant perm"', []),
        ("plant NEAR/2 closed", []),
        ("plant AND NOT title:perm", ["title", "text"]),
        ("plant AND NOT title:plant", []),
        ('title:"plant works" closed', ["title", "text"]),
        ("title:plant NEAR/2 title:works", ["title", "title"]),
    ],
)
def test_title_and_text_are_apart(query: str, fields: list[str]) -> None:
    assert [match.field for match in find(query, "Closed: the Perm plant", title="A plant works")] == fields


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('case:"FSB"', ["FSB"]),
        ("case:FSB", ["FSB"]),
        ("case:fsb", ["fsb"]),
        ("FSB", ["FSB", "fsb"]),
        ('case:"The FSB"', ["The FSB"]),
    ],
)
def test_case_is_kept_where_asked(query: str, words: list[str]) -> None:
    assert found(query, "The FSB, not an fsb") == words


@pytest.mark.parametrize(
    ("query", "language", "words"),
    [
        ("lang:ru plant", "ru-RU", ["plant"]),
        ("lang:ru plant", "en", []),
        ("lang:ru plant", None, []),
        ("NOT lang:ru plant", None, ["plant"]),
        ("(lang:uk OR lang:ru) plant", "uk", ["plant"]),
    ],
)
def test_the_language_of_an_article_can_be_asked_for(query: str, language: str | None, words: list[str]) -> None:
    assert found(query, "a plant", language=language) == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("@sergei-chemezov resign*", ["Чемезов", "resigns"]),
        ("@sergei-chemezov NEAR/1 resign*", ["Чемезов", "resigns"]),
        ("resign* NOT @sergei-chemezov", []),
        ("@both @sergei-chemezov", ["Чемезов", "resigns"]),
    ],
)
def test_another_term_is_found_in_all_its_forms(query: str, words: list[str]) -> None:
    both = Term(name="both", kind="query", query="@sergei-chemezov resigns")
    assert found(query, "Чемезов resigns", CHEMEZOV, both) == words


def test_a_query_is_asked_in_its_languages() -> None:
    term = Term(name="The query", kind="query", query="plant", languages=["ru"])
    matcher = Matcher(Watchlist(name="test", terms=[term]))
    assert [len(matcher.find(title="", text="plant", language=code)) for code in ("ru", None, "en")] == [1, 1, 0]


def test_another_term_brings_its_exclusions() -> None:
    assert found("@sergei-chemezov", "Chemezov street; Sergei Chemezov street", CHEMEZOV) == []


def test_a_match_tells_the_part_of_the_query_that_it_is() -> None:
    assert find('arrest* NEAR/9 "missile plant"', PLANT)[0] == Match(
        "the-query", "text", 7, 15, "arrested", "arrest*", "query"
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "column 1: expected a word, a phrase or (, got the end"),
        ("treason OR", "column 11: expected a word, a phrase or (, got the end"),
        ("OR treason", "column 1: expected a word, a phrase or (, got OR"),
        ("a AND OR b", "column 7: expected a word, a phrase or (, got OR"),
        ("(plant", "column 7: expected ), got the end"),
        ("plant)", "column 6: expected the end, got )"),
        ('plant "fire', "column 7: expected a closing quotation mark after this one"),
        ('plant ""', "column 7: expected at least one word"),
        ("plant ,", "column 7: expected at least one word"),
        ("*", "column 1: *: expected at least 3 letters beside a wildcard"),
        ("plant pl*", "column 7: pl*: expected at least 3 letters beside a wildcard"),
        ("p?l", "column 1: p?l: expected at least 3 letters beside a wildcard"),
        ("p*l*a*nt", "column 1: p*l*a*nt: expected at most 2 wildcards * in a word"),
        ("俄罗斯*", "column 1: 斯*: expected no wildcard in a script without spaces, where it would end no word"),
        ("a NEAR/0 b", "column 3: NEAR/0: expected a distance from 1 to 100"),
        ("a NEAR/101 b", "column 3: NEAR/101: expected a distance from 1 to 100"),
        ("a NEAR b", "column 3: NEAR: expected a distance, as in NEAR/5; in quotes it is found as a word"),
        ("a near/5 b", "column 3: near/5: expected a distance, as in NEAR/5; in quotes it is found as a word"),
        ("a NEAR/5 (b AND c)", "column 11: expected words, phrases or an OR-group of them beside NEAR"),
        ("case:fs*", "column 6: fs*: expected no wildcard after case:"),
        ("body:plant", "column 5: expected title:, lang: or case: before a colon, with a word right after it"),
        ("plant»", "column 6: expected a word, a phrase or an operator, got '»'"),
        ("plant @", "column 7: expected the id of a term right after @"),
        ("(" * 21, "column 21: expected at most 20 parentheses inside each other"),
        ("plant " * 1_000, "column 5001: expected at most 5000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_column(query: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "query", ["NOT plant", "lang:ru", "plant OR NOT fire", "plant OR lang:ru", "NOT plant NOT fire"]
)
def test_a_query_that_names_nothing_to_find_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="in each arm of OR"):
        parse_query(query)


@pytest.mark.parametrize("query", ["-plant", "+plant", "!plant", "a && b", "a || b", "plant~2", "plant^2", "a W/5 b"])
def test_signs_of_other_languages_are_refused(query: str) -> None:
    with pytest.raises(QueryError, match="in quotes it is found as it is"):
        parse_query(query)


@pytest.mark.parametrize(
    ("query", "word"), [('"NEAR"', "near"), ("ORDER", "order"), ("title", "title"), ("not", "not"), ('"-5"', "5")]
)
def test_words_like_operators_can_be_looked_for(query: str, word: str) -> None:
    assert found(query, word) == [word]


def test_a_flood_of_neighbours_is_survived() -> None:
    assert found("plant NEAR/100 fire NEAR/100 smoke", "plant fire smoke " * 2_000)
