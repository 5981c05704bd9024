from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.clean import clean_text
from flows.steps.tell.hits import MAX_EXCERPT, hits_from_matches, make_excerpt, matches_from_hit
from storage import HitData
from telling import ARRESTS, CHEMEZOV, ROSTEC, WATCHLIST, match
from watchlists import Match, Matcher, Reason

TITLE = "Rostec signs"
TEXT = "The plant opened.\nThe head of Rostec, Mr. S. Chemezov, came. Rostec paid."


def hits(*matches: Match, title: str = TITLE, text: str = TEXT) -> list[HitData]:
    return hits_from_matches(WATCHLIST, matches, title=title, text=text)


def test_a_term_makes_one_hit_with_all_its_evidence() -> None:
    second = Match(ROSTEC, "text", TEXT.rindex("Rostec"), TEXT.rindex("Rostec") + 6, "Rostec", "Rostec", "exact", 0.9)
    assert hits(match(ROSTEC, TITLE, "Rostec", field="title"), match(ROSTEC, TEXT, "Rostec"), second) == [
        HitData(
            watchlist="russian-defence-industry",
            term="rostec",
            term_name="Rostec",
            severity="normal",
            zone="headline",
            excerpt="The head of Rostec, Mr. S. Chemezov, came.",
            matches=[
                {"field": "title", "start": 0, "end": 6, "text": "Rostec", "form": "Rostec", "rule": "alias", "score": 1.0},
                {"field": "text", "start": 30, "end": 36, "text": "Rostec", "form": "Rostec", "rule": "alias", "score": 1.0,
                 "excerpt_start": 12, "excerpt_end": 18},
                {"field": "text", "start": 61, "end": 67, "text": "Rostec", "form": "Rostec", "rule": "exact", "score": 0.9},
            ],
        )
    ]  # fmt: skip


def test_terms_make_hits_in_the_order_they_were_found_with_their_own_severity() -> None:
    found = hits(match(ROSTEC, TEXT, "Rostec"), match(CHEMEZOV, TEXT, "Chemezov"), match(ROSTEC, TEXT, "Rostec paid"))
    assert [(hit.term, hit.severity, hit.zone, len(hit.matches)) for hit in found] == [
        (ROSTEC, "normal", "body", 2),
        (CHEMEZOV, "high", "body", 1),
    ]


def test_a_match_that_is_only_possible_makes_no_hit() -> None:
    weak = Match(ROSTEC, "text", 30, 36, "Rostec", "Rostec", "alias", 0.4, possible=True)
    assert hits(weak) == []
    assert [len(hit.matches) for hit in hits(weak, match(ROSTEC, TEXT, "Rostec"))] == [1]


def test_a_hit_keeps_the_reason_part_by_part_and_gives_the_matches_back() -> None:
    text = "Mr. Sergey Chemezov came. Later Chemezov left."
    found = [m for m in Matcher(WATCHLIST).find(title="", text=text) if m.term == CHEMEZOV]
    (hit,) = hits(*found, text=text, title="")
    assert hit.matches[1]["reasons"] == [
        {"start": 32, "end": 40, "listed": "chemezov", "rule": "exact", "detail": "", "score": 1.0},
        {"start": 32, "end": 40, "listed": "chemezov", "rule": "surname after full name",
         "detail": "«Sergey Chemezov» at 4", "score": 1.0},
    ]  # fmt: skip
    assert matches_from_hit(hit) == found


def test_a_hit_from_before_reasons_were_kept_gives_its_matches_without_them() -> None:
    (hit,) = hits(match(CHEMEZOV, TEXT, "Chemezov"))
    assert "reasons" not in hit.matches[0]
    assert [m.reasons for m in matches_from_hit(hit)] == [()]


def test_a_reason_has_the_parts_that_are_kept_of_it() -> None:
    (hit,) = hits(replace(match(CHEMEZOV, TEXT, "Chemezov"), reasons=(Reason(1, 2, "a", "b", "c", 0.5),)))
    assert hit.matches[0]["reasons"] == [
        {"start": 1, "end": 2, "listed": "a", "rule": "b", "detail": "c", "score": 0.5}
    ]


def test_found_in_the_title_alone_the_title_is_the_excerpt() -> None:
    (hit,) = hits(match(ROSTEC, TITLE, "Rostec", field="title"))
    assert (hit.zone, hit.excerpt) == ("headline", "Rostec signs")
    assert hit.matches[0]["excerpt_start"] == 0


@pytest.mark.parametrize(
    ("text", "needle", "sentence"),
    [
        pytest.param("One. Two Rostec two! Three.", "Rostec", "Two Rostec two!", id="full stop and exclamation"),
        pytest.param("First\nRostec second\nThird", "Rostec", "Rostec second", id="lines"),
        pytest.param("В 2026 г. Ростех выплатил 5 млрд руб. налогов. Ещё.", "Ростех", "В 2026 г. Ростех выплатил 5 млрд руб. налогов.", id="abbreviations"),
        pytest.param("Так. Глава С. В. Чемезов уехал. Да.", "Чемезов", "Глава С. В. Чемезов уехал.", id="initials"),
        pytest.param("Раз. «Ростех растёт!» Два.", "Ростех", "«Ростех растёт!»", id="quotes after the stop"),
        pytest.param("第一。罗斯泰克签署了合同。第三。", "罗斯泰克", "罗斯泰克签署了合同。", id="Chinese"),
        pytest.param("Rostec", "Rostec", "Rostec", id="nothing else"),
        pytest.param("He was arrested. The missile plant closed. End.", "arrested. The missile plant", "He was arrested. The missile plant closed.", id="a match over two sentences"),
        pytest.param("A  b \t\u00a0 Ros\u00adtec\u200b  c", "Ros\u00adtec", "A b Rostec c", id="folded and clean"),
    ],
)  # fmt: skip
def test_the_excerpt_is_the_sentence_round_the_match(text: str, needle: str, sentence: str) -> None:
    excerpt = make_excerpt(text, text.index(needle), text.index(needle) + len(needle))
    assert excerpt.text == sentence


def test_a_long_sentence_is_cut_at_words_round_the_match() -> None:
    text = "before " * 100 + "the Rostec plant" + " after" * 100
    (hit,) = hits(match(ROSTEC, text, "Rostec"), text=text)
    assert len(hit.excerpt) <= MAX_EXCERPT
    assert hit.excerpt.startswith("…before ")
    assert hit.excerpt.endswith(" after…")
    shown = hit.matches[0]
    assert hit.excerpt[shown["excerpt_start"] : shown["excerpt_end"]] == "Rostec"


def test_a_match_longer_than_the_excerpt_is_shown_cut_and_has_no_place_in_it() -> None:
    text = "arrested " + "x " * 400 + "missile plant"
    (hit,) = hits(match(ARRESTS, text, text, rule="query"), text=text)
    assert hit.excerpt.startswith("arrested x x")
    assert hit.excerpt.endswith("…")
    assert "excerpt_start" not in hit.matches[0]


WORDS = st.lists(
    st.sampled_from(
        ["слово", "word.", "\n", "г.", "a\u0301\u0301\u0301\u0301\u0301", "  ", "«да!»", "字。", "\u200b", "x" * 40]
    ),
    max_size=90,
)


@settings(max_examples=100)
@given(WORDS, WORDS, st.sampled_from(["Rostec", "Ро\u00adстех", "Tactical \n Missiles", "字"]))
def test_offsets_show_the_match_in_the_excerpt(before: list[str], after: list[str], needle: str) -> None:
    start = len(" ".join([*before, ""]))
    text = " ".join([*before, needle, *after])
    excerpt = make_excerpt(text, start, start + len(needle))
    span = excerpt.span(start, start + len(needle))
    assert span is not None
    assert excerpt.text[slice(*span)] == clean_text(needle)
    assert len(excerpt.text) <= MAX_EXCERPT
    assert "\n" not in excerpt.text
