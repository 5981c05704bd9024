from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from flows.outbox import Outbox, open_outbox
from flows.settings import Settings
from flows.standing import Standing, standings
from given import DAY, MINUTE, NOW, new_delivery, stored_article, stored_digest, stored_hit
from storage import Database, Hit, add_repeats, find_hit, mark_failed, mark_sent, subscription
from watchlists import DigestRule, Term, Watchlist

TERM = Term(name="Sergei Chemezov", id="chemezov", kind="person")


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(Settings(home=tmp_path), None)


def stands(
    session: Session, hit: Hit, outbox: Outbox, *rules: dict[str, Any], later: timedelta = MINUTE
) -> list[Standing]:
    watchlist = Watchlist(id="arms", name="Arms", terms=(TERM,), digests=tuple(DigestRule(**rule) for rule in rules))
    row = find_hit(session, hit.id)
    assert row is not None
    return standings(session, row, watchlist, outbox, NOW + later)


def said(*args: Any, **kwargs: Any) -> list[tuple[str, str]]:
    return [(standing.state, standing.said) for standing in stands(*args, **kwargs)]


AT_ONCE = {"to": "analysts", "schedule": "immediately"}
MORNINGS = {"to": "analysts", "schedule": "0 7 * * *"}


def test_a_hit_says_which_digest_told_it_and_when_each_channel_took_it(database: Database, outbox: Outbox) -> None:
    with database.session() as session:
        hit = stored_hit(session)
        sent, dead, late = (new_delivery(f"analysts/{kind}/1") for kind in ("mailto", "slack", "tgram"))
        digest = stored_digest(session, sent, dead, late, told=(hit.id,))
        mark_sent(session, sent.id, NOW)
        mark_failed(session, dead.id, state="dead", error="wrong token", next_at=None, now=NOW)
        mark_failed(session, late.id, state="retry", error="timeout", next_at=NOW + DAY, now=NOW)
        session.expire_all()
        assert stands(session, hit, outbox, AT_ONCE) == [
            Standing(
                "analysts",
                digest.id,
                "told",
                f"in digest {digest.id} of 2026-03-02 07:30 UTC: sent 2026-03-02 07:30 UTC to analysts/mailto/1, refused for"
                " good (wrong token) for analysts/slack/1, in the outbox (timeout), next tried 2026-03-03 07:30 UTC for"
                " analysts/tgram/1",
            )
        ]


def test_a_copy_of_a_story_names_the_digest_that_had_told_it(database: Database, outbox: Outbox) -> None:
    with database.session() as session:
        first = stored_hit(session)
        digest = stored_digest(session, told=(first.id,))
        copy = stored_hit(session, article=stored_article(session), term="rostec")
        add_repeats(session, tag="analysts", repeats=[(copy.id, digest.id)])
        assert said(session, copy, outbox, AT_ONCE) == [
            ("repeat", f"not told again: digest {digest.id} of 2026-03-02 07:30 UTC had told the story")
        ]


def test_a_hit_below_the_severity_of_a_digest_is_left_out_of_it(database: Database, outbox: Outbox) -> None:
    with database.session() as session:
        hit = stored_hit(session)
        assert said(session, hit, outbox, AT_ONCE | {"min_severity": "high"}) == [
            ("left out", "left out: its severity is normal, and this digest begins at high")
        ]


def test_a_hit_from_long_before_a_digest_began_is_left_out_of_it(database: Database, outbox: Outbox) -> None:
    with database.session() as session:
        hit = stored_hit(session)
        subscription(session, "arms", "analysts", "immediately", NOW + 8 * DAY)
        assert said(session, hit, outbox, AT_ONCE, later=9 * DAY) == [
            ("left out", "left out: it was found more than 7 days before this digest began")
        ]


@pytest.mark.parametrize(
    ("rule", "waits"),
    [
        (AT_ONCE, "waits for the next run"),
        (AT_ONCE | {"quiet_hours": "07:00-09:00"}, "waits for the end of the quiet hours at 2026-03-02 09:00 UTC"),
        (MORNINGS, "waits for the digest at 2026-03-03 07:00 UTC"),
        (MORNINGS | {"timezone": "Europe/Kyiv"}, "waits for the digest at 2026-03-03 07:00 Europe/Kyiv"),
    ],
)
def test_a_hit_waits_for_the_next_run_the_digest_or_the_end_of_the_quiet_hours(
    database: Database, outbox: Outbox, rule: dict[str, str], waits: str
) -> None:
    with database.session() as session:
        hit = stored_hit(session)
        subscription(session, "arms", "analysts", rule["schedule"], NOW)
        assert said(session, hit, outbox, rule) == [("waiting", waits)]


def test_what_is_critical_does_not_wait_for_the_end_of_the_quiet_hours(database: Database, outbox: Outbox) -> None:
    with database.session() as session:
        hit = stored_hit(session, severity="critical")
        rule = AT_ONCE | {"quiet_hours": "07:00-09:00"}
        assert said(session, hit, outbox, rule) == [("waiting", "waits for the next run")]


def test_a_hit_waits_where_no_channel_has_the_tag(database: Database, tmp_path: Path) -> None:
    channels = tmp_path / "channels.yaml"
    channels.write_text('{"urls": [{"json://127.0.0.1:9/": [{"tag": "others"}]}]}')
    with database.session() as session:
        hit = stored_hit(session)
        assert said(session, hit, open_outbox(Settings(home=tmp_path)), AT_ONCE) == [
            ("waiting", "waits: no channel has the tag 'analysts'")
        ]
