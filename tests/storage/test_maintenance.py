import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from given import (
    DAY,
    MINUTE,
    NOW,
    new_delivery,
    poll_data,
    stored_article,
    stored_digest,
    stored_entry,
    stored_feed,
    stored_hit,
)
from storage import (
    Article,
    Database,
    Digest,
    Entry,
    OldHits,
    RunData,
    StorageError,
    add_run,
    backup,
    claim_deliveries,
    compact,
    find_article,
    find_hits,
    hold_hits,
    last_run,
    list_deliveries,
    mark_matched,
    mark_sent,
    pending_hits,
    prune,
    record_poll,
    restore,
    sizes,
    unmatched_entries,
)

LATER = NOW + DAY
NOTHING = {"articles": 0, "entries": 0, "deliveries": 0, "runs": 0, "sketches": 0}


def matched_article(session: Session, url_key: str, **fields: Any) -> Article:
    entry = stored_entry(session, key=url_key, summary="Brief.", content="At length.")
    article = stored_article(session, url_key, entry=entry, **fields)
    mark_matched(session, [entry.id], NOW)
    return article


def prune_both_ways(database: Database, **fields: Any) -> dict[str, int]:
    """Prune, and see that the dry run told the same and changed nothing."""
    before = {"before": LATER, **fields}
    with database.read() as session:
        told = prune(session, dry_run=True, **before)
    with database.session() as session:
        done = prune(session, dry_run=False, **before)
    with database.read() as session:
        assert (told, prune(session, dry_run=True, **before)) == (done, dict.fromkeys(done, 0))
    return done


def test_texts_in_which_nothing_was_found_go_and_their_keys_stay(database: Database) -> None:
    with database.session() as session:
        matched_article(session, "dull")
        feed = stored_feed(session)
    assert prune_both_ways(database) == {**NOTHING, "articles": 1, "entries": 1}
    with database.session() as session:
        article, entry = session.exec(select(Article)).one(), session.exec(select(Entry)).one()
        assert (article.text, article.url_key, entry.summary, entry.content) == ("", "dull", "", "")
        assert record_poll(session, feed.id, poll_data("dull"), LATER) == []


def test_a_pruned_article_that_shows_up_elsewhere_is_read_again_in_its_place(database: Database) -> None:
    with database.session() as session:
        old = matched_article(session, "dull")
    prune_both_ways(database)
    with database.session() as session:
        gone = find_article(session, "dull")
        again = stored_article(session, "dull", text="Once more.", text_source="title")
        waiting = unmatched_entries(session, limit=9)
    assert (gone, again.id, again.text, len(waiting)) == (None, old.id, "Once more.", 1)


def test_what_has_a_hit_is_not_matched_yet_or_is_young_stays(database: Database) -> None:
    with database.session() as session:
        stored_hit(session, article=matched_article(session, "hit"))
        stored_article(session, "unmatched", entry=stored_entry(session, summary="Brief."))
    assert prune_both_ways(database, before=NOW) == NOTHING
    assert prune_both_ways(database) == {**NOTHING, "entries": 1}
    with database.read() as session:
        assert {article.text for article in session.exec(select(Article))} == {"Text."}
        assert len(find_hits(session, words="text")) == 1
        assert len(pending_hits(session, watchlist="arms", tag="analysts", min_severity="low")) == 1


def test_deliveries_go_when_their_whole_digest_was_sent_before(database: Database) -> None:
    with database.session() as session:
        stored_digest(session, new_delivery(channel="a"), new_delivery(channel="b"))
        stored_digest(session, new_delivery(channel="a"), new_delivery(channel="dead"), tag="others")
        for row in claim_deliveries(session, NOW, lease_seconds=60, limit=9):
            if row.channel != "dead":
                mark_sent(session, row.id, NOW)
    assert prune_both_ways(database, before=NOW) == NOTHING
    assert prune_both_ways(database) == {**NOTHING, "deliveries": 2}
    with database.read() as session:
        assert [row.channel for row in list_deliveries(session)] == ["a", "dead"]


def test_runs_go_but_the_last(database: Database) -> None:
    with database.session() as session:
        for minutes in range(3):
            add_run(session, RunData(), NOW, NOW + minutes * MINUTE)
    assert prune_both_ways(database) == {**NOTHING, "runs": 2}
    with database.read() as session:
        last = last_run(session)
    assert last is not None
    assert last.finished_at == NOW + 2 * MINUTE


def test_sizes_are_rows_in_the_order_of_the_news_and_bytes(database: Database) -> None:
    with database.session() as session:
        stored_hit(session)
    with database.read() as session:
        told = sizes(session)
    assert list(told) == [
        "feed", "host", "entry", "article", "story", "hit", "subscription", "digest", "digest_hit", "mute", "held_hit", "delivery",
        "run", "bytes",
    ]  # fmt: skip
    assert [count for name, count in told.items() if name != "bytes"] == [1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    assert told["bytes"] >= 4096


@pytest.fixture
def used_url(sqlite_template: Path, tmp_path: Path) -> str:
    (tmp_path / "tocsin.db").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{tmp_path / 'tocsin.db'}"
    with Database(url) as database, database.session() as session:
        stored_hit(session, article=matched_article(session, "hit"))
    return url


def test_a_backup_is_one_whole_file_of_its_owner_alone_while_somebody_writes(used_url: str, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "monday.db"
    target.parent.mkdir()
    with Database(used_url) as database, database.session() as session:
        stored_feed(session, "https://uncommitted.test/rss")
        size = backup(used_url, target)
    assert (list(target.parent.iterdir()), target.stat().st_size, target.stat().st_mode & 0o777) == (
        [target],
        size,
        0o600,
    )
    with Database(f"sqlite:///{target}") as copy, copy.read() as session:
        assert (len(find_hits(session)), sizes(session)["feed"]) == (1, 1)


def test_a_backup_replaces_nothing(used_url: str, tmp_path: Path) -> None:
    (tmp_path / "monday.db").write_text("precious")
    with pytest.raises(StorageError, match=r"monday\.db: is there already"):
        backup(used_url, tmp_path / "monday.db")
    assert (tmp_path / "monday.db").read_text() == "precious"


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Rostec\n" * 1_000)
    with pytest.raises(StorageError, match=r"no backup of .*notes\.txt could be made: file is not a database"):
        backup(f"sqlite:///{tmp_path / 'notes.txt'}", tmp_path / "copy.db")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://ann:s3cret@127.0.0.1:1/news", "postgresql://ann@127.0.0.1:1/news: .*pg_dump"),
        ("sqlite:///nowhere/tocsin.db", "nowhere/tocsin.db: there is no such database"),
    ],
    ids=["PostgreSQL", "no file"],
)
def test_what_cannot_be_copied_is_refused(tmp_path: Path, url: str, problem: str) -> None:
    with pytest.raises(StorageError, match=problem):
        backup(url, tmp_path / "copy.db")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_gives_no_backup(used_url: str, tmp_path: Path) -> None:
    path = tmp_path / "tocsin.db"
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 6] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"no backup of .*tocsin\.db could be made: .*Page 6: "):
        backup(used_url, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


def test_a_file_that_is_no_database_is_not_compacted(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Rostec\n" * 1_000)
    with pytest.raises(StorageError, match=r"notes\.txt: could not be compacted: file is not a database"):
        compact(f"sqlite:///{tmp_path / 'notes.txt'}")


def test_what_was_pruned_is_given_back_to_the_disk(used_url: str, tmp_path: Path) -> None:
    path = tmp_path / "tocsin.db"
    with Database(used_url) as database:
        with database.session() as session:
            matched_article(session, "long", text="щ" * 1_000_000)
        with database.session() as session:
            prune(session, before=LATER, dry_run=False)
    full = path.stat().st_size
    compact(used_url)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert full - path.stat().st_size > 1_000_000


def test_a_backup_is_restored_and_what_was_there_is_put_aside(used_url: str, tmp_path: Path) -> None:
    backup(used_url, tmp_path / "monday.db")
    with Database(used_url) as database, database.session() as session:
        stored_feed(session, "https://later.test/rss")
    with pytest.raises(StorageError, match=r"tocsin\.db: is there already; --replace"):
        restore(used_url, tmp_path / "monday.db")
    aside = restore(used_url, tmp_path / "monday.db", replace=True)
    assert aside
    feeds = []
    for path in (tmp_path / "tocsin.db", aside):
        with Database(f"sqlite:///{path}") as database, database.read() as session:
            feeds.append((sizes(session)["feed"], len(find_hits(session))))
    assert feeds == [(1, 1), (2, 1)]
    assert (tmp_path / "monday.db").exists()


def test_what_is_no_backup_of_ours_changes_nothing(used_url: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Rostec\n" * 1_000)
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE feed (mine INTEGER)")
    for name in ("notes.txt", "other.db", "nowhere.db"):
        with pytest.raises(StorageError, match=name):
            restore(used_url, tmp_path / name, replace=True)
    with Database(used_url) as database, database.read() as session:
        assert len(find_hits(session)) == 1


def test_hits_go_when_asked_for_but_for_the_untold_and_stories_that_go_on(database: Database) -> None:
    with database.session() as session:
        told = stored_hit(session, article=matched_article(session, "told"))
        untold = stored_hit(session, article=matched_article(session, "untold"))
        stored_hit(session, article=matched_article(session, "other"), watchlist="others")
        held = stored_hit(session, article=matched_article(session, "held"))
        hold_hits(session, tag="analysts", held=[(held.id, None)], now=NOW)
        digest = stored_digest(session, new_delivery(channel="a"), told=(told.id,))
    hits = OldHits(LATER, ["arms"], [untold.id])
    assert prune_both_ways(database, before=NOW, hits=hits) == {**NOTHING, "hits": 1}
    with database.read() as session:
        assert {row.article.url_key for row in find_hits(session)} == {"untold", "other", "held"}
        assert session.get(Digest, digest.id)
