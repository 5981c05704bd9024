"""The invented press: its outlets, what they wrote, and when each piece came out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("en", "ru", "uk", "de")
FEED_TYPES = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
}


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Outlet(_Content):
    """A newspaper of its own, with one feed and one way of building pages."""

    id: str
    title: str
    language: str
    tagline: str
    feed: Literal["rss", "atom", "rdf", "json", "gone", "broken"]
    feed_path: str
    page_path: str = "/{slug}"
    layout: Literal["weblog", "magazine", "portal"] = "weblog"
    offset: int = 0
    """Hours east of Greenwich; its feed is dated in that zone."""
    links: str = ""
    """What it appends to the links of its feed."""
    slow: bool = False


class Copy(_Content):
    """The same text at another outlet, under a headline of that outlet's."""

    outlet: str
    hours_ago: float
    title: str
    names_original: bool = False
    """Whether the copy's page links the original as its canonical address."""


class Article(_Content):
    """A text as it was written, with what a watchlist should make of it."""

    slug: str
    outlet: str
    hours_ago: float
    section: str
    author: str
    title: str
    summary: str
    text: str
    plain: tuple[str, ...]
    """The terms that listed names find word for word."""
    ideal: tuple[str, ...]
    """The terms that a reader who knows every spelling would find."""
    copies: tuple[Copy, ...] = ()

    @property
    def paragraphs(self) -> list[str]:
        """The text's paragraphs, each on one line."""
        return [" ".join(block.split()) for block in self.text.split("\n\n")]


class Remark(_Content):
    """What a reader wrote below an article."""

    author: str
    text: str


class Furniture(_Content):
    """The words round an article, in one language."""

    sections: tuple[str, ...]
    search: str
    share: str
    read_also: str
    most_read: str
    headlines: tuple[str, ...]
    comments: str
    remarks: tuple[Remark, ...]
    write: str
    newsletter: str
    subscribe: str
    cookies: str
    accept: str
    tags: str
    about: str
    invented: str


@dataclass(frozen=True, slots=True)
class Piece:
    """An article as one outlet published it."""

    article: Article
    outlet: Outlet
    title: str
    path: str
    published_at: datetime
    """In the outlet's own zone, to the second."""
    names_original: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """All outlets and all they wrote."""

    outlets: tuple[Outlet, ...]
    articles: tuple[Article, ...]
    furniture: dict[str, Furniture]

    def pieces(self, outlet: Outlet, now: datetime) -> list[Piece]:
        """Return what the outlet has published, its copies of others included, newest first."""
        pieces = [*self._own(outlet, now), *self._copied(outlet, now)]
        return sorted(pieces, key=lambda piece: piece.published_at, reverse=True)

    def _own(self, outlet: Outlet, now: datetime) -> Iterator[Piece]:
        for article in self.articles:
            if article.outlet == outlet.id:
                yield _piece(article, outlet, article, now)

    def _copied(self, outlet: Outlet, now: datetime) -> Iterator[Piece]:
        for article in self.articles:
            for copy in article.copies:
                if copy.outlet == outlet.id:
                    yield _piece(article, outlet, copy, now)


@cache
def load_press() -> Press:
    """Return the press that ships.

    Raises:
        pydantic.ValidationError: The content has a key too many or too few.
    """
    return Press(
        outlets=TypeAdapter(tuple[Outlet, ...]).validate_python(_read("outlets")),
        articles=TypeAdapter(tuple[Article, ...]).validate_python([raw for code in LANGUAGES for raw in _read(code)]),
        furniture=TypeAdapter(dict[str, Furniture]).validate_python(_read("furniture")),
    )


def _piece(article: Article, outlet: Outlet, seen: Article | Copy, now: datetime) -> Piece:
    published_at = (now - timedelta(hours=seen.hours_ago)).astimezone(timezone(timedelta(hours=outlet.offset)))
    return Piece(
        article=article,
        outlet=outlet,
        title=seen.title,
        path=outlet.page_path.format(slug=article.slug),
        published_at=published_at.replace(microsecond=0),
        names_original=isinstance(seen, Copy) and seen.names_original,
    )


def _read(name: str) -> Any:
    return yaml.safe_load((CONTENT / f"{name}.yaml").read_text(encoding="utf-8"))
