"""`tocsin deliveries`: what a person sees of the outbox and does about it."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from given import new_delivery, stored_digest
from storage import Database, Delivery, list_deliveries
from tocsin.cli import app
from tocsin.diagnosis import diagnose


@pytest.fixture
def database(home: Path, sqlite_template: Path) -> Database:
    (home / "tocsin.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{home / 'tocsin.db'}")
    with database.session() as session:
        dead: dict[str, Any] = {"state": "dead", "attempts": 1, "error": "550 no such user"}
        stored_digest(
            session,
            new_delivery(**dead, told=True),
            new_delivery(part=1, state="dead", error="part 0 before it could not be delivered"),
            new_delivery(channel="b", state="uncertain", attempts=1),
            new_delivery(channel="c", state="sent"),
        )
    return database


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["deliveries", *words])


def states(database: Database) -> dict[int, str]:
    with database.read() as session:
        return {row.id: row.state for row in sorted(list_deliveries(session), key=_number)}


def _number(row: Delivery) -> int:
    return row.id


def test_what_is_not_delivered_is_listed_with_the_reason(database: Database) -> None:
    rows = [json.loads(line) for line in run("--json").stdout.splitlines()]
    assert [(row["id"], row["state"], row["error"]) for row in rows][:1] == [(1, "dead", "550 no such user")]
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert "550 no such user" in run().stdout
    assert [json.loads(line)["id"] for line in run("--json", "--state", "sent").stdout.splitlines()] == [4]


def test_one_is_explained_with_what_comes_next(database: Database) -> None:
    assert "what comes next: nothing until you retry or abandon it" in run("show", "1").stdout
    assert "marked as a possible repeat" in run("show", "3").stdout
    shown = json.loads(run("show", "3", "--json").stdout)
    assert (shown["state"], shown["watchlist"], shown["to"], shown["answer"]) == ("uncertain", "arms", "analysts", None)


def test_a_retry_takes_the_parts_behind_it_along_and_an_abandoned_one_stays_so(database: Database) -> None:
    assert run("retry", "1", "--wait").stdout == "2 due now\n"
    assert run("abandon", "3").stdout == "1 abandoned\n"
    assert states(database) == {1: "pending", 2: "pending", 3: "abandoned", 4: "sent"}
    assert run("retry", "--dead", "--wait").stdout == "0 due now\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show", "404"], "delivery 404: there is none of this number"),
        (["retry", "4"], "delivery 4: it was taken already; `tocsin digest resend 1` sends it again"),
        (["abandon"], "abandon: name deliveries by their numbers, or --dead"),
        (["--state", "ded"], "--state ded: expected one of pending"),
    ],
)
def test_what_cannot_be_done_is_said(database: Database, words: list[str], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert said in str(result.exception)


def test_check_names_the_channel_that_refuses(database: Database) -> None:
    (found,) = [finding for finding in diagnose([]) if finding.part == "delivery"]
    assert (found.state, found.text) == (
        "wrong",
        "analysts/slack/1 refused 2 messages for good: part 0 before it could not be delivered",
    )
