"""The same feed again and again, as servers send it: what it holds is found once and told once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session, func, select

from flows.compose import compose
from flows.outbox import Target
from flows.settings import Settings
from flows.steps.gather.feeds import parse_feed
from flows.workspace import Workspace
from given import MINUTE, NOW, article_data, hit_data, poll_data, stored_feed
from storage import (
    Database,
    DigestHit,
    Hit,
    Story,
    add_article,
    add_hits,
    mark_matched,
    record_poll,
    unread_entries,
)
from watchlists import DigestRule, Term, Watchlist

URL = "https://wire.test/rss"
STORIES, POLLS = 12, 50
RULE = DigestRule(to="analysts", schedule="immediately")
ARMS = Watchlist(id="arms", name="Arms", terms=(Term(name="Rostec", kind="organization"),), digests=(RULE,))
MATCH = {"field": "text", "start": 0, "end": 6, "text": "Rostec", "form": "Rostec", "rule": "exact", "score": 1.0}


def body(chance: Random, poll: int) -> bytes:
    """The feed as it comes this time: reordered, with other guids, or broken off in the middle of an item."""
    items = [
        f"<item><guid>{number if poll % 3 else f'{number}-{poll}'}</guid><link>https://wire.test/{number}</link>"
        f"<title>Rostec {number}</title><description>Rostec grows, {number}.</description></item>"
        for number in range(STORIES)
    ]
    chance.shuffle(items)
    whole = f"<rss version='2.0'><channel><title>Wire</title>{''.join(items)}</channel></rss>".encode()
    return whole[: chance.randrange(300, len(whole))] if poll % 4 == 3 else whole


@pytest.fixture
def work(sqlite_template: Path, tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "tocsin.db").write_bytes(sqlite_template.read_bytes())
    with Database(f"sqlite:///{tmp_path / 'tocsin.db'}") as database:
        yield Workspace(Settings(home=tmp_path), database, (ARMS,), (ARMS,))


def read_and_match(session: Session, feed_id: int) -> None:
    for entry in unread_entries(session, NOW + timedelta(days=9), limit=99):
        data = article_data(entry.url.removeprefix("https://"), text=f"Rostec grows, {entry.title}.")
        article = add_article(session, entry.id, data, NOW)
        add_hits(session, article=article, feed_id=feed_id, hits=[hit_data("rostec", matches=[MATCH])], now=NOW)
        mark_matched(session, [entry.id], NOW)


def test_a_feed_that_is_reordered_renumbered_or_cut_fifty_times_makes_one_hit_a_story(work: Workspace) -> None:
    chance = Random(10)
    for poll in range(POLLS):
        with work.database.session() as session:
            feed = stored_feed(session, URL)
            entries = parse_feed(body(chance, poll), url=URL).entries
            record_poll(session, feed.id, poll_data(entries=entries), NOW + poll * MINUTE)
            read_and_match(session, feed.id)
        target = [Target("analysts/mailto/1", "text")]
        compose(work, target, ARMS, RULE, everything=False, now=NOW + poll * MINUTE)
    with work.database.read() as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (Story, Hit, DigestHit)]
    assert counts == [STORIES, STORIES, STORIES]
