import pytest

from watchlists.names.spelling.evidence import compare
from watchlists.names.spelling.given import groups, share_spelling
from watchlists.names.spelling.likeness import likeness
from watchlists.names.spelling.sounds import keys
from watchlists.names.spelling.stems import stems

ALIKE = [
    ("чемезов", "chemezov"),
    ("чемезов", "tschemesow"),
    ("чемезов", "czemiezow"),
    ("чемезов", "tchemezov"),
    ("чемезов", "cemezov"),
    ("шойгу", "choigou"),
    ("шойгу", "szojgu"),
    ("шойгу", "schoigu"),
    ("chemezov", "tschemesow"),
    ("трамп", "trump"),
    ("тръмп", "трамп"),
    ("байден", "biden"),
    ("джонсън", "johnson"),
    ("уолтер", "walter"),
    ("зеленський", "zelensky"),
    ("навальный", "navalny"),
    ("эрдоган", "erdogan"),
    ("дзиркалн", "dsirkaln"),
]
UNLIKE = [
    ("чемезов", "chernov"),
    ("manturov", "mantulov"),
    ("иванов", "ivashov"),
    ("петров", "bobrov"),
    ("ростех", "rostelecom"),
    ("белков", "belovsky"),
]


@pytest.mark.parametrize(("name", "other"), ALIKE, ids=map("-".join, ALIKE))
def test_spellings_of_a_name_are_filed_together_and_alike(name: str, other: str) -> None:
    assert keys(name) & keys(other)
    assert likeness(name, other) == likeness(other, name) > 0.85


@pytest.mark.parametrize(("name", "other"), UNLIKE, ids=map("-".join, UNLIKE))
def test_other_names_are_not_alike(name: str, other: str) -> None:
    assert likeness(name, other) < 0.8


@pytest.mark.parametrize(("name", "other"), [("sergei", "сергій"), ("siergiej", "сергей"), ("andrew", "эндрю")])
def test_a_given_name_has_one_group_in_all_languages(name: str, other: str) -> None:
    assert groups(name) & groups(other)


def test_two_names_that_are_a_third_one_are_one() -> None:
    assert not groups("sergei") & groups("serhiy")
    assert share_spelling("sergei", "serhiy")
    assert not share_spelling("sergei", "stanislav")


@pytest.mark.parametrize(
    ("listed", "word", "given", "expected"),
    [
        ("чемезов", "чемезов", False, ("exact", 1.0, "")),
        ("чемезов", "чемезовым", False, ("case form", 0.98, "instrumental")),
        ("trump", "trumpovo", False, ("case form", 0.95, "possessive")),
        ("joe", "джозеф", True, ("short form", 0.88, "")),
        ("sergei", "serhiy", True, ("given name", 0.94, "")),
    ],
)
def test_evidence_names_its_rule(listed: str, word: str, given: bool, expected: tuple[str, float, str]) -> None:
    evidence = compare(listed, word, word, given=given)
    assert evidence is not None
    assert (evidence.rule, round(evidence.score, 2), evidence.case) == expected


@pytest.mark.parametrize(
    ("form", "other"),
    [
        ("корпорации", "корпорация"),
        ("тактического", "тактическое"),
        ("вооружением", "вооружение"),
        ("комисията", "комисия"),
        ("університетом", "університет"),
        ("ministrstvom", "ministrstvo"),
        ("komisijo", "komisija"),
    ],
)
def test_forms_of_a_word_share_a_stem(form: str, other: str) -> None:
    assert stems(form) & stems(other)
