from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from flows.notices import compose_notices
from flows.outbox import open_outbox
from flows.workspace import Workspace, open_workspace
from given import NOW, poll_data, stored_feed
from storage import Delivery, Digest, record_poll

URL = "https://wire.test/rss"
LIST = f"""name: Arms
feeds: [{{url: {URL}}}]
terms: [{{name: Rostec, kind: organization}}]
digests: [{{to: analysts, schedule: "0 7 * * *", timezone: UTC}}, {{to: analysts, schedule: immediately}}]
"""


@pytest.fixture
def work(home: Path) -> Iterator[Workspace]:
    (home / "watchlists" / "arms.yaml").write_text(LIST)
    with open_workspace() as opened:
        yield opened


def tell(work: Workspace, *polls: dict[str, Any], now: datetime = NOW) -> list[int]:
    """Return how many notices there were after each poll."""
    told = []
    for fields in polls:
        with work.database.session() as session:
            record_poll(session, stored_feed(session, URL).id, poll_data(**fields), now)
        told.append(compose_notices(work, open_outbox(work.settings), now))
    return told


def test_a_feed_that_fails_is_told_once_and_once_more_when_it_is_well_again(work: Workspace) -> None:
    failing = {"status": "failing", "error": "404 Not Found"}
    assert tell(work, {}, *[failing] * 9, {}, {}) == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]
    with work.database.read() as session:
        deliveries = session.exec(select(Delivery).order_by("id")).all()
        subjects = [digest.subject for digest in session.exec(select(Digest))]
    assert subjects == ["Tocsin: 1 feed needs a look · Arms"] * 2
    texts = [delivery.payload["text"] for delivery in deliveries]
    assert ["has failed 5 times in a row" in texts[0], "is well again" in texts[1]] == [True, True]


def test_a_feed_that_fails_and_recovers_all_day_is_told_one_round_a_day(work: Workspace) -> None:
    failing = {"status": "failing", "error": "503 Service Unavailable"}
    up_and_down = [*[failing] * 6, {}] * 3
    assert sum(tell(work, *up_and_down)) == 2
    assert sum(tell(work, *up_and_down, now=NOW + timedelta(hours=23))) == 0
    assert sum(tell(work, *up_and_down, now=NOW + timedelta(hours=24))) == 2
    assert tell(work, {"status": "gone", "error": "410 Gone"}, now=NOW + timedelta(hours=25)) == [1]


def test_a_feed_that_is_gone_is_told_at_once(work: Workspace) -> None:
    assert tell(work, {"status": "gone", "error": "410 Gone"}) == [1]


def test_many_feeds_in_trouble_are_one_notice(work: Workspace, home: Path) -> None:
    (home / "watchlists" / "arms.yaml").write_text(LIST.replace(f"feeds: [{{url: {URL}}}]\n", ""))
    with open_workspace() as everywhere:
        with everywhere.database.session() as session:
            for number in range(60):
                feed = stored_feed(session, f"{URL}/{number}")
                record_poll(session, feed.id, poll_data(status="gone", error="410"), NOW)
        assert compose_notices(everywhere, open_outbox(everywhere.settings), NOW) == 1
        with everywhere.database.read() as session:
            (delivery,) = session.exec(select(Delivery)).all()
    assert "and 10 more" in delivery.payload["text"]


def test_a_feed_that_falls_silent_is_told(work: Workspace) -> None:
    from flows.steps.gather.rhythm import with_entries
    from storage import EntryData

    hours = [EntryData(key=str(n), published_at=NOW - timedelta(days=2, hours=n)) for n in range(9)]
    assert tell(work, {"moments": with_entries(None, hours, NOW)}) == [1]
