import pytest

from watchlists import Match, Matcher, Term, Watchlist
from watchlists.names import Reason

ROSTEC = Term(name="Rostec", kind="organization", aliases=["Ростех"])
CHEMEZOV = Term(name="Sergei Chemezov", kind="person", aliases=["Сергей Чемезов"])
ZVEZDA = Term(name="Zvezda-Strela", kind="organization", aliases=["Звезда-Стрела"])
FSB = Term(name="Federal Security Service", id="fsb", kind="organization", acronyms=["FSB", "ФСБ"])
KALASHNIKOV = Term(
    name="Kalashnikov", kind="organization", aliases=["Концерн Калашников"], exclude=["Kalashnikov rifle*"]
)
IVANOV = Term(name="Sergei Ivanov", kind="person", context=["minister", "оборон*"], context_required=True)


def find(text: str, *terms: Term, title: str = "", language: str | None = None) -> list[Match]:
    return Matcher(Watchlist(name="test", terms=terms)).find(title=title, text=text, language=language)


def found(text: str, *terms: Term, title: str = "", language: str | None = None) -> list[str]:
    return [match.text for match in find(text, *terms, title=title, language=language)]


def test_a_match_says_where_it_stands_and_why() -> None:
    assert find("Глава «Ростеха» и Ростех.", ROSTEC, title="Rostec's chief") == [
        Match("rostec", "title", 0, 6, "Rostec", "Rostec", "exact"),
        Match(
            "rostec",
            "text",
            7,
            14,
            "Ростеха",
            "Ростех",
            "case form",
            0.98,
            reasons=(Reason(7, 14, "ростех", "case form", "genitive", 0.98),),
        ),
        Match("rostec", "text", 18, 24, "Ростех", "Ростех", "alias"),
    ]


def test_matches_come_title_first_then_by_place_then_by_term() -> None:
    twin = Term(name="Rostec", id="a-twin", kind="organization")
    matches = find("Sergei Chemezov of Rostec", CHEMEZOV, ROSTEC, twin, title="Rostec")
    assert [(match.field, match.start, match.term) for match in matches] == [
        ("title", 0, "a-twin"),
        ("title", 0, "rostec"),
        ("text", 0, "sergei-chemezov"),
        ("text", 19, "a-twin"),
        ("text", 19, "rostec"),
    ]


@pytest.mark.parametrize(
    "text",
    ["Rostecorp and Rostelecom", "Prorostec", "Rostec2", "РостехНадзор", "O'Rostec", "Rostec'ka"],
)
def test_a_word_that_holds_a_name_is_another_word(text: str) -> None:
    assert found(text, ROSTEC) == []


@pytest.mark.parametrize(
    "text",
    [
        "ROSTEC",
        "(Rostec)",
        "“Rostec”",
        "Rostec-Chef",
        "Rostec's",
        "Rostec’s",
        "d'Rostec",
        "l'Rostec's",
        "Rostec'in",
        "_Rostec_",
        "Rostec²",
        "R\u0301o\u0301stec",
        "Ros\u00adtec",
        "Ros\u200btec",
        "Rostec\u200b!",
        "Ｒｏｓｔｅｃ",
    ],
)
def test_a_name_is_found_however_it_is_set(text: str) -> None:
    (match,) = find(text, ROSTEC)
    assert text[match.start : match.end] == match.text
    assert match.text[0] not in "'’(“_dl"
    assert match.text[-1] not in "'’s)”_²\u200b"


@pytest.mark.parametrize(
    "text",
    [
        "Zvezda-Strela",
        "Zvezda Strela",
        "Zvezda\u00a0Strela",
        "Zvezda-\nStrela",
        "Zvezda – Strela",
        "ZVEZDA\r\n  STRELA",
    ],
)
def test_spaces_hyphens_and_line_breaks_stand_for_each_other(text: str) -> None:
    assert found(f"At {text}.", ZVEZDA) == [text]


@pytest.mark.parametrize("text", ["Sergei. Chemezov", "Sergei, Chemezov", "Sergei and Chemezov", "Sergei — Chemezov"])
def test_a_name_does_not_cross_other_signs(text: str) -> None:
    assert found(text, CHEMEZOV) == []


@pytest.mark.parametrize("text", ["Концерн «Калашников»", 'концерн "Калашников', "КОНЦЕРН „Калашников“"])
def test_quotes_inside_a_name_may_be_there_or_not(text: str) -> None:
    (match,) = find(text, KALASHNIKOV)
    assert match.form == "Концерн Калашников"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ('ПАО "Сбербанк"', "ПАО Сбербанк"),
        ("Dunder Mifflin, Inc.", "Dunder Mifflin Inc"),
        ("St. Petersburg Shipyard", "St Petersburg Shipyard"),
        ("Johnson & Johnson", "Johnson & Johnson"),
        ("AT&T", "AT&T"),
        ("国家技术集团", "俄罗斯国家技术集团公司"),
        ("T-90", "T 90"),
        ("Больница №2", "больница № 2"),
    ],
)
def test_punctuation_of_names_is_forgiven_where_it_means_nothing(name: str, text: str) -> None:
    assert len(found(text, Term(name=name, kind="organization"))) == 1


@pytest.mark.parametrize(
    ("name", "text"), [("AT&T", "look at t shirts"), ("T-90", "T-90M"), ("R+D Works", "R D Works")]
)
def test_signs_that_mean_something_must_be_there(name: str, text: str) -> None:
    assert found(text, Term(name=name, kind="organization")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The FSB said", ["FSB"]),
        ("FSB's men", ["FSB"]),
        ("the F.S.B. said", ["F.S.B."]),
        ("Ф. С. Б.", ["Ф. С. Б."]),
        ("FSB-linked, ex-FSB", ["FSB", "FSB"]),
        ("Fsb-style fsb", []),
        ("FSBI", []),
        ("A.F.S.B. and F.S.B.I.", []),
        ("F S B", []),
        ("federal security service", ["federal security service"]),
    ],
)
def test_an_acronym_is_found_in_exactly_its_case(text: str, expected: list[str]) -> None:
    assert found(text, FSB) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a Kalashnikov rifle", []),
        ("Kalashnikov rifles", []),
        ("Kalashnikov-rifle", []),
        ("Kalashnikov sold rifles", ["Kalashnikov"]),
        ("Kalashnikov rifles of Kalashnikov", ["Kalashnikov"]),
    ],
)
def test_a_match_inside_an_excluded_phrase_is_none(text: str, expected: list[str]) -> None:
    assert found(text, KALASHNIKOV) == expected


def test_an_exclusion_in_the_title_leaves_the_text_alone() -> None:
    (match,) = find("Kalashnikov", KALASHNIKOV, title="Kalashnikov rifle")
    assert match.field == "text"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("", "Striker Sergei Ivanov scored.", []),
        ("", "Sergei Ivanov, the minister.", ["Sergei Ivanov"]),
        ("The minister", "Sergei Ivanov scored.", ["Sergei Ivanov"]),
        ("Министр обороны", "Sergei Ivanov", ["Sergei Ivanov"]),
        ("", "Sergei Ivanov administers", []),
    ],
    ids=["without", "in the text", "in the title", "wildcard", "another word"],
)
def test_required_context_is_looked_for_in_the_whole_article(title: str, text: str, expected: list[str]) -> None:
    assert found(text, IVANOV, title=title) == expected


@pytest.mark.parametrize(
    ("context", "text", "expected"),
    [
        ("corporation", "Tactical Missiles Corporation fired", []),
        ("corporation", "Tactical Missiles Corporation; Tactical Missiles Corporation", []),
        ("corporation", "Tactical Missiles Corporation, a corporation", ["Tactical Missiles Corporation"]),
        ("missiles corp*", "Tactical Missiles Corporation fired", []),
        ("ракет*", "Tactical Missiles Corporation: ракеты", ["Tactical Missiles Corporation"]),
        ("the tactical missiles", "The Tactical Missiles Corporation", ["Tactical Missiles Corporation"]),
        ("tactical missiles corporation", "Tactical Missiles Corporation", ["Tactical Missiles Corporation"]),
    ],
)
def test_a_part_of_the_name_is_no_context_of_it(context: str, text: str, expected: list[str]) -> None:
    term = Term(name="Tactical Missiles Corporation", kind="phrase", context=[context], context_required=True)
    assert found(text, term) == expected


def test_a_surname_is_no_context_of_itself() -> None:
    term = Term(name="Sergei Chemezov", kind="person", context=["Chemezov", "Rostec"])
    assert found("Chemezov spoke. Chemezov left.", term) == []
    assert found("Chemezov of Rostec spoke.", term) == ["Chemezov"]


def test_an_excluded_full_name_vouches_for_no_surname() -> None:
    term = Term(name="Sergei Chemezov", kind="person", exclude=["Sergei Chemezov Prize"])
    assert found("The Sergei Chemezov Prize was given; Chemezov was absent.", term) == []
    assert found("The Sergei Chemezov Prize; Sergei Chemezov came. Chemezov spoke.", term) == [
        "Sergei Chemezov",
        "Chemezov",
    ]


def test_a_match_that_reaches_into_an_excluded_phrase_is_none() -> None:
    term = Term(name="Rostec Arena", kind="phrase", exclude=["arena hall*"])
    assert found("Rostec Arena Halls; a hall of Rostec Arena", term) == ["Rostec Arena"]


def test_an_excluded_phrase_is_found_in_its_listed_endings_and_in_any_case() -> None:
    term = Term(name="Калашников", kind="organization", exclude=["автомат* Калашников*"])
    assert found("АВТОМАТЫ КАЛАШНИКОВА; автоматом  Калашникова", term) == []
    assert found("автомат у «Калашникова»", term) == ["Калашникова"]


def test_context_that_is_not_required_changes_nothing() -> None:
    assert found("Sergei Ivanov", IVANOV.model_copy(update={"context_required": False})) == ["Sergei Ivanov"]


@pytest.mark.parametrize(("language", "count"), [("uk", 1), ("uk-UA", 1), ("UK", 1), (None, 1), ("", 1), ("en", 0)])
def test_a_term_is_looked_for_in_its_languages(language: str | None, count: int) -> None:
    term = Term(name="Ukroboronprom", kind="organization", languages=["uk"])
    assert len(found("Ukroboronprom", term, language=language)) == count


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("Sergei Ivanov-Petrov", "en", 0),
        ("Anna-Sergei Ivanov", "en", 0),
        ("Sergei Ivanov-led group", "en", 1),
        ("SERGEI IVANOV-LED GROUP", "en", 1),
        ("der Sergei Ivanov-Vertraute", "de", 1),
    ],
)
def test_half_a_double_name_is_another_person(text: str, language: str, count: int) -> None:
    assert len(found(text, Term(name="Sergei Ivanov", kind="person"), language=language)) == count


def test_the_longest_match_of_a_term_stands() -> None:
    term = Term(name="Rostec", kind="organization", aliases=["State Corporation Rostec", "Rostec Group"])
    assert found("State Corporation Rostec. Rostec. Rostec Group.", term) == [
        "State Corporation Rostec",
        "Rostec",
        "Rostec Group",
    ]


def test_two_terms_may_share_words() -> None:
    both = found("Kalashnikov Concern", Term(name="Kalashnikov Concern", kind="organization"), KALASHNIKOV)
    assert both == ["Kalashnikov Concern", "Kalashnikov Concern"]


def test_a_phrase_may_end_words_with_a_wildcard() -> None:
    term = Term(name="missile* plant*", kind="phrase", aliases=["ракетн* завод*"])
    matches = find("Missile plants. Ракетного завода. A missile. Plant.", term)
    assert [(match.text, match.rule) for match in matches] == [
        ("Missile plants", "phrase"),
        ("Ракетного завода", "alias"),
    ]


def test_a_name_that_is_listed_twice_is_found_as_the_name() -> None:
    (match,) = find("ROSTEC", Term(name="Rostec", kind="organization", aliases=["ROSTEC"], acronyms=["ROSTEC"]))
    assert (match.form, match.rule) == ("Rostec", "exact")


def test_a_name_does_not_cross_from_title_to_text() -> None:
    assert found("Chemezov", CHEMEZOV, title="Sergei") == []


def test_an_apostrophe_is_part_of_a_name() -> None:
    term = Term(name="Мар'яна Безугла", kind="person")
    assert found("Мар’яна Безугла", term) == ["Мар’яна Безугла"]
    assert found("D'Angelo Sodano", Term(name="Angelo Sodano", kind="person")) == []


def test_a_long_watch_forgets_words_and_finds_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchlists.finding.vocabulary._MOST_WORDS", 3)
    matcher = Matcher(Watchlist(name="test", terms=[ROSTEC]))
    texts = [f"word{number} Rostec other{number}" for number in range(5)]
    assert [len(matcher.find(title="", text=text)) for text in texts] == [1] * 5
    assert len(matcher._lookout.index._vocabulary) <= 3


CHEMEZOV_ALONE = Term(name="Sergei Chemezov", kind="person", context=("Rostec",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chemezov spoke.", []),
        ("Chemezov spoke at Rostec.", ["Chemezov"]),
        ("Sergei Chemezov spoke. Chemezov left.", ["Sergei Chemezov", "Chemezov"]),
        ("Sergei Chemezov spoke. Stanislav Chemezov left.", ["Sergei Chemezov"]),
    ],
    ids=["alone", "in its context", "after the full name", "another first name"],
)
def test_a_surname_counts_where_something_vouches_for_it(text: str, expected: list[str]) -> None:
    assert found(text, CHEMEZOV_ALONE) == expected


def test_a_surname_that_nothing_vouches_for_is_possible_and_shown_when_asked_for() -> None:
    matcher = Matcher(Watchlist(name="One", terms=(CHEMEZOV_ALONE,)))

    (match,) = matcher.find(title="", text="Chemezov spoke.", possible=True)

    assert (match.text, match.possible, match.rule) == ("Chemezov", True, "surname alone")


def test_a_possible_surname_makes_no_query_true() -> None:
    query = Term(name="Visits", kind="query", query="@sergei-chemezov spoke")
    matcher = Matcher(Watchlist(name="Two", terms=(CHEMEZOV_ALONE, query)))

    assert {match.term for match in matcher.find(title="", text="Chemezov spoke.", possible=True)} == {
        "sergei-chemezov"
    }


def test_a_short_acronym_in_a_headline_in_capitals_needs_support() -> None:
    corporation = Term(name="United Aircraft Corporation", kind="organization", acronyms=("OAK",))
    matcher = Matcher(Watchlist(name="One", terms=(corporation,)))

    assert matcher.find(title="AN OAK FELL ON THE ROAD", text="") == []
    assert [m.text for m in matcher.find(title="", text="Shares of OAK rose.")] == ["OAK"]
