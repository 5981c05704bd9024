from flows.steps.find import Finder, hits_in, looks_into
from given import NOW
from storage import Article, ArticleData, Feed
from watchlists import FeedSource, Matcher, Term, Watchlist

GERMAN = Term(name="Werk", kind="phrase", languages=("de",))
ROSTEC = Term(name="Rostec", kind="organization")
WIRE, BLATT = Feed(url="https://wire.test/rss", language="en"), Feed(url="https://blatt.test/rss", language="de")


def article(text: str, language: str | None = None, fringe: str = "") -> Article:
    url = "https://wire.test/1"
    data = ArticleData(url=url, url_key=url, title="News", text=text, fringe=fringe, language=language)
    return Article(id=1, story_id=1, read_at=NOW, **data.model_dump())


def lists(*terms: Term, feeds: tuple[str, ...] = ()) -> Watchlist:
    return Watchlist(name="Arms", terms=terms, feeds=tuple(FeedSource(url=url) for url in feeds))


def test_a_list_looks_into_the_feeds_it_names_or_into_all() -> None:
    assert looks_into(lists(ROSTEC), WIRE.url)
    assert [looks_into(lists(ROSTEC, feeds=(WIRE.url,)), feed.url) for feed in (WIRE, BLATT)] == [True, False]


def test_an_article_without_a_language_is_in_its_feeds() -> None:
    watchlist = lists(GERMAN)
    matcher = Matcher(watchlist)
    found = {
        (given, feed.language): len(hits_in(watchlist, matcher, article("Das Werk.", given), feed))
        for given in (None, "de", "en")
        for feed in (WIRE, BLATT)
    }
    assert found == {
        (None, "en"): 0,
        (None, "de"): 1,
        ("de", "en"): 1,
        ("de", "de"): 1,
        ("en", "en"): 0,
        ("en", "de"): 0,
    }


def test_a_finder_looks_into_the_feeds_of_its_list_unless_it_is_told_to_look_into_all() -> None:
    watchlist = lists(ROSTEC, feeds=(WIRE.url,))
    assert Finder(watchlist).own([BLATT, WIRE]) == [WIRE]
    assert Finder(watchlist, all_feeds=True).own([BLATT, WIRE]) == [BLATT, WIRE]


def test_an_article_that_two_feeds_brought_is_read_in_both_languages_and_a_term_counts_once() -> None:
    finder = Finder(lists(GERMAN, ROSTEC))
    assert list(finder.find(article("Rostec: Das Werk."), [WIRE, BLATT])) == ["rostec", "werk"]
    assert list(finder.find(article("Rostec: Das Werk.", "en"), [WIRE, BLATT])) == ["rostec"]
    assert finder.find(article("Rostec: Das Werk."), []) == {}


def test_what_is_only_in_links_to_other_stories_is_a_hit_of_the_fringe() -> None:
    watchlist = lists(ROSTEC, Term(name="Sergei Chemezov", kind="person"))
    both = article("Rostec grows.", fringe="Rostec fined\nSergei Chemezov promoted")
    hits = {hit.term: hit for hit in hits_in(watchlist, Matcher(watchlist), both, WIRE)}
    assert {term: hit.zone for term, hit in hits.items()} == {"rostec": "body", "sergei-chemezov": "fringe"}
    (match,) = hits["sergei-chemezov"].matches
    assert (match["field"], both.fringe[match["start"] : match["end"]]) == ("fringe", "Sergei Chemezov")
    assert hits["sergei-chemezov"].excerpt == "Sergei Chemezov promoted"
    assert [match["field"] for match in hits["rostec"].matches] == ["text"]
    assert set(Finder(watchlist).find(both, [WIRE])) == {"rostec"}


def test_a_link_lends_the_article_no_support_and_has_none_of_it() -> None:
    watchlist = lists(Term(name="Sergei Chemezov", kind="person"))
    for text, fringe in (
        ("Chemezov spoke.", "Sergei Chemezov promoted"),
        ("Sergei Petrov spoke.", "Chemezov promoted"),
    ):
        hits = hits_in(watchlist, Matcher(watchlist), article(text, fringe=fringe), WIRE)
        assert [hit.zone for hit in hits] == (["fringe"] if "Sergei C" in fringe else [])
