"""Laws of matching, on texts put together from names, pieces of names and anything else."""

import random
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists import Match, Matcher, Term, Watchlist

TERMS = (
    Term(name="Sergei Chemezov", kind="person", aliases=["Сергей Чемезов", "Sergueï Tchémézov"]),
    Term(name="Sergei Ivanov", kind="person", context=["оборон*", "minister"], context_required=True),
    Term(name="Rostec", kind="organization", aliases=["Ростех", "State Corporation Rostec"], exclude=["Rostec arena*"]),
    Term(name="Zvezda-Strela", kind="organization", aliases=["Звезда-Стрела", "国家技术集团"]),
    Term(name="Federal Security Service", kind="organization", acronyms=["FSB", "ФСБ", "ÖVP"]),
    Term(name="Мар'яна Чайка", kind="person", languages=["uk"]),
    Term(name="missile plant*", kind="phrase"),
    Term(name="Arrests", kind="query", query="(arrest* OR @rostec) NEAR/4 (plant OR чайка) AND NOT title:football"),
)
WATCHLIST = Watchlist(name="test", terms=TERMS)
MATCHER = Matcher(WATCHLIST)

STRANGERS = (
    *(
        Term(name=name, kind="person")
        for name in ("Maria Bauer", "Олег Дзюба", "Sergei Lavrentiev", "John Ivers", "Li Wei")
    ),
    *(
        Term(name=name, kind="organization")
        for name in ("Aurora Shipping Ltd", "ООО «Заря»", "Security Holding", "FSK")
    ),
    Term(name="naval yard*", kind="phrase"),
    Term(name="Strikes", kind="query", query="strike* NEAR/3 yard OR @rostec"),
)
"""They have no family name and no firm in common with the terms, though given names and single words."""

FORMS = [form for term in TERMS for form in (term.name, *term.aliases, *term.acronyms, *term.context, *term.exclude)]
pieces = st.sampled_from([*FORMS, *(word for form in FORMS for word in form.split()), "F.S.B.", "arrested", "d'", "'s"])
strange = st.sampled_from([word for term in STRANGERS for word in (term.name, *term.name.split())])
gaps = st.sampled_from(
    [" ", "\n", "\u00a0", "-", " — ", ". ", ", ", "'", "’", "\u00ad", "\u200b", "\u0301", " «", "» ", ""]
)
anything = st.text(alphabet=st.characters(exclude_categories=()), max_size=12)
texts = st.lists(st.one_of(pieces, pieces, gaps, gaps, anything), max_size=30).map("".join)
languages = st.sampled_from([None, "en", "uk", "de", "ru-RU"])
wide = st.lists(
    st.sampled_from(
        [
            "🚀",
            "👨‍👩‍👧",
            "🇺🇦",
            "ｗｉｄｅ",
            "𝐛𝐨𝐥𝐝",
            "日本",
            "ﬁ",
            "İ",
            "ß",
            "e\u0301",
            "\u202e",
            "\ud800",
            "\x00",
            " ",
            "\n",
        ]
    )
).map("".join)
LAWS = settings(deadline=None, max_examples=100)


def find(matcher: Matcher, text: str, title: str = "", language: str | None = None) -> list[Match]:
    return matcher.find(title=title, text=text, language=language)


def possible(matcher: Matcher, text: str) -> list[Match]:
    return matcher.find(title="", text=text, possible=True)


@given(text=texts, title=texts, language=languages)
@LAWS
def test_a_match_is_what_stands_at_its_place(text: str, title: str, language: str | None) -> None:
    fields = {"title": title, "text": text}
    for match in find(MATCHER, text, title, language):
        assert fields[match.field][match.start : match.end] == match.text
        assert match.text.strip() == match.text


@given(text=texts, title=texts)
@LAWS
def test_composed_and_decomposed_texts_hold_the_same_terms(text: str, title: str) -> None:
    composed, decomposed = (
        [
            (match.term, match.field, match.form, match.rule, unicodedata.normalize("NFC", match.text))
            for match in find(MATCHER, unicodedata.normalize(form, text), unicodedata.normalize(form, title))
        ]
        for form in ("NFC", "NFD")
    )
    assert composed == decomposed


@given(text=texts)
@LAWS
def test_an_unrelated_term_changes_nothing(text: str) -> None:
    others = (Term(name="Rostec arena*", id="new", kind="phrase", aliases=["Ros*", "Чемезов"], acronyms=["FS"]),)
    more = Matcher(Watchlist(name="more", terms=others + TERMS))
    assert [match for match in find(more, text) if match.term != "new"] == find(MATCHER, text)


@given(
    text=st.lists(st.one_of(pieces, strange, gaps, gaps, anything), max_size=30).map("".join),
    others=st.sets(st.sampled_from(STRANGERS)),
)
@LAWS
def test_strangers_change_nothing(text: str, others: set[Term]) -> None:
    more = Matcher(Watchlist(name="more", terms=(*others, *TERMS)))
    ids = {term.id for term in TERMS}
    assert [match for match in possible(more, text) if match.term in ids] == possible(MATCHER, text)


@given(text=texts, seed=st.integers())
@LAWS
def test_the_order_of_terms_does_not_matter(text: str, seed: int) -> None:
    shuffled = random.Random(seed).sample(TERMS, len(TERMS))
    assert find(Matcher(Watchlist(name="test", terms=shuffled)), text) == find(MATCHER, text)


@given(text=st.text(alphabet=st.characters(exclude_categories=()), max_size=500), title=anything)
@LAWS
def test_any_text_is_survived_and_what_follows_it_is_found(text: str, title: str) -> None:
    end = "\n\nThe Federal Security Service met Sergei Chemezov, Rostec said."
    expected = [
        ("federal-security-service", "Federal Security Service"),
        ("sergei-chemezov", "Sergei Chemezov"),
        ("rostec", "Rostec"),
    ]
    places = [(term, len(text) + end.index(name), name) for term, name in expected]
    matches = [(match.term, match.start, match.text) for match in find(MATCHER, text + end, title)]
    assert matches[-3:] == places


@given(before=wide, after=wide)
@LAWS
def test_a_place_is_right_beside_letters_of_any_width(before: str, after: str) -> None:
    text = f"{before} Sergei Chemezov {after} Звезда-Стрела {before}"
    assert [(match.text, match.start) for match in find(MATCHER, text)] == [
        ("Sergei Chemezov", len(before) + 1),
        ("Звезда-Стрела", len(before) + len(after) + len(" Sergei Chemezov  ")),
    ]


@given(text=texts, title=texts)
@LAWS
def test_a_reason_stands_inside_its_match(text: str, title: str) -> None:
    for match in MATCHER.find(title=title, text=text, possible=True):
        assert all(match.start <= reason.start < reason.end <= match.end for reason in match.reasons)
        assert 0 < match.score <= 1


@given(text=texts)
@LAWS
def test_a_match_neither_begins_nor_ends_inside_a_word(text: str) -> None:
    for match in find(MATCHER, text):
        # Where scripts without spaces begin or end, so does a word.
        for edge in (text[max(match.start - 1, 0) : match.start + 1], text[match.end - 1 : match.end + 1]):
            assert not (len(edge) == 2 and edge.isascii() and edge.isalnum())


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_found_where_it_stands_alone(form: str) -> None:
    term = Term(name=form, kind="phrase")
    (match,) = find(Matcher(Watchlist(name="test", terms=[term])), f"«{form.replace('*', 's')}».")
    assert match.text == form.replace("*", "s")


@given(text=texts, form=st.sampled_from([form for form in FORMS if "*" not in form]))
@LAWS
def test_a_query_for_a_phrase_finds_what_the_phrase_finds(text: str, form: str) -> None:
    terms = [Term(name=form, id="phrase", kind="phrase"), Term(name=form, id="query", kind="query", query=f'"{form}"')]
    places: dict[str, list[tuple[int, int]]] = {"phrase": [], "query": []}
    for match in find(Matcher(Watchlist(name="test", terms=terms)), text):
        places[match.term].append((match.start, match.end))
    assert places["phrase"] == places["query"]


@given(text=texts)
@LAWS
def test_finding_again_finds_the_same(text: str) -> None:
    assert find(Matcher(WATCHLIST), text) == find(MATCHER, text) == find(MATCHER, text)


@given(some=st.lists(texts, max_size=12))
@settings(LAWS, max_examples=25)
def test_threads_find_what_one_would(some: list[str]) -> None:
    fresh = Matcher(WATCHLIST)
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda text: find(fresh, text), some * 4)) == [find(MATCHER, text) for text in some] * 4
