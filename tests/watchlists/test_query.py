import subprocess
import sys

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
        ("plant " * 200_000, "column 20001: expected at most 20000 characters"),
        ("(" * 10_000 + "plant" + ")" * 10_000, "column 20001: expected at most 20000 characters"),
        ("a NEAR/" + "9" * 4_000 + " b", f"column 3: NEAR/{'9' * 35}…: expected a distance from 1 to 100"),
        ("plant NEAR5 fire", "column 7: NEAR5: expected a distance, as in NEAR/5; in quotes it is found as a word"),
        ("plant\x00fire", "column 6: expected no control character, got '\\x00'"),
        ("plant \ud800", "column 7: expected no control character, got '\\ud800'"),
        (
            "plant OR (fire OR NOT smoke)",
            "column 23: expected a word, a phrase or an @term in each arm of OR; NOT and lang: only narrow",
        ),
        ("x" * 101, "column 1: expected no word of more than 100 characters"),
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


def test_thousands_of_arms_are_read() -> None:
    assert found(" OR ".join(f"word{i}" for i in range(1_500)), "word1499 and word1500") == ["word1499"]


def test_a_flood_of_neighbours_is_survived() -> None:
    assert found("plant NEAR/100 fire NEAR/100 smoke", "plant fire smoke " * 2_000)


@pytest.mark.parametrize(
    ("language", "query", "text", "words"),
    [
        (
            "en",
            "arrest",
            "arrest arrests arrested arresting arrestable",
            ["arrest", "arrests", "arrested", "arresting"],
        ),
        ("en", "Arrested", "An arrest was made", ["arrest"]),
        ("en", "university", "The universe of universities", ["universities"]),
        ("en", "general", "Generals speak generally", ["Generals"]),
        ("en", "sanction", "sanctioned, a sanction's end, sanctity", ["sanctioned", "sanction"]),
        ("ru", "завод", "С заводом и заводами; заводской", ["заводом", "заводами"]),
        ("ru", "заводами", "У завода", ["завода"]),
        ("ru", "арестовать", "Арестован, арестовали", ["Арестован", "арестовали"]),
        ("ru", "суд", "Судом; судно", ["Судом"]),
        ("ru", "Ростех", "Ростехом, Ростелеком", ["Ростехом"]),
        ("uk", "вибух", "вибухів, вибухівка", ["вибухів"]),
        ("pl", "rakieta", "rakiet, rakietę", ["rakiet", "rakietę"]),
        ("cs", "továrna", "v továrně", ["továrně"]),
        ("de", "rakete", "Raketen, Raketenwerk", ["Raketen"]),
        ("de", "verhaften", "wurde verhaftet", ["verhaftet"]),
        ("fr", "université", "universités, univers", ["universités"]),
        ("es", "misil", "misiles", ["misiles"]),
        ("bg", "завод", "заводът, заводите", ["заводът", "заводите"]),
        ("sl", "tovarna", "v tovarni", ["tovarni"]),
    ],
)
def test_a_plain_word_is_found_in_all_its_forms(language: str, query: str, text: str, words: list[str]) -> None:
    assert found(query, text, language=language) == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ('"arrest"', ["arrest"]),
        ('"two arrest"', []),
        ("case:arrest", ["arrest"]),
        ("arrest?", ["Arrests", "arrests"]),
        ("ARREST", ["arrest"]),
        ("ARREST NEAR/1 two", ["arrest", "two"]),
        ("title:arrest", ["Arrests"]),
        ("one-arrest", ["one-arrest"]),
        ("two-arrest", ["two arrests"]),
    ],
)
def test_quotes_wildcards_case_and_capitals_mean_the_word_as_it_is(query: str, words: list[str]) -> None:
    assert found(query, "one-arrest, two arrests", title="Arrests", language="en") == words


@pytest.mark.parametrize(
    ("language", "text", "word"),
    [
        (None, "По словам директора, с заводом и не было связи", "заводом"),
        (None, "завода", "завода"),
        ("en", "The word is заводом", "заводом"),
        ("pl", "Słowo zapisano jako заводами", "заводами"),
        ("zz", "заводами", "заводами"),
    ],
    ids=["told by little words", "told by its script", "Russian in English", "Russian in Polish", "no such language"],
)
def test_a_word_is_understood_where_the_language_does_not_tell_it(language: str | None, text: str, word: str) -> None:
    assert found("завод", text, language=language) == [word]


def test_a_language_is_known_by_its_little_words() -> None:
    assert found("fabryka", "W fabryce nie było nikogo, to się zdarza przez cały czas.") == ["fabryce"]
    assert found("fabryka", "The word was fabryce, and that is it.") == []


def test_a_list_without_plain_words_opens_no_dictionary() -> None:
    code = (
        "import sys; from watchlists import Matcher, Term, Watchlist\n"
        "terms = [Term(name='x1', kind='query', query='\"arrest\" case:FSB arrest*'), Term(name='Ivan Petrov', kind='person')]\n"
        "Matcher(Watchlist(name='test', terms=terms)).find(title='', text='arrest FSB', language='en')\n"
        "print('simplemma' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"


def test_what_stands_in_two_arms_is_told_once() -> None:
    assert found("arrest* OR arrested OR (arrested NEAR/2 men)", PLANT) == ["arrested", "men"]


def test_a_query_finds_as_much_among_thousands_of_others() -> None:
    others = [
        Term(name=f"n{i}", kind="query", query=f"plant NEAR/3 word{i} OR missile plant{i}*") for i in range(2_000)
    ]
    text = "word7 at a missile plant, plant77s"
    matches = Matcher(Watchlist(name="test", terms=others)).find(title="", text=text)
    assert {match.term for match in matches} == {"n7", "n77"}
