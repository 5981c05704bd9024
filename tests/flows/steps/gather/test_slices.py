import pytest

from flows.steps.gather.feeds import parse_feed
from flows.steps.gather.items import MAX_ENTRIES
from flows.steps.gather.slices import slice_feed
from storage.tables import EntryData

URL = "https://wire.test/feed"


def rss(*items: str, head: str = "<title>Wire</title><language>ru</language>") -> bytes:
    return f'<rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'.encode()


def item(key: object, title: str = "t", more: str = "") -> str:
    return f"<item><guid>{key}</guid><title>{title}</title>{more}</item>"


def new(body: bytes, known: bytes | None) -> list[EntryData]:
    return parse_feed(body, url=URL, known=known).entries


def test_what_is_known_is_left_out_and_the_rest_is_as_in_the_whole_feed() -> None:
    old, now = rss(item(2), item(1)), rss(item(4), item(2), item(3), item(1))
    known = parse_feed(old, url=URL).items
    entries = parse_feed(now, url=URL).entries
    assert new(now, known) == [entries[0], entries[2]]
    assert new(old, known) == []


def test_a_changed_item_comes_again() -> None:
    known = parse_feed(rss(item(1), item(2)), url=URL).items
    assert [(entry.key, entry.title) for entry in new(rss(item(1, "new"), item(2)), known)] == [("1", "new")]


def test_items_that_share_their_guid_are_told_apart_by_the_whole_feed() -> None:
    links = [f"<link>https://wire.test/{n}</link>" for n in range(3)]
    known = parse_feed(rss(item(1, more=links[0])), url=URL).items
    later = rss(item(1, "u", links[1]), item(1, more=links[0]))
    content = parse_feed(later, url=URL, known=known)
    assert content == parse_feed(later, url=URL)
    assert (len(content.entries), content.items) == (2, None)


@pytest.mark.parametrize(
    "body",
    [
        rss(item(1)) + b"<",
        rss("<item><description><![CDATA[<p>]]></description>", "</item>").replace(b"</item>", b""),
        b"<!DOCTYPE rss [<!ENTITY a 'b'>]>" + rss(item(1)),
        rss("<item>" + item(1) + "</item>"),
        rss("<item/>"),
        rss().replace(b"<channel>", b"<channel xmlns:x='urn:x'><x:item></x:item>"),
        rss(item("\u044f")).decode().encode("cp1251"),
        rss(item(1)).decode().encode("utf-16"),
        rss(),
    ],
    ids=["malformed", "not closed", "entities", "nested", "empty", "prefix", "not utf-8", "utf-16", "no items"],
)
def test_what_cannot_be_cut_safely_is_not_cut(body: bytes) -> None:
    assert slice_feed(body, []) is None


@pytest.mark.parametrize(
    "disguise", ["<!-- <item> -->", "<description><![CDATA[</channel><item><title>x</title></item>]]></description>"]
)
def test_items_in_comments_and_quotations_are_none(disguise: str) -> None:
    body = rss(disguise, item(1, more=disguise), item(2))
    known = parse_feed(rss(disguise, item(2)), url=URL).items
    assert [entry.key for entry in new(body, known)] == ["1"]


def test_a_feed_in_another_charset_is_cut_too() -> None:
    head = '<?xml version="1.0" encoding="windows-1251"?>'
    bodies = [(head + rss(*items).decode()).encode("cp1251") for items in ([item("я")], [item("ж", "Ё"), item("я")])]
    known = parse_feed(bodies[0], url=URL).items
    assert [(entry.key, entry.title) for entry in new(bodies[1], known)] == [("ж", "Ё")]


@pytest.mark.parametrize("malformed", [b"", b"<"], ids=["cut", "whole"])
@pytest.mark.parametrize("oldest_first", [True, False])
def test_of_a_very_long_feed_the_newest_items_are_taken(*, oldest_first: bool, malformed: bytes) -> None:
    years = range(1990, 1990 + 36)
    items = [
        item(n, more=f"<pubDate>{1 + n % 28} {month} {years[n // 60]} 09:00:00 GMT</pubDate>")
        for n in range(MAX_ENTRIES + 100)
        for month in [("Jan", "Feb", "Mar")[n % 60 // 28]]
    ]
    body = rss(*(items if oldest_first else reversed(items))) + malformed
    entries = parse_feed(body, url=URL).entries
    assert {entry.key for entry in entries} == {str(n) for n in range(100, MAX_ENTRIES + 100)}
