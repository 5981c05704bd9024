"""`tocsin mute`, as a person types it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from given import stored_hit
from storage import Database, hold_hits
from tocsin.cli import app

LIST = "name: Arms\nterms:\n  - {name: Sergei Chemezov, id: chemezov, kind: person}\n"


@pytest.fixture
def story(home: Path, sqlite_template: Path) -> int:
    """A home with a list and a hit of it; the value is its story."""
    (home / "watchlists" / "arms.yaml").write_text(LIST)
    (home / "tocsin.db").write_bytes(sqlite_template.read_bytes())
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database, database.session() as session:
        return stored_hit(session).story_id


def tocsin(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def muted(*words: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in tocsin("mute", *words, "--json").stdout.splitlines()]


def test_a_term_a_story_or_a_term_in_one_source_is_muted_until_it_is_over(story: int) -> None:
    for words in (
        ["chemezov"],
        ["Sergei Chemezov", "--source", "https://news.bbc.co.uk/rss", "--for", "7d", "--to", "desk"],
        ["--story", str(story), "--until", "2099-01-01"],
    ):
        assert tocsin("mute", "add", *words).exit_code == 0, words
    keys = ("watchlist", "term", "story_id", "source", "tag")
    assert [tuple(row[key] for key in keys) for row in muted()] == [
        ("arms", None, story, None, None),
        ("arms", "chemezov", None, "bbc.co.uk", "desk"),
        ("arms", "chemezov", None, None, None),
    ]
    result = tocsin("mute", "remove", "1")
    assert (result.exit_code, result.stderr) == (0, "mute 1 is over\n")
    assert [row["id"] for row in muted()] == [3, 2]
    assert [row["id"] for row in muted("--all") if not row["in_force"]] == [1]


def test_what_a_mute_held_is_seen_with_held_and_goes_into_the_next_digest_when_it_is_asked_for(
    story: int, home: Path
) -> None:
    tocsin("mute", "add", "chemezov")
    assert tocsin("hits", "--held", "--json").stdout == ""
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database, database.session() as session:
        hold_hits(session, tag="all", held=[(1, 1)], now=stored_hit(session).found_at)
    assert [json.loads(line)["id"] for line in tocsin("hits", "--held", "--json").stdout.splitlines()] == [1]
    result = tocsin("mute", "remove", "1", "--tell")
    assert result.stderr == "mute 1 is over; 1 hit goes into the next digest\n"
    assert tocsin("hits", "--held", "--json").stdout == ""


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "expected a term"),
        (["chemezov", "--story", "1"], 2, "expected a term"),
        (["--story", "1", "--source", "bbc.co.uk"], 2, "expected a term"),
        (["chemezov", "--source", "bbc"], 2, "expected a domain"),
        (["chemezov", "--for", "0d"], 2, "expected a time such as"),
        (["chemezov", "--until", "2020-01-01"], 2, "that is over"),
        (["chemezov", "--until", "2099-01-01", "--for", "1d"], 2, "give one of them"),
        (["nobody"], 1, "no term 'nobody' in Arms"),
        (["--story", "77"], 1, "there is no story 77"),
    ],
)
def test_what_cannot_be_muted_is_refused_in_a_line(story: int, words: list[str], code: int, said: str) -> None:
    result = tocsin("mute", "add", *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert muted("--all") == []
