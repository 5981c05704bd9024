from typing import Any

import pytest
from sqlmodel import Session

from given import DAY, MINUTE, NOW, stored_article, stored_digest, stored_entry, stored_hit
from storage import (
    Database,
    Hit,
    MuteData,
    add_mute,
    count_held,
    end_mute,
    find_hit,
    find_hits,
    held_from,
    hits_a_day,
    hold_hits,
    list_mutes,
    muted_by,
    pending_hits,
    release_held,
    source_of,
    stories_told,
    uncounted_held,
)


def is_muted(session: Session, hit: Hit, tag: str = "analysts") -> bool:
    row = find_hit(session, hit.id)
    assert row is not None
    return muted_by(list_mutes(session, NOW), row, tag) is not None


def hit_in(session: Session, url_key: str, **fields: Any) -> Hit:
    return stored_hit(session, article=stored_article(session, url_key), **fields)


@pytest.mark.parametrize(
    ("what", "muted"),
    [
        ({"term": "chemezov"}, [True, True, False, False]),
        ({"term": "chemezov", "source": "bbc.co.uk"}, [True, False, False, False]),
        ({"term": "chemezov", "tag": "desk"}, [False, False, False, False]),
        ({"term": "chemezov", "until": NOW}, [False, False, False, False]),
        ({"term": "chemezov", "until": NOW + MINUTE}, [True, True, False, False]),
    ],
    ids=["a term", "in one source", "for another tag", "over", "for a time"],
)
def test_a_mute_keeps_what_it_names_from_whom_it_names_as_long_as_it_says(
    database: Database, what: dict[str, Any], muted: list[bool]
) -> None:
    with database.session() as session:
        hits = [
            hit_in(session, "news.bbc.co.uk/1"),
            hit_in(session, "wire.example/1"),
            hit_in(session, "bbc.co.uk/2", term="rostec"),
            hit_in(session, "bbc.co.uk/3", watchlist="other"),
        ]
        add_mute(session, MuteData(watchlist="arms", **what), NOW - DAY)
        assert [is_muted(session, hit) for hit in hits] == muted


def test_a_muted_story_is_muted_whatever_term_it_was_found_by(database: Database) -> None:
    with database.session() as session:
        article = stored_article(session)
        both = [stored_hit(session, article=article, term=term) for term in ("rostec", "chemezov")]
        other = stored_hit(session)
        add_mute(session, MuteData(watchlist="arms", story_id=article.story_id), NOW)
        assert [is_muted(session, hit) for hit in (*both, other)] == [True, True, False]


def test_a_muted_story_stays_muted_when_it_joins_another(database: Database) -> None:
    words = " ".join(f"Word{number} of the report on the plant near the river." for number in range(40))
    with database.session() as session:
        first = stored_article(session, text=words, text_hash="same")
        entry = stored_entry(session)
        poor = stored_article(session, "https://wire.test/poor", entry=entry, text="Short.", text_source="title")
        mute = add_mute(session, MuteData(watchlist="arms", story_id=poor.story_id), NOW)
        stored_article(session, "https://wire.test/poor", entry=entry, text=words, text_hash="same", text_source="page")
        session.refresh(mute)
        assert mute.story_id == first.story_id


def test_the_same_mute_twice_is_one_and_ends_when_the_second_would(database: Database) -> None:
    term: dict[str, Any] = {"watchlist": "arms", "term": "chemezov"}
    with database.session() as session:
        first = add_mute(session, MuteData(**term, until=NOW + DAY), NOW)
        second = add_mute(session, MuteData(**term, until=NOW + 7 * DAY), NOW)
        other = add_mute(session, MuteData(**term, tag="desk"), NOW)
        assert (second.id, second.until) == (first.id, NOW + 7 * DAY)
        assert [mute.id for mute in list_mutes(session, NOW)] == [other.id, first.id]


def test_a_mute_that_is_ended_is_over_and_still_known(database: Database) -> None:
    with database.session() as session:
        mute = add_mute(session, MuteData(watchlist="arms", term="chemezov"), NOW - DAY)
        assert end_mute(session, mute.id, NOW) is mute
        assert end_mute(session, 99, NOW) is None
        assert (list_mutes(session, NOW), list_mutes(session)) == ([], [mute])


def test_what_is_held_back_is_not_pending_is_counted_once_and_can_be_given_back(database: Database) -> None:
    with database.session() as session:
        muted, above, told = (stored_hit(session, term=term) for term in ("chemezov", "rostec", "ktrv"))
        mute = add_mute(session, MuteData(watchlist="arms", term="chemezov"), NOW)
        hold_hits(session, tag="analysts", held=[(above.id, None), (muted.id, mute.id)], now=NOW)

    def pending() -> list[int]:
        rows = pending_hits(session, watchlist="arms", tag="analysts", min_severity="low")
        return [row.hit.id for row in rows]

    with database.session() as session:
        assert pending() == [told.id]
        assert {row.hit.id for row in find_hits(session, held=True)} == {muted.id, above.id}
        counted = uncounted_held(session, watchlist="arms", tag="analysts")
        assert [(one.term, one.muted, one.stories) for one in counted] == [("chemezov", True, 1), ("rostec", False, 1)]
        digest = stored_digest(session, told=(told.id,))
        count_held(session, watchlist="arms", tag="analysts", digest_id=digest.id)
        assert uncounted_held(session, watchlist="arms", tag="analysts") == []
        (held,) = held_from(session, muted.id)
        assert (held.mute_id, held.digest_id, held.held_at) == (mute.id, digest.id, NOW)
        assert release_held(session, mute.id) == 1
        assert pending() == [muted.id]


def test_stories_told_are_those_of_a_tag_since_a_moment(database: Database) -> None:
    with database.session() as session:
        old, new, other = (stored_hit(session) for _ in range(3))
        stored_digest(session, told=(old.id,), created_at=NOW - DAY)
        stored_digest(session, told=(new.id,), created_at=NOW)
        stored_digest(session, told=(other.id,), tag="desk")
        found = stories_told(session, watchlist="arms", tag="analysts", since=NOW - DAY)
    assert found == {"chemezov": {new.story_id}}


@pytest.mark.parametrize(
    ("key", "source"),
    [("news.bbc.co.uk/1?a=b", "bbc.co.uk"), ("127.0.0.1:80/1", "127.0.0.1:80"), ("wire.test/1", "wire.test")],
)
def test_a_source_is_the_domain_that_its_owner_registered(key: str, source: str) -> None:
    assert source_of(key) == source


def test_hits_a_day_are_counted_by_utc_day_today_last(database: Database) -> None:
    with database.session() as session:
        for days, term in ((0, "chemezov"), (0, "chemezov"), (2, "chemezov"), (3, "chemezov"), (1, "rostec")):
            stored_hit(session, now=NOW - days * DAY, term=term)
        stored_hit(session, now=NOW - DAY, watchlist="other")
        terms = {"chemezov", "rostec", "ktrv"}
        found = hits_a_day(session, watchlist="arms", terms=terms, now=NOW, days=3)
    assert found == {"chemezov": [1, 0, 2], "rostec": [0, 1, 0], "ktrv": [0, 0, 0]}
