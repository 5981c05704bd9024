"""Many senders at one outbox: nothing goes twice, nobody waits for ever; and counters that many add to.

    python benchmarks/senders.py [DELIVERIES]

Six processes send what is due to one webhook on loopback, on SQLite and, where TOCSIN_TEST_POSTGRES_URL or the usual
server answers, on PostgreSQL. Three processes add 300 to one number through the same transactions.
Exits 1 where a delivery went twice or not at all, out of order, or a server spoke of a deadlock.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from given import NOW, new_delivery, stored_digest, stored_feed
from sinks import Webhook, webhook
from storage import Database, feed_rows, list_deliveries

_CHANNELS = 200
_SENDER = """
import asyncio, sys
from flows.outbox import open_outbox
from flows.sending import send_due
from flows.settings import load_settings
from storage import Database
settings = load_settings()
with Database(settings.database) as database:
    account = asyncio.run(send_due(database, open_outbox(settings), lambda text: print(text, file=sys.stderr)))
print(account.sent)
"""
_ADDER = """
import sys
from storage import Database, Feed
with Database(sys.argv[1]) as database:
    for _ in range(300):
        with database.session() as session:
            feed = session.get(Feed, 1, with_for_update=True)
            feed.failures += 1
            session.add(feed)
"""


def main(deliveries: int) -> int:
    right = True
    columns = (("senders", 8), ("deliveries", 12), ("twice", 7), ("missing", 9), ("disorder", 10), ("deadlocks", 11))
    print(f"{'server':<12}{''.join(f'{name:>{width}}' for name, width in columns)}{'wall':>8}")
    for url in _databases():
        with url as address:
            right &= _senders(address, deliveries)
            right &= _adders(address)
    return int(not right)


def _senders(url: str, deliveries: int) -> bool:
    with TemporaryDirectory() as folder, webhook() as hook, Database(url) as database:
        home = _home(Path(folder), hook)
        database.upgrade()
        _fill(database, deliveries, home)
        environment = _environment(home, url)
        started = time.monotonic()
        senders = [
            subprocess.Popen([sys.executable, "-c", _SENDER], env=environment, stdout=-1, stderr=-1, text=True)
            for _ in range(6)
        ]
        said = "".join("".join(sender.communicate()) for sender in senders)
        took = time.monotonic() - started
        with database.read() as session:
            waiting = sum(row.state != "sent" for row in list_deliveries(session))
        order = [tuple(map(int, request.headers["x-idempotency-key"].split("."))) for request in hook.requests]
        twice = sum(count - 1 for count in Counter(order).values())
        disorder = _disorder(order)
        deadlocks = said.lower().count("deadlock")
        server = url.split(":", maxsplit=1)[0]
        print(
            f"{server:<12}{6:>8}{deliveries:>12,}{twice:>7}{waiting + deliveries - len(set(order)):>9}"
            f"{disorder:>10}{deadlocks:>11}{took:>6.0f} s",
            flush=True,
        )
        return not (twice or waiting or disorder or deadlocks) and len(order) == deliveries


def _adders(url: str) -> bool:
    with Database(url) as database:
        database.upgrade()
        with database.session() as session:
            stored_feed(session)
        adders = [subprocess.Popen([sys.executable, "-c", _ADDER, url]) for _ in range(3)]
        codes = [adder.wait() for adder in adders]
        with database.read() as session:
            (feed,) = feed_rows(session)
    print(f"{url.split(':', maxsplit=1)[0]:<12}3 processes x 300 updates: {feed.failures}", flush=True)
    return feed.failures == 900 and not any(codes)  # noqa: PLR2004


def _disorder(order: list[tuple[int, ...]]) -> int:
    """Return how many messages of a channel came before an earlier one of the same channel."""
    last: dict[int, int] = {}
    wrong = 0
    for channel, number in order:
        wrong += number < last.get(channel, -1)
        last[channel] = max(number, last.get(channel, -1))
    return wrong


def _home(home: Path, hook: Webhook) -> Path:
    urls = [{hook.url(f"/{number}"): [{"tag": f"t{number:03}"}]} for number in range(_CHANNELS)]
    (home / "channels.yaml").write_text(json.dumps({"urls": urls}), encoding="utf-8")
    return home


def _fill(database: Database, deliveries: int, home: Path) -> None:
    from flows.steps.deliver.channels import load_channels

    keys = [channel.key for channel in load_channels(home / "channels.yaml")]
    with database.session() as session:
        for start in range(0, deliveries, _CHANNELS):
            rows = [
                new_delivery(
                    channel=keys[number],
                    payload={"kind": "text", "subject": "s", "text": "t", "message_id": f"{number}.{start}"},
                    next_at=NOW,
                )
                for number in range(min(_CHANNELS, deliveries - start))
            ]
            stored_digest(session, *rows)


def _environment(home: Path, url: str) -> dict[str, str]:
    given = {"HOME": str(home), "ALLOW_NETWORKS": "127.0.0.0/8", "DATABASE_URL": url, "TIMEOUT_SECONDS": "60"}
    return {**os.environ, **{f"TOCSIN_{name}": value for name, value in given.items()}}


def _databases() -> Iterator[AbstractContextManager[str]]:
    yield _sqlite()
    yield _postgres()


@contextmanager
def _sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/tocsin.db"


@contextmanager
def _postgres() -> Iterator[str]:
    import psycopg

    server = os.environ.get("TOCSIN_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/test")
    name = f"senders_{token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
        try:
            yield f"{server}{'&' if '?' in server else '?'}options=-csearch_path%3D{name}"
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE".encode())


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 4_000))
