"""Articles: one for each address, and the story it is a copy of."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, exists, insert, or_, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel, col, select

from storage.copies import sketch, triples
from storage.errors import StorageError
from storage.leads import settle_leads
from storage.servers.sql import in_batches, insert_values, one_at_a_time
from storage.stories import Placed, Stories
from storage.tables import FROM_PAGE, Article, ArticleData, Entry, Hit, Mute, Sketch, Story, StoryPart
from storage.types import as_key

PRUNED = "pruned"
"""The `text_source` of an article whose text was thrown away."""
_WORTH = {PRUNED: 0, "title": 1, "feed summary": 2, "feed content": 3, "page data": 4, "page": 4}


def find_article(session: Session, url_key: str) -> Article | None:
    """Return the article of this address, with its text; None where it is to be read."""
    return session.exec(select(Article).where(Article.url_key == url_key, Article.text_source != PRUNED)).first()


class NewArticle(NamedTuple):
    """What was read, for the entries that lead to it."""

    entry_ids: Sequence[int]
    data: ArticleData
    trouble: str | None = None
    """Why the page could not be had, where it could not: it is kept with the entries."""
    again_at: datetime | None = None
    """When the page is to be asked for once more; None where the entries have been read."""
    tried: bool = True
    """Whether the page was asked for at all: only then does it count as an attempt."""


def add_article(  # noqa: PLR0913  all named
    session: Session,
    entry_id: int,
    data: ArticleData,
    now: datetime,
    *,
    trouble: str | None = None,
    again_at: datetime | None = None,
) -> Article:
    """Return the article of `data`'s address, linked to the entry; see `add_articles`."""
    (article,) = add_articles(session, [NewArticle([entry_id], data, trouble, again_at)], now)
    return article


def add_articles(session: Session, found: Sequence[NewArticle], now: datetime) -> list[Article]:
    """Return the articles of these addresses, linked to their entries: new ones, or those that are stored.

    A stored one that was made from less (a summary where there is a page now) is improved in place, and is
    matched once more for the entries it had. On PostgreSQL one transaction at a time adds articles: keep it short.

    Raises:
        StorageError: There is no such entry.
    """
    one_at_a_time(session, "stories")
    best = _best([new.data for new in found])
    stored = _by_key(session, sorted(best))
    better = {key: data for key, data in best.items() if key not in stored or _is_better(data, stored[key])}
    stories = Stories(session, list(better.values()), now, improved=[stored[key].id for key in better if key in stored])
    for key in better.keys() & stored.keys():
        _improve(session, stored[key], better[key], stories, now)
    stored |= _insert(session, [(data, stories.place(data)) for key, data in better.items() if key not in stored], now)
    articles = [stored[as_key(new.data.url_key)] for new in found]
    settle_leads(session, [article.story_id for article in articles])
    _link(session, list(zip(found, articles, strict=True)))
    return articles


def _best(found: Iterable[ArticleData]) -> dict[str, ArticleData]:
    best: dict[str, ArticleData] = {}
    for data in found:
        known = best.setdefault(as_key(data.url_key), data)
        if _WORTH[data.text_source] > _WORTH[known.text_source]:
            best[as_key(data.url_key)] = data
    return best


def _by_key(session: Session, keys: Sequence[str]) -> dict[str, Article]:
    found = (session.exec(select(Article).where(col(Article.url_key).in_(part))) for part in in_batches(keys))
    return {article.url_key: article for part in found for article in part}


def _is_better(data: ArticleData, article: Article) -> bool:
    return _WORTH[data.text_source] > _WORTH[article.text_source]


def _insert(session: Session, placed: Sequence[tuple[ArticleData, Placed]], now: datetime) -> dict[str, Article]:
    new = {one.story: Story(title=data.title, found_at=now) for data, one in reversed(placed) if one.story.id is None}
    session.add_all(reversed(new.values()))
    session.flush()
    for ref, story in new.items():
        ref.id = story.id
    values = [{**data.model_dump(), "story_id": one.story.id, "read_at": now} for data, one in placed]
    articles = {article.url_key: article for article in insert_values(session, Article, values)}
    _file(session, [(one, articles[as_key(data.url_key)].id) for data, one in placed])
    return articles


def _file(session: Session, placed: Sequence[tuple[Placed, int]]) -> None:
    """Make articles known by the numbers of their sketches, and round-ups by their parts."""
    numbers = [{"number": number, "article_id": key} for one, key in placed for number in one.known_as]
    if numbers:
        session.connection().execute(insert(SQLModel.metadata.tables["sketch"]), numbers)
    parts = [{"story_id": one.story.id, "part_id": part.id} for one, _ in placed for part in one.parts]
    if parts:
        session.connection().execute(insert(SQLModel.metadata.tables["story_part"]), parts)


def _improve(session: Session, article: Article, data: ArticleData, stories: Stories, now: datetime) -> None:
    # What was matched on less may have missed a name; a text that was pruned had been matched whole.
    if article.text_source != PRUNED:
        session.execute(update(Entry).where(col(Entry.article_id) == article.id).values(matched_at=None))
    placed = _placed_again(session, article, data, stories)
    known_as = sketch(triples(article.text))
    session.execute(delete(Sketch).where(col(Sketch.article_id) == article.id, col(Sketch.number).in_(known_as)))
    for name, value in data.model_dump(exclude={"url", "url_key"}).items():
        if value not in (None, ""):
            setattr(article, name, value)
    article.read_at = now
    session.flush()
    _file(session, [(placed, article.id)])
    if placed.story.id not in {article.story_id, None}:
        _move(session, article, placed.story.id)


def _placed_again(session: Session, article: Article, data: ArticleData, stories: Stories) -> Placed:
    own = stories.stored(article.story_id)
    others = exists().where(col(Article.story_id) == own.id, col(Article.id) != article.id)
    return stories.keep(data, own) if session.scalar(select(others)) else stories.place(data, own)


def _move(session: Session, article: Article, story_id: int) -> None:
    """Let an article that turns out to be a copy join its story, with its hits; its own story was of it alone."""
    left, article.story_id = article.story_id, story_id
    session.execute(update(Hit).where(col(Hit.article_id) == article.id).values(story_id=story_id))
    session.execute(update(Mute).where(col(Mute.story_id) == left).values(story_id=story_id))
    session.flush()
    session.execute(delete(StoryPart).where(or_(col(StoryPart.story_id) == left, col(StoryPart.part_id) == left)))
    session.execute(delete(Story).where(col(Story.id) == left))


def _link(session: Session, read: Sequence[tuple[NewArticle, Article]]) -> None:
    """Note with the entries which article they lead to."""
    links: dict[int, dict[str, Any]] = {
        entry_id: {
            "entry": entry_id,
            "article": article.id,
            "error": None if article.text_source in FROM_PAGE else new.trouble,
            "again": None if article.text_source in FROM_PAGE else new.again_at,
            "tried": int(new.tried and new.trouble is not None),
        }
        for new, article in read
        for entry_id in new.entry_ids
    }
    known = {
        number
        for part in in_batches(sorted(links))
        for number in session.exec(select(Entry.id).where(col(Entry.id).in_(part)))
    }
    if missing := sorted(links.keys() - known):
        raise StorageError(f"entry {', '.join(map(str, missing))}: no such entry")
    table = SQLModel.metadata.tables["entry"]
    linked = update(table).where(table.c.id == bindparam("entry"))
    session.connection().execute(
        linked.values(
            article_id=bindparam("article"),
            read_error=bindparam("error"),
            next_read_at=bindparam("again"),
            read_attempts=table.c.read_attempts + bindparam("tried"),
        ),
        list(links.values()),
    )
    for entry in session:
        if isinstance(entry, Entry) and entry.id in links:
            set_committed_value(entry, "article_id", links[entry.id]["article"])
            set_committed_value(entry, "read_error", links[entry.id]["error"])
            set_committed_value(entry, "next_read_at", links[entry.id]["again"])
            set_committed_value(entry, "read_attempts", entry.read_attempts + links[entry.id]["tried"])
