"""Which story an article belongs to: the one whose copies it is, or a new one.

Asked in this order: an address in common, the same words, much of the text in
common with the best of a few candidates. A copy joins the story of the one
article that it is most like, and no two stories are ever joined because a third
text is like both.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage.copies import LEAST_SHARED, Overlap, Triples, names_and_numbers, overlap, sketch, triples
from storage.servers.sql import in_batches
from storage.sources import source_of
from storage.tables import Article, ArticleData, Sketch, StoryPart

RECENT = timedelta(days=21)
"""How far back copies are looked for: what a paper prints again after three weeks is news again."""
MOST_POSTINGS = 30
"""Articles by which a number is known; one that more have is of a template and tells nothing."""
_CANDIDATES = 6
_LEAST_IN_COMMON = 2
_RESEMBLANCE = 0.3
_SAME_SOURCE_RESEMBLANCE = 0.8
_CONTAINMENT = 0.7
_MOST_STRETCH = 6
_MOST_OF_IT = 0.5
_SHARE_OF_A_PART = 0.05
_SAME_NAMES = 0.6
_TOO_FEW = 4
_MOST_MEMBERS = 10


@dataclass(slots=True, eq=False)
class StoryRef:
    """A story that is stored, or one that is to be."""

    id: int | None = None


@dataclass(slots=True, eq=False)
class Placed:
    """An article with its story: one that is stored or one that is new."""

    url_key: str
    text: str
    story: StoryRef
    known_as: list[int] = field(default_factory=list)
    """The numbers of its sketch under which it is to be found."""
    parts: list[StoryRef] = field(default_factory=list)
    """The stories that it puts together, if it is a round-up."""
    article_id: int | None = None


class _Likeness(NamedTuple):
    other: Placed
    overlap: Overlap


class Stories:
    """Finds the stories of articles that come in one transaction, each of which may be a copy of one before it.

    Args:
        session: The transaction. On PostgreSQL no other one may be placing articles meanwhile.
        articles: Those that will be placed.
        now: When they came.
        improved: The ids of those among them that are stored already, made from less.
    """

    def __init__(
        self, session: Session, articles: Sequence[ArticleData], now: datetime, *, improved: Sequence[int] = ()
    ) -> None:
        self._session = session
        self._now = now
        self._improved = improved
        self._stored: dict[int, StoryRef] = {}
        self._addresses: dict[str, StoryRef] = {}
        self._texts: dict[str, StoryRef] = {}
        self._find_same(articles)
        self._sketches = {article.url_key: sketch(_triples(article.text)) for article in articles}
        self._postings: defaultdict[int, list[Placed]] = defaultdict(list)
        self._round_ups: set[int] = set()
        self._members: defaultdict[StoryRef, list[str]] = defaultdict(list)
        self._find_alike()

    def place(self, data: ArticleData, own: StoryRef | None = None) -> Placed:
        """Return the article with its story, which may be one that the session does not know yet.

        Args:
            data: One of the articles.
            own: The story that it has; it is left only for one that the article is a copy of.
        """
        same = self._same(data)
        placed = Placed(data.url_key, data.text, same or own or StoryRef())
        if same is None:
            self._decide(placed)
        return self._remember(data, placed)

    def keep(self, data: ArticleData, own: StoryRef) -> Placed:
        """Return the article with the story that it has, whatever else it is like."""
        return self._remember(data, Placed(data.url_key, data.text, own))

    def _remember(self, data: ArticleData, placed: Placed) -> Placed:
        self._members[placed.story].append(placed.text)
        numbers = self._sketches[data.url_key]
        placed.known_as = [number for number in numbers if len(self._postings[number]) < MOST_POSTINGS]
        for number in placed.known_as:
            self._postings[number].append(placed)
        for key in filter(None, (data.url_key, data.canonical_key)):
            self._addresses.setdefault(key, placed.story)
        if data.text_hash:
            self._texts.setdefault(data.text_hash, placed.story)
        return placed

    def _decide(self, placed: Placed) -> None:
        alike = list(self._alike(placed, self._sketches[placed.url_key]))
        placed.parts = _parts(alike)
        copies = [] if placed.parts else [like for like in alike if _is_copy(placed, like)]
        copies.sort(key=lambda like: (like.overlap.resemblance, like.overlap.containment), reverse=True)
        best = next((like for like in copies if not self._is_of_several(like)), None)
        if best:
            placed.story = best.other.story

    def _is_of_several(self, like: _Likeness) -> bool:
        """Tell whether the other article is a round-up that came before its parts.

        It is when the article is a smaller part of it, another member of its story is another one, and no member has
        the most of it. The first part to come has joined its story, and stays there.
        """
        whole = like.overlap.second
        if like.overlap.common >= _MOST_OF_IT * whole:
            return False
        others = [overlap(_triples(text), _triples(like.other.text)) for text in self._texts_of(like.other)]
        if any(other.common >= _MOST_OF_IT * whole for other in others):
            return False
        mine = frozenset(like.overlap.shared.tolist())
        return any(other.common >= LEAST_SHARED and mine.isdisjoint(other.shared.tolist()) for other in others)

    def _texts_of(self, one: Placed) -> list[str]:
        """Return the texts of the first other members of an article's story."""
        texts = self._members[one.story][:_MOST_MEMBERS]
        if one.story.id is not None:
            stored = select(Article.text).where(
                Article.story_id == one.story.id,
                col(Article.id).not_in(self._improved),
                Article.read_at >= self._now - RECENT,
            )
            texts = [*self._session.exec(stored.order_by(col(Article.id)).limit(_MOST_MEMBERS)), *texts]
        return [text for text in texts if text != one.text]

    def _alike(self, placed: Placed, numbers: Iterable[int]) -> Iterator[_Likeness]:
        """Yield the few articles that have most numbers in common with it, compared word by word."""
        known = (self._postings[number] for number in numbers)
        shared = Counter(other for others in known if len(others) < MOST_POSTINGS for other in others)
        for other, count in shared.most_common(_CANDIDATES):
            if (
                count >= _LEAST_IN_COMMON
                and other.url_key
                and not other.parts
                and other.story.id not in self._round_ups
            ):
                yield _Likeness(other, overlap(_triples(placed.text), _triples(other.text)))

    def _same(self, data: ArticleData) -> StoryRef | None:
        found = (self._addresses.get(key) for key in (data.url_key, data.canonical_key) if key)
        return next(filter(None, found), None) or (self._texts.get(data.text_hash) if data.text_hash else None)

    def _find_same(self, articles: Sequence[ArticleData]) -> None:
        keys = sorted({key for article in articles for key in (article.url_key, article.canonical_key) if key})
        hashes = sorted({article.text_hash for article in articles if article.text_hash})
        found = select(Article.url_key, Article.canonical_key, Article.text_hash, Article.story_id)
        found = found.where(col(Article.id).not_in(self._improved)).order_by(col(Article.id))
        for part in in_batches(keys):
            same = found.where(or_(col(Article.url_key).in_(part), col(Article.canonical_key).in_(part)))
            for url_key, canonical_key, _, story_id in self._session.exec(same):
                for key in filter(None, (url_key, canonical_key)):
                    self._addresses.setdefault(key, self.stored(story_id))
        for part in in_batches(hashes):
            for *_, text_hash, story_id in self._session.exec(found.where(col(Article.text_hash).in_(part))):
                self._texts.setdefault(text_hash or "", self.stored(story_id))

    def _find_alike(self) -> None:
        """Look up who is known by the numbers of the sketches, and read the few that have several in common."""
        holders: defaultdict[int, list[int]] = defaultdict(list)
        for part in in_batches(sorted({number for numbers in self._sketches.values() for number in numbers})):
            known = select(Sketch.number, Sketch.article_id).where(col(Sketch.number).in_(part))
            for number, article_id in self._session.connection().execute(known).all():
                holders[number].append(article_id)
        wanted = {article_id for numbers in self._sketches.values() for article_id in _most_alike(holders, numbers)}
        known_ones = {placed.article_id: placed for placed in self._read(sorted(wanted))}
        nobody = Placed("", "", StoryRef())
        for number, article_ids in holders.items():
            self._postings[number] = [known_ones.get(article_id, nobody) for article_id in article_ids]

    def _read(self, article_ids: Sequence[int]) -> Iterator[Placed]:
        stored = select(Article.id, Article.url_key, Article.text, Article.story_id).where(
            col(Article.id).not_in(self._improved), Article.read_at >= self._now - RECENT
        )
        round_ups = select(StoryPart.story_id).join(Article, col(Article.story_id) == col(StoryPart.story_id))
        for part in in_batches(article_ids):
            for article_id, url_key, text, story_id in self._session.exec(stored.where(col(Article.id).in_(part))):
                yield Placed(url_key, text, self.stored(story_id), article_id=article_id)
            self._round_ups.update(self._session.exec(round_ups.where(col(Article.id).in_(part))))

    def stored(self, story_id: int) -> StoryRef:
        """Return the one reference to a story that is stored."""
        return self._stored.setdefault(story_id, StoryRef(story_id))


def _most_alike(holders: Mapping[int, Sequence[int]], numbers: Iterable[int]) -> list[int]:
    known = (holders.get(number, ()) for number in numbers)
    shared = Counter(one for some in known if len(some) < MOST_POSTINGS for one in some)
    return [one for one, count in shared.most_common(_CANDIDATES) if count >= _LEAST_IN_COMMON]


def _parts(alike: Sequence[_Likeness]) -> list[StoryRef]:
    """Return the stories that an article puts together: each has its own share of it, and none has the most of it."""
    if any(like.overlap.common >= _MOST_OF_IT * like.overlap.first for like in alike):
        return []
    parts: dict[StoryRef, None] = {}
    covered: frozenset[int] = frozenset()
    for like in sorted(alike, key=lambda like: -like.overlap.common):
        shared = frozenset(like.overlap.shared.tolist())
        if len(shared - covered) >= max(LEAST_SHARED, _SHARE_OF_A_PART * like.overlap.first):
            parts[like.other.story] = None
            covered |= shared
    return list(parts) if len(parts) > 1 else []


def _is_copy(placed: Placed, like: _Likeness) -> bool:
    found = like.overlap
    if found.common < LEAST_SHARED or not _agree(placed.text, like.other.text):
        return False
    if source_of(placed.url_key) == source_of(like.other.url_key):
        return found.resemblance >= _SAME_SOURCE_RESEMBLANCE
    return found.resemblance >= _RESEMBLANCE or (found.containment >= _CONTAINMENT and found.stretch <= _MOST_STRETCH)


def _agree(text: str, other: str) -> bool:
    """Tell whether two texts name the same: two notices of one form differ in just that."""
    first, second = _telling(text), _telling(other)
    fewer = min(len(first), len(second))
    return fewer < _TOO_FEW or len(first & second) >= _SAME_NAMES * fewer


@lru_cache(maxsize=4_096)
def _telling(text: str) -> frozenset[str]:
    return names_and_numbers(text)


@lru_cache(maxsize=4_096)
def _triples(text: str) -> Triples:
    return triples(text)
