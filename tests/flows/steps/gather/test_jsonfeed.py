import json
from datetime import UTC, datetime
from typing import Any

import pytest

from flows.steps.gather.feeds import parse_feed
from storage.tables import EntryData

URL = "https://wire.test/feed.json"


def json_feed(*items: Any, **top: Any) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items} | top).encode()


def test_a_json_feed_item_becomes_an_entry() -> None:
    item = {
        "id": "n1", "url": "/acme", "title": "Acme & Rostec", "summary": "Short", "content_html": "<p>Long</p>",
        "authors": [{"name": "Anna"}, {"url": "x"}, {"name": "Boris"}], "language": "uk", "date_published": "2026-03-02T09:00:00+01:00",
    }  # fmt: skip
    feed = parse_feed(json_feed(item, language="en-US"), url=URL)
    assert (feed.title, feed.language) == ("Wire", "en")
    assert feed.entries == [
        EntryData(
            key="n1",
            url="https://wire.test/acme",
            title="Acme & Rostec",
            summary="Short",
            content="<p>Long</p>",
            author="Anna, Boris",
            language="uk",
            published_at=datetime(2026, 3, 2, 8, tzinfo=UTC),
        )
    ]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"id": 7, "title": "t"}, {"key": "7"}),
        ({"id": "1", "title": "t", "external_url": "https://other.test/a"}, {"url": "https://other.test/a"}),
        ({"id": "1", "content_text": "a < b"}, {"content": "a < b", "title": ""}),
        ({"id": "1", "title": "t", "author": {"name": "Anna"}}, {"author": "Anna"}),
        ({"id": "1", "title": "t", "date_modified": "2026-03-02"}, {"published_at": datetime(2026, 3, 2, tzinfo=UTC)}),
        ({"id": "1", "title": "a\x00b\ud800c"}, {"title": "abc"}),
        ({"id": "1", "title": ["no", "text"], "content_html": {"a": 1}, "summary": "s", "authors": "Anna"}, {"title": "", "author": ""}),
        ({"id": True, "title": "t", "url": "javascript:alert(1)"}, {"url": ""}),
    ],
)  # fmt: skip
def test_odd_and_old_items_are_read_as_far_as_they_make_sense(item: dict[str, Any], expected: dict[str, Any]) -> None:
    (entry,) = parse_feed(json_feed(item, "no item", 5, None), url=URL).entries
    assert {name: getattr(entry, name) for name in expected} == expected


def test_version_1_0_is_read_too() -> None:
    body = json_feed({"id": "1", "title": "t"}, version="https://jsonfeed.org/version/1")
    assert len(parse_feed(body, url=URL).entries) == 1
