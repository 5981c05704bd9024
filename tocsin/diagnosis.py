"""What `tocsin check` looks at: settings, watchlists, channels, database, Prefect; online also feeds and services.

Prefect, SQLAlchemy and Apprise are imported only for `--online`: without it the answer comes at once.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deployments.server import answers, running_api, without_password
from flows.errors import FlowError
from flows.settings import Settings, load_settings, origins
from watchlists.errors import WatchlistError

if TYPE_CHECKING:
    from watchlists import Watchlist

_MOST_DAMAGES = 20


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: what, how it is, and what to do."""

    part: str
    state: str
    """`ok`, `note` or `wrong`."""
    text: str
    todo: str = ""

    @property
    def needs_a_person(self) -> bool:
        """Whether it keeps Tocsin from doing its job."""
        return self.state == "wrong"

    def row(self) -> dict[str, Any]:
        """Return it as a row for `--json`."""
        return asdict(self)

    def __str__(self) -> str:
        todo = f"\n{'':18}→ {self.todo}" if self.todo else ""
        return f"{self.state:<6} {self.part:<10} {self.text}{todo}"


def diagnose(names: Sequence[str], *, online: bool = False) -> list[Finding]:
    """Return what was found, in the order of the pipeline; nothing here raises for what it finds wrong."""
    try:
        settings = load_settings()
    except FlowError as error:
        return [Finding("settings", "wrong", str(error))]
    findings = [*_settings(settings)]
    watchlists, found = _watchlists(settings, names)
    findings += [*found, *_channels(settings, watchlists), *_database(settings), *_prefect(settings)]
    if online:
        from tocsin.online import ask_outside

        findings += ask_outside(settings, watchlists)
    return findings


def _settings(settings: Settings) -> Iterator[Finding]:
    came_from = origins()
    for name in type(settings).model_fields:
        value = _shown(settings, name)
        yield Finding("setting", "ok", f"{name} = {value}  ({came_from[name]})")
    if not settings.contact:
        yield Finding(
            "setting",
            "note",
            "no contact in the User-Agent",
            "set TOCSIN_CONTACT to a page or mail address: sites block pollers they cannot reach",
        )


def _shown(settings: Settings, name: str) -> str:
    effective: dict[str, Callable[[], object]] = {
        "database_url": lambda: without_password(settings.database),
        "watchlists": lambda: settings.watchlists_path,
        "channels": lambda: settings.channels_path or "none",
        "allow_networks": lambda: ", ".join(map(str, settings.allow_networks)) or "none: public addresses only",
    }
    return str(effective[name]() if name in effective else getattr(settings, name))


def _watchlists(settings: Settings, names: Sequence[str]) -> tuple[list["Watchlist"], list[Finding]]:
    from flows.lists import watchlist_paths, with_own
    from watchlists import load_watchlists

    try:
        paths = with_own(settings, watchlist_paths(settings, names))
        watchlists = load_watchlists(paths)
    except WatchlistError as error:
        return [], [Finding("watchlist", "wrong", str(problem)) for problem in error.problems]
    except FlowError as error:
        return [], [Finding("watchlist", "wrong", str(error))]
    return watchlists, [finding for path, w in zip(paths, watchlists, strict=True) for finding in _watchlist(path, w)]


def _watchlist(path: Path, watchlist: "Watchlist") -> Iterator[Finding]:
    entities = watchlist.entities
    parts = [f"{len(watchlist.terms)} terms", *([f"{len(entities):,} entities"] if entities is not None else [])]
    parts += [f"{len(watchlist.feeds)} feeds", f"{len(watchlist.digests)} digests"]
    yield Finding("watchlist", "ok", f"{path}: {', '.join(parts)}")
    damage = entities.check() if entities is not None else iter(())
    for problem in islice(damage, _MOST_DAMAGES):
        yield Finding("watchlist", "wrong", str(problem))
    if left := sum(1 for _ in damage):
        yield Finding("watchlist", "wrong", f"… and {left:,} lines more", "import the list again: tocsin list import")


def _channels(settings: Settings, watchlists: Sequence["Watchlist"]) -> Iterator[Finding]:
    from flows.steps.deliver.channels import tags_in

    path = settings.channels_path
    if path is None:
        where = settings.home / "channels.yaml"
        yield Finding("channels", "note", "none: digests are printed and written as HTML files", f"write {where}")
        return
    try:
        tags = tags_in(path)
    except FlowError as error:
        yield Finding("channels", "wrong", str(error))
        return
    yield Finding("channels", "ok", f"{path}: tags {', '.join(sorted(tags)) or 'none'}")
    for watchlist in watchlists:
        for rule in watchlist.digests:
            if rule.to != "all" and rule.to not in tags:
                yield Finding(
                    "channels",
                    "wrong",
                    f"the digest of «{watchlist.name}» goes to {rule.to!r}, and no channel has this tag",
                    f"tag a channel {rule.to!r} in {path}; until then its hits wait",
                )


def _database(settings: Settings) -> Iterator[Finding]:
    from storage.status import schema_status

    status = schema_status(settings.database)
    shown = without_password(settings.database)
    if status.problem:
        yield Finding("database", "wrong", f"{shown}: {status.problem}")
    elif not status.exists:
        yield Finding("database", "note", f"{shown}: not made yet; the first run makes it")
    else:
        newer = "" if status.revision == status.head else f" (the next run brings it to {status.head})"
        yield Finding("database", "ok", f"{shown}: schema {status.revision}{newer}")


def _prefect(settings: Settings) -> Iterator[Finding]:
    given = os.environ.get("PREFECT_API_URL")
    if given and not answers(given):
        yield Finding(
            "prefect", "wrong", f"no answer from PREFECT_API_URL {without_password(given)}", "start it, or unset it"
        )
    elif given:
        yield Finding("prefect", "ok", f"reports to {without_password(given)}")
    else:
        running = running_api(settings)
        yield Finding(
            "prefect", "ok", f"UI at {running.removesuffix('/api')}" if running else "not up; each run starts its own"
        )
