import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists.fold import Text
from watchlists.names import Found, Listed, NameEngine

LISTED = [
    Listed(0, "person", ("Sergei Chemezov", "Сергей Чемезов")),
    Listed(1, "person", ("Ursula von der Leyen",)),
    Listed(2, "organization", ("Almaz-Antey", "Алмаз-Антей")),
    Listed(3, "organization", ("ФСБ",)),
]
WORDS = st.sampled_from(
    [
        "Sergei",
        "Chemezov",
        "Сергея",
        "Чемезову",
        "Чемезов,",
        "С.",
        "V.",
        "-",
        "«",
        "»",
        "Ursula",
        "von",
        "der",
        "Leyen",
        "Leyen's",
        "Almaz",
        "Antey",
        "Алмаз-Антея",
        "ФСБ",
        "(ФСБ)",
        "and",
        "\n\n",
        ".",
        "Stanislav",
        "é",
        "\xad",
        "'x",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=25).map(" ".join)
ENGINE = NameEngine.of(LISTED)
LAWS = settings(max_examples=100, deadline=None)


def find(engine: NameEngine, text: str) -> list[Found]:
    return engine.find([Text(""), Text(text)], possible=True)


@given(TEXTS)
@LAWS
def test_a_match_lies_in_its_text_and_so_do_its_reasons(text: str) -> None:
    for one in find(ENGINE, text):
        start, end = one.span
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
        assert all(0 <= reason.start < reason.end <= len(text) for reason in one.reasons)
        assert 0 < one.score <= 1


@given(TEXTS)
@LAWS
def test_another_term_changes_no_match(text: str) -> None:
    more = NameEngine.of([*LISTED, Listed(9, "person", ("Петро Порошенко",)), Listed(8, "organization", ("Yuzhmash",))])
    assert [one for one in find(more, text) if one.term < 4] == find(ENGINE, text)


@given(TEXTS)
@LAWS
def test_the_order_of_terms_does_not_matter(text: str) -> None:
    assert find(NameEngine.of(LISTED[::-1]), text) == find(ENGINE, text)


@pytest.mark.parametrize(
    "word",
    ["Chemezov ", "Sergei ", "С. ", "Almaz-", "ФСБ ", "Chemezov", "a", "Sergei Chemezov ", "Stanislav Chemezov "],
)
def test_a_flood_takes_time_in_proportion(word: str) -> None:
    def seconds(times: int) -> float:
        text = Text(word * times)
        begun = time.process_time()
        ENGINE.find([Text(""), text])
        return time.process_time() - begun

    seconds(100)
    assert seconds(8_000) < 40 * max(seconds(1_000), 0.002)
