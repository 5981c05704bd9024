from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.settings import load_settings
from given import DAY, article_data, hit_data, stored_entry, stored_feed
from storage import Database, add_article, add_hits
from tocsin.diagnosis import diagnose
from tocsin.findings import Finding
from tocsin.too_common import too_common
from watchlists import load_watchlist


@pytest.fixture
def database(home: Path) -> Database:
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database:
        database.upgrade()
        return database


def store(database: Database, *, articles: int, hits: int, days: int) -> None:
    """Store articles of so many days, the first ones with a hit of the term rostec in the list arms."""
    now = datetime.now(UTC)
    with database.session() as session:
        feed = stored_feed(session)
        for number in range(articles):
            moment = now - days * DAY * (articles - number) / articles
            data = article_data(f"https://wire.test/{number}", text=f"Text {number}.")
            article = add_article(session, stored_entry(session, feed).id, data, moment)
            if number < hits:
                add_hits(session, article=article, feed_id=feed.id, hits=[hit_data("rostec")], now=moment)


def warnings(kind: str = "organization") -> list[Finding]:
    path = Path("arms.yaml")
    path.write_text(f"name: Arms\nterms:\n  - name: Rostec\n    kind: {kind}\n", encoding="utf-8")
    return list(too_common(load_settings(), [(path, load_watchlist(path))]))


@pytest.mark.parametrize(
    ("articles", "hits", "days", "said"),
    [
        (120, 110, 2, "55 a day, 92% of all"),
        (250, 60, 25, "60 hits in 250 articles of the last 25 days: 2 a day, 24% of all"),
    ],
    ids=["a day", "of all"],
)
def test_a_term_that_brought_too_much_is_named_with_its_line_and_figures(
    database: Database, articles: int, hits: int, days: int, said: str
) -> None:
    store(database, articles=articles, hits=hits, days=days)
    (warning,) = warnings()
    assert (warning.state, warning.needs_a_person) == ("warn", False)
    assert warning.text.startswith("arms.yaml:3:11: terms.0.name: 'Rostec' brought ")
    assert said in warning.text
    assert "`tocsin backtest arms.yaml`" in warning.todo


@pytest.mark.parametrize(
    ("articles", "hits", "days"),
    [(120, 60, 2), (250, 40, 25), (0, 0, 1)],
    ids=["not 50 a day, and few articles", "not a fifth", "nothing"],
)
def test_a_term_that_brought_what_can_be_read_is_left_alone(
    database: Database, articles: int, hits: int, days: int
) -> None:
    store(database, articles=articles, hits=hits, days=days)
    assert warnings() == []


def test_without_an_archive_the_words_tell(home: Path) -> None:
    (warning,) = warnings(kind="person")
    assert "'Rostec' is one word" in warning.text


def test_check_warns_and_finds_nothing_wrong(home: Path) -> None:
    (home / "watchlists" / "arms.yaml").write_text("name: Arms\nterms:\n  - {name: plant, kind: phrase}\n")
    findings = [finding for finding in diagnose([]) if finding.part == "watchlist"]
    place = f"{home}/watchlists/arms.yaml:3:12: terms.0.name"
    assert [(finding.state, finding.text) for finding in findings[1:]] == [
        ("warn", f"{place}: 'plant' is everyday language: it is found in about one article in 32 in English")
    ]
    assert not any(finding.needs_a_person for finding in findings)
