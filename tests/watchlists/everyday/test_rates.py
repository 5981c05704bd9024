import pytest

from watchlists.everyday.rates import Rate, highest
from watchlists.everyday.words import LANGUAGES, dictionary, in_order, table
from watchlists.fold import fold
from watchlists.query import parse_query


def share(query: str, language: str = "en") -> float:
    return highest(parse_query(query), [language]).share


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_is_of_folded_words_with_their_share(language: str) -> None:
    words = table(language)
    assert len(words) > 3000
    assert all(fold(word) == word and 1e-5 <= share < 0.1 for word, share in words.items())
    assert dictionary(language).items() < words.items()
    assert in_order(language) == sorted(words)


def test_names_and_abbreviations_are_no_words_of_the_dictionary() -> None:
    assert {"oak", "plant", "who"} <= dictionary("en").keys()
    assert {"bbc", "john", "paris"} <= table("en").keys() - dictionary("en").keys()
    assert {"сша", "москва"} <= table("ru").keys() - dictionary("ru").keys()


@pytest.mark.parametrize(
    ("rarer", "more_common"),
    [
        ("oak", "plant"),
        ("plant AND war", "plant"),
        ("plant NEAR/5 war", "plant"),
        ("plant", "plant OR war"),
        ("defence", "defen?e"),
        ("plant", "plant*"),
        ("title:plant", "plant"),
        ('"missile plant"', "plant"),
        ('case:"PLANT"', "plant"),
        ("chemezov", "plant"),
        ("plant AND chemezov", "plant"),
    ],
)
def test_what_asks_for_more_is_found_less(rarer: str, more_common: str) -> None:
    assert share(rarer) < share(more_common)


@pytest.mark.parametrize(
    "narrowed", ["plant AND NOT football", "plant lang:en", "plant OR chemezov", "plant OR @other"]
)
def test_what_only_narrows_or_is_rare_makes_no_difference(narrowed: str) -> None:
    assert share(narrowed) == pytest.approx(share("plant"))


def test_the_language_is_the_one_in_which_it_is_most_common() -> None:
    assert highest(parse_query("war"), LANGUAGES).language == "de"
    assert highest(parse_query("завод"), ["en", "ru"]).language == "ru"


def test_a_rate_is_said_in_articles() -> None:
    assert str(Rate(0.025, "en")) == "about one article in 40 in English"
    assert str(Rate(0.9, "uk")) == "about nearly every article in Ukrainian"
