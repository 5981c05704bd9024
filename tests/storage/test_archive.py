from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from given import DAY, NOW, article_data, stored_article, stored_entry, stored_feed, stored_hit
from storage import (
    Article,
    Database,
    Part,
    add_article,
    archive_parts,
    archived_articles,
    archived_hits,
    has_hits,
    mark_matched,
    newest_article,
    news_moment,
    prune,
    pruned_articles,
)

EVER = NOW - 365 * DAY


def titles(database: Database, since: datetime, size: int = 2) -> list[list[str]]:
    with database.read() as session:
        parts = archive_parts(session, since=since, size=size)
        return [[article.title for article, _ in archived_articles(session, part, since=since)] for part in parts]


def read_at(session: Session, title: str, moment: datetime, published: datetime | None = None) -> Article:
    data = article_data(f"https://wire.test/{title}", title=title, published_at=published)
    return add_article(session, stored_entry(session).id, data, moment)


def test_the_archive_comes_in_parts_and_each_article_once(database: Database) -> None:
    with database.session() as session:
        for number in range(5):
            article = stored_article(session, title=str(number))
            stored_article(session, article.url_key)

    assert titles(database, EVER) == [["0", "1"], ["2", "3"], ["4"]]


def test_an_article_is_news_when_it_was_published_but_never_later_than_it_was_read(database: Database) -> None:
    with database.session() as session:
        read_at(session, "old when read", NOW, NOW - 9 * DAY)
        read_at(session, "read long ago", NOW - 9 * DAY)
        read_at(session, "dated into the future", NOW - 9 * DAY, NOW + 9 * DAY)
        read_at(session, "new", NOW, NOW - DAY)
        undated = read_at(session, "undated", NOW)
        early = read_at(session, "early", NOW, NOW + DAY)

    assert titles(database, NOW - 2 * DAY) == [["new", "undated"], ["early"]]
    assert news_moment(undated) == news_moment(early) == NOW


@pytest.mark.parametrize(("ago", "count"), [(timedelta(days=1), 1), (timedelta(days=1) - timedelta(microseconds=1), 0)])
def test_the_moment_itself_belongs_to_the_archive_since_then(database: Database, ago: timedelta, count: int) -> None:
    with database.session() as session:
        read_at(session, "a", NOW - DAY)

    assert len(titles(database, NOW - ago)) == count


def test_an_article_comes_with_the_feeds_that_brought_it_the_first_one_first(database: Database) -> None:
    with database.session() as session:
        feeds = [stored_feed(session, f"https://wire.test/{name}") for name in ("z", "a")]
        article = stored_article(session, entry=stored_entry(session, feeds[0]))
        stored_article(session, article.url_key, entry=stored_entry(session, feeds[1]))

    with database.read() as session:
        ((_, found),) = archived_articles(session, Part(article.id, article.id, 1), since=EVER)
    assert [feed.url[-1] for feed in found] == ["z", "a"]


def test_an_article_whose_text_was_thrown_away_is_no_part_of_the_archive_and_is_counted(database: Database) -> None:
    with database.session() as session:
        entries = [read_at(session, title, NOW - 9 * DAY).id for title in ("nothing found", "found")]
        found = session.get(Article, entries[1])
        stored_hit(session, article=found)
        read_at(session, "new", NOW)
        mark_matched(session, [1, 2, 3, 4], NOW)
        prune(session, before=NOW - DAY, dry_run=False)

    assert titles(database, EVER) == [["found", "new"]]
    with database.read() as session:
        assert (pruned_articles(session, since=EVER), pruned_articles(session, since=NOW - DAY)) == (1, 0)


def test_hits_are_those_of_the_part_and_of_the_list(database: Database) -> None:
    with database.session() as session:
        hits = [stored_hit(session, term=term) for term in ("a", "b", "c")]
        stored_hit(session, term="d", watchlist="other", article=session.get(Article, hits[0].article_id))

    with database.read() as session:
        found = archived_hits(session, Part(hits[0].article_id, hits[1].article_id, 2), watchlist="arms")
        assert [hit.term for hit in found] == ["a", "b"]
        assert has_hits(session, "other")
        assert not has_hits(session, "none")


def test_the_newest_article_tells_an_empty_archive_from_an_old_one(database: Database) -> None:
    with database.session() as session:
        assert newest_article(session) is None
        stored_article(session)
        assert newest_article(session) == NOW
