"""The hits that are shown of many: the newest, one a story."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage import Article, Feed, HitData, news_moment


@dataclass(frozen=True, slots=True)
class Sample:
    """One hit as it is shown."""

    moment: datetime
    """When the article became news."""
    article: int
    story: int
    headline: str
    url: str
    source: str
    zone: str
    excerpt: str
    marks: tuple[tuple[int, int], ...]
    """Where in the excerpt the term stands."""


def make_sample(article: Article, feed: Feed, hit: HitData) -> Sample:
    """Return the hit as it is shown."""
    marks = {(match["excerpt_start"], match["excerpt_end"]) for match in hit.matches if "excerpt_start" in match}
    return Sample(
        moment=news_moment(article),
        article=article.id,
        story=article.story_id,
        headline=article.title,
        url=article.url,
        source=article.site or feed.title,
        zone=hit.zone,
        excerpt=hit.excerpt,
        marks=tuple(sorted(marks)),
    )


def newest(samples: Iterable[Sample], limit: int) -> list[Sample]:
    """Return the newest samples, one a story. Chosen part by part and then from these, they are the same."""
    stories: dict[int, Sample] = {}
    for sample in sorted(samples, key=lambda sample: (sample.moment, sample.article), reverse=True):
        if len(stories) == limit:
            break
        stories.setdefault(sample.story, sample)
    return list(stories.values())
