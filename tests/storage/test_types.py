from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError
from sqlmodel import col, select

from given import NOW, article_data, stored_article, stored_entry, stored_feed, stored_hit
from storage import Article, Database, Feed, Hit, find_article

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=ZONES)  # noqa: DTZ001  bounds are naive
one_database_for_all = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@one_database_for_all
@given(MOMENTS)
def test_a_moment_comes_back_equal_and_in_utc(database: Database, moment: datetime) -> None:
    with database.session() as session:
        stored_feed(session).polled_at = moment
    with database.read() as session:
        found = session.exec(select(Feed.polled_at)).one()
    assert (found, found and found.tzinfo) == (moment, UTC)


def test_moments_are_ordered_alike_whatever_zone_they_came_in(database: Database) -> None:
    east = timezone(timedelta(hours=10))
    with database.session() as session:
        stored_feed(session).polled_at = NOW.astimezone(east)
        earlier = session.exec(select(Feed).where(col(Feed.polled_at) < NOW + timedelta(microseconds=1))).all()
        later = session.exec(select(Feed).where(col(Feed.polled_at) > NOW)).all()
    assert (len(earlier), len(later)) == (1, 0)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="a moment without a time zone"), database.session() as session:
        stored_feed(session).polled_at = NOW.replace(tzinfo=None)


def test_characters_that_a_server_refuses_are_replaced_one_for_one(database: Database) -> None:
    matches = [{"text": "nul \x00, half \ud800"}]
    with database.session() as session:
        article = stored_article(session, text="nul \x00, half \ud800, whole 🐻")
        stored_hit(session, article=article, excerpt="\x00", matches=matches)
    with database.read() as session:
        article, hit = session.exec(select(Article)).one(), session.exec(select(Hit)).one()
    assert article.text == "nul \ufffd, half \ufffd, whole 🐻"
    assert (hit.excerpt, hit.matches) == ("\ufffd", matches)


def test_a_key_too_long_for_an_index_still_tells_two_apart(database: Database) -> None:
    keys = [f"https://wire.test/{'щ' * 50_000}{end}" for end in "ab"]
    with database.session() as session:
        for key in keys:
            stored_article(session, key, entry=stored_entry(session, key=key), canonical_key=key)
    with database.read() as session:
        found = [find_article(session, key) for key in (*keys, keys[0][:-1])]
    assert [article and article.title for article in found] == [article_data(key).title for key in keys] + [None]
