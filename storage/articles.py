"""Articles: one for each address, and the story it is a copy of."""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from storage.errors import StorageError
from storage.servers.sql import insert_new, one_at_a_time
from storage.tables import Article, ArticleData, Entry, Story

PRUNED = "pruned"
"""The `text_source` of an article whose text was thrown away."""
_WORTH = {PRUNED: 0, "title": 1, "feed summary": 2, "feed content": 3, "page": 4}


def find_article(session: Session, url_key: str) -> Article | None:
    """Return the article of this address, with its text; None where it is to be read."""
    return session.exec(select(Article).where(Article.url_key == url_key, Article.text_source != PRUNED)).first()


def add_article(
    session: Session, entry_id: int, data: ArticleData, now: datetime, *, trouble: str | None = None
) -> Article:
    """Return the article of `data`'s address, linked to the entry: a new one, or the one that is stored.

    A stored one that was made from less (a summary where there is a page now) is improved in place, and is
    matched once more for the entries it had. On PostgreSQL one transaction at a time adds articles: keep it short.

    `trouble` is why the page could not be had, where it could not: it is kept with the entry.

    Raises:
        StorageError: There is no such entry.
    """
    one_at_a_time(session, "stories")
    article = session.exec(select(Article).where(Article.url_key == data.url_key)).first()
    if article is None:
        article = _new_article(session, data, now)
    elif _WORTH[data.text_source] > _WORTH[article.text_source]:
        _improve(session, article, data, now)
    _link(session, entry_id, article, trouble)
    return article


def _new_article(session: Session, data: ArticleData, now: datetime) -> Article:
    story_id = _find_story(session, data)
    if story_id is None:
        story = Story(title=data.title, found_at=now)
        session.add(story)
        session.flush()
        story_id = story.id
    insert_new(session, [Article.model_validate(data, update={"story_id": story_id, "read_at": now})])
    return session.exec(select(Article).where(Article.url_key == data.url_key)).one()


def _find_story(session: Session, data: ArticleData) -> int | None:
    addresses = [key for key in (data.url_key, data.canonical_key) if key]
    same_address = or_(col(Article.url_key).in_(addresses), col(Article.canonical_key).in_(addresses))
    story_id = _first_story(session, same_address)
    if story_id is None and data.text_hash:
        story_id = _first_story(session, col(Article.text_hash) == data.text_hash)
    return story_id


def _first_story(session: Session, same: ColumnElement[bool]) -> int | None:
    return session.exec(select(Article.story_id).where(same).order_by(col(Article.id)).limit(1)).first()


def _improve(session: Session, article: Article, data: ArticleData, now: datetime) -> None:
    # What was matched on less may have missed a name; a text that was pruned had been matched whole.
    if article.text_source != PRUNED:
        session.execute(update(Entry).where(col(Entry.article_id) == article.id).values(matched_at=None))
    for name, value in data.model_dump(exclude={"url", "url_key"}).items():
        if value not in (None, ""):
            setattr(article, name, value)
    article.read_at = now
    session.flush()


def _link(session: Session, entry_id: int, article: Article, trouble: str | None) -> None:
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise StorageError(f"entry {entry_id}: no such entry")
    entry.article_id, entry.read_error = article.id, None if article.text_source == "page" else trouble
    session.flush()
