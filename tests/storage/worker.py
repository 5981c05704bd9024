"""Processes of their own beside a test. Reads lines "NUMBER JOB URL", answers each with the exit codes of that many.

What they need is imported once, before they are forked.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import alembic.command  # noqa: F401
import psycopg  # noqa: F401

from storage import Database, FeedData, PollData, add_feed, record_poll

NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


def fail_100_polls(database: Database) -> None:
    poll = PollData(status="failing", next_poll_at=NOW + timedelta(minutes=1))
    for _ in range(100):
        with database.session() as session:
            record_poll(session, 1, poll, NOW)


def upgrade(database: Database) -> None:
    database.upgrade()


def die_in_the_second_transaction(database: Database) -> None:
    with database.session() as session:
        add_feed(session, FeedData(url="https://committed.test/rss"), NOW)
    with database.session() as session:
        add_feed(session, FeedData(url="https://lost.test/rss"), NOW)
        os.kill(os.getpid(), signal.SIGKILL)


JOBS = {job.__name__: job for job in (fail_100_polls, upgrade, die_in_the_second_transaction)}


def start(job: Callable[[Database], None], url: str) -> int:
    number = os.fork()
    if number:
        return number
    try:
        job(Database(url))
    except BaseException:  # noqa: BLE001  A forked process must end here, whatever was raised.
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    for line in sys.stdin:
        count, name, address = line.split()
        children = [start(JOBS[name], address) for _ in range(int(count))]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        sys.stdout.write(f"{' '.join(map(str, codes))}\n")
        sys.stdout.flush()
