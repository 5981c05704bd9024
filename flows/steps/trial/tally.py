"""Count what a list on trial finds, beside what was found before. Tallies of parts add up to that of the whole."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from flows.steps.trial.samples import Sample, make_sample, newest
from storage import Article, Feed, HitData, news_moment

Form = tuple[str, str]
"""What the list says that was found, and the rule by which."""


@dataclass(slots=True)
class TermTally:
    """What one term found."""

    name: str = ""
    days: Counter[date] = field(default_factory=Counter)
    """Hits by the day (in UTC) of their article."""
    stories: set[int] = field(default_factory=set)
    forms: Counter[Form] = field(default_factory=Counter)
    """Hits that the form is part of."""
    alone: Counter[Form] = field(default_factory=Counter)
    """Hits that there would not be without the form."""
    samples: list[Sample] = field(default_factory=list)
    new: int = 0
    """Hits that were not found before."""
    new_samples: list[Sample] = field(default_factory=list)
    gone: int = 0
    """Hits that were found before only."""
    gone_samples: list[Sample] = field(default_factory=list)

    @property
    def hits(self) -> int:
        """How many articles hold the term."""
        return self.days.total()

    def add(self, other: "TermTally", limit: int) -> None:
        """Add what the term found elsewhere."""
        self.name = self.name or other.name
        self.days += other.days
        self.stories |= other.stories
        self.forms += other.forms
        self.alone += other.alone
        self.samples = newest((*self.samples, *other.samples), limit)
        self.new += other.new
        self.new_samples = newest((*self.new_samples, *other.new_samples), limit)
        self.gone += other.gone
        self.gone_samples = newest((*self.gone_samples, *other.gone_samples), limit)


@dataclass(slots=True)
class Tally:
    """What a list found in a part of the archive, and what there was to look through."""

    limit: int
    """How many samples are kept of each kind."""
    articles: Counter[date] = field(default_factory=Counter)
    """Articles looked through, by day."""
    whole: TermTally = field(default_factory=TermTally)
    """All terms as one: the articles that hold any of them."""
    terms: dict[str, TermTally] = field(default_factory=dict)
    """By the id of the term; those that found nothing, now or before, are not there."""
    failed: list[int] = field(default_factory=list)
    """Articles that could not be matched."""

    def count(self, article: Article, feed: Feed, found: Mapping[str, HitData]) -> None:
        """Count an article that was looked through, and what the list on trial found in it, by term."""
        day = news_moment(article).date()
        self.articles[day] += 1
        for term, hit in found.items():
            self._of(term).add(_one(day, article, feed, hit), self.limit)
        if found:
            self.whole.days[day] += 1
            self.whole.stories.add(article.story_id)

    def compare(
        self, article: Article, feed: Feed, found: Mapping[str, HitData], before: Mapping[str, HitData]
    ) -> None:
        """Count what is found in an article and was not before, and what was found before only."""
        for term in found.keys() - before.keys():
            self._of(term).add(TermTally(new=1, new_samples=[make_sample(article, feed, found[term])]), self.limit)
        for term in before.keys() - found.keys():
            lost = TermTally(before[term].term_name, gone=1, gone_samples=[make_sample(article, feed, before[term])])
            self._of(term).add(lost, self.limit)
        self.whole.new += bool(found) and not before
        self.whole.gone += bool(before) and not found

    def add(self, other: "Tally") -> None:
        """Add the tally of another part."""
        self.articles += other.articles
        self.whole.add(other.whole, self.limit)
        for term, tally in other.terms.items():
            self._of(term).add(tally, self.limit)
        self.failed += other.failed

    def _of(self, term: str) -> TermTally:
        return self.terms.setdefault(term, TermTally())


def _one(day: date, article: Article, feed: Feed, hit: HitData) -> TermTally:
    forms = _forms(hit)
    return TermTally(
        hit.term_name,
        days=Counter([day]),
        stories={article.story_id},
        forms=Counter(forms),
        alone=Counter(forms if len(forms) == 1 else ()),
        samples=[make_sample(article, feed, hit)],
    )


def _forms(hit: HitData) -> set[Form]:
    return {(match["form"], match["rule"]) for match in hit.matches}
