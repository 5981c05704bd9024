"""Digests to look at: the next ones, and the last ones."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from flows.draft import draft_digest
from flows.settings import Settings
from flows.steps.tell.digest import DigestView
from flows.steps.tell.render import render_html
from flows.untold import untold_hits
from flows.workspace import open_workspace
from storage import list_deliveries, recent_digests
from tocsin.store import reading
from watchlists import DigestRule, Watchlist

_LAST = 20


def previews(names: Sequence[str]) -> list[DigestView]:
    """Return the digests that the chosen lists would send now, those with nothing to tell left out."""
    with open_workspace(names) as work, work.database.read() as session:
        made = [_preview(session, watchlist, rule) for watchlist in work.chosen for rule in watchlist.digests]
    return [view for view in made if view]


def _preview(session: Session, watchlist: Watchlist, rule: DigestRule) -> DigestView | None:
    now = datetime.now(UTC)
    untold = untold_hits(session, watchlist, rule, severity=rule.min_severity, since=None, now=now)
    if not untold.rows:
        return None
    since = min(row.hit.found_at for row in untold.rows)
    return draft_digest(session, watchlist, rule, untold, since=since, now=now)


def write_preview(view: DigestView, path: Path | None, number: int, home: Path) -> Path:
    """Write a preview's HTML and return where it is: the path asked for, or one in the home."""
    target = path or home / "previews" / f"{view.watchlist_id}-{number}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(render_html(view), encoding="utf-8")
    return target.resolve()


def digest_rows(settings: Settings) -> list[dict[str, Any]]:
    """Return a row for each of the last digests, the newest first, with how its deliveries stand."""
    with reading(settings) as session:
        return [
            {
                "id": digest.id,
                "created_at": digest.created_at,
                "watchlist": digest.watchlist,
                "to": digest.tag,
                "subject": digest.subject,
                "deliveries": _states(row.state for row in list_deliveries(session, digest_id=digest.id)),
            }
            for digest in recent_digests(session, limit=_LAST)
        ]


def _states(states: Any) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(Counter(states).items()))
