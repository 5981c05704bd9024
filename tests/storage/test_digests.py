import pytest
from sqlmodel import select

from given import DAY, NOW, new_delivery, stored_article, stored_digest, stored_hit
from storage import (
    AlreadyToldError,
    Database,
    Digest,
    add_digest,
    add_repeats,
    digest_by_id,
    digest_hits,
    list_deliveries,
    pending_hits,
    recent_digests,
    subscription,
    told_stories,
)


def test_a_subscription_starts_when_it_is_first_seen_and_stays(database: Database) -> None:
    with database.session() as session:
        first = subscription(session, "arms", "analysts", "0 7 * * *", NOW)
        first.composed_at = NOW
    with database.session() as session:
        again = subscription(session, "arms", "analysts", "0 7 * * *", NOW + DAY)
        rescheduled = subscription(session, "arms", "analysts", "immediately", NOW + DAY)
        other = subscription(session, "arms", "desk", "immediately", NOW + DAY)
    assert (again, again.since, other.since, other.composed_at) == (first, NOW, NOW + DAY, None)
    assert (rescheduled.since, rescheduled.composed_at) == (NOW, None)


def test_a_digest_is_stored_with_its_hits_and_deliveries(database: Database) -> None:
    with database.session() as session:
        hits = [stored_hit(session).id for _ in range(2)]
        parts = [new_delivery(part=part, payload={"text": f"часть {part}"}) for part in (0, 1)]
        digest = stored_digest(session, *parts, told=tuple(hits))
    with database.read() as session:
        deliveries = list_deliveries(session, digest_id=digest.id)
        assert digest_by_id(session, digest.id) == digest
        assert (digest_hits(session, digest.id), digest_by_id(session, 404)) == (hits, None)
        assert [(d.part, d.payload, d.state, d.attempts) for d in deliveries] == [
            (0, {"text": "часть 0"}, "pending", 0),
            (1, {"text": "часть 1"}, "pending", 0),
        ]


def test_a_hit_is_told_to_a_tag_once_and_the_second_digest_leaves_nothing(database: Database) -> None:
    with database.session() as session:
        hits = [stored_hit(session).id for _ in range(2)]
        stored_digest(session, told=(hits[0],), key="first")
    with pytest.raises(AlreadyToldError), database.session() as session:
        stored_digest(session, new_delivery(), told=tuple(hits), key="second")
    with database.session() as session:
        stored_digest(session, told=tuple(hits), tag="duty-officer", key="third")
    with database.read() as session:
        assert sorted(session.exec(select(Digest.key))) == ["first", "third"]
        assert list_deliveries(session) == []
        assert [
            row.hit.id for row in pending_hits(session, watchlist="arms", tag="analysts", min_severity="low")
        ] == hits[1:]


def test_a_story_is_known_as_told_by_the_first_digest_that_told_the_term(database: Database) -> None:
    with database.session() as session:
        article, copy = (stored_article(session, text_hash="h") for _ in range(2))
        first, second = (stored_hit(session, article=where).id for where in (article, copy))
        other_term = stored_hit(session, article=article, term="rostec")
        digest = stored_digest(session, told=(first,))
        add_repeats(session, tag="analysts", repeats=[(second, digest.id)])
        add_repeats(session, tag="analysts", repeats=[(second, digest.id)])
    asked = [("chemezov", article.story_id), ("rostec", other_term.story_id), ("chemezov", 404)]
    with database.read() as session:
        told = [told_stories(session, watchlist="arms", tag=tag, pairs=asked) for tag in ("analysts", "others")]
        assert told == [{("chemezov", article.story_id): digest.id}, {}]
        assert told_stories(session, watchlist="arms", tag="analysts", pairs=asked[1:]) == {}
        assert digest_hits(session, digest.id) == [first]


def test_repeats_are_set_aside_with_the_digest_that_tells_something_new(database: Database) -> None:
    with database.session() as session:
        old, repeat, new = (stored_hit(session).id for _ in range(3))
        first = stored_digest(session, told=(old,))
        second = Digest(key="k", watchlist="arms", tag="analysts", subject="s", created_at=NOW)
        add_digest(session, second, told=[new], repeats=[(repeat, first.id)], deliveries=[])
    with database.read() as session:
        assert pending_hits(session, watchlist="arms", tag="analysts", min_severity="low") == []


def test_the_last_digests_are_listed_the_newest_first(database: Database) -> None:
    with database.session() as session:
        days = [stored_digest(session, created_at=NOW + day * DAY, watchlist=f"list {day % 2}") for day in (0, 2, 1)]
    with database.read() as session:
        assert recent_digests(session, limit=2) == [days[1], days[2]]
        assert recent_digests(session, limit=9, watchlist="list 1") == [days[2]]
