from hypothesis import given, settings
from hypothesis import strategies as st

from watchlists import Term
from watchlists.nearest import Article, nearest

TERMS = [
    Term(name="Sergei Chemezov", kind="person", context=["Rostec"], exclude=["Chemezov street"]),
    Term(name="Tactical Missiles Corporation", kind="organization", acronyms=["KTRV"], aliases=["Ростех"]),
    Term(name="AT&T", kind="organization", languages=["de"]),
    Term(name="missile* plant", kind="phrase"),
    Term(
        name="Query",
        kind="query",
        query='(arrest* OR @at-t) NEAR/2 ("missile plant" OR plant) NOT (football OR lang:en) title:plant',
    ),
]
WORDS = st.lists(
    st.sampled_from(
        ["Sergei", "sergei", "Chemezov", "чемезова", "Екатерина", "S.", "Jr.", "-", "’s", "KTRV", "ktrv", "Tactical", "missiles",
         "Corporation", "plant", "arrested", "football", "AT&T", "AT", "T", "\n\n", "street", "Ростехом", "\ud800", "а\u0301", "«", "字"]
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS, st.sampled_from(TERMS), st.sampled_from([None, "en", "ru-RU", "de"]))
def test_there_is_always_an_answer_and_its_places_are_those_of_the_text(
    title: list[str], text: list[str], term: Term, language: str | None
) -> None:
    article = Article(" ".join(title), " ".join(text), language)
    answer = nearest(TERMS, term, article)
    assert bool(answer.matches) is not bool(answer.misses)
    for miss in answer.misses:
        assert miss.reason
        assert 0 <= miss.nearness <= 1
        assert miss.field is None or getattr(article, miss.field)[miss.start : miss.end] == miss.text
