from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from itertools import pairwise
from typing import Any

from hypothesis import given as given_values
from hypothesis import strategies as st

from flows.steps.trial.samples import make_sample, newest
from flows.steps.trial.tally import Tally
from given import DAY, NOW, hit_data
from storage import Article, Feed, HitData

FEED = Feed(url="https://wire.test/rss", title="Wire")
Seen = tuple[Article, dict[str, HitData], dict[str, HitData]]


def article(number: int, *, story: int | None = None, **fields: Any) -> Article:
    plain = {"url": f"https://wire.test/{number}", "title": f"Title {number}", "read_at": NOW + timedelta(number)}
    return Article(id=number, story_id=story or number, **{**plain, **fields})


def hit(term: str, *forms: str) -> HitData:
    matches = [{"form": form, "rule": "exact", "excerpt_start": 0, "excerpt_end": 1} for form in forms or (term,)]
    return hit_data(term, matches=matches)


def tally(*seen: Seen, limit: int = 2) -> Tally:
    counted = Tally(limit)
    for place, found, before in seen:
        counted.count(place, FEED, found)
        counted.compare(place, FEED, found, before)
    return counted


def hits(*terms: str) -> dict[str, HitData]:
    return {term: hit(term) for term in terms}


TERMS = st.sets(st.sampled_from("abc")).map(lambda terms: hits(*terms))
ARCHIVE = st.lists(st.tuples(st.integers(1, 6), st.integers(0, 3), TERMS, TERMS), max_size=12).map(
    lambda rows: [
        (article(number, story=story, read_at=NOW + day * DAY), found, before)
        for number, (story, day, found, before) in enumerate(rows, 1)
    ]
)


@given_values(ARCHIVE, st.lists(st.integers(0, 12)), st.integers(0, 3))
def test_the_tallies_of_parts_add_up_to_that_of_the_whole(archive: list[Seen], cuts: list[int], limit: int) -> None:
    parts = [archive[start:end] for start, end in pairwise([0, *sorted(cuts), len(archive)])]

    def add(total: Tally, part: Iterable[Seen]) -> Tally:
        total.add(tally(*part, limit=limit))
        return total

    assert reduce(add, parts, Tally(limit)) == tally(*archive, limit=limit)


def test_hits_are_counted_by_term_day_and_story() -> None:
    found = tally((article(1, story=7), hits("a", "b"), {}), (article(2, story=7), hits("a"), {}), (article(3), {}, {}))
    assert {term: (of.hits, of.stories, of.name) for term, of in found.terms.items()} == {
        "a": (2, {7}, "A"),
        "b": (1, {7}, "B"),
    }
    assert found.terms["a"].days == {(NOW + DAY).date(): 1, (NOW + 2 * DAY).date(): 1}
    assert (found.whole.hits, found.whole.stories, found.articles.total()) == (2, {7}, 3)


def test_a_form_is_told_with_the_hits_that_would_be_gone_without_it() -> None:
    one, both = {"a": hit("a", "A.")}, {"a": hit("a", "A.", "A.", "Aa")}
    found = tally((article(1), one, {}), (article(2), both, {})).terms["a"]
    assert (found.forms, found.alone) == ({("A.", "exact"): 2, ("Aa", "exact"): 1}, {("A.", "exact"): 1})


def test_what_is_new_and_what_is_gone_is_told_apart_by_term_and_by_article() -> None:
    found = tally((article(1), hits("a"), hits("b")), (article(2), hits("a"), hits("a")), (article(3), {}, hits("a")))
    assert [(term, found.terms[term].new, found.terms[term].gone) for term in "ab"] == [("a", 1, 1), ("b", 0, 1)]
    assert (found.whole.new, found.whole.gone) == (0, 1)
    assert [sample.article for sample in found.terms["a"].new_samples + found.terms["a"].gone_samples] == [1, 3]
    assert found.terms["b"].name == "B"


def test_the_newest_hits_are_shown_one_a_story() -> None:
    samples = [make_sample(article(number, story=number // 2), FEED, hit("a")) for number in (1, 5, 4, 3, 2)]
    assert [sample.article for sample in newest(samples, 2)] == [5, 3]
    assert newest(samples, 0) == []


def test_a_sample_is_what_a_person_needs_to_judge_the_hit() -> None:
    place = article(1, site="The Wire", published_at=NOW - DAY)
    sample = make_sample(place, FEED, hit("a", "x", "y"))
    assert (sample.headline, sample.source, sample.moment, sample.marks) == (
        "Title 1",
        "The Wire",
        NOW - DAY,
        ((0, 1),),
    )
    assert replace(sample, source="Wire") == make_sample(article(1, published_at=NOW - DAY), FEED, hit("a", "x"))
