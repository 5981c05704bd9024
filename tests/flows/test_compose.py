"""What is composed when: on one SQLite database, by the clock that the test holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.burst import BURST, burst_ends
from flows.compose import compose
from flows.outbox import Target
from flows.settings import Settings
from flows.standing import standings
from flows.workspace import Workspace
from given import DAY, HOUR, MINUTE, NOW, stored_article, stored_hit
from storage import (
    Database,
    MuteData,
    add_mute,
    claim_deliveries,
    digest_hits,
    end_mute,
    find_hit,
    find_hits,
    list_deliveries,
    mark_failed,
    mark_sent,
    recent_digests,
    release_held,
)
from watchlists import DigestRule, Term, Watchlist

MATCH = {"field": "text", "start": 0, "end": 8, "text": "Chemezov", "form": "Chemezov", "rule": "exact", "score": 1.0}
TARGETS = [Target("analysts/mailto/1", "text")]
TERMS = (Term(name="Sergei Chemezov", id="chemezov", kind="person"), Term(name="Rostec", kind="organization"))


class Desk:
    """A watchlist whose digests are composed at moments of the test's own."""

    def __init__(self, database: Database, home: Path) -> None:
        self.database = database
        self.work = Workspace(Settings(home=home), database, (), ())

    def compose(self, now: datetime, *rules: DigestRule, everything: bool = False) -> list[list[int]]:
        """Compose the digests of these rules and return which hits the new ones tell."""
        watchlist = Watchlist(id="arms", name="Arms", terms=TERMS, digests=rules)
        with self.database.read() as session:
            before = {digest.id for digest in recent_digests(session, limit=1_000)}
        for rule in rules:
            compose(self.work, TARGETS, watchlist, rule, everything=everything, now=now)
        with self.database.read() as session:
            new = [digest.id for digest in recent_digests(session, limit=1_000) if digest.id not in before]
            return [digest_hits(session, digest) for digest in sorted(new)]

    def find(self, now: datetime = NOW, **fields: Any) -> int:
        """Store a hit of a story of its own and return its number."""
        with self.database.session() as session:
            return stored_hit(session, now=now, **{"matches": [MATCH], **fields}).id

    def text(self) -> str:
        """The text of the last digest, on one line."""
        with self.database.read() as session:
            (digest,) = recent_digests(session, limit=1)
            parts = list_deliveries(session, digest_id=digest.id)
        return " ".join(" ".join(part.payload["text"] for part in parts).split())

    def said(self, hit: int, *rules: DigestRule, now: datetime = NOW) -> str:
        """What became of a hit, in words."""
        from flows.outbox import Outbox

        watchlist = Watchlist(id="arms", name="Arms", terms=TERMS, digests=rules)
        with self.database.read() as session:
            row = find_hit(session, hit)
            assert row is not None
            (standing,) = standings(session, row, watchlist, Outbox(self.work.settings, None), now)
        return f"{standing.state}: {standing.said}"


@pytest.fixture
def desk(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "tocsin.db"
    path.write_bytes(sqlite_template.read_bytes())
    with Database(f"sqlite:///{path}") as database:
        yield Desk(database, tmp_path)


def rule(schedule: str = "immediately", **fields: Any) -> DigestRule:
    return DigestRule(**{"to": "analysts", "schedule": schedule, **fields})


def test_what_is_above_a_terms_share_of_a_day_is_held_back_counted_and_seen(desk: Desk) -> None:
    capped = rule(max_a_day=2)
    first = [desk.find() for _ in range(2)]
    assert desk.compose(NOW, capped) == [first]
    assert (
        "Chemezov has had its share of 2 stories in 24 hours. What else is found is held back: tocsin hits --held"
        in desk.text()
    )
    above = desk.find()
    assert desk.compose(NOW + MINUTE, capped) == []
    other = desk.find(term="rostec")
    assert desk.compose(NOW + 2 * MINUTE, capped) == [[other]]
    assert "1 story held back: 1 above their term's share of a day. See them: tocsin hits --held" in desk.text()
    assert desk.said(above, capped) == (
        "held: held back 2026-03-02 07:31 UTC: its term had had its share of the day, counted in digest 2"
    )
    with desk.database.read() as session:
        assert [row.hit.id for row in find_hits(session, held=True)] == [above]
    later = desk.find(now=NOW + DAY)
    assert desk.compose(NOW + DAY + MINUTE, capped) == [[later]]
    assert "held back" not in desk.text()


def test_a_notice_says_how_many_stories_of_a_term_are_held_back_with_it(desk: Desk) -> None:
    found = [desk.find() for _ in range(5)]
    assert desk.compose(NOW, rule(max_a_day=2)) == [found[:2]]
    assert "has had its share of 2 stories in 24 hours. 3 more are held back" in desk.text()


def test_copies_of_a_story_are_one_of_a_terms_share_and_what_is_critical_is_never_held(desk: Desk) -> None:
    capped = rule(max_a_day=1)
    with desk.database.session() as session:
        article = stored_article(session, text_hash="same")
        copy = stored_article(session, text_hash="same")
        assert article.story_id == copy.story_id
        both = [stored_hit(session, article=one, matches=[MATCH]).id for one in (article, copy)]
    critical = desk.find(severity="critical")
    above = desk.find()
    assert desk.compose(NOW, capped) == [[*both, critical]]
    assert "held back" in desk.said(above, capped)


def test_what_one_digest_has_no_room_for_is_left_to_the_other_to_the_same_tag(desk: Desk) -> None:
    at_once, morning = rule(max_a_day=1), rule("0 7 * * *")
    desk.compose(NOW, at_once, morning)
    found = [desk.find(now=NOW) for _ in range(3)]
    assert desk.compose(NOW + MINUTE, at_once, morning) == [found[:1]]
    assert desk.compose(NOW + DAY, morning) == [found[1:]]


def test_what_is_muted_is_held_back_and_told_after_the_mute_only_on_request(desk: Desk) -> None:
    at_once = rule()
    with desk.database.session() as session:
        mute = add_mute(session, MuteData(watchlist="arms", term="chemezov", until=NOW + DAY), NOW)
    muted, other = desk.find(), desk.find(term="rostec")
    assert desk.said(muted, at_once) == "held: not told: muted until 2026-03-03 07:30 UTC by mute 1"
    assert desk.compose(NOW, at_once) == [[other]]
    assert "1 story held back: 1 muted. See them: tocsin hits --held --watchlist arms" in desk.text()
    assert desk.compose(NOW + 2 * DAY, at_once) == []
    with desk.database.session() as session:
        end_mute(session, mute.id, NOW + DAY)
        release_held(session, mute.id)
    assert desk.compose(NOW + 2 * DAY, at_once) == [[muted]]


def test_where_all_is_muted_there_is_no_digest_unless_a_heartbeat_was_asked_for(desk: Desk) -> None:
    quiet, beating = rule("0 7 * * *"), rule("0 7 * * *", to="duty", heartbeat=True)
    desk.compose(NOW, quiet, beating)
    desk.find()
    with desk.database.session() as session:
        add_mute(session, MuteData(watchlist="arms", term="chemezov"), NOW)
    assert desk.compose(NOW + DAY, quiet, beating) == [[]]
    assert "1 story held back: 1 muted" in desk.text()


def test_an_immediate_digest_waits_a_minute_from_the_first_untold_hit(desk: Desk) -> None:
    watchlist, at_once = Watchlist(id="arms", name="Arms", terms=TERMS), rule()

    def ends(now: datetime) -> datetime | None:
        return burst_ends(desk.work, watchlist, at_once, now)

    assert ends(NOW) is None
    desk.find(now=NOW)
    desk.find(now=NOW + timedelta(seconds=40))
    assert ends(NOW + timedelta(seconds=45)) == NOW + BURST
    assert ends(NOW + BURST) is None
    assert ends(NOW - MINUTE) is None, "a clock that was set back holds nothing up"
    assert len(desk.compose(NOW + BURST, at_once)) == 1
    assert ends(NOW + BURST) is None
    assert burst_ends(desk.work, watchlist, rule("0 7 * * *"), NOW) is None


def test_a_link_to_another_story_is_told_only_to_those_who_ask(desk: Desk) -> None:
    beside = desk.find(zone="fringe", matches=[MATCH | {"field": "fringe"}])
    asking = rule(to="all", fringe=True)
    assert desk.compose(NOW, rule(), asking) == [[beside]]
    assert "in a link to another story" in desk.text()
    other = desk.find(zone="fringe")
    assert "left out: it is only in a link to another story" in desk.said(other, rule())


def test_what_is_found_while_a_channel_takes_nothing_is_one_digest_when_it_does_again(desk: Desk) -> None:
    desk.find()
    ((first,),) = desk.compose(NOW, rule(), everything=True)
    with desk.database.session() as session:
        (claimed,) = claim_deliveries(session, NOW, lease_seconds=60, limit=1)
        mark_failed(session, claimed.id, state="retry", error="503", next_at=NOW + DAY, now=NOW)
    found = [desk.find(now=NOW + hour * HOUR) for hour in range(1, 24)]
    assert [desk.compose(NOW + hour * HOUR, rule(), everything=True) for hour in range(1, 24)] == [[]] * 23

    with desk.database.session() as session:
        mark_sent(session, claimed.id, NOW + DAY)

    assert desk.compose(NOW + DAY, rule(), everything=True) == [found]
    assert first not in found


def moments(zone: str, start: str, hours: int, every: int = 30) -> list[datetime]:
    """Moments of the monitor, the first at this wall time."""
    first = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return [first + timedelta(minutes=minutes) for minutes in range(0, hours * 60, every)]


@pytest.mark.parametrize(
    ("zone", "schedule", "start", "hours", "digests"),
    [
        ("Europe/Kyiv", "30 3 * * *", "2026-03-28 00:10", 72, 3),
        ("Europe/Kyiv", "30 3 * * *", "2026-10-24 00:10", 72, 3),
        ("America/New_York", "30 1 * * *", "2026-11-01 00:10", 48, 2),
        ("Australia/Lord_Howe", "45 1 * * *", "2026-04-04 00:10", 48, 2),
        ("Europe/Kyiv", "0 7 29 2 *", "2028-02-28 00:10", 72, 1),
        ("Pacific/Kiritimati", "0 7 * * *", "2026-03-28 00:10", 48, 2),
        ("Pacific/Pago_Pago", "0 7 * * *", "2026-03-28 00:10", 48, 2),
    ],
    ids=["to summer", "to winter", "New York", "half an hour", "leap day", "UTC+14", "UTC-11"],
)
def test_each_hit_is_in_exactly_one_digest_whatever_the_clock_does(  # noqa: PLR0917
    desk: Desk, zone: str, schedule: str, start: str, hours: int, digests: int
) -> None:
    daily = rule(schedule, timezone=zone)
    told: list[int] = []
    made = 0
    found = []
    for place, now in enumerate(moments(zone, start, hours)):
        if place % 9 == 1:
            found.append(desk.find(now=now))
        for hits in desk.compose(now, daily):
            told += hits
            made += 1
    assert made == digests
    assert sorted(told) == sorted(set(told))
    last = max(told)
    assert sorted(told) == [hit for hit in found if hit <= last]


def test_a_clock_set_back_an_hour_tells_nothing_twice_and_loses_nothing(desk: Desk) -> None:
    hourly = rule("0 * * * *")
    told: list[int] = []
    clock = [NOW + timedelta(minutes=10 * step) for step in range(12)]
    clock += [clock[-1] - timedelta(hours=1) + timedelta(minutes=10 * step) for step in range(1, 20)]
    found = []
    for now in clock:
        found.append(desk.find(now=now))
        told += [hit for hits in desk.compose(now, hourly) for hit in hits]
    told += [hit for hits in desk.compose(clock[-1] + DAY, hourly) for hit in hits]
    assert sorted(told) == found


def test_quiet_hours_hold_delivery_and_what_is_critical_breaks_through(desk: Desk) -> None:
    at_once = rule(quiet_hours="22:00-08:00")
    normal, critical = desk.find(), desk.find(severity="critical")
    assert desk.compose(NOW, at_once) == [[critical]]
    assert desk.compose(NOW + 29 * MINUTE, at_once) == []
    assert desk.compose(NOW + 30 * MINUTE, at_once) == [[normal]]
