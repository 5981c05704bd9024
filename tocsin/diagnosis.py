"""What `tocsin check` looks at: settings, watchlists, channels, database, Prefect; online also feeds and services.

Prefect, SQLAlchemy and Apprise are imported only for `--online`: without it the answer comes at once.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from deployments.addresses import ask, without_password
from deployments.server import running_api
from flows.errors import FlowError
from flows.settings import Settings, load_settings, origins
from tocsin.findings import Finding
from watchlists.errors import WatchlistError

if TYPE_CHECKING:
    from watchlists import Watchlist

_MOST_DAMAGES = 20


def diagnose(names: Sequence[str], *, online: bool = False) -> list[Finding]:
    """Return what was found, in the order of the pipeline; nothing here raises for what it finds wrong."""
    try:
        settings = load_settings()
    except FlowError as error:
        return [Finding("settings", "wrong", str(error))]
    findings = [*_settings(settings)]
    watchlists, found = about_watchlists(settings, names)
    findings += [*found, *about_channels(settings, watchlists), *about_database(settings), *about_prefect(settings)]
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


def about_watchlists(settings: Settings, names: Sequence[str]) -> tuple[list["Watchlist"], list[Finding]]:
    """Return the lists that can be used, and what was found on all of them."""
    from flows.lists import watchlist_paths, with_own
    from watchlists import load_watchlists

    try:
        paths = with_own(settings, watchlist_paths(settings, names))
        watchlists = load_watchlists(paths)
    except WatchlistError as error:
        return [], [Finding("watchlist", "wrong", str(problem)) for problem in error.problems]
    except FlowError as error:
        return [], [Finding("watchlist", "wrong", str(error))]
    from tocsin.too_common import too_common

    lists = list(zip(paths, watchlists, strict=True))
    known = [finding for path, watchlist in lists for finding in _watchlist(path, watchlist)]
    return watchlists, [*known, *too_common(settings, lists)]


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


def about_channels(settings: Settings, watchlists: Sequence["Watchlist"]) -> Iterator[Finding]:
    """Yield what is wrong with the channels, and whether each digest has one."""
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


def about_database(settings: Settings) -> Iterator[Finding]:
    """Yield how the database stands, and the channels that refuse what it holds for them."""
    from flows.steps.clean import clean_text
    from storage.status import dead_channels, schema_status

    status = schema_status(settings.database)
    shown = without_password(settings.database)
    if status.problem:
        yield Finding("database", "wrong", f"{shown}: {status.problem}")
    elif not status.exists:
        yield Finding("database", "note", f"{shown}: not made yet; the first run makes it")
    else:
        newer = "" if status.revision == status.head else f" (the next run brings it to {status.head})"
        yield Finding("database", "ok", f"{shown}: schema {status.revision}{newer}")
        for dead in dead_channels(settings.database):
            messages = f"{dead.messages} message{'s' if dead.messages > 1 else ''}"
            yield Finding(
                "delivery",
                "wrong",
                f"{dead.channel} refused {messages} for good: {clean_text(dead.error, 200)}",
                "correct the channel, then `tocsin deliveries retry --dead`, or `tocsin deliveries abandon --dead`",
            )


def about_prefect(settings: Settings) -> Iterator[Finding]:
    """Yield whether there is a Prefect server, and whether it lets us in."""
    given = os.environ.get("PREFECT_API_URL")
    api_url = given or running_api(settings)
    if api_url is None:
        yield Finding("prefect", "ok", "not up; each run starts its own")
        return
    shown = without_password(api_url)
    status = ask(f"{api_url}/admin/version", auth=os.environ.get("PREFECT_API_AUTH_STRING") or _auth(settings))
    if status is None:
        yield Finding("prefect", "wrong", f"no answer from PREFECT_API_URL {shown}", "start it, or unset it")
    elif status in {401, 403}:
        todo = (
            "set PREFECT_API_AUTH_STRING to its USER:PASSWORD"
            if given
            else "restart `tocsin up`: TOCSIN_PREFECT_AUTH changed"
        )
        yield Finding("prefect", "wrong", f"{shown} asks for another password", todo)
    elif given:
        yield Finding("prefect", "ok", f"reports to {shown}")
    else:
        yield Finding("prefect", "ok", f"UI at {shown.removesuffix('/api')}")


def _auth(settings: Settings) -> str | None:
    return settings.prefect_auth.get_secret_value() if settings.prefect_auth else None
