"""Watchlists and texts that somebody wrote to do harm: rows 79 to 93 of our catalogue, and floods."""

import gc
import itertools
import time
import unicodedata
from collections.abc import Callable

import pytest

from hostile import FLOODS, SPACES, TERM, UNSEEN, WORDS_OF_YAML, WRONG_LISTS
from watchlists import Match, Matcher, Term, Watchlist, WatchlistError, parse_watchlist

ENOUGH_SECONDS = 0.03
MOST_GROWTH = 9
"""For four times the size: three times for twice. What grows with the square of the size has 16."""
MOST_ROUNDS = 12
MATCHER = Matcher(
    Watchlist(
        name="test",
        terms=(
            Term(name="Rostec", kind="organization", exclude=["Rostec arena"]),
            Term(name="Tactical Missiles Corporation", kind="organization", acronyms=["KTRV", "FSB"]),
            Term(name="Sergei Chemezov", kind="person", context=["Rostec"]),
            Term(name="missile plant*", kind="phrase"),
            Term(name="near", id="q", kind="query", query="rostec NEAR/9 chemezov OR ros*c NEAR/9 ch?mezov"),
        ),
    )
)


def find(text: str) -> list[Match]:
    matches = MATCHER.find(title="", text=text)
    assert all(text[match.start : match.end] == match.text for match in matches)
    return matches


def found(text: str) -> set[tuple[str, str]]:
    return {(match.term, match.text) for match in find(text)}


def refusal(text: str) -> str:
    with pytest.raises(WatchlistError) as caught:
        parse_watchlist(text, "list.yaml")
    return str(caught.value)


def growth(cost: Callable[[int], object], size: int = 32) -> float:
    """Return how many times more CPU time four times the size takes, at a size that takes long enough to tell.

    What else the machine does only ever adds to a time: the least of many rounds comes down to what the code costs.
    """

    def seconds(size: int) -> float:
        # The collector's rounds grow with all that is in memory, which is not what is measured here.
        gc.disable()
        begun = time.process_time()
        cost(size)
        took = time.process_time() - begun
        gc.enable()
        return took

    while seconds(size) < ENOUGH_SECONDS:
        size *= 2
    large, small = seconds(4 * size), seconds(size)
    for _ in range(MOST_ROUNDS):
        if large / small < MOST_GROWTH:
            break
        large, small = min(large, seconds(4 * size)), min(small, seconds(size))
    return large / small


@pytest.mark.parametrize(("text", "problem"), WRONG_LISTS.values(), ids=WRONG_LISTS)
def test_what_no_watchlist_needs_is_refused_at_its_place(text: str, problem: str) -> None:
    assert f"list.yaml:{problem}" in refusal(text).splitlines()


@pytest.mark.parametrize("word", WORDS_OF_YAML, ids=lambda word: f"83 {word}")
def test_every_word_is_the_text_it_is(word: str) -> None:
    terms = parse_watchlist(TERM + word).terms
    matcher = Matcher(Watchlist(name="test", terms=terms))
    assert [match.text for match in matcher.find(title="", text=f"x {word} y")] == [word.strip("~.")]


def test_a_name_is_no_regular_expression() -> None:
    for pattern in ("(aa+)+$", "(ab)" * 40, "[a-z]{2,}", "aa|bb", "aa.?"):
        terms = parse_watchlist(TERM + f"'{pattern}'").terms
        assert Matcher(Watchlist(name="test", terms=terms)).find(title="", text="aaaaaaaaaaaaaaaaaaaaaaa bb!") == []


def test_a_wildcard_in_the_name_of_a_person_is_refused() -> None:
    text = TERM.replace("phrase", "person") + "Ivan*"
    assert "expected no *: wildcards work in phrases, exclude, context and queries" in refusal(text)


@pytest.mark.parametrize("word", ["sta*r*", "*ar?ar", "sta????", "?s?a?r?"])
def test_a_wildcard_costs_no_more_than_its_words(word: str) -> None:
    matcher = Matcher(Watchlist(name="test", terms=[Term(name="q1", kind="query", query=word)]))
    # The endings are all different: nothing is known of a word before it comes.
    assert (
        growth(lambda size: matcher.find(title="", text=" ".join(f"{'star' * 20}{i}" for i in range(size))))
        < MOST_GROWTH
    )


def test_ten_thousand_errors_are_told_at_once_and_in_order() -> None:
    wrong = "".join(f"  - {{name: Name {i}, kind: person, nmae{i}: x}}\n" for i in range(10_000))
    problems = refusal(f"name: x1\nterms:\n{wrong}").splitlines()
    assert [problem.split(":")[1] for problem in problems] == [str(line) for line in range(3, 10_003)]


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        ("{{nmae{i}: x, severity: hi{i}}}", 4),
        ("{{name: Name {i}, kind: persn{i}}}", 1),
        ("{{name: Name, kind: phrase}}", 1),
        ("{{name: Name {i}, kind: query, query: plant{i} OR}}", 1),
        ("{{name: Name {i}, kind: query, query: 'plant @nobody{i}'}}", 1),
        ("{{name: Name {i}, kind: query, query: '@name-{i}'}}", 1),
        ("{{name: Name {i}, kind: query, query: '{i}* OR NOT plant'}}", 1),
    ],
    ids=["keys", "kinds", "ids", "queries", "unknown terms", "circles", "wildcards"],
)
def test_the_time_for_errors_grows_as_their_number_does(line: str, problems: int) -> None:
    # No line comes twice: what is remembered of a small list would make it seem cheaper than it is.
    numbers = itertools.count()

    def refuse(count: int) -> None:
        # The first term is right, and all is told of each of the others.
        text = "name: x1\nterms:\n  - {name: Name, kind: phrase}\n" + "".join(
            f"  - {line.format(i=i)}\n" for i in itertools.islice(numbers, count)
        )
        assert len(refusal(text).splitlines()) == problems * count

    assert growth(refuse) < MOST_GROWTH


def test_the_time_for_wrong_time_zones_grows_as_their_number_does() -> None:
    def refuse(count: int) -> None:
        digests = "".join(f"  - {{to: a, schedule: immediately, timezone: Europe/Kiyv{i}}}\n" for i in range(count))
        assert refusal(f"{TERM}Name\ndigests:\n{digests}").count("(did you mean Europe/Kyiv?)") == count

    assert growth(refuse) < MOST_GROWTH


def test_the_time_for_terms_grows_as_their_number_does() -> None:
    def load(count: int) -> None:
        terms = "".join(f"  - {{name: Name number{i}, kind: person}}\n" for i in range(count))
        matcher = Matcher(parse_watchlist(f"name: x1\nterms:\n{terms}"))
        assert len(matcher.find(title="", text=f"Name number{count - 1}, Name number{count}")) == 1

    assert growth(load) < MOST_GROWTH


@pytest.mark.parametrize("piece", FLOODS.values(), ids=FLOODS)
def test_a_flood_costs_what_it_is_long_and_hides_nothing(piece: str) -> None:
    def read(times: int) -> None:
        text = f"Sergei {piece * times}Chemezov.\n\nIt was Rostec."
        assert ("rostec", len(text) - 7) in {(match.term, match.start) for match in find(text)}

    assert growth(read) < MOST_GROWTH


@pytest.mark.parametrize("space", SPACES, ids=lambda space: f"U+{ord(space):04X}")
def test_words_are_parted_by_any_space(space: str) -> None:
    names = [name.replace(" ", space) for name in ("Sergei Chemezov", "Tactical Missiles Corporation", "missile plant")]
    assert {text for _, text in found(f"{names[0]} ran a {names[2]} of {names[1]}")} == set(names)


@pytest.mark.parametrize("mark", UNSEEN, ids=lambda mark: f"U+{ord(mark):04X}")
def test_what_nobody_sees_parts_nothing(mark: str) -> None:
    text = f"{mark}Ser{mark}gei{mark} {mark}Cheme{mark}zov{mark} led {mark}Ros{mark}tec{mark} and a mis{mark}sile {mark}plant."
    shown = {(term, match.replace(mark, "")) for term, match in found(text)}
    assert shown >= {("sergei-chemezov", "Sergei Chemezov"), ("rostec", "Rostec"), ("missile-plant", "missile plant")}


def test_a_text_of_ten_megabytes_in_one_line_is_read_to_its_end() -> None:
    text = (
        "Sergei Chemezov leads Rostec. " + "They build planes, ships and much else there. " * 230_000 + "KTRV, Rostec."
    )
    assert len(text) > 10_000_000
    assert [(match.term, match.start) for match in find(text) if match.start > 100] == [
        ("tactical-missiles-corporation", len(text) - 13),
        ("rostec", len(text) - 7),
    ]


def test_one_word_a_million_times_is_read_to_its_end() -> None:
    text = "plant " * 1_000_000 + "of Rostec"
    assert [match.start for match in find(text)] == [len(text) - 6]


def test_a_flood_of_names_that_hold_their_context_is_survived() -> None:
    term = Term(name="missile corporation", kind="phrase", context=["corporation"], context_required=True)
    matcher = Matcher(Watchlist(name="test", terms=[term]))
    assert matcher.find(title="", text="missile corporation, " * 20_000) == []
    assert len(matcher.find(title="", text="missile corporation, " * 20_000 + "corporation")) == 20_000


def test_a_name_under_a_heap_of_marks_is_found() -> None:
    zalgo = "".join(letter + "\u0335\u0327\u0301\u0316" * 6 for letter in "Rostec")
    assert find(zalgo)[0].text == zalgo
    assert find(unicodedata.normalize("NFC", zalgo))
