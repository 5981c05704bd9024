from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlmodel import Session

from given import DAY, NOW, hit_data, stored_article, stored_digest, stored_entry, stored_feed, stored_hit
from storage import Database, Hit, HitRow, StorageError, add_hits, add_repeats, find_hit, find_hits, pending_hits

TEXT = "Сергей ЧЕМЕЗОВ заявил: рост 100% за год. Артём_ов — Straße, Ёж."


def ids(rows: list[HitRow]) -> list[int | None]:
    return [row.hit.id for row in rows]


def pending(session: Session, tag: str = "analysts", **fields: Any) -> list[int | None]:
    return ids(pending_hits(session, **{"watchlist": "arms", "tag": tag, "min_severity": "low", **fields}))


def test_a_term_is_found_once_in_an_article_whoever_looks_again(database: Database) -> None:
    with database.session() as session:
        article, feed = stored_article(session), stored_feed(session)
        both = [hit_data("rostec", matches=[{"text": "Ростех"}]), hit_data("chemezov")]
        first = add_hits(session, article=article, feed_id=feed.id, hits=both, now=NOW)
        again = add_hits(session, article=article, feed_id=feed.id, hits=[*both, hit_data("ktrv")], now=NOW + DAY)
    assert [[hit.term for hit in hits] for hits in (first, again)] == [["chemezov", "rostec"], ["ktrv"]]
    assert (first[1].matches, first[1].story_id, first[1].found_at) == ([{"text": "Ростех"}], article.story_id, NOW)


def test_what_is_found_again_in_a_fuller_text_has_its_places_there(database: Database) -> None:
    with database.session() as session:
        article, feed = stored_article(session), stored_feed(session)
        for at in (3, 30):
            hits = [hit_data("rostec", excerpt=f"at {at}", matches=[{"start": at}]), hit_data("ktrv")]
            add_hits(session, article=article, feed_id=feed.id, hits=hits[: 2 - at // 30], now=NOW + at * DAY)
    with database.read() as session:
        found = {row.hit.term: (row.hit.matches, row.hit.excerpt, row.hit.found_at) for row in find_hits(session)}
    assert found["rostec"] == ([{"start": 30}], "at 30", NOW + 3 * DAY)
    assert found["ktrv"][0] == hit_data("ktrv").matches


def test_a_hit_is_read_with_its_reasons_by_its_number(database: Database) -> None:
    reasons = [
        {"start": 3, "end": 9, "listed": "ростех", "rule": "case form", "detail": "«Ростеха» at 3", "score": 0.98}
    ]
    with database.session() as session:
        new, old = (
            stored_hit(session, matches=[{"reasons": reasons}]),
            stored_hit(session, matches=[{"text": "Ростех"}]),
        )
    with database.read() as session:
        found = [find_hit(session, number) for number in (new.id, old.id, 99)]
    assert [row and (row.hit.matches, row.article.id) for row in found] == [
        ([{"reasons": reasons}], new.article_id),
        ([{"text": "Ростех"}], old.article_id),
        None,
    ]


def test_processes_that_find_the_same_at_once_store_it_once(database: Database) -> None:
    with database.session() as session:
        articles, feed = [stored_article(session) for _ in range(10)], stored_feed(session)
    hits = [hit_data(term) for term in ("a", "b", "c")]

    def match(worker: int) -> int:
        found = 0
        for article in articles:
            with database.session() as session:
                order = hits if worker % 2 else hits[::-1]
                found += len(add_hits(session, article=article, feed_id=feed.id, hits=order, now=NOW))
        return found

    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(match, range(4)))
    with database.read() as session:
        assert (sum(counts), len(find_hits(session))) == (30, 30)


def test_a_row_has_what_the_hit_was_found_in_and_the_newest_is_first(database: Database) -> None:
    with database.session() as session:
        article = stored_article(session)
        old = stored_hit(session, article=article, term="old")
        new = stored_hit(session, article=article, term="new", now=NOW + DAY)
        feed = stored_feed(session)
    with database.read() as session:
        rows = find_hits(session)
        assert [row.hit for row in rows] == [new, old]
        assert (rows[0].article, rows[0].feed, rows[0].story.id) == (article, feed, article.story_id)
        assert ids(find_hits(session, limit=1)) == [new.id]


FILTERS: list[tuple[dict[str, Any], set[str]]] = [
    ({"watchlist": "arms"}, {"low", "high"}),
    ({"watchlist": "none"}, set()),
    ({"term": "high"}, {"high"}),
    ({"term": "High"}, {"high"}),
    ({"severity": "normal"}, {"high", "other"}),
    ({"severity": "critical"}, {"other"}),
    ({"feed": "https://wire.test/rss"}, {"low", "high"}),
    ({"feed": "wire.test"}, {"low", "high", "other"}),
    ({"feed": "ВЕСТИ"}, {"other"}),
    ({"since": NOW + DAY}, {"high", "other"}),
    ({"until": NOW + DAY}, {"low"}),
    ({"since": NOW, "until": NOW + DAY, "severity": "low", "words": "text"}, {"low"}),
]


@pytest.mark.parametrize(("filters", "terms"), FILTERS, ids=[str(filters) for filters, _ in FILTERS])
def test_hits_are_found_by_what_they_are(database: Database, filters: dict[str, Any], terms: set[str]) -> None:
    with database.session() as session:
        stored_hit(session, term="low", severity="low")
        stored_hit(session, term="high", severity="high", now=NOW + DAY)
        feed = stored_feed(session, "https://wire.test/rss/world", title="Вести мира")
        article = stored_article(session, entry=stored_entry(session, feed))
        other = [hit_data("other", watchlist="energy", severity="critical")]
        add_hits(session, article=article, feed_id=feed.id, hits=other, now=NOW + 2 * DAY)
    with database.read() as session:
        assert {row.hit.term for row in find_hits(session, **filters)} == terms


def test_an_unknown_severity_is_refused(database: Database) -> None:
    with database.read() as session, pytest.raises(StorageError, match="hgih: no such severity; there are low, normal"):
        find_hits(session, severity="hgih")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("чемезов", True),
        ("ЧЕМЕЗОВ", True),
        ("заявил сергей", True),
        ("заявил кириенко", False),
        ("заголовок чемезов", True),
        ("артем_ов", True),
        ("еж", True),
        ("STRASSE", True),
        ("и\u0306", True),
        ("100%", True),
        ("1%0", False),
        ("%", True),
        ("сергей_чемезов", False),
        ("\\", False),
        ("'", False),
        ("\x00", False),
        ("  ", True),
    ],
)
def test_words_are_found_in_any_case_and_script_and_mean_themselves(
    database: Database, words: str, found: bool
) -> None:
    with database.session() as session:
        hit = stored_hit(session, article=stored_article(session, title="Заголовок", text=TEXT))
        stored_hit(session, article=stored_article(session, title="", text=""))
    with database.read() as session:
        rows = ids(find_hits(session, words=words))
    assert (hit.id in rows) == found


def test_words_are_looked_for_before_the_limit_is_counted(database: Database) -> None:
    with database.session() as session:
        wanted = [stored_hit(session, article=stored_article(session, text="Rostec")).id for _ in range(3)]
        for _ in range(5):
            stored_hit(session, now=NOW + DAY)
    with database.read() as session:
        assert ids(find_hits(session, words="rostec", limit=2)) == wanted[:0:-1]


def test_a_hit_is_pending_for_each_tag_until_it_was_told_or_set_aside(database: Database) -> None:
    with database.session() as session:
        told, aside, waiting = (stored_hit(session).id for _ in range(3))
        digest = stored_digest(session, told=(told,))
        add_repeats(session, tag="analysts", repeats=[(aside, digest.id)])
    with database.read() as session:
        assert pending(session) == [waiting]
        assert pending(session, tag="duty-officer") == [told, aside, waiting]


def test_a_hit_in_a_link_to_another_story_is_pending_only_for_those_who_ask(database: Database) -> None:
    with database.session() as session:
        stored_hit(session, term="body")
        stored_hit(session, term="fringe", zone="fringe")
        asked = [
            {
                row.hit.term
                for row in pending_hits(session, watchlist="arms", tag="x", min_severity="low", fringe=fringe)
            }
            for fringe in (False, True)
        ]
    assert asked == [{"body"}, {"body", "fringe"}]


def test_pending_hits_are_of_one_list_severe_enough_and_not_too_old(database: Database) -> None:
    with database.session() as session:
        low, high = stored_hit(session, severity="low"), stored_hit(session, severity="high", now=NOW + DAY)
        stored_hit(session, watchlist="energy")
    with database.read() as session:
        found = [pending(session), pending(session, min_severity="normal"), pending(session, since=NOW + DAY)]
    assert found == [[low.id, high.id], [high.id], [high.id]]


def test_hit_is_what_is_stored(database: Database) -> None:
    with database.session() as session:
        hit = stored_hit(session)
    with database.read() as session:
        assert session.get(Hit, hit.id) == hit
