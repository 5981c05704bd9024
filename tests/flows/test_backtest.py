"""A list on trial over a stored archive, on both servers."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import Session, SQLModel, select

from flows import backtest as trial
from flows import bench
from flows.backtest import Backtest, backtest
from flows.errors import FlowError
from flows.settings import load_settings
from flows.steps.find import Finder
from flows.workspace import open_workspace
from given import DAY, NOW, article_data, stored_entry, stored_feed, stored_hit
from storage import Article, Database, Feed, HitData, add_article
from watchlists import WatchlistError

WIRE, BLATT = "https://wire.test/rss", "https://blatt.test/rss"
TEXTS = {
    "a": "Rostec opened a plant. Sergei Chemezov came.",
    "b": "Концерн Ростеха и Сергей Чемезов: завод открыт.",
    "c": "The plant of Chemezov's own is a greenhouse.",
    "d": "Nothing at all.",
    "e": "Im Werk der Rostec wurde gefeiert.",
}
ROSTEC = {"name": "Rostec", "kind": "organization"}
CHEMEZOV = {"name": "Sergei Chemezov", "kind": "person"}
PLANT = {"name": "plant", "kind": "phrase", "aliases": ["завод"]}
WERK = {"name": "Werk", "kind": "phrase", "languages": ["de"]}


@pytest.fixture
def archive(database: Database, database_url: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An archive of five articles on five days, two of them in one story, the last one in a German feed."""
    monkeypatch.setenv("TOCSIN_DATABASE_URL", database_url)
    with database.session() as session:
        feeds = {"e": stored_feed(session, BLATT, language="de")}
        for number, (name, text) in enumerate(TEXTS.items()):
            add(session, name, text, feeds.get(name) or stored_feed(session, WIRE, language="en"), number)
    return database


def add(session: Session, name: str, text: str, feed: Feed, day: int) -> Article:
    data = article_data(f"https://wire.test/{name}", title=f"Title {name}", text=text)
    return add_article(session, stored_entry(session, feed).id, data, NOW - day * DAY)


def write(path: Path, *terms: Mapping[str, Any], feeds: tuple[str, ...] = (), **fields: Any) -> Path:
    watchlist = {"name": "Arms", "terms": terms, "feeds": [{"url": url} for url in feeds], **fields}
    path.write_text(json.dumps(watchlist), encoding="utf-8")
    return path


def run(path: Path, *, days: int = 30, **options: Any) -> Backtest:
    return backtest(load_settings(), path, **{"since": NOW - days * DAY, "now": NOW, "workers": 1, **options})


def hits(result: Backtest) -> dict[str, int]:
    return {term: tally.hits for term, tally in result.tally.terms.items() if tally.hits}


def differences(result: Backtest) -> dict[str, tuple[int, int]]:
    return {term: (tally.new, tally.gone) for term, tally in result.tally.terms.items() if tally.new or tally.gone}


def stored_rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        tables = SQLModel.metadata.sorted_tables
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def test_hits_are_counted_by_term_and_day(archive: Database) -> None:
    result = run(write(Path("draft.yaml"), ROSTEC, CHEMEZOV, PLANT))
    assert hits(result) == {"rostec": 3, "sergei-chemezov": 2, "plant": 3}
    assert result.tally.terms["rostec"].days == {date(2026, 3, 2): 1, date(2026, 3, 1): 1, date(2026, 2, 26): 1}
    assert (result.tally.articles.total(), result.tally.whole.hits, result.tally.failed) == (5, 4, [])


def test_it_finds_what_the_flow_finds(archive: Database) -> None:
    from flows.match import _find, unmatched

    write(load_settings().watchlists_path / "arms.yaml", ROSTEC, CHEMEZOV, PLANT, WERK)
    with open_workspace() as work:
        found = [hit.term for _, article, feed in unmatched(work) for hit in _find(work, article, feed)]

    result = run(write(Path("draft.yaml"), ROSTEC, CHEMEZOV, PLANT, WERK, name="Other"))

    assert hits(result) == {term: found.count(term) for term in found}
    assert hits(result)["werk"] == 1


def test_two_workers_and_small_parts_give_the_same(archive: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(Path("draft.yaml"), ROSTEC, CHEMEZOV, PLANT)
    alone = run(path)
    monkeypatch.setattr(trial, "PART", 1)
    done: list[tuple[int, int]] = []

    result = run(path, workers=2, progress=lambda *so_far: done.append(so_far))

    assert result.tally == alone.tally
    assert done == [(number, 5) for number in range(1, 6)]


def test_nothing_is_stored(archive: Database) -> None:
    before = stored_rows(archive)
    run(write(Path("draft.yaml"), ROSTEC))
    assert stored_rows(archive) == before


def test_only_the_feeds_of_the_list_are_looked_into(archive: Database) -> None:
    path = write(Path("draft.yaml"), ROSTEC, feeds=(BLATT,))
    assert hits(run(path)) == {"rostec": 1}
    assert hits(run(path, all_feeds=True)) == {"rostec": 3}


def test_news_before_the_moment_does_not_count(archive: Database) -> None:
    assert hits(run(write(Path("draft.yaml"), ROSTEC), days=2)) == {"rostec": 2}


def test_another_file_in_use_under_the_name_is_run_over_the_same_articles(archive: Database, home: Path) -> None:
    in_use = write(home / "watchlists" / "arms.yaml", {**ROSTEC, "aliases": ["Rostech"]}, WERK, feeds=(WIRE, BLATT))
    with archive.session() as session:
        stored_hit(session, term="rostec", article=session.get(Article, 4))

    result = run(write(Path("draft.yaml"), ROSTEC, PLANT, feeds=(WIRE,)))

    assert (result.run_beside, result.stored_beside) == (in_use, None)
    assert differences(result) == {"plant": (3, 0), "rostec": (0, 1), "werk": (0, 1)}
    assert (result.tally.whole.new, result.tally.whole.gone) == (1, 1)
    (gone,) = result.tally.terms["werk"].gone_samples
    assert (gone.headline, gone.excerpt[slice(*gone.marks[0])]) == ("Title e", "Werk")


def test_a_file_of_the_same_name_is_the_version_in_use_even_if_the_list_was_renamed(
    archive: Database, home: Path
) -> None:
    in_use = write(home / "watchlists" / "draft.yaml", WERK)
    assert run(write(Path("draft.yaml"), ROSTEC, name="Renamed")).run_beside == in_use


def test_a_file_that_is_itself_in_use_is_compared_with_the_hits_in_store(archive: Database, home: Path) -> None:
    path = write(home / "watchlists" / "arms.yaml", ROSTEC)
    with archive.session() as session:
        for number, term in ((1, "rostec"), (4, "rostec"), (2, "gone")):
            stored_hit(session, term=term, article=session.get(Article, number))

    result = run(path)

    assert (result.run_beside, result.stored_beside) == (None, "arms")
    assert differences(result) == {"rostec": (2, 1), "gone": (0, 1)}


def test_where_nothing_is_in_use_nothing_is_new(archive: Database) -> None:
    result = run(write(Path("draft.yaml"), ROSTEC))
    assert (result.run_beside, result.stored_beside, differences(result)) == (None, None, {})


def test_a_wrong_list_in_use_does_not_keep_its_correction_from_being_tried(archive: Database, home: Path) -> None:
    (home / "watchlists" / "arms.yaml").write_text("name: Arms\nterms: []\n")
    assert hits(run(write(Path("draft.yaml"), ROSTEC))) == {"rostec": 3}


def test_a_text_that_trips_the_matcher_is_told_and_hides_no_other(
    archive: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Tripping(Finder):
        def find(self, article: Article, feeds: Any) -> dict[str, HitData]:
            if article.id == 2:
                raise RecursionError
            return super().find(article, feeds)

    monkeypatch.setattr(bench, "Finder", Tripping)
    result = run(write(Path("draft.yaml"), ROSTEC))
    assert (hits(result), result.tally.failed, result.tally.articles.total()) == ({"rostec": 2}, [2], 4)


def test_an_archive_with_nothing_to_look_through_is_refused(archive: Database) -> None:
    path = write(Path("draft.yaml"), ROSTEC)
    with pytest.raises(
        FlowError, match=r"no article is news since 2026-03-02 08:30 UTC; the last one was read at 2026-"
    ):
        run(path, since=NOW + timedelta(hours=1))
    with pytest.raises(FlowError, match=r"none of the 5 articles .* --all-feeds"):
        run(write(Path("draft.yaml"), ROSTEC, feeds=("https://new.test/rss",)))


def test_an_empty_archive_is_refused(database: Database, database_url: str, home: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", database_url)
    with pytest.raises(FlowError, match="the archive is empty"):
        run(write(Path("draft.yaml"), ROSTEC))


def test_a_trial_makes_no_database(home: Path) -> None:
    with pytest.raises(FlowError, match="the archive is empty"):
        run(write(Path("draft.yaml"), ROSTEC))
    assert not (home / "tocsin.db").exists()


def test_a_wrong_list_is_refused_with_its_line(home: Path) -> None:
    with pytest.raises(WatchlistError, match=r"draft\.yaml:1:\d+: terms\.0\.kind"):
        run(write(Path("draft.yaml"), {"name": "Rostec", "kind": "firm"}))
