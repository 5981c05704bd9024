"""What waits in the outbox is sent, or somebody hears of it."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.outbox import Outbox, open_outbox
from flows.sending import send_due
from flows.settings import load_settings
from flows.steps.tell.render import render_message
from flows.undeliverable import tell_of_dead
from given import new_delivery, stored_digest
from sinks import DROP, SmtpSink, Webhook, smtp_sink, webhook
from storage import Database, Delivery, list_deliveries, server_time
from telling import sample


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook() as receiver:
        yield receiver


@pytest.fixture
def database(home: Path, sqlite_template: Path) -> Iterator[Database]:
    (home / "tocsin.db").write_bytes(sqlite_template.read_bytes())
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database:
        yield database


def outbox(home: Path, **channels: str) -> Outbox:
    urls = [{url: [{"tag": tag.split("_")}]} for tag, url in channels.items()]
    (home / "channels.yaml").write_text(json.dumps({"urls": urls}), encoding="utf-8")
    return open_outbox(load_settings())


def store(database: Database, box: Outbox, tag: str, **fields: Any) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    with database.session() as session:
        made = [
            new_delivery(channel=target.key, payload=payload, part=part, next_at=now, **fields)
            for target in box.targets(tag)
            for part, payload in enumerate(render_message(sample(), target.kind, digest_key=f"k{tag}", **target.limits))
        ]
        stored_digest(session, *made)


def deliveries(database: Database) -> list[Delivery]:
    with database.read() as session:
        return sorted(list_deliveries(session), key=lambda row: row.id)


def due_again(database: Database) -> None:
    with database.session() as session:
        for row in list_deliveries(session, states=["retry", "uncertain"]):
            row.next_at = server_time(session)
            session.add(row)


async def test_what_was_said_when_it_was_taken_is_kept(home: Path, database: Database, mail: SmtpSink) -> None:
    box = outbox(home, desk=mail.url("a@desk.example"))
    store(database, box, "desk")
    account = await send_due(database, box, print)
    (row,) = deliveries(database)
    assert (account.sent, row.state, row.answer, row.attempts) == (1, "sent", "250 OK", 1)
    assert row.first_at is not None


async def test_no_answer_after_the_message_is_followed_by_one_repeat_and_then_by_a_person(
    home: Path, database: Database, mail: SmtpSink
) -> None:
    box = outbox(home, desk=mail.url("a@desk.example"))
    store(database, box, "desk")
    mail.answers = {"DATA": DROP}
    await send_due(database, box, print)
    assert [row.state for row in deliveries(database)] == ["uncertain"]
    due_again(database)
    await send_due(database, box, print)
    assert [(row.state, row.possible_repeat) for row in deliveries(database)] == [("dead", True)]
    first, second = (received.message for received in mail.messages)
    assert (first["X-Possible-Repeat"], second["X-Possible-Repeat"]) == (None, "yes")
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_recipient_that_was_refused_for_now_alone_gets_the_next_try(
    home: Path, database: Database, mail: SmtpSink
) -> None:
    box = outbox(home, desk=mail.url("a@desk.example", "b@desk.example"))
    store(database, box, "desk")
    mail.answers = {"b@desk.example": "450 grey"}
    await send_due(database, box, print)
    mail.answers = {}
    due_again(database)
    await send_due(database, box, print)
    assert [received.recipients for received in mail.messages] == [["a@desk.example"], ["b@desk.example"]]
    assert [row.state for row in deliveries(database)] == ["sent"]


async def test_a_dead_channel_is_told_once_on_another_of_its_tag(
    home: Path, database: Database, mail: SmtpSink, hook: Webhook
) -> None:
    elsewhere = hook.url("/elsewhere")
    box = outbox(home, press=elsewhere, desk=hook.url("/desk"), desk_duty=mail.url("a@desk.example"))
    hook.answer(401)
    for _ in range(2):
        store(database, box, "duty")
        with database.session() as session:
            (target,) = [t for t in box.targets("desk") if "/json/" in t.key]
            payload = render_message(sample(), target.kind, digest_key="k", **target.limits)[0]
            stored_digest(session, new_delivery(channel=target.key, payload=payload))
        await send_due(database, box, print)
        told = tell_of_dead(database, box)
        await send_due(database, box, print)
        mails = [str(received.message["Subject"]) for received in mail.messages]
    assert told == 0
    (notice,) = [subject for subject in mails if "could not be delivered" in subject]
    assert notice.startswith("Tocsin: 1 message could not be delivered by desk/json/")
    assert {request.path for request in hook.requests} == {"/desk"}


async def test_where_nobody_else_can_be_told_the_notice_waits(home: Path, database: Database, hook: Webhook) -> None:
    box = outbox(home, desk=hook.url())
    hook.answer(410)
    store(database, box, "desk")
    await send_due(database, box, print)
    assert tell_of_dead(database, box) == 0
    assert [(row.state, row.told) for row in deliveries(database)] == [("dead", False)]


async def test_what_a_receiver_says_is_one_line_and_no_secret_is_kept_in_any_table(
    home: Path, database: Database, hook: Webhook
) -> None:
    """Rows 100 and 101 of the hostile catalogue."""
    url = hook.url("/PATHSECRET").replace("json://", "json://me:PASSWORDSECRET@") + "?+X-Api-Key=HEADERSECRET"
    hook.answer(400, b"no\n2026-03-02 12:00:00 ERROR forged\x1b[2J")
    box, warned = outbox(home, desk=url), list[str]()
    store(database, box, "desk")

    await send_due(database, box, warned.append)

    (delivery,) = deliveries(database)
    assert delivery.state == "dead"
    assert all(line.isprintable() for line in (*warned, delivery.error or ""))
    with closing(sqlite3.connect(home / "tocsin.db")) as kept:
        assert not re.search("(PATH|PASSWORD|HEADER)SECRET", "\n".join(kept.iterdump()))
