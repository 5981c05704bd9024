"""The lead copy of a story: of its most complete copies the earliest."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from storage.servers.sql import in_batches
from storage.tables import FROM_PAGE, Article, Story

_COMPLETE = 0.8
"""Of the longest copy: what is longer has more of its site's furniture, not more of the news."""
_ARTICLE = Article.metadata.tables["article"]
_STORY = Story.metadata.tables["story"]
_SET = (
    _STORY.update()
    .where(_STORY.c.id == bindparam("story"))
    .values(lead_id=bindparam("lead"), title=bindparam("lead_title"))
)


def settle_leads(session: Session, story_ids: Iterable[int]) -> None:
    """Give each of these stories that has several copies its lead, and the lead's title.

    A story of one article needs none: that is it.
    """
    leads: list[dict[str, Any]] = []
    for part in in_batches(sorted(set(story_ids))):
        several = (
            select(_ARTICLE.c.story_id)
            .where(_ARTICLE.c.story_id.in_(part))
            .group_by(_ARTICLE.c.story_id)
            .having(func.count() > 1)
        )
        stories = [story for (story,) in session.connection().execute(several)]
        leads += [_lead(copies) for copies in _copies(session, stories).values()] if stories else []
    if leads:
        session.connection().execute(_SET, leads)


def _copies(session: Session, stories: Sequence[int]) -> dict[int, list[Any]]:
    names = ("id", "story_id", "title", "text_source", "published_at", "read_at")
    columns = (*(_ARTICLE.c[name] for name in names), func.length(_ARTICLE.c.text).label("length"))
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in session.connection().execute(select(*columns).where(_ARTICLE.c.story_id.in_(stories))):
        found[row.story_id].append(row)
    return found


def _lead(copies: Sequence[Any]) -> dict[str, Any]:
    had = [copy for copy in copies if copy.text_source in FROM_PAGE] or copies
    longest = max(copy.length for copy in had)
    complete = [copy for copy in had if copy.length >= _COMPLETE * longest]
    lead = min(complete, key=lambda copy: (min(copy.published_at or copy.read_at, copy.read_at), copy.id))
    return {"story": lead.story_id, "lead": lead.id, "lead_title": lead.title}
