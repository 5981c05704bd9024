"""What happened, as events of Prefect: anybody can hang an automation on them.

Event | resource | when
`tocsin.hit.critical` | `tocsin.hit.N` | a hit of severity critical was stored
`tocsin.feed.silent` | `tocsin.feed.N` | the owners of a feed were told that it fails, is gone, or has nothing new
`tocsin.feed.recovered` | `tocsin.feed.N` | they were told that it is well again
`tocsin.delivery.dead` | `tocsin.delivery.N` | a channel refused a message for good
`tocsin.run.completed` | `tocsin.monitor` | a pass of the pipeline was completed and written down

Each is emitted after what it tells of was committed, and carries neither
texts of articles nor addresses of channels. Outside of a run none is.
"""

from collections.abc import Iterable
from typing import Any

from prefect.events import emit_event
from prefect.runtime import flow_run

from flows.steps.clean import clean_text
from flows.steps.gather.urls import shown
from storage import Delivery, Feed, Hit, RunData

MONITOR = "tocsin.monitor"
COMPLETED = "tocsin.run.completed"


def tell_hits(hits: Iterable[Hit]) -> None:
    """Emit `tocsin.hit.critical` for those that are, and not only in a link to another story."""
    for hit in hits:
        if hit.severity == "critical" and hit.zone != "fringe":
            _emit(
                "tocsin.hit.critical",
                resource=_resource("hit", hit.id, hit.term_name),
                related=[
                    _related("watchlist", hit.watchlist),
                    _related("term", f"{hit.watchlist}.{hit.term}"),
                    _related("story", hit.story_id),
                    _related("feed", hit.feed_id),
                ],
                payload={"term": hit.term_name, "zone": hit.zone, "article": hit.article_id},
            )


def tell_feeds(changed: Iterable[tuple[Feed, str | None, Iterable[str]]]) -> None:
    """Emit `tocsin.feed.silent` or `tocsin.feed.recovered`.

    Args:
        changed: Each feed; `failing`, `gone`, `quiet`, or None where it is well again; the lists that look into it.
    """
    for feed, trouble, watchlists in changed:
        _emit(
            "tocsin.feed.silent" if trouble else "tocsin.feed.recovered",
            resource=_resource("feed", feed.id, feed.title or shown(feed.url)),
            related=[_related("watchlist", name) for name in sorted(set(watchlists))],
            payload={"url": shown(feed.url), "trouble": trouble, "error": clean_text(feed.error or "", 300)},
        )


def tell_dead(delivery: Delivery, reason: str) -> None:
    """Emit `tocsin.delivery.dead`."""
    _emit(
        "tocsin.delivery.dead",
        resource=_resource("delivery", delivery.id, delivery.channel),
        related=[_related("digest", delivery.digest_id), _related("channel", delivery.channel)],
        payload={"channel": delivery.channel, "part": delivery.part, "reason": clean_text(reason, 300)},
    )


def tell_completed(account: RunData) -> None:
    """Emit `tocsin.run.completed`, with the account of the run."""
    _emit(COMPLETED, resource={"prefect.resource.id": MONITOR}, payload=account.model_dump())


def _emit(
    event: str, *, resource: dict[str, str], payload: dict[str, Any], related: list[dict[str, str]] | None = None
) -> None:
    if flow_run.get_id():
        emit_event(event, resource=resource, related=related or [], payload=payload)


def _resource(kind: str, key: object, name: str) -> dict[str, str]:
    return {"prefect.resource.id": f"tocsin.{kind}.{key}", "prefect.resource.name": clean_text(name, 120)}


def _related(role: str, key: object) -> dict[str, str]:
    return {"prefect.resource.id": f"tocsin.{role}.{key}", "prefect.resource.role": role}
