"""What may be wrong with this machine: versions, SQLite, clock, names, disk, rights; each with a way out.

`tocsin check` looks at what the user wrote; its findings on lists, channels, database and Prefect are in here too.
"""

import os
import shutil
import socket
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from urllib.parse import urlsplit

from packaging.requirements import Requirement

from deployments.addresses import without_password
from flows.errors import FlowError
from flows.settings import Settings, load_settings
from storage import Database, StorageError, last_run, server_time
from tocsin.diagnosis import about_channels, about_database, about_prefect, about_watchlists
from tocsin.findings import Finding
from watchlists import Watchlist

_WAL_BUG = ((3, 7, 0), (3, 51, 2))
"""SQLite's versions, both included, in which a reset of the log at a bad moment can damage the database:
https://www.sqlite.org/wal.html#walresetbug"""
_LITTLE_SPACE, _NO_SPACE = 2e9, 2e8
_DNS_SECONDS = 5
_HOSTS = 5
_CLOCK = timedelta(minutes=2)


def examine(resolve: Callable[[str, int | None], object] = socket.getaddrinfo) -> list[Finding]:
    """Return what was found; nothing here raises for what it finds wrong.

    Args:
        resolve: Asked for the addresses of each feed's host; raises OSError for a name that has none.
    """
    try:
        settings = load_settings()
    except FlowError as error:
        return [Finding("settings", "wrong", str(error), "correct it where it was set")]
    watchlists, lists = about_watchlists(settings, [])
    return [
        *_versions(),
        *_sqlite(settings),
        *_home(settings),
        _disk(settings),
        *about_database(settings),
        *_clock(settings),
        *lists,
        *about_channels(settings, watchlists),
        *_names(watchlists, resolve),
        *about_prefect(settings),
    ]


def _versions() -> Iterator[Finding]:
    wanted = [Requirement(line) for line in requires("tocsin") or () if "extra ==" not in line]
    wrong = False
    for requirement in wanted:
        try:
            installed = version(requirement.name)
        except PackageNotFoundError:
            installed = ""
        if not installed or installed not in requirement.specifier:
            wrong = True
            text = f"{requirement.name} {installed or 'is missing'}; Tocsin works with {requirement.specifier}"
            yield Finding("versions", "wrong", text, f"pip install '{requirement.name}{requirement.specifier}'")
    if not wrong:
        told = ", ".join(
            f"{name} {version(name)}" for name in ("tocsin", "prefect", "fastapi", "sqlalchemy", "apprise")
        )
        yield Finding("versions", "ok", told)


def _sqlite(settings: Settings) -> Iterator[Finding]:
    installed = sqlite3.sqlite_version_info
    if not settings.database.startswith("sqlite"):
        return
    if _WAL_BUG[0] <= installed <= _WAL_BUG[1]:
        yield Finding(
            "sqlite",
            "warn",
            f"{sqlite3.sqlite_version} has a rare fault: two processes at work at a bad moment can damage the database",
            "use a Python with SQLite 3.51.3 or newer (or PostgreSQL); until then: `tocsin db backup` every day",
        )
    else:
        yield Finding("sqlite", "ok", sqlite3.sqlite_version)


def _home(settings: Settings) -> Iterator[Finding]:
    home = settings.home
    if not home.is_dir():
        yield Finding("home", "note", f"{home} is not there yet; the first run makes it")
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("home", "wrong", f"{home} may not be written", f"chown {os.getuid()} {home}, or set TOCSIN_HOME")
        return
    yield Finding("home", "ok", str(home))
    for path in (settings.channels_path, home / "tocsin.toml", Path(".env")):
        if path and path.is_file() and path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
            yield Finding("home", "warn", f"{path} holds secrets and others may read it", f"chmod 600 {path}")


def _disk(settings: Settings) -> Finding:
    place = next(path for path in (settings.home, *settings.home.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    text = f"{free / 1e9:,.1f} GB free at {place}"
    if free < _NO_SPACE:
        return Finding("disk", "wrong", text, "make room: tocsin db prune; nothing can be stored soon")
    if free < _LITTLE_SPACE:
        return Finding("disk", "warn", text, "make room: tocsin db prune, then a backup elsewhere")
    return Finding("disk", "ok", text)


def _clock(settings: Settings) -> Iterator[Finding]:
    now = datetime.now(UTC)
    shown = without_password(settings.database)
    try:
        with Database(settings.database) as database, database.read() as session:
            theirs, run = server_time(session), last_run(session)
    except StorageError:
        return  # said above
    if abs(theirs - now) > _CLOCK:
        text = f"is {abs(theirs - now)} apart from that of {shown}"
        yield Finding("clock", "wrong", text, "let both be set by NTP; leases and schedules follow them")
    elif run and run.finished_at - now > _CLOCK:
        text = f"says {now:%Y-%m-%d %H:%M} UTC, and the last run was completed at {run.finished_at:%Y-%m-%d %H:%M}"
        yield Finding("clock", "wrong", text, "let it be set by NTP; nothing is due until it has caught up")
    else:
        yield Finding("clock", "ok", f"{now:%Y-%m-%d %H:%M} UTC")


def _names(watchlists: Sequence[Watchlist], resolve: Callable[[str, int | None], object]) -> Iterator[Finding]:
    hosts = {urlsplit(feed.url).hostname or "" for watchlist in watchlists for feed in watchlist.feeds} - {""}
    asked = sorted(hosts)[:_HOSTS]
    if not asked:
        return
    # Not with a `with`: a resolver that hangs is not waited for.
    threads = ThreadPoolExecutor(len(asked))
    answers = {host: threads.submit(resolve, host, None) for host in asked}
    threads.shutdown(wait=False)
    lost = []
    for host, answer in answers.items():
        try:
            answer.result(_DNS_SECONDS)
        except (OSError, TooLateError, UnicodeError):
            lost.append(host)
    if len(lost) == len(asked):
        text = f"no name could be resolved: {', '.join(lost)}"
        yield Finding("dns", "wrong", text, "look at /etc/resolv.conf and at the network")
    elif lost:
        text = f"could not be resolved: {', '.join(lost)}"
        yield Finding("dns", "warn", text, "is the site gone? `tocsin feeds` says more")
    else:
        yield Finding("dns", "ok", f"resolves {', '.join(asked)}")
