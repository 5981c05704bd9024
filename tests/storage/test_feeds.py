from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from given import DAY, MINUTE, NOW, poll_data, stored_feed
from storage import (
    Database,
    Entry,
    EntryData,
    Feed,
    FeedData,
    PollData,
    StorageError,
    add_feed,
    due_addresses,
    due_feeds,
    entries_a_day,
    feed_rows,
    numbered_feeds,
    record_poll,
    record_polls,
    remove_feed,
    sync_feeds,
)
from storage.polls import MOST_ENTRIES

A, B, C = (FeedData(url=f"https://{name}.test/rss", title=name.upper()) for name in "abc")


def poll(session: Session, feed: Feed, data: PollData | None = None, **fields: Any) -> list[Entry]:
    return record_poll(session, feed.id, data or poll_data(**fields), NOW)


def due_urls(session: Session, **fields: Any) -> list[str]:
    return [feed.url for feed in due_feeds(session, NOW, **fields)]


def test_a_list_brings_feeds_that_are_due_at_once(database: Database) -> None:
    with database.session() as session:
        sync_feeds(session, [B, A], NOW)
    with database.read() as session:
        assert due_urls(session) == [A.url, B.url]
        assert [(feed.title, feed.status, feed.added_at) for feed in feed_rows(session)] == [
            ("A", "new", NOW),
            ("B", "new", NOW),
        ]


def test_a_feed_that_no_list_names_any_more_is_kept_and_not_polled_unless_added_by_hand(database: Database) -> None:
    with database.session() as session:
        sync_feeds(session, [A, B], NOW)
        add_feed(session, C, NOW)
        sync_feeds(session, [B], NOW)
        assert due_urls(session) == [B.url, C.url]
        assert [feed.url for feed in feed_rows(session)] == [B.url, C.url, A.url]
        sync_feeds(session, [A], NOW)
        assert sorted(due_urls(session)) == [A.url, C.url]


def test_a_feed_in_two_lists_is_one_feed_polled_as_often_as_the_keener_asks(database: Database) -> None:
    twice = [FeedData(url=A.url, every=900), FeedData(url=A.url, title="A", every=300), FeedData(url=A.url, title="a")]
    with database.session() as session:
        sync_feeds(session, twice, NOW)
        (feed,) = feed_rows(session)
    assert (feed.title, feed.every) == ("A", 300)


def test_syncing_keeps_health_and_what_the_feed_told_of_itself(database: Database) -> None:
    bare = FeedData(url=A.url)
    with database.session() as session:
        sync_feeds(session, [bare], NOW)
        (feed,) = feed_rows(session)
        poll(session, feed, title="The Wire", language="uk", etag=b"1")
        sync_feeds(session, [bare], NOW + DAY)
    with database.read() as session:
        assert feed_rows(session) == [feed]
    assert (feed.title, feed.language, feed.etag, feed.added_at) == ("The Wire", "uk", b"1", NOW)


def test_a_gone_feed_is_polled_again_only_when_somebody_adds_it(database: Database) -> None:
    with database.session() as session:
        sync_feeds(session, [A], NOW)
        (feed,) = feed_rows(session)
        poll(session, feed, status="gone", error="410 Gone")
        sync_feeds(session, [A], NOW)
        assert due_urls(session, everything=True) == []
        added = add_feed(session, A, NOW)
        assert due_urls(session) == [A.url]
    assert (added.id, added.status, added.failures, added.error) == (feed.id, "new", 0, None)


def test_a_removed_feed_is_not_polled_and_a_second_time_there_is_none(database: Database) -> None:
    with database.session() as session:
        add_feed(session, A, NOW)
        assert [remove_feed(session, url) for url in (A.url, A.url, B.url)] == [True, False, False]
        assert due_urls(session, everything=True) == []


def test_feeds_are_due_the_longest_overdue_first_and_everything_on_request(database: Database) -> None:
    with database.session() as session:
        for data, wait in ((A, MINUTE), (B, timedelta()), (C, -MINUTE)):
            stored_feed(session, data.url).next_poll_at = NOW + wait
    with database.read() as session:
        assert due_urls(session) == [C.url, B.url]
        assert due_urls(session, everything=True) == [C.url, B.url, A.url]


def test_feeds_that_are_due_can_be_asked_for_in_parts(database: Database) -> None:
    with database.session() as session:
        sync_feeds(session, [A, B, C], NOW)
        due = due_addresses(session, NOW)
        assert due == [(feed.id, feed.url) for feed in due_feeds(session, NOW)]
        numbers = [number for number, _ in reversed(due)]
        assert [feed.id for feed in numbered_feeds(session, [*numbers, 404])] == numbers


def test_a_leased_feed_is_due_for_nobody_else_until_the_lease_has_run_out(database: Database) -> None:
    with database.session() as session:
        stored_feed(session)
        leased = due_urls(session, lease_seconds=60)
    with database.session() as session:
        meanwhile = due_urls(session, lease_seconds=60)
        after = due_feeds(session, NOW + MINUTE)
    assert (len(leased), meanwhile, len(after)) == (1, [], 1)


def test_a_poll_returns_what_is_new_once_in_the_feeds_order(database: Database) -> None:
    with database.session() as session:
        feed = stored_feed(session)
        first = poll(session, feed, poll_data("c", "b"))
        again = poll(session, feed, poll_data("c", "b"))
        later = poll(session, feed, poll_data("e", "d", "e", "c"))
    assert [[entry.key for entry in entries] for entries in (first, again, later)] == [["c", "b"], [], ["e", "d"]]
    assert (first[0].url, first[0].title, first[0].found_at) == ("https://wire.test/c", "Title of c", NOW)


def test_the_same_key_in_two_feeds_is_two_entries(database: Database) -> None:
    with database.session() as session:
        counts = [len(poll(session, stored_feed(session, data.url), poll_data("1"))) for data in (A, B)]
    assert counts == [1, 1]


def test_of_a_monstrous_poll_the_first_entries_are_taken(database: Database) -> None:
    with database.session() as session:
        entries = poll(session, stored_feed(session), poll_data(*map(str, range(MOST_ENTRIES + 5))))
    assert [entry.key for entry in entries] == [str(number) for number in range(MOST_ENTRIES)]


def test_failures_are_counted_until_a_poll_succeeds(database: Database) -> None:
    told = []
    with database.session() as session:
        feed = stored_feed(session)
        for status, error in (("ok", None), ("failing", "503"), ("failing", "DNS"), ("unchanged", None)):
            poll(session, feed, status=status, error=error)
            told.append((feed.status, feed.failures, feed.error, feed.next_poll_at))
    later = NOW + MINUTE
    assert told == [
        ("ok", 0, None, later),
        ("failing", 1, "503", later),
        ("failing", 2, "DNS", later),
        ("ok", 0, None, later),
    ]


def test_a_failing_poll_keeps_validators_and_the_last_success(database: Database) -> None:
    with database.session() as session:
        feed = stored_feed(session)
        poll(session, feed, etag=b'W/"\xff"', last_modified=b"yesterday", body_hash="1")
        record_poll(session, feed.id, poll_data(status="failing", moved_to="https://x.test/"), NOW + DAY)
    assert (feed.etag, feed.last_modified, feed.body_hash) == (b'W/"\xff"', b"yesterday", "1")
    assert (feed.succeeded_at, feed.polled_at, feed.fetch_url) == (NOW, NOW + DAY, None)


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ({"status": "unchanged"}, (b"1", b"old", "h")),
        ({"status": "unchanged", "last_modified": b"new"}, (b"1", b"new", "h")),
        ({"status": "unchanged", "etag": b"2", "body_hash": "h"}, (b"2", None, "h")),
        ({"status": "ok", "body_hash": "i"}, (None, None, "i")),
    ],
    ids=["304", "304 with a date", "200 with the same body", "200 without validators"],
)
def test_validators_are_those_of_the_last_body(
    database: Database, answer: dict[str, Any], kept: tuple[Any, ...]
) -> None:
    with database.session() as session:
        feed = stored_feed(session)
        poll(session, feed, etag=b"1", last_modified=b"old", body_hash="h")
        poll(session, feed, **answer)
    assert (feed.etag, feed.last_modified, feed.body_hash) == kept


def test_a_move_for_good_is_believed_when_it_is_told_twice_running_and_until_the_feed_moves_home(
    database: Database,
) -> None:
    there = []
    new, other = "https://new.test/rss", "https://other.test/rss"
    with database.session() as session:
        feed = stored_feed(session, A.url)
        for moved_to in (new, None, new, other, new, new, None, A.url):
            poll(session, feed, moved_to=moved_to)
            there.append(feed.fetch_url)
    assert (feed.url, there) == (A.url, [None, None, None, None, None, new, new, None])


def test_a_feed_does_not_move_to_where_another_is_polled(database: Database) -> None:
    with database.session() as session:
        feed, _ = stored_feed(session, A.url), stored_feed(session, B.url)
        for _ in range(3):
            poll(session, feed, moved_to=B.url)
    assert (feed.fetch_url, feed.status) == (None, "ok")


def test_answers_without_a_body_are_counted_until_one_has_a_body(database: Database) -> None:
    told = []
    with database.session() as session:
        feed = stored_feed(session)
        for day, (status, bodiless) in enumerate(
            [("ok", False), ("unchanged", True), ("unchanged", True), ("failing", False), ("unchanged", False)]
        ):
            answer = poll_data(status=status, not_modified=bodiless)
            record_poll(session, feed.id, answer, NOW + day * DAY)
            told.append((feed.not_modified, feed.read_at))
    assert told == [(0, NOW), (1, NOW), (2, NOW), (2, NOW), (0, NOW + 4 * DAY)]


def test_a_server_that_asked_for_a_pause_is_not_asked_a_moment_early(database: Database) -> None:
    with database.session() as session:
        for data, not_before in ((A, None), (B, NOW + MINUTE)):
            poll(session, stored_feed(session, data.url), next_poll_at=NOW + MINUTE, not_before=not_before)
        assert due_urls(session) == []
        assert due_urls(session, early=2 * MINUTE) == [A.url]
        assert [feed.url for feed in due_feeds(session, NOW + MINUTE)] == [A.url, B.url]


def test_several_polls_are_written_down_at_once(database: Database) -> None:
    with database.session() as session:
        one, two = stored_feed(session, A.url), stored_feed(session, B.url)
        polls = {one.id: poll_data("1", "2"), two.id: poll_data("1", status="failing", error="503")}
        found = record_polls(session, polls, NOW)
    assert {feed: [entry.key for entry in entries] for feed, entries in found.items()} == {
        one.id: ["1", "2"],
        two.id: ["1"],
    }
    assert [(feed.status, feed.error) for feed in (one, two)] == [("ok", None), ("failing", "503")]


def test_a_poll_of_an_unknown_feed_is_refused(database: Database) -> None:
    with pytest.raises(StorageError, match="feed 404: no such feed"), database.session() as session:
        record_poll(session, 404, poll_data(), NOW)


def test_two_polls_of_one_feed_at_once_store_each_entry_once(database: Database) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with database.session() as session:
        feed = stored_feed(session)

    def record(_: int) -> int:
        with database.session() as session:
            return len(poll(session, feed, poll_data(*map(str, range(50)))))

    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(record, range(4)))
    with database.read() as session:
        assert (sorted(counts), len(session.exec(select(Entry)).all())) == ([0, 0, 0, 50], 50)


def test_an_entry_is_stored_as_the_feed_gave_it(database: Database) -> None:
    data = EntryData(key="k", url="u", title="<b>т</b>", summary="s", content="c", author="a", language="uk", published_at=NOW)  # fmt: skip
    with database.session() as session:
        poll(session, stored_feed(session), entries=[data])
    with database.read() as session:
        stored = session.exec(select(Entry)).one()
    assert EntryData.model_validate(stored.model_dump()) == data


def test_entries_are_counted_by_the_day_on_which_they_were_published(database: Database) -> None:
    from datetime import datetime, timezone

    kyiv = timezone(timedelta(hours=2))
    moments = [NOW, NOW, NOW - DAY, datetime(2026, 3, 1, 1, tzinfo=kyiv), NOW - 9 * DAY, None]
    entries = [EntryData(key=str(number), published_at=moment) for number, moment in enumerate(moments)]
    with database.session() as session:
        feed, _ = stored_feed(session, A.url), stored_feed(session, B.url)
        poll(session, feed, entries=entries)
        assert entries_a_day(session, NOW, days=3) == {feed.id: [1, 1, 3]}
