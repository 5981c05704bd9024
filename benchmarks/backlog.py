"""An outbox after a day's outage: 100,000 messages wait, and their channels take them again.

    python benchmarks/backlog.py [DELIVERIES]

One process sends them from SQLite to a webhook on loopback, by a hundred channels, of which one is of a service that
wants a fifth of a second between two messages. Prints the time to the first message, the pace of the first and the
last tenth, the largest memory, and what was wrong in what arrived. Exits 1 where a message came twice, not at all or
before an earlier one of its channel, where the slow service was hurried, or where the pace falls with the number.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from given import NOW, new_delivery, stored_digest
from sinks import webhook
from storage import Database

_CHANNELS = 100
_PACE = 0.2
_SLOW = 200
"""Messages for the slow service: the others are not to wait for it for hours."""
_MOST_SLOWDOWN = 1.5
_SENDER = """
import asyncio, resource, sys
import flows.outbox
from flows.sending import send_due
from flows.settings import load_settings
from storage import Database
right = flows.outbox.Outbox.pace
flows.outbox.Outbox.pace = lambda self, key: {pace} if key == {slow!r} else right(self, key)
settings = load_settings()
with Database(settings.database) as database:
    account = asyncio.run(send_due(database, flows.outbox.open_outbox(settings), print))
print(account.sent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main(deliveries: int) -> int:
    from flows.steps.deliver.channels import load_channels

    with TemporaryDirectory() as folder, webhook() as hook, Database(f"sqlite:///{folder}/tocsin.db") as database:
        home = Path(folder)
        urls = [{hook.url(f"/{number}"): [{"tag": f"t{number:03}"}]} for number in range(_CHANNELS)]
        (home / "channels.yaml").write_text(json.dumps({"urls": urls}), encoding="utf-8")
        keys = [channel.key for channel in load_channels(home / "channels.yaml")]
        database.upgrade()
        total = _fill(database, deliveries, keys)
        arrived: list[float] = []
        hook.on_message = lambda: arrived.append(time.monotonic())
        given = {"HOME": folder, "ALLOW_NETWORKS": "127.0.0.0/8"}
        environment = {**os.environ, **{f"TOCSIN_{name}": value for name, value in given.items()}}
        started = time.monotonic()
        code = _SENDER.format(pace=_PACE, slow=keys[0])
        sent = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
        moments = zip(arrived, hook.requests, strict=True)
        order = [(tuple(map(int, request.headers["x-idempotency-key"].split("."))), at) for at, request in moments]
    twice = total - len({key for key, _ in order}) if len(order) == total else len(order) - len({k for k, _ in order})
    missing = total - len({key for key, _ in order})
    slow = [at for (channel, _), at in order if channel == 0]
    shortest = min(after - before for before, after in pairwise(slow))
    tenth = total // 10
    paces = [tenth / (part[-1] - part[0]) for part in (arrived[:tenth], arrived[-tenth - _SLOW : -_SLOW])]
    disorder, memory = _disorder([key for key, _ in order]), int(sent.stdout.split()[-1])
    print(f"{total:,} messages waited, {_CHANNELS} channels, one process, SQLite")
    first, last = arrived[0] - started, arrived[-1] - started
    print(f"first message after {first:.1f} s (start of the process included); all in {last:.0f} s")
    print(f"first tenth {paces[0]:.0f} a second, last tenth {paces[1]:.0f}; memory {memory} MB")
    print(f"twice {twice}, missing {missing}, out of order {disorder}; slow service: never under {shortest:.3f} s")
    wrong = twice or missing or disorder or shortest < _PACE or paces[0] > _MOST_SLOWDOWN * paces[1]
    return int(bool(wrong))


def _fill(database: Database, deliveries: int, keys: list[str]) -> int:
    total = 0
    for start in range(0, deliveries, 10 * _CHANNELS):
        with database.session() as session:
            for number in range(start, min(start + 10 * _CHANNELS, deliveries), _CHANNELS):
                rows = [
                    new_delivery(
                        channel=key,
                        payload={"kind": "text", "subject": "s", "text": "t " * 500, "message_id": f"{at}.{number}"},
                        next_at=NOW,
                    )
                    for at, key in enumerate(keys)
                    if at or number < _SLOW * _CHANNELS
                ]
                stored_digest(session, *rows)
                total += len(rows)
    return total


def _disorder(order: list[tuple[int, ...]]) -> int:
    """Return how many messages of a channel came before an earlier one of the same channel."""
    last: Counter[int] = Counter()
    wrong = 0
    for channel, number in order:
        wrong += number < last[channel]
        last[channel] = max(number, last[channel])
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 100_000))
