"""What becomes of a delivery when its receiver is hostile: the outcome table, each row through the real outbox.

    python benchmarks/receivers.py

A webhook, a Slack webhook and a mail server on loopback answer wrongly in every way. Exits 1 where an outcome is not
the one in the table, or where a sending took longer than its deadline and a second.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from apprise.plugins.slack import NotifySlack

from flows.outbox import open_outbox
from flows.sending import send_due
from flows.settings import load_settings
from flows.steps.tell.render import render_message
from given import new_delivery, stored_digest
from sinks import DROP, SmtpSink, Webhook, smtp_sink, webhook
from storage import Database, Delivery, list_deliveries
from telling import sample

_DEADLINE = 4
_ADDRESSES = {"second": "b@desk.example"}
_SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


@dataclass(frozen=True)
class Case:
    """What a receiver does, and what is to become of the delivery."""

    name: str
    kind: str
    """`json`, `slack` or `mail`."""
    prepare: Callable[[Webhook, SmtpSink], object]
    state: str
    wait: float = 30
    """Seconds to the next try: 24 to 30 by chance, or as asked."""


def _answer(status: int, body: bytes = b"", **headers: str) -> Callable[[Webhook, SmtpSink], object]:
    return lambda hook, _: hook.answer(status, body, **headers)


def _set(name: str, value: object) -> Callable[[Webhook, SmtpSink], object]:
    return lambda hook, _: setattr(hook, name, value)


def _mail(**answers: str) -> Callable[[Webhook, SmtpSink], object]:
    return lambda _, mail: mail.answers.update({_ADDRESSES.get(name, name): said for name, said in answers.items()})


CASES = [
    Case("200", "json", _answer(200, b"ok"), "sent", 0),
    Case("429, Retry-After: 120", "json", _answer(429, Retry_After="120"), "retry", 120),
    Case("429, Retry-After: 120", "slack", _answer(429, Retry_After="120"), "retry", 120),
    Case("500", "json", _answer(500), "retry"),
    Case("500", "slack", _answer(500), "retry"),
    Case("302", "json", _answer(302, Location="http://127.0.0.1:9/"), "dead", 0),
    Case("404", "json", _answer(404), "dead", 0),
    Case("reset after the body", "json", _set("reset", value=True), "uncertain"),
    Case("reset after the body", "slack", _set("reset", value=True), "uncertain"),
    Case("drip", "json", _set("drip", 9), "uncertain"),
    Case("drip", "slack", _set("drip", 9), "uncertain"),
    Case("200 invalid_blocks", "slack", _answer(200, b"invalid_blocks"), "dead", 0),
    Case("250", "mail", _mail(), "sent", 0),
    Case("451", "mail", _mail(DATA="451 later"), "retry"),
    Case("554", "mail", _mail(DATA="554 5.7.1 spam"), "dead", 0),
    Case("dropped after DATA", "mail", _mail(DATA=DROP), "uncertain"),
    Case("no answer after DATA", "mail", lambda _, mail: setattr(mail, "pause", 9), "uncertain"),
    Case("one recipient 550", "mail", _mail(second="550 no such user"), "dead", 0),
    Case("one recipient 450", "mail", _mail(second="450 grey"), "retry"),
]


def main() -> int:
    print(f"deadline {_DEADLINE} s\n{'receiver':<26}{'by':<7}{'outcome':<11}{'next try':>9}{'took':>8}  what is said")
    right = True
    with TemporaryDirectory() as folder, smtp_sink() as mail, webhook() as hook:
        _try(CASES[0], Path(folder), mail, hook)  # loads Apprise's services
    for case in CASES:
        with TemporaryDirectory() as folder, smtp_sink() as mail, webhook() as hook:
            right &= _show(case, *_try(case, Path(folder), mail, hook))
    print("as it should be" if right else "NOT as it should be")
    return int(not right)


def _try(case: Case, home: Path, mail: SmtpSink, hook: Webhook) -> tuple[Delivery, float]:
    NotifySlack.webhook_url = f"http://{hook.host}"
    url = {"json": hook.url(), "slack": _SLACK, "mail": mail.url("a@desk.example", "b@desk.example")}[case.kind]
    (home / "channels.txt").write_text(f"desk={url}", encoding="utf-8")
    given = {"HOME": str(home), "ALLOW_NETWORKS": "127.0.0.0/8", "TIMEOUT_SECONDS": str(_DEADLINE)}
    os.environ.update({f"TOCSIN_{name}": value for name, value in given.items()})
    outbox = open_outbox(load_settings())
    case.prepare(hook, mail)
    with Database(f"sqlite:///{home / 'tocsin.db'}") as database:
        database.upgrade()
        (target,) = outbox.targets("desk")
        payload = render_message(sample(), target.kind, digest_key="k3y", **target.limits)[0]
        with database.session() as session:
            stored_digest(session, new_delivery(channel=target.key, payload=payload))
        started = time.monotonic()
        asyncio.run(send_due(database, outbox, lambda _: None))
        took = time.monotonic() - started
        with database.read() as session:
            return list_deliveries(session)[0], took


def _show(case: Case, row: Delivery, took: float) -> bool:
    waits = row.first_at is not None and row.state in {"retry", "uncertain"}
    wait = (row.next_at - row.first_at).total_seconds() - took if row.first_at and waits else 0
    shown = f"{wait:.0f} s" if wait else "-"
    print(f"{case.name:<26}{case.kind:<7}{row.state:<11}{shown:>9}{took:>6.1f} s  {row.error or row.answer or ''}")
    expected = (0.8 if case.wait == 30 else 1) * case.wait  # noqa: PLR2004  the first wait
    in_time = took < _DEADLINE + 1
    return row.state == case.state and expected - 2 <= wait <= case.wait + 2 and in_time


if __name__ == "__main__":
    sys.exit(main())
