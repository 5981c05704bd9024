"""The figures of a backtest, and its rows for `--json`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Any

from flows.backtest import Backtest
from flows.steps.trial.samples import Sample
from flows.steps.trial.tally import TermTally
from tocsin.too_common import TOO_MANY


@dataclass(frozen=True)
class TermFigures:
    """A term and what it found."""

    term: str | None
    """Its id; None for the list as a whole."""
    name: str
    listed: bool
    """False for a term that only the list in use has."""
    tally: TermTally
    days: int
    """Days that have articles."""

    @property
    def a_day(self) -> float:
        """Hits a day, over the days that have articles."""
        return round(self.tally.hits / self.days, 1) if self.days else 0.0

    @property
    def busiest(self) -> tuple[date, int] | None:
        """The day with most hits, the last of several; None where there is no hit."""
        return max(self.tally.days.items(), key=lambda item: (item[1], item[0]), default=None)

    @property
    def is_noisy(self) -> bool:
        """Whether it brings more than anybody reads, on the average day or on its busiest."""
        return self.a_day > TOO_MANY or (self.busiest is not None and self.busiest[1] > TOO_MANY)

    def forms(self) -> list[tuple[str, str, int, int]]:
        """Return form, rule, hits and hits by it alone, the one that brings most first."""
        ranked = sorted(self.tally.forms, key=lambda form: (-self.tally.forms[form], -self.tally.alone[form], form))
        return [(*form, self.tally.forms[form], self.tally.alone[form]) for form in ranked]


def whole(result: Backtest) -> TermFigures:
    """Return the figures of the list as a whole: its hits are the articles in which it found anything."""
    return TermFigures(None, result.watchlist.name, True, result.tally.whole, len(result.tally.articles))  # noqa: FBT003


def by_noise(result: Backtest) -> list[TermFigures]:
    """Return the figures of every term, those with most hits first; last those that only the list in use has."""
    days = len(result.tally.articles)
    listed = {term.id: term.name for term in result.watchlist.terms}
    names = {**listed, **{term: tally.name for term, tally in result.tally.terms.items() if term not in listed}}
    figures = [
        TermFigures(term, name, term in listed, result.tally.terms.get(term, TermTally()), days)
        for term, name in names.items()
    ]
    return sorted(figures, key=lambda term: (not term.listed, -term.tally.hits, -term.tally.gone))


def rows(result: Backtest) -> Iterator[dict[str, Any]]:
    """Yield the list as a whole, whose `term` is null, and then each term, all with the same keys."""
    compared = result.run_beside or result.stored_beside
    for figures in (whole(result), *by_noise(result)):
        tally = figures.tally
        day, most = figures.busiest or (None, 0)
        yield {
            "watchlist": result.watchlist.id,
            "term": figures.term,
            "term_name": figures.name,
            "listed": figures.listed,
            "since": result.since,
            "until": result.until,
            "articles": result.tally.articles.total(),
            "pruned": result.pruned,
            "failed": len(result.tally.failed),
            "days": figures.days,
            "hits": tally.hits,
            "stories": len(tally.stories),
            "a_day": figures.a_day,
            "busiest_day": day,
            "busiest_hits": most,
            "noisy": figures.is_noisy and figures.term is not None,
            "by_day": {str(day): tally.days[day] for day in sorted(tally.days)},
            "forms": [dict(zip(("form", "rule", "hits", "alone"), form, strict=True)) for form in figures.forms()],
            "samples": [_sample(sample) for sample in tally.samples],
            "compared_with": str(compared) if compared else None,
            "new": tally.new if compared else None,
            "gone": tally.gone if compared else None,
            "new_samples": [_sample(sample) for sample in tally.new_samples],
            "gone_samples": [_sample(sample) for sample in tally.gone_samples],
        }


def _sample(sample: Sample) -> dict[str, Any]:
    return {
        "article": sample.article,
        "story": sample.story,
        "url": sample.url,
        "title": sample.headline,
        "source": sample.source,
        "time": sample.moment,
        "zone": sample.zone,
        "excerpt": sample.excerpt,
        "marks": sample.marks,
    }


def sparkline(days: Counter[date], first: date, last: date, room: int) -> str:
    """Return a bar a day, or one for several where there is room for fewer; a dot stands for days without hits."""
    length = (last - first).days + 1
    step = -(-length // room)
    numbers = [days[first + timedelta(days=day)] for day in range(length)]
    spans = [numbers[start : start + step] for start in range(0, length, step)]
    # The last bar may stand for fewer days than the others: each is an average.
    heights = [sum(span) / len(span) for span in spans]
    return "".join(_BARS[ceil(height / max(heights) * (len(_BARS) - 1))] if height else _BARS[0] for height in heights)


_BARS = "·▁▂▃▄▅▆▇█"
