"""The archive: every article that was read and still has its text, in parts that fit into memory."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, or_
from sqlmodel import Session, col, select

from storage.articles import PRUNED
from storage.tables import Article, Entry, Feed, Hit


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the archive: the articles from one number to another, both included."""

    first: int
    last: int
    articles: int


def news_moment(article: Article) -> datetime:
    """Return when the article became news: published, but never later than read, as some pages claim."""
    return min(article.published_at, article.read_at) if article.published_at else article.read_at


def archive_parts(session: Session, *, since: datetime, size: int) -> list[Part]:
    """Return the archive since a moment in parts of at most `size` articles, in the order they were first read."""
    numbers = session.scalars(
        select(Article.id).where(*_news_since(since)).order_by(col(Article.id)),
        execution_options={"yield_per": 10_000},
    )
    parts: list[Part] = []
    for number in numbers:
        if parts and parts[-1].articles < size:
            parts[-1] = Part(parts[-1].first, number, parts[-1].articles + 1)
        else:
            parts.append(Part(number, number, 1))
    return parts


def archived_articles(session: Session, part: Part, *, since: datetime) -> list[tuple[Article, list[Feed]]]:
    """Return the articles of a part, each with the feeds that brought it, the first one first."""
    rows = session.execute(
        select(Article, Feed)
        .join(Entry, col(Entry.article_id) == col(Article.id))
        .join(Feed, col(Entry.feed_id) == col(Feed.id))
        .where(*_in_part(col(Article.id), part), *_news_since(since))
        .order_by(col(Article.id), col(Entry.id))
    )
    found: dict[int, tuple[Article, list[Feed]]] = {}
    for article, feed in rows:
        found.setdefault(article.id, (article, []))[1].append(feed)
    return list(found.values())


def archived_hits(session: Session, part: Part, *, watchlist: str) -> list[Hit]:
    """Return what is stored as found in the articles of a part by the list of this id, links to other stories aside."""
    where = (col(Hit.watchlist) == watchlist, col(Hit.zone) != "fringe", *_in_part(col(Hit.article_id), part))
    return list(session.exec(select(Hit).where(*where).order_by(col(Hit.id))))


def has_hits(session: Session, watchlist: str) -> bool:
    """Say whether anything is stored as found by the list of this id."""
    return session.exec(select(Hit.id).where(col(Hit.watchlist) == watchlist).limit(1)).first() is not None


def newest_article(session: Session) -> datetime | None:
    """Return when the last article was read whose text is still there; None for an empty archive."""
    return session.exec(select(func.max(Article.read_at)).where(col(Article.text_source) != PRUNED)).one()


def pruned_articles(session: Session, *, since: datetime) -> int:
    """Return how many articles since a moment have lost their text: the archive tells too little of that time."""
    lost = _moments_since(since), col(Article.text_source) == PRUNED
    return session.exec(select(func.count()).select_from(Article).where(*lost)).one()


def _news_since(since: datetime) -> tuple[ColumnElement[bool], ...]:
    return _moments_since(since), col(Article.text_source) != PRUNED


def _moments_since(since: datetime) -> ColumnElement[bool]:
    # What was read before was news before: the index of that column keeps the years out.
    published = col(Article.published_at)
    return and_(col(Article.read_at) >= since, or_(published.is_(None), published >= since))


def _in_part(number: SQLColumnExpression[int], part: Part) -> tuple[ColumnElement[bool], ...]:
    return number >= part.first, number <= part.last
