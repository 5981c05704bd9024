"""Watchlists and texts that somebody wrote to do harm."""

import time
import unicodedata

import pytest

from watchlists import Matcher, Term, Watchlist, WatchlistError, parse_watchlist

BOMB = "name: &a [x, x]\n" + "".join(f"{letter}: &{letter} [*a, *a, *a, *a, *a, *a, *a, *a]\n" for letter in "bcdefgh")
ROSTEC = Watchlist(
    name="test",
    terms=(
        Term(name="Rostec", kind="organization", exclude=["Rostec arena"]),
        Term(name="Sergei Chemezov", kind="person"),
        Term(name="near", id="q", kind="query", query="rostec NEAR/9 chemezov OR ros*c NEAR/9 ch?mezov"),
    ),
)


def refusal(text: str) -> str:
    with pytest.raises(WatchlistError) as caught:
        parse_watchlist(text, "list.yaml")
    return str(caught.value)


def listed(name: str, kind: str = "phrase") -> str:
    return f"name: x1\nterms:\n  - kind: {kind}\n    name: {name}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: !!python/object/apply:os.system [ls]", "list.yaml:1:7: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not supported"),
        ("name: ! x", "list.yaml:1:7: the tag '!' is not supported"),
        (BOMB, "list.yaml:2:8: b: the alias *a is not supported; write the value out"),
        ("<<: *base", "list.yaml:1:5: the alias *base is not supported; write the value out"),
        ("name: " + "[" * 20_000, "list.yaml:1:26: nested more than 20 deep"),
        ("a:\n" + "".join(" " * i + "a:\n" for i in range(1, 3_000)), "list.yaml:21:21: nested more than 20 deep"),
        ("name: a\nname: b", "list.yaml:2:1: name: the key 'name' is here twice; first on line 1"),
        ("name: x1\nterms:\n\t- name: x", "list.yaml:3:1: a tab in the indentation; use spaces"),
        ("? [a]\n: b", "list.yaml:1:3: expected a word as key"),
        ("name: x\n--- x", "list.yaml:2:1: a second document; a watchlist file holds one"),
        ("name: \x00", "list.yaml:1:7: character 0x0000 is not allowed"),
        ("name: \ud800", "list.yaml:1:7: half of a surrogate pair is not a character"),
        ("name: [x", "list.yaml:2:1: while parsing a flow sequence did not find expected ',' or ']'"),
        ("include: other.yaml", "list.yaml:1:1: include: unknown key 'include' (expected name, id, feeds, terms, digests)"),
        ("id: ../../etc", "list.yaml:1:5: id: '../../etc': expected an id of letters, digits and hyphens"),
    ],
    ids=["object", "tag", "bomb", "merge", "brackets", "mappings", "duplicate", "tab", "complex key", "two documents", "nul", "surrogate", "open", "include", "id"],
)  # fmt: skip
def test_yaml_that_no_watchlist_needs_is_refused(text: str, problem: str) -> None:
    assert problem in refusal(text).splitlines()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "expected at least 2 letters or digits"),
        ("'   '", "expected some text"),
        ("''", "expected some text"),
        ("x" * 10_000, "expected at most 200 characters, got 10000"),
        (".*", "expected at least 2 letters or digits"),
        ("(a+)+$", "expected at least 2 letters or digits"),
        ("'²³'", "expected at least one word"),
        ('"a\\nbc"', "expected one line of text without control characters"),
        ("'*abc'", "expected the wildcard * at the end of a word"),
        ("'*'", "expected at least 2 letters or digits"),
        ("'ab*'", "ab*: expected at least 3 letters beside a wildcard"),
    ],
)
def test_a_name_that_nobody_can_mean_is_refused(name: str, expected: str) -> None:
    problem = refusal(listed(name))
    assert problem.startswith("list.yaml:4:11: terms.0.name: ")
    assert problem.endswith(f": {expected}")


def test_a_name_is_no_regular_expression() -> None:
    groups = "(ab)" * 40
    for pattern in ("(aa+)+$", groups, "[a-z]{2,}"):
        terms = parse_watchlist(listed(f"'{pattern}'")).terms
        assert Matcher(Watchlist(name="test", terms=terms)).find(title="", text="aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!") == []


def test_a_wildcard_in_the_name_of_a_person_is_refused() -> None:
    assert "expected no *: wildcards work in phrases, exclude, context and queries" in refusal(
        listed("Ivan*", "person")
    )


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
    def seconds(count: int) -> float:
        # The first term is right, and all is told of each of the others.
        text = "name: x1\nterms:\n  - {name: Name, kind: phrase}\n" + "".join(
            f"  - {line.format(i=i)}\n" for i in range(count)
        )
        begun = time.process_time()
        assert len(refusal(text).splitlines()) == problems * count
        return time.process_time() - begun

    assert seconds(2_500) < 50 * seconds(250)


def test_the_time_for_wrong_time_zones_grows_as_their_number_does() -> None:
    def seconds(count: int) -> float:
        digests = "".join(f"  - {{to: a, schedule: immediately, timezone: Europe/Kiyv{i}}}\n" for i in range(count))
        begun = time.process_time()
        assert refusal(f"{listed('Name')}digests:\n{digests}").count("(did you mean Europe/Kyiv?)") == count
        return time.process_time() - begun

    seconds(1)
    assert seconds(500) < 50 * seconds(50)


def test_the_time_for_terms_grows_as_their_number_does() -> None:
    def seconds(count: int) -> float:
        terms = "".join(f"  - {{name: Name number{i}, kind: person}}\n" for i in range(count))
        begun = time.process_time()
        matcher = Matcher(parse_watchlist(f"name: x1\nterms:\n{terms}"))
        assert len(matcher.find(title="", text=f"Name number{count - 1}, Name number{count}")) == 1
        return time.process_time() - begun

    assert seconds(10_000) < 50 * seconds(1_000)


@pytest.mark.parametrize(
    "text",
    [
        "x" * 3_000_000,
        "Rostec " * 20_000,
        "Rostec arena " * 20_000,
        "ro Chemezov " * 20_000,
        "Rostec " + "e\u0301\u0316" * 500_000,
        "Ro" + "\u200b" * 1_000_000 + "stec",
        "Rostec" + "\u0316\u0301" * 500_000,
        "Sergei" + " " * 1_000_000 + "Chemezov",
        "Sergei" + "\u0301\u0316 " * 300_000 + "Chemezov",
        "'" * 1_000_000 + "Rostec" + "a'" * 500_000,
        "\ud800" * 500_000 + " Rostec",
        "F.S.B." * 20_000,
        "国" * 1_000_000,
        "rosc chemezov " * 2_000,
    ],
    ids=["one word", "name", "excluded", "half", "marks", "zero width", "marks at the end", "spaces", "marks and spaces", "apostrophes", "surrogates", "dots", "spaceless", "query"],
)  # fmt: skip
def test_a_flood_is_survived(text: str) -> None:
    for match in Matcher(ROSTEC).find(title="", text=text):
        assert text[match.start : match.end] == match.text


def test_a_flood_of_names_that_hold_their_context_is_survived() -> None:
    term = Term(name="missile corporation", kind="phrase", context=["corporation"], context_required=True)
    matcher = Matcher(Watchlist(name="test", terms=[term]))
    assert matcher.find(title="", text="missile corporation, " * 20_000) == []
    assert len(matcher.find(title="", text="missile corporation, " * 20_000 + "corporation")) == 20_000


def test_a_name_under_a_heap_of_marks_is_found() -> None:
    zalgo = "".join(letter + "\u0335\u0327\u0301\u0316" * 6 for letter in "Rostec")
    assert Matcher(ROSTEC).find(title="", text=zalgo)[0].text == zalgo
    assert Matcher(ROSTEC).find(title="", text=unicodedata.normalize("NFC", zalgo))
