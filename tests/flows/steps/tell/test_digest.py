import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from flows.steps.tell.reasons import reason
from flows.steps.tell.render import render_chat_html, render_html, render_markdown, render_text
from flows.steps.tell.view import DigestView, Outlet, Segment, offset, short_time
from storage import HitData, RunData
from telling import ACCOUNT, ARRESTS, CHEMEZOV, MISSILES, NOW, ROSTEC, WATCHLIST, Told, match, sample
from watchlists import SEVERITIES, Entities, Watchlist


def outline(view: DigestView) -> list[tuple[str, str, str]]:
    return [(severity, term, story.headline) for severity, term, story in view.walk()]


def test_stories_stand_by_severity_then_in_the_order_of_the_watchlist_then_newest_first() -> None:
    told = Told()
    for story, (term, hours) in enumerate([(ROSTEC, 1), (CHEMEZOV, 5), (MISSILES, 1), (CHEMEZOV, 2), (ARRESTS, 9)]):
        told.article(f"Story {story}", "Found x.", match(term, "Found x.", "x"), story=story, hours=hours)
    assert outline(told.view()) == [
        ("critical", "Arrests in the defence sector", "Story 4"),
        ("high", "Sergei Chemezov", "Story 3"),
        ("high", "Sergei Chemezov", "Story 1"),
        ("high", "Tactical Missiles Corporation", "Story 2"),
        ("normal", "Rostec", "Story 0"),
    ]


def test_a_story_of_several_terms_stands_once_under_the_most_severe_and_names_the_others() -> None:
    told = Told()
    text = "Rostec, Chemezov and KTRV."
    evidence = [match(ROSTEC, text, "Rostec"), match(MISSILES, text, "KTRV"), match(CHEMEZOV, text, "Chemezov")]
    told.article("All of them", text, *evidence, story=1)
    view = told.view()
    assert outline(view) == [("high", "Sergei Chemezov", "All of them")]
    (story,) = [story for _, _, story in view.walk()]
    assert story.also_names == ("Tactical Missiles Corporation", "Rostec")
    assert view.closing[0].endswith("3 hits in 1 story.")


def test_the_copy_with_the_name_in_its_headline_leads_then_the_earliest() -> None:
    told = Told()
    text, title = "Rostec pays.", "Rostec pays"
    told.article("It pays", text, match(ROSTEC, text, "Rostec"), story=1, site="First", hours=9)
    told.article(title, text, match(ROSTEC, title, "Rostec", field="title"), story=1, site="Third", hours=5)
    told.article(title, text, match(ROSTEC, title, "Rostec", field="title"), story=1, site="Second", hours=7)
    told.article("It pays", text, match(ROSTEC, text, "Rostec"), story=1, site="Second", hours=1)
    ((_, _, story),) = told.view().walk()
    assert story.headline == title
    assert story.source == Outlet("Second", "https://news3.example/2026/11/3")
    assert story.outlets == (
        Outlet("First", "https://news1.example/2026/11/1"),
        Outlet("Third", "https://news2.example/2026/11/2"),
    )


def test_many_outlets_are_counted() -> None:
    told = Told()
    for number in range(10):
        told.article("Same", "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=1, site=f"Site {number}")
    ((_, _, story),) = told.view().walk()
    assert (len(story.outlets), story.more_outlets) == (6, 3)


def test_the_excerpt_has_its_matches_marked_and_overlapping_ones_once() -> None:
    told = Told()
    text = "Head of Rostec, Sergei Chemezov, left."
    evidence = (match(CHEMEZOV, text, "Sergei Chemezov"), match(CHEMEZOV, text, "Chemezov"))
    told.article("Gone", text, *evidence, story=1)
    ((_, _, story),) = told.view().walk()
    assert story.excerpt == (Segment("Head of Rostec, "), Segment("Sergei Chemezov", marked=True), Segment(", left."))


@pytest.mark.parametrize(("lead", "headline"), [(1, "It pays"), (9, "Rostec pays")], ids=["found in it", "not found"])
def test_the_lead_copy_of_the_story_leads_where_the_term_is_in_it(lead: int, headline: str) -> None:
    told = Told()
    text, title = "Rostec pays.", "Rostec pays"
    told.article("It pays", text, match(ROSTEC, text, "Rostec"), story=1, site="Full", hours=5)
    told.article(title, text, match(ROSTEC, title, "Rostec", field="title"), story=1, site="Copy", hours=9)
    for row in told.rows:
        row.story.lead_id = lead
    ((_, _, story),) = told.view().walk()
    assert (story.headline, {story.source.name, *(outlet.name for outlet in story.outlets)}) == (
        headline,
        {"Full", "Copy"},
    )


def test_an_excerpt_that_repeats_the_headline_is_not_shown() -> None:
    told = Told()
    told.article("Rostec  pays", "", match(ROSTEC, "Rostec  pays", "Rostec", field="title"), story=1)
    ((_, _, story),) = told.view().walk()
    assert (story.headline, story.excerpt) == ("Rostec pays", ())


@pytest.mark.parametrize(
    ("site", "feed", "url", "source"),
    [
        ("Courier", "Feed", "https://a.example/x", Outlet("Courier", "https://a.example/x")),
        ("", "Feed", "https://a.example/x", Outlet("Feed", "https://a.example/x")),
        ("", "", "https://www.a.example/x", Outlet("a.example", "https://www.a.example/x")),
        ("", "", "javascript:alert(1)", Outlet("unknown", None)),
        ("Apple", "", "https://аррӏе.com/x", Outlet("Apple", "https://xn--80ak6aa92e.com/x", "xn--80ak6aa92e.com")),
        ("", "", "https://аррӏе.com/x", Outlet("xn--80ak6aa92e.com", "https://xn--80ak6aa92e.com/x")),
    ],
    ids=["site", "feed", "host", "no link", "look-alike host beside", "look-alike host as name"],
)
def test_the_source_is_the_best_name_there_is(site: str, feed: str, url: str, source: Outlet) -> None:
    told = Told()
    told.article("T", "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=1, site=site, feed=feed, url=url)
    ((_, _, story),) = told.view().walk()
    assert story.source == source


def test_times_are_the_readers_and_an_article_without_one_says_when_it_was_found() -> None:
    told = Told()
    told.article("A", "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=1, hours=6)
    told.article("B", "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=2, hours=None)
    told.article("C", "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=3, hours=24 * 400)
    stories = {story.headline: story for _, _, story in told.view(tz="Asia/Kathmandu").walk()}
    assert {headline: story.when for headline, story in stories.items()} == {
        "A": "23 Nov, 04:45",
        "B": "found 23 Nov, 10:45",
        "C": "19 Oct 2025, 10:45",
    }
    assert stories["A"].time == NOW - timedelta(hours=6)
    assert told.view(tz="Asia/Kathmandu").when == "Monday 23 November 2026, 10:45 Asia/Kathmandu (UTC+5:45)"


def test_a_digest_without_hits_is_the_heartbeat() -> None:
    view = Told().view(account=RunData(feeds_due=1, feeds_read=1, articles=1, unreadable=2), since=None)
    assert (view.groups, view.stories, view.summary) == ((), 0, "Nothing new")
    assert view.closing == (
        "1 feed due, 1 read, 0 failing; 1 new article; 2 read from the feed's own words only; no hits.",
        "Times are Europe/Kyiv (UTC+2).",
    )


def test_the_closing_account_names_the_window_and_its_sums() -> None:
    assert ACCOUNT.articles == 6201
    assert sample().closing == (
        "From 22 Nov, 07:00 to 23 Nov, 07:00: 412 feeds due, 409 read, 3 failing, 2 silent; 6,201 new articles; 9 hits in 5 stories.",
        "Times are Europe/Kyiv (UTC+2).",
    )


def test_what_a_feed_wrote_is_clean_in_every_field() -> None:
    told = Told()
    bad = "\u202eRos\u200btec\x1b[2J\nx"
    told.article(bad, bad, match(ROSTEC, bad, "Ros\u200btec"), story=1, site=bad, language='"><b>', feed=bad)
    ((_, _, story),) = told.view().walk()
    assert (story.headline, story.source.name, story.language) == ("Rostec[2J x", "Rostec[2J x", None)
    assert story.reason == "matched «Rostec», in the body"


def test_a_title_of_five_thousand_characters_is_cut() -> None:
    told = Told()
    told.article("Слово " * 900, "Rostec.", match(ROSTEC, "Rostec.", "Rostec"), story=1, site="x" * 5_000)
    ((_, _, story),) = told.view().walk()
    assert (len(story.headline), len(story.source.name)) == (198, 60)
    assert story.headline.endswith("Слово…")


def test_the_head_of_a_digest_counts_what_it_leaves_out() -> None:
    view = sample()
    assert outline(view.head(2)) == outline(view)[:2]
    assert (view.head(2).left_out, view.head(2).stories, view.head(3).head(1).left_out) == (3, 5, 4)
    assert view.head(9) == view
    assert view.head(1).summary == "5 stories: 1 critical, 3 high, 1 normal"


def test_no_story_of_the_sample_stands_twice_and_severities_fall() -> None:
    view = sample()
    headlines = [headline for _, _, headline in outline(view)]
    assert len(headlines) == len(set(headlines)) == view.stories
    ranks = [SEVERITIES.index(group.name) for group in view.groups]
    assert all(one > other for one, other in pairwise(ranks))
    assert view.summary == "5 stories: 1 critical, 3 high, 1 normal"


@pytest.mark.parametrize(
    ("matches", "words"),
    [
        ([("title", "Чемезову", "Sergei Chemezov", "exact")], "matched «Чемезову» as Sergei Chemezov, in the headline"),
        ([("text", "ROSTEC", "Rostec", "exact")], "matched «ROSTEC», in the body"),
        ([("text", "КТРВ", "КТРВ", "acronym")] * 2, "matched the acronym «КТРВ», twice in the body"),
        ([("text", "arrest of x", "q", "query")], "matched the query with «arrest of x», in the body"),
        (
            [("text", "Rostech", "Rostec", "alias")] * 3 + [("title", "Rostec", "Rostec", "exact")],
            "matched «Rostec», in the headline and 3 times in the body",
        ),
    ],
    ids=["inflected", "as listed", "acronym", "query", "headline first"],
)
def test_the_reason_says_what_was_found_as_what_and_where(matches: list[tuple[str, str, str, str]], words: str) -> None:
    evidence = [
        {"field": field, "start": 0, "end": 1, "text": text, "form": form, "rule": rule, "score": 1.0}
        for field, text, form, rule in matches
    ]
    hit = HitData(watchlist="w", term="t", term_name="T", severity="low", zone="body", excerpt="", matches=evidence)
    assert reason(hit) == words
    beside = [match | {"field": "fringe"} for match in evidence]
    assert reason(hit.model_copy(update={"matches": beside})).endswith(", in a link to another story")
    assert reason(hit, "feed summary") == words.replace("the body", "the feed's summary")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "UTC"),
        (datetime.fromisoformat("2026-01-01T00:00+05:30"), "UTC+5:30"),
        (datetime.fromisoformat("2026-01-01T00:00-11:00"), "UTC−11"),
    ],
)
def test_an_offset_is_written_out(moment: datetime, words: str) -> None:
    assert offset(moment) == words
    assert short_time(moment, moment) == "1 Jan, 00:00"


def test_a_term_that_others_list_names_its_source_with_a_link(tmp_path: Path) -> None:
    entity = {"id": "inv-1", "name": "Pavel Korvin", "kind": "person", "source": {"dataset": "Island Treasury List"}}
    (tmp_path / "big.jsonl").write_text(json.dumps(entity) + "\n", encoding="utf-8")
    entities = Entities(tmp_path / "big.jsonl", severity="high", link="https://registry.test/{id}")
    told = Told(Watchlist(name="Big", entities=entities, terms=WATCHLIST.terms))
    text = "Pavel Korvin left."
    told.article("He left", text, match("inv-1", text, "Pavel Korvin"), story=1)
    told.article("Rostec", "Rostec left.", match(ROSTEC, "Rostec left.", "Rostec"), story=2)
    (_, term, story), (_, _, other) = told.view().walk()
    assert (term, story.listed) == ("Pavel Korvin", Outlet("Island Treasury List", "https://registry.test/inv-1"))
    assert other.listed is None
    assert "  listed by Island Treasury List\n  https://registry.test/inv-1\n" in render_text(told.view())
    assert "listed by [Island Treasury List](https://registry.test/inv-1)" in render_markdown(told.view())
    for rendered in (render_html(told.view()), render_chat_html(told.view())):
        assert 'href="https://registry.test/inv-1"' in rendered


def test_a_damaged_file_of_entities_keeps_no_digest_from_being_made(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    path.write_text('{"id": "inv-1", "name": "Pavel Korvin", "kind": "person"}\n', encoding="utf-8")
    told = Told(Watchlist(name="Big", entities=Entities(path)))
    told.article("He left", "Pavel Korvin", match("inv-1", "Pavel Korvin", "Pavel Korvin"), story=1)
    path.write_text("{\n", encoding="utf-8")
    assert outline(told.view()) == [("normal", "Pavel Korvin", "He left")]
