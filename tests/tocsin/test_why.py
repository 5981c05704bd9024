"""`tocsin why`, as a person types it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import Settings
from flows.steps.tell.hits import hits_from_matches
from given import NOW, new_delivery, stored_article, stored_digest, stored_feed
from storage import Database, add_hits, mark_sent
from watchlists import Matcher, parse_watchlist

LIST = """
name: Arms
terms:
  - {name: Sergei Chemezov, kind: person, severity: high, context: [Rostec]}
digests:
  - {to: analysts, schedule: immediately}
  - {to: board, schedule: immediately, min_severity: critical}
"""
TITLE = "A plant opens"
TEXT = "Sergej Tschemesow opened it. Nobody asked Chemezov why."


@pytest.fixture
def hit(home: Path) -> int:
    """A hit that was told to the analysts; its number."""
    (home / "watchlists" / "arms.yaml").write_text(LIST)
    watchlist = parse_watchlist(LIST)
    found = Matcher(watchlist).find(title=TITLE, text=TEXT)
    with Database(Settings(home=home).database) as database:
        database.upgrade()
        with database.session() as session:
            article = stored_article(session, "https://wire.test/1", title=TITLE, text=TEXT, site="Harbour Wire")
            hits = hits_from_matches(watchlist, found, title=TITLE, text=TEXT)
            (hit,) = add_hits(session, article=article, feed_id=stored_feed(session).id, hits=hits, now=NOW)
            delivery = new_delivery("analysts/mailto/1")
            stored_digest(session, delivery, told=(hit.id,))
            mark_sent(session, delivery.id, NOW)
            return hit.id


def tocsin(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tocsin", *words], input=stdin, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_hit_says_what_it_is_why_it_is_one_and_what_became_of_it(hit: int) -> None:
    result = tocsin("why", str(hit))

    assert result.returncode == 0, result.stderr
    assert (
        result.stdout
        == f"""\
hit {hit}: Sergei Chemezov (sergei-chemezov of arms), severity high
    A plant opens
    Harbour Wire, found 2026-03-02 07:30 UTC
    https://wire.test/1
    story 1: A plant opens
    in the body, 2 places

text at 0: «Sergej Tschemesow» is Sergei Chemezov
    [Sergej Tschemesow] opened it.
    «Sergej» = Sergei: another spelling of the given name 0.96
    «Tschemesow» = Chemezov: transliteration 0.89
    score 0.92, counted: another case, initials, or a usual spelling in another language

text at 42: «Chemezov» is Sergei Chemezov
    Nobody asked [Chemezov] why.
    «Chemezov» = Chemezov: as it is listed
    counted because the full name «Sergej Tschemesow» at 0 stands in the article
    score 0.80, counted: a part of the name, which the article vouches for

analysts: in digest 1 of 2026-03-02 07:30 UTC: sent 2026-03-02 07:30 UTC to analysts/mailto/1
board: left out: its severity is high, and this digest begins at critical
"""
    )


def test_a_hit_is_told_as_json_with_the_keys_of_hits_and_its_reasons(hit: int) -> None:
    (row,) = map(json.loads, tocsin("why", str(hit), "--json").stdout.splitlines())
    (plain,) = map(json.loads, tocsin("hits", "--json").stdout.splitlines())

    assert row.keys() == plain.keys() | {"digests"}
    assert row["matches"][1]["sentence"] == "Nobody asked [Chemezov] why."
    assert row["matches"][1]["why"][0] == "«Chemezov» = Chemezov: as it is listed"
    assert [(standing["to"], standing["state"]) for standing in row["digests"]] == [
        ("analysts", "told"),
        ("board", "left out"),
    ]


def test_a_hit_of_an_article_that_was_read_again_shows_the_sentence_that_was_kept(home: Path, hit: int) -> None:
    with Database(Settings(home=home).database) as database, database.session() as session:
        stored_article(session, "https://wire.test/1").text = "Another text altogether."

    assert "    [Sergej Tschemesow] opened it.\n" in tocsin("why", str(hit)).stdout


def test_a_hit_whose_watchlist_is_gone_is_explained_all_the_same(home: Path, hit: int) -> None:
    (home / "watchlists" / "arms.yaml").write_text("name: Others\nterms:\n  - {name: Rostec, kind: organization}\n")

    lines = tocsin("why", str(hit)).stdout.splitlines()

    assert lines[-2] == "its watchlist arms is none of the lists here any more"
    assert lines[-1].startswith("analysts: in digest 1")


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [
        ("99", 1, "tocsin: there is no hit 99: tocsin hits shows the hits with their ids\n"),
        (
            "chemezov",
            2,
            "tocsin: 'chemezov': expected the id of a hit, as tocsin hits shows it, or --not FILE before a term\n",
        ),
    ],
)
def test_what_is_no_hit_is_told_in_one_line(home: Path, what: str, code: int, said: str) -> None:
    result = tocsin("why", what)

    assert (result.returncode, result.stderr) == (code, said)


TEXT_NOT = "Вчера Екатерина Чемезова пела."


def test_a_term_that_is_not_found_is_told_with_what_came_nearest(home: Path) -> None:
    (home / "watchlists" / "arms.yaml").write_text(LIST)
    Path("a.txt").write_text(TEXT_NOT, encoding="utf-8")

    result = tocsin("why", "--not", "a.txt", "sergei chemezov")

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == (
        "Sergei Chemezov is not found in a.txt. The nearest, and why not:\n"
        "    text at 6: «Екатерина Чемезова»: another given name stands before it: «Екатерина» is not Sergei\n"
    )


def test_a_term_that_is_not_found_is_told_as_json(home: Path) -> None:
    (home / "watchlists" / "arms.yaml").write_text(LIST)

    result = tocsin("why", "--not", "-", "sergei-chemezov", "-w", "arms", "--json", stdin=TEXT_NOT)

    (row,) = map(json.loads, result.stdout.splitlines())
    assert TEXT_NOT[row["start"] : row["end"]] == row["text"] == "Екатерина Чемезова"
    assert (row["document"], row["term"], row["field"], row["found"]) == ("-", "sergei-chemezov", "text", False)


def test_a_term_that_is_found_is_told_with_its_reason(hit: int) -> None:
    result = tocsin("why", "--not", "https://wire.test/1", "Sergei Chemezov")

    assert result.stdout.startswith(
        "Sergei Chemezov is found in https://wire.test/1:\ntext at 0: «Sergej Tschemesow» is Sergei Chemezov\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("a.txt", "Sergei Chemezof"), 1, "no term 'Sergei Chemezof' in Arms (did you mean 'Sergei Chemezov'?)"),
        (("none.txt", "Sergei Chemezov"), 1, "none.txt: No such file or directory"),
        (("https://wire.test/9", "Sergei Chemezov"), 1, "https://wire.test/9: no article of this address is stored"),
    ],
)
def test_what_is_not_there_is_told_in_one_line(home: Path, words: tuple[str, str], code: int, said: str) -> None:
    (home / "watchlists" / "arms.yaml").write_text(LIST)
    Path("a.txt").write_text(TEXT_NOT, encoding="utf-8")

    result = tocsin("why", "--not", *words)

    assert (result.returncode, result.stderr) == (code, f"tocsin: {said}\n")


def test_without_any_list_it_asks_for_one(home: Path) -> None:
    assert tocsin("why", "--not", "-", "Rostec").returncode == 2
