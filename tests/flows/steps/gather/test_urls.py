import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.steps.gather.urls import safe_link, shown, url_key

SAME = [
    # What two feeds make of one article.
    ("https://news.test/a", "http://news.test/a", "news.test/a"),
    ("https://News.Test:443/a", "http://news.test:80/a", "news.test/a"),
    ("https://news.test", "https://news.test/?", "news.test/"),
    ("https://news.test/a#comments", "https://news.test/a#:~:text=x", "news.test/a"),
    ("https://me:secret@news.test/a", "  https://news.test/a\n", "news.test/a"),
    ("https://news.test/x/../a", "https://news.test/./a", "news.test/a"),
    ("https://news.test/%7Ejoe/%e2%82%ac", "https://news.test/~joe/€", "news.test/~joe/%E2%82%AC"),
    ("https://news.test/новости", "https://news.test/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8",
     "news.test/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8"),
    ("https://россия.рф/a", "https://xn--h1alffa9f.xn--p1ai/a", "xn--h1alffa9f.xn--p1ai/a"),
    ("https://news.test/a?id=7&utm_source=rss&utm_medium=feed", "https://news.test/a?fbclid=x&id=7", "news.test/a?id=7"),
    ("https://news.test/a?UTM_Source=rss", "https://news.test/a?%75tm_campaign=1", "news.test/a"),
    ("https://news.test/a?b=2&a=1", "https://news.test/a?a=1&&b=2&", "news.test/a?a=1&b=2"),
    ("https://nyt.test/a?partner=rss&emc=rss", "https://bbc.test/a?at_medium=RSS&ns_mchannel=x".replace("bbc", "nyt"), "nyt.test/a"),
    ("https://lemonde.test/a?xtor=RSS-1#xtor=RSS-1", "https://lemonde.test/a?ocid=x&cmpid=y&ito=z", "lemonde.test/a"),
    ("https:\\\\news.test\\a", "https:/news.test/a", "news.test/a"),
    ("https://news.test/a?q=%41%2f", "https://news.test/a?q=A%2F", "news.test/a?q=A%2F"),
]  # fmt: skip
DIFFERENT = [
    # What must never be merged.
    ("https://news.test/a?id=1", "https://news.test/a?id=2"),
    ("https://news.test/?p=1234", "https://news.test/?p=1235"),
    ("https://news.test/a", "https://news.test/A"),
    ("https://news.test/a", "https://news.test/a/"),
    ("https://news.test/a", "https://news.test:8443/a"),
    ("https://news.test/a", "https://m.news.test/a"),
    ("https://news.test/a%2Fb", "https://news.test/a/b"),
    ("https://news.test/a?x=1%262", "https://news.test/a?x=1&2"),
    ("https://news.test/a?x=1&x=2", "https://news.test/a?x=2&x=1"),
    ("https://app.test/#!/article/1", "https://app.test/#!/article/2"),
    ("https://app.test/#/1", "https://app.test/"),
    (f"https://news.test/{'x' * 2_000}1", f"https://news.test/{'x' * 2_000}2"),
]


@pytest.mark.parametrize(("one", "other", "key"), SAME)
def test_two_addresses_of_one_article_have_one_key(one: str, other: str, key: str) -> None:
    assert (url_key(one), url_key(other)) == (key, key)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_addresses_of_different_articles_have_different_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


@pytest.mark.parametrize("url", ["", "/a", "ftp://x.test/", "javascript:alert(1)", "mailto:a@b.test", "http://", "http://a b/", "urn:x:1", "http://x.test/\ud800"])  # fmt: skip
def test_what_is_no_web_address_has_no_key_and_no_link(url: str) -> None:
    assert url_key(url) == ""
    assert safe_link(url) is None


def test_a_key_fits_an_index() -> None:
    assert len(url_key(f"https://news.test/{'x' * 100_000}")) < 400


@settings(max_examples=100)
@given(st.text(alphabet="aA%~2F7Eé/.?=&+ #", max_size=40))
def test_a_key_read_as_an_address_has_the_same_key(rest: str) -> None:
    key = url_key(f"https://news.test/{rest}")
    assert url_key(f"http://{key}") == key


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/a", "https://news.test/a"),
        ("a?b=1", "https://news.test/rss/a?b=1"),
        ("//cdn.test/a", "https://cdn.test/a"),
        ("?p=1", "https://news.test/rss/feed?p=1"),
        ("  https://other.test/a b\n", "https://other.test/a%20b"),
        ("https://user:pass@other.test/", "https://other.test/"),
        ("https://аррӏе.com/", "https://xn--80ak6aa92e.com/"),
        ("javascript:alert(1)", None),
        ("JaVa\tScRiPt:alert(1)", None),
        ("\x01javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        (f"/{'x' * 10_000}", None),
    ],
)
def test_a_link_becomes_absolute_and_safe_or_none(link: str, absolute: str | None) -> None:
    assert safe_link(link, "https://news.test/rss/feed") == absolute


def test_messages_show_an_address_without_its_secrets() -> None:
    assert shown("https://me:secret@news.test:8443/feed?token=secret#x") == "https://news.test:8443/feed"
    assert shown("no address") == "'no address'"
