from pathlib import Path

import pytest
from pydantic import ValidationError

from watchlists import (
    DigestRule,
    FeedSource,
    Problem,
    Term,
    Watchlist,
    WatchlistError,
    bundled_lists,
    load_watchlist,
    load_watchlists,
    parse_watchlist,
)

WHOLE = """\
# yaml-language-server: $schema=./watchlist.schema.json
name: Russian defence industry
feeds:
  - url: https://www.themoscowtimes.com/rss/news
    title: The Moscow Times
    every: 15m
terms:
  - name: Sergei Ivanov
    kind: person
    aliases: [Сергей Иванов]
    context: [minister, оборон*]
    context_required: true
    severity: high
  - name: Tactical Missiles Corporation
    kind: organization
    acronyms: [KTRV, КТРВ]
    exclude: ["KTRV street*"]
    languages: [RU, NO]
  - name: Arrests in the defence sector
    id: arrests
    kind: query
    query: (arrest* OR treason) NEAR/15 "missile plant" AND NOT football
digests:
  - to: analysts
    schedule: "0 7 * * mon-fri"
    timezone: Europe/Kyiv
    heartbeat: yes
  - to: duty-officer
    schedule: immediately
    min_severity: high
    quiet_hours: 22:00-07:00
"""
LEAST = "name: Least\nterms: [{name: Rostec, kind: organization}]\n"


def problems(text: str) -> list[str]:
    with pytest.raises(WatchlistError) as caught:
        parse_watchlist(text, "list.yaml")
    return str(caught.value).splitlines()


def test_a_whole_file_becomes_a_watchlist() -> None:
    assert parse_watchlist(WHOLE) == Watchlist(
        name="Russian defence industry",
        id="russian-defence-industry",
        feeds=(FeedSource(url="https://www.themoscowtimes.com/rss/news", title="The Moscow Times", every=900),),
        terms=(
            Term(
                name="Sergei Ivanov",
                id="sergei-ivanov",
                kind="person",
                aliases=("Сергей Иванов",),
                context=("minister", "оборон*"),
                context_required=True,
                severity="high",
            ),
            Term(
                name="Tactical Missiles Corporation",
                kind="organization",
                acronyms=("KTRV", "КТРВ"),
                exclude=("KTRV street*",),
                languages=("ru", "no"),
            ),
            Term(
                name="Arrests in the defence sector",
                id="arrests",
                kind="query",
                query='(arrest* OR treason) NEAR/15 "missile plant" AND NOT football',
            ),
        ),
        digests=(
            DigestRule(to="analysts", schedule="0 7 * * mon-fri", timezone="Europe/Kyiv", heartbeat=True),
            DigestRule(to="duty-officer", schedule="immediately", min_severity="high", quiet_hours="22:00-07:00"),
        ),
    )


def test_what_is_left_out_has_its_default() -> None:
    watchlist = parse_watchlist(LEAST)
    assert (watchlist.id, watchlist.feeds, watchlist.terms[0].id) == ("least", (), "rostec")
    assert watchlist.digests == (DigestRule(to="all", schedule="immediately"),)


@pytest.mark.parametrize("word", ["NO", "on", "1e3", "0777", "12:30", "null", "~ab", "2026-01-02"])
def test_every_word_stays_the_text_it_is(word: str) -> None:
    assert parse_watchlist(f"name: x1\nterms: [{{name: {word}, kind: phrase}}]").terms[0].name == word


@pytest.mark.parametrize(
    ("line", "instead", "problem"),
    [
        ("name: Sergei", "nmae: Sergei", "8:5: terms.0.nmae: unknown key 'nmae' (did you mean 'name'?)"),
        ("severity: high", "severity: hihg", "13:15: terms.0.severity: 'hihg': expected 'low', 'normal', 'high' or 'critical' (did you mean 'high'?)"),
        ("every: 15m", "every: 15x", "6:12: feeds.0.every: '15x': expected a time such as 15m, 2h, 1d or a number of seconds"),
        ("every: 15m", "every: 30", "6:12: feeds.0.every: '30': expected a time from 1 minute (1m) to 30 days (30d)"),
        ("every: 15m", "every: [1]", "6:12: feeds.0.every: a list: expected a time such as 15m, 2h, 1d or a number of seconds"),
        ("title: The Moscow Times", "title: ' '", "5:12: feeds.0.title: ' ': expected some text"),
        ("https://www", "ftp://www", "4:10: feeds.0.url: 'ftp://www.themoscowtimes.com/rss/news': expected an address such as https://news.example/rss: http or https, and a host"),
        ("https://www.themoscowtimes.com", "https://", "4:10: feeds.0.url: 'https:///rss/news': expected an address such as https://news.example/rss: http or https, and a host"),
        ("https://www.themoscowtimes.com", "https://[::1", "4:10: feeds.0.url: 'https://[::1/rss/news': expected an address such as https://news.example/rss (Invalid IPv6 URL)"),
        ("https://www.themoscowtimes.com/rss/news", "'https://a b'", "4:10: feeds.0.url: 'https://a b': expected an address such as https://news.example/rss: at most 2048 characters, without spaces"),
        ("0 7 * * mon-fri", "0 0 31 2 *", "25:15: digests.0.schedule: '0 0 31 2 *': expected 'immediately' or five cron fields such as \"0 7 * * mon-fri\" (Bad day-of-month)"),
        ("context_required: true", "context_required: maybe", "12:23: terms.0.context_required: 'maybe': expected true or false"),
        ("context: [minister, оборон*]", "context: []", "12:23: terms.0.context_required: 'true': expected a context beside it: without one the term would never match"),
        ("context: [minister, оборон*]", "context: [minister, об*]", "11:25: terms.0.context.1: 'об*': об*: expected at least 3 letters beside a wildcard"),
        ("aliases: [Сергей Иванов]", "aliases: Сергей", "10:14: terms.0.aliases: 'Сергей': expected a list"),
        ("aliases: [Сергей Иванов]", "aliases:", "10:13: terms.0.aliases: nothing: expected a list"),
        ("aliases: [Сергей Иванов]", "query: Иванов", "10:12: terms.0.query: 'Иванов': expected no query, or kind: query"),
        ("kind: organization", "kind: organisation", "15:11: terms.1.kind: 'organisation': expected 'person', 'organization', 'phrase' or 'query' (did you mean 'organization'?)"),
        ("acronyms: [KTRV, КТРВ]", "acronyms: [K*]", "16:16: terms.1.acronyms.0: 'K*': expected at least 2 letters or digits"),
        ("languages: [RU, NO]", "languages: [Russian]", "18:17: terms.1.languages.0: 'Russian': expected a language code such as en, ru or pt-BR"),
        ("id: arrests", "id: sergei-ivanov", "20:9: terms.2.id: 'sergei-ivanov': 'sergei-ivanov' is the id of two terms; give one of them another id"),
        ("id: arrests", "id: a/b", "20:9: terms.2.id: 'a/b': expected an id without spaces and slashes"),
        ("id: arrests", "exclude: [football]", "20:14: terms.2.exclude: a list: expected no exclude for a query: write them into it with OR, AND and NOT"),
        ("    query: ", "    # ", "19:5: terms.2.query: nothing: expected a query, as the kind says"),
        ("AND NOT football", "AND", "22:12: terms.2.query: '(arrest* OR treason) NEAR/15 \"missile plant\" AND': column 49: expected a word, a phrase or (, got the end"),
        ("AND NOT football", "@nobody", "22:12: terms.2.query: '(arrest* OR treason) NEAR/15 \"missile plant\" @nobody': @nobody: expected the id of a term of this list"),
        ("AND NOT football", "@arrests", "22:12: terms.2.query: '(arrest* OR treason) NEAR/15 \"missile plant\" @arrests': @arrests: expected no circle, and at most 20 queries in a row"),
        ("to: analysts", "to: a, b", "24:9: digests.0.to: 'a, b': expected one tag of the channels file: letters, digits, hyphens, no spaces or commas"),
        ("mon-fri", "mon-xyz", "25:15: digests.0.schedule: '0 7 * * mon-xyz': expected 'immediately' or five cron fields such as \"0 7 * * mon-fri\" (Bad day-of-week)"),
        ("0 7 * * mon-fri", "@daily", "25:15: digests.0.schedule: '@daily': expected 'immediately' or five cron fields such as \"0 7 * * mon-fri\""),
        ("Europe/Kyiv", "Europe/Kiyv", "26:15: digests.0.timezone: 'Europe/Kiyv': expected an IANA time zone such as Europe/Kyiv (did you mean Europe/Kyiv?)"),
        ("Europe/Kyiv", "../etc", "26:15: digests.0.timezone: '../etc': expected an IANA time zone such as Europe/Kyiv"),
        ("22:00-07:00", "22-7", "31:18: digests.1.quiet_hours: '22-7': expected two different times such as 22:00-07:00"),
        ("min_severity: high", "heartbeat: true", "30:16: digests.1.heartbeat: 'true': expected a cron schedule beside it: nothing found has no moment of its own"),
        ("name: Russian defence industry", "name: R", "2:7: name: 'R': expected at least 2 letters or digits"),
        ("name: Russian defence industry\n", "", "2:1: name: missing; it is required"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_at_its_place_with_what_was_expected(line: str, instead: str, problem: str) -> None:
    assert f"list.yaml:{problem}" in problems(WHOLE.replace(line, instead, 1))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = LEAST.replace("kind: organization", "knd: organization") + "feeds: [{url: x}]\ndigest: []\n"
    assert [problem.split(": ")[1] for problem in problems(text)] == [
        "terms.0.kind",
        "terms.0.knd",
        "feeds.0.url",
        "digest",
    ]


def test_a_term_that_is_wrong_does_not_hide_that_two_have_one_id() -> None:
    text = "name: x1\nterms: [{name: Rostec, kind: org}, {name: Rostec, kind: organization}]"
    assert [problem.split(": ")[1] for problem in problems(text)] == ["terms.0.kind", "terms.1.id"]


@pytest.mark.parametrize("text", ["", "# nothing", "word", "- item", "[]"])
def test_a_file_that_is_no_watchlist_is_refused(text: str) -> None:
    assert problems(text) == ["list.yaml:1:1: expected a watchlist: name, terms and what belongs to them"]


@pytest.mark.parametrize("terms", ["[]", "null", "{}"])
def test_a_list_without_terms_is_refused(terms: str) -> None:
    assert [problem.split(": ")[1] for problem in problems(f"name: x1\nterms: {terms}")] == ["terms"]


def test_the_models_take_python_values() -> None:
    feed = FeedSource(url="http://x.example/", every=3_600)
    digest = DigestRule(to="all", schedule="* * * * *", heartbeat=True)
    watchlist = Watchlist(name="x1", feeds=[feed], terms=[Term(name="Rostec", kind="organization")], digests=[digest])
    assert Watchlist.model_validate(watchlist.model_dump()) == watchlist


def test_two_terms_with_one_id_are_refused_in_python_too() -> None:
    with pytest.raises(ValidationError, match="'rostec' is the id of two terms"):
        Watchlist(name="x1", terms=[Term(name="Rostec", kind="organization"), Term(name="ROSTEC", kind="phrase")])


def test_a_circle_of_queries_is_refused_in_each_of_them() -> None:
    entries = [f"{{name: q{i}, kind: query, query: '@q{(i + 1) % 3}'}}" for i in range(3)]
    told = problems(f"name: x1\nterms: [{', '.join(entries)}]")
    assert [problem.split(": ")[1] for problem in told] == ["terms.0.query", "terms.1.query", "terms.2.query"]


def test_the_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(LEAST, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("name: x1\nterms: x\n", encoding="utf-8")
    (tmp_path / "latin.yaml").write_bytes(b"name: x1\nterms: [\xe9]")
    with pytest.raises(WatchlistError) as caught:
        load_watchlists([tmp_path / name for name in ("good.yaml", "bad.yaml", "latin.yaml", "none.yaml")])
    assert caught.value.problems == [
        Problem(str(tmp_path / "bad.yaml"), 2, 8, "terms", "'x': expected a list"),
        Problem(str(tmp_path / "latin.yaml"), 2, 9, "", "expected UTF-8"),
        Problem(str(tmp_path / "none.yaml"), 1, 1, "", "cannot be read: No such file or directory"),
    ]


def test_two_lists_with_one_id_are_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text(LEAST, encoding="utf-8")
    second.write_text(LEAST.replace("Least", "LEAST!"), encoding="utf-8")
    with pytest.raises(WatchlistError) as caught:
        load_watchlists([first, second])
    assert str(caught.value) == f"{second}:1:7: name: 'least' is the id of two lists; {first} has it too"


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text(LEAST, encoding="utf-8-sig")
    assert load_watchlist(path) == load_watchlists([str(path)])[0] == parse_watchlist(LEAST)


def test_bundled_lists_are_files_beside_the_package() -> None:
    assert all(path.is_file() and path.stem == name for name, path in bundled_lists().items())
