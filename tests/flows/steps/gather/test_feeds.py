import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.errors import FeedError
from flows.steps.gather.feeds import parse_feed
from storage.tables import EntryData

URL = "https://wire.test/rss/feed.xml"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def rss(items: str, channel: str = "") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{channel}{items}</channel></rss>'.encode()


def atom(entries: str, feed: str = "", attributes: str = "") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{feed}{entries}</feed>'.encode()


def entries(body: bytes, *, content_type: str | None = None, now: datetime | None = None) -> list[EntryData]:
    return parse_feed(body, url=URL, content_type=content_type, now=now).entries


def test_an_rss_item_becomes_an_entry() -> None:
    body = rss(
        """<item><guid isPermaLink="false">n1</guid><link>https://wire.test/acme</link><title>Acme &amp;amp; Rostec fined</title>
        <description>Short</description><content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded>
        <dc:creator>Anna Adamova</dc:creator><pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate></item>""",
        "<title>The &lt;b&gt;Wire&lt;/b&gt;</title><language>en-GB</language><link>https://wire.test/</link>",
    )
    feed = parse_feed(body, url=URL)
    assert (feed.title, feed.language) == ("The Wire", "en")
    assert feed.entries == [
        EntryData(
            key="n1",
            url="https://wire.test/acme",
            title="Acme & Rostec fined",
            summary="Short",
            content="<p>Long</p>",
            author="Anna Adamova",
            language="en",
            published_at=datetime(2026, 3, 2, 8, tzinfo=UTC),
        )
    ]


def test_an_atom_entry_becomes_an_entry() -> None:
    body = atom(
        """<entry xml:lang="uk"><id>tag:wire.test,2026:1</id><link href="/acme"/><title type="html">&lt;i&gt;Acme&lt;/i&gt;</title>
        <summary>Short</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Long</p></div></content>
        <author><name>Anna</name></author><updated>2026-03-02T09:00:00Z</updated></entry>""",
        "<title>Wire</title>",
    )
    (entry,) = entries(body)
    assert (entry.key, entry.url, entry.title) == ("tag:wire.test,2026:1", "https://wire.test/acme", "Acme")
    assert (entry.summary, entry.content, entry.author, entry.language) == ("Short", "<p>Long</p>", "Anna", "uk")
    assert entry.published_at == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_an_rdf_item_becomes_an_entry() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Wire</title></channel>
      <item rdf:about="https://wire.test/1"><title>Acme</title><link>https://wire.test/1</link><dc:date>2026-03-02</dc:date></item></rdf:RDF>"""
    (entry,) = entries(body)
    assert (entry.url, entry.title, entry.published_at) == (
        "https://wire.test/1",
        "Acme",
        datetime(2026, 3, 2, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a", "https://wire.test/a"),
        ("a", "https://wire.test/rss/a"),
        (" https://wire.test/a?x=1&amp;y=2 ", "https://wire.test/a?x=1&y=2"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("", ""),
        ("/" + "x" * 10_000, ""),
    ],
)
def test_a_link_is_absolute_and_safe_or_empty(link: str, url: str) -> None:
    assert [entry.url for entry in entries(rss(f"<item><title>t</title><link>{link}</link></item>"))] == [url]


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (rss("<item><title>t</title><link>a</link></item>", "<link>https://site.test/news/</link>"), "https://site.test/news/a"),
        (atom('<entry xml:base="/b/"><title>t</title><link href="a"/></entry>', "", 'xml:base="https://site.test/"'), "https://site.test/b/a"),
        (atom('<entry xml:base="/b/"><title>t</title><link href="a"/></entry>'), "https://wire.test/b/a"),
        (atom('<entry><title>t</title><link href="a"/></entry>', '<link href="https://site.test/"/>'), "https://wire.test/rss/a"),
        (rss('<item xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><title>t</title><link>https://feeds.test/~r/1</link><f:origLink>https://wire.test/1</f:origLink></item>'), "https://wire.test/1"),
    ],
    ids=["channel link", "nested xml:base", "relative xml:base", "atom goes by its own address", "feedburner"],
)  # fmt: skip
def test_a_relative_link_starts_where_its_format_says(body: bytes, url: str) -> None:
    assert [entry.url for entry in entries(body)] == [url]


def item(guid: str = "", link: str = "", title: str = "", text: str = "") -> str:
    tags = {"guid": guid, "link": link, "title": title, "description": text}
    return "<item>" + "".join(f"<{tag}>{value}</{tag}>" for tag, value in tags.items() if value) + "</item>"


@pytest.mark.parametrize(
    ("items", "keys"),
    [
        ([item("g1", "/1", "One"), item("g2", "/2", "Two")], ["g1", "g2"]),
        ([item("g1", "/1", "One"), item("g1", "/1", "One")], ["g1"]),
        ([item("g", "/1", "One"), item("g", "/2", "Two")], ["g https://wire.test/1", "g https://wire.test/2"]),
        ([item("g", "/", "One"), item("g", "/", "Two")], ["g One", "g Two"]),
        ([item("", "/1", "One"), item("", "/2", "Two")], ["https://wire.test/1", "https://wire.test/2"]),
        ([item("", "/", "One"), item("", "/", "Two")], ["https://wire.test/ One", "https://wire.test/ Two"]),
    ],
    ids=["guids", "the same twice", "one guid", "one guid and link", "no guid", "one link"],
)
def test_items_that_differ_have_different_keys(items: list[str], keys: list[str]) -> None:
    assert [entry.key for entry in entries(rss("".join(items)))] == keys


def test_items_without_guid_and_link_go_by_their_words() -> None:
    first, second = entries(rss(item(title="One") + item(title="Two", text="x") + item(title="Two", text="x")))
    assert first.key != second.key
    assert first.key.startswith("sha256:")
    assert entries(rss(item(title="One")))[0].key == first.key


def test_a_bare_guid_stays_the_key_when_the_feed_moves() -> None:
    body = rss("<item><guid>a1</guid><title>t</title></item>")
    moved = parse_feed(body, url="https://elsewhere.test/feed").entries
    assert [entry.key for entry in moved] == [entry.key for entry in entries(body)] == ["a1"]
    assert [entry.url for entry in moved] == [""]


def test_a_guid_of_10_kb_fits_an_index() -> None:
    one, other = (entries(rss(item("x" * 10_000 + end, "/1", "t")))[0].key for end in "ab")
    assert one != other
    assert len(one) < 100


def test_an_item_that_says_nothing_is_left_out() -> None:
    silent = "<item><guid>g</guid><pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate></item>"
    assert [entry.key for entry in entries(rss(silent + item("h", title="t")))] == ["h"]


@pytest.mark.parametrize(
    "date", ["Thu, 05 Mar 2026 09:00:00 GMT", "9999-12-31", "Thu, 01 Jan 1970 00:00:00 GMT", "30 Feb 2026", "soon"]
)
def test_a_date_that_cannot_be_is_no_date(date: str) -> None:
    (entry,) = entries(rss(f"<item><title>t</title><pubDate>{date}</pubDate></item>"), now=NOW)
    assert entry.published_at is None


def test_the_publication_goes_before_the_update() -> None:
    (entry,) = entries(
        atom(
            "<entry><title>t</title><updated>2026-03-02T10:00:00Z</updated><published>2026-03-01T10:00:00Z</published></entry>"
        )
    )
    assert entry.published_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("&lt;script&gt;alert(1)&lt;/script&gt;Rostec", "Rostec"),
        ("<![CDATA[<b>Rostec</b> &#38; co]]>", "Rostec & co"),
        ("5 &amp;lt; 6", "5 < 6"),
        ("\n  Rostec\n  fined ", "Rostec fined"),
        ("Ростех", "Ростех"),
    ],
)
def test_a_title_is_plain_text(title: str, text: str) -> None:
    assert [entry.title for entry in entries(rss(f"<item><title>{title}</title></item>"))] == [text]


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "", None),
        ("utf-8-sig", "utf-8", None),
        ("windows-1251", "windows-1251", None),
        ("koi8-r", "", "text/xml; charset=koi8-r"),
        ("windows-1251", "windows-1251", "text/xml; charset=utf-8"),
        ("utf-8", "", "text/xml; charset=punycode"),
        ("utf-8", "utf8mb4", None),
        ("shift_jis", "shift_jis", "text/xml"),
        ("utf-16", "utf-16", None),
    ],
)
def test_a_feed_in_any_charset_is_read(encoding: str, declared: str, header: str | None) -> None:
    xml = f'<?xml version="1.0"{f""" encoding="{declared}" """ if declared else ""}?>'
    body = (xml + rss(item("g", title="Чемезов")).decode().partition("?>")[2]).encode(encoding)
    assert [entry.title for entry in entries(body, content_type=header)] == ["Чемезов"]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (rss(item("1", title="One") + item("2", title="Two"))[:-20], 2),
        (b"\n\n  " + rss(item("1", title="One")), 1),
        (rss(item("1", title="One &nbsp; & two")), 1),
        (rss(item("1", title="One \x0b two")), 1),
        (rss(item("1", title="One")) + b"<!-- served in 3 ms --> trailing", 1),
    ],
    ids=["cut off", "space before", "undefined entity", "control character", "text after"],
)
def test_a_malformed_feed_yields_what_can_be_read(body: bytes, count: int) -> None:
    assert len(entries(body)) == count


def test_a_valid_feed_may_be_empty() -> None:
    assert entries(rss("", "<title>Wire</title>")) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "answers nothing where a feed was expected"),
        (b" \n", "answers nothing where a feed was expected"),
        (b"<!DOCTYPE html><title>Try later</title>", "answers an HTML page where a feed was expected"),
        (b"\xef\xbb\xbf<HTML lang=en>Try later", "answers an HTML page where a feed was expected"),
        (b"<!-- cached --><html><body>Try later</body></html>", "answers an HTML page where a feed was expected"),
        (b'{"error": "no"}', "answers JSON that is no feed"),
        (b'[{"id": 1}]', "answers JSON that is no feed"),
        (b"{broken", "answers broken JSON where a feed was expected"),
        (b"[" * 100_000, "answers broken JSON where a feed was expected"),
        (b"%PDF-1.7 ...", "answers a PDF file where a feed was expected"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "answers a sitemap without news where a feed was expected"),
        (b'<?xml version="1.0"?><kml><name/></kml>', "answers XML that is no feed"),
        (b"Try again later.", "answers text that is no feed"),
        (
            b"<?xml version='1.0' encoding='punycode'?>" + rss(item("1", title="t")),
            "says that it is written in 'punycode'",
        ),
        (rss("<item " + 'a="1" ' * 1_100 + "/>"), "has a tag with more than 1,000 attributes"),
        (rss("<_x " + 'a="1" ' * 1_100 + "/>").decode().encode("utf-16"), "has a tag with more than 1,000 attributes"),
        (rss("")[:-10], "is too broken to hold an entry"),
    ],
)
def test_a_body_that_is_no_feed_is_refused_with_what_it_looks_like(body: bytes, reason: str) -> None:
    with pytest.raises(FeedError) as refused:
        parse_feed(body, url=URL)
    assert str(refused.value).startswith(f"{URL}: {reason}")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>'.encode() + rss(item("1", title="&l9;")),
    "quadratic entities": f'<!DOCTYPE r [<!ENTITY a "{"x" * 50_000}">]>'.encode() + rss(item("1", title="&a;" * 5_000)),
    "external entity": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + rss(item("1", title="a&x;b")),
    "comment openers": rss(item("1", title="t", text="&lt;!--" * 100_000)),
    "nested tags": rss(item("1", title="t", text="<b>" * 20_000 + "</b>" * 20_000)),
    "many attributes": rss("<item " + " ".join(f'a{n}="1"' for n in range(20_000)) + "><title>t</title></item>"),
    "one long item": rss(item("1", title="t", text="word " * 500_000)),
    "NULs": rss(item("1", title="a\x00b")),
    "noise": bytes(range(256)) * 1_000,
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_a_hostile_feed_is_read_or_refused_in_time_and_bounds(body: bytes) -> None:
    start = time.process_time()
    try:
        found = entries(body)
    except FeedError:
        found = []
    assert time.process_time() - start < 5
    assert all(len(entry.title) <= 1_000 and len(entry.summary) <= 50_000 for entry in found)
    assert "root:" not in repr(found)


def test_of_a_feed_of_thousands_the_first_two_thousand_are_read() -> None:
    found = entries(rss("".join(item(str(n), title=f"Item {n}") for n in range(2_100))))
    assert [entry.key for entry in found] == [str(n) for n in range(2_000)]


@settings(max_examples=50, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"", b"<rss><channel><item>", b"<feed><entry>", b'{"items":[', b"<?xml"])
)
def test_no_bytes_raise_anything_but_a_feed_error(noise: bytes, start: bytes) -> None:
    with suppress(FeedError):
        parse_feed(start + noise, url=URL, content_type="text/xml; charset=no-such")


def test_a_parser_that_fails_is_a_feed_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise AttributeError("no attribute 'x'")

    monkeypatch.setattr("flows.steps.gather.feeds.feedparser.parse", fail)
    with pytest.raises(FeedError, match=r"is too broken to read \(AttributeError: no attribute 'x'\)"):
        entries(rss(""))
