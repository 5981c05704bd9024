"""Hosts: when each may be asked next, so that a second run, or the next one, keeps the pause of the first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, SQLModel

from storage.servers.sql import in_batches, insert_values
from storage.tables import Host

MOST_AHEAD = timedelta(hours=1)
"""No host is kept for longer by one run: it may have been killed."""
_TABLE = SQLModel.metadata.tables["host"]
_SET = _TABLE.update().where(_TABLE.c.name == bindparam("host")).values(free_at=bindparam("until"))


def reserve_hosts(session: Session, stretches: Mapping[str, float], now: datetime) -> dict[str, float]:
    """Keep each host for a stretch of seconds and return in how many seconds that begins.

    Runs that reserve the same host get one stretch after the other, on any number of machines.

    Args:
        session: A transaction that writes.
        stretches: How long each host will be asked, in seconds.
        now: The moment.
    """
    begins: dict[str, float] = {}
    for part in in_batches(sorted(stretches)):
        known = set(session.connection().scalars(select(_TABLE.c.name).where(_TABLE.c.name.in_(part))))
        insert_values(session, Host, [{"name": name, "free_at": now} for name in part if name not in known])
        # In the order of the names, so that two processes never wait for each other.
        held = select(_TABLE.c.name, _TABLE.c.free_at).where(_TABLE.c.name.in_(part)).order_by(_TABLE.c.name)
        changes: list[dict[str, Any]] = []
        for name, free_at in session.connection().execute(held.with_for_update()):
            start = max(free_at, now)
            begins[name] = (start - now).total_seconds()
            changes.append({"host": name, "until": min(start + timedelta(seconds=stretches[name]), now + MOST_AHEAD)})
        session.connection().execute(_SET, changes)
    return begins
