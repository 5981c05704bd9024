"""The demo's press answers as real sites do, and its articles hold what they are said to hold."""

import http.client
import json
import re
import time
from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
import trafilatura
import yaml

from tocsin.demo import DemoSite, write_watchlist
from tocsin.demo.press import Article, Outlet, load_press
from tocsin.demo.resource import Resource

PRESS = load_press()
SLOW = 0.3
Term = dict[str, Any]
WORKING = [outlet for outlet in PRESS.outlets if outlet.feed not in {"gone", "broken"}]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def site() -> Iterator[DemoSite]:
    # Before midnight the day is another one where the outlets are, and a reader of pages believes no tomorrow.
    yesterday = datetime.now(UTC).replace(hour=12) - timedelta(days=1)
    with DemoSite(slow_seconds=SLOW, now=yesterday) as site:
        yield site


@pytest.fixture(scope="module")
def texts(site: DemoSite) -> dict[str, str]:
    """What trafilatura makes of every page."""
    return {url: squeeze(trafilatura.extract(get(url).body, url=url, include_comments=False)) for url in site.pages}


@pytest.fixture(scope="module")
def terms(site: DemoSite, tmp_path_factory: pytest.TempPathFactory) -> list[Term]:
    path = tmp_path_factory.mktemp("demo") / "watchlist.yaml"
    write_watchlist(path, site)
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))["terms"])


def get(url: str, method: str = "GET", **headers: str) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0, timeout=10)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
    reply = connection.getresponse()
    answer = Answer(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
    connection.close()
    return answer


def feed_url(site: DemoSite, outlet_id: str) -> str:
    titles = {outlet.id: outlet.title for outlet in PRESS.outlets}
    return next(feed.url for feed in site.feeds if feed.title == titles[outlet_id])


def entries(site: DemoSite, outlet_id: str) -> list[tuple[str, str, datetime]]:
    """The link, title and date of each item of an outlet's feed."""
    body = get(feed_url(site, outlet_id)).body
    if outlet_id == "elbauen-kurier":
        items = json.loads(body)["items"]
        return [(item["url"], item["title"], datetime.fromisoformat(item["date_published"])) for item in items]
    feed = feedparser.parse(body)
    assert not feed.bozo
    return [(entry.link, entry.title, moment(entry)) for entry in feed.entries]


def moment(entry: Any) -> datetime:
    return datetime.fromtimestamp(timegm(entry.get("published_parsed") or entry.updated_parsed), UTC)


def squeeze(text: str | None) -> str:
    return " ".join((text or "").split())


def slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def says(name: str, text: str, *, exact_case: bool = False) -> bool:
    """Whether a listed name stands in the text word for word; quotation marks inside it do not count."""
    words = [re.escape(word).replace(r"\*", r"\w*") for word in name.split()]
    pattern = r"\b" + r"[\s«»„“\"]+".join(words) + r"\b"
    return re.search(pattern, text, 0 if exact_case else re.IGNORECASE) is not None


def found_word_for_word(term: Term, text: str) -> bool:
    for excluded in term.get("exclude", []):
        text = re.sub(re.escape(excluded).replace(r"\*", r"\w*").replace(r"\ ", r"\s+"), " ", text, flags=re.IGNORECASE)
    named = any(says(name, text) for name in [term["name"], *term.get("aliases", [])])
    named |= any(says(acronym, text, exact_case=True) for acronym in term.get("acronyms", []))
    return named and (not term.get("context_required") or any(says(word, text) for word in term["context"]))


def tells_of_an_arrest(text: str) -> bool:
    """The list's one query, by hand and a little stricter than NEAR/15."""
    words = re.findall(r"\w+", text.casefold())
    seized = [n for n, word in enumerate(words) if re.match(r"(arrest|detain|задержан|затрим|festgenommen$)", word)]
    places = [n for n, word in enumerate(words) if re.match(r"(plant$|завод|werk$)", word)]
    return any(abs(a - b) <= 12 for a in seized for b in places)


def test_the_press_has_forty_articles_in_four_languages_and_two_copies(site: DemoSite) -> None:
    outlets = {outlet.id: outlet.language for outlet in PRESS.outlets}
    assert Counter(outlets[article.outlet] for article in PRESS.articles) == {"en": 18, "ru": 10, "uk": 6, "de": 6}
    assert Counter(piece.outlet.language for piece in site.pages.values()) == {"en": 19, "ru": 11, "uk": 6, "de": 6}


@pytest.mark.parametrize("article", PRESS.articles, ids=lambda article: article.slug)
def test_an_article_is_as_long_as_a_short_news_item(article: Article) -> None:
    assert 120 <= len(article.text.split()) <= 220


@pytest.mark.parametrize(
    ("outlet_id", "version", "language"),
    [
        ("harbour-wire", "rss20", "en"),
        ("rivet-and-rudder", "atom10", "en"),
        ("kamsky-nablyudatel", "rss20", "ru"),
        ("vecherny-zarechinsk", "rss10", "ru"),
        ("nadbuzky-dzvin", "atom10", "uk"),
    ],
)
def test_an_xml_feed_is_what_it_says_it_is(site: DemoSite, outlet_id: str, version: str, language: str) -> None:
    feed = feedparser.parse(get(feed_url(site, outlet_id)).body)
    assert (feed.bozo, feed.version, feed.feed.language) == (False, version, language)
    assert all(entry.id and entry.link and entry.title and entry.summary and entry.author for entry in feed.entries)


def test_the_json_feed_carries_the_whole_text(site: DemoSite) -> None:
    answer = get(feed_url(site, "elbauen-kurier"))
    feed = json.loads(answer.body)
    assert answer.headers["content-type"].startswith("application/feed+json")
    assert (feed["version"], feed["language"]) == ("https://jsonfeed.org/version/1.1", "de")
    for item in feed["items"]:
        paragraphs = site.pages[item["url"]].article.paragraphs
        assert re.findall(r"<p>(.*?)</p>", item["content_html"]) == paragraphs


@pytest.mark.parametrize("outlet", WORKING, ids=lambda outlet: outlet.id)
def test_a_feed_leads_to_every_page_of_its_outlet_newest_first(site: DemoSite, outlet: Outlet) -> None:
    found = entries(site, outlet.id)
    pages = {url: piece for url, piece in site.pages.items() if piece.outlet == outlet}
    assert {link.partition("?")[0]: title for link, title, _ in found} == {url: p.title for url, p in pages.items()}
    assert [get(link).status for link, _, _ in found] == [200] * len(pages)
    dates = [date for _, _, date in found]
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("outlet", WORKING, ids=lambda outlet: outlet.id)
def test_everything_is_dated_within_the_last_36_hours(site: DemoSite, outlet: Outlet) -> None:
    assert all(timedelta(0) < site.now - date < timedelta(hours=36) for _, _, date in entries(site, outlet.id))


def test_a_page_names_its_language_and_the_invention(site: DemoSite) -> None:
    for url, piece in site.pages.items():
        page = get(url).body.decode()
        assert f'<html lang="{piece.outlet.language}"' in page
        assert PRESS.furniture[piece.outlet.language].invented in page


@pytest.mark.parametrize("outlet", WORKING, ids=lambda outlet: outlet.id)
def test_a_feed_says_that_its_news_is_invented(site: DemoSite, outlet: Outlet) -> None:
    assert PRESS.furniture[outlet.language].invented in get(feed_url(site, outlet.id)).body.decode()


@pytest.mark.parametrize("outlet", WORKING, ids=lambda outlet: outlet.id)
def test_a_client_that_has_the_feed_is_told_so(site: DemoSite, outlet: Outlet) -> None:
    url = feed_url(site, outlet.id)
    first = get(url)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    assert [
        get(url, If_None_Match=tag).status,
        get(url, If_None_Match=f'"other", W/{tag}').status,
        get(url, If_Modified_Since=date).status,
        get(url, If_None_Match='"other"', If_Modified_Since=date).status,
    ] == [304, 304, 304, 200]
    assert get(url, If_None_Match=tag).body == b""


@pytest.mark.parametrize(
    ("since", "known"),
    [(timedelta(0), True), (timedelta(hours=1), True), (timedelta(hours=-1), False)],
    ids=["same", "later", "earlier"],
)
def test_a_date_is_compared_and_not_only_recognised(since: timedelta, known: bool) -> None:
    modified_at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    resource = Resource(b"news", "text/plain", modified_at=modified_at)
    date = format_datetime(modified_at + since, usegmt=True)
    assert resource.is_known(if_none_match=None, if_modified_since=date) is known


def test_a_date_that_is_none_is_ignored() -> None:
    resource = Resource(b"news", "text/plain", modified_at=datetime(2026, 3, 2, 8, tzinfo=UTC))
    assert not resource.is_known(if_none_match=None, if_modified_since="the other day")


def test_one_feed_is_gone_and_one_is_an_error_page(site: DemoSite) -> None:
    assert get(feed_url(site, "frontier-gazette")).status == 410
    broken = get(feed_url(site, "steppe-telegraph"))
    assert (broken.status, broken.headers["content-type"]) == (200, "application/rss+xml; charset=utf-8")
    assert not feedparser.parse(broken.body).entries


def test_one_feed_takes_its_time(site: DemoSite) -> None:
    started = time.monotonic()
    assert get(feed_url(site, "lantern-coast-monitor")).status == 200
    assert time.monotonic() - started >= SLOW


def test_a_slow_answer_does_not_keep_the_site_open() -> None:
    with DemoSite(slow_seconds=60) as site:
        parts = urlsplit(feed_url(site, "lantern-coast-monitor"))
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0, timeout=10)
        connection.request("GET", parts.path)
        started = time.monotonic()
    assert time.monotonic() - started < 10
    connection.close()


def test_requests_are_recorded_and_a_connection_is_kept_alive(site: DemoSite) -> None:
    before = len(site.requests)
    parts = urlsplit(feed_url(site, "harbour-wire"))
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 0, timeout=10)
    for method, path in [("GET", "/rss.xml"), ("HEAD", "/?a=b"), ("GET", "/nowhere")]:
        connection.request(method, path)
        connection.getresponse().read()
    connection.close()
    assert site.requests[before:] == [("GET", "/rss.xml", 200), ("HEAD", "/?a=b", 200), ("GET", "/nowhere", 404)]


def test_the_kiosk_names_every_feed_that_works(site: DemoSite) -> None:
    linked = re.findall(r'<link rel="alternate"[^>]* href="([^"]+)"', get(site.base_url).body.decode())
    assert linked == [feed_url(site, outlet.id) for outlet in WORKING]


def test_every_page_is_read_as_its_article_and_nothing_else(site: DemoSite, texts: dict[str, str]) -> None:
    assert texts == {url: " ".join(piece.article.paragraphs) for url, piece in site.pages.items()}


def test_the_furniture_names_watched_people_on_pages_that_do_not(site: DemoSite, terms: list[Term]) -> None:
    for url, piece in site.pages.items():
        if not piece.article.ideal and piece.outlet.language in {"en", "ru"}:
            page = get(url).body.decode()
            assert any(found_word_for_word(term, page) for term in terms if term["kind"] != "query")


def test_a_page_tells_a_reader_its_title_site_author_and_day(site: DemoSite) -> None:
    for url, piece in site.pages.items():
        page = trafilatura.extract_metadata(get(url).body, default_url=url)
        assert (page.title, page.sitename, page.author) == (piece.title, piece.outlet.title, piece.article.author)
        assert page.date == piece.published_at.date().isoformat()


def test_a_copy_has_the_text_of_its_original_and_one_names_it(site: DemoSite, texts: dict[str, str]) -> None:
    for article in (article for article in PRESS.articles if article.copies):
        addresses = [url for url, piece in site.pages.items() if piece.article == article]
        original = next(url for url in addresses if site.pages[url].outlet.id == article.outlet)
        (copy,) = set(addresses) - {original}
        assert texts[copy] == texts[original]
        assert site.pages[copy].title != site.pages[original].title
        canonical = original if article.copies[0].names_original else copy
        assert f'<link rel="canonical" href="{canonical}">' in get(copy).body.decode()


def test_what_is_expected_word_for_word_is_what_stands_there(site: DemoSite, terms: list[Term]) -> None:
    for piece in site.pages.values():
        text = f"{piece.title}\n{piece.article.text}"
        found = {slug(term["name"]) for term in terms if term["kind"] != "query" and found_word_for_word(term, text)}
        found |= {"arrests-at-defence-plants"} if tells_of_an_arrest(text) else set()
        assert found == set(piece.article.plain), piece.article.slug


def test_what_is_expected_of_a_perfect_reader_is_more_and_of_the_same_list(terms: list[Term]) -> None:
    ids = {slug(term["name"]) for term in terms}
    assert len(terms) == len(ids) == 14
    assert {term for article in PRESS.articles for term in article.ideal} == ids
    assert all(set(article.plain) <= set(article.ideal) for article in PRESS.articles)
    assert sum(bool(article.plain) for article in PRESS.articles) >= 20
    assert sum(not article.ideal for article in PRESS.articles) >= 12


def test_the_watchlist_names_the_feeds_that_are_served(site: DemoSite, tmp_path: Path) -> None:
    write_watchlist(tmp_path / "demo.yaml", site)
    watchlist = yaml.safe_load((tmp_path / "demo.yaml").read_text(encoding="utf-8"))
    feeds = [(feed["url"], feed["title"], feed["language"]) for feed in watchlist["feeds"]]
    assert feeds == [tuple(feed) for feed in site.feeds]
    assert watchlist["digests"] == [{"to": "all", "schedule": "immediately"}]
