"""`tocsin status` in health and in trouble, and `tocsin doctor` on a machine that is not well."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.settings import load_settings
from given import new_delivery, poll_data, stored_digest, stored_feed, stored_hit
from storage import Database, RunData, add_run, claim_deliveries, mark_failed, mark_sent, record_poll
from tocsin.doctor import examine
from tocsin.findings import Finding
from tocsin.status import look

NOW = datetime.now(UTC).replace(microsecond=0)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(home: Path, sqlite_template: Path) -> Iterator[Database]:
    path = home / "tocsin.db"
    path.write_bytes(sqlite_template.read_bytes())
    with Database(f"sqlite:///{path}") as database:
        with database.session() as session:
            add_run(session, RunData(), NOW - 9 * MINUTE, NOW - 8 * MINUTE)
        yield database


def trouble(now: datetime = NOW) -> dict[str, Finding]:
    """What needs a person, by its part."""
    return {finding.part: finding for finding in look(load_settings(), now) if finding.needs_a_person}


def test_in_health_nothing_needs_a_person(database: Database) -> None:
    with database.session() as session:
        record_poll(session, stored_feed(session).id, poll_data("n1"), NOW - 9 * MINUTE)
        stored_hit(session)
        stored_digest(session, new_delivery(next_at=NOW))
        (delivery,) = claim_deliveries(session, NOW, lease_seconds=60, limit=9)
        mark_sent(session, delivery.id, NOW - 8 * MINUTE)
    assert trouble() == {}
    told = {finding.part: finding.text for finding in look(load_settings(), NOW)}
    assert list(told) == ["run", "poll", "match", "digest", "delivery", "feeds", "outbox", "sizes"]
    assert told["run"] == f"last run completed: {NOW - 8 * MINUTE:%Y-%m-%d %H:%M} UTC, 8 min ago"
    assert told["outbox"] == "0 waiting, 0 refused for good"
    assert "1 ok" in told["feeds"]


@pytest.mark.usefixtures("database")
def test_a_machine_on_which_nothing_ran_for_three_intervals_needs_a_person() -> None:
    assert (set(trouble(NOW + 21 * MINUTE)), set(trouble(NOW + 23 * MINUTE))) == (set(), {"run"})


def test_a_feed_that_is_gone_needs_a_person_and_one_that_fails_for_now_does_not(database: Database) -> None:
    found = []
    for status in ("failing", "gone"):
        with database.session() as session:
            record_poll(session, stored_feed(session).id, poll_data(status=status, error="x"), NOW)
        found.append(set(trouble()))
    assert found == [set(), {"feeds"}]


@pytest.mark.parametrize(
    ("state", "hours", "needs"),
    [("dead", 0, True), ("retry", 5, False), ("retry", 7, True)],
    ids=["refused for good", "waits some hours", "waits too long"],
)
def test_a_message_that_nobody_will_get_needs_a_person(database: Database, state: str, hours: int, needs: bool) -> None:
    with database.session() as session:
        stored_digest(session, new_delivery(next_at=NOW), created_at=NOW - timedelta(hours=hours))
        (delivery,) = claim_deliveries(session, NOW, lease_seconds=60, limit=9)
        mark_failed(session, delivery.id, state=state, error="401", next_at=NOW + MINUTE, now=NOW)
    assert set(trouble()) == ({"outbox"} if needs else set())


LIST = "name: Mine\nfeeds: [{url: 'https://nowhere.invalid/rss'}]\nterms: [{name: Rostec, kind: organization}]\n"


def test_the_doctor_finds_a_new_machine_well(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL")
    (home / "watchlists" / "mine.yaml").write_text(LIST.replace("nowhere.invalid", "localhost"))
    findings = examine()
    assert [str(finding) for finding in findings if finding.needs_a_person] == []
    assert {"versions", "home", "disk", "database", "dns", "prefect"} <= {finding.part for finding in findings}


def resolve_nothing(host: str, _port: int | None) -> None:
    raise socket.gaierror(socket.EAI_NONAME, f"{host}: unknown")


def test_the_doctor_sees_open_secrets_a_clock_that_went_back_and_names_that_are_none(
    home: Path, database: Database
) -> None:
    with database.session() as session:
        add_run(session, RunData(), NOW + timedelta(days=1), NOW + timedelta(days=1))
    channels = home / "channels.yaml"
    channels.write_text("urls: [json://127.0.0.1/S3CRET]")
    channels.chmod(0o644)
    (home / "watchlists" / "mine.yaml").write_text(LIST)
    found = {(finding.part, finding.state): finding for finding in examine(resolve_nothing)}
    assert ("clock", "wrong") in found
    assert found["home", "warn"].todo == f"chmod 600 {channels}"
    assert "nowhere.invalid" in found["dns", "wrong"].text
    assert all(finding.todo for (_, state), finding in found.items() if state == "wrong")
    assert "S3CRET" not in str(found)
